// Computed imports name what CPython really loads when it runs the same code, and hardly more.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawn, type Tree } from './draw.ts';

const python = spawnSync('python3', ['--version']).status === 0;

const environment: Tree = {
  'lib/__init__.py': '',
  'lib/a.py': '',
  'lib/b.py': '',
  'lib/c.py': '',
  'lib/d.py': '',
  'lib/posix.py': '',
  'lib/nt.py': '',
  'lib/sub/__init__.py': '',
  'lib/sub/e.py': '',
  'lib/sub/base.py': '',
  'names.py': 'ONE = "a"\nALL = ["b", "c"]\nPREFIX = "lib"\ndef full(n):\n  return f"{PREFIX}.{n}"\n',
  'hub.py': 'from names import ONE as FIRST, ALL\nfrom names import *\n',
  'helper.py': 'import importlib\ndef load(name, *, package=None):\n  return importlib.import_module(name, package)\n',
};

/** Each: the code, and which of lib's modules it loads. Names that are spelt whole are left to the string rule. */
const cases: Readonly<Record<string, readonly [string, string]>> = {
  concatenation: ['import_module("lib" + "." + "a")', 'a'],
  'f-strings': ['x = "a"\nimport_module(f"lib.{x}")', 'a'],
  'percent formatting': ['import_module("%s.%s" % ("lib", "a"))', 'a'],
  'percent formatting by key': ['import_module("lib.%(m)s" % {"m": "b"})', 'b'],
  'str.format': ['import_module("{}.{m}".format("lib", m="c"))', 'c'],
  join: ['import_module(".".join(["lib", "sub", "e"]))', 'sub.e'],
  'join of parts of a split': ['import_module(".".join("lib.a.X".split(".")[:-1]))', 'a'],
  rpartition: ['import_module("lib.a:x".rpartition(":")[0])', 'a'],
  'rsplit with unpacking': ['m, n = "lib.b.Name".rsplit(".", 1)\nimport_module(m)', 'b'],
  'replace and lower': ['import_module("LIB/A".replace("/", ".").lower())', 'a'],
  'removesuffix and slices': ['import_module("lib.aXX"[:-2])\nimport_module("lib.b.py".removesuffix(".py"))', 'a b'],
  'split of a list of names': ['for n in "a b c".split():\n  import_module("lib." + n)', 'a b c'],
  conditionals: ['import sys\nimport_module("lib." + ("a" if len(sys.argv) > 99 else "b"))', 'a b'],
  'a loop over a list': ['for n in ["a", "b"]:\n  import_module("lib." + n)', 'a b'],
  'a loop over a table with unpacking': [
    'T = {"x": ("a", 1), "y": ("b", 2)}\nfor m, k in T.values():\n  import_module("lib." + m)',
    'a b',
  ],
  'unpacking with a star': ['for m, *rest in [("a", 1, 2), ("d", 3)]:\n  import_module("lib." + m)', 'a d'],
  'items of a table': ['for k, (m, n) in {"x": ("c", 1)}.items():\n  import_module(f"lib.{m}")', 'c'],
  'a sorted table by key': [
    'T = {"x": ("a", 1), "y": ("b", 2)}\nfor k in sorted(T):\n  m, n = T[k][:2]\n  import_module("lib." + m)',
    'a b',
  ],
  'one entry of a table': ['T = {"x": "a", "y": "b"}\nimport_module("lib." + T["x"])', 'a'],
  'get with a default': ['T = {"x": "a"}\nimport_module("lib." + T.get("x", "d"))', 'a d'],
  'what was appended': ['L = []\nL.append("a")\nL.extend(["b"])\nfor n in L: import_module("lib." + n)', 'a b'],
  'what was put into a table': ['T = {}\nT["k"] = "d"\nfor n in T.values(): import_module("lib." + n)', 'd'],
  'plus on a name': ['n = "lib"\nn += ".a"\nimport_module(n)', 'a'],
  'sums of lists': ['for n in ["a"] + ["b"]: import_module("lib." + n)', 'a b'],
  comprehensions: ['[import_module("lib." + n) for n in ("a", "b")]', 'a b'],
  'a comprehension as the list': ['for n in ["lib." + x for x in ("c", "d")]: import_module(n)', 'c d'],
  zip: ['for m, k in zip(["a", "b"], [1, 2]): import_module("lib." + m)', 'a b'],
  enumerate: ['for i, m in enumerate(["a"]): import_module("lib." + m)', 'a'],
  chain: ['from itertools import chain\nfor m in chain(["a"], ["c"]): import_module("lib." + m)', 'a c'],
  map: ['list(map(import_module, ["lib." + n for n in ("a", "b")]))', 'a b'],
  'a parameter': ['def f(n):\n  import_module("lib." + n)\nf("a")\nf(n="b")', 'a b'],
  'a default': ['def f(n="c"):\n  import_module("lib." + n)\nf()', 'c'],
  'the platform': ['import os\nn = os.name\nimport_module(".{}".format(n), "lib")', 'posix'],
  'what is passed on': ['def f(n):\n  g(n)\ndef g(m):\n  import_module("lib." + m)\nf("d")', 'd'],
  'collected arguments': ['def f(*names):\n  for n in names:\n    import_module("lib." + n)\nf("a", "b")', 'a b'],
  'spread arguments': ['def f(x, n):\n  import_module("lib." + n)\nf(*("a", "a"))', 'a'],
  'a returned name': ['def f(n):\n  return "lib." + n\nimport_module(f("a"))', 'a'],
  'a generator': ['def f():\n  yield "a"\n  yield "b"\nfor n in f(): import_module("lib." + n)', 'a b'],
  'an attribute': [
    'class C:\n  def __init__(self, n):\n    self.n = n\n  def go(self):\n    import_module("lib." + self.n)\nC("d").go()',
    'd',
  ],
  'a class attribute': ['class C:\n  n = "a"\n  def go(self):\n    import_module("lib." + self.n)\nC().go()', 'a'],
  getattr: ['class C:\n  n = "a"\nimport_module("lib." + getattr(C, "n"))', 'a'],
  'a lambda': ['f = lambda n: import_module("lib." + n)\nf("a")', 'a'],
  "another module's constant": ['from names import ONE\nimport_module("lib." + ONE)', 'a'],
  "another module's constant by attribute": ['import names\nfor n in names.ALL: import_module("lib." + n)', 'b c'],
  're-exported constants': [
    'import hub\nimport_module("lib." + hub.FIRST)\nfor n in hub.ALL: import_module("lib." + n)',
    'a b c',
  ],
  'constants through a star': ['from hub import *\nimport_module(PREFIX + ".d")', 'd'],
  "another module's function": ['from names import full\nimport_module(full("d"))', 'd'],
  'a helper elsewhere, renamed': ['from helper import load as get\nget("lib" + ".a")', 'a'],
  'relative to a package': ['import_module(".e", "lib" + ".sub")', 'sub.e'],
  '__import__ with a list': ['__import__("lib" + ".sub", None, None, ["base"])', 'sub sub.base'],
  'an alias': ['imp = __import__\nimp("lib" + ".a")', 'a'],
  'a partial': ['from functools import partial\np = partial(import_module, package="lib")\np("lib" + ".a")', 'a'],
  exec: ['for n in ("a", "b"): exec("from lib import %s" % n)', 'a b'],
  "a module's own name": ['import lib.sub\nimport_module(lib.sub.__name__ + ".e")', 'sub sub.e'],
  'a folder that is listed': [
    'import lib, pkgutil\nfor m in pkgutil.iter_modules(lib.sub.__path__ if hasattr(lib, "sub") else lib.__path__): import_module("lib." + "a")',
    'a',
  ],
  'a folder that is listed, whose name is not known either': [
    'import lib.sub, os\ndef load(path):\n  for f in os.listdir(path):\n    name = f.split(".")[0]\n    if not name.startswith("_"): import_module(f"lib.{os.path.basename(path)}.{name}")\nload(os.path.dirname(lib.sub.__file__))',
    'sub.base sub.e',
  ],
};

