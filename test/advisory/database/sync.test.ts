// Syncing: sources of every kind, what is kept when one fails, crashes, and two syncs at once.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseError, openDatabase } from '../../../src/advisory/database/database.ts';
import type { Host } from '../../../src/host/host.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { syncInto, writeZip } from './data.ts';
import { block, idsOf, record } from './record.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'theriac-sync-'));
  path = join(folder, 'db', 'advisories.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const host = nodeHost();
const zip = (name: string, ...records: readonly Record<string, unknown>[]): string => {
  const members = records.map((value) => [`${String(value['id'])}.json`, JSON.stringify(value)]);
  writeZip(join(folder, name), Object.fromEntries(members));
  return join(folder, name);
};
const ids = (version = '1.0', name = 'demo'): readonly string[] => {
  const database = openDatabase(host, path);
  try {
    return idsOf(database, version, name);
  } finally {
    database.close();
  }
};
const leftovers = () => readdirSync(join(folder, 'db')).filter((name) => name !== 'advisories.sqlite');

describe('sources on disk', () => {
  it('reads a checkout of YAML and JSON, and passes over what is no advisory', async () => {
    const root = join(folder, 'checkout');
    mkdirSync(join(root, '.git'), { recursive: true });
    mkdirSync(join(root, 'vulns', 'demo'), { recursive: true });
    writeFileSync(join(root, '.git', 'PYSEC-0000-1.json'), '{');
    writeFileSync(join(root, 'README.md'), '# advisories');
    writeFileSync(join(root, 'package.json'), '{"name": "x", "version": "1.0.0"}');
    writeFileSync(
      join(root, 'vulns', 'demo', 'PYSEC-2024-1.yaml'),
      [
        'id: PYSEC-2024-1',
        'modified: 2024-01-01T00:00:00Z',
        'aliases: [CVE-2024-1]',
        'details: Bad.',
        'affected:',
        '- package: {name: demo, ecosystem: PyPI}',
        '  ranges:',
        '  - type: ECOSYSTEM',
        '    events:',
        '    - introduced: "0"',
        '    - fixed: 1.10',
        '  versions: [1.0, 1.2, 2.10]',
      ].join('\n'),
    );
    writeFileSync(join(root, 'vulns', 'demo', 'PYSEC-2024-2.json'), JSON.stringify(record('PYSEC-2024-2')));
    writeFileSync(join(root, 'vulns', 'demo', 'PYSEC-2024-3.yaml'), 'id: [unclosed');
    symlinkSync('/etc/hostname', join(root, 'vulns', 'out.json'));
    const { faults } = await syncInto(path, [root]);
    expect(ids('1.9')).toEqual(['PYSEC-2024-1', 'PYSEC-2024-2']);
    expect(ids('1.10')).toEqual(['PYSEC-2024-2']);
    expect(ids('2.10')).toEqual(['PYSEC-2024-1']);
    expect(ids('2.1')).toEqual([]);
    const told = faults.map(({ file, effect }) => `${file.slice(root.length)} ${effect}`);
    expect(told).toContain('/vulns/demo/PYSEC-2024-3.yaml incomplete');
    expect(told).toContain('/vulns/out.json note');
    expect(told.join()).not.toMatch(/package\.json|README|\.git/);
  });

  it('bounds YAML bombs and deep nesting', async () => {
    const root = join(folder, 'bombs');
    mkdirSync(root);
    const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 12; level++)
      bomb.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join()}]`,
      );
    writeFileSync(join(root, 'PYSEC-2024-1.yaml'), `id: PYSEC-2024-1\n${bomb.join('\n')}\naffected: *a11\n`);
    writeFileSync(join(root, 'PYSEC-2024-2.yaml'), `id: PYSEC-2024-2\naffected: ${'['.repeat(20_000)}`);
    writeFileSync(
      join(root, 'PYSEC-2024-3.json'),
      `{"id": "PYSEC-2024-3", "affected": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    );
    writeFileSync(join(root, 'PYSEC-2024-4.json'), JSON.stringify(record('PYSEC-2024-4')));
    const { faults } = await syncInto(path, [root]);
    expect(ids()).toEqual(['PYSEC-2024-4']);
    expect(new Set(faults.map(({ file }) => file)).size).toBe(3);
  });

  it('takes the newest of several records of one identifier, and says so once a source', async () => {
    const first = zip('first.zip', record('X-1'), record('X-2', { modified: '2025-01-01T00:00:00Z' }));
    const second = zip(
      'second.zip',
      record('X-1', {
        modified: '2024-06-01T00:00:00+02:00',
        affected: [block([{ introduced: '0' }, { fixed: '1.5' }])],
      }),
      record('X-2', { affected: [] }),
    );
    const { faults, sources } = await syncInto(path, [first, second]);
    expect(ids('1.0')).toEqual(['X-1', 'X-2']);
    expect(ids('1.7')).toEqual(['X-2']);
    expect(sources?.map(({ advisories }) => advisories)).toEqual([2, 2]);
    expect(faults.filter(({ message }) => message.includes('newer record'))).toHaveLength(2);
    // Nothing was lost: alone again, the first source has its own record back.
    await syncInto(path, [first]);
    expect(ids('1.7')).toEqual(['X-1', 'X-2']);
  });

  it('keeps the last sync’s advisories of a source, or of a member, that cannot be read', async () => {
    const [one, two] = [zip('one.zip', record('A-1'), record('B-1')), zip('two.zip', record('C-1'))];
    await syncInto(path, [one, two]);
    rmSync(two);
    const members = {
      'A-1.json': JSON.stringify(record('A-1')),
      'B-1.json': JSON.stringify(record('B-1', { x: 'y'.repeat(99) })),
    };
    writeZip(one, members, ['B-1.json']);
    const { faults, sources } = await syncInto(path, [one, two]);
    expect(ids()).toEqual(['A-1', 'B-1', 'C-1']);
    expect(sources?.map(({ advisories }) => advisories)).toEqual([2, 1]);
    const told = faults
      .map(({ file, effect, message }) => `${file.slice(folder.length)} ${effect} ${message}`)
      .join('\n');
    expect(told).toMatch(/\/two\.zip incomplete .*its 1 advisories of the last sync are kept/);
    expect(told).toMatch(/\/one\.zip\/B-1\.json incomplete/);
    // What was damaged is read again although the archive is the same.
    writeZip(one, members);
    await syncInto(path, [one]);
    expect(ids()).toEqual(['A-1', 'B-1']);
  });

  it('reads what is left of a truncated archive', async () => {
    const records = Array.from({ length: 50 }, (_, index) => record(`T-${index}`));
    const source = zip('cut.zip', ...records);
    truncateSync(source, statSync(source).size / 2);
    const { faults } = await syncInto(path, [source]);
    expect(ids().length).toBeGreaterThan(10);
    expect(faults.some(({ effect, code }) => effect === 'incomplete' && code === 'archive-damaged')).toBe(true);
  });

  it('writes nothing where no source can be read, and rebuilds nothing where none has changed', async () => {
    const source = zip('one.zip', record('A-1'));
    const { faults, sources } = await syncInto(path, [join(folder, 'absent.zip'), 'ftp://x.example/a']);
    expect([existsSync(path), sources, faults.length]).toEqual([false, null, 2]);
    await syncInto(path, [source]);
    const before = statSync(path);
    const again = await syncInto(path, [source]);
    expect(statSync(path).ino).toBe(before.ino);
    expect(again.sources?.[0]?.advisories).toBe(1);
  });

  it('joins alias groups transitively, but not by related, upstream or withdrawn records', async () => {
    const source = zip(
      'groups.zip',
      record('PYSEC-1', { aliases: ['CVE-1'] }),
      record('GHSA-1', { aliases: ['CVE-1', 'CVE-2'] }),
      record('OTHER-1', { aliases: ['cve-2'], affected: [] }),
      record('LONE-1', { related: ['CVE-1'], upstream: ['PYSEC-1'] }),
      record('GONE-1', { aliases: ['CVE-1', 'LONE-1'], withdrawn: '2024-01-01T00:00:00Z' }),
    );
    await syncInto(path, [source]);
    const database = openDatabase(host, path);
    const groupOf = (id: string) => database.record(id)?.group;
    expect(groupOf('PYSEC-1')).toBe(groupOf('GHSA-1'));
    expect(groupOf('PYSEC-1')).toBe(groupOf('OTHER-1'));
    expect(groupOf('LONE-1')).not.toBe(groupOf('PYSEC-1'));
    expect(database.group('cve-2').map(({ id }) => id)).toEqual(['GHSA-1', 'GONE-1', 'OTHER-1', 'PYSEC-1']);
    expect(database.group('nothing')).toEqual([]);
    database.close();
  });
});

