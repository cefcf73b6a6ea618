// poetry.lock, pdm.lock, pylock.toml and Pipfile.lock: sources, edges, groups, markers, artifacts; damage never throws.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Inventory } from '../../src/finding/inventory.ts';
import { dependencyPaths } from '../../src/project/dependency-path.ts';
import { type LoadOptions, loadInventory } from '../../src/project/load-inventory.ts';
import { type MemoryFiles, memoryHost } from './memory-host.ts';

async function load(files: MemoryFiles, options: Partial<LoadOptions> = {}): Promise<Inventory> {
  const inventory = await loadInventory(memoryHost(files), '/p', {
    python: null,
    platform: null,
    environment: null,
    ...options,
  });
  if ('error' in inventory) throw new Error(inventory.error.message);
  return inventory;
}

const shape = ({ distributions }: Inventory): unknown[] =>
  distributions.map(({ name, version, groups, requires }) => [
    name,
    version,
    groups,
    requires.map((edge) => edge.name),
  ]);

test('poetry.lock, with the roots of its pyproject.toml', async () => {
  const lock = `[[package]]
name = "Flask"
version = "2.0.1"
groups = ["main"]
files = [{file = "Flask-2.0.1-1-py3-none-any.whl", hash = "sha256:aa"}]

[package.dependencies]
click = ">=7"
asgiref = {version = ">=3.2", optional = true, markers = "extra == \\"async\\""}
colorama = [{version = "1", markers = "sys_platform == \\"win32\\""}]

[package.extras]
async = ["asgiref (>=3.2)"]

[[package]]
name = "click"
version = "8.1"
groups = ["main", "dev"]

[[package]]
name = "colorama"
version = "1"
groups = ["main"]

[[package]]
name = "tool"
version = "3"
groups = ["dev"]

[package.source]
type = "git"
url = "https://git.example/tool.git"
resolved_reference = "abc"

[metadata]
lock-version = "2.1"
`;
  const project =
    '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\nflask = "^2"\n[tool.poetry.group.dev.dependencies]\ntool = "*"\n';
  const files = { '/p/poetry.lock': lock, '/p/pyproject.toml': project };
  const inventory = await load(files);
  expect(inventory).toMatchObject({ kind: 'poetry.lock', project: 'shop', faults: [] });
  expect(shape(inventory)).toEqual([
    ['click', '8.1', [], []],
    ['colorama', '1', [], []],
    ['flask', '2.0.1', [], ['click', 'colorama']],
    ['tool', '3', ['dev'], []],
  ]);
  expect(inventory.distributions[2]?.artifacts).toEqual([
    { fileName: 'Flask-2.0.1-1-py3-none-any.whl', build: '1', hashes: ['sha256:aa'] },
  ]);
  expect(inventory.distributions[3]?.source).toEqual({
    kind: 'vcs',
    system: 'git',
    url: 'https://git.example/tool.git',
    commit: 'abc',
  });
  const [click] = inventory.distributions;
  expect(click === undefined ? null : dependencyPaths(inventory, 3)(click)).toEqual([['shop', 'flask', 'click']]);
  expect(shape(await load(files, { python: '3.12', platform: 'linux' }))).toHaveLength(3);
  expect(shape(await load(files, { extras: [], groups: [] }))).toHaveLength(3);
});

test('pdm.lock joins a package with its extras', async () => {
  const lock = `[[package]]
name = "requests"
version = "2.31"
groups = ["default"]
dependencies = ["idna<4"]

[[package]]
name = "requests"
version = "2.31"
extras = ["socks"]
groups = ["default"]
dependencies = ["PySocks!=1.5.7", "requests==2.31"]

[[package]]
name = "idna"
version = "3"
groups = ["default"]

[[package]]
name = "pysocks"
version = "1.7"
groups = ["default"]
`;
  const project = '[project]\nname = "shop"\ndependencies = ["requests[socks]"]\n';
  expect(shape(await load({ '/p/pdm.lock': lock, '/p/pyproject.toml': project }))).toEqual([
    ['idna', '3', [], []],
    ['pysocks', '1.7', [], []],
    ['requests', '2.31', [], ['idna', 'pysocks']],
  ]);
});

test('pylock.toml: versions that only file names tell, archives, edges', async () => {
  const lock = `lock-version = "1.0"
[[packages]]
name = "a"
wheels = [{ name = "a-1.0-2-py3-none-any.whl", url = "https://files.example/x", hashes = { sha256 = "AB" } }]
dependencies = [{ name = "b" }]
[[packages]]
name = "b"
archive = { url = "https://u:p@files.example/b-2.0.tar.gz", hashes = { sha256 = "cd" } }
marker = "sys_platform == 'win32'"
[[packages]]
name = "c"
directory = { path = "lib", editable = true }
`;
  const inventory = await load({ '/p/pylock.toml': lock });
  expect(shape(inventory)).toEqual([
    ['a', '1.0', [], ['b']],
    ['b', '2.0', [], []],
    ['c', null, [], []],
  ]);
  expect(inventory.distributions[0]?.artifacts).toEqual([
    { fileName: 'a-1.0-2-py3-none-any.whl', build: '2', hashes: ['sha256:ab'] },
  ]);
  expect(inventory.distributions[1]?.source).toEqual({ kind: 'url', url: 'https://files.example/b-2.0.tar.gz' });
  expect(inventory.faults).toMatchObject([{ code: 'distribution-unchecked', line: 10 }]);
});

