// CVE records (JSON 5.0 to 5.2) as values: whatever is sound in a record survives, whatever is not is named.
import { type CveAffected, readAffected } from './cve-affected.ts';
import { eachOf, objectOf, type Reader, textOf, textsOf } from './cve-reader.ts';
import type { OsvFault, OsvObject } from './osv.ts';
import { Report } from './osv-report.ts';
import { isRecord, readTime } from './osv-value.ts';

export type { CveAffected, CveChange, CveStatus, CveVersion } from './cve-affected.ts';

/** A text in some language; `media` are richer forms of the same text. */
export interface CveText {
  readonly lang: string;
  readonly value: string;
  readonly media: readonly { readonly type: string; readonly value: string; readonly base64: boolean }[];
}

/** One description of a problem type: a CWE identifier, a text, or both. */
export interface CveProblem {
  readonly cweId: string | null;
  readonly description: string | null;
  readonly type: string | null;
  readonly lang: string;
}

export interface CveReference {
  readonly url: string;
  readonly name: string | null;
  readonly tags: readonly string[];
}

/** A credit; `type` null: not said, which the schema reads as `finder`. */
export interface CveCredit {
  readonly value: string;
  readonly type: string | null;
  readonly user: string | null;
}

/** A severity as a metric writes it; `version` is 2.0, 3.0, 3.1 or 4.0. */
export interface CveMetric {
  readonly version: string;
  readonly vector: string;
  readonly score: number | null;
  /** The cases it is for; empty: all. */
  readonly scenarios: readonly string[];
}

export interface CveEvent {
  readonly time: string;
  readonly lang: string;
  readonly value: string;
}

/** What the CNA says: the record's own container. */
export interface CveContainer {
  readonly orgId: string | null;
  readonly shortName: string | null;
  readonly title: string | null;
  readonly datePublic: string | null;
  readonly descriptions: readonly CveText[];
  readonly affected: readonly CveAffected[];
  readonly problems: readonly CveProblem[];
  readonly references: readonly CveReference[];
  readonly metrics: readonly CveMetric[];
  readonly credits: readonly CveCredit[];
  readonly timeline: readonly CveEvent[];
  readonly rejectedReasons: readonly CveText[];
  readonly replacedBy: readonly string[];
  /** The container as it was given, whole. */
  readonly original: OsvObject;
}

/** A record. Times are RFC 3339 in UTC; null: absent or unreadable. */
export interface CveRecord {
  /** Null in a draft without an identifier. */
  readonly id: string | null;
  readonly dataVersion: string | null;
  readonly state: 'PUBLISHED' | 'REJECTED' | null;
  readonly published: string | null;
  readonly updated: string | null;
  readonly rejected: string | null;
  readonly cna: CveContainer;
  /** What others added (`containers.adp`): containers of the same form. */
  readonly adp: readonly CveContainer[];
  readonly original: OsvObject;
}

/** What parsing gives: null only where there is no CNA container. */
export interface ParsedCveRecord {
  readonly record: CveRecord | null;
  readonly faults: readonly OsvFault[];
}

const CVE_ID = /^CVE-\d{4}-\d{4,19}$/;

/** Whether a value looks like a CVE record rather than an OSV record. */
export function isCveRecord(value: unknown): boolean {
  return isRecord(value) && (value['dataType'] === 'CVE_RECORD' || 'cveMetadata' in value || 'containers' in value);
}

/** Whether a text is a CVE identifier (CVE schema, `cveId`). */
export function isCveId(text: string): boolean {
  return CVE_ID.test(text);
}

/** Parses a record from its JSON value. Never throws. */
export function parseCveRecord(value: unknown): ParsedCveRecord {
  const report = new Report();
  if (!isRecord(value)) {
    report.lost('', 'is not an object, so no CVE record');
    return { record: null, faults: report.faults };
  }
  const root: Reader = { report, path: '' };
  const metadata = objectOf(value, 'cveMetadata', root) ?? {};
  const containers = objectOf(value, 'containers', root);
  const cna = containers === null ? null : objectOf(containers, 'cna', { report, path: '/containers' });
  if (cna === null) {
    report.lost('/containers/cna', 'is absent or no object, so the record says nothing');
    return { record: null, faults: report.faults };
  }
  const place: Reader = { report, path: '/cveMetadata' };
  const written = textOf(metadata, 'cveId', place)?.trim().toUpperCase() ?? null;
  if (written !== null && !isCveId(written)) report.lost('/cveMetadata/cveId', 'is no CVE identifier');
  const state = textOf(metadata, 'state', place)?.toUpperCase() ?? null;
  const time = (key: string): string | null => readCveTime(metadata[key], report, `/cveMetadata/${key}`);
  const record: CveRecord = {
    id: written !== null && isCveId(written) ? written : null,
    dataVersion: textOf(value, 'dataVersion', root),
    state: state === 'PUBLISHED' || state === 'REJECTED' ? state : null,
    published: time('datePublished'),
    updated: time('dateUpdated'),
    rejected: time('dateRejected'),
    cna: readContainer(cna, { report, path: '/containers/cna' }),
    adp: eachOf(containers ?? {}, 'adp', { report, path: '/containers' }, (item, at) =>
      isRecord(item) ? readContainer(item, at) : at.report.lose(at, 'is not an object'),
    ),
    original: value,
  };
  return { record, faults: report.faults };
}

