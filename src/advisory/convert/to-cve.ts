// Derives a CVE record (JSON 5.1 or 5.2) from an OSV record; what CVE records have no words for is listed.
import { isCveId } from '../../standard/cve.ts';
import type { OsvObject, OsvRecord } from '../../standard/osv.ts';
import { isRecord } from '../../standard/osv-value.ts';
import { productsOf } from './cve-product.ts';
import { Losses } from './loss.ts';
import { cveCreditType, cveMetric, cveReferences } from './term.ts';
import type { Derived } from './to-osv.ts';

type Json = Record<string, unknown>;

/** How to convert. */
export interface ToCveOptions {
  readonly dataVersion: '5.1' | '5.2';
  /** The CNA's identifier, a UUID; null: a placeholder stands for it. */
  readonly orgId: string | null;
  /**
   * Whether a withdrawn record gives a rejected one. CNAs often keep the record of a withdrawn advisory published, and a
   * rejected record loses all but its reason, so it is for the CNA to say.
   */
  readonly rejectWithdrawn: boolean;
  /** Where the OSV records are published, without a slash at its end; null: not said. */
  readonly published: string | null;
}

/** Stands where the CNA is not known; no CNA has it. */
const PLACEHOLDER_ORG = '00000000-0000-4000-8000-000000000000';

const LONGEST = { title: 256, text: 4096, url: 2048, tags: 512 };

/** Converts. The time of a withdrawal is kept as `x_withdrawn`. */
export function deriveCve(record: OsvRecord, options: ToCveOptions): Derived {
  const losses = new Losses(record.id);
  const names = [record.id, ...record.aliases];
  const cveIds = names.filter(isCveId);
  const [cveId] = cveIds;
  if (cveId === undefined) losses.add('id', 'the record has no CVE identifier: reserve one, then name it in aliases');
  if (cveIds.length > 1)
    losses.add('aliases', `a CVE record has one identifier; ${cveIds.slice(1).join(', ')} left out`);
  if (options.orgId === null)
    losses.add('providerMetadata.orgId', 'no CNA is named; a placeholder stands for it (--org)');
  const provider = { providerMetadata: { orgId: options.orgId ?? PLACEHOLDER_ORG } };
  const rejected = record.withdrawn !== null && options.rejectWithdrawn;
  if (record.withdrawn !== null && !rejected) {
    losses.add('withdrawn', 'a published CVE record cannot say that it is withdrawn (--reject-withdrawn rejects it)');
  }
  const cna = rejected
    ? { ...provider, ...rejection(record, losses) }
    : { ...provider, ...publication(record, options, losses) };
  const metadata = dropEmpty({
    cveId,
    state: rejected ? 'REJECTED' : 'PUBLISHED',
    datePublished: timestamp(record.published, 'published', losses),
    dateUpdated: timestamp(record.modified, 'modified', losses),
    dateRejected: rejected ? timestamp(record.withdrawn, 'withdrawn', losses) : undefined,
  });
  const value = {
    dataType: 'CVE_RECORD',
    dataVersion: options.dataVersion === '5.1' ? '5.1.1' : '5.2.0',
    cveMetadata: metadata,
    containers: { cna },
  };
  return { value, losses: losses.all };
}

function rejection(record: OsvRecord, losses: Losses): Json {
  const reason = record.details ?? record.summary ?? 'This record was withdrawn.';
  for (const key of ['affected', 'references', 'severity', 'credits'] as const) {
    if (record[key].length > 0) losses.add(key, 'a rejected CVE record says only why it was rejected');
  }
  if (record.summary !== null && record.details !== null) losses.add('summary', 'a rejected CVE record has no title');
  const replacedBy = record.related.filter(isCveId);
  return dropEmpty({
    rejectedReasons: [{ lang: 'en', value: cut(reason, LONGEST.text, 'details', losses) }],
    replacedBy: some(replacedBy),
  });
}

function publication(record: OsvRecord, options: ToCveOptions, losses: Losses): Json {
  const text = record.details ?? record.summary ?? '';
  if (text === '') losses.add('details', 'there is no description, which CVE records need');
  const title = record.summary === null ? undefined : cut(record.summary, LONGEST.title, 'summary', losses);
  const references = referencesOf(record, options, losses);
  const metrics = [...record.severity, ...record.affected.flatMap((affected) => affected.severity)].flatMap(
    (severity) => {
      const metric = cveMetric(severity);
      if (typeof metric !== 'string') return [metric];
      losses.add('severity', metric);
      return [];
    },
  );
  if (record.affected.some((affected) => affected.severity.length > 0)) {
    losses.add(
      'affected.severity',
      'CVE records have one severity for all products; those of packages stand beside it',
    );
  }
  const others = record.aliases.filter((alias) => !isCveId(alias));
  const advisory = isCveId(record.id) ? others : [record.id, ...others];
  const affected = productsOf(record, options, losses);
  const cna = dropEmpty({
    title,
    descriptions: text === '' ? undefined : [{ lang: 'en', value: cut(text, LONGEST.text, 'details', losses) }],
    affected,
    problemTypes: problemTypesOf(record),
    references: references.slice(0, LONGEST.tags),
    metrics: unique(metrics),
    credits: creditsOf(record, losses),
    timeline: timelineOf(record),
    source: advisory.length === 0 ? undefined : { advisory: advisory[0], discovery: 'UNKNOWN' },
    x_aliases: some(advisory.slice(1)),
    x_related: some(record.related),
    x_withdrawn: record.withdrawn ?? undefined,
    x_generator: { engine: 'theriac' },
  });
  listLosses(record, losses);
  return cna;
}

