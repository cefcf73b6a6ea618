// The example's summary packs hold the code of everything that it locks, in the form that this release reads.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { locateCode } from '../../../src/project/code/locate-code.ts';
import { loadInventory } from '../../../src/project/load-inventory.ts';
import { decodeSummary } from '../../../src/python/summary/decode.ts';
import { capturedHost, ROOT } from '../../host/captured-host.ts';

it('finds every locked distribution of the example without anything installed', async () => {
  const { host } = capturedHost();
  const options = { python: null, platform: null, environment: null };
  const inventory = await loadInventory(host, join(ROOT, 'examples/storefront/uv.lock'), options);
  if ('error' in inventory) throw new Error(inventory.error.message);
  const code = await locateCode(host, inventory, {
    wheels: [],
    summaries: [],
    caches: false,
    cacheDirectory: null,
    fetch: null,
  });
  expect(code.faults).toEqual([]);
  expect(code.missing).toEqual([]);
  expect(code.trees.map(({ distribution }) => distribution)).toHaveLength(inventory.distributions.length);
  const jinja = code.trees.find(({ distribution }) => distribution === 'jinja2');
  const stored = jinja?.tree.readSummary?.('jinja2/filters.py') ?? null;
  // A pack of another format would be read as nothing: make it anew with `theriac summarise`.
  expect(stored === null ? null : decodeSummary(stored)?.body.length).toBeGreaterThan(50);
});
