// A tree of files that modules are read from: a folder on disk, or a wheel that was never unpacked.
import type { FileStatus, Files } from '../../host/host.ts';

/** What stands at a name in a folder of a tree. */
export type TreeEntryKind = 'file' | 'directory';

/** A tree of files; paths are relative to its root, with `/` between names, '' for the root itself. */
export interface ModuleTree {
  /** The root as a person would name it: a folder or an archive. */
  readonly root: string;
  /** The names in a folder; empty where there is no such folder. Listings are kept, so asking again is free. */
  list(folder: string): ReadonlyMap<string, TreeEntryKind>;
  /** The bytes of a file; throws HostError. */
  readBytes(path: string): Uint8Array;
  /** Whether `root` is a folder on disk, so that a file can be read by its own path. */
  readonly onDisk?: boolean;
  /** The stored summary of a source file, where the tree holds summaries and no source; null where it lacks that one. */
  readonly readSummary?: (path: string) => Uint8Array | null;
  /** The status of the archive that holds all files: while it is the same, so are they. Absent: ask each file's own. */
  readonly status?: FileStatus;
  /** Of a tree made of others, the one that holds a file, under the same path; null where none does. */
  readonly holderOf?: (path: string) => ModuleTree | null;
}

/** A source file past this size is generated data, not code that a person calls. */
export const SOURCE_LIMIT = 20 << 20;

const NOTHING: ReadonlyMap<string, TreeEntryKind> = new Map();

/** What is listed of one tree at most, and how deep: links may lead in circles. */
const MOST_LISTED = 500_000;
const DEEPEST = 64;

/** The files below a folder, by their paths in the tree, without folders that `enters` refuses; `isCut`: not all of them. */
export function listFiles(
  tree: ModuleTree,
  folder: string,
  enters: (path: string) => boolean,
): { readonly files: readonly string[]; readonly isCut: boolean } {
  const files: string[] = [];
  let listed = 0;
  let isCut = false;
  const visit = (within: string, depth: number): void => {
    if (depth > DEEPEST || listed > MOST_LISTED) {
      isCut = true;
      return;
    }
    for (const [name, kind] of tree.list(within)) {
      const path = within === '' ? name : `${within}/${name}`;
      listed += 1;
      if (kind === 'file') files.push(path);
      else if (enters(path)) visit(path, depth + 1);
    }
  };
  visit(folder, 0);
  return { files, isCut };
}

/** The tree below a folder on disk. Links are followed to files and folders, as Python's import system does. */
export function diskTree(files: Files, root: string): ModuleTree {
  const listings = new Map<string, ReadonlyMap<string, TreeEntryKind>>();
  const absolute = (path: string): string => (path === '' ? root : `${root}/${path}`);
  return {
    root,
    onDisk: true,
    list(folder) {
      const known = listings.get(folder);
      if (known !== undefined) return known;
      const listing = listFolder(files, absolute(folder));
      listings.set(folder, listing);
      return listing;
    },
    readBytes: (path) => files.readBytes(absolute(path), SOURCE_LIMIT),
  };
}

function listFolder(files: Files, path: string): ReadonlyMap<string, TreeEntryKind> {
  const listing = new Map<string, TreeEntryKind>();
  let entries: ReturnType<Files['list']>;
  try {
    entries = files.list(path);
  } catch {
    // A folder that cannot be listed holds no module that Python could import either.
    return NOTHING;
  }
  for (const entry of entries) {
    const kind = entry.kind === 'link' ? files.status(`${path}/${entry.name}`)?.kind : entry.kind;
    if (kind === 'file' || kind === 'directory') listing.set(entry.name, kind);
  }
  return listing;
}

/** The tree that a list of files spans, with a reader for their bytes: what an archive's directory gives. */
export function fileTree(root: string, paths: Iterable<string>, readBytes: (path: string) => Uint8Array): ModuleTree {
  const folders = new Map<string, Map<string, TreeEntryKind>>([['', new Map()]]);
  const folder = (path: string): Map<string, TreeEntryKind> => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const made = new Map<string, TreeEntryKind>();
    folders.set(path, made);
    const { parent, name } = split(path);
    folder(parent).set(name, 'directory');
    return made;
  };
  for (const path of paths) {
    const { parent, name } = split(path);
    if (name !== '') folder(parent).set(name, 'file');
  }
  return { root, list: (path) => folders.get(path) ?? NOTHING, readBytes };
}

function split(path: string): { parent: string; name: string } {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? { parent: '', name: path } : { parent: path.slice(0, slash), name: path.slice(slash + 1) };
}