describe.each(Object.entries(cases))('%s', (_, [code, names]) => {
  const source = `from importlib import import_module\n${code}\n`;
  const wanted = names === '' ? [] : names.split(' ').map((name) => `lib.${name}`);
  it('gives the modules that are loaded', async () => {
    const found = await drawn({ project: { 'app.py': source }, environment });
    expect(found.filter((name) => name.startsWith('lib.') && name !== 'lib.sub')).toEqual(
      wanted.filter((name) => name !== 'lib.sub').sort(),
    );
  });
  it.skipIf(!python || names === '')('among them all that CPython loads', () => {
    const loaded = runPython({ ...environment, 'app.py': source });
    expect(wanted).toEqual(expect.arrayContaining(loaded.filter((name) => name !== 'lib.sub')));
    expect(loaded.length).toBeGreaterThan(0);
  });
});

describe('__import__ with a level', () => {
  const tree: Tree = {
    'data/__init__.py': `CODES = ["gb", "fr"]
def load(code):
    __import__("region_%s" % code, globals(), locals(), ["X"], 1)
`,
    'data/sub/__init__.py': 'def load(name):\n    __import__("region_" + name, globals(), level=2)\n',
    ...Object.fromEntries(
      ['gb', 'fr', 'de', 'sub.gb'].map((name) => [
        `data/${name.replace('.', '/region_').replace(/^(?!sub)/, 'region_')}.py`,
        '',
      ]),
    ),
  };
  it('starts at the package, and takes the names that its code writes', async () => {
    const found = await drawn({ project: { 'app.py': 'import data\ndata.load(input())\n' }, environment: tree });
    expect(found).toEqual(['data', 'data.region_fr', 'data.region_gb']);
  });
  it('starts above it for two', async () => {
    const found = await drawn({ project: { 'app.py': 'from data import sub\nsub.load("de")\n' }, environment: tree });
    expect(found).toContain('data.region_de');
    expect(found).not.toContain('data.sub.region_gb');
  });
});

