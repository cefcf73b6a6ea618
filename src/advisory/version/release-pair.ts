// The releases around each fix of an advisory: the last that is affected and the first that is not.
import type { OsvRange } from '../../standard/osv.ts';
import { compareVersions, isPrerelease, parseVersion, type Version } from '../../standard/version.ts';
import { contains, readIntervals } from '../database/range.ts';

/** The last affected release of a branch and the first fixed one. */
export interface ReleasePair {
  readonly before: string;
  readonly after: string;
}

/** One pair for each fixed branch whose releases are known. Final releases are preferred to earlier builds of them. */
export function findReleasePairs(ranges: readonly OsvRange[], versions: readonly string[]): readonly ReleasePair[] {
  const known = versions
    .flatMap((text): Version[] => {
      const version = parseVersion(text);
      return version.ok ? [version.value] : [];
    })
    .sort(compareVersions);
  const pairs: ReleasePair[] = [];
  for (const range of ranges) {
    if (range.type === 'GIT') continue;
    const { intervals } = readIntervals(range);
    for (const interval of intervals) {
      const inside = known.filter((version) => contains(interval, version.key, version.key));
      const before = inside.findLast((version) => !isPrerelease(version)) ?? inside.at(-1);
      if (before === undefined) continue;
      const above = known.filter((version) => {
        return version.key > before.key && !intervals.some((other) => contains(other, version.key, version.key));
      });
      const after = above.find((version) => !isPrerelease(version)) ?? above[0];
      if (after !== undefined) pairs.push({ before: before.text, after: after.text });
    }
  }
  return [...new Map(pairs.map((pair) => [`${pair.before} ${pair.after}`, pair])).values()];
}