/** The record's own references; where it has none, its page, since a CVE record must have one. */
function referencesOf(record: OsvRecord, { published }: ToCveOptions, losses: Losses): Json[] {
  const sound = record.references.filter(({ url }) => {
    const fits = URL.canParse(url) && url.length <= LONGEST.url && /^(?:https?|ftps?):/i.test(url);
    if (!fits) losses.add('references', `${JSON.stringify(url.slice(0, 100))} is no address that CVE records allow`);
    return fits;
  });
  const found: Json[] = [...cveReferences(sound)];
  const own = published === null ? null : `${published}/${encodeURIComponent(record.id)}.json`;
  const page = record.databaseSpecific?.['url'] ?? record.databaseSpecific?.['source'] ?? own;
  if (
    typeof page === 'string' &&
    /^https?:/.test(page) &&
    URL.canParse(page) &&
    !found.some(({ url }) => url === page)
  ) {
    found.push({ url: page, tags: ['vendor-advisory'] });
  }
  const [ghsa] = [record.id, ...record.aliases].filter((name) => name.startsWith('GHSA-'));
  if (found.length === 0 && ghsa !== undefined) found.push({ url: `https://github.com/advisories/${ghsa}` });
  if (found.length === 0) {
    losses.add('references', 'there is none, but CVE records need one; the record’s page at osv.dev stands for it');
    found.push({ url: `https://osv.dev/vulnerability/${encodeURIComponent(record.id)}` });
  }
  return found;
}

function problemTypesOf(record: OsvRecord): Json[] | undefined {
  const found = [record.databaseSpecific, ...record.affected.map((affected) => affected.databaseSpecific)].flatMap(
    cwesOf,
  );
  return some(
    [...new Set(found)].map((cweId) => ({ descriptions: [{ lang: 'en', cweId, description: cweId, type: 'CWE' }] })),
  );
}

function cwesOf(specific: OsvObject | null): readonly string[] {
  const list = specific?.['cwe_ids'] ?? specific?.['cwes'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const text = isRecord(item) ? (item['cweId'] ?? item['cwe_id']) : item;
    return typeof text === 'string' && /^CWE-[1-9]\d{0,4}$/.test(text) ? [text] : [];
  });
}

function creditsOf(record: OsvRecord, losses: Losses): Json[] | undefined {
  const credits = record.credits.map(({ name, contact, type }) => {
    const known = type === null ? null : cveCreditType(type);
    if (type !== null && known === null) losses.add('credits.type', `CVE records have no credit of the type ${type}`);
    if (contact.length > 0) losses.add('credits.contact', 'CVE records have no contacts of those who are credited');
    return {
      lang: 'en',
      value: cut(name, LONGEST.text, 'credits', losses),
      ...(known === null ? {} : { type: known }),
    };
  });
  return some(unique(credits) ?? []);
}

function timelineOf(record: OsvRecord): Json[] | undefined {
  const list = record.databaseSpecific?.['timeline'];
  if (!Array.isArray(list)) return undefined;
  return some(
    list.flatMap((item: unknown) => {
      if (!isRecord(item)) return [];
      const { time, value, lang } = item;
      if (typeof time !== 'string' || typeof value !== 'string' || !TIMESTAMP.test(time) || value === '') return [];
      return [
        {
          time,
          lang: typeof lang === 'string' && LANGUAGE.test(lang) ? lang : 'en',
          value: value.slice(0, LONGEST.text),
        },
      ];
    }),
  );
}

/** Losses that depend on nothing but a field's being there. */
function listLosses(record: OsvRecord, losses: Losses): void {
  if (record.upstream.length > 0) losses.add('upstream', 'CVE records name no upstream vulnerabilities');
  const carried = new Set(['cwe_ids', 'cwes', 'timeline', 'url', 'source']);
  for (const key of Object.keys(record.databaseSpecific ?? {})) {
    if (!carried.has(key)) losses.add(`database_specific.${key}`, 'CVE records have no such field');
  }
}

/** The languages that the schema allows. */
const LANGUAGE = /^[A-Za-z]{2,4}(?:[_-][A-Za-z]{4})?(?:[_-](?:[A-Za-z]{2}|[0-9]{3}))?$/;
const TIMESTAMP = /^(?:19|2\d)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

/** A time that the CVE schema allows: from 1900 on. */
function timestamp(time: string | null, field: string, losses: Losses): string | undefined {
  if (time === null) return undefined;
  if (TIMESTAMP.test(time)) return time;
  losses.add(field, `${time} is no time that CVE records allow`);
  return undefined;
}

function cut(text: string, length: number, field: string, losses: Losses): string {
  if (text.length <= length) return text;
  losses.add(field, `CVE records hold ${length} characters of it; the rest is cut off`);
  return `${text.slice(0, length - 1).trimEnd()}…`;
}

function unique(items: readonly Json[]): Json[] | undefined {
  return some([...new Map(items.map((item) => [JSON.stringify(item), item])).values()]);
}

function some<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}

function dropEmpty(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
