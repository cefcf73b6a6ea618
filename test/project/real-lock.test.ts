// Lock files of real projects, read out of locks.zip; skipped where the data is not at hand (set THERIAC_DATA).
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Inventory } from '../../src/finding/inventory.ts';
import { dependencyPaths } from '../../src/project/dependency-path.ts';
import { loadInventory } from '../../src/project/load-inventory.ts';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';
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

test.skipIf(!isHere)('the locks of other tools: every pin that stands in the text', async () => {
  const files = unpack();
  for (const name of ['saleor/poetry.lock', 'litestar-pdm/pdm.lock', 'spectree/pylock.toml']) {
    const text = new TextDecoder().decode(files[`/locks/${name}`] as Uint8Array);
    const written = [...text.matchAll(/^\[\[packages?\]\]\nname = "([^"]+)"\nversion = "([^"]+)"/gm)];
    expect(written.length, name).toBeGreaterThan(70);
    const inventory = await load(`/locks/${name}`);
    const pins = new Set(written.map(([, project, version]) => `${project} ${version}`));
    expect(new Set(inventory.distributions.map(({ name: own, version }) => `${own} ${version}`)), name).toEqual(pins);
    expect(inventory.faults, name).toEqual([]);
    const lines = text.split('\n');
    for (const { location } of inventory.distributions)
      expect(lines[(location?.line ?? 0) - 1]).toMatch(/^\[\[package/);
  }
  const pipfile = JSON.parse(new TextDecoder().decode(files['/locks/paperless/Pipfile.lock'] as Uint8Array));
  const inventory = await load('/locks/paperless');
  expect(new Set(inventory.distributions.map(({ name }) => name))).toEqual(
    new Set([...Object.keys(pipfile.default), ...Object.keys(pipfile.develop)].map(normaliseDistributionName)),
  );
  expect(
    inventory.distributions
      .filter(({ groups }) => groups.length === 0)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(pipfile.default).map(normaliseDistributionName).sort());
  expect(inventory.faults).toMatchObject([
    { code: 'distribution-unchecked', message: expect.stringContaining('django-q') },
  ]);
});
