// The advisory database as commands use it: opened read-only, one lookup for each distribution.
import { DatabaseSync } from 'node:sqlite';
import type { Fault } from '../../finding/fault.ts';
import type { DatabaseSource } from '../../finding/message.ts';
import { type Host, HostError } from '../../host/host.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import type { Version } from '../../standard/version.ts';
import type { TextForm } from '../parse-document.ts';
import { readFault, readNames, readOriginal, readSources } from './database-row.ts';
import { type Block, candidateOf } from './evaluate.ts';
import type { Shown } from './index-record.ts';
import type { KnownArtifact, Match } from './match.ts';
import { matchRecord } from './match-record.ts';
import { APPLICATION_ID, DATABASE_VERSION, RELATION, STATE } from './schema.ts';

export type DatabaseErrorCode = 'absent' | 'not-a-database' | 'other-version' | 'unreadable';

/** Why a database cannot be used; `message` is a sentence without the path that says what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  constructor(code: DatabaseErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A record as the database keeps it. */
export interface StoredRecord {
  readonly id: string;
  /** The source's name and the file within it. */
  readonly source: string;
  readonly file: string;
  readonly modified: string | null;
  readonly withdrawn: boolean;
  /** Whether a newer record of the same identifier stands in its place. */
  readonly superseded: boolean;
  readonly group: number;
  readonly aliases: readonly string[];
  /** The vulnerabilities in bundled libraries that it speaks of. */
  readonly upstream: readonly string[];
  /** The text as it was read, whole; empty where the database is damaged there. */
  readonly text: string;
  readonly form: TextForm;
}

/** An open database. Each question throws HostError `unreadable` where the file turns out to be damaged. */
export interface Database {
  readonly sources: readonly DatabaseSource[];
  /** Whether it holds only the records that ship with Theriac. */
  readonly builtIn: boolean;
  /** The records that match; `artifacts` are the files that are or may be installed, none: nothing is known. */
  match(name: DistributionName, version: Version, artifacts: readonly KnownArtifact[]): readonly Match[];
  /** Faults in records about these distributions, and those that may concern any. */
  faults(names: ReadonlySet<DistributionName>): readonly Fault[];
  /** The record of this identifier that stands; identifiers are compared without regard to case. */
  record(id: string): StoredRecord | null;
  /** All records of the alias group that this identifier or alias is in, withdrawn ones too; in order of identifier. */
  group(id: string): readonly StoredRecord[];
  /** The group, and the groups of the records that say an identifier of it is upstream of them. */
  about(id: string): readonly StoredRecord[];
  /** The identifiers of the records that are somehow related to this one: a hint, no answer. */
  related(id: string): readonly string[];
  /** All records about a distribution, withdrawn ones too. */
  recordsFor(name: DistributionName): readonly StoredRecord[];
  close(): void;
}

/** Opens a database. Throws DatabaseError. */
export function openDatabase(host: Host, path: string): Database {
  const status = host.files.status(path);
  if (status === null) {
    throw new DatabaseError('absent', 'there is no advisory database; build it with `theriac sync SOURCE`');
  }
  if (status.kind !== 'file') throw new DatabaseError('not-a-database', 'it is not a file, so no advisory database');
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    // One transaction, so that the file is locked once and not for each question; nobody writes to it, for a new
    // database takes the old one's name.
    database.exec('BEGIN');
    return readDatabase(database, path);
  } catch (error) {
    if (database?.isOpen) database.close();
    throw explain(error);
  }
}

const DAMAGED = 'it is damaged, or no advisory database; build it anew with `theriac sync SOURCE`';

