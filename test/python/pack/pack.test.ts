// Summary packs: the same bytes for the same wheels, the same summaries as from source, and no harm from damaged ones.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { HostError } from '../../../src/host/host.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { packInputOf } from '../../../src/project/code/pack-inputs.ts';
import type { ModuleName } from '../../../src/python/module/module-name.ts';
import { openModuleReader } from '../../../src/python/module-reader.ts';
import { formatPack, type PackInput, packDistribution } from '../../../src/python/pack/make-pack.ts';
import { openPack, type PackTree } from '../../../src/python/pack/open-pack.ts';
import { PACK_MAGIC, PACK_VERSION } from '../../../src/python/pack/pack-format.ts';
import { joinSummary, splitSummary } from '../../../src/python/pack/summary-parts.ts';
import { openProgram } from '../../../src/python/program.ts';
import { summarise } from '../../../src/python/summary/summarise.ts';
import { SUMMARY_VERSION } from '../../../src/python/summary/summary.ts';
import { normaliseDistributionName } from '../../../src/standard/distribution-name.ts';
import { freshFolder, removeFolders, writeFiles, writeWheel } from '../../project/code/artifacts.ts';

const host = nodeHost();

afterEach(removeFolders);

const SOURCES = {
  'shop/__init__.py': 'from shop.cart import Cart\n__all__ = ["Cart"]\n',
  'shop/cart.py':
    'import json\n\nclass Cart:\n    def total(self):\n        return json.loads("\\0\\x01") or "\\ud800"\n',
  'shop/fast.pyi': 'def add(a: int) -> int: ...\n',
  'shop/fast.cpython-312-x86_64-linux-gnu.so': 'compiled\0shop.cart\0other.shop.x\0myshop.y\0shop.text.Cart\0',
  'shop/lazy/__init__.py': 'import lazy_loader\n__getattr__ = lazy_loader.attach_stub(__name__, __file__)\n',
  'shop/lazy/__init__.pyi': 'from .late import thing\n',
  'shop/lazy/late.py': 'thing = 1\n',
  'shop/cart.pyi': 'class Cart: ...\n',
  'shop/tests/test_cart.py': 'import shop\n',
  'shop/broken.py': 'def broken(:\n    pass\nimport os\n',
  'shop/templates/page.html': '{{ price|money }}',
  'shop/data.bin': 'no module',
};

async function input(name: string, files: Readonly<Record<string, string>>): Promise<PackInput> {
  const path = join(freshFolder(), name);
  writeWheel(path, files);
  const made = await packInputOf(host, path);
  if ('code' in made) throw new Error(made.message);
  return made;
}

async function writePack(path: string, inputs: readonly PackInput[]): Promise<Uint8Array> {
  const packed = [];
  for (const each of inputs) packed.push(await packDistribution(host, each));
  const bytes = await formatPack(packed);
  writeFileSync(path, bytes);
  return bytes;
}

function openTree(path: string, name = 'shop'): PackTree {
  const pack = openPack(host.files, path);
  if (!pack.ok) throw new Error(pack.fault.message);
  const entry = pack.value.entries.find((each) => each.name === name);
  const tree = entry === undefined ? null : pack.value.open(entry);
  if (tree?.ok !== true) throw new Error(`${name} is not in the pack`);
  return tree.value;
}

