// Ranges of commits: the `git` versions of CVE records and the GIT ranges of OSV records.
import type { CveAffected, CveStatus } from '../../standard/cve.ts';
import type { OsvRange } from '../../standard/osv.ts';
import { isCommit, isGitVersion } from './cve-versions.ts';
import type { RangeObject } from './osv-range.ts';

/** A `versions` entry as it is written into a CVE record. */
export interface VersionObject {
  readonly version: string;
  readonly status: CveStatus;
  readonly versionType?: string;
  readonly lessThan?: string;
  readonly lessThanOrEqual?: string;
}

/** Turns a tag, a branch or a short commit into a full commit; null where nothing is known of it. */
export type ResolveCommit = (repository: string, name: string) => string | null;

/** The affected commits of a product; entries from one beginning are one range, fixed in each branch. */
export function gitRanges(
  product: CveAffected,
  repository: string | null,
  resolve: ResolveCommit,
): { readonly ranges: readonly RangeObject[]; readonly losses: readonly string[] } {
  const entries = product.versions.filter(isGitVersion);
  const losses: string[] = [];
  if (entries.length === 0) return { ranges: [], losses };
  if (repository === null) {
    return { ranges: [], losses: ['affected commits are named but no repository that they are in'] };
  }
  const ranges = new Map<string, Map<string, Readonly<Record<string, string>>>>();
  const commit = (name: string): string | null => {
    if (isCommit(name)) return name.toLowerCase();
    const found = resolve(repository, name);
    if (found === null) losses.push(`${JSON.stringify(name)} is no full commit, so OSV cannot hold it`);
    return found;
  };
  const add = (begin: string, kind: string, name: string | null): void => {
    const low = begin === '0' || begin === '*' || begin === '' ? '0' : commit(begin);
    const high = name === null || name === '*' ? null : commit(name);
    if (low === null) return;
    const events = ranges.get(low) ?? new Map<string, Readonly<Record<string, string>>>();
    events.set('introduced', { introduced: low });
    ranges.set(low, events);
    if (high !== null) events.set(`${kind} ${high}`, { [kind]: high });
  };
  for (const { version, status, lessThan, lessThanOrEqual, changes } of entries) {
    if (status === 'affected') {
      const kind = lessThanOrEqual !== null && lessThan === null ? 'last_affected' : 'fixed';
      const single = lessThan === null && lessThanOrEqual === null && changes.length === 0;
      add(version, single ? 'last_affected' : kind, single ? version : (lessThan ?? lessThanOrEqual));
    } else if (product.defaultStatus === 'affected') {
      if (version === '0') {
        if (lessThan !== null) add(lessThan, 'fixed', null);
      } else add('0', 'fixed', version);
    }
    let from = version;
    for (const change of changes) {
      if (change.status === 'affected') from = change.at;
      add(from, 'fixed', change.status === 'affected' ? null : change.at);
    }
  }
  const written = [...ranges.values()].flatMap((events): RangeObject[] => {
    const list = [...events.values()];
    const [begin] = list;
    if (begin === undefined) return [];
    const last = list.filter((event) => 'last_affected' in event);
    if (last.length === 0 || last.length === list.length - 1) return [{ type: 'GIT', repo: repository, events: list }];
    const fixed = list.filter((event) => !('last_affected' in event));
    return [fixed, [begin, ...last]].map((each) => ({ type: 'GIT', repo: repository, events: each }));
  });
  return { ranges: written, losses };
}

/** The `git` versions of a range of commits: one entry for each pair of a beginning and an end. */
export function gitVersions(range: OsvRange): {
  readonly versions: readonly VersionObject[];
  readonly losses: readonly string[];
} {
  const losses: string[] = [];
  const values = (kind: string): string[] => range.events.filter((e) => e.kind === kind).map(({ value }) => value);
  const [begins, fixed, last, limits] = [
    values('introduced'),
    values('fixed'),
    values('last_affected'),
    values('limit').filter((value) => value !== '*'),
  ];
  if (limits.length > 0) losses.push('CVE records have no limit of branches; it is read as the end of the range');
  const ends = [
    ...[...fixed, ...limits].map((value) => ({ lessThan: value })),
    ...last.map((value) => ({ lessThanOrEqual: value })),
  ];
  if (begins.length > 1 && ends.length > 1) {
    losses.push('which fix belongs to which beginning depends on history; every pair of them is listed');
  }
  const versions = begins.flatMap((version) =>
    (ends.length === 0 ? [{ lessThan: '*' }] : ends).map(
      (end): VersionObject => ({ version, status: 'affected', versionType: 'git', ...end }),
    ),
  );
  return { versions, losses };
}
