// How deep the analysis goes for what is asked.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decideUnits, type ReachVerdict } from '../../../src/audit/reach/decide.ts';
import { analyseReach, type ReachAnalysis } from '../../../src/audit/reach/reach-analysis.ts';
import type { Unit } from '../../../src/finding/finding.ts';
import { loadInventory } from '../../../src/project/load-inventory.ts';
import type { Tick } from '../../../src/python/tick.ts';
import { capturedHost } from '../../host/captured-host.ts';

const FILES = {
  'app.py': 'import gablet\nfrom plimsy import start\n\n\ndef main():\n    import yorp\n    start()\n',
  'site-packages/gablet.py': 'def measure():\n    import sprill\n',
  'site-packages/plimsy.py': 'def start():\n    import quoil\n',
  'site-packages/yorp.py': '',
  'site-packages/quoil.py': '',
  'site-packages/sprill.py': '',
  'site-packages/vint.py': '',
};

const folder = mkdtempSync(join(tmpdir(), 'theriac-decide-'));
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  const name = /^site-packages\/(\w+)\.py$/.exec(path)?.[1];
  if (name === undefined) continue;
  const metadata = join(folder, `site-packages/${name}-1.0.dist-info`);
  mkdirSync(metadata);
  writeFileSync(join(metadata, 'RECORD'), `${name}.py,,\n${name}-1.0.dist-info/METADATA,,\n`);
  writeFileSync(join(metadata, 'METADATA'), `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`);
}
afterAll(() => rmSync(folder, { recursive: true }));

describe('a question', () => {
  const whole = (name: string) => ask(name, []);
  const module = (name: string) => ask(name, [{ module: name, attribute: null }]);
  const called = (name: string, attribute: string) => ask(name, [{ module: name, attribute }]);

  it.each([
    ['an import of the project', () => whole('gablet'), 'reached', 'lower'],
    ['an import in a function of the project', () => module('yorp'), 'reached', 'lower'],
    ['no import anywhere', () => whole('vint'), 'installed', 'upper'],
    ['a function of a module that no import gets to', () => called('vint', 'missing'), 'unknown', 'lower'],
    ['an import in a function that is called', () => whole('quoil'), 'reached', 'calls'],
    ['an import in a function that is not called', () => whole('sprill'), 'installed', 'calls'],
    ['a function', () => called('gablet', 'measure'), 'loaded', 'calls'],
  ] as const)('about %s', async (_title, answer, reach, depth) => {
    const { verdict, drawn } = await answer();
    expect(verdict.reach).toBe(reach);
    expect(drawn.at(-1)).toBe(depth);
    if (depth === 'lower') expect(drawn).toEqual(['lower']);
  });

  it('about a function reads no distribution that cannot lead to it', async () => {
    const { analysis } = await open();
    const read = async (...names: string[]) => {
      const { map } = (await analysis.calls(names)).index;
      return map.units
        .filter(({ function: name }) => name !== null)
        .map(({ module }) => module)
        .sort();
    };
    // plimsy starts quoil, and gablet would start sprill, but nobody calls it.
    expect(await read('quoil')).toEqual(['app', 'plimsy']);
    expect(await read('gablet')).toEqual(['app']);
    analysis.close();
  });

  it('about the whole gives the whole for the upper bound', async () => {
    const { analysis } = await open();
    await analysis.calls();
    expect((await analysis.upper()).depth).toBe('calls');
    analysis.close();
  });
});

describe('an analysis that ends early', () => {
  it.each([
    ['time', '--reach-seconds'],
    ['memory', 'NODE_OPTIONS'],
  ] as const)('for want of %s clears nothing, and says what to do', async (stop, flag) => {
    const { analysis } = await open(() => stop);
    const verdict = await decideUnits(analysis, 'vint', []);
    expect(verdict).toMatchObject({ reach: 'unknown', reason: expect.stringContaining(flag), witness: [] });
    analysis.close();
  });
});

async function ask(name: string, units: readonly Unit[]): Promise<{ verdict: ReachVerdict; drawn: readonly string[] }> {
  const { analysis, drawn } = await open();
  try {
    return { verdict: await decideUnits(analysis, name, units), drawn };
  } finally {
    analysis.close();
  }
}

/** An analysis that notes how deep it is asked to go. */
async function open(tick: Tick = () => null): Promise<{ analysis: ReachAnalysis; drawn: string[] }> {
  const { host } = capturedHost();
  const environment = join(folder, 'site-packages');
  const inventory = await loadInventory(host, folder, { python: null, platform: null, environment });
  if ('error' in inventory) throw new Error(inventory.error.message);
  const analysis = await analyseReach(host, {
    ...{ inventory, sitePackages: [environment], code: { trees: [], missing: [], faults: [] }, includeTests: false },
    ...{ entries: [], cacheDirectory: null, version: '0', tick },
  });
  const drawn: string[] = [];
  const noting = <T>(depth: string, draw: () => Promise<T>) => {
    return () => {
      drawn.push(depth);
      return draw();
    };
  };
  const { lower, upper, calls } = analysis;
  return {
    analysis: {
      ...analysis,
      lower: noting('lower', lower),
      upper: noting('upper', upper),
      calls(names?: readonly string[]) {
        drawn.push('calls');
        return calls(names);
      },
    },
    drawn,
  };
}
