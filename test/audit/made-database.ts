// A small advisory database made of records that a test writes, in a folder of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/advisory/database/database.ts';
import { syncDatabase } from '../../src/advisory/database/sync.ts';
import { capturedHost } from '../host/captured-host.ts';

export interface MadeDatabase {
  readonly database: Database;
  remove(): void;
}

/** Syncs the records and opens what came of it. */
export async function makeDatabase(records: readonly object[]): Promise<MadeDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-database-'));
  for (const [index, record] of records.entries()) {
    writeFileSync(join(folder, `${index}.json`), JSON.stringify(record));
  }
  const { host } = capturedHost();
  const path = join(folder, 'advisories.sqlite');
  for await (const _ of syncDatabase(host, { path, sources: [folder] }));
  const database = openDatabase(host, path);
  return {
    database,
    remove: () => {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An advisory of one distribution: affected from `introduced` until `fixed`. */
export function advisory(id: string, name: string, options: Partial<AdvisoryOptions> = {}): object {
  const { introduced = '0', fixed = null, aliases = [], versions = [], severity = [] } = options;
  const events = [{ introduced }, ...(fixed === null ? [] : [{ fixed }])];
  return {
    schema_version: '1.7.0',
    id,
    modified: '2026-11-20T00:00:00Z',
    aliases,
    details: `What ${id} is about.`,
    severity,
    affected: [{ package: { ecosystem: 'PyPI', name }, ranges: [{ type: 'ECOSYSTEM', events }], versions }],
  };
}

interface AdvisoryOptions {
  readonly introduced: string;
  readonly fixed: string | null;
  readonly aliases: readonly string[];
  readonly versions: readonly string[];
  readonly severity: readonly object[];
}
