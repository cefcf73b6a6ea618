// The releases of a product as its local clone knows them by tags, and which of them contain a commit.
import type { Host } from '../../host/host.ts';
import { compareVersions, parseVersion, type Version } from '../../standard/version.ts';
import { askGit, resolveCommit } from '../symbol/commit-trees.ts';

/** A release that a tag stands for. */
export interface TaggedRelease {
  readonly tag: string;
  readonly version: Version;
  /** In full. */
  readonly commit: string;
}

export interface CloneHistory {
  /** In the order of their versions; of several tags of one version the first. */
  readonly releases: readonly TaggedRelease[];
  /** The releases that a commit is part of; null where the clone has no such commit. */
  releasesWith(commit: string): Promise<ReadonlySet<TaggedRelease> | null>;
  /** Whether `later` has `earlier` among what came before it, or is it. */
  isAncestor(earlier: string, later: string): Promise<boolean>;
  /** The full name of a commit, tag or branch; null where the clone has none of that name. */
  resolve(name: string): Promise<string | null>;
  /** The address that the clone came from, where it is one that others can use. */
  origin(): Promise<string | null>;
}

const MOST_TAGS = 20_000;

/** The version that a tag names: `v1.2`, `1.2`, `release-1.2`, `name-1.2`; null where it names none. */
export function versionOfTag(tag: string): Version | null {
  const text = /^(?:[A-Za-z][A-Za-z0-9.]*[-_/])*?v?(\d.*)$/i.exec(tag)?.[1]?.replaceAll('_', '.') ?? tag;
  const version = parseVersion(text);
  return version.ok ? version.value : null;
}

/** Reads the tags of a clone. What is asked of a commit is asked of git once. */
export async function openCloneHistory(host: Host, clone: string): Promise<CloneHistory> {
  const format = '--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)';
  const answer = await askGit(host, clone, ['for-each-ref', format, `--count=${MOST_TAGS}`, 'refs/tags']);
  const byKey = new Map<string, TaggedRelease>();
  for (const line of (answer ?? '').split('\n')) {
    const [tag = '', object = '', peeled = ''] = line.split('\0');
    const version = tag === '' ? null : versionOfTag(tag);
    if (version === null || byKey.has(version.key)) continue;
    byKey.set(version.key, { tag, version, commit: peeled === '' ? object : peeled });
  }
  const releases = [...byKey.values()].sort((left, right) => compareVersions(left.version, right.version));
  const byTag = new Map(releases.map((release) => [release.tag, release]));
  const holders = new Map<string, Promise<ReadonlySet<TaggedRelease> | null>>();
  const ancestors = new Map<string, Promise<boolean>>();
  return {
    releases,
    releasesWith: (commit) =>
      once(holders, commit, async () => {
        if ((await resolveCommit(host, clone, commit)) === null) return null;
        const tags = await askGit(host, clone, ['tag', '--contains', commit]);
        return new Set((tags ?? '').split('\n').flatMap((tag) => byTag.get(tag) ?? []));
      }),
    isAncestor: (earlier, later) =>
      once(ancestors, `${earlier} ${later}`, async () => {
        return (await askGit(host, clone, ['merge-base', '--is-ancestor', earlier, later])) !== null;
      }),
    resolve: (name) => resolveCommit(host, clone, name),
    async origin() {
      const url = (await askGit(host, clone, ['config', '--get', 'remote.origin.url']))?.trim() ?? '';
      return /^https?:\/\/[^\s@]+$/.test(url) ? url.replace(/(?:\.git)?\/*$/, '') : null;
    },
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
