// Wheels and source distributions in folders that the user names, or in Theriac's own folder of downloads.
import { basename, join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { openArchive } from '../../python/module/archive-tree.ts';
import { diskTree } from '../../python/module/module-tree.ts';
import { parsed } from '../../standard/parsed.ts';
import { listFolder, statusOf } from '../folder.ts';
import type { ArchiveIndex } from './archive-index.ts';
import { type Candidate, type CodeSource, PARTIAL, parseArtifactName, sameVersion } from './candidate.ts';

const MOST_ENTRIES = 200_000;
const DEEPEST = 4;

/** The archives in these folders (absolute; a file stands for itself) and some levels below, by their names. */
export function wheelFolders(
  host: Host,
  index: ArchiveIndex,
  origin: 'wheels' | 'downloaded',
  folders: readonly string[],
): CodeSource {
  let found: ReadonlyMap<string, readonly string[]> | null = null;
  return {
    find({ name, version }) {
      found ??= listArchives(host, folders);
      return (found.get(name) ?? []).flatMap((path) => {
        const candidate = archiveCandidate(host, index, origin, path);
        const named = parseArtifactName(basename(path, PARTIAL));
        return candidate !== null && named !== null && sameVersion(named.version, version ?? '') ? [candidate] : [];
      });
    },
  };
}

/** A file named as an artifact is; null where it is none. */
export function archiveCandidate(
  host: Host,
  index: ArchiveIndex,
  origin: Candidate['origin'],
  path: string,
): Candidate | null {
  const fileName = basename(path, PARTIAL);
  const named = parseArtifactName(fileName);
  if (named === null) return null;
  if (path.endsWith(PARTIAL)) {
    const { tags, build } = named;
    const tree = diskTree(host.files, path);
    const open = () => Promise.resolve(parsed(tree));
    return { origin, path, form: 'unpacked', fileName, tags: () => tags, build, hash: () => null, open };
  }
  return {
    origin,
    path,
    form: named.tags === null ? 'sdist' : 'wheel',
    fileName,
    tags: () => named.tags,
    build: named.build,
    hash() {
      const status = statusOf(host, path);
      return status?.kind === 'file' ? index.hash(path, status) : null;
    },
    open: () => openArchive(host.files, path),
  };
}

/** The paths of archives by distribution. */
function listArchives(host: Host, folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const seen = new Set<string>();
  const pending = folders.map((path) => ({ path, depth: 0 }));
  let entries = 0;
  const add = (path: string): void => {
    const named = parseArtifactName(basename(path, PARTIAL));
    if (named === null || seen.has(path)) return;
    seen.add(path);
    const paths = found.get(named.name);
    if (paths === undefined) found.set(named.name, [path]);
    else paths.push(path);
  };
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { path, depth } = next;
    if (depth === 0 && statusOf(host, path)?.kind === 'file') add(path);
    for (const { name, kind } of listFolder(host, path)) {
      entries += 1;
      if (entries > MOST_ENTRIES) return found;
      const inner = join(path, name);
      if (kind === 'directory' && name.endsWith(PARTIAL)) add(inner);
      else if (kind === 'directory' && depth < DEEPEST) pending.push({ path: inner, depth: depth + 1 });
      else if (kind === 'file' || kind === 'link') add(inner);
    }
  }
  return found;
}
