// What pyproject.toml declares: extras, groups that include groups, sources, Poetry's tables, and what is not pinned.
import { expect, test } from 'vitest';
import type { Inventory } from '../../src/finding/inventory.ts';
import { loadInventory } from '../../src/project/load-inventory.ts';
import { type MemoryFiles, memoryHost } from './memory-host.ts';

async function load(text: string, others: MemoryFiles = {}): Promise<Inventory> {
  const host = memoryHost({ ...others, '/p/pyproject.toml': text });
  const inventory = await loadInventory(host, '/p', { python: null, platform: null, environment: null });
  if ('error' in inventory) throw new Error(inventory.error.message);
  return inventory;
}

const shape = ({ distributions }: Inventory): unknown[] =>
  distributions.map(({ name, version, groups, location }) => [name, version, groups, location?.line]);

test('dependencies, extras that refer to the project, groups that include groups', async () => {
  const inventory = await load(`[project]
name = "Shop.App"
dependencies = [
  "flask==2.0.1",
  "requests>=2; python_version >= \\"3.8\\"",
]
[project.optional-dependencies]
fast = ["orjson==3.9"]
all = ["shop-app[fast]", "uvloop"]
[dependency-groups]
lint = ["ruff==0.1"]
dev = ["pytest", {include-group = "lint"}, {include-group = "gone"}]
circle = [{include-group = "circle"}]
`);
  expect(inventory).toMatchObject({ kind: 'pyproject', project: 'shop-app' });
  expect(shape(inventory)).toEqual([
    ['flask', '2.0.1', [], 4],
    ['orjson', '3.9', ['extra:all', 'extra:fast'], 8],
    ['pytest', null, ['dev'], 12],
    ['requests', null, [], 5],
    ['ruff', '0.1', ['dev', 'lint'], 11],
    ['uvloop', null, ['extra:all'], 9],
  ]);
  expect(inventory.faults.map(({ code }) => code).sort()).toEqual([
    'distribution-unpinned',
    'distribution-unpinned',
    'distribution-unpinned',
    'file-malformed',
    'file-malformed',
  ]);
});

test("Poetry's tables", async () => {
  const inventory = await load(`[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
python = "^3.9"
exact = "1.2.3"
caret = "^1.2"
star = "1.*"
fast = { version = "2.0", optional = true }
repo = { git = "https://git.example/r.git", rev = "abc1234" }
[tool.poetry.extras]
speed = ["fast"]
[tool.poetry.group.dev.dependencies]
pytest = "==8.0"
`);
  expect(shape(inventory)).toEqual([
    ['caret', null, [], 6],
    ['exact', '1.2.3', [], 5],
    ['fast', '2.0', ['extra:speed'], 8],
    ['pytest', '8.0', ['dev'], 13],
    ['repo', null, [], 9],
    ['star', null, [], 7],
  ]);
});

test('dynamic dependencies come from the files that setuptools names, else are a fault', async () => {
  const dynamic = '[project]\nname = "x"\ndynamic = ["dependencies"]\n';
  const named = `${dynamic}[tool.setuptools.dynamic]\ndependencies = { file = ["deps.in"] }\n`;
  expect(shape(await load(named, { '/p/deps.in': 'a==1\n' }))).toEqual([['a', '1', [], 5]]);
  expect((await load(dynamic)).faults).toMatchObject([
    { code: 'distribution-unchecked', effect: 'incomplete', line: 3 },
  ]);
});

test('what is no TOML, and what is no list, are faults', async () => {
  expect((await load('[project\n')).faults).toMatchObject([{ code: 'file-malformed', line: 1 }]);
  expect((await load('[project]\ndependencies = "flask"\n')).faults).toMatchObject([{ code: 'file-malformed' }]);
});
