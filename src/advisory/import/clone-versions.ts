// Commits and versions of a product through its local clone: tags as commits, and the releases that contain a fix.
import type { Host } from '../../host/host.ts';
import { isCveRecord, parseCveRecord } from '../../standard/cve.ts';
import { compareVersions, isPrerelease, parseVersion, type Version } from '../../standard/version.ts';
import { isCommit, isGitVersion } from '../convert/cve-versions.ts';
import type { ResolveCommit } from '../convert/git-range.ts';
import { askGit, resolveCommit } from '../symbol/commit-trees.ts';

/** A release that a tag stands for. */
export interface TaggedVersion {
  readonly tag: string;
  readonly version: Version;
}

/** The version that a tag names: `v1.2`, `1.2`, `release-1.2`, `name-1.2`; null where it names none. */
export function versionOfTag(tag: string): Version | null {
  const text = /^(?:[A-Za-z][A-Za-z0-9.]*[-_/])*?v?(\d.*)$/i.exec(tag)?.[1]?.replaceAll('_', '.') ?? tag;
  const version = parseVersion(text);
  return version.ok ? version.value : null;
}

/** The releases that contain a commit, in order. */
export async function versionsWith(host: Host, clone: string, commit: string): Promise<readonly TaggedVersion[]> {
  const answer = isCommit(commit) ? await askGit(host, clone, ['tag', '--contains', commit]) : null;
  const tags = (answer ?? '').split('\n').flatMap((tag): TaggedVersion[] => {
    const version = tag === '' ? null : versionOfTag(tag);
    return version === null ? [] : [{ tag, version }];
  });
  return tags.sort((left, right) => compareVersions(left.version, right.version));
}

/**
 * The first fixed release of each maintained branch: of each series (`1.2`) the lowest final release that contains one
 * of the commits, where the release before it in the series, or the whole series before it, lacks them all.
 */
export async function fixedVersions(
  host: Host,
  clone: string,
  commits: readonly string[],
): Promise<readonly Version[]> {
  const fixed = new Map<string, Version>();
  for (const commit of commits) {
    for (const { version } of await versionsWith(host, clone, commit)) fixed.set(version.key, version);
  }
  const all = await allVersions(host, clone);
  const found: Version[] = [];
  let before: Version | null = null;
  for (const version of all) {
    if (fixed.has(version.key) && (before === null || !fixed.has(before.key))) found.push(version);
    before = version;
  }
  return found;
}

/** The final releases that a clone has tags of, in order. */
async function allVersions(host: Host, clone: string): Promise<readonly Version[]> {
  const answer = await askGit(host, clone, ['tag', '--list']);
  const versions = (answer ?? '').split('\n').flatMap((tag) => versionOfTag(tag) ?? []);
  const final = versions.filter((version) => !isPrerelease(version));
  const unique = new Map(final.map((version) => [version.key, version]));
  return [...unique.values()].sort(compareVersions);
}

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
