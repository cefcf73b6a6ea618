// Which distribution a file of site-packages belongs to, by the RECORD of each installed distribution (PEP 376, 427).
import { type Files, HostError } from '../../host/host.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';
import type { ModuleTree } from './module-tree.ts';

/** The owners of the files of one site-packages folder. */
export interface Ownership {
  /** The distribution that installed a file (path relative to site-packages); null where none says so. */
  ownerOf(file: string): DistributionName | null;
  /** The top-level modules and packages that a distribution installed, sorted. */
  topLevelOf(distribution: DistributionName): readonly string[];
  /** Whether the distribution's list of files could be read: else its absence from the answers means nothing. */
  knows(distribution: DistributionName): boolean;
}

const RECORD_LIMIT = 64 << 20;

/** Reads every RECORD (or `installed-files.txt`, `top_level.txt` of an egg) of a site-packages folder. */
export function readOwnership(files: Files, tree: ModuleTree): Ownership {
  // Most top-level names have one owner; only for the others the whole path decides.
  const byTop = new Map<string, Set<DistributionName>>();
  const lists = new Map<DistributionName, readonly string[]>();
  for (const { folder, distribution } of metadataFolders(tree)) {
    const paths = readFileList(files, `${tree.root}/${folder}`, folder);
    if (paths === null) continue;
    lists.set(distribution, paths);
    for (const path of paths) {
      const slash = path.indexOf('/');
      const top = slash === -1 ? path : path.slice(0, slash);
      const owners = byTop.get(top);
      if (owners === undefined) byTop.set(top, new Set([distribution]));
      else owners.add(distribution);
    }
  }
  const byFile = new Map<string, DistributionName>();
  for (const [distribution, paths] of lists) {
    for (const path of paths) {
      const slash = path.indexOf('/');
      const top = slash === -1 ? path : path.slice(0, slash);
      if ((byTop.get(top)?.size ?? 0) > 1 && !byFile.has(path)) byFile.set(path, distribution);
    }
  }
  return {
    ownerOf(file) {
      const exact = byFile.get(file);
      if (exact !== undefined) return exact;
      const slash = file.indexOf('/');
      const owners = byTop.get(slash === -1 ? file : file.slice(0, slash));
      return owners?.size === 1 ? ([...owners][0] ?? null) : null;
    },
    topLevelOf: (distribution) => topLevelNames(lists.get(distribution) ?? []),
    knows: (distribution) => lists.has(distribution),
  };
}

/** The folders with distributions' metadata, and whose they are. */
export function metadataFolders(
  tree: ModuleTree,
): readonly { readonly folder: string; readonly distribution: DistributionName }[] {
  return [...tree.list('')].flatMap(([folder, kind]) => {
    const match = /^(.+?)-[^-]*(?:-py[\d.]+)?\.(?:dist-info|egg-info)$/.exec(folder);
    if (match === null || kind !== 'directory') return [];
    return [{ folder, distribution: normaliseDistributionName(match[1] ?? '') }];
  });
}

function topLevelNames(paths: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const path of paths) {
    const name = path.includes('/') ? path.slice(0, path.indexOf('/')) : (path.split('.')[0] ?? '');
    if (/\.(py|pyc|so|pyd)$/.test(path) && /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) names.add(name);
  }
  names.delete('__pycache__');
  return [...names].sort();
}

/** The files below site-packages that a distribution's list names; null where it has none. */
function readFileList(files: Files, folder: string, name: string): readonly string[] | null {
  const record = readOrNull(files, `${folder}/RECORD`);
  if (record !== null) return parseRecordPaths(record);
  const installed = readOrNull(files, `${folder}/installed-files.txt`);
  if (installed !== null) {
    // Relative to the egg-info folder itself.
    const paths = installed.split('\n').map((line) => line.trim().replace(/^\.\.\//, ''));
    return paths.filter((path) => path !== '' && !path.startsWith('..'));
  }
  const top = readOrNull(files, `${folder}/top_level.txt`);
  if (top === null || name.endsWith('.dist-info')) return null;
  return top
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [`${line.trim()}/__init__.py`, `${line.trim()}.py`]));
}

/** The first column of RECORD, as CSV quotes it; files outside site-packages and hashes are left out. */
function parseRecordPaths(record: string): readonly string[] {
  const paths: string[] = [];
  let start = 0;
  while (start < record.length) {
    let end = record.indexOf('\n', start);
    if (end === -1) end = record.length;
    if (record.charCodeAt(start) === 34) {
      const quoted = /^"((?:[^"]|"")*)"/.exec(record.slice(start, end))?.[1];
      if (quoted !== undefined) paths.push(quoted.replaceAll('""', '"'));
    } else {
      const comma = record.indexOf(',', start);
      const path = record.slice(start, comma === -1 || comma > end ? end : comma).trim();
      if (path !== '' && !path.startsWith('../') && !path.startsWith('/') && !path.includes('.dist-info/'))
        paths.push(path);
    }
    start = end + 1;
  }
  return paths;
}

function readOrNull(files: Files, path: string): string | null {
  try {
    return files.readText(path, RECORD_LIMIT);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