function explain(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  // SQLITE_CORRUPT and SQLITE_NOTADB.
  if (code === 11 || code === 26) {
    return new DatabaseError('not-a-database', DAMAGED);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError('unreadable', `it cannot be read (${reason}); check its permissions`);
}

interface Entry {
  readonly id: string;
  readonly group: number;
  readonly rule: readonly Block[];
  /** JSON until it is first needed; null until an entry of the distribution matches, which most do not. */
  shown: string | Shown | null;
}

/** How many related records are worth a hint. */
const MOST_RELATED = 8;

/** How many distributions' entries are kept at hand: for a server, which is asked about the same ones again. */
const MOST_KEPT = 256;

function readDatabase(database: DatabaseSync, path: string): Database {
  const application = database.prepare('PRAGMA application_id').get()?.['application_id'];
  if (application !== APPLICATION_ID) {
    throw new DatabaseError('not-a-database', 'it is no advisory database; build one with `theriac sync SOURCE`');
  }
  if (database.prepare('PRAGMA user_version').get()?.['user_version'] !== DATABASE_VERSION) {
    throw new DatabaseError('other-version', 'another release of Theriac built it; run `theriac sync SOURCE` again');
  }
  const sources = readSources(database);
  const builtIn = database.prepare("SELECT value FROM meta WHERE key = 'built-in'").get()?.['value'] === '1';
  const entriesOf = database.prepare(
    `SELECT r.id, r.cluster, e.rule FROM entry e JOIN record r ON r.number = e.record
     WHERE e.name = ? AND r.state = ${STATE.inForce} ORDER BY r.id, e.rowid`,
  );
  const shownOf = database.prepare(
    `SELECT e.shown FROM entry e JOIN record r ON r.number = e.record
     WHERE e.name = ? AND r.state = ${STATE.inForce} ORDER BY r.id, e.rowid`,
  );
  const kept = new Map<DistributionName, readonly Entry[]>();

  const entries = (name: DistributionName): readonly Entry[] => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const found = entriesOf.all(name).map((row): Entry => {
      const { id, cluster, rule } = row;
      const blocks = JSON.parse(String(rule)) as readonly Block[];
      return { id: String(id), group: Number(cluster), rule: blocks, shown: null };
    });
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(name, found);
    return found;
  };

  const readShown = (name: DistributionName): void => {
    const rows = shownOf.all(name);
    entries(name).forEach((entry, index) => {
      entry.shown = String(rows[index]?.['shown']);
    });
  };

  /** A page of the file may be damaged where opening did not look; SQLite or JSON then says so. */
  const sound = <T>(ask: () => T): T => {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof Error && 'errcode' in error)) throw error;
      const { message } = error instanceof SyntaxError ? new DatabaseError('not-a-database', DAMAGED) : explain(error);
      throw new HostError('unreadable', path, message);
    }
  };

  return {
    sources,
    builtIn,
    match: (name, version, artifacts) =>
      sound(() => {
        const matches: Match[] = [];
        const candidate = candidateOf(version);
        for (const entry of entries(name)) {
          const match = matchRecord(entry.rule, candidate, artifacts);
          if (match === null) continue;
          if (entry.shown === null) readShown(name);
          if (typeof entry.shown === 'string') entry.shown = JSON.parse(entry.shown) as Shown;
          if (entry.shown !== null) matches.push(match(entry.id, entry.group, entry.shown));
        }
        return matches;
      }),
    faults: (names) => sound(() => readFaults(database, names)),
    record: (id) => {
      const found = sound(() => storedRecords(database, 'r.id = ? COLLATE NOCASE', [id]));
      return found.find((record) => !record.superseded) ?? null;
    },
    group: (id) => sound(() => readGroup(database, id)),
    about: (id) => sound(() => readAbout(database, id)),
    related: (id) => sound(() => readRelated(database, id)),
    recordsFor: (name) =>
      sound(() => storedRecords(database, 'r.number IN (SELECT record FROM entry WHERE name = ?)', [name])),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function readFaults(database: DatabaseSync, names: ReadonlySet<DistributionName>): readonly Fault[] {
  const concerned = database.prepare(
    `SELECT f.* FROM fault f LEFT JOIN record r ON r.number = f.record
     WHERE f.name = ? AND (f.record IS NULL OR r.state = ${STATE.inForce}) ORDER BY f.rowid`,
  );
  const found = new Map<string, Fault>();
  for (const name of ['', ...names]) {
    for (const row of concerned.all(name)) {
      const fault = readFault(row);
      found.set(`${fault.file}\0${fault.line ?? 0}\0${fault.message}`, fault);
    }
  }
  return [...found.values()];
}

function readGroup(database: DatabaseSync, id: string): readonly StoredRecord[] {
  const named = `SELECT number FROM record WHERE id = ?1 COLLATE NOCASE
    UNION SELECT record FROM identifier WHERE id = ?1 AND relation = ${RELATION.alias}`;
  const records = storedRecords(database, `r.cluster IN (SELECT cluster FROM record WHERE number IN (${named}))`, [id]);
  // A withdrawn or superseded record joins no group, but whoever asks for the group wants to know of it.
  const identifiers = [...new Set(records.flatMap((record) => [record.id, ...record.aliases]))];
  const alone = storedRecords(
    database,
    `r.state <> ${STATE.inForce} AND (r.id COLLATE NOCASE IN (SELECT value FROM json_each(?1)) OR r.number IN
      (SELECT record FROM identifier WHERE relation = ${RELATION.alias} AND id IN (SELECT value FROM json_each(?1))))`,
    [JSON.stringify(identifiers)],
  );
  return eachOnce([...records, ...alone]);
}

function readAbout(database: DatabaseSync, id: string): readonly StoredRecord[] {
  const group = readGroup(database, id);
  const identifiers = new Set([id, ...group.flatMap((record) => [record.id, ...record.aliases])]);
  const downstream = storedRecords(
    database,
    `r.cluster IN (SELECT cluster FROM record WHERE number IN
      (SELECT record FROM identifier WHERE relation = ${RELATION.upstream} AND id IN (SELECT value FROM json_each(?1))))`,
    [JSON.stringify([...identifiers])],
  );
  return eachOnce([...group, ...downstream]);
}

function readRelated(database: DatabaseSync, id: string): readonly string[] {
  const rows = database
    .prepare(
      `SELECT DISTINCT r.id FROM identifier i JOIN record r ON r.number = i.record
       WHERE i.id = ? AND i.relation = ${RELATION.related} AND r.state = ${STATE.inForce} ORDER BY r.id LIMIT ${MOST_RELATED}`,
    )
    .all(id);
  return rows.map((row) => String(row['id']));
}

/** Each record once, in order of identifier. */
function eachOnce(records: readonly StoredRecord[]): readonly StoredRecord[] {
  const all = new Map(records.map((record) => [`${record.id}\0${record.source}\0${record.file}`, record]));
  return [...all.values()].sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
}

function storedRecords(database: DatabaseSync, condition: string, values: readonly string[]): StoredRecord[] {
  const rows = database
    .prepare(
      `SELECT r.*, s.name AS source_name, o.form, o.body FROM record r JOIN original o USING (number)
       JOIN source s ON s.number = r.source WHERE ${condition} ORDER BY r.id, r.number`,
    )
    .all(...values);
  return rows.map((row) => {
    const original = readOriginal(row['form'], row['body']);
    const state = Number(row['state']);
    return {
      id: String(row['id']),
      source: String(row['source_name']),
      file: String(row['file']),
      modified: row['modified'] === null ? null : String(row['modified']),
      withdrawn: (state & STATE.withdrawn) !== 0,
      superseded: (state & STATE.superseded) !== 0,
      group: Number(row['cluster']),
      aliases: readNames(row['aliases']),
      upstream: readNames(row['upstream']),
      text: original?.text ?? '',
      form: original?.form ?? 'json',
    };
  });
}
