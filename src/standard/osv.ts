// OSV records (schema 1.7) as values: whatever is sound in a record survives, whatever is not is named.

import { readAffectedFunctions, readImports, readWheels, symbolFaults } from './osv-python.ts';
import { type Place, Report } from './osv-report.ts';
import { isRecord, readTime } from './osv-value.ts';

export { firstSentence } from './first-sentence.ts';
export type { OsvImport, OsvWheel } from './osv-python.ts';
export { readAffectedFunctions, readImports, readWheels };

/**
 * What is wrong in a record: `path` is a JSON pointer into the record as given. `lost` says that something which may
 * matter could not be used; `note` that it was understood all the same.
 */
export interface OsvFault {
  readonly path: string;
  readonly message: string;
  readonly effect: 'lost' | 'note';
}

/** A JSON object whose fields only its database knows. */
export type OsvObject = Readonly<Record<string, unknown>>;

/** A severity: `CVSS_V2`, `CVSS_V3`, `CVSS_V4` with a vector, `Ubuntu` with a word, or a type yet unknown. */
export interface OsvSeverity {
  readonly type: string;
  readonly score: string;
}

export const OSV_EVENT_KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
export type OsvEventKind = (typeof OSV_EVENT_KINDS)[number];

export interface OsvEvent {
  readonly kind: OsvEventKind;
  readonly value: string;
}

/** A range; `type` is `GIT`, `SEMVER`, `ECOSYSTEM` or one yet unknown, events are in the record's order. */
export interface OsvRange {
  readonly type: string;
  readonly repo: string | null;
  readonly events: readonly OsvEvent[];
  readonly databaseSpecific: OsvObject | null;
  /** Whether an event of this range was lost, so that nothing certain can be said outside of what remains. */
  readonly incomplete: boolean;
}

export interface OsvPackage {
  readonly ecosystem: string;
  /** As written, not normalised. */
  readonly name: string;
  readonly purl: string | null;
}

export interface OsvAffected {
  readonly package: OsvPackage | null;
  readonly severity: readonly OsvSeverity[];
  readonly ranges: readonly OsvRange[];
  readonly versions: readonly string[];
  readonly ecosystemSpecific: OsvObject | null;
  readonly databaseSpecific: OsvObject | null;
  /** Whether a range, an event or a version of this entry was lost. */
  readonly incomplete: boolean;
}

export interface OsvReference {
  readonly type: string;
  readonly url: string;
}

export interface OsvCredit {
  readonly name: string;
  readonly contact: readonly string[];
  readonly type: string | null;
}

/** A record. Times are RFC 3339 in UTC, as written where they were sound; null: absent or unreadable. */
export interface OsvRecord {
  readonly id: string;
  readonly schemaVersion: string | null;
  readonly modified: string | null;
  readonly published: string | null;
  readonly withdrawn: string | null;
  readonly aliases: readonly string[];
  readonly related: readonly string[];
  readonly upstream: readonly string[];
  readonly summary: string | null;
  /** Markdown. */
  readonly details: string | null;
  readonly severity: readonly OsvSeverity[];
  readonly affected: readonly OsvAffected[];
  readonly references: readonly OsvReference[];
  readonly credits: readonly OsvCredit[];
  readonly databaseSpecific: OsvObject | null;
  /** The record as it was given, whole. */
  readonly original: OsvObject;
}

/** Whether a record is withdrawn by then; a withdrawal that lies ahead hides nothing yet. */
export function isWithdrawn({ withdrawn }: OsvRecord, now: number): boolean {
  return withdrawn !== null && !(Date.parse(withdrawn) > now);
}

/** What parsing gives: null only where the record has no usable `id`. */
export interface ParsedOsvRecord {
  readonly record: OsvRecord | null;
  readonly faults: readonly OsvFault[];
}

const LONGEST_ID = 256;
/** Whether an ecosystem is the Python Package Index, alone or with one index's name behind it. */
export function isPypi(ecosystem: string): boolean {
  return /^\s*pypi\s*(?::|$)/i.test(ecosystem);
}