describe('a pack', () => {
  it('gives each summary byte for byte as the source does', async () => {
    const path = join(freshFolder(), 'theriac.pack');
    await writePack(path, [await input('shop-1.0-py3-none-any.whl', SOURCES)]);
    const tree = openTree(path);
    for (const file of ['shop/__init__.py', 'shop/cart.py', 'shop/broken.py', 'shop/fast.pyi'] as const) {
      expect(Buffer.from(tree.readSummary(file) ?? []), file).toEqual(
        Buffer.from(summarise(new TextEncoder().encode(SOURCES[file]))),
      );
    }
  });

  it('names compiled modules, leaves out tests and stubs beside their source, keeps entry points and templates', async () => {
    const path = join(freshFolder(), 'theriac.pack');
    const more = { 'shop-1.0.dist-info/entry_points.txt': '[console_scripts]\nshop = shop.cart:main\n' };
    await writePack(path, [await input('shop-1.0-py3-none-any.whl', { ...SOURCES, ...more })]);
    const tree = openTree(path);
    expect([...tree.list('shop').keys()].sort()).toEqual([
      '__init__.py',
      'broken.py',
      'cart.py',
      'cart.pyi',
      'fast.cpython-312-x86_64-linux-gnu.so',
      'fast.pyi',
      'lazy',
      'templates',
      'tests',
    ]);
    expect(tree.readSummary('shop/tests/test_cart.py')).toBeNull();
    expect(tree.readSummary('shop/cart.pyi')).toBeNull();
    expect(new TextDecoder().decode(tree.readBytes('shop/templates/page.html'))).toBe('{{ price|money }}');
    expect(() => tree.readBytes('shop/cart.py')).toThrow(HostError);
    // What analyses look for in the bytes of a compiled module and in the stub of a lazy package is still there.
    const native = tree.readBytes('shop/fast.cpython-312-x86_64-linux-gnu.so');
    expect(new TextDecoder().decode(native)).toBe('shop.cart\nshop.text.Cart');
    expect(new TextDecoder().decode(tree.readBytes('shop/lazy/__init__.pyi'))).toBe(SOURCES['shop/lazy/__init__.pyi']);
    const program = openProgram({
      files: host.files,
      project: null,
      sitePackages: [],
      code: [{ distribution: normaliseDistributionName('shop'), tree }],
      target: { version: [3, 12], platform: 'linux' },
      includeTests: false,
    });
    expect(program.entryPoints).toEqual([
      { group: 'console_scripts', name: 'shop', module: 'shop.cart', attribute: 'main', distribution: 'shop' },
    ]);
    const modules = ['shop.cart', 'shop.fast'].map((name) => program.finder.find(name as ModuleName));
    expect(modules.map((module) => module?.kind)).toEqual(['source', 'compiled']);
    expect(modules.map((module) => (module == null ? null : program.ownerOf(module)))).toEqual(['shop', 'shop']);
    const reader = await openModuleReader(host, null);
    const [summary] = await reader.read(modules.flatMap((module) => module ?? []));
    expect(summary?.imports.map(({ statement }) => statement.names[0]?.name)).toEqual(['json']);
    expect(reader.unread).toEqual([]);
  });

  it('has the same bytes for the same wheels, in whatever order they come', async () => {
    const folder = freshFolder();
    const one = await input('shop-1.0-py3-none-any.whl', SOURCES);
    const two = await input('a_b-2.0-py3-none-any.whl', { 'a_b/__init__.py': 'x = 1\n' });
    const first = await writePack(join(folder, 'first.pack'), [one, two]);
    const second = await writePack(join(folder, 'second.pack'), [two, one]);
    expect(Buffer.compare(first, second)).toBe(0);
    const pack = openPack(host.files, join(folder, 'first.pack'));
    expect(pack.ok && pack.value.entries.map(({ name, version, modules }) => [name, version, modules])).toEqual([
      ['a-b', '2.0', 1],
      ['shop', '1.0', 6],
    ]);
    expect(pack.ok && pack.value.entries[1]).toMatchObject({ fileName: 'shop-1.0-py3-none-any.whl', hash: one.hash });
  });

  it('shares packages among distributions as one site-packages does', async () => {
    const path = join(freshFolder(), 'theriac.pack');
    const inputs = [
      await input('ns_one-1.0-py3-none-any.whl', { 'ns/__init__.py': '', 'ns/one.py': '' }),
      await input('ns_two-1.0-py3-none-any.whl', {
        'ns/__init__.py': '',
        'ns/two.py': '',
        'ns_two-nspkg.pth': 'import ns.two',
      }),
    ];
    await writePack(path, inputs);
    const program = openProgram({
      files: host.files,
      project: null,
      sitePackages: [],
      code: ['ns-one', 'ns-two'].map((name) => ({
        distribution: normaliseDistributionName(name),
        tree: openTree(path, name),
      })),
      target: { version: [3, 12], platform: 'linux' },
      includeTests: false,
    });
    const owners = ['ns', 'ns.one', 'ns.two'].map((name) => {
      const module = program.finder.find(name as ModuleName);
      return module === null ? null : program.ownerOf(module);
    });
    expect(owners).toEqual(['ns-one', 'ns-one', 'ns-two']);
    expect(program.declared).toMatchObject([{ module: 'ns.two', file: 'ns_two-nspkg.pth', line: 1, kind: 'dynamic' }]);
  });

  it('holds what an installation holds', async () => {
    const folder = freshFolder();
    writeFiles(folder, { ...SOURCES, 'other.py': '', 'shop-1.0.dist-info/METADATA': 'Name: shop\nVersion: 1.0\n' });
    const { packInputsInstalled } = await import('../../../src/project/code/pack-inputs.ts');
    const { distribution } = await import('../../project/code/artifacts.ts');
    const installed = { ...distribution('shop', '1.0'), folder };
    expect(packInputsInstalled(host, [installed]).missing).toEqual(['shop']);
    const record = Object.keys(SOURCES).map((path) => `${path},,\n`);
    writeFiles(folder, { 'shop-1.0.dist-info/RECORD': record.join('') });
    const { inputs, missing } = packInputsInstalled(host, [installed]);
    expect(missing).toEqual([]);
    expect(inputs[0]?.paths).toContain('shop/cart.py');
    expect(inputs[0]?.paths).not.toContain('other.py');
  });
});

