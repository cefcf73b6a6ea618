// Who owns the modules of a folder outside of site-packages that a `.pth` file or an editable install adds.
import { fileURLToPath } from 'node:url';
import { type Files, HostError } from '../../host/host.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';
import type { ModuleTree } from './module-tree.ts';
import { metadataFolders, type Ownership, readOwnership } from './ownership.ts';
import type { EnvironmentEntries, SearchEntry } from './search-path.ts';

const LIMIT = 1 << 20;

/** What an environment's metadata says of code that lies elsewhere. */
interface Elsewhere {
  /** Folders that distributions were installed from (`direct_url.json`, PEP 610; `….egg-link`). */
  readonly folders: readonly { readonly folder: string; readonly distribution: DistributionName }[];
  /** The distributions by the top-level names that `top_level.txt` says, where only one says so. */
  readonly byTop: ReadonlyMap<string, DistributionName | null>;
}

/** The owners of each entry of an environment; `own` are those of the site-packages folder itself. */
export function ownersOfEntries(
  files: Files,
  environment: EnvironmentEntries,
  own: Ownership,
): ReadonlyMap<SearchEntry, Ownership> {
  const owners = new Map<SearchEntry, Ownership>();
  const [site, ...added] = environment.entries;
  if (site === undefined) return owners;
  owners.set(site, own);
  let elsewhere: Elsewhere | null = null;
  for (const entry of added) {
    if (entry.tree === site.tree) {
      owners.set(entry, own);
    } else if (!entry.firstParty) {
      elsewhere ??= readElsewhere(files, site.tree);
      owners.set(entry, ownersOfFolder(files, entry, environment.addedBy?.get(entry) ?? null, own, elsewhere));
    }
  }
  return owners;
}

/** By the folder's own metadata, then by the list that has the `.pth` file, then by what editable installs say. */
function ownersOfFolder(
  files: Files,
  { tree, distribution }: SearchEntry,
  addedBy: string | null,
  own: Ownership,
  { folders, byTop }: Elsewhere,
): Ownership {
  const inside = readOwnership(files, tree);
  const within = folders.filter(({ folder }) => tree.root === folder || tree.root.startsWith(`${folder}/`));
  within.sort((left, right) => right.folder.length - left.folder.length);
  const adder = addedBy === null ? null : own.ownerOf(addedBy);
  const whole = adder ?? (distribution as DistributionName | null) ?? within[0]?.distribution ?? null;
  const ownerOf = (file: string): DistributionName | null =>
    inside.ownerOf(file) ?? whole ?? byTop.get(/^[^/.]*/.exec(file)?.[0] ?? '') ?? null;
  return {
    ownerOf,
    topLevelOf(name) {
      const names = [...tree.list('').keys()].filter(
        (entry) => /^[^.]+(\.py)?$/.test(entry) && ownerOf(entry) === name,
      );
      return [...new Set([...inside.topLevelOf(name), ...names.map((entry) => entry.replace(/\.py$/, ''))])].sort();
    },
    knows: (name) => name === whole || inside.knows(name),
  };
}

function readElsewhere(files: Files, site: ModuleTree): Elsewhere {
  const folders: { folder: string; distribution: DistributionName }[] = [];
  const byTop = new Map<string, DistributionName | null>();
  for (const { folder, distribution } of metadataFolders(site)) {
    const listing = site.list(folder);
    const url = listing.has('direct_url.json') ? readOrNull(files, `${site.root}/${folder}/direct_url.json`) : null;
    const path = url === null ? null : editableFolder(url);
    if (path !== null) folders.push({ folder: path, distribution });
    const tops = listing.has('top_level.txt') ? readOrNull(files, `${site.root}/${folder}/top_level.txt`) : null;
    for (const top of (tops ?? '').split(/\s+/)) {
      if (top !== '') byTop.set(top, byTop.has(top) ? null : distribution);
    }
  }
  for (const [name, kind] of site.list('')) {
    if (kind !== 'file' || !name.endsWith('.egg-link')) continue;
    const [folder = ''] = (readOrNull(files, `${site.root}/${name}`) ?? '').split(/\r?\n/);
    const distribution = normaliseDistributionName(name.slice(0, -'.egg-link'.length));
    if (folder.startsWith('/')) folders.push({ folder: folder.replace(/\/+$/, ''), distribution });
  }
  return { folders, byTop };
}

/** The folder of an editable install's `direct_url.json`; null for other origins. */
function editableFolder(text: string): string | null {
  try {
    const { url, dir_info: info } = JSON.parse(text) as { url?: unknown; dir_info?: { editable?: unknown } | null };
    if (typeof url !== 'string' || info?.editable !== true || !url.startsWith('file:')) return null;
    return fileURLToPath(url).replace(/(.)\/+$/, '$1');
  } catch {
    // Neither JSON nor a URL: it says nothing.
    return null;
  }
}

function readOrNull(files: Files, path: string): string | null {
  try {
    return files.readText(path, LIMIT);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