/** Parses a record from its JSON or YAML value (OSV schema, "Field Details"). Never throws. */
export function parseOsvRecord(value: unknown): ParsedOsvRecord {
  const report = new Report();
  const root: Place = { report, path: '' };
  if (!isRecord(value)) {
    report.lost('', 'is not an object, so no OSV record');
    return { record: null, faults: report.faults };
  }
  const { modified, published, withdrawn } = value;
  const id = readId(value, report);
  if (id === null) return { record: null, faults: report.faults };
  const record: OsvRecord = {
    id,
    schemaVersion: readText(value, 'schema_version', root),
    modified: readTime(modified, report, '/modified'),
    published: readTime(published, report, '/published'),
    withdrawn: readTime(withdrawn, report, '/withdrawn'),
    aliases: readTexts(value, 'aliases', root),
    related: readTexts(value, 'related', root),
    upstream: readTexts(value, 'upstream', root),
    summary: readText(value, 'summary', root),
    details: readText(value, 'details', root),
    severity: readEach(value, 'severity', root, readSeverity),
    affected: readEach(value, 'affected', root, readAffected),
    references: readEach(value, 'references', root, readReference),
    credits: readEach(value, 'credits', root, readCredit),
    databaseSpecific: readObject(value, 'database_specific', root),
    original: value,
  };
  if (record.modified === null && modified === undefined) report.note('/modified', 'is absent');
  return { record, faults: report.faults };
}

function readId(value: OsvObject, report: Report): string | null {
  const { id } = value;
  if (typeof id !== 'string' || id.trim() === '') report.lost('/id', 'is absent or no text, so the record has no name');
  else if (id.length > LONGEST_ID) report.lost('/id', `is longer than ${LONGEST_ID} characters`);
  else return id.trim();
  return null;
}

function readAffected(value: unknown, place: Place): OsvAffected | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const { package: subject } = value;
  const before = place.report.losses;
  const ranges = readEach(value, 'ranges', place, readRange);
  const versions = readVersions(value, place);
  const incomplete = place.report.losses > before;
  const affected = {
    package: subject == null ? null : readPackage(subject, place),
    severity: readEach(value, 'severity', place, readSeverity),
    ranges,
    versions,
    ecosystemSpecific: readObject(value, 'ecosystem_specific', place),
    databaseSpecific: readObject(value, 'database_specific', place),
    incomplete,
  };
  // Other ecosystems keep other things under the same keys: Go's `imports` hold paths and symbols.
  if (affected.package !== null && !isPypi(affected.package.ecosystem)) return affected;
  for (const fault of symbolFaults(affected)) place.report.lost(`${place.path}/${fault.path}`, fault.message);
  return affected;
}

function readPackage(value: unknown, parent: Place): OsvPackage | null {
  const place = { report: parent.report, path: `${parent.path}/package` };
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const purl = readText(value, 'purl', place);
  let ecosystem = readText(value, 'ecosystem', place);
  let name = readText(value, 'name', place);
  if (ecosystem !== null && name !== null) return { ecosystem, name, purl };
  const found = /^pkg:pypi\/([A-Za-z0-9._-]+)/i.exec(purl ?? '');
  if (found?.[1] === undefined) return place.report.lose(place, 'names no ecosystem or no package');
  ecosystem ??= 'PyPI';
  name ??= found[1];
  place.report.note(place.path, 'names no ecosystem or no package; taken from its purl');
  return { ecosystem, name, purl };
}

function readRange(value: unknown, place: Place): OsvRange | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const repo = readText(value, 'repo', place);
  let type = readText(value, 'type', place);
  if (type === null) {
    type = repo === null ? 'ECOSYSTEM' : 'GIT';
    place.report.note(`${place.path}/type`, `is absent; the range is read as ${type}`);
  } else if (type !== 'ECOSYSTEM' && type !== 'GIT' && type !== 'SEMVER') {
    place.report.note(`${place.path}/type`, 'is no range type that is known');
  }
  const before = place.report.losses;
  const events: OsvEvent[] = [];
  const list = listOf(value, 'events', place);
  for (let index = 0; index < list.length; index++) readEvent(list[index], place, index, events);
  if (events.length > 0 && !events.some((event) => event.kind === 'introduced')) {
    place.report.lost(`${place.path}/events`, 'has no introduced event, so the range begins nowhere');
  } else if (events.length === 0) {
    place.report.lost(`${place.path}/events`, 'has no event that can be read, so the range says nothing');
  }
  const incomplete = place.report.losses > before;
  return { type, repo, events, databaseSpecific: readObject(value, 'database_specific', place), incomplete };
}

