// uv.lock: forks, members, extras, groups and conflicts; damaged locks.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../src/finding/inventory.ts';
import { dependencyPaths } from '../../src/project/dependency-path.ts';
import { type LoadOptions, loadInventory } from '../../src/project/load-inventory.ts';
import { capturedHost, ROOT } from '../host/captured-host.ts';
import { memoryHost } from './memory-host.ts';

const NOTHING: LoadOptions = { python: null, platform: null, environment: null };
const WORKSPACE = resolve(ROOT, 'test/projects/workspace');

async function load(path: string, options: Partial<LoadOptions> = {}): Promise<Inventory> {
  const inventory = await loadInventory(capturedHost().host, path, { ...NOTHING, ...options });
  if ('error' in inventory) throw new Error(inventory.error.message);
  return inventory;
}

async function loadText(text: string): Promise<Inventory> {
  const inventory = await loadInventory(memoryHost({ '/p/uv.lock': text }), '/p/uv.lock', NOTHING);
  if ('error' in inventory) throw new Error(inventory.error.message);
  return inventory;
}

const pins = ({ distributions }: Inventory): string[] =>
  distributions.map(({ name, version }) => `${name}==${version}`);

describe('a workspace', () => {
  test('every branch counts; the members are no distributions', async () => {
    const inventory = await load(WORKSPACE);
    expect(pins(inventory)).toEqual([
      'click==8.1.8',
      'colorama==0.4.6',
      'jinja2==2.11.3',
      'jinja2==3.1.6',
      'markupsafe==2.0.1',
      'markupsafe==3.0.0',
      'pinned-git==1.0',
      'pysocks==1.7.1',
      'pytest==8.0.0',
      'requests==2.31',
    ]);
    expect(inventory).toMatchObject({ kind: 'uv.lock', source: 'uv.lock', project: 'shop', target: null, faults: [] });
    expect(JSON.stringify(inventory)).not.toContain('secret');
  });

  test('groups, extras, artifacts, sources and lines', async () => {
    const { distributions } = await load(WORKSPACE);
    const find = (name: string, version?: string) =>
      distributions.find((one) => one.name === name && (version === undefined || one.version === version));
    expect(find('jinja2', '2.11.3')?.groups).toEqual(['extra:old']);
    expect(find('jinja2', '3.1.6')?.groups).toEqual(['dev', 'extra:new']);
    expect(find('requests')).toMatchObject({ groups: [], extras: ['socks'], location: { file: 'uv.lock', line: 78 } });
    expect(find('click')?.artifacts).toEqual([
      { fileName: 'click-8.1.8.tar.gz', build: null, hashes: ['sha256:aa'] },
      { fileName: 'click-8.1.8-py3-none-any.whl', build: null, hashes: ['sha256:ab'] },
      { fileName: 'click-8.1.8-2local-py3-none-any.whl', build: '2local', hashes: ['sha256:ac'] },
    ]);
    expect(find('pinned-git')?.source).toEqual({
      kind: 'vcs',
      system: 'git',
      url: 'https://git.example/x.git',
      commit: '0123456789abcdef0123456789abcdef01234567',
    });
  });

  test('a target decides markers, and what only leads through them', async () => {
    const linux = pins(await load(WORKSPACE, { python: '3.12', platform: 'linux' }));
    expect(linux).not.toContain('colorama==0.4.6');
    expect(linux).not.toContain('markupsafe==2.0.1');
    expect(linux).toContain('markupsafe==3.0.0');
    const windows = pins(await load(WORKSPACE, { python: '3.12', platform: 'windows' }));
    expect(windows).toContain('colorama==0.4.6');
    expect(windows).not.toContain('markupsafe==3.0.0');
  });

  test('chosen extras and groups', async () => {
    const main = pins(await load(WORKSPACE, { extras: [], groups: [] }));
    expect(main).not.toContain('pytest==8.0.0');
    expect(main.filter((pin) => pin.startsWith('jinja2'))).toEqual([]);
    const old = pins(await load(WORKSPACE, { extras: ['old'], groups: [] }));
    expect(old.filter((pin) => pin.startsWith('jinja2'))).toEqual(['jinja2==2.11.3']);
    expect(pins(await load(WORKSPACE, { extras: [], groups: ['dev'] }))).toContain('jinja2==3.1.6');
  });

  test('dependency paths start at the project, or at the member that asks, and are shortest first', async () => {
    const inventory = await load(WORKSPACE);
    const paths = dependencyPaths(inventory, 3);
    const find = (name: string) => inventory.distributions.find((one) => one.name === name);
    const of = (name: string) => {
      const found = find(name);
      return found === undefined ? null : paths(found);
    };
    expect(of('pysocks')).toEqual([['shop', 'requests', 'pysocks']]);
    expect(of('colorama')).toEqual([['shop', 'shop-tools', 'click', 'colorama']]);
  });
});