describe('a damaged pack', () => {
  const read = (path: string): void => {
    const pack = openPack(host.files, path);
    if (!pack.ok) return;
    for (const entry of pack.value.entries) {
      const tree = pack.value.open(entry);
      if (!tree.ok) continue;
      for (const file of tree.value.paths) {
        tree.value.readSummary(file);
        try {
          tree.value.readBytes(file);
        } catch (error) {
          expect(error).toBeInstanceOf(HostError);
        }
      }
    }
  };

  it('never throws, wherever it is cut or changed', async () => {
    const path = join(freshFolder(), 'theriac.pack');
    const bytes = await writePack(path, [await input('shop-1.0-py3-none-any.whl', SOURCES)]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
        const damaged = cut ? bytes.slice(0, at) : bytes.slice();
        if (!cut) damaged[at] = (damaged[at] ?? 0) ^ change;
        writeFileSync(path, damaged);
        read(path);
      }),
      { numRuns: 400 },
    );
  });

  it('says so where its content is asked for', async () => {
    const path = join(freshFolder(), 'theriac.pack');
    const bytes = await writePack(path, [await input('shop-1.0-py3-none-any.whl', SOURCES)]);
    bytes.fill(0, Math.floor(bytes.length * 0.6), Math.floor(bytes.length * 0.9));
    writeFileSync(path, bytes);
    const pack = openPack(host.files, path);
    const [entry] = pack.ok ? pack.value.entries : [];
    const tree = pack.ok && entry !== undefined ? pack.value.open(entry) : null;
    if (tree?.ok !== true) throw new Error('the list of files was to stay whole');
    const [file = ''] = tree.value.paths;
    expect(tree.value.readSummary(file)).toBeNull();
    expect(() => tree.value.readBytes(file)).toThrow('damaged');
  });

  it('of another version, with a bomb or with hostile names is refused', async () => {
    const path = join(freshFolder(), 'theriac.pack');
    const bytes = await writePack(path, [await input('shop-1.0-py3-none-any.whl', SOURCES)]);
    const old = bytes.slice();
    old[PACK_MAGIC.length + 1] = SUMMARY_VERSION + 1;
    const start = [...PACK_MAGIC, PACK_VERSION, SUMMARY_VERSION];
    const stream = (text: string, says = Buffer.byteLength(text)): number[] => {
      const packed = brotliCompressSync(text);
      const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);
      return [...leb(says), ...leb(packed.length), ...packed];
    };
    const entry = { name: 'shop', version: '1.0', file: null, hash: null, modules: 0, bytes: 0 };
    const block = (paths: string): number[] => [
      ...stream(paths),
      ...Array.from({ length: 6 }, () => stream('')).flat(),
    ];
    const withBlock = (paths: string): Uint8Array => {
      const inner = block(paths);
      return Uint8Array.from([...start, ...stream(JSON.stringify([{ ...entry, bytes: inner.length }])), ...inner]);
    };
    const cases: Readonly<Record<string, Uint8Array>> = {
      old,
      bomb: Uint8Array.from([...start, ...stream(' '.repeat(1 << 26))]),
      lie: Uint8Array.from([...start, ...stream('[]', 3)]),
      rest: Uint8Array.from([...start, ...stream('[]'), 0]),
      beyond: Uint8Array.from([...start, ...stream(JSON.stringify([{ ...entry, bytes: 99 }]))]),
    };
    for (const [name, content] of Object.entries(cases)) {
      writeFileSync(path, content);
      expect(openPack(host.files, path).ok, name).toBe(false);
    }
    for (const paths of ['[["../evil.py"],[],[]]', '[["a.py","a.py"],[],[]]', '[[],[]]', '{}', '[[1],[],[]]']) {
      writeFileSync(path, withBlock(paths));
      const pack = openPack(host.files, path);
      expect(pack.ok && pack.value.entries.map((each) => pack.value.open(each).ok), paths).toEqual([false]);
    }
    writeFileSync(path, withBlock('[[],["a.so"],[]]'));
    expect([...openTree(path).list('').keys()]).toEqual(['a.so']);
  });

  it('that is no file is a fault', () => {
    for (const path of [join(freshFolder(), 'absent.pack'), freshFolder()])
      expect(openPack(host.files, path).ok).toBe(false);
  });
});

describe('the parts of a summary', () => {
  it('give the same bytes again, for real modules too', () => {
    const sources = [
      ...Object.values(SOURCES),
      'x = "\\ud83d" + "\\ude00" + "é\\0"\n',
      readFileSync(import.meta.filename, 'utf8'),
    ];
    for (const source of sources) {
      const summary = summarise(new TextEncoder().encode(source));
      const parts = splitSummary(summary);
      expect(parts).not.toBeNull();
      if (parts !== null) expect(Buffer.compare(joinSummary(parts), summary)).toBe(0);
    }
    expect(splitSummary(new Uint8Array(3))).toBeNull();
  });
});
