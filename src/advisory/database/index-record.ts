// What matching needs of a record, worked out once when the database is built.
import type { Severity, Unit } from '../../finding/finding.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';
import {
  firstSentence,
  isPypi,
  type OsvAffected,
  type OsvFault,
  type OsvRecord,
  readAffectedFunctions,
  readImports,
  readWheels,
} from '../../standard/osv.ts';
import { versionKey } from '../../standard/version.ts';
import { type ListedWheel, listWheel } from './build-number.ts';
import type { Block } from './evaluate.ts';
import { type Interval, isVersionRange, readIntervals } from './range.ts';
import { bestSeverity } from './severity.ts';
import { formatVersionList } from './version-list.ts';

/** What is shown of a match; `blocks` go with those of the rule, one for one. */
export interface Shown {
  readonly aliases: readonly string[];
  readonly title: string;
  readonly link: string | null;
  readonly weaknesses: readonly string[];
  readonly published: string | null;
  readonly modified: string | null;
  readonly blocks: readonly { readonly severity: Severity | null; readonly units: readonly Unit[] }[];
}

/** A record's part about one distribution. */
export interface IndexEntry {
  readonly name: DistributionName;
  readonly rule: readonly Block[];
  readonly shown: Shown;
}

/** A fault in a record: the distributions it concerns, null where they cannot be known, empty where there is none. */
export interface RecordFault {
  readonly names: readonly DistributionName[] | null;
  readonly effect: 'incomplete' | 'note';
  readonly message: string;
}

export interface IndexedRecord {
  readonly entries: readonly IndexEntry[];
  readonly faults: readonly RecordFault[];
}

/** Works out the index entries of a record, and whom its faults concern. */
export function indexRecord(record: OsvRecord, osvFaults: readonly OsvFault[]): IndexedRecord {
  const faults: RecordFault[] = [];
  const byName = new Map<DistributionName, OsvAffected[]>();
  for (const affected of record.affected) {
    const name = distributionOf(affected);
    if (name === null) continue;
    const blocks = byName.get(name);
    if (blocks === undefined) byName.set(name, [affected]);
    else blocks.push(affected);
  }
  const entries: IndexEntry[] = [];
  if (byName.size > 0) {
    const { title, severity, weaknesses } = describeRecord(record);
    const { aliases, published, modified } = record;
    const common = { aliases, title, link: chooseLink(record), weaknesses, published, modified };
    for (const [name, blocks] of byName) {
      const note = (effect: RecordFault['effect'], message: string) => {
        if (record.withdrawn === null) faults.push({ names: [name], effect, message: `${record.id}: ${message}` });
      };
      const rule = blocks.map((affected) => makeBlock(name, affected, note));
      const shown = blocks.map((affected) => ({
        severity: bestSeverity(affected.severity) ?? severity,
        units: readUnits(affected),
      }));
      entries.push({ name, rule, shown: { ...common, blocks: shown } });
    }
  }
  for (const fault of osvFaults) faults.push(placeFault(record, fault, byName));
  for (const affected of record.affected) {
    if (affected.package !== null || record.withdrawn !== null || !couldBePython(affected)) continue;
    const message = `${record.id}: an affected entry names no package, so nothing can match it`;
    faults.push({ names: null, effect: 'incomplete', message });
  }
  return { entries, faults };
}

function distributionOf(affected: OsvAffected): DistributionName | null {
  if (affected.package === null || !isPypi(affected.package.ecosystem)) return null;
  return normaliseDistributionName(affected.package.name.trim());
}

/** An entry without a package that speaks of commits alone is sound: it is about a repository. */
function couldBePython(affected: OsvAffected): boolean {
  return affected.versions.length > 0 || affected.ranges.some(isVersionRange) || affected.incomplete;
}

type Note = (effect: RecordFault['effect'], message: string) => void;

function makeBlock(name: DistributionName, affected: OsvAffected, note: Note): Block {
  const intervals: Interval[] = [];
  const fixed: (readonly [string, string])[] = [];
  let unreadRange = false;
  for (const range of affected.ranges) {
    if (!isVersionRange(range)) continue;
    const reading = readIntervals(range);
    intervals.push(...reading.intervals);
    unreadRange ||= range.events.length === 0;
    for (const { kind, message } of reading.unread) {
      note('note', `${kind}: ${message}; versions that it may spare count as affected, in doubt`);
    }
    for (const version of reading.fixed) fixed.push([versionKey(version), version.text]);
  }
  const wheels: ListedWheel[] = [];
  for (const { fileName, sha256, status } of readWheels(affected)) {
    const wheel = listWheel(name, fileName, sha256, status === 'affected');
    if (wheel !== null) wheels.push(wheel);
    else note('incomplete', `${JSON.stringify(fileName)} is no wheel of ${name}, so the entry is left out`);
  }
  let doubt = '';
  if (intervals.length === 0 && affected.versions.length === 0 && wheels.length === 0) {
    if (affected.incomplete || unreadRange) doubt = 'what the advisory says of versions could not be read';
    else if (!isEmptyRange(affected)) {
      note('incomplete', `says no version of ${name} that can be compared, so nothing matches it`);
    }
  }
  if (fixed.length > 1) fixed.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return [intervals, formatVersionList(affected.versions), wheels, doubt, fixed];
}

