// Every record of a real database against every version, compared with what `packaging` says of them.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/advisory/database/database.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { normaliseDistributionName } from '../../../src/standard/distribution-name.ts';
import { parseOsvRecord } from '../../../src/standard/osv.ts';
import { parseLooseVersion, parseVersion } from '../../../src/standard/version.ts';
import { DATA, readMembers, syncInto } from './data.ts';

interface Recorded {
  readonly versions: number;
  readonly ties: readonly string[];
  readonly digests: Readonly<Record<string, string>>;
}

const RECORDED = join(import.meta.dirname, '../../recorded/advisory/matches.json.gz');

/** The records whose `fixed` is no version: `packaging` cannot say more, so only a doubt is asked for. */
const UNREADABLE = ['PYSEC-2019-125', 'PYSEC-2021-371'];

describe.skipIf(DATA === null)('a real database (needs THERIAC_DATA)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-matches-'));
  const path = join(folder, 'advisories.sqlite');
  let database: Database;
  let records: Map<string, string>;
  beforeAll(async () => {
    records = readMembers(join(DATA ?? '', 'pypi-osv.zip'));
    const { sources } = await syncInto(path, [join(DATA ?? '', 'pypi-osv.zip')]);
    expect(sources?.[0]?.advisories).toBe(2661);
    database = openDatabase(nodeHost(), path);
  });
  afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  it('keeps every record whole', () => {
    expect(records.size).toBe(2661);
    for (const text of records.values()) {
      const { id } = JSON.parse(text) as { id: string };
      expect(database.record(id)?.text).toBe(text);
    }
  });

  it('agrees with packaging on every record and version', () => {
    const recorded = JSON.parse(gunzipSync(readFileSync(RECORDED)).toString()) as Recorded;
    const asked = new Map<string, Set<string>>();
    const about = new Map<string, string>();
    for (const text of records.values()) {
      const { record } = parseOsvRecord(JSON.parse(text));
      if (record === null) throw new Error('a record without an identifier');
      for (const block of record.affected) {
        const name = normaliseDistributionName(block.package?.name ?? '');
        about.set(`${record.id} ${name}`, record.id);
        const versions = asked.get(name) ?? new Set();
        asked.set(name, versions);
        for (const version of block.versions) versions.add(version);
        for (const range of block.ranges.filter(({ type }) => type !== 'GIT')) {
          for (const { value } of range.events) if (parseVersion(value).ok) versions.add(value);
        }
      }
    }
    const found = new Map<string, string[]>();
    let count = 0;
    for (const [name, versions] of asked) {
      for (const text of [...versions]) {
        if (!/^[0-9]+(?:\.[0-9]+)*$/.test(text)) continue;
        for (const end of ['.post1', '.dev1', 'rc1', '.0']) versions.add(text + end);
      }
      count += versions.size;
      for (const text of [...versions].sort(byCodePoint)) {
        for (const match of database.match(normaliseDistributionName(name), parseLooseVersion(text), [])) {
          const key = `${match.id} ${name}`;
          const list = found.get(key);
          if (list === undefined) found.set(key, [text]);
          else list.push(text);
        }
      }
    }
    expect(count).toBe(recorded.versions);
    const different: string[] = [];
    for (const [key, id] of about) {
      const list = found.get(key) ?? [];
      const digest = `${list.length}:${createHash('sha256').update(list.join('\n')).digest('hex').slice(0, 10)}`;
      if (digest !== recorded.digests[key] && !UNREADABLE.includes(id)) different.push(`${key} ${digest}`);
    }
    expect(different).toEqual([]);
    expect(about.size).toBe(Object.keys(recorded.digests).length);
  }, 120_000);

  it('counts a version as affected, in doubt, where the fixed version is unreadable', () => {
    const [match] = database.match(normaliseDistributionName('steam'), parseLooseVersion('99.0'), []);
    expect(match).toMatchObject({ id: 'PYSEC-2019-125', doubt: expect.stringContaining('2019-09-12') });
  });

  it('never matches a withdrawn record', () => {
    expect(database.match(normaliseDistributionName('loguru'), parseLooseVersion('0.5.3'), [])).toEqual([]);
    expect(database.record('PYSEC-2022-15')?.withdrawn).toBe(true);
    expect(database.group('PYSEC-2022-15').map(({ id }) => id)).toContain('PYSEC-2022-15');
  });
});

/** As Python sorts texts. */
function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
