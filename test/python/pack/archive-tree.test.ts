// Wheels and source distributions read without unpacking: what an installation would have, and nothing hostile.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { HostError } from '../../../src/host/host.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { type ArchiveTree, openArchive } from '../../../src/python/module/archive-tree.ts';
import { readTarball } from '../../../src/python/module/tarball.ts';
import { writeZip } from '../../advisory/database/data.ts';
import { freshFolder, removeFolders, wheelMembers, writeTarball, writeWheel } from '../../project/code/artifacts.ts';

const { files } = nodeHost();

afterEach(removeFolders);

async function open(path: string): Promise<ArchiveTree> {
  const opened = await openArchive(files, path);
  if (!opened.ok) throw new Error(opened.fault.message);
  return opened.value;
}

const text = (tree: ArchiveTree, path: string): string => new TextDecoder().decode(tree.readBytes(path));

describe('wheels', () => {
  it('are laid out as an installer lays them out', async () => {
    const path = join(freshFolder(), 'shop-1.0-py3-none-any.whl');
    writeWheel(path, {
      'shop/__init__.py': 'a = 1',
      'shop-1.0.data/purelib/shop/pure.py': 'b = 2',
      'shop-1.0.data/platlib/shop/fast.so': '',
      'shop-1.0.data/scripts/run.py': 'no module',
      'shop-1.0.data/headers/shop.h': '',
      'shop-1.0.data/data/share/x.py': '',
    });
    const tree = await open(path);
    expect([...tree.list('shop').keys()].sort()).toEqual(['__init__.py', 'fast.so', 'pure.py']);
    expect([...tree.list('').keys()].sort()).toEqual(['shop', 'shop-1.0.dist-info']);
    expect(text(tree, 'shop/pure.py')).toBe('b = 2');
    expect(tree.metadata).toBe('shop-1.0.dist-info');
    expect(text(tree, 'shop-1.0.dist-info/RECORD')).toContain('shop/__init__.py');
    expect(tree.paths).toContain('shop/__init__.py');
  });

  it('read members only when asked: a damaged one costs nothing but itself', async () => {
    const path = join(freshFolder(), 'shop-1.0-py3-none-any.whl');
    const body = 'value = "a text that is long enough to be damaged in its middle"\n'.repeat(4);
    writeZip(path, wheelMembers('shop-1.0-py3-none-any.whl', { 'shop/a.py': body, 'shop/b.py': body }), ['shop/a.py']);
    const tree = await open(path);
    expect(tree.list('shop').size).toBe(2);
    expect(() => tree.readBytes('shop/a.py')).toThrow(HostError);
    expect(text(tree, 'shop/b.py')).toBe(body);
    expect(() => tree.readBytes('shop/none.py')).toThrow(HostError);
  });

  it('have no names that lead elsewhere, and no bombs', async () => {
    const path = join(freshFolder(), 'shop-1.0-py3-none-any.whl');
    const hostile = { '../evil.py': '', '/etc/evil.py': '', 'C:\\evil.py': '', 'shop/../../evil.py': '' };
    writeZip(path, { ...hostile, 'shop/bomb.py': '#'.repeat(8 << 20), 'shop/__init__.py': '' });
    const tree = await open(path);
    expect(tree.paths).toEqual(['shop/__init__.py', 'shop/bomb.py']);
    expect(() => tree.readBytes('shop/bomb.py')).toThrow(HostError);
  });

  it('that are no archives are faults', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'shop-1.0-py3-none-any.whl'), 'no zip at all');
    for (const name of ['shop-1.0-py3-none-any.whl', 'absent-1.0-py3-none-any.whl', 'notes.txt']) {
      expect((await openArchive(files, join(folder, name))).ok, name).toBe(false);
    }
  });

  it('list every path they hold, whatever it is', async () => {
    const part = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/);
    const paths = fc.uniqueArray(
      fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join('/')}.py`),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(paths, async (given) => {
        const path = join(freshFolder(), 'shop-1.0-py3-none-any.whl');
        writeZip(path, Object.fromEntries(given.map((name) => [name, `# ${name}`])));
        const tree = await open(path);
        expect(tree.paths).toEqual([...given].sort());
        for (const name of given) {
          expect(text(tree, name)).toBe(`# ${name}`);
          const slash = name.lastIndexOf('/');
          expect(tree.list(name.slice(0, Math.max(slash, 0))).get(name.slice(slash + 1))).toBe('file');
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('source distributions', () => {
  const modules = async (name: string, members: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const path = join(freshFolder(), name);
    writeTarball(path, members);
    return (await open(path)).paths.filter((each) => !each.includes('.dist-info/'));
  };

  it('are found in src, without what is not installed', async () => {
    const found = await modules('shop-1.0.tar.gz', {
      'shop-1.0/PKG-INFO': 'Name: shop\nVersion: 1.0\n',
      'shop-1.0/setup.py': '',
      'shop-1.0/src/shop/__init__.py': '',
      'shop-1.0/src/shop/cart.py': '',
      'shop-1.0/tests/test_cart.py': '',
      'shop-1.0/docs/conf.py': '',
    });
    expect(found).toEqual(['shop/__init__.py', 'shop/cart.py']);
  });

  it('are found although they are named as what is not installed elsewhere', async () => {
    const members = { 'packaging-1.0/src/packaging/__init__.py': '', 'packaging-1.0/tests/test_a.py': '' };
    expect(await modules('packaging-1.0.tar.gz', members)).toEqual(['packaging/__init__.py']);
    const flat = { 'tasks-1.0/tasks.py': '', 'tasks-1.0/tests/__init__.py': '', 'tasks-1.0/setup.py': '' };
    expect(await modules('tasks-1.0.tar.gz', flat)).toEqual(['tasks.py']);
  });

  it('are found at the root, by name or by top_level.txt', async () => {
    const flat = {
      'p-1.0/setup.py': '',
      'p-1.0/conftest.py': '',
      'p-1.0/yaml/__init__.py': '',
      'p-1.0/_yaml.py': '',
      'p-1.0/examples/run.py': '',
    };
    expect(await modules('p-1.0.tar.gz', flat)).toEqual(['_yaml.py', 'yaml/__init__.py']);
    const named = { ...flat, 'p-1.0/lib/p.egg-info/top_level.txt': 'yaml\n_yaml\n', 'p-1.0/lib/yaml/__init__.py': '' };
    expect(await modules('p-1.0.tar.gz', { ...named, 'p-1.0/tools/x.py': '' })).toEqual([
      '_yaml.py',
      'yaml/__init__.py',
    ]);
    const lib = {
      'p-1.0/lib/yaml/__init__.py': '',
      'p-1.0/lib/p.egg-info/top_level.txt': 'yaml\n',
      'p-1.0/setup.py': '',
    };
    expect(await modules('p-1.0.tar.gz', lib)).toEqual(['yaml/__init__.py']);
  });

  it('offer Cython sources as the compiled modules that they become, and their entry points', async () => {
    const path = join(freshFolder(), 'fast-1.0.tar.gz');
    writeTarball(path, {
      'fast-1.0/PKG-INFO': 'Name: fast\n',
      'fast-1.0/fast/__init__.py': '',
      'fast-1.0/fast/core.pyx': '',
      'fast-1.0/fast/both.pyx': '',
      'fast-1.0/fast/deep/speed.c': 'PyMODINIT_FUNC\nPyInit__speed(void) { return 0; }\n',
      'fast-1.0/vendor/other.c': 'PyMODINIT_FUNC PyInit_other(void)',
      'fast-1.0/fast/both.py': '',
      'fast-1.0/fast.egg-info/entry_points.txt': '[console_scripts]\nfast = fast:main\n',
    });
    const tree = await open(path);
    expect([...tree.list('fast').keys()].sort()).toEqual(['__init__.py', 'both.py', 'core.so', 'deep']);
    expect([...tree.list('fast/deep').keys()]).toEqual(['_speed.so']);
    expect([...tree.list('').keys()].sort()).toEqual(['fast', 'fast-1.0.dist-info']);
    expect(text(tree, 'fast-1.0.dist-info/entry_points.txt')).toContain('fast:main');
    expect(text(tree, 'fast-1.0.dist-info/METADATA')).toContain('Name: fast');
  });

  it('offer the entry points that pyproject.toml declares where no build listed any', async () => {
    const path = join(freshFolder(), 'shop-1.0.tar.gz');
    writeTarball(path, {
      'shop-1.0/pyproject.toml': [
        '[project.scripts]\nshop = "shop.cli:main"\nbad = "a\\nb"\n',
        '[project.entry-points."shop.plugins"]\nfirst = "shop.first:Plugin [extra]"\n',
        '[tool.poetry.scripts]\nold = { callable = "shop.old:main" }\n',
      ].join(''),
      'shop-1.0/shop/__init__.py': '',
    });
    const { readEntryPoints } = await import('../../../src/python/module/entry-points.ts');
    expect(readEntryPoints(await open(path))).toEqual([
      { group: 'console_scripts', name: 'shop', module: 'shop.cli', attribute: 'main', distribution: 'shop' },
      { group: 'console_scripts', name: 'old', module: 'shop.old', attribute: 'main', distribution: 'shop' },
      { group: 'shop.plugins', name: 'first', module: 'shop.first', attribute: 'Plugin', distribution: 'shop' },
    ]);
  });

  it('as zips are read the same way', async () => {
    const path = join(freshFolder(), 'shop-1.0.zip');
    writeZip(path, { 'shop-1.0/shop/__init__.py': 'a = 1', 'shop-1.0/setup.py': '' });
    const tree = await open(path);
    expect(tree.paths).toEqual(['shop/__init__.py']);
    expect(text(tree, 'shop/__init__.py')).toBe('a = 1');
  });

  it('leave out links and names that lead elsewhere', async () => {
    const found = await modules('shop-1.0.tar.gz', {
      'shop-1.0/shop/__init__.py': '',
      'shop-1.0/shop/link.py': '->/etc/passwd',
      '../shop/evil.py': '',
      '/shop/evil.py': '',
      'shop-1.0/shop/../../evil.py': '',
    });
    expect(found).toEqual(['shop/__init__.py']);
  });

  it('that break off or inflate without end are faults', async () => {
    const path = join(freshFolder(), 'shop-1.0.tar.gz');
    writeTarball(path, { 'shop-1.0/shop/__init__.py': 'import os\n'.repeat(1000) });
    const whole = readFileSync(path);
    expect((await readTarball(whole, () => true)).ok).toBe(true);
    for (const length of [0, 10, whole.length >> 1, whole.length - 9]) {
      expect((await readTarball(whole.subarray(0, length), () => true)).ok, `${length} bytes`).toBe(false);
    }
    const budget = { entries: 10, fileBytes: 1 << 20, keptBytes: 1 << 20, totalBytes: 1 << 16 };
    const bomb = await readTarball(gzipSync(Buffer.alloc(1 << 22)), () => true, budget);
    expect(bomb.ok).toBe(false);
  });
});