/** Whether a range was read but holds no version: `introduced` and `fixed` at the same place. */
function isEmptyRange(affected: OsvAffected): boolean {
  return affected.ranges.some((range) => isVersionRange(range) && range.events.length > 0);
}

/** The vulnerable units of an entry. A function known by its dotted name alone belongs to what stands before it. */
function readUnits(affected: OsvAffected): readonly Unit[] {
  const units: Unit[] = [];
  for (const { attribute, modules } of readImports(affected)) {
    for (const module of modules) units.push({ module, attribute });
  }
  if (units.length > 0) return units;
  for (const name of readAffectedFunctions(affected)) {
    const dot = name.lastIndexOf('.');
    if (dot < 0) return [];
    units.push({ module: name.slice(0, dot), attribute: name.slice(dot + 1) });
  }
  return units;
}

/** What a record says of itself whatever distribution is asked about. */
export function describeRecord(record: OsvRecord): {
  readonly title: string;
  readonly severity: Severity | null;
  readonly weaknesses: readonly string[];
} {
  const summary = record.summary?.replace(/\s+/g, ' ').trim() ?? '';
  const title = summary !== '' ? summary.slice(0, 300) : firstSentence(record.details ?? '');
  return { title, severity: bestSeverity(record.severity), weaknesses: readWeaknesses(record) };
}

const LINK_ORDER = ['ADVISORY', 'WEB', 'ARTICLE', 'REPORT', 'FIX', 'EVIDENCE', 'PACKAGE'];

/** The page that says most about the vulnerability; only http and https. */
function chooseLink(record: OsvRecord): string | null {
  let best: string | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const { type, url } of record.references) {
    const found = LINK_ORDER.indexOf(type);
    const rank = found < 0 ? LINK_ORDER.length : found;
    if (rank < bestRank && /^https?:\/\//i.test(url) && url.length <= 2048) [best, bestRank] = [url, rank];
  }
  return best;
}

function readWeaknesses(record: OsvRecord): readonly string[] {
  const given = record.databaseSpecific?.['cwe_ids'];
  if (!Array.isArray(given)) return [];
  const known = given.filter(
    (weakness): weakness is string => typeof weakness === 'string' && /^CWE-\d+$/.test(weakness),
  );
  return [...new Set(known)];
}

/** Whom a fault of the record's form concerns: the package of the entry it lies in, else all of the record's. */
function placeFault(record: OsvRecord, fault: OsvFault, byName: ReadonlyMap<DistributionName, unknown>): RecordFault {
  const message = `${record.id}: ${fault.path === '' ? '' : `${fault.path} `}${fault.message}`;
  const effect = fault.effect === 'lost' && mayHide(fault.path) ? 'incomplete' : 'note';
  if (record.withdrawn !== null) return { names: [], effect: 'note', message };
  const index = /^\/affected\/(\d+)/.exec(fault.path)?.[1];
  if (index === undefined) return { names: [...byName.keys()], effect, message };
  const subject = packageAt(record.original['affected'], Number(index));
  if (subject === 'other') return { names: [], effect: 'note', message };
  if (subject !== null) return { names: [subject], effect, message };
  return { names: effect === 'incomplete' ? null : [], effect, message };
}

/** A loss outside of these places costs no match; an event that is lost makes its range wider, not narrower. */
function mayHide(path: string): boolean {
  return /^\/affected(?!\/\d+\/(?:ranges\/\d+\/events|severity|database_specific))/.test(path) || path === '';
}

/** The distribution of an affected entry as it was given; `other`: of another ecosystem; null: it cannot be known. */
function packageAt(affected: unknown, index: number): DistributionName | 'other' | null {
  const entry: unknown = Array.isArray(affected) ? affected[index] : affected;
  const subject = fieldOf(entry, 'package');
  const [ecosystem, name] = [fieldOf(subject, 'ecosystem'), fieldOf(subject, 'name')];
  if (typeof ecosystem === 'string' && !isPypi(ecosystem)) return 'other';
  return typeof name === 'string' ? normaliseDistributionName(name.trim()) : null;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
