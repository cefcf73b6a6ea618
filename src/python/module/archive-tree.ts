// The modules of a wheel or a source distribution that was never unpacked, laid out as an installer would lay them out.
import { extname } from 'node:path';
import { type FileStatus, type Files, HostError } from '../../host/host.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { inflateEntry, readZipDirectory, type ZipBudget, type ZipEntry, type ZipSource } from '../../standard/zip.ts';
import { formatDeclaredEntryPoints } from './declared-entry-points.ts';
import { fileTree, type ModuleTree, SOURCE_LIMIT } from './module-tree.ts';
import { isSdistMember, layOutSdist, type ReadMember } from './sdist-layout.ts';
import { readTarball } from './tarball.ts';

/** A tree over an archive. Its paths are those below `site-packages` after an installation. */
export interface ArchiveTree extends ModuleTree {
  /** Every file, sorted by code unit. */
  readonly paths: readonly string[];
  /** The distribution's `….dist-info` folder; null where the archive has none. */
  readonly metadata: string | null;
  /** The archive's own status: while it is the same, so are all files in it. */
  readonly status: FileStatus;
}

/** A wheel's members are inflated one by one; none is larger than a source file may be. */
const WHEEL_BUDGET: ZipBudget = { entries: 500_000, entryBytes: SOURCE_LIMIT, totalBytes: 2 ** 32, ratio: 250 };
/** A source distribution is inflated as a whole. */
const SDIST_LIMIT = 2 ** 27;

/**
 * Opens a `.whl`, or a source distribution as `.tar.gz` or `.zip`. Of a wheel only the directory is read now. The file
 * is opened anew for each stretch that is read, so nothing needs to be closed. Gives why there is no tree as a fault;
 * never throws.
 */
export async function openArchive(files: Files, path: string): Promise<Parsed<ArchiveTree>> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    const status = files.status(path);
    if (status?.kind !== 'file') return unparsable('there is no such file');
    if (name.endsWith('.whl')) return openWheel(path, fileSource(files, path, status.size), status);
    const stem = name.replace(/\.(?:tar\.gz|tgz|zip)$/, '');
    if (stem === name) return unparsable('it is neither a wheel nor a .tar.gz or .zip');
    if (name.endsWith('.zip')) return await openZippedSdist(path, stem, fileSource(files, path, status.size), status);
    const members = await readTarball(files.readBytes(path, SDIST_LIMIT), isSdistMember);
    if (!members.ok) return members;
    const readers = new Map([...members.value].map(([member, bytes]): [string, ReadMember] => [member, () => bytes]));
    return parsed(await sdistTree(path, stem, readers, status));
  } catch (error) {
    if (error instanceof HostError) return unparsable(error.message);
    throw error;
  }
}

/** As `openArchive` for a wheel whose file has any name, such as a body in an HTTP cache. */
export function openWheelFile(files: Files, path: string): Parsed<ArchiveTree> {
  try {
    const status = files.status(path);
    if (status?.kind !== 'file') return unparsable('there is no such file');
    return openWheel(path, fileSource(files, path, status.size), status);
  } catch (error) {
    if (error instanceof HostError) return unparsable(error.message);
    throw error;
  }
}

/** The tree of a wheel (binary distribution format, "File contents"). Throws only what `source.read` throws. */
function openWheel(root: string, source: ZipSource, status: FileStatus): Parsed<ArchiveTree> {
  const archive = readZipDirectory(source, WHEEL_BUDGET);
  const entries = new Map<string, ZipEntry>();
  for (const entry of archive.entries) {
    const path = entry.isDirectory ? null : installedPath(entry.name);
    // Of two entries with one name an installer unpacks the last over the first.
    if (path !== null) entries.set(path, entry);
  }
  if (entries.size === 0) return unparsable(archive.faults[0]?.message ?? 'it is empty');
  const paths = [...entries.keys()].sort();
  const tree = fileTree(root, paths, (path) => {
    const entry = entries.get(path);
    if (entry === undefined) throw new HostError('absent', `${root}/${path}`, 'there is no such file in the archive');
    // The budget bounds what one wheel may take at a time; a long run may read all of it more than once.
    archive.left.bytes = archive.budget.totalBytes;
    const content = inflateEntry(archive, entry);
    if (content.ok) return content.value;
    const code = content.fault.code === 'budget-exceeded' ? 'too-large' : 'unreadable';
    throw new HostError(code, `${root}/${path}`, `it ${content.fault.message}`);
  });
  return parsed({ ...tree, paths, metadata: metadataFolder(paths), status });
}

/** Where an installer puts a member, relative to site-packages; null for scripts, headers and data (`.data/…`). */
function installedPath(name: string): string | null {
  const [, key, rest] = /^[^/]+\.data\/([^/]+)\/(.+)$/.exec(name) ?? [];
  if (key === undefined) return name;
  return key === 'purelib' || key === 'platlib' ? (rest ?? null) : null;
}

function metadataFolder(paths: readonly string[]): string | null {
  for (const path of paths) {
    const slash = path.indexOf('/');
    if (slash > 0 && path.endsWith('.dist-info/METADATA') && path.indexOf('/', slash + 1) === -1) {
      return path.slice(0, slash);
    }
  }
  const found = paths.find((path) => /^[^/]+\.dist-info\//.test(path));
  return found === undefined ? null : found.slice(0, found.indexOf('/'));
}

async function openZippedSdist(
  root: string,
  stem: string,
  source: ZipSource,
  status: FileStatus,
): Promise<Parsed<ArchiveTree>> {
  const archive = readZipDirectory(source, WHEEL_BUDGET);
  const members = new Map<string, ReadMember>();
  for (const entry of archive.entries) {
    if (entry.isDirectory || !isSdistMember(entry.name)) continue;
    members.set(entry.name, () => {
      archive.left.bytes = archive.budget.totalBytes;
      const content = inflateEntry(archive, entry);
      return content.ok ? content.value : `it ${content.fault.message}`;
    });
  }
  if (members.size === 0) return unparsable(archive.faults[0]?.message ?? 'it holds no Python');
  return parsed(await sdistTree(root, stem, members, status));
}

async function sdistTree(
  root: string,
  stem: string,
  members: ReadonlyMap<string, ReadMember>,
  status: FileStatus,
): Promise<ArchiveTree> {
  const { files: laidOut, metadata, pyproject } = layOutSdist(stem, members);
  const files = new Map(laidOut);
  const declared = pyproject === null ? null : await formatDeclaredEntryPoints(pyproject);
  if (declared !== null) files.set(`${metadata}/entry_points.txt`, () => new TextEncoder().encode(declared));
  const paths = [...files.keys()].sort();
  const tree = fileTree(root, paths, (path) => {
    const read = files.get(path);
    if (read === undefined) throw new HostError('absent', `${root}/${path}`, 'there is no such file in the archive');
    const content = read();
    if (typeof content === 'string') throw new HostError('unreadable', `${root}/${path}`, content);
    return content;
  });
  return { ...tree, paths, metadata, status };
}

/** A file as the source of a zip; opened for each read. */
function fileSource(files: Files, path: string, size: number): ZipSource {
  return {
    size,
    read(offset, length) {
      const file = files.open(path);
      try {
        return file.read(offset, length);
      } finally {
        file.close();
      }
    },
  };
}

/** Whether a path is one that reachability asks for: Python, stubs, extension modules. */
export function isModuleFile(path: string): boolean {
  return MODULE_SUFFIXES.has(extname(path));
}

const MODULE_SUFFIXES = new Set(['.py', '.pyi', '.so', '.pyd', '.dylib', '.pyc']);
