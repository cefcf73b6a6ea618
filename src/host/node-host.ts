// The host of a real process: Node's file system, fetch, clock, environment and terminal.
import * as fs from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DirectoryEntry, type Files, type Host, HostError, type HostErrorCode } from './host.ts';
import { fitCompiler } from './node-compiler.ts';
import { nodeGit } from './node-git.ts';
import { nodeHttp } from './node-http.ts';
import { nodeInput } from './node-input.ts';
import { takeLock } from './node-lock.ts';
import { keepYoungSmall, memoryInUse } from './node-memory.ts';
import { nodeStream } from './node-stream.ts';

/** Makes the host of this process. */
export function nodeHost(): Host {
  return {
    files: nodeFiles,
    http: nodeHttp,
    clock: { now: () => Date.now(), elapsed: () => performance.now() },
    memory: { inUse: memoryInUse, keepYoungSmall },
    compiler: { fit: fitCompiler },
    environment: {
      variables: process.env,
      directory: process.cwd(),
      home: homedir(),
      platform: process.platform,
      architecture: process.arch,
      cores: availableParallelism(),
      installation: findInstallation(),
    },
    terminal: { output: nodeStream(1), notes: nodeStream(2), input: nodeInput },
    git: nodeGit,
  };
}

/** The nearest folder above this file that holds a package.json: the same from the sources and from the bundle. */
function findInstallation(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!fs.existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  return folder;
}

const nodeFiles: Files = {
  status(path) {
    const stats = statOrNothing(path);
    if (stats === undefined) return null;
    return {
      kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
      size: stats.size,
      modified: stats.mtimeMs,
      changed: stats.ctimeMs,
    };
  },
  list(directory) {
    return guard(directory, 'unreadable', () =>
      fs
        .readdirSync(directory, { withFileTypes: true })
        .map(directoryEntry)
        .sort((left, right) => (left.name < right.name ? -1 : 1)),
    );
  },
  readBytes: (path, limit) => readBytes(path, limit),
  readText: (path, limit) => new TextDecoder().decode(readBytes(path, limit)),
  open(path) {
    return guard(path, 'unreadable', () => {
      const descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
      return {
        size: fs.fstatSync(descriptor).size,
        read: (offset, length) => guard(path, 'unreadable', () => readAt(descriptor, offset, length)),
        close: () => fs.closeSync(descriptor),
      };
    });
  },
  realPath: (path) => guard(path, 'unreadable', () => fs.realpathSync(path)),
  replace(path, write) {
    guard(path, 'unwritable', () => makeDirectories(dirname(path)));
    // Loaded here: most runs replace no file, and loading it takes longer than reading a lock file.
    const { randomBytes } = process.getBuiltinModule('node:crypto');
    const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      write(temporary);
      guard(path, 'unwritable', () => fs.renameSync(temporary, path));
    } catch (error) {
      try {
        fs.rmSync(temporary, { force: true });
      } catch {
        // The first error tells more.
      }
      throw error;
    }
  },
  writeBytes: (path, bytes) => guard(path, 'unwritable', () => fs.writeFileSync(path, bytes)),
  appendBytes: (path, bytes) => guard(path, 'unwritable', () => fs.appendFileSync(path, bytes)),
  makeDirectory: (path) => {
    guard(path, 'unwritable', () => makeDirectories(path));
  },
  lock: (path, wait) => {
    guard(path, 'unwritable', () => makeDirectories(dirname(path)));
    return takeLock(path, wait);
  },
  remove: (path) => guard(path, 'unwritable', () => fs.rmSync(path, { recursive: true, force: true })),
};

/** Node's own `recursive` never ends below a folder that refuses new names by saying that it is absent, as /proc does. */
function makeDirectories(path: string): void {
  const missing: string[] = [];
  for (let at = path; !fs.existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const directory of missing.reverse()) {
    try {
      fs.mkdirSync(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** What cannot be looked at (no permission, links in a circle) counts as not there, as it does for Python. */
function statOrNothing(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function directoryEntry(entry: fs.Dirent): DirectoryEntry {
  const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'other';
  return { name: entry.name, kind };
}

function readBytes(path: string, limit: number): Uint8Array {
  return guard(path, 'unreadable', () => {
    // Non-blocking: opening a named pipe that nobody writes to must not hang the run.
    const descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      const stats = fs.fstatSync(descriptor);
      if (!stats.isFile()) throw new HostError('not-a-file', path, 'it is not a regular file');
      if (stats.size > limit) {
        throw new HostError('too-large', path, `it has ${stats.size} bytes, over the limit of ${limit}`);
      }
      return readAt(descriptor, 0, stats.size);
    } finally {
      fs.closeSync(descriptor);
    }
  });
}

function readAt(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const count = fs.readSync(descriptor, bytes, filled, length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

const CODES: Readonly<Record<string, [HostErrorCode, string]>> = {
  ENOENT: ['absent', 'there is no such file or folder'],
  ENOTDIR: ['not-a-directory', 'it is not a folder'],
  EISDIR: ['not-a-file', 'it is a folder'],
  EACCES: ['unreadable', 'permission was denied'],
  EPERM: ['unreadable', 'permission was denied'],
  ELOOP: ['unreadable', 'its symbolic links form a circle'],
  ENOSPC: ['unwritable', 'the disk is full'],
  EROFS: ['unwritable', 'the file system is read-only'],
};

function guard<T>(path: string, fallback: HostErrorCode, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof HostError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const [known, message] = CODES[code] ?? [fallback, error instanceof Error ? error.message : String(error)];
    throw new HostError(fallback === 'unwritable' && known !== 'absent' ? 'unwritable' : known, path, message);
  }
}