describe('a large table', () => {
  const rows = Array.from(
    { length: 600 },
    (_, index) => `  "Name${index}": ("big.m${index}", "Label ${index}", ("alias${index}",), ()),`,
  );
  const big: Tree = {
    'big/__init__.py': `TABLE = {\n${rows.join('\n')}\n}
def load(module):
    return __import__(module, None, None, ["x"])
def find(wanted):
    for module, label, aliases, _ in TABLE.values():
        if wanted in aliases:
            load(module)
def every():
    for key in sorted(TABLE):
        module, label = TABLE[key][:2]
        load(module)
`,
    ...Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`big/m${index}.py`, ''])),
  };
  const named = async (unit: string): Promise<number> => {
    const { growOver, namesOf } = await import('./draw.ts');
    const project = { 'app.py': 'import big\nbig.find("alias7")' };
    const growth = growOver({ project, environment: big, width: 'none' });
    const modules = await growth.settle();
    const module = modules.find((each) => each.found.name === 'big');
    if (module === undefined) throw new Error('big is not loaded');
    growth.activate(module, 'load');
    growth.activate(module, unit);
    await growth.settle();
    return namesOf(growth.graph().modules).length - 1;
  };
  it('that is searched gives the rows that the project names', async () => expect(await named('find')).toBe(1));
  it('that is run through gives all its rows', async () => expect(await named('every')).toBe(600));
});

/** The modules below lib that running `app` loads. */
function runPython(files: Tree): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'theriac-dynamic-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const script =
      'import sys; sys.path.insert(0, "."); import app; print(*(m for m in sys.modules if m.startswith("lib.")))';
    const run = spawnSync('python3', ['-B', '-c', script], { cwd: root, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout.split(/\s+/).filter((name) => name !== '');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