describe('as uv itself chooses', () => {
  interface Answer {
    readonly extras?: string[];
    readonly groups?: string[];
    readonly python?: string;
    readonly platform?: string;
    readonly pins: string[];
  }
  const recorded: { readonly lock: string; readonly exports: Answer[]; readonly trees: Answer[] } = JSON.parse(
    gunzipSync(readFileSync(new URL('../recorded/project/uv-lock.json.gz', import.meta.url))).toString(),
  );
  const files = { '/p/uv.lock': recorded.lock };

  test('extras and groups, conflicting ones among them', async () => {
    for (const { extras = [], groups = [], pins: expected } of recorded.exports) {
      const inventory = await loadInventory(memoryHost(files), '/p', { ...NOTHING, extras, groups });
      if ('error' in inventory) throw new Error(inventory.error.message);
      expect(pins(inventory).sort(), `${extras} ${groups}`).toEqual(expected);
    }
  });

  // `uv tree` shows all extras.
  test('interpreters and platforms', async () => {
    for (const { python = null, platform = null, pins: expected } of recorded.trees) {
      const inventory = await loadInventory(memoryHost(files), '/p', { ...NOTHING, python, platform });
      if ('error' in inventory) throw new Error(inventory.error.message);
      expect(pins(inventory).sort(), `${python} ${platform}`).toEqual(expected);
    }
  });

  test('every distribution has its way from the project', async () => {
    const inventory = await loadText(recorded.lock);
    const paths = dependencyPaths(inventory, 3);
    // Nothing in the workspace leads to the member ws-b.
    const starts = new Set<string | undefined>();
    for (const distribution of inventory.distributions) {
      const [first = []] = paths(distribution);
      starts.add(first[0]);
      expect(first.at(-1)).toBe(distribution.name);
    }
    expect([...starts].sort()).toEqual(['root-app', 'ws-b']);
  });
});

describe('damage', () => {
  const entry = (name: string): string =>
    `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "x" }\n\n`;

  test('one malformed entry costs one entry', async () => {
    const inventory = await loadText(`version = 1\n${entry('a')}[[package]]\nname = broken"\n\n${entry('b')}`);
    expect(pins(inventory)).toEqual(['a==1.0', 'b==1.0']);
    expect(inventory.faults).toMatchObject([
      { code: 'file-malformed', effect: 'incomplete', file: 'uv.lock', line: 8 },
    ]);
  });

  test('a truncated lock keeps what is whole', async () => {
    const inventory = await loadText(`version = 1\n${entry('a')}${entry('b')}[[package]]\nname = "c"\nvers`);
    expect(pins(inventory)).toEqual(['a==1.0', 'b==1.0']);
    expect(inventory.faults).toHaveLength(1);
  });

  test('entries without name or version are faults with their line', async () => {
    const inventory = await loadText(
      `version = 1\n[[package]]\nversion = "1"\n\n[[package]]\nname = "d"\nsource = { registry = "x" }\n${entry('e')}`,
    );
    expect(pins(inventory)).toEqual(['d==null', 'e==1.0']);
    expect(inventory.faults.map(({ code, line }) => `${code}:${line}`)).toEqual([
      'distribution-malformed:2',
      'distribution-malformed:5',
    ]);
  });

  test('what is no TOML at all is a fault with its line', async () => {
    const inventory = await loadText('version = 1\n<<<<<<< HEAD\n');
    expect(inventory).toMatchObject({ distributions: [], faults: [{ code: 'file-malformed', line: 2 }] });
  });

  test('every package is a distribution or a fault, whatever its values are', async () => {
    const value = fc.constantFrom(
      '"x"',
      '1',
      '[]',
      '{}',
      '"1.0"',
      '[[]]',
      'true',
      '{ registry = 1 }',
      '{ git = "g" }',
      '[{ name = 1 }]',
      '1979-05-27',
    );
    const key = fc.constantFrom(
      'name',
      'version',
      'source',
      'dependencies',
      'optional-dependencies',
      'wheels',
      'sdist',
      'resolution-markers',
    );
    const table = fc.dictionary(key, value, { maxKeys: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(table, { maxLength: 5 }), async (tables) => {
        const text = tables.map(
          (one) =>
            `[[package]]\n${Object.entries(one)
              .map(([name, is]) => `${name} = ${is}\n`)
              .join('')}`,
        );
        const { distributions, faults } = await loadText(`version = 1\n${text.join('')}`);
        const named = tables.filter((one) => one['name'] === '"x"' || one['name'] === '"1.0"').length;
        expect(distributions.length).toBe(named);
        if (named < tables.length) expect(faults.length).toBeGreaterThan(0);
      }),
    );
  });

  test('arbitrary text never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => (await loadText(text)).kind === 'uv.lock'),
    );
  });
});
