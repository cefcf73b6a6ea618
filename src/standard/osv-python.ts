// The parts of OSV records that speak of Python: vulnerable symbols and vulnerable wheels.
import type { OsvAffected, OsvObject } from './osv.ts';
import { isRecord } from './osv-value.ts';

/** A vulnerable unit as the Python Packaging Advisory Database writes it: an attribute (null: all) in some modules. */
export interface OsvImport {
  readonly attribute: string | null;
  readonly modules: readonly string[];
}

/** A wheel that the advisory speaks of. `sha256` is lower-case hexadecimal; a status that is not known counts as affected. */
export interface OsvWheel {
  readonly fileName: string;
  readonly sha256: string | null;
  readonly status: 'affected' | 'unaffected';
}

type Specific = Pick<OsvAffected, 'ecosystemSpecific' | 'databaseSpecific'>;
interface SymbolFault {
  readonly path: string;
  readonly message: string;
}

const DOTTED = /^[^\s.:()[\]{}'"`,;/\\<>]+(?:\.[^\s.:()[\]{}'"`,;/\\<>]+)*$/;
const LONGEST_NAME = 512;
const MOST_SYMBOLS = 10_000;

/**
 * The vulnerable imports, `imports: [{attribute, modules}]`. Where one entry cannot be read the answer is empty: the
 * advisory then counts for the whole distribution, since what is unreadable may name the very function in use.
 */
export function readImports(affected: Specific): readonly OsvImport[] {
  return read(
    affected,
    'imports',
    (list) => each(list, asImport),
    () => {},
  );
}

/** The vulnerable functions as dotted names, `affected_functions`; empty where one of them cannot be read. */
export function readAffectedFunctions(affected: Specific): readonly string[] {
  return read(
    affected,
    'affected_functions',
    (list) => each(list, asFunction),
    () => {},
  );
}

/** The wheels that the advisory names, `wheels: [{file_name, sha256?, status}]`; unreadable entries are left out. */
export function readWheels(affected: Specific): readonly OsvWheel[] {
  return read(
    affected,
    'wheels',
    (list) => ({ items: each(list, asWheel).items, unread: null }),
    () => {},
  );
}

/** The faults of all three parts; `path` is relative to the affected entry. */
export function symbolFaults(affected: Specific): readonly SymbolFault[] {
  const faults: SymbolFault[] = [];
  const note = (path: string, message: string) => faults.push({ path, message });
  read(affected, 'imports', (list) => each(list, asImport), note);
  read(affected, 'affected_functions', (list) => each(list, asFunction), note);
  read(affected, 'wheels', (list) => each(list, asWheel), note);
  return faults;
}

interface Reading<T> {
  readonly items: readonly T[];
  /** The first entry that could not be read. */
  readonly unread: number | null;
}

/** Reads a list under `ecosystem_specific`, else under `database_specific`. */
function read<T>(
  affected: Specific,
  key: string,
  parse: (list: readonly unknown[]) => Reading<T>,
  note: (path: string, message: string) => void,
): readonly T[] {
  for (const [holder, object] of holders(affected)) {
    const value = object[key];
    if (value === undefined || value === null) continue;
    const list = Array.isArray(value) ? value : [value];
    if (list.length > MOST_SYMBOLS) {
      note(`${holder}/${key}`, `has more than ${MOST_SYMBOLS} entries`);
      return [];
    }
    const { items, unread } = parse(list);
    if (unread !== null) {
      note(`${holder}/${key}/${unread}`, 'cannot be read');
      return [];
    }
    if (items.length > 0) return items;
  }
  return [];
}

function holders(affected: Specific): readonly (readonly [string, OsvObject])[] {
  const { ecosystemSpecific, databaseSpecific } = affected;
  const found: [string, OsvObject][] = [];
  if (ecosystemSpecific !== null) found.push(['ecosystem_specific', ecosystemSpecific]);
  if (databaseSpecific !== null) found.push(['database_specific', databaseSpecific]);
  return found;
}

/** Reads each entry; `undefined` from `parse` means unreadable, null that it says nothing. */
function each<T>(list: readonly unknown[], parse: (value: unknown) => T | null | undefined): Reading<T> {
  const items: T[] = [];
  let unread: number | null = null;
  list.forEach((value, index) => {
    const item = parse(value);
    if (item === undefined) unread ??= index;
    else if (item !== null) items.push(item);
  });
  return { items, unread };
}

function asImport(value: unknown): OsvImport | null | undefined {
  if (!isRecord(value)) return undefined;
  const { attribute = null, modules = null } = value;
  const list = Array.isArray(modules) ? modules : [modules];
  const names = list.map(dotted);
  if (names.length === 0 || !names.every((name) => name !== undefined)) return undefined;
  if (attribute === null || attribute === '') return { attribute: null, modules: names };
  const name = dotted(attribute);
  return name === undefined ? undefined : { attribute: name, modules: names };
}

function asFunction(value: unknown): string | null | undefined {
  return value === '' || value === null ? null : dotted(value);
}

/** A dotted name; `f()` and the `module:attribute` of entry points are understood. */
function dotted(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_NAME) return undefined;
  const name = value.trim().replace(/\(\)$/, '').replace(':', '.');
  return DOTTED.test(name) ? name : undefined;
}

function asWheel(value: unknown): OsvWheel | undefined {
  if (!isRecord(value)) return undefined;
  const { file_name: fileName, sha256, status } = value;
  if (typeof fileName !== 'string' || fileName.trim() === '' || fileName.length > LONGEST_NAME) return undefined;
  const hash = typeof sha256 === 'string' ? /^(?:sha256[:=])?([0-9a-f]{64})$/.exec(sha256.trim().toLowerCase()) : null;
  return {
    fileName: fileName.trim(),
    sha256: hash?.[1] ?? null,
    status: status === 'unaffected' ? 'unaffected' : 'affected',
  };
}