/** The schema reads a time without a zone as UTC, so that is worth no note. */
function readCveTime(value: unknown, report: Report, path: string): string | null {
  const zoned = typeof value === 'string' && /T\d\d:\d\d:\d\d(?:\.\d+)?$/.test(value) ? `${value}Z` : value;
  return readTime(zoned, report, path);
}

function readContainer(value: OsvObject, place: Reader): CveContainer {
  const provider = objectOf(value, 'providerMetadata', place) ?? {};
  return {
    orgId: textOf(provider, 'orgId', place),
    shortName: textOf(provider, 'shortName', place),
    title: textOf(value, 'title', place),
    datePublic: readCveTime(value['datePublic'], place.report, `${place.path}/datePublic`),
    descriptions: eachOf(value, 'descriptions', place, readText),
    affected: eachOf(value, 'affected', place, readAffected),
    problems: eachOf(value, 'problemTypes', place, (item, at) =>
      isRecord(item) ? eachOf(item, 'descriptions', at, readProblem) : at.report.lose(at, 'is not an object'),
    ).flat(),
    references: eachOf(value, 'references', place, readReference),
    metrics: eachOf(value, 'metrics', place, readMetrics).flat(),
    credits: eachOf(value, 'credits', place, readCredit),
    timeline: eachOf(value, 'timeline', place, readEvent),
    rejectedReasons: eachOf(value, 'rejectedReasons', place, readText),
    replacedBy: textsOf(value, 'replacedBy', place),
    original: value,
  };
}

function readText(value: unknown, place: Reader): CveText | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const text = textOf(value, 'value', place);
  const media = eachOf(value, 'supportingMedia', place, (item, at) => {
    if (!isRecord(item)) return at.report.lose(at, 'is not an object');
    const content = textOf(item, 'value', at);
    return content === null
      ? null
      : { type: textOf(item, 'type', at) ?? 'text/plain', value: content, base64: item['base64'] === true };
  });
  if (text === null && media.length === 0) return place.report.lose(place, 'has no value');
  return { lang: textOf(value, 'lang', place) ?? 'en', value: text ?? '', media };
}

function readProblem(value: unknown, place: Reader): CveProblem | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const description = textOf(value, 'description', place);
  const written = textOf(value, 'cweId', place) ?? textOf(value, 'cweid', place);
  const cweId = written?.trim().toUpperCase() ?? null;
  if (cweId === null && description === null) return place.report.lose(place, 'has neither a weakness nor a text');
  const type = textOf(value, 'type', place);
  return { cweId, description, type, lang: textOf(value, 'lang', place) ?? 'en' };
}

function readReference(value: unknown, place: Reader): CveReference | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const url = textOf(value, 'url', place);
  if (url === null) return place.report.lose(place, 'has no url');
  return { url: url.trim(), name: textOf(value, 'name', place), tags: textsOf(value, 'tags', place) };
}

const METRIC_KEYS = { cvssV2_0: '2.0', cvssV3_0: '3.0', cvssV3_1: '3.1', cvssV4_0: '4.0' } as const;

function readMetrics(value: unknown, place: Reader): readonly CveMetric[] | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const scenarios = eachOf(value, 'scenarios', place, readText)
    .map((text) => text.value)
    .filter((text) => text.toUpperCase() !== 'GENERAL');
  return Object.entries(METRIC_KEYS).flatMap(([key, version]): CveMetric[] => {
    const metric = objectOf(value, key, place);
    if (metric === null) return [];
    const vector = textOf(metric, 'vectorString', { report: place.report, path: `${place.path}/${key}` });
    if (vector === null) return [];
    const { baseScore } = metric;
    return [{ version, vector, score: typeof baseScore === 'number' ? baseScore : null, scenarios }];
  });
}

function readCredit(value: unknown, place: Reader): CveCredit | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const text = textOf(value, 'value', place);
  if (text === null) return place.report.lose(place, 'has no value');
  return { value: text, type: textOf(value, 'type', place), user: textOf(value, 'user', place) };
}

function readEvent(value: unknown, place: Reader): CveEvent | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const time = readCveTime(value['time'], place.report, `${place.path}/time`);
  const text = textOf(value, 'value', place);
  if (time === null || text === null) return place.report.lose(place, 'needs a time and a value');
  return { time, value: text, lang: textOf(value, 'lang', place) ?? 'en' };
}
