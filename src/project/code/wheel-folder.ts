// Wheels and source distributions in folders that the user names, or in Theriac's own folder of downloads.
import { basename, join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { openArchive } from '../../python/module/archive-tree.ts';
import { listFolder, statusOf } from '../folder.ts';
import type { ArchiveIndex } from './archive-index.ts';
import { type Candidate, type CodeSource, parseArtifactName, sameVersion } from './candidate.ts';

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
        const parsed = parseArtifactName(basename(path));
        return candidate !== null && parsed !== null && sameVersion(parsed.version, version ?? '') ? [candidate] : [];
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
  const fileName = basename(path);
  const named = parseArtifactName(fileName);
  if (named === null) return null;
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
    const named = parseArtifactName(basename(path));
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
      if (kind === 'directory' && depth < DEEPEST) pending.push({ path: inner, depth: depth + 1 });
      else if (kind === 'file' || kind === 'link') add(inner);
    }
  }
  return found;
}
