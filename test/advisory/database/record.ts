// Small OSV records for tests.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../../src/advisory/database/database.ts';
import type { KnownArtifact, Match } from '../../../src/advisory/database/match.ts';
import type { Fault } from '../../../src/finding/fault.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { normaliseDistributionName } from '../../../src/standard/distribution-name.ts';
import { parseLooseVersion } from '../../../src/standard/version.ts';
import { syncInto, writeZip } from './data.ts';

/** A sound record about `demo`, affected below 2.0; `changes` replace fields, undefined drops one. */
export function record(id: string, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id,
    modified: '2024-01-01T00:00:00Z',
    summary: `${id} in demo`,
    affected: [block([{ introduced: '0' }, { fixed: '2.0' }])],
    ...changes,
  };
}

/** An affected entry about `demo` with one range of these events. */
export function block(events: readonly unknown[], changes: Readonly<Record<string, unknown>> = {}): unknown {
  return { package: { ecosystem: 'PyPI', name: 'demo' }, ranges: [{ type: 'ECOSYSTEM', events }], ...changes };
}

/** Builds a database of these records, each a member of one zip; texts are taken as they are. */
export async function databaseOf(
  records: readonly (Readonly<Record<string, unknown>> | string)[],
): Promise<{ database: Database; faults: readonly Fault[]; folder: string; path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-records-'));
  const members = records.map((value, index): [string, string] => {
    return [`${index}.json`, typeof value === 'string' ? value : JSON.stringify(value)];
  });
  writeZip(join(folder, 'records.zip'), Object.fromEntries(members));
  const path = join(folder, 'advisories.sqlite');
  const { faults } = await syncInto(path, [join(folder, 'records.zip')]);
  return { database: openDatabase(nodeHost(), path), faults, folder, path };
}

/** The matches of a version. */
export function matchesOf(
  database: Database,
  version: string,
  artifacts: readonly KnownArtifact[] = [],
  name = 'demo',
): readonly Match[] {
  return database.match(normaliseDistributionName(name), parseLooseVersion(version), artifacts);
}

/** The identifiers of the records that match. */
export function idsOf(database: Database, version: string, name = 'demo'): readonly string[] {
  return matchesOf(database, version, [], name).map((match) => match.id);
}
