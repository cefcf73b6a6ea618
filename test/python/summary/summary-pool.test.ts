// Many files on several threads: each gets one reply, equal to that of one thread.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import type { SummaryReply, SummaryRequest } from '../../../src/python/summary/read-summary.ts';
import { openSummaryPool } from '../../../src/python/summary/summary-pool.ts';

let folder = '';
let requests: SummaryRequest[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'theriac-files-'));
  requests = Array.from({ length: 400 }, (_, index) => {
    const path = join(folder, `m${index}.py`);
    const source = `import m${index}\ndef f${index}(x): return x.y(${index})\n`;
    if (index % 3 === 0) return { path: `wheel:${path}`, source: new TextEncoder().encode(source) };
    if (index !== 100) writeFileSync(path, source);
    return { path };
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function all(threads: number): Promise<SummaryReply[]> {
  const replies: SummaryReply[] = [];
  const pool = openSummaryPool(nodeHost(), { threads });
  for await (const reply of pool.summarise(requests)) replies.push(reply);
  pool.close();
  return replies.sort((left, right) => (left.path < right.path ? -1 : 1));
}

test('one thread and three give the same', async () => {
  const one = await all(1);
  expect(one).toHaveLength(400);
  expect(one.filter(({ problem }) => problem !== null).map(({ path }) => path)).toEqual([join(folder, 'm100.py')]);
  const three = await all(3);
  const plain = (replies: readonly SummaryReply[]): unknown =>
    replies.map(({ path, problem, summary }) => [
      path,
      problem,
      summary === null ? null : Buffer.from(summary).toString('hex'),
    ]);
  expect(plain(three)).toEqual(plain(one));
});

test('what was begun ahead comes once, and what nobody asks for costs nothing', async () => {
  const pool = openSummaryPool(nodeHost(), { threads: 2 });
  pool.begin(requests);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const replies: string[] = [];
  for await (const { path } of pool.summarise(requests.slice(0, 150))) replies.push(path);
  expect(replies.sort()).toEqual(
    requests
      .slice(0, 150)
      .map(({ path }) => path)
      .sort(),
  );
  pool.close();
});

test('a caller that stops early leaves no thread behind', async () => {
  const pool = openSummaryPool(nodeHost(), { threads: 2 });
  for await (const reply of pool.summarise(requests)) {
    expect(reply.path).not.toBe('');
    break;
  }
  pool.close();
});
