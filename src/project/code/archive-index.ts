// Remembers which distribution a file holds and its hash, so that a large cache is looked through once.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type FileStatus, type Host, HostError } from '../../host/host.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { statusOf } from '../folder.ts';

/** Name and version as the archive's metadata folder is named. */
export interface Identity {
  readonly name: string;
  readonly version: string;
}

export interface ArchiveIndex {
  /** What a file holds; null where it is no wheel. */
  identify(path: string, status: FileStatus): Identity | null;
  /** The file's `sha256:…`; null where it cannot be read. */
  hash(path: string, status: FileStatus): string | null;
  /** Writes the index if it changed. Failing to is no failure. */
  close(): void;
}

interface Row {
  readonly size: number;
  readonly modified: number;
  /** Undefined: not asked yet. */
  identity?: Identity | null;
  hash?: string;
}

const FORMAT = 1;
const INDEX_LIMIT = 1 << 26;
const MOST_ROWS = 200_000;
/** The directory of a usual wheel lies in its last bytes; its own metadata are the last entries. */
const TAIL = 1 << 16;
const PIECE = 1 << 22;
/** No artifact larger than this is hashed. */
const HASH_LIMIT = 2 ** 32;

/** Opens the index in Theriac's cache folder; null keeps it in memory. What is damaged is begun anew. */
export function openArchiveIndex(host: Host, cacheDirectory: string | null): ArchiveIndex {
  const file = cacheDirectory === null ? null : join(cacheDirectory, 'archives.json');
  let read: Map<string, Row> | null = null;
  let changed = false;
  const rowOf = (path: string, status: FileStatus): Row => {
    read ??= file === null ? new Map<string, Row>() : readRows(host, file);
    const rows = read;
    const known = rows.get(path);
    if (known !== undefined && known.size === status.size && known.modified === status.modified) return known;
    const row: Row = { size: status.size, modified: status.modified };
    rows.set(path, row);
    return row;
  };
  return {
    identify(path, status) {
      const row = rowOf(path, status);
      if (row.identity === undefined) {
        row.identity = identify(host, path, status.size);
        changed = true;
      }
      return row.identity;
    },
    hash(path, status) {
      const row = rowOf(path, status);
      if (row.hash === undefined) {
        const digest = hashFile(host, path);
        if (digest === null) return null;
        row.hash = digest;
        changed = true;
      }
      return row.hash;
    },
    close() {
      if (!changed || file === null || read === null) return;
      const rows = read;
      try {
        host.files.replace(file, (temporary) => host.files.writeBytes(temporary, formatRows(host, rows)));
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
      }
    },
  };
}

/** Finds the metadata folder's name in the archive's directory, which holds names as they are. */
function identify(host: Host, path: string, size: number): Identity | null {
  try {
    const file = host.files.open(path);
    try {
      const length = Math.min(size, TAIL);
      const tail = Buffer.from(file.read(size - length, length)).toString('latin1');
      if (!tail.includes('PK\x05\x06')) return null;
      let last: Identity | null = null;
      for (const [, name = '', version = ''] of tail.matchAll(METADATA_FOLDER)) last = { name, version };
      return last === null ? null : { name: normaliseDistributionName(last.name), version: last.version };
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

const METADATA_FOLDER = /PK\x01\x02[\s\S]{42}([A-Za-z0-9][\w.]{0,200})-([\w.!+]{1,200})\.dist-info\//g;

function hashFile(host: Host, path: string): string | null {
  try {
    const file = host.files.open(path);
    try {
      if (file.size > HASH_LIMIT) return null;
      const digest = createHash('sha256');
      for (let offset = 0; offset < file.size; offset += PIECE) digest.update(file.read(offset, PIECE));
      return `sha256:${digest.digest('hex')}`;
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

function readRows(host: Host, file: string): Map<string, Row> {
  const rows = new Map<string, Row>();
  try {
    if (statusOf(host, file) === null) return rows;
    const value: unknown = JSON.parse(host.files.readText(file, INDEX_LIMIT));
    const table = isTable(value) && value['format'] === FORMAT ? value['files'] : null;
    if (!isTable(table)) return rows;
    for (const [path, line] of Object.entries(table)) {
      const row = Array.isArray(line) ? parseRow(line) : null;
      if (row !== null) rows.set(path, row);
    }
  } catch {
    // No JSON, or not readable: the index is only a memory.
  }
  return rows;
}

/** `[size, modified, name, version, hash]`: name null for no wheel, 0 where not asked; hash null where not asked. */
function parseRow(line: readonly unknown[]): Row | null {
  const [size, modified, name, version, hash] = line;
  if (typeof size !== 'number' || typeof modified !== 'number') return null;
  const row: Row = { size, modified };
  if (name === null) row.identity = null;
  else if (typeof name === 'string' && typeof version === 'string') row.identity = { name, version };
  if (typeof hash === 'string' && /^sha256:[0-9a-f]{64}$/.test(hash)) row.hash = hash;
  return row;
}

/** Files that are gone are forgotten. */
function formatRows(host: Host, rows: ReadonlyMap<string, Row>): string {
  const files: Record<string, unknown> = {};
  let count = 0;
  for (const [path, { size, modified, identity, hash }] of rows) {
    if (count >= MOST_ROWS || statusOf(host, path) === null) continue;
    count += 1;
    const named = identity === undefined ? [0, 0] : identity === null ? [null, 0] : [identity.name, identity.version];
    files[path] = [size, modified, ...named, hash ?? null];
  }
  return JSON.stringify({ format: FORMAT, files });
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
