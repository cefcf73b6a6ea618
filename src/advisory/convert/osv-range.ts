// Intervals as OSV ranges and back (OSV schema, "affected[].ranges[].events fields" and "Evaluation").
import type { OsvEvent, OsvRange } from '../../standard/osv.ts';
import { combine, type Interval, isSingle, makeLine, paint } from './version-line.ts';
import type { VersionOrder } from './version-order.ts';

/** A range as it is written into a record. */
export interface RangeObject {
  readonly type: string;
  readonly repo?: string;
  readonly events: readonly Readonly<Record<string, string>>[];
}

/** Ranges and single versions; `losses` are sentences. */
export interface RangeObjects {
  readonly ranges: readonly RangeObject[];
  readonly versions: readonly string[];
  readonly losses: readonly string[];
}

/**
 * Writes intervals as ranges. A range holds either `fixed` or `last_affected` events, so there may be two. A beginning
 * that leaves its own version out begins at the next version that there could be, where the order knows one.
 */
export function rangesOfIntervals(type: string, order: VersionOrder, intervals: readonly Interval[]): RangeObjects {
  const fixed: Record<string, string>[] = [];
  const last: Record<string, string>[] = [];
  const versions: string[] = [];
  const losses: string[] = [];
  for (const interval of intervals) {
    const { low, lowOpen, high, highClosed } = interval;
    if (isSingle(interval) && low !== null) {
      versions.push(low);
      continue;
    }
    let introduced = low ?? '0';
    if (lowOpen && low !== null) {
      const next = order.successor(low);
      if (next === null) losses.push(`affected versions begin above ${low}; OSV has to begin with ${low} itself`);
      introduced = next ?? low;
      // Between a version and the next there is none.
      if (high !== null && !highClosed && order.compare(introduced, high) >= 0) continue;
    }
    const events = highClosed ? last : fixed;
    events.push({ introduced });
    if (high !== null) events.push(highClosed ? { last_affected: high } : { fixed: high });
  }
  const ranges = [fixed, last].filter((events) => events.length > 0).map((events) => ({ type, events }));
  return { ranges, versions, losses };
}

/** The versions that ranges (not of commits) hold affected: their union. */
export function intervalsOfRanges(order: VersionOrder, ranges: readonly OsvRange[]): readonly Interval[] {
  const intervals = ranges.flatMap((range) => (range.type === 'GIT' ? [] : intervalsOfEvents(order, range.events)));
  return ranges.length === 1 ? intervals : combine(order, intervals);
}

/** Evaluates one range's events in the order of their versions. */
function intervalsOfEvents(order: VersionOrder, events: readonly OsvEvent[]): readonly Interval[] {
  const bounded = events.filter(({ kind, value }) => !(kind === 'introduced' && value === '0') && value !== '*');
  const limits = bounded.filter(({ kind }) => kind === 'limit').map(({ value }) => value);
  const unlimited = limits.length === 0 || events.some(({ kind, value }) => kind === 'limit' && value === '*');
  const points = bounded.filter(({ kind }) => kind !== 'limit').sort((a, b) => order.compare(a.value, b.value));
  const fromStart = points.length < events.length && events.some(isStart);
  const line = makeLine(
    order,
    bounded.map(({ value }) => value),
  );
  return paint(line, (cell) => {
    if (!unlimited && !limits.some((limit) => line.below(cell, limit))) return false;
    let affected = fromStart;
    for (const { kind, value } of points) {
      if (kind === 'introduced' && line.atLeast(cell, value)) affected = true;
      else if (kind === 'fixed' && line.atLeast(cell, value)) {
        // One interval that ends where the next begins is one interval.
        const resumes = points.some((other) => other.kind === 'introduced' && order.compare(other.value, value) === 0);
        if (!resumes) affected = false;
      } else if (kind === 'last_affected' && line.above(cell, value)) affected = false;
    }
    return affected;
  });
}

function isStart({ kind, value }: OsvEvent): boolean {
  return kind === 'introduced' && value === '0';
}
