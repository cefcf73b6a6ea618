// The tags and short commits of a record as full commits, through local clones.
import type { Host } from '../../host/host.ts';
import { isCveRecord, parseCveRecord } from '../../standard/cve.ts';
import { isCommit, isGitVersion } from '../convert/cve-versions.ts';
import type { ResolveCommit } from '../convert/git-range.ts';
import { resolveCommit } from '../symbol/commit-trees.ts';

/**
 * Gives, for a record, a way to turn the tags and short commits in it into full commits, asked of the clones beforehand.
 */
export function prepareClone(
  host: Host,
  clones: readonly string[],
): (record: unknown) => Promise<{ readonly resolveCommit: ResolveCommit }> {
  return async (value) => {
    const found = new Map<string, string>();
    const { record } = clones.length > 0 && isCveRecord(value) ? parseCveRecord(value) : { record: null };
    for (const product of record?.cna.affected ?? []) {
      for (const entry of product.versions.filter(isGitVersion)) {
        const names = [entry.version, entry.lessThan, entry.lessThanOrEqual, ...entry.changes.map(({ at }) => at)];
        for (const name of names) {
          if (name === null || name === '0' || name === '*' || isCommit(name) || found.has(name)) continue;
          for (const clone of clones) {
            const commit = await resolveCommit(host, clone, name);
            if (commit !== null) found.set(name, commit);
          }
        }
      }
    }
    return { resolveCommit: (_repository, name) => found.get(name) ?? null };
  };
}
