// Distributions that are not installed, laid over each other as an installation would lay them into one site-packages.
import { HostError } from '../../host/host.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import type { ModuleTree, TreeEntryKind } from './module-tree.ts';
import type { Ownership } from './ownership.ts';
import { parsePth } from './pth.ts';
import type { EnvironmentEntries, SearchEntry } from './search-path.ts';

/** A distribution's files laid out as below `site-packages`. */
export interface DistributionTree {
  readonly distribution: DistributionName;
  readonly tree: ModuleTree;
}

/** Distributions as one site-packages folder that exists nowhere. */
export interface Overlay extends EnvironmentEntries {
  readonly tree: ModuleTree;
  readonly ownership: Ownership;
}

/**
 * Lays the trees over each other: packages that several distributions share (`google`, `zope`) are whole, as they are
 * on disk. Of two distributions with the same file the first has it. `root` names the whole in messages.
 */
export function overlayDistributions(root: string, distributions: readonly DistributionTree[]): Overlay {
  const byTop = new Map<string, DistributionTree[]>();
  const top = new Map<string, TreeEntryKind>();
  for (const each of distributions) {
    for (const [name, kind] of each.tree.list('')) {
      if (!top.has(name)) top.set(name, kind);
      const sharers = byTop.get(name);
      if (sharers === undefined) byTop.set(name, [each]);
      else sharers.push(each);
    }
  }
  const listings = new Map<string, ReadonlyMap<string, TreeEntryKind>>([['', top]]);
  const sharersOf = (path: string): readonly DistributionTree[] => byTop.get(firstPart(path)) ?? [];
  const list = (folder: string): ReadonlyMap<string, TreeEntryKind> => {
    const known = listings.get(folder);
    if (known !== undefined) return known;
    const listing = mergeListings(sharersOf(folder).map(({ tree }) => tree.list(folder)));
    listings.set(folder, listing);
    return listing;
  };
  const holderOf = (path: string): DistributionTree | null => {
    const sharers = sharersOf(path);
    if (sharers.length === 1) return sharers[0] ?? null;
    const slash = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
    return sharers.find(({ tree }) => tree.list(folder).get(name) === 'file') ?? null;
  };
  const tree: ModuleTree = {
    root,
    list,
    readBytes(path) {
      const holder = holderOf(path);
      if (holder === null) throw new HostError('absent', `${root}/${path}`, 'there is no such file');
      return holder.tree.readBytes(path);
    },
    readSummary: (path) => holderOf(path)?.tree.readSummary?.(path) ?? null,
    holderOf: (path) => holderOf(path)?.tree ?? null,
  };
  const owners = new Map(distributions.map((each) => [each.distribution, each.tree]));
  const ownership: Ownership = {
    ownerOf: (file) => holderOf(file)?.distribution ?? null,
    topLevelOf: (distribution) => topLevelNames(owners.get(distribution)?.list('') ?? new Map()),
    knows: (distribution) => owners.has(distribution),
  };
  return { tree, ownership, ...searchEntries(tree) };
}

/** The tree itself, then the folders in it that `.pth` files add (`pywin32.pth`), and what those files import. */
function searchEntries(tree: ModuleTree): EnvironmentEntries {
  const entry = (folder: string): SearchEntry => ({
    tree,
    folder,
    firstParty: false,
    beforeStandard: false,
    only: null,
    distribution: null,
  });
  const entries = [entry('')];
  const startup: { module: string; file: string; line: number }[] = [];
  for (const [name, kind] of tree.list('')) {
    if (kind !== 'file' || !name.endsWith('.pth')) continue;
    const text = readOrNull(tree, name);
    if (text === null) continue;
    const { paths, imports } = parsePth(text);
    for (const path of paths) {
      const folder = path.replaceAll('\\', '/').replace(/\/+$/, '');
      if (folder !== '' && tree.list(folder).size > 0) entries.push(entry(folder));
    }
    for (const { module, line } of imports) startup.push({ module, file: name, line });
  }
  return { entries, startup };
}

const PTH_LIMIT = 1 << 20;

function readOrNull(tree: ModuleTree, path: string): string | null {
  try {
    const bytes = tree.readBytes(path);
    return bytes.length > PTH_LIMIT ? null : new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

function mergeListings(listings: readonly ReadonlyMap<string, TreeEntryKind>[]): ReadonlyMap<string, TreeEntryKind> {
  const filled = listings.filter((listing) => listing.size > 0);
  const [first = new Map<string, TreeEntryKind>(), ...others] = filled;
  if (others.length === 0) return first;
  const merged = new Map(first);
  for (const listing of others) for (const [name, kind] of listing) if (!merged.has(name)) merged.set(name, kind);
  return merged;
}

function topLevelNames(listing: ReadonlyMap<string, TreeEntryKind>): readonly string[] {
  const names = new Set<string>();
  for (const [entry, kind] of listing) {
    const name = kind === 'directory' ? entry : (/^([^.]+)\.(?:.*\.)?(?:py|pyc|so|pyd)$/.exec(entry)?.[1] ?? '');
    if (/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) names.add(name);
  }
  names.delete('__pycache__');
  return [...names].sort();
}

function firstPart(path: string): string {
  const slash = path.indexOf('/');
  return slash === -1 ? path : path.slice(0, slash);
}
