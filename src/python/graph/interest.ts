// Which rules a file could concern at all, read off its table of names and strings: most files are never walked.
import type { ModuleFacts } from './module-facts.ts';

export interface Interest {
  /** A dotted string that may name a module. */
  readonly strings: boolean;
  /** A bare string that may name one; it may also be a mere identifier. */
  readonly bare: boolean;
  /** A function that imports by name. */
  readonly sinks: boolean;
  /** A function that reads entry points. */
  readonly readers: boolean;
}

/** Calls that import what a string names: the standard library's; wrappers around them are found by what flows in. */
export const IMPORTERS: readonly string[] = ['import_module', '__import__', 'run_module', 'resolve_name', 'locate'];

/** These, and what runs text that may import. */
export const SINKS: ReadonlySet<string> = new Set([...IMPORTERS, 'exec', 'eval']);

/** Calls that give entry points. */
export const READERS: ReadonlySet<string> = new Set([
  'entry_points',
  'iter_entry_points',
  'load_entry_point',
  'load_setuptools_entrypoints',
  'get_entry_map',
  'get_entry_info',
]);

export const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_][\w.]*)?$/;
export const RELATIVE = /^\.+[A-Za-z_]\w*(?:\.\w+)*$/;
/** `name = package.module:Class`, as entry points are declared. */
const DECLARED = /^[\w.-]+\s*=\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_][\w.]*)$/;
/** What a name of a module begins with: `"django.db.backends." + backend`. */
export const BEGINNING = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\.$/;

/** What a string names: itself, or the object of the entry point that it declares. */
export function namedBy(text: string): string {
  return text.includes('=') ? (DECLARED.exec(text)?.[1] ?? text) : text;
}

/**
 * Looks a file's table through once. `isTop` says whether a top-level module of that name is installed, `isBeside`
 * whether a relative name means a module; bare names are only looked up where they count.
 */
export function interestOf(
  facts: ModuleFacts,
  isTop: (name: string) => boolean,
  isBeside: (relative: string) => boolean,
  withBare: boolean,
): Interest {
  const { table } = facts;
  let strings = false;
  let bare = false;
  let imported: ReadonlySet<string> | null = null;
  const isImported = (text: string): boolean => {
    imported ??= importedNames(facts);
    return imported.has(text);
  };
  for (const written of facts.summary.strings) {
    const text = namedBy(written);
    const dot = text.indexOf('.');
    if (dot === -1) {
      if (withBare && !bare) bare = isTop(text) && !isImported(text);
    } else if (!strings && text.length <= 200) {
      if (dot === 0) strings = RELATIVE.test(text) && isBeside(text);
      else if ((DOTTED.test(text) || (withBare && BEGINNING.test(text))) && !isImported(text)) {
        const first = text.slice(0, dot);
        strings = isTop(first) || isBeside(`.${first}`);
      }
    }
    if (strings && (bare || !withBare)) break;
  }
  return { strings, bare, sinks: hasAny(table, SINKS), readers: hasAny(table, READERS) };
}

function hasAny(table: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  for (const name of names) if (table.has(name)) return true;
  return false;
}

/** The dotted names in import statements: the table does not tell them from strings, which would add nothing. */
function importedNames({ summary }: ModuleFacts): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { statement } of summary.imports) {
    if (statement.kind === 'import') for (const { name } of statement.names) names.add(name);
    else names.add(statement.module);
  }
  return names;
}
