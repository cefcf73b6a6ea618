// The database of the last sync, read to take over what has not changed or could not be read this time.
import { DatabaseSync } from 'node:sqlite';
import type { Fault } from '../../finding/fault.ts';
import type { DatabaseSource } from '../../finding/message.ts';
import { type Host, HostError } from '../../host/host.ts';
import type { TextForm } from '../parse-document.ts';
import { readFault, readNames, readOriginal, readSources } from './database-row.ts';
import { APPLICATION_ID, DATABASE_VERSION } from './schema.ts';

/** A fault with the distribution it concerns as the database keeps it: '' unknown, null none. */
export type KeptFault = Fault & { readonly name: string | null };

/** A record with all its rows. */
export interface PreviousRecord {
  readonly id: string;
  readonly file: string;
  readonly modified: string | null;
  readonly aliases: readonly string[];
  readonly upstream: readonly string[];
  readonly related: readonly string[];
  readonly state: number;
  readonly form: string;
  readonly body: Uint8Array;
  readonly entries: readonly { readonly name: string; readonly rule: string; readonly shown: string }[];
  readonly faults: readonly KeptFault[];
}

export interface PreviousDatabase {
  /** The names of its sources, in order. */
  readonly sources: readonly string[];
  readonly builtIn: boolean;
  /** Its sources as a reader of the database sees them. */
  list(): readonly DatabaseSource[];
  /** What told how a source was; null where it was no source. */
  state(source: string): string | null;
  records(source: string): Iterable<PreviousRecord>;
  /** The faults of a source that belong to no record. */
  sourceFaults(source: string): readonly KeptFault[];
  /** `modified` of each record of a source, by identifier. */
  modified(source: string): ReadonlyMap<string, string | null>;
  /** The text of a source's record; null where it has none of this identifier, or only a damaged one. */
  original(source: string, id: string): { readonly text: string; readonly form: TextForm } | null;
  close(): void;
}

/** Opens the last sync's database; null where there is none, or one of another version: all is then read anew. */
export function openPreviousDatabase(host: Host, path: string): PreviousDatabase | null {
  if (host.files.status(path)?.kind !== 'file') return null;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const application = database.prepare('PRAGMA application_id').get()?.['application_id'];
    const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
    if (application === APPLICATION_ID && version === DATABASE_VERSION) return readPrevious(database);
    database.close();
    return null;
  } catch (error) {
    if (database?.isOpen) database.close();
    if (error instanceof HostError) throw error;
    return null;
  }
}

function readPrevious(database: DatabaseSync): PreviousDatabase {
  const sources = new Map<string, { readonly number: number; readonly state: string }>();
  for (const row of database.prepare('SELECT number, name, state FROM source ORDER BY number').all()) {
    sources.set(String(row['name']), { number: Number(row['number']), state: String(row['state']) });
  }
  const numberOf = (name: string) => sources.get(name)?.number ?? -1;
  return {
    sources: [...sources.keys()],
    builtIn: database.prepare("SELECT value FROM meta WHERE key = 'built-in'").get()?.['value'] === '1',
    list: () => readSources(database),
    state: (name) => sources.get(name)?.state ?? null,
    records: (name) => readRecords(database, numberOf(name)),
    sourceFaults: (name) =>
      database.prepare('SELECT * FROM fault WHERE source = ? AND record IS NULL').all(numberOf(name)).map(keptFault),
    modified: (name) => {
      const rows = database.prepare('SELECT id, modified FROM record WHERE source = ?').all(numberOf(name));
      return new Map(rows.map((row) => [String(row['id']), row['modified'] === null ? null : String(row['modified'])]));
    },
    original: (name, id) => {
      const row = database
        .prepare('SELECT o.form, o.body FROM record r JOIN original o USING (number) WHERE r.source = ? AND r.id = ?')
        .get(numberOf(name), id);
      return row === undefined ? null : readOriginal(row['form'], row['body']);
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

/** Records, their entries and faults lie in the same order, so three passes side by side join them. */
function* readRecords(database: DatabaseSync, source: number): Iterable<PreviousRecord> {
  const entries = new Follower(
    database
      .prepare('SELECT e.* FROM record r JOIN entry e ON e.record = r.number WHERE r.source = ? ORDER BY e.rowid')
      .iterate(source),
  );
  const faults = new Follower(
    database
      .prepare('SELECT * FROM fault WHERE source = ? AND record IS NOT NULL ORDER BY record, rowid')
      .iterate(source),
  );
  const records = database
    .prepare('SELECT r.*, o.form, o.body FROM record r JOIN original o USING (number) WHERE source = ? ORDER BY number')
    .iterate(source);
  for (const row of records) {
    const number = Number(row['number']);
    yield {
      id: String(row['id']),
      file: String(row['file']),
      modified: row['modified'] === null ? null : String(row['modified']),
      aliases: readNames(row['aliases']),
      upstream: readNames(row['upstream']),
      related: readNames(row['related']),
      state: Number(row['state']),
      form: String(row['form']),
      body: row['body'] instanceof Uint8Array ? row['body'] : new Uint8Array(),
      entries: entries.upTo(number).map((entry) => {
        return { name: String(entry['name']), rule: String(entry['rule']), shown: String(entry['shown']) };
      }),
      faults: faults.upTo(number).map(keptFault),
    };
  }
}

function keptFault(row: Row): KeptFault {
  return { ...readFault(row), name: row['name'] === null ? null : String(row['name']) };
}

/** Rows with a `record` number that rises, taken off one record at a time. */
class Follower {
  readonly #rows: Iterator<Row>;
  #next: IteratorResult<Row>;

  constructor(rows: Iterator<Row>) {
    this.#rows = rows;
    this.#next = rows.next();
  }

  upTo(record: number): Row[] {
    const taken: Row[] = [];
    while (this.#next.done !== true && Number(this.#next.value['record']) <= record) {
      if (Number(this.#next.value['record']) === record) taken.push(this.#next.value);
      this.#next = this.#rows.next();
    }
    return taken;
  }
}