describe('a withdrawal that lies ahead', () => {
  const at = (time: string): Host => ({ ...host, clock: { ...host.clock, now: () => Date.parse(time) } });

  it('hides nothing before its day, and is looked at again though the source has not changed', async () => {
    const source = zip('ahead.zip', record('A-1', { withdrawn: '2030-01-01T00:00:00Z' }));
    await syncInto(path, [source], {}, at('2029-12-31T23:59:59Z'));
    let database = openDatabase(host, path);
    expect([idsOf(database, '1.0'), database.record('A-1')?.withdrawn]).toEqual([['A-1'], false]);
    database.close();
    await syncInto(path, [source], {}, at('2030-01-01T00:00:00Z'));
    database = openDatabase(host, path);
    expect([idsOf(database, '1.0'), database.record('A-1')?.withdrawn]).toEqual([[], true]);
    database.close();
  });
});

describe('a database that cannot be used', () => {
  it.each<readonly [string, string, () => void]>([
    ['absent', 'absent', () => {}],
    ['a folder', 'not-a-database', () => mkdirSync(path, { recursive: true })],
    [
      'text',
      'not-a-database',
      () => writeFileSync(join(folder, 'x'), 'no database, but long enough to look for a header'.repeat(99)),
    ],
    ['nothing', 'not-a-database', () => writeFileSync(join(folder, 'x'), '')],
  ])('%s: %s', (_, code, make) => {
    make();
    const file = existsSync(join(folder, 'x')) ? join(folder, 'x') : path;
    expect(() => openDatabase(host, file)).toThrow(expect.objectContaining({ code }) as DatabaseError);
  });
});

