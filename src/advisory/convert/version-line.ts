// Sets of versions as intervals between named versions, painted from statements of any form.
import type { VersionOrder } from './version-order.ts';

/** Versions from `low` (null: the very first) to `high` (null: no end); `lowOpen` leaves `low` itself out. */
export interface Interval {
  readonly low: string | null;
  readonly lowOpen: boolean;
  readonly high: string | null;
  readonly highClosed: boolean;
}

/** All versions. */
export const EVERY: Interval = { low: null, lowOpen: false, high: null, highClosed: false };

/**
 * A stretch of the line on which nothing changes: the version `at` itself (`exact`), or all versions above it and below
 * the next named one; null: those below all that are named.
 */
export interface Cell {
  readonly at: string | null;
  readonly exact: boolean;
}

/** Comparisons of cells with versions; each version must be among those the line was made of. */
export interface Line {
  readonly order: VersionOrder;
  readonly cells: readonly Cell[];
  /** Whether all of the cell is at or above a version; null: the very first. */
  atLeast(cell: Cell, version: string | null): boolean;
  above(cell: Cell, version: string | null): boolean;
  /** Whether all of the cell is below a version; null: no end. */
  below(cell: Cell, version: string | null): boolean;
  atMost(cell: Cell, version: string | null): boolean;
}

/** A line through some versions; equal ones (1.0 and 1.0.0) are one place. */
export function makeLine(order: VersionOrder, versions: Iterable<string>): Line {
  const sorted = [...new Set(versions)].sort((left, right) => order.compare(left, right));
  const cells: Cell[] = [{ at: null, exact: false }];
  for (const [index, version] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && order.compare(before, version) === 0) continue;
    cells.push({ at: version, exact: true }, { at: version, exact: false });
  }
  const compare = (cell: Cell, version: string): number => (cell.at === null ? -1 : order.compare(cell.at, version));
  return {
    order,
    cells,
    atLeast: (cell, version) => version === null || compare(cell, version) >= 0,
    above(cell, version) {
      if (version === null) return true;
      const found = compare(cell, version);
      return found > 0 || (found === 0 && !cell.exact);
    },
    below: (cell, version) => version === null || compare(cell, version) < 0,
    atMost(cell, version) {
      if (version === null) return true;
      const found = compare(cell, version);
      return found < 0 || (found === 0 && cell.exact);
    },
  };
}

/** The intervals of the cells that `holds` is true for. */
export function paint(line: Line, holds: (cell: Cell) => boolean): readonly Interval[] {
  const intervals: Interval[] = [];
  let open: { readonly low: string | null; readonly lowOpen: boolean } | null = null;
  let last: Cell = { at: null, exact: false };
  for (const cell of line.cells) {
    const affected = holds(cell);
    if (affected && open === null) open = { low: cell.at, lowOpen: cell.at !== null && !cell.exact };
    if (!affected && open !== null) {
      // An interval ends with the version before this cell, or just before the version that this cell is.
      intervals.push(
        cell.exact ? { ...open, high: cell.at, highClosed: false } : { ...open, high: last.at, highClosed: true },
      );
      open = null;
    }
    last = cell;
  }
  if (open !== null) intervals.push({ ...open, high: null, highClosed: false });
  return intervals;
}

/** Whether a cell lies in an interval. */
export function isInside(line: Line, cell: Cell, { low, lowOpen, high, highClosed }: Interval): boolean {
  if (lowOpen ? !line.above(cell, low) : !line.atLeast(cell, low)) return false;
  return highClosed ? line.atMost(cell, high) : line.below(cell, high);
}

/** The versions that intervals name. */
export function boundsOf(intervals: readonly Interval[]): readonly string[] {
  return intervals.flatMap(({ low, high }) => [low, high]).filter((bound) => bound !== null);
}

/** The union of intervals, or what they leave out (`complement`). */
export function combine(order: VersionOrder, intervals: readonly Interval[], complement = false): readonly Interval[] {
  const line = makeLine(order, boundsOf(intervals));
  return paint(line, (cell) => intervals.some((interval) => isInside(line, cell, interval)) !== complement);
}

/** Whether the interval is one version alone. */
export function isSingle({ low, lowOpen, high, highClosed }: Interval): boolean {
  return low !== null && low === high && highClosed && !lowOpen;
}
