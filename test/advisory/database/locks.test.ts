// The alias groups that six real lock files give against a real database, every branch counted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/advisory/database/database.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { normaliseDistributionName } from '../../../src/standard/distribution-name.ts';
import { parseLooseVersion } from '../../../src/standard/version.ts';
import { DATA, readMembers, syncInto } from './data.ts';

interface Locked {
  readonly name: string;
  readonly version?: string;
}

function tomlPackages(text: string, key: string): readonly Locked[] {
  return parseToml(text)[key] as unknown as readonly Locked[];
}

function pipfilePackages(text: string): readonly Locked[] {
  const lock = JSON.parse(text) as Record<string, Record<string, { version?: string }>>;
  return ['default', 'develop'].flatMap((section) =>
    Object.entries(lock[section] ?? {}).map(([name, { version = '' }]) => ({
      name,
      version: version.replace('==', ''),
    })),
  );
}

function pinnedRequirements(text: string): readonly Locked[] {
  return [...text.matchAll(/^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)/gm)].map(([, name = '', version = '']) => {
    return { name, version };
  });
}

const LOCKS: readonly (readonly [string, number, (text: string) => readonly Locked[]])[] = [
  ['saleor/poetry.lock', 27, (text) => tomlPackages(text, 'package')],
  ['paperless/Pipfile.lock', 32, pipfilePackages],
  ['litestar-uv/uv.lock', 1, (text) => tomlPackages(text, 'package')],
  ['litestar-pdm/pdm.lock', 4, (text) => tomlPackages(text, 'package')],
  ['spectree/pylock.toml', 0, (text) => tomlPackages(text, 'packages')],
  ['warehouse/requirements.txt', 11, pinnedRequirements],
];

describe.skipIf(DATA === null)('alias groups of real lock files (needs THERIAC_DATA)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-locks-'));
  let database: Database;
  beforeAll(async () => {
    await syncInto(join(folder, 'advisories.sqlite'), [join(DATA ?? '', 'pypi-osv.zip')]);
    database = openDatabase(nodeHost(), join(folder, 'advisories.sqlite'));
  });
  afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  const files = DATA === null ? new Map<string, string>() : readMembers(join(DATA, 'locks.zip'));
  it.each(LOCKS)('%s: %i', (file, groups, read) => {
    const found = new Set<string>();
    const locked = read(files.get(file) ?? '');
    expect(locked.length).toBeGreaterThan(50);
    for (const { name, version } of locked) {
      if (version === undefined) continue;
      const distribution = normaliseDistributionName(name);
      for (const match of database.match(distribution, parseLooseVersion(version), [])) {
        found.add(`${distribution} ${match.group}`);
      }
    }
    expect(found.size).toBe(groups);
  });
});
