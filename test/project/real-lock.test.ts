// Lock files of real projects, read out of locks.zip; skipped where the data is not at hand (set THERIAC_DATA).
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Inventory } from '../../src/finding/inventory.ts';
import { dependencyPaths } from '../../src/project/dependency-path.ts';
import { loadInventory } from '../../src/project/load-inventory.ts';
import { inflateEntry, readZipDirectory, zipSource } from '../../src/standard/zip.ts';
import { type MemoryFiles, memoryHost } from './memory-host.ts';

const ARCHIVE = join(process.env['THERIAC_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data'), 'locks.zip');
const isHere = existsSync(ARCHIVE);

function unpack(): MemoryFiles {
  const archive = readZipDirectory(zipSource(readFileSync(ARCHIVE)));
  return Object.fromEntries(
    archive.entries.flatMap((entry) => {
      const content = inflateEntry(archive, entry);
      return content.ok && !entry.isDirectory ? [[`/locks/${entry.name}`, content.value]] : [];
    }),
  );
}

async function load(path: string, chosen: { extras: string[]; groups: string[] } | null = null): Promise<Inventory> {
  const host = memoryHost(unpack());
  const inventory = await loadInventory(host, path, { python: null, platform: null, environment: null, ...chosen });
  if ('error' in inventory) throw new Error(inventory.error.message);
  return inventory;
}

// The numbers are those of `uv export --frozen` on the same lock.
test.skipIf(!isHere)('uv.lock of litestar: all, without extras and groups, with some', async () => {
  const all = await load('/locks/litestar-uv');
  expect(all).toMatchObject({ project: 'litestar', source: 'uv.lock', faults: [] });
  expect(all.distributions).toHaveLength(216);
  expect((await load('/locks/litestar-uv', { extras: [], groups: [] })).distributions).toHaveLength(28);
  expect((await load('/locks/litestar-uv', { extras: ['jwt', 'cli'], groups: ['docs'] })).distributions).toHaveLength(
    97,
  );
  const paths = dependencyPaths(all, 3);
  for (const distribution of all.distributions)
    expect(paths(distribution).length, distribution.name).toBeGreaterThan(0);
});

test.skipIf(!isHere)('requirements.txt of warehouse: every pin with its hashes and its way', async () => {
  const inventory = await load('/locks/warehouse');
  const text = new TextDecoder().decode(unpack()['/locks/warehouse/requirements.txt'] as Uint8Array);
  expect(inventory.distributions).toHaveLength([...text.matchAll(/^[a-z0-9].*==/gim)].length);
  expect(inventory.distributions.flatMap(({ artifacts }) => artifacts)).toHaveLength(
    [...text.matchAll(/--hash/g)].length,
  );
  expect(inventory.faults).toEqual([]);
  const paths = dependencyPaths(inventory, 3);
  for (const distribution of inventory.distributions) expect(paths(distribution).length).toBeGreaterThan(0);
});
