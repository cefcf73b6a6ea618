// The records of a database by all their names.
import type { RecordFile } from '../repository/read-records.ts';

/** A record of the database; `path` null: it cannot be edited. */
export interface KnownRecord {
  readonly id: string;
  readonly path: string | null;
  /** Its identifier and aliases. */
  readonly names: readonly string[];
}

export interface RecordIndex {
  /**
   * The record of a source record's names, its own identifier first. By an alias alone only a record is found that comes
   * from no other record of the same database: those have one each for several packages of one vulnerability.
   */
  find(names: readonly string[]): KnownRecord | null;
  has(name: string): boolean;
  add(record: KnownRecord): void;
}

/** Indexes records; an identifier goes before an alias. Case does not matter. */
export function indexRecords(records: readonly RecordFile[]): RecordIndex {
  const byId = new Map<string, KnownRecord>();
  const byAlias = new Map<string, KnownRecord>();
  const add = (record: KnownRecord): void => {
    byId.set(record.id.toUpperCase(), record);
    for (const name of record.names) if (!byAlias.has(name.toUpperCase())) byAlias.set(name.toUpperCase(), record);
  };
  for (const { record, path } of records) add({ id: record.id, path, names: [record.id, ...record.aliases] });
  return {
    find([own = '', ...aliases]) {
      const exact = byId.get(own.toUpperCase()) ?? byAlias.get(own.toUpperCase());
      if (exact !== undefined) return exact;
      for (const name of aliases) {
        const found = byId.get(name.toUpperCase()) ?? byAlias.get(name.toUpperCase());
        if (found !== undefined && !found.names.some((other) => databaseOf(other) === databaseOf(own))) return found;
      }
      return null;
    },
    has: (name) => byId.has(name.toUpperCase()),
    add,
  };
}

/** `PYSEC` of `PYSEC-2026-1`. */
function databaseOf(identifier: string): string {
  return identifier.toUpperCase().replace(/-.*$/s, '');
}
