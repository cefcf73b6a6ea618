// The ranges of an advisory as intervals of version keys, so that matching only compares texts (OSV, "Evaluation").
import type { OsvEvent, OsvRange } from '../../standard/osv.ts';
import { parseVersion, quote, type Version, versionKey } from '../../standard/version.ts';

/** How an interval ends: never, before a fixing version, with the last affected version, or before a limit. */
export const END = { open: 0, fixed: 1, last: 2, limit: 3 } as const;
export type End = (typeof END)[keyof typeof END];

/**
 * An interval of affected versions as it is kept in the database: key of the first version (empty: from the very
 * beginning), key of the end, kind of the end, both as texts for a person, and why it is in doubt (empty: it is not).
 */
export type Interval = readonly [low: string, high: string, end: End, lowText: string, highText: string, doubt: string];

/** Ranges of commits say nothing about versions; every other type on PyPI is read as PEP 440 orders versions. */
export function isVersionRange(range: OsvRange): boolean {
  return range.type !== 'GIT';
}

interface Point {
  readonly key: string;
  readonly text: string;
  introduced: number;
  fixed: number;
  last: boolean;
}

/** What a range says; `unread` names the events that are no versions, each a sentence. */
export interface RangeReading {
  readonly intervals: readonly Interval[];
  /** The fixing versions. */
  readonly fixed: readonly Version[];
  readonly unread: readonly { readonly kind: OsvEvent['kind']; readonly message: string }[];
}

/**
 * The intervals of a range, events taken in the order of their versions whatever order they are written in. An end that
 * is no version is left out: all from its beginning on counts as affected, in doubt. A beginning that is no version, or
 * is missing, counts as the very first version, in doubt.
 */
export function readIntervals(range: OsvRange): RangeReading {
  const points: Point[] = [];
  const fixed: Version[] = [];
  const unread: { kind: OsvEvent['kind']; message: string }[] = [];
  let doubt = range.incomplete ? 'an event of the affected range could not be read' : '';
  let begins = false;
  let unlimited = false;
  let limit: Version | null = null;

  for (let index = 0; index < range.events.length; index++) {
    const event = range.events[index];
    if (event === undefined) continue;
    const { kind, value } = event;
    if (kind === 'introduced') begins = true;
    if (kind === 'introduced' && value === '0') {
      at(points, '', '0').introduced = index;
      continue;
    }
    if (kind === 'limit' && value === '*') {
      unlimited = true;
      continue;
    }
    const version = parseVersion(value);
    if (!version.ok) {
      doubt ||= `${kind} ${quote(value)} of the affected range is not a version`;
      unread.push({ kind, message: version.fault.message });
      if (kind === 'introduced') at(points, '', value).introduced = index;
      else if (kind === 'limit') unlimited = true;
      continue;
    }
    const key = versionKey(version.value);
    if (kind === 'limit') {
      if (limit === null || key > versionKey(limit)) limit = version.value;
      continue;
    }
    const point = at(points, key, version.value.text);
    if (kind === 'introduced') point.introduced = index;
    else if (kind === 'fixed') {
      point.fixed = index;
      fixed.push(version.value);
    } else point.last = true;
  }
  if (!begins && range.events.length > 0) {
    // Says more than that an event is missing.
    doubt = 'the affected range has no beginning';
    at(points, '', '0').introduced = -1;
  }
  const found = sweep(points.sort(byKey), doubt);
  return { intervals: limit === null || unlimited ? found : cut(found, limit), fixed, unread };
}

const NONE = -2;

function at(points: Point[], key: string, text: string): Point {
  const point = { key, text, introduced: NONE, fixed: NONE, last: false };
  points.push(point);
  return point;
}

function byKey(left: Point, right: Point): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

function sweep(points: readonly Point[], doubt: string): Interval[] {
  const intervals: Interval[] = [];
  let open: Point | null = null;
  for (let index = 0; index < points.length; index++) {
    const point = points[index];
    if (point === undefined) continue;
    const next = points[index + 1];
    if (next?.key === point.key) {
      // Events at one version are one point.
      next.introduced = Math.max(next.introduced, point.introduced);
      next.fixed = Math.max(next.fixed, point.fixed);
      next.last ||= point.last;
      continue;
    }
    const begins = point.introduced !== NONE;
    const ends = point.fixed !== NONE;
    // One interval that ends where the next begins is one interval: `fixed` then must not hide the version itself,
    // in whatever order the two are written. Where nothing was open, their order decides.
    if (begins && ends) {
      if (open === null && point.fixed < point.introduced) open = point;
    } else if (begins) open ??= point;
    if (open !== null && ((ends && !begins) || point.last)) {
      const end = ends && !begins ? END.fixed : END.last;
      intervals.push([open.key, point.key, end, open.text, point.text, doubt]);
      open = null;
    }
  }
  if (open !== null) intervals.push([open.key, '', END.open, open.text, '', doubt]);
  return intervals;
}

/** A version at or above every limit is not affected by the range (OSV, `limit`). */
function cut(intervals: readonly Interval[], limit: Version): Interval[] {
  const key = versionKey(limit);
  return intervals.flatMap((interval): Interval[] => {
    const [low, high, end, lowText, , doubt] = interval;
    if (low >= key && low !== '') return [];
    if (end !== END.open && high < key) return [interval];
    if (end === END.fixed && high === key) return [interval];
    return [[low, key, END.limit, lowText, limit.text, doubt]];
  });
}

/** Whether a version lies in the interval; `publicKey` is the version's key without its local label. */
export function contains(interval: Interval, key: string, publicKey: string): boolean {
  const [low, high, end] = interval;
  if (key < low) return false;
  if (end === END.open) return true;
  // PEP 440, "Inclusive ordered comparison": 1.0+local counts as 1.0 where the bound has no local label.
  if (end === END.last) return key <= high || publicKey === high;
  return key < high;
}

/** The interval as a person reads it: `>=9.0, <10.0.1`, `<2.0`, `every version`. */
export function formatInterval(interval: Interval): string {
  const [low, , end, lowText, highText] = interval;
  const parts: string[] = [];
  if (low !== '') parts.push(`>=${lowText}`);
  if (end === END.last) parts.push(`<=${highText}`);
  else if (end !== END.open) parts.push(`<${highText}`);
  return parts.length === 0 ? 'every version' : parts.join(', ');
}
