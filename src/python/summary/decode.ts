// Reads a stored summary: the header at once, strings, imports and statements when they are first asked for.
import { ByteReader, Malformed, StringTable } from './byte-reader.ts';
import { MAGIC, PART } from './code.ts';
import { readExpression } from './decode-expression.ts';
import { readBlockOrUnread, readImport } from './decode-statement.ts';
import type { Statement } from './statement.ts';
import {
  type Guard,
  type ImportSite,
  MAX_FAULTS,
  SUMMARY_VERSION,
  type Summary,
  type SummaryFault,
  type UnitName,
} from './summary.ts';

/**
 * Reads what `encodeSummary` wrote; null where the bytes are no summary of this version. Damage further inside shows as
 * `unread` statements, never as an exception. The bytes must not change afterwards.
 */
export function decodeSummary(bytes: Uint8Array): Summary | null {
  try {
    return new StoredSummary(bytes);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

class StoredSummary implements Summary {
  readonly syntax: 2 | 3;
  readonly lines: number;
  readonly faults: readonly SummaryFault[];
  readonly imports: readonly ImportSite[];
  #strings: readonly string[] | null = null;
  #body: readonly Statement[] | null = null;
  readonly #table: StringTable;
  readonly #bytes: Uint8Array;
  readonly #start: number;

  constructor(bytes: Uint8Array) {
    const r = new ByteReader(bytes, new StringTable('', new Uint32Array(0)), 0, 1);
    for (const expected of [...MAGIC, SUMMARY_VERSION]) {
      if (r.byte() !== expected) throw new Malformed('it has another version');
    }
    this.syntax = r.byte() === 2 ? 2 : 3;
    this.lines = r.number();
    this.faults = readFaults(r);
    this.#table = readStrings(r);
    this.#bytes = bytes;
    const length = r.count();
    this.#start = r.position + length;
    this.imports = readOutline(new ByteReader(bytes, this.#table, r.position, 1));
  }

  get strings(): readonly string[] {
    this.#strings ??= this.#table.all();
    return this.#strings;
  }

  get body(): readonly Statement[] {
    if (this.#body === null) {
      this.#body = readBlockOrUnread(new ByteReader(this.#bytes, this.#table, this.#start, 1));
      recent.push(this);
      for (const oldest of recent.splice(0, recent.length - KEPT_BODIES)) oldest.forget();
    }
    return this.#body;
  }

  forget(): void {
    this.#body = null;
  }
}

/** Statements are many times larger than the bytes they are read from: only those looked at last are kept. */
const KEPT_BODIES = 64;
const recent: StoredSummary[] = [];

function readFaults(r: ByteReader): SummaryFault[] {
  const faults: SummaryFault[] = [];
  const count = r.count();
  if (count > MAX_FAULTS) throw new Malformed('too many faults');
  for (let rest = count; rest > 0; rest--) {
    const line = r.number();
    faults.push({ line, message: r.textOf(r.count()) });
  }
  return faults;
}

function readStrings(r: ByteReader): StringTable {
  const ends = new Uint32Array(r.count());
  let end = 0;
  for (let index = 0; index < ends.length; index++) {
    end += r.number();
    ends[index] = end;
  }
  const text = r.textOf(r.count());
  if (text.length !== end) throw new Malformed('the strings are damaged');
  return new StringTable(text, ends);
}

function readOutline(r: ByteReader): ImportSite[] {
  const units: UnitName[] = [];
  for (let rest = r.count(); rest > 0; rest--) units.push({ name: r.string(), line: r.number() });
  const guards: Guard[] = [];
  for (let rest = r.count(); rest > 0; rest--) guards.push(readGuard(r));
  const sites: ImportSite[] = [];
  for (let rest = r.count(); rest > 0; rest--) {
    const unit = r.number();
    const around: Guard[] = [];
    for (let more = r.count(); more > 0; more--) around.push(r.choice(guards, r.number()));
    const kind = r.kind();
    const statement = readImport(r, kind, r.line);
    sites.push({ statement, unit: unit === 0 ? null : r.choice(units, unit - 1), guards: around });
  }
  return sites;
}

function readGuard(r: ByteReader): Guard {
  const kind = r.byte();
  if (kind < 2) return { kind: 'test', test: readExpression(r), holds: kind === 1 };
  const part = r.choice(PART, kind - 2);
  const attempt = r.number();
  const exceptions: string[] = [];
  for (let rest = r.count(); rest > 0; rest--) exceptions.push(r.string());
  return { kind: 'try', attempt, part, exceptions };
}
