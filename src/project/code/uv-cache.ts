// Finds wheels in uv's cache: unpacked in `archive-v*`, named by the links and pointers of `wheels-v*` and `sdists-v*`.
import { join } from 'node:path';
import type { Distribution } from '../../finding/inventory.ts';
import { type Host, HostError } from '../../host/host.ts';
import { parsed } from '../../standard/parsed.ts';
import { listFolder, statusOf } from '../folder.ts';
import type { ArchiveIndex } from './archive-index.ts';
import { type Candidate, type CodeSource, parseArtifactName, sameVersion } from './candidate.ts';
import { readMessagePackTexts } from './message-pack.ts';
import { identifyUnpacked, readWheelTags, unpackedTree } from './unpacked.ts';
import { archiveCandidate } from './wheel-folder.ts';

const BUCKET = /^(?:wheels|built-wheels|sdists)-v\d+$/;
/** Kinds of origins below a bucket, and how many levels of digests part them from the names of distributions. */
const KINDS: Readonly<Record<string, number>> = { pypi: 0, index: 1, url: 1, path: 1, editable: 1, git: 2 };
const MOST_FOLDERS = 50_000;
const POINTER_LIMIT = 1 << 20;

/** The wheels in uv's caches. The layout is uv's own, so what is not as expected is passed over. */
export function uvCache(host: Host, index: ArchiveIndex, roots: readonly string[]): CodeSource {
  let bases: readonly string[] | null = null;
  return {
    find(distribution) {
      bases ??= roots.flatMap((root) => listBases(host, root));
      return bases.flatMap((base) => candidatesIn(host, index, join(base, distribution.name), distribution, 0));
    },
  };
}

/** The folders whose entries are named after distributions. */
function listBases(host: Host, root: string): readonly string[] {
  const bases: string[] = [];
  for (const { name: bucket, kind } of listFolder(host, root)) {
    if (kind !== 'directory' || !BUCKET.test(bucket)) continue;
    for (const [origin, depth] of Object.entries(KINDS)) {
      let folders = [join(root, bucket, origin)];
      for (let level = 0; level < depth; level += 1) {
        folders = folders.flatMap((folder) => foldersIn(host, folder)).slice(0, MOST_FOLDERS);
      }
      bases.push(...folders);
    }
  }
  return bases.slice(0, MOST_FOLDERS);
}

function foldersIn(host: Host, folder: string): readonly string[] {
  return listFolder(host, folder).flatMap(({ name, kind }) => (kind === 'directory' ? [join(folder, name)] : []));
}

/**
 * Candidates of a distribution's folder. A wheel from an index lies in it directly; one that was built lies below the
 * version and the revision of its source.
 */
function candidatesIn(
  host: Host,
  index: ArchiveIndex,
  folder: string,
  distribution: Distribution,
  depth: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  const entries = listFolder(host, folder);
  const names = new Set(entries.map(({ name }) => name));
  for (const { name, kind } of entries) {
    const path = join(folder, name);
    if (kind === 'file' && name.endsWith('.whl')) {
      const named = parseArtifactName(name);
      const candidate = archiveCandidate(host, index, 'uv-cache', path);
      if (named?.name === distribution.name && sameVersion(named.version, distribution.version ?? '')) {
        if (candidate !== null) found.push(candidate);
      }
      continue;
    }
    if (name === 'src' || (kind !== 'link' && kind !== 'directory')) continue;
    const unpacked = unpackedCandidate(host, path, pointerIn(folder, names, name), distribution);
    if (unpacked !== null) found.push(unpacked);
    else if (kind === 'directory' && depth < 2) found.push(...candidatesIn(host, index, path, distribution, depth + 1));
  }
  return found;
}

/** The file beside an unpacked wheel that says where it came from; null where there is none. */
function pointerIn(folder: string, names: ReadonlySet<string>, stem: string): string | null {
  const name = [`${stem}.http`, `${stem}.rev`].find((each) => names.has(each));
  return name === undefined ? null : join(folder, name);
}

/** An unpacked wheel of the distribution; null where the folder is none or holds another one. */
function unpackedCandidate(
  host: Host,
  path: string,
  pointer: string | null,
  distribution: Distribution,
): Candidate | null {
  const identity = identifyUnpacked(host, path);
  if (identity?.name !== distribution.name || !sameVersion(identity.version, distribution.version ?? '')) return null;
  const tree = unpackedTree(host, realPath(host, path));
  const said = pointer === null ? null : readPointer(host, pointer);
  const named = said?.fileName == null ? null : parseArtifactName(said.fileName);
  return {
    origin: 'uv-cache',
    path: tree.root,
    form: 'unpacked',
    fileName: said?.fileName ?? null,
    tags: () => named?.tags ?? readWheelTags(tree),
    build: named?.build ?? null,
    hash: () => said?.hash ?? null,
    open: () => Promise.resolve(parsed(tree)),
  };
}

/** A pointer begins with the archive that it leads to: its identifier, hashes (if any were asked for) and file name. */
function readPointer(host: Host, path: string): { readonly fileName: string | null; readonly hash: string | null } {
  try {
    if ((statusOf(host, path)?.size ?? 0) > POINTER_LIMIT) return { fileName: null, hash: null };
    const texts = readMessagePackTexts(host.files.readBytes(path, POINTER_LIMIT));
    const digest = texts.find((text, at) => /^[0-9a-f]{64}$/.test(text) && /^sha256$/i.test(texts[at - 1] ?? ''));
    return {
      fileName: texts.find((text) => text.endsWith('.whl')) ?? null,
      hash: digest === undefined ? null : `sha256:${digest}`,
    };
  } catch (error) {
    if (error instanceof HostError) return { fileName: null, hash: null };
    throw error;
  }
}

function realPath(host: Host, path: string): string {
  try {
    return host.files.realPath(path);
  } catch (error) {
    if (error instanceof HostError) return path;
    throw error;
  }
}
