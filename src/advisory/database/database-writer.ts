// Writes the advisory database: one pass over the sources, then alias groups and indices, in one transaction.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { deflateRawSync } from 'node:zlib';
import type { Fault } from '../../finding/fault.ts';
import { isWithdrawn, parseOsvRecord } from '../../standard/osv.ts';
import { parseDocument } from '../parse-document.ts';
import { groupAliases } from './alias-group.ts';
import { indexRecord, type RecordFault } from './index-record.ts';
import type { PreviousDatabase, PreviousRecord } from './previous-database.ts';
import { APPLICATION_ID, DATABASE_VERSION, INDICES, RELATION, STATE, TABLES } from './schema.ts';
import type { Packing, SourceFile, SourceItem } from './source.ts';

/** A record's row before its group is known. */
interface Row {
  readonly id: string;
  readonly source: number;
  readonly file: string;
  readonly modified: string | null;
  readonly aliases: readonly string[];
  readonly upstream: readonly string[];
  readonly related: readonly string[];
  /** `modified` in milliseconds. */
  readonly time: number;
  state: number;
}

interface SourceRow {
  readonly name: string;
  state: string;
  modified: string | null;
  time: number;
  advisories: number;
  superseded: number;
}

/** A fault that waits for its row, before it is cut to the database's form. */
interface NewFault extends Pick<Fault, 'code' | 'effect' | 'message'> {
  readonly names: RecordFault['names'];
  readonly record: number | null;
  readonly file: string;
  readonly line?: number;
}

const MOST_FAULTS = 10_000;
const DECODER = new TextDecoder();
const ENCODER = new TextEncoder();

export class DatabaseWriter {
  readonly faults: Fault[] = [];
  readonly #database: DatabaseSync;
  readonly #insertOriginal: StatementSync;
  readonly #insertEntry: StatementSync;
  readonly #insertFault: StatementSync;
  readonly #rows: Row[] = [];
  readonly #byId = new Map<string, number>();
  readonly #sources: SourceRow[] = [];
  readonly #now: number;
  #faultCount = 0;

  /** `now` tells which records are withdrawn already. */
  constructor(path: string, now: number) {
    this.#now = now;
    this.#database = new DatabaseSync(path);
    // The file is new and nobody reads it before it is renamed, so only the last write has to reach the disk.
    this.#database.exec(
      `PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8192;
       PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${DATABASE_VERSION}; PRAGMA synchronous = FULL;
       BEGIN; ${TABLES}`,
    );
    this.#insertOriginal = this.#database.prepare('INSERT INTO original VALUES (?, ?, ?)');
    this.#insertEntry = this.#database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?)');
    this.#insertFault = this.#database.prepare('INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** The sources so far, with what was read of them. */
  get sources(): readonly Readonly<SourceRow>[] {
    return this.#sources;
  }

  /** Reads a source to its end. Advisories that it lost since the last sync by damage are taken from `previous`. */
  addSource(name: string, state: string, items: Iterable<SourceItem>, previous: PreviousDatabase | null): void {
    const source = this.#startSource(name, state);
    const lost = new Set<string>();
    const seen = new Set<string>();
    let anyLost = false;
    for (const item of items) {
      if (item.kind === 'file') {
        if (this.#addFile(source, item)) lost.add(item.file);
        else if (previous !== null) seen.add(item.file);
        continue;
      }
      const file = item.file === null ? name : `${name}/${item.file}`;
      const effect = item.loses ? 'incomplete' : 'note';
      this.#addFault(source, {
        code: item.code,
        effect,
        file,
        message: item.message,
        names: item.loses ? null : [],
        record: null,
      });
      if (!item.loses) continue;
      if (item.file === null) anyLost = true;
      else lost.add(item.file);
    }
    const row = this.#sources[source];
    // What could not be read whole must be read again next time, even if it has not changed.
    if (row !== undefined && (anyLost || lost.size > 0)) row.state = '';
    if (previous === null || (!anyLost && lost.size === 0)) return;
    let kept = 0;
    for (const record of previous.records(name)) {
      if (anyLost ? seen.has(record.file) && !lost.has(record.file) : !lost.has(record.file)) continue;
      if (this.#byId.has(record.id)) continue;
      this.#copy(source, record);
      kept += 1;
    }
    if (kept > 0)
      this.#note(source, name, `${kept} of its advisories could not be read and are kept from the last sync`);
  }