test('Pipfile.lock: categories, sources, what is no JSON', async () => {
  const lock = JSON.stringify(
    {
      _meta: { sources: [{ name: 'own', url: 'https://u:p@index.example/simple' }] },
      default: {
        a: { version: '==1.0', hashes: ['sha256:AA'], index: 'own' },
        g: { git: 'https://git.example/g.git', ref: 'abc' },
      },
      develop: { a: { version: '==1.0', hashes: ['sha256:AA'], index: 'own' }, 'B.b': { version: '==2' }, '': {} },
    },
    null,
    4,
  );
  const inventory = await load({ '/p/Pipfile.lock': lock });
  expect(shape(inventory)).toEqual([
    ['a', '1.0', [], []],
    ['b-b', '2', ['develop'], []],
    ['g', null, [], []],
  ]);
  expect(inventory.distributions[0]?.source).toEqual({ kind: 'index', url: 'https://index.example/simple' });
  expect(inventory.faults.map(({ code }) => code)).toEqual(['distribution-malformed', 'distribution-unchecked']);
  expect((await load({ '/p/Pipfile.lock': '{\n  "default": x\n}' })).faults).toMatchObject([
    { code: 'file-malformed', line: 2 },
  ]);
});

test('Pipfile.lock: a range or a star pins no version', async () => {
  const written = { a: '*', b: '>=1.0', c: '==1.*', d: '=== 1.0', e: '2.0', f: '==1.0,!=1.1' };
  const packages = Object.entries(written).map(([name, version]) => [name, { version }]);
  const inventory = await load({ '/p/Pipfile.lock': JSON.stringify({ default: Object.fromEntries(packages) }) });
  expect(inventory.distributions.map(({ version }) => version)).toEqual([null, null, null, '1.0', '2.0', null]);
  expect(inventory.faults.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'distribution-unpinned'));
});

test('of several locks of one kind the plain name is taken', async () => {
  const lock = (name: string) => `lock-version = "1.0"\n[[packages]]\nname = "${name}"\nversion = "1"\n`;
  const inventory = await load({ '/p/pylock.dev.toml': lock('dev'), '/p/pylock.toml': lock('all') });
  expect(inventory.source).toBe('pylock.toml');
  expect(inventory.distributions.map(({ name }) => name)).toEqual(['all']);
});

test('values of the wrong kind never throw', async () => {
  const value = fc.constantFrom(
    '"x"',
    '1',
    '[]',
    '{}',
    '[1]',
    '[{}]',
    '{ x = 1 }',
    'true',
    '{ url = 1 }',
    '["?"]',
    '[[]]',
  );
  const keys = [
    'name',
    'version',
    'dependencies',
    'extras',
    'files',
    'groups',
    'markers',
    'marker',
    'source',
    'wheels',
    'sdist',
    'archive',
    'vcs',
    'directory',
    'hashes',
  ];
  const table = fc.dictionary(fc.constantFrom(...keys), value);
  const names = fc.constantFrom('poetry.lock', 'pdm.lock', 'pylock.toml');
  await fc.assert(
    fc.asyncProperty(fc.array(table, { maxLength: 4 }), names, async (tables, name) => {
      const header = name === 'pylock.toml' ? '[[packages]]' : '[[package]]';
      const text = tables.map(
        (one) =>
          `${header}\n${Object.entries(one)
            .map(([key, is]) => `${key} = ${is}\n`)
            .join('')}`,
      );
      const { distributions, faults } = await load({ [`/p/${name}`]: text.join('') });
      expect(distributions.length + faults.length).toBeGreaterThanOrEqual(tables.length === 0 ? 0 : 1);
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.json(), async (json) => (await load({ '/p/Pipfile.lock': json })).kind === 'Pipfile.lock'),
  );
});

test('a lock of nothing is damaged, not empty', async () => {
  const cases: readonly (readonly [name: string, text: string, message: string])[] = [
    ['uv.lock', '', 'it has no `version`'],
    ['uv.lock', 'version = 1\npackage = 3\n', 'its `package` is no list of tables'],
    ['poetry.lock', '# made by poetry\n', 'it has no `metadata`'],
    ['pdm.lock', '', 'it has no `metadata`'],
    ['pylock.toml', '[packages]\n', 'its `packages` is no list of tables'],
    ['Pipfile.lock', '{"_meta": {}, "default": [[]]}', 'its “default” is no table of packages'],
  ];
  for (const [name, text, message] of cases) {
    const { faults, distributions } = await load({ [`/p/${name}`]: text });
    expect(distributions).toEqual([]);
    expect(faults, name).toMatchObject([{ code: 'file-malformed', effect: 'incomplete', file: name }]);
    expect(faults[0]?.message).toContain(message);
  }
  const { faults } = await load({ '/p/poetry.lock': '[[package]]\nname = "flask"\nversion = "1.0"\n' });
  expect(faults).toMatchObject([{ effect: 'note', message: expect.stringContaining('may have been cut off') }]);
});
