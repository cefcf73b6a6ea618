// Names that came to modules of the standard library or went from them: data, asked of CPython 2.7 and 3.6 to 3.13.
import names from './standard-changes.json' with { type: 'json' };

// Recorded by test/recorded/python/standard-changes.py.
type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** For each name that some version lacks, as `module:name`: the first minor version with it, and the first without. */
let changes: Map<string, { since: number; until: number }> | null = null;

function read(): Map<string, { since: number; until: number }> {
  const read = new Map<string, { since: number; until: number }>();
  const take = (table: Table, of: (minor: number) => { since: number; until: number }): void => {
    for (const [minor, modules] of Object.entries(table)) {
      for (const [module, own] of Object.entries(modules)) {
        for (const name of own.split(' ')) read.set(`${module}:${name}`, of(Number(minor)));
      }
    }
  };
  take(names.since, (since) => ({ since, until: Number.POSITIVE_INFINITY }));
  take(names.until, (until) => ({ since: 0, until }));
  return read;
}

/**
 * Whether an import of a name from a module of the standard library may fail in a version of Python, or in some version
 * where that is null: the name came later or went before. Names that no version has are not known.
 */
export function mayLack(module: string, name: string, version: readonly [number, number] | null): boolean {
  changes ??= read();
  const known = changes.get(`${module}:${name}`);
  if (known === undefined) return false;
  return version === null || version[1] < known.since || version[1] >= known.until;
}