  /** Takes a whole source over from the last sync. */
  keepSource(name: string, previous: PreviousDatabase): number {
    const source = this.#startSource(name, previous.state(name) ?? '');
    for (const record of previous.records(name)) this.#copy(source, record);
    for (const fault of previous.sourceFaults(name)) this.#writeFault(source, null, fault.name, fault);
    return this.#sources[source]?.advisories ?? 0;
  }

  /** Groups, indices and the last write. Afterwards the file is whole. */
  finish(meta: Readonly<Record<string, string>>): void {
    if (this.#faultCount > MOST_FAULTS) {
      const message = `there are ${this.#faultCount - MOST_FAULTS} more faults in the sources than are listed`;
      const fault: Fault = {
        code: 'budget-exceeded',
        effect: 'incomplete',
        file: this.#sources[0]?.name ?? '',
        message,
      };
      this.faults.push(fault);
      this.#writeFault(0, null, '', fault);
    }
    for (const [source, row] of this.#sources.entries()) {
      if (row.superseded === 0) continue;
      const message = `${row.superseded} of its advisories have a newer record of the same identifier and are set aside`;
      this.#note(source, row.name, message);
    }
    const groups = groupAliases(this.#rows, (row) => row.state === STATE.inForce);
    const insertRecord = this.#database.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const insertIdentifier = this.#database.prepare('INSERT INTO identifier VALUES (?, ?, ?)');
    for (const [number, row] of this.#rows.entries()) {
      const { id, source, file, modified, state } = row;
      const named = [row.aliases, row.upstream, row.related].map((names) => JSON.stringify(names));
      insertRecord.run(number, id, source, file, modified, state, groups[number] ?? number, ...named);
      for (const name of row.aliases) insertIdentifier.run(name, number, RELATION.alias);
      for (const name of row.upstream) insertIdentifier.run(name, number, RELATION.upstream);
      for (const name of row.related) insertIdentifier.run(name, number, RELATION.related);
    }
    const insertSource = this.#database.prepare('INSERT INTO source VALUES (?, ?, ?, ?, ?)');
    for (const [number, row] of this.#sources.entries()) {
      insertSource.run(number, row.name, row.modified, row.advisories, row.state);
    }
    const insertMeta = this.#database.prepare('INSERT INTO meta VALUES (?, ?)');
    for (const [key, value] of Object.entries(meta)) insertMeta.run(key, value);
    this.#database.exec(`${INDICES} COMMIT`);
    this.#database.close();
  }

  /** Gives the file up; the caller removes it. */
  abandon(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #startSource(name: string, state: string): number {
    return (
      this.#sources.push({
        name,
        state,
        modified: null,
        time: Number.NEGATIVE_INFINITY,
        advisories: 0,
        superseded: 0,
      }) - 1
    );
  }

  /** Takes the records of a file in; tells whether the file is broken, so that its records may be missing. */
  #addFile(source: number, item: SourceFile): boolean {
    const file = `${this.#sources[source]?.name}/${item.file}`;
    const { values, faults } = parseDocument(DECODER.decode(item.bytes), item.form);
    const named = namedLikeAdvisory(item.file);
    const malformed = { code: 'advisory-malformed', file, names: null, record: null } as const;
    const effect = named || !item.mayBeOther ? 'incomplete' : 'note';
    for (const { line, message } of faults) {
      this.#addFault(source, { ...malformed, effect, message, ...(line === null ? {} : { line }) });
    }
    if (values.length === 0 && faults.length === 0 && effect === 'incomplete') {
      this.#addFault(source, { ...malformed, effect, message: 'is empty' });
    }
    let broken = values.length === 0 && effect === 'incomplete';
    for (const value of values) {
      const advisory = named || looksLikeAdvisory(value);
      if (!advisory && item.mayBeOther) continue;
      const alone = values.length === 1;
      const packed = alone ? (item.packed ?? pack(item.bytes)) : pack(ENCODER.encode(JSON.stringify(value)));
      const form = alone ? item.form : 'json';
      if (!this.#addRecord(source, item.file, value, advisory, form, packed)) broken = true;
    }
    return broken;
  }

  #addRecord(
    source: number,
    file: string,
    value: unknown,
    advisory: boolean,
    form: string,
    packed: { packing: Packing; bytes: Uint8Array },
  ): boolean {
    const parsed = parseOsvRecord(value);
    const { faults } = parsed;
    let { record } = parsed;
    const malformed = { code: 'advisory-malformed', file: `${this.#sources[source]?.name}/${file}` } as const;
    if (record === null) {
      // Among other files a thing without any field of an advisory is worth a word, and hides nothing.
      const effect = advisory || typeof value !== 'object' || value === null ? 'incomplete' : 'note';
      const names = effect === 'note' ? [] : null;
      for (const { path, message } of faults) {
        this.#addFault(source, { ...malformed, effect, message: `${path} ${message}`.trim(), names, record: null });
      }
      return effect === 'note';
    }
    const state = isWithdrawn(record, this.#now) ? STATE.withdrawn : STATE.inForce;
    if (record.withdrawn !== null && state === STATE.inForce) {
      // It stands until that day, and the next sync must look again.
      record = { ...record, withdrawn: null };
      const own = this.#sources[source];
      if (own !== undefined) own.state = '';
    }
    const { id, modified, aliases, upstream, related } = record;
    const number = this.#addRow({
      id,
      source,
      file,
      modified,
      aliases,
      upstream,
      related,
      time: timeOf(modified),
      state,
    });
    this.#insertOriginal.run(number, `${form}/${packed.packing}`, packed.bytes);
    const indexed = indexRecord(record, faults);
    for (const { name, rule, shown } of indexed.entries) {
      this.#insertEntry.run(name, number, JSON.stringify(rule), JSON.stringify(shown));
    }
    for (const { names, effect, message } of indexed.faults) {
      this.#addFault(source, { ...malformed, effect, message, names, record: number });
    }
    return true;
  }

  /** Takes a record in; of several with one identifier the newest is in force, of equals the first. */
  #addRow(row: Row): number {
    const number = this.#rows.push(row) - 1;
    const own = this.#sources[row.source];
    if (own !== undefined) {
      own.advisories += 1;
      if (row.time > own.time) [own.modified, own.time] = [row.modified, row.time];
    }
    const rival = this.#byId.get(row.id);
    const other = rival === undefined ? undefined : this.#rows[rival];
    if (other === undefined) {
      this.#byId.set(row.id, number);
      return number;
    }
    const newer = row.time > other.time;
    const loser = newer ? other : row;
    if (newer) this.#byId.set(row.id, number);
    loser.state |= STATE.superseded;
    const losing = this.#sources[loser.source];
    if (losing !== undefined) losing.superseded += 1;
    return number;
  }

  #copy(source: number, record: PreviousRecord): void {
    const { id, file, modified, aliases, upstream, related } = record;
    // Whether it is superseded is decided anew.
    const state = record.state & STATE.withdrawn;
    const time = timeOf(modified);
    const number = this.#addRow({ id, source, file, modified, aliases, upstream, related, time, state });
    this.#insertOriginal.run(number, record.form, record.body);
    for (const entry of record.entries) this.#insertEntry.run(entry.name, number, entry.rule, entry.shown);
    for (const fault of record.faults) this.#writeFault(source, number, fault.name, fault);
  }

  #note(source: number, file: string, message: string): void {
    this.#addFault(source, { code: 'advisory-malformed', effect: 'note', file, message, names: [], record: null });
  }

  #addFault(source: number, { names, record, ...fault }: NewFault): void {
    this.#faultCount += 1;
    if (this.#faultCount > MOST_FAULTS) return;
    this.faults.push(fault);
    const concerned: readonly (string | null)[] = names === null ? [''] : names.length === 0 ? [null] : names;
    for (const name of concerned) this.#writeFault(source, record, name, fault);
  }

  #writeFault(source: number, record: number | null, name: string | null, fault: Fault): void {
    const { code, effect, file, line, message } = fault;
    this.#insertFault.run(name, source, record, code, effect, file, line ?? null, message);
  }
}

function pack(bytes: Uint8Array): { packing: Packing; bytes: Uint8Array } {
  return { packing: 'deflate', bytes: deflateRawSync(bytes, { level: 6 }) };
}

function timeOf(text: string | null): number {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}

/** Whether a value could be an OSV record: among other files in a repository only these are taken. */
function looksLikeAdvisory(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('affected' in value) return true;
  return 'id' in value && ['modified', 'published', 'aliases', 'details', 'summary'].some((key) => key in value);
}

/** `PYSEC-2023-1.yaml`, `GHSA-….json`: a file that is broken but was meant as an advisory. */
function namedLikeAdvisory(file: string): boolean {
  return /(?:^|\/)[A-Z][A-Z0-9]{1,15}-[^/]*\d[^/]*$/.test(file) || /(?:^|\/)GHSA-[^/]*$/i.test(file);
}
