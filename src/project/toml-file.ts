// Reads a TOML file that may be damaged: what is sound in it is kept, what is not becomes a fault with its line.
import type { Fault } from '../finding/fault.ts';
import { HostError } from '../host/host.ts';
import type { LoadContext } from './loader.ts';
import { shownPath } from './shown-path.ts';

/** A table as TOML gives it: nothing about it is checked yet. */
export type Table = Readonly<Record<string, unknown>>;

/** A locked package's table and the line where it starts. */
export interface TableEntry {
  readonly table: Table;
  readonly line: number;
}

/** A file of 64 MB would lock about 100,000 distributions. */
export const FILE_LIMIT = 64 * 1024 * 1024;
const MAX_FAULTS = 20;

/** The text of a file, or the fault that says why there is none. */
export function readFileText(context: LoadContext, file: string): string | Fault {
  try {
    return context.host.files.readText(file, FILE_LIMIT);
  } catch (error) {
    return fileFault(error, shownPath(context.root, file));
  }
}

/** The fault that an exception of the host means; anything else is thrown on. */
export function fileFault(error: unknown, file: string, line?: number): Fault {
  if (!(error instanceof HostError)) throw error;
  const code =
    error.code === 'absent' ? 'file-absent' : error.code === 'too-large' ? 'budget-exceeded' : 'file-unreadable';
  return {
    code,
    effect: 'incomplete',
    file,
    ...(line === undefined ? {} : { line }),
    message: `it was not read: ${error.message}`,
  };
}

export interface TomlFile {
  readonly table: Table;
  /** The entries of the array of tables that holds the packages, in order. */
  readonly entries: readonly TableEntry[];
  readonly faults: readonly Fault[];
}

/**
 * Parses TOML whose packages stand in `[[name]]` tables. Where the whole is not TOML, what precedes the first package
 * and each package are parsed by themselves, so that one damaged entry costs one entry. `sign` is a key that every file
 * of the format has: a file without it was cut off, or is another.
 */
export async function parseTomlEntries(text: string, name: string, sign: string, file: string): Promise<TomlFile> {
  const { parse, TomlError } = await import('smol-toml');
  const header = new RegExp(`^[ \\t]*\\[\\[[ \\t]*(?:${name})[ \\t]*\\]\\]`, 'gm');
  const starts = [...text.matchAll(header)].map((match) => match.index);
  const faults: Fault[] = [];
  const attempt = (part: string, firstLine: number): Table | null => {
    try {
      return parse(part) as Table;
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
      faults.push({
        code: 'file-malformed',
        effect: 'incomplete',
        file,
        line: firstLine + error.line - 1,
        message: `it is not valid TOML here: ${reason}; write the file anew with the tool that made it`,
      });
      return null;
    }
  };
  const whole = attempt(text, 1);
  const lines = linesOf(text, starts);
  if (whole !== null) {
    const tables = name.split('|').flatMap((key) => (Array.isArray(whole[key]) ? (whole[key] as unknown[]) : []));
    const entries = tables.map((table, position) => ({ table: asTable(table) ?? {}, line: lines[position] ?? 1 }));
    faults.push(...missingParts(whole, name, sign, file));
    return { table: whole, entries, faults };
  }
  const first = faults.splice(0);
  const entries: TableEntry[] = [];
  const table = attempt(text.slice(0, starts[0] ?? text.length), 1) ?? {};
  starts.forEach((start, position) => {
    const line = lines[position] ?? 1;
    const part = attempt(text.slice(start, starts[position + 1] ?? text.length), line);
    if (part === null) return;
    for (const key of name.split('|')) {
      const [entry] = Array.isArray(part[key]) ? (part[key] as unknown[]) : [];
      if (entry !== undefined) entries.push({ table: asTable(entry) ?? {}, line });
    }
  });
  const kept = faults.length === 0 ? first : faults.slice(0, MAX_FAULTS);
  if (faults.length > kept.length && faults.length > 0) {
    const message = `${faults.length - kept.length} more entries are not valid TOML`;
    kept.push({ code: 'file-malformed', effect: 'incomplete', file, message });
  }
  return { table, entries, faults: kept };
}

/** A lock without its sign that locks something may be written by hand; one that locks nothing was not read at all. */
function missingParts(table: Table, name: string, sign: string, file: string): Fault[] {
  const fault = (effect: Fault['effect'], message: string): Fault[] => [
    { code: 'file-malformed', effect, file, line: 1, message: `${message}; write the file anew with its tool` },
  ];
  const keys = name.split('|');
  const wrong = keys.find((key) => table[key] !== undefined && !Array.isArray(table[key]));
  if (wrong !== undefined) return fault('incomplete', `its \`${wrong}\` is no list of tables`);
  if (table[sign] !== undefined) return [];
  const locks = keys.some((key) => table[key] !== undefined);
  return fault(locks ? 'note' : 'incomplete', `it has no \`${sign}\`, so it may have been cut off`);
}

/** Parses a TOML file as a whole; null and a fault where it is none. */
export async function parseToml(
  text: string,
  file: string,
): Promise<{ table: Table | null; faults: readonly Fault[] }> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return { table: parse(text) as Table, faults: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    const message = `it is not valid TOML: ${reason}`;
    return { table: null, faults: [{ code: 'file-malformed', effect: 'incomplete', file, line: error.line, message }] };
  }
}

/** The line of each offset, both ascending. */
function linesOf(text: string, offsets: readonly number[]): number[] {
  let line = 1;
  let next = text.indexOf('\n');
  return offsets.map((offset) => {
    while (next !== -1 && next < offset) {
      line += 1;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  });
}

/** The value as a table, null where it is none. */
export function asTable(value: unknown): Table | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? (value as Table)
    : null;
}

/** The value as a text, null where it is none. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The tables among the members of an array; empty where it is none. */
export function asTables(value: unknown): Table[] {
  return Array.isArray(value) ? (value as unknown[]).map(asTable).filter((table) => table !== null) : [];
}

/** The texts among the members of an array; empty where it is none. */
export function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((member): member is string => typeof member === 'string') : [];
}
