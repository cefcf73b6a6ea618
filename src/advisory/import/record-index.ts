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
  /** The record that has the first of these names that any record has. */
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
    find(names) {
      for (const name of names) {
        const found = byId.get(name.toUpperCase()) ?? byAlias.get(name.toUpperCase());
        if (found !== undefined) return found;
      }
      return null;
    },
    has: (name) => byId.has(name.toUpperCase()),
    add,
  };
}