describe('sources over HTTP', () => {
  let server: Server;
  let url: string;
  const requests: { readonly method: string; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  const serve = async (listener: RequestListener) => {
    requests.length = 0;
    server = createServer((request, response) => {
      requests.push({ method: request.method ?? '', headers: request.headers });
      listener(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('asks whether it changed, and rebuilds nothing where not', async () => {
    const bytes = readFileSync(zip('a.zip', record('A-1')));
    await serve((request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"', 'content-length': bytes.length }).end(bytes);
    });
    await syncInto(path, [`${url}/a.zip`]);
    const { ino } = statSync(path);
    const { sources } = await syncInto(path, [`${url}/a.zip`]);
    expect([requests.length, statSync(path).ino, sources?.[0]?.advisories]).toEqual([2, ino, 1]);
    await syncInto(path, [`${url}/a.zip`, zip('b.zip', record('B-1'))]);
    expect(ids()).toEqual(['A-1', 'B-1']);
    expect(leftovers()).toEqual([]);
  });

  it('resumes after a break, in the same sync and in the next', async () => {
    const records = Array.from({ length: 400 }, (_, index) =>
      record(`R-${index}`, { details: String(Math.random()).repeat(20) }),
    );
    const bytes = readFileSync(zip('a.zip', ...records));
    let breaks = 6;
    await serve((request, response) => {
      const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const rest = bytes.subarray(start);
      const range = start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {};
      response.writeHead(start > 0 ? 206 : 200, { etag: '"v1"', 'content-length': rest.length, ...range });
      if (breaks-- <= 0) response.end(rest);
      else response.write(rest.subarray(0, bytes.length >> 3), () => setTimeout(() => response.destroy(), 30));
    });
    const first = await syncInto(path, [`${url}/a.zip`]);
    expect(first.sources).toBeNull();
    expect(first.faults[0]).toMatchObject({ code: 'source-unreachable', effect: 'incomplete' });
    await syncInto(path, [`${url}/a.zip`]);
    expect(ids()).toHaveLength(400);
    expect(requests.filter(({ headers }) => headers['range'] !== undefined)).toHaveLength(6);
    expect(requests.slice(1).every(({ headers }) => headers['if-range'] === '"v1"')).toBe(true);
  });

  it('bounds a download and tells what a server answered', async () => {
    await serve((request, response) => {
      if (request.url === '/big.zip') response.writeHead(200).end(Buffer.alloc(5000, 'PK'));
      else response.writeHead(503).end('later');
    });
    const budget = { sourceBytes: 1000, fileBytes: 1000, files: 10, depth: 3 };
    const { faults } = await syncInto(path, [`${url}/big.zip`, `${url}/gone`], { budget });
    expect(faults.map(({ code }) => code)).toEqual(['budget-exceeded', 'source-unreachable']);
    expect(faults[1]?.message).toContain('503');
    expect(existsSync(path)).toBe(false);
  });

  it('asks another OSV API for names, page by page, and for what is new', async () => {
    const stored: Record<string, unknown> = Object.fromEntries(['A-1', 'B-1', 'C-1'].map((id) => [id, record(id)]));
    await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const id = /^\/v1\/vulns\/(.+)$/.exec(request.url ?? '')?.[1];
        if (id !== undefined) {
          response.writeHead(id === 'C-1' ? 500 : 200).end(JSON.stringify(stored[id]));
          return;
        }
        const { queries } = JSON.parse(Buffer.concat(parts).toString()) as { queries: { page_token?: string }[] };
        const vuln = (name: string) => ({ id: name, modified: '2024-01-01T00:00:00Z' });
        const results = queries.map(({ page_token }) => {
          if (page_token === undefined) return { vulns: [vuln('A-1')], next_page_token: 'more' };
          return { vulns: [vuln('B-1'), vuln('C-1')] };
        });
        response.end(JSON.stringify({ results }));
      });
    });
    const { faults } = await syncInto(path, [`osv+${url}`], { names: ['demo'] });
    expect(ids()).toEqual(['A-1', 'B-1']);
    expect(faults).toMatchObject([{ code: 'source-unreachable', effect: 'incomplete' }]);
    requests.length = 0;
    await syncInto(path, [`osv+${url}`], { names: ['demo'] });
    // Two pages, and only the advisory that is not at hand.
    expect(requests).toHaveLength(3);
    expect(ids()).toEqual(['A-1', 'B-1']);
    expect((await syncInto(path, [`osv+${url}`])).faults[0]?.code).toBe('option-unsupported');
  });
});

describe('processes', () => {
  const start = (...sources: readonly string[]): ChildProcess =>
    spawn(process.execPath, [join(import.meta.dirname, 'sync-process.ts'), path, ...sources], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  it('leaves the old database whole when it is killed at any moment', async () => {
    const old = zip('old.zip', record('OLD-1'));
    const many = Array.from({ length: 3000 }, (_, index) => record(`NEW-${index}`));
    const next = zip('next.zip', ...many);
    await syncInto(path, [old]);
    const saved = join(folder, 'saved');
    copyFileSync(path, saved);
    let killed = 0;
    for (let round = 0; round < 8; round++) {
      copyFileSync(saved, path);
      const child = start(next);
      const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
      await once(child.stdout ?? child, 'data');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40 + round * 25));
      child.kill('SIGKILL');
      const [, signal] = await exit;
      if (signal === 'SIGKILL') killed += 1;
      const found = ids();
      expect([1, 3000]).toContain(found.length);
    }
    expect(killed).toBeGreaterThan(0);
    await syncInto(path, [next]);
    expect(ids()).toHaveLength(3000);
  }, 60_000);

  it('lets two sync at once while others read', async () => {
    const [one, two] = [
      zip('one.zip', record('ONE-1')),
      zip('two.zip', ...Array.from({ length: 500 }, (_, index) => record(`TWO-${index}`))),
    ];
    await syncInto(path, [one]);
    const reader = openDatabase(host, path);
    const children = [start(two), start(one, two), start(two)];
    const codes = await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as [number])[0]));
    expect(codes).toEqual([0, 0, 0]);
    expect(idsOf(reader, '1.0')).toEqual(['ONE-1']);
    reader.close();
    expect([500, 501]).toContain(ids().length);
    expect(leftovers()).toEqual([]);
  }, 60_000);
});
