// A host whose files are in memory, for loaders: fast enough for thousands of generated projects.
import { posix } from 'node:path';
import { type DirectoryEntry, type Host, HostError } from '../../src/host/host.ts';

export interface MemoryFiles {
  readonly [path: string]: string | Uint8Array;
}

/** Makes a host with these files, paths absolute; everything else of the world is absent. */
export function memoryHost(contents: MemoryFiles, variables: Readonly<Record<string, string>> = {}): Host {
  const files = new Map<string, Uint8Array>();
  const folders = new Map<string, Map<string, DirectoryEntry>>();
  for (const [path, content] of Object.entries(contents)) {
    files.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    for (let child = path, kind: DirectoryEntry['kind'] = 'file'; child !== '/'; child = posix.dirname(child)) {
      const parent = posix.dirname(child);
      const entries = folders.get(parent) ?? new Map<string, DirectoryEntry>();
      folders.set(parent, entries);
      entries.set(posix.basename(child), { name: posix.basename(child), kind });
      kind = 'directory';
    }
  }
  const absent = (path: string): HostError => new HostError('absent', path, 'there is no such file or folder');
  const bytes = (path: string, limit: number): Uint8Array => {
    const content = files.get(path);
    if (content === undefined)
      throw folders.has(path) ? new HostError('not-a-file', path, 'it is a folder') : absent(path);
    if (content.length > limit)
      throw new HostError('too-large', path, `it has ${content.length} bytes, over the limit of ${limit}`);
    return content;
  };
  const refuse = (path: string): never => {
    throw new HostError('unwritable', path, 'nothing is written here');
  };
  return {
    files: {
      status(path) {
        const content = files.get(path);
        if (content !== undefined) return { kind: 'file', size: content.length, modified: 0 };
        return folders.has(path) ? { kind: 'directory', size: 0, modified: 0 } : null;
      },
      list(directory) {
        const entries = folders.get(directory);
        if (entries === undefined) throw absent(directory);
        return [...entries.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
      },
      readBytes: bytes,
      readText: (path, limit) => new TextDecoder().decode(bytes(path, limit)),
      open(path) {
        const content = bytes(path, Number.POSITIVE_INFINITY);
        return {
          size: content.length,
          read: (offset, length) => content.subarray(offset, offset + length),
          close() {},
        };
      },
      realPath(path) {
        if (!files.has(path) && !folders.has(path)) throw absent(path);
        return path;
      },
      replace: refuse,
      writeBytes: refuse,
      appendBytes: refuse,
      makeDirectory: refuse,
      remove: refuse,
      lock: refuse,
    },
    http: {
      fetch: (request) => Promise.reject(new HostError('network', request.url, 'there is no network here')),
    },
    clock: { now: () => 0, elapsed: () => 0 },
    memory: { inUse: () => 0, keepYoungSmall: () => {} },
    compiler: { fit: () => {} },
    environment: {
      variables,
      directory: '/',
      home: '/home/none',
      platform: 'linux',
      architecture: 'x64',
      cores: 1,
      installation: '/',
    },
    terminal: {
      output: { isTerminal: false, columns: null, write() {} },
      notes: { isTerminal: false, columns: null, write() {} },
      input: { isTerminal: false, readLine: () => null },
    },
    git: { run: async () => ({ code: 128, output: new Uint8Array(), errors: 'no git here' }) },
  };
}
