// The share of memory in use, in processes that have little of it.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { memoryInUse } from '../../src/host/node-memory.ts';

it('is a share', () => {
  expect(memoryInUse()).toBeGreaterThan(0);
  expect(memoryInUse()).toBeLessThan(1);
});

it('counts what is held and not what is garbage', () => {
  const module = resolve(import.meta.dirname, '../../src/host/node-memory.ts');
  const program = `
    import { memoryInUse } from ${JSON.stringify(module)};
    const make = () => Array.from({ length: 300_000 }, (_, index) => ({ index }));
    for (let round = 0; round < 40; round++) make();
    const before = memoryInUse();
    const held = [];
    while (memoryInUse() < 0.75) held.push(make());
    console.log(JSON.stringify([before, memoryInUse(), held.length]));
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=120', '--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const [before = 1, after = 0, held = 0] = JSON.parse(stdout) as number[];
  expect(before).toBeLessThan(0.75);
  expect(after).toBeGreaterThan(0.7);
  expect(held).toBeGreaterThan(0);
});
