// The cache of summaries: across processes, when killed, when damaged, when full.
import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { type LoadedSummary, openSummaryLoader } from '../../../src/python/summary/load-summaries.ts';
import { sourceKey } from '../../../src/python/summary/read-summary.ts';
import { openSummaryCache, type SummaryCache } from '../../../src/python/summary/summary-cache.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'theriac-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A host whose clock is a minute ahead, so that fresh files count as settled; counts the bytes' readings. */
function laterHost(): Host & { readonly reads: string[] } {
  const host = nodeHost();
  const reads: string[] = [];
  return {
    ...host,
    reads,
    clock: { ...host.clock, now: () => Date.now() + 60_000 },
    files: {
      ...host.files,
      readBytes: (path, limit) => {
        reads.push(path);
        return host.files.readBytes(path, limit);
      },
    },
  };
}

async function open(host: Host, limit?: number): Promise<SummaryCache> {
  const cache = await openSummaryCache(host, join(folder, 'cache'), limit);
  if (cache === null) throw new Error('the cache could not be opened');
  return cache;
}

async function load(host: Host, paths: readonly string[]): Promise<LoadedSummary[]> {
  const cache = await open(host);
  const loaded: LoadedSummary[] = [];
  const loader = openSummaryLoader(host, cache);
  for await (const one of loader.load(paths.map((path) => ({ path })))) loaded.push(one);
  loader.close();
  cache.close();
  return loaded;
}

test('a second run reads no source; equal content is shared between files', async () => {
  const first = join(folder, 'a.py');
  const second = join(folder, 'b.py');
  writeFileSync(first, 'import x\n');
  writeFileSync(second, 'import x\n');
  const host = laterHost();
  const cold = await load(host, [first]);
  expect(host.reads).toEqual([first]);
  const warm = await load(host, [first, second]);
  expect(host.reads).toEqual([first, second]);
  expect(warm.map(({ key }) => key)).toEqual([cold[0]?.key, cold[0]?.key]);
  expect(warm[0]?.summary?.imports).toHaveLength(1);
});

test('a file changed in place, with its size and times put back, is read again', async () => {
  const path = join(folder, 'a.py');
  writeFileSync(path, 'import x\n');
  const host = laterHost();
  await load(host, [path]);
  const { atime, mtime } = statSync(path);
  writeFileSync(path, 'import y\n');
  utimesSync(path, atime, mtime);
  const [again] = await load(host, [path]);
  expect(again?.summary?.imports[0]?.statement.names[0]?.name).toBe('y');
});

test('a file that changed just before it was read is not trusted by its times', async () => {
  const path = join(folder, 'a.py');
  writeFileSync(path, 'import x\n');
  const host = { ...laterHost(), clock: nodeHost().clock };
  await load(host, [path]);
  await load(host, [path]);
  expect(host.reads).toEqual([path, path]);
});

test('a file that is not there is a problem, the rest goes on', async () => {
  const path = join(folder, 'a.py');
  writeFileSync(path, 'import x\n');
  const loaded = await load(laterHost(), [join(folder, 'none.py'), folder, path]);
  expect(loaded.map(({ problem }) => problem === null)).toEqual([false, false, true]);
});

test('what is unused for longest goes when the limit is passed', async () => {
  const host = laterHost();
  const cache = await open(host, 1000);
  for (let index = 0; index < 20; index++) cache.store(`key${index}`, new Uint8Array(100));
  cache.close();
  const again = await open(host, 1000);
  const kept = Array.from({ length: 20 }, (_, index) => again.find(`key${index}`)).filter((one) => one !== null);
  again.close();
  expect(kept).toHaveLength(9);
});

test('a damaged file is thrown away', async () => {
  const host = laterHost();
  (await open(host)).close();
  writeFileSync(join(folder, 'cache', 'summaries.sqlite'), 'no database at all, '.repeat(500));
  const cache = await open(host);
  cache.store('key', Uint8Array.of(1));
  cache.close();
  const again = await open(host);
  expect(again.find('key')).toEqual(Uint8Array.of(1));
  again.close();
});

test('a folder that cannot be made gives no cache', async () => {
  writeFileSync(join(folder, 'cache'), 'a file');
  expect(await openSummaryCache(nodeHost(), join(folder, 'cache'))).toBeNull();
});

const script = `
  import { nodeHost } from ${JSON.stringify(new URL('../../../src/host/node-host.ts', import.meta.url).href)};
  import { openSummaryCache } from ${JSON.stringify(new URL('../../../src/python/summary/summary-cache.ts', import.meta.url).href)};
  for (let round = 0; ; round++) {
    const cache = await openSummaryCache(nodeHost(), process.argv[2]);
    for (let index = 0; index < 50; index++) cache.store(process.argv[3] + '-' + round + '-' + index, new Uint8Array(2000).fill(index));
    cache.close();
    if (process.argv[4] === 'once' && round === 3) break;
    process.send?.(round);
  }`;

test('several processes write at once and one is killed; what was written is whole', async () => {
  const program = join(folder, 'write.mjs');
  writeFileSync(program, script);
  const cache = join(folder, 'cache');
  const child = fork(program, [cache, 'killed']);
  await new Promise<void>((resolve) => child.on('message', (round) => round === 2 && resolve()));
  const done = spawnSync(process.execPath, [program, cache, 'other', 'once']);
  child.kill('SIGKILL');
  expect(done.stderr.toString()).not.toContain('Error');
  const again = await open(nodeHost());
  for (const key of ['killed-0-7', 'killed-1-7', 'other-0-7', 'other-3-7']) {
    expect(again.find(key)).toEqual(new Uint8Array(2000).fill(7));
  }
  again.close();
});

test('the key depends on the content alone', () => {
  expect(sourceKey(readFileSync(new URL(import.meta.url)))).toMatch(/^\d+-[\da-f]{64}$/);
  expect(sourceKey(Uint8Array.of(1))).not.toBe(sourceKey(Uint8Array.of(2)));
});