function readEvent(value: unknown, range: Place, index: number, events: OsvEvent[]): void {
  const { report } = range;
  if (!isRecord(value)) {
    report.lost(`${range.path}/events/${index}`, 'is not an object');
    return;
  }
  let kinds = 0;
  let keys = 0;
  for (const key in value) {
    keys++;
    if (!isEventKind(key)) continue;
    kinds++;
    const given = value[key];
    if (typeof given === 'string' && given !== '') events.push({ kind: key, value: given.trim() });
    else {
      const text = readVersion(given, report, `${range.path}/events/${index}/${key}`);
      if (text !== null) events.push({ kind: key, value: text });
    }
  }
  if (kinds === 1) return;
  const path = `${range.path}/events/${index}`;
  if (keys === 0) report.note(path, 'is empty and says nothing');
  else if (kinds === 0) report.lost(path, 'has no event that is known');
  else report.note(path, 'holds several events; each is read by itself');
}

function isEventKind(key: string): key is OsvEventKind {
  return key === 'introduced' || key === 'fixed' || key === 'last_affected' || key === 'limit';
}

function readVersions(value: OsvObject, parent: Place): readonly string[] {
  const list = listOf(value, 'versions', parent);
  const isSound = (version: unknown) => typeof version === 'string' && version !== '';
  if (list.every(isSound)) return list as readonly string[];
  const versions: string[] = [];
  for (let index = 0; index < list.length; index++) {
    const text = readVersion(list[index], parent.report, `${parent.path}/versions/${index}`);
    if (text !== null) versions.push(text);
  }
  return versions;
}

/** A version that should be text. A number is taken as written by JavaScript; `1.10` may have stood there for 1.1. */
function readVersion(value: unknown, report: Report, path: string): string | null {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) {
    const text = String(value);
    if (/^\d+$/.test(text)) report.note(path, `is a number; read as version ${text}`);
    else report.lost(path, `is a number; read as version ${text}, but zeros at its end would be lost`);
    return text;
  }
  report.lost(path, 'is no version text');
  return null;
}

function readSeverity(value: unknown, place: Place): OsvSeverity | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const score = readText(value, 'score', place);
  const type = readText(value, 'type', place);
  if (score === null || type === null) return place.report.lose(place, 'needs a type and a score');
  return { type, score };
}

function readReference(value: unknown, place: Place): OsvReference | null {
  if (typeof value === 'string' && value !== '') {
    place.report.note(place.path, 'is a text and not an object; read as an address');
    return { type: 'WEB', url: value };
  }
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const url = readText(value, 'url', place);
  if (url === null) return place.report.lose(place, 'has no url');
  return { type: readText(value, 'type', place) ?? 'WEB', url };
}

function readCredit(value: unknown, place: Place): OsvCredit | null {
  if (!isRecord(value)) return place.report.lose(place, 'is not an object');
  const name = readText(value, 'name', place);
  if (name === null) return place.report.lose(place, 'has no name');
  return { name, contact: readTexts(value, 'contact', place), type: readText(value, 'type', place) };
}

/** A list field as a list: absent or null is empty, one thing alone stands for a list of one. */
function listOf(value: OsvObject, key: string, place: Place): readonly unknown[] {
  const list = value[key];
  if (list === undefined || list === null) return [];
  if (Array.isArray(list)) return list;
  place.report.note(`${place.path}/${key}`, 'is not a list; read as a list of one');
  return [list];
}

function readEach<T>(
  value: OsvObject,
  key: string,
  parent: Place,
  read: (item: unknown, place: Place) => T | null,
): readonly T[] {
  const list = listOf(value, key, parent);
  const items: T[] = [];
  for (let index = 0; index < list.length; index++) {
    const item = read(list[index], { report: parent.report, path: `${parent.path}/${key}/${index}` });
    if (item !== null) items.push(item);
  }
  return items;
}

function readTexts(value: OsvObject, key: string, parent: Place): readonly string[] {
  const list = listOf(value, key, parent);
  if (list.length === 0) return [];
  const texts = new Set<string>();
  for (let index = 0; index < list.length; index++) {
    const text = list[index];
    if (typeof text === 'string' && text.trim() !== '') texts.add(text.trim());
    else parent.report.lost(`${parent.path}/${key}/${index}`, 'is no text');
  }
  return [...texts];
}

function readText(value: OsvObject, key: string, place: Place): string | null {
  const text = value[key];
  if (text === undefined || text === null || text === '') return null;
  if (typeof text === 'string') return text;
  place.report.lost(`${place.path}/${key}`, 'is no text');
  return null;
}

function readObject(value: OsvObject, key: string, place: Place): OsvObject | null {
  const object = value[key];
  if (object === undefined || object === null) return null;
  if (isRecord(object)) return object;
  place.report.lost(`${place.path}/${key}`, 'is not an object');
  return null;
}
