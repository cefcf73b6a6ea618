// Requirements files as an inventory: pins, constraints, via comments, sources, and what could not be checked.
import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Inventory } from '../../src/finding/inventory.ts';
import { dependencyPaths } from '../../src/project/dependency-path.ts';
import { type LoadOptions, loadInventory } from '../../src/project/load-inventory.ts';
import { capturedHost, ROOT } from '../host/captured-host.ts';
import { type MemoryFiles, memoryHost } from './memory-host.ts';

const NOTHING: LoadOptions = { python: null, platform: null, environment: null };

async function loadFiles(files: MemoryFiles, path = '/p', options: Partial<LoadOptions> = {}): Promise<Inventory> {
  const inventory = await loadInventory(memoryHost(files), path, { ...NOTHING, ...options });
  if ('error' in inventory) throw new Error(inventory.error.message);
  return inventory;
}

const pins = ({ distributions }: Inventory): string[] =>
  distributions.map(({ name, version }) => `${name}==${version}`);
const faults = (inventory: Inventory): string[] =>
  inventory.faults.map(({ code, file, line }) => `${code} ${file}:${line}`);

test('a project compiled with pip-compile, with includes and constraints', async () => {
  const inventory = await loadInventory(capturedHost().host, resolve(ROOT, 'test/projects/plain'), NOTHING);
  if ('error' in inventory) throw new Error(inventory.error.message);
  expect(pins(inventory)).toEqual([
    'click==8.1.7',
    'colorama==0.4.6',
    'flask==2.3.3',
    'itsdangerous==2.1.2',
    'jinja2==3.1.2',
    'loose==null',
    'thing==1.5',
    'tool==null',
  ]);
  expect(faults(inventory)).toEqual([
    'distribution-unpinned more/extra.txt:1',
    'distribution-unchecked more/extra.txt:2',
  ]);
  const find = (name: string) => inventory.distributions.find((one) => one.name === name);
  expect(find('click')).toMatchObject({
    source: { kind: 'index', url: 'https://index.example/simple' },
    location: { line: 2 },
  });
  expect(find('click')?.artifacts).toHaveLength(2);
  expect(find('colorama')?.marker).toBe('sys_platform == "win32"');
  expect(find('thing')?.artifacts).toEqual([{ fileName: 'thing-1.5-3-py3-none-any.whl', build: '3', hashes: [] }]);
  expect(find('tool')?.source).toEqual({
    kind: 'vcs',
    system: 'git',
    url: 'https://git.example/tool.git',
    commit: null,
  });
  const paths = dependencyPaths(inventory, 3);
  const colorama = find('colorama');
  expect(colorama === undefined ? null : paths(colorama)).toEqual([['plain', 'flask', 'click', 'colorama']]);
});

test('one name on several lines: markers keep both, a pin settles an open one, a conflict checks both', async () => {
  const text = "a==1 ; python_version < '3'\na==2 ; python_version >= '3'\nb\nb==3\nc==1\nc==2\n";
  expect(pins(await loadFiles({ '/p/requirements.txt': text }))).toEqual(['a==1', 'a==2', 'b==3', 'c==1', 'c==2']);
  const options = { python: '3.12', platform: 'linux' };
  expect(pins(await loadFiles({ '/p/requirements.txt': text }, '/p', options))).toEqual([
    'a==2',
    'b==3',
    'c==1',
    'c==2',
  ]);
});

test('a lower bound is no version', async () => {
  const inventory = await loadFiles({ '/p/requirements.txt': 'requests>=2.0\nflask==1.*\nx===1.0\n' });
  expect(pins(inventory)).toEqual(['flask==null', 'requests==null', 'x==1.0']);
  expect(faults(inventory)).toEqual([
    'distribution-unpinned requirements.txt:1',
    'distribution-unpinned requirements.txt:2',
  ]);
});

test('the project itself is no distribution; a local one is named by its own files', async () => {
  const inventory = await loadFiles({
    '/p/requirements.txt': '-e .\n-e ./lib[x]\n./nowhere\n',
    '/p/lib/pyproject.toml': '[project]\nname = "My_Lib"\nversion = "1.0.0"\n',
  });
  expect(inventory.distributions).toMatchObject([
    { name: 'my-lib', version: '1.0.0', extras: ['x'], source: { kind: 'path', path: '/p/lib', editable: true } },
  ]);
  expect(faults(inventory)).toEqual([
    'distribution-unchecked requirements.txt:1',
    'distribution-unchecked requirements.txt:3',
  ]);
});

test('a line that installs the project brings what it declares, pinned where the file pins it', async () => {
  const inventory = await loadFiles({
    '/p/requirements.txt': '-e .[fast]\nflask==2.0\n',
    '/p/pyproject.toml':
      '[project]\nname = "p"\ndependencies = ["flask", "click>=8"]\n[project.optional-dependencies]\nfast = ["orjson==3"]\nslow = ["x"]\n',
  });
  expect(pins(inventory)).toEqual(['click==null', 'flask==2.0', 'orjson==3']);
  expect(faults(inventory)).toEqual([
    'distribution-unchecked requirements.txt:1',
    'distribution-unpinned pyproject.toml:3',
  ]);
  expect(inventory.faults[0]?.effect).toBe('note');
});

test('without requirements.txt every requirements file counts, each as a group', async () => {
  const inventory = await loadFiles({
    '/p/requirements/main.txt': 'a==1\n',
    '/p/requirements/dev.txt': '-r main.txt\nb==2\n',
  });
  expect(inventory.distributions.map(({ name, groups }) => [name, groups])).toEqual([
    ['a', []],
    ['b', ['dev']],
  ]);
  expect(inventory.source).toBe('requirements/dev.txt, requirements/main.txt');
});

test('every line is a distribution or a fault', async () => {
  const line = fc.constantFrom(
    'a==1',
    'b>=2',
    'c',
    '-e .',
    './x',
    'git+https://git.example/d.git',
    'e @ https://files.example/e.zip',
    '?',
    '-r no.txt',
    '--odd',
    'f==',
    'g==1.*',
  );
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(line), async (lines) => {
      const inventory = await loadFiles({ '/p/requirements.txt': lines.join('\n') });
      const told = new Set([
        ...inventory.distributions.map(({ location }) => location?.line),
        ...inventory.faults.map((fault) => fault.line),
      ]);
      expect([...told].sort()).toEqual(lines.map((_, index) => index + 1).sort());
    }),
  );
});
