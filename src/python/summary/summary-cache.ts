// Keeps stored summaries by the hash of their source, across projects and processes, in one SQLite file.
import type { DatabaseSync } from 'node:sqlite';
import type { FileStatus, Host } from '../../host/host.ts';

/** A stored summary and the key of its source. */
export interface CachedSummary {
  readonly key: string;
  readonly summary: Uint8Array;
}

/** A cache. Nothing here throws: what cannot be read is absent, what cannot be written is not kept. */
export interface SummaryCache {
  /** It held nothing when it was opened. */
  readonly isEmpty: boolean;
  /** The summary of the file at `path`, if it is unchanged since `remember`; the file is not read. */
  findFile(path: string, status: FileStatus): CachedSummary | null;
  /** The summary of the source with this key. */
  find(key: string): Uint8Array | null;
  /** Keeps a summary; written when the cache closes. */
  store(key: string, summary: Uint8Array): void;
  /** Notes that the file at `path`, of this status before it was read, holds the source with this key. */
  remember(path: string, status: FileStatus, key: string): void;
  /** Writes what is new in one transaction, drops what was not used for longest past the limit, closes the file. */
  close(): void;
}

/** How many bytes of summaries are kept by default. */
const LIMIT = 256 * 2 ** 20;
/** A summary's last use is noted once a day. */
const DAY = 86_400_000;
/**
 * A file that changed less than this many milliseconds before it was read may change again without a new time: its
 * status proves nothing and is not remembered. Coarsest of the usual file systems: FAT with 2 s.
 */
const SETTLED = 3_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS summary (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, used INTEGER NOT NULL,
    size INTEGER NOT NULL, bytes BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS summary_used ON summary (used);
  CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified REAL NOT NULL,
    changed REAL NOT NULL, key TEXT NOT NULL) WITHOUT ROWID;`;

/** Opens the cache below `directory`, null where that is impossible. A damaged file is thrown away. */
export async function openSummaryCache(host: Host, directory: string, limit = LIMIT): Promise<SummaryCache | null> {
  const { DatabaseSync } = await import('node:sqlite');
  const path = `${directory}/summaries.sqlite`;
  const open = (): DatabaseSync => {
    const database = new DatabaseSync(path);
    // With a write-ahead log readers never wait, and a process that is killed leaves the last whole transaction.
    database.exec(`PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`);
    return database;
  };
  try {
    host.files.makeDirectory(directory);
    return makeCache(host, open(), limit);
  } catch (error) {
    if (!isDamaged(error)) return null;
  }
  try {
    for (const suffix of ['', '-wal', '-shm']) host.files.remove(path + suffix);
    return makeCache(host, open(), limit);
  } catch {
    return null;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamaged(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
  return code === 11 || code === 26;
}

function makeCache(host: Host, database: DatabaseSync, limit: number): SummaryCache {
  const byKey = database.prepare('SELECT used, bytes FROM summary WHERE key = ?');
  const byFile = database.prepare(
    `SELECT summary.key, used, bytes FROM file JOIN summary ON summary.key = file.key
     WHERE path = ? AND file.size = ? AND modified = ? AND changed = ?`,
  );
  const now = host.clock.now();
  const fresh = new Map<string, Uint8Array>();
  const used = new Set<string>();
  const seen = new Map<string, { readonly status: FileStatus; readonly key: string }>();

  const take = (row: Record<string, unknown> | undefined, key: string): Uint8Array | null => {
    if (!(row?.['bytes'] instanceof Uint8Array)) return null;
    if (now - Number(row['used']) > DAY) used.add(key);
    return row['bytes'];
  };
  const quietly = <T>(action: () => T): T | null => {
    try {
      return action();
    } catch {
      return null;
    }
  };

  function write(): void {
    if (fresh.size === 0 && used.size === 0 && seen.size === 0) return;
    database.exec('BEGIN IMMEDIATE');
    const insert = database.prepare('INSERT OR IGNORE INTO summary (key, used, size, bytes) VALUES (?, ?, ?, ?)');
    for (const [key, bytes] of fresh) insert.run(key, now, bytes.length, bytes);
    const touch = database.prepare('UPDATE summary SET used = ? WHERE key = ?');
    for (const key of used) touch.run(now, key);
    const note = database.prepare(
      'INSERT OR REPLACE INTO file (path, size, modified, changed, key) VALUES (?, ?, ?, ?, ?)',
    );
    for (const [path, { status, key }] of seen) note.run(path, status.size, status.modified, status.changed ?? 0, key);
    evict(database, limit);
    database.exec('COMMIT');
  }

  return {
    isEmpty: quietly(() => database.prepare('SELECT 1 FROM summary LIMIT 1').get() === undefined) ?? true,
    findFile(path, status) {
      if (status.changed === undefined) return null;
      return quietly(() => {
        const row = byFile.get(path, status.size, status.modified, status.changed ?? 0);
        const key = String(row?.['key']);
        const summary = take(row, key);
        return summary === null ? null : { key, summary };
      });
    },
    find: (key) => fresh.get(key) ?? quietly(() => take(byKey.get(key), key)),
    store(key, summary) {
      fresh.set(key, summary);
    },
    remember(path, status, key) {
      if (status.changed === undefined || host.clock.now() - Math.max(status.changed, status.modified) < SETTLED)
        return;
      seen.set(path, { status, key });
    },
    close() {
      quietly(write);
      quietly(() => database.close());
    },
  };
}

/** Drops the summaries unused for longest until nine tenths of the limit remain, and what is known of their files. */
function evict(database: DatabaseSync, limit: number): void {
  const total = Number(database.prepare('SELECT sum(size) AS total FROM summary').get()?.['total'] ?? 0);
  if (total <= limit) return;
  let excess = total - limit * 0.9;
  const remove = database.prepare('DELETE FROM summary WHERE id = ?');
  for (const row of database.prepare('SELECT id, size FROM summary ORDER BY used, id').all()) {
    if (excess <= 0) break;
    remove.run(Number(row['id']));
    excess -= Number(row['size']);
  }
  database.exec('DELETE FROM file WHERE key NOT IN (SELECT key FROM summary)');
}
