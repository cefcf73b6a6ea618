// Import statements and strings load what Python loads, and no more where a rule of the import system says so.
import { describe, expect, it } from 'vitest';
import { lazyTables } from '../../../src/python/graph/lazy-name.ts';
import type { ModuleName } from '../../../src/python/module/module-name.ts';
import { type Drawing, drawn, growOver, namesOf, type Tree } from './draw.ts';

const lib: Tree = {
  'lib/__init__.py': '',
  'lib/a.py': '',
  'lib/b.py': '',
  'lib/sub/__init__.py': '',
  'lib/sub/c.py': '',
  'other.py': '',
};

describe('import statements', () => {
  const cases: Readonly<Record<string, readonly [Drawing, readonly string[]]>> = {
    'load all parents': [
      { project: { 'app.py': 'import lib.sub.c' }, environment: lib },
      ['lib', 'lib.sub', 'lib.sub.c'],
    ],
    'count inside functions': [
      { project: { 'app.py': 'def f():\n  from lib import a' }, environment: lib },
      ['lib', 'lib.a'],
    ],
    'follow relative levels': [
      {
        project: { 'app.py': 'import lib.sub.c' },
        environment: { ...lib, 'lib/sub/c.py': 'from .. import b\nfrom ...other import x' },
      },
      ['lib', 'lib.b', 'lib.sub', 'lib.sub.c'],
    ],
    'prefer an attribute to a submodule': [
      { project: { 'app.py': 'from lib import a' }, environment: { ...lib, 'lib/__init__.py': 'def a(): ...' } },
      ['lib'],
    ],
    'load the submodule that a package binds by importing it': [
      { project: { 'app.py': 'from lib import a' }, environment: { ...lib, 'lib/__init__.py': 'from . import a' } },
      ['lib', 'lib.a'],
    ],
    'see a name that only type checkers bind as unbound': [
      {
        project: { 'app.py': 'from lib import a' },
        environment: {
          ...lib,
          'lib/__init__.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  from other import a',
        },
      },
      ['lib', 'lib.a'],
    ],
    'load what __all__ names and nothing binds': [
      {
        project: { 'app.py': 'from lib import *' },
        environment: { ...lib, 'lib/__init__.py': '__all__ = ["a"]\n__all__ += ["b"]' },
      },
      ['lib', 'lib.a', 'lib.b'],
    ],
    'pass over type checkers, other platforms and other versions': [
      {
        project: {
          'app.py': `import sys, os
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import lib.a
if sys.platform == "win32":
    import lib.b
if sys.version_info < (3, 8):
    import lib.sub.c
elif os.name == "posix":
    import other
else:
    import lib.sub`,
        },
        environment: lib,
      },
      ['other'],
    ],
    "leave a dependency's script part out": [
      {
        project: { 'app.py': 'import other' },
        environment: { ...lib, 'other.py': 'if __name__ == "__main__":\n  import lib' },
      },
      ['other'],
    ],
    'take the handler only where the body cannot be imported': [
      {
        project: {
          'app.py':
            'try:\n  import lib.a\nexcept ImportError:\n  import other\ntry:\n  import gone\nexcept ImportError:\n  import lib.b',
        },
        environment: lib,
      },
      ['lib', 'lib.a', 'lib.b'],
    ],
    'take the handler where what the body imports cannot be imported itself': [
      {
        project: { 'app.py': 'try:\n  import lib.a\nexcept ImportError:\n  import other' },
        environment: { ...lib, 'lib/a.py': 'import gone' },
      },
      ['lib', 'lib.a', 'other'],
    ],
    'find vendored packages behind an import hook': [
      {
        project: { 'app.py': 'from lib.extern.other import x' },
        environment: {
          ...lib,
          'lib/extern/__init__.py': '',
          'lib/_vendor/__init__.py': '',
          'lib/_vendor/other.py': '',
        },
      },
      ['lib', 'lib._vendor.other', 'lib.extern'],
    ],
    'find packages in a folder that code appends to sys.path, however late': [
      {
        project: { 'app.py': 'import far.away\nimport lib' },
        environment: {
          ...lib,
          'lib/__init__.py': 'import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), "_vendor"))',
          'lib/_vendor/far/away.py': '',
        },
      },
      ['lib', 'lib._vendor.far', 'lib._vendor.far.away'],
    ],
    'find both of a name that a folder put first on sys.path holds too, however late': [
      {
        project: { 'app.py': 'import far.away\nimport lib' },
        environment: {
          ...lib,
          'lib/__init__.py': 'import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "_vendor"))',
          'lib/_vendor/far/__init__.py': '',
          'lib/_vendor/far/away.py': '',
          'far/__init__.py': '',
          'far/away.py': '',
        },
      },
      ['far', 'far.away', 'lib', 'lib._vendor.far', 'lib._vendor.far.away'],
    ],
    'find the module of a text with a hyphen, as of a language, by its own way to write it': [
      {
        project: { 'app.py': 'import lib\nlib.use("en-gb")' },
        environment: {
          'lib/__init__.py': `from importlib import import_module
def use(text):
    return import_module("lib.words.%s" % convert(text))`,
          'lib/words/__init__.py': '',
          'lib/words/de_AT.py': '',
          'lib/words/en_GB.py': '',
        },
      },
      ['lib', 'lib.words', 'lib.words.en_GB'],
    ],
    'follow namespace packages': [
      { project: { 'app.py': 'import space.inner' }, environment: { 'space/inner.py': '' } },
      ['space', 'space.inner'],
    ],
  };
  for (const [name, [drawing, expected]] of Object.entries(cases)) {
    it(name, async () => expect(await drawn(drawing)).toEqual(expected));
  }
});

describe('lazy packages', () => {
  const lazy = `from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from .a import A
_names = {"A": (".a", "A"), "B": "lib.b"}
def __getattr__(name):
    from importlib import import_module
    return getattr(import_module(_names[name][0], __name__), name)`;
  it('load what holds an imported name', async () => {
    const environment = { ...lib, 'lib/__init__.py': lazy, 'lib/b.py': '' };
    expect(await drawn({ project: { 'app.py': 'from lib import A' }, environment })).toContain('lib.a');
  });
  it('load what holds an attribute that is mentioned', async () => {
    const environment = {
      ...lib,
      'lib/__init__.py': 'import sys\nclass M:\n  table = {"submodules": {"sub": ["C"]}}\nsys.modules[__name__] = M()',
    };
    expect(await drawn({ project: { 'app.py': 'import lib\nlib.C' }, environment })).toEqual(['lib', 'lib.sub']);
    expect(await drawn({ project: { 'app.py': 'import lib\nlib.D' }, environment })).toEqual(['lib']);
  });
});

describe('tables of lazy packages', () => {
  it('are looked through again only once more of them is read', async () => {
    const lazy = `from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from lib.types import Never
from lib._table import TABLE
def __getattr__(name):
    return load(TABLE[name])
`;
    const growth = growOver({
      project: { 'app.py': 'from lib import One\n' },
      environment: {
        'lib/__init__.py': lazy,
        'lib/_table.py': "TABLE = {'One': 'lib.one', 'Two': 'lib.two'}",
        'lib/types.py': '',
        'lib/one.py': '',
        'lib/two.py': '',
      },
    });
    await growth.settle();
    const { modules, moduleOf } = growth.graph();
    expect(namesOf(modules)).toContain('lib.one');
    const lib = modules.find(({ found }) => found.name === 'lib');
    if (lib === undefined) throw new Error('lib is not loaded');
    expect([...lazyTables(lib, moduleOf).keys()]).toContain('Two');
    // `lib.types` is never read: that is nothing to wait for.
    expect(lazyTables(lib, moduleOf)).toBe(lazyTables(lib, moduleOf));
  });
});

describe('packages that are lazy by their stub', () => {
  it('load what the stub says', async () => {
    const environment: Tree = {
      ...lib,
      'lib/__init__.py':
        'import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)',
      'lib/__init__.pyi': 'from . import b\nfrom .sub.c import (\n  One,  # first\n  Two as Three,\n)\n',
    };
    expect(await drawn({ project: { 'app.py': 'from lib import Three' }, environment })).toContain('lib.sub.c');
    expect(await drawn({ project: { 'app.py': 'import lib\nlib.One' }, environment })).toContain('lib.sub.c');
    expect(await drawn({ project: { 'app.py': 'import lib\nlib.Two' }, environment })).not.toContain('lib.sub.c');
  });
});

describe('compiled modules', () => {
  it('may load what their strings name of their own package', async () => {
    const environment: Tree = {
      ...lib,
      'lib/_fast.cpython-312-x86_64-linux-gnu.so': '\0ELF lib.sub.c\0other\0xlib.a\0import lib.b.\0',
    };
    expect(await drawn({ project: { 'app.py': 'import lib._fast' }, environment })).toEqual([
      'lib',
      'lib._fast',
      'lib.b',
      'lib.sub',
      'lib.sub.c',
    ]);
  });
});

describe('strings', () => {
  it('name modules where they are dotted, in code of the project and of dependencies', async () => {
    const environment = { ...lib, 'other.py': 'BACKEND = "lib.b.Backend"', 'lib/b.py': 'class Backend: ...' };
    expect(await drawn({ project: { 'app.py': 'import other\nX = "lib.sub.c"' }, environment })).toEqual([
      'lib',
      'lib.b',
      'lib.sub',
      'lib.sub.c',
      'other',
    ]);
  });
  it('name nothing where what follows the module is not there', async () => {
    expect(await drawn({ project: { 'app.py': 'X = "lib.nothing"' }, environment: lib })).toEqual([]);
  });
  it("name a package bare only in the project's declared lists", async () => {
    const project = { 'app.py': 'APPS = ["lib"]\nrun(["-m", "other"])' };
    expect(await drawn({ project, environment: lib })).toEqual(['lib']);
  });
  it('in a large table need a word of the project', async () => {
    const table = Array.from({ length: 30 }, (_, index) => `"name${index}": "lib.m${index}"`).join(', ');
    const environment: Tree = {
      ...lib,
      'other.py': `TABLE = {${table}}`,
      ...Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`lib/m${index}.py`, ''])),
    };
    const project = { 'app.py': 'import other\nother.get("name7")' };
    expect(await drawn({ project, environment })).toEqual(['lib', 'lib.m7', 'other']);
  });
});

describe('entry points', () => {
  const entryPoints = [
    { group: 'app.plugins', name: 'one', module: 'lib.a' },
    { group: 'pytest11', name: 'two', module: 'lib.b' },
    { group: 'elsewhere', name: 'three', module: 'other' },
  ];
  it('of a group that loaded code asks for are loaded', async () => {
    const project = {
      'app.py':
        'from importlib.metadata import entry_points\nGROUP = "app.plugins"\nfor e in entry_points(group=GROUP): e.load()',
    };
    expect(await drawn({ project, environment: lib, entryPoints })).toEqual(['lib', 'lib.a']);
  });
  it("are those of a consumer's own groups where it computes their names", async () => {
    const environment = {
      ...lib,
      'app_tool/__init__.py':
        'from importlib.metadata import entry_points\nALL = entry_points()\ndef f(s): return ALL.select(group=s.group)',
    };
    const points = [
      { group: 'app_tool.kind', name: 'x', module: 'lib.a' },
      { group: 'app_tools', name: 'y', module: 'lib.b' },
    ];
    const project = { 'app.py': 'import app_tool' };
    expect(await drawn({ project, environment, entryPoints: points })).toEqual(['app_tool', 'lib', 'lib.a']);
  });
  it('are found through a helper and by subscript', async () => {
    const project = {
      'app.py': 'import importlib.metadata as m\ndef load(g):\n  return m.entry_points()[g]\nload("app.plugins")',
    };
    expect(await drawn({ project, environment: lib, entryPoints })).toEqual(['lib', 'lib.a']);
  });
});

describe('growth by functions', () => {
  const project = {
    'app.py': `def one():
    import lib.a
    def inner():
        import other
class C:
    @property
    def two(self):
        load("lib.b")
def load(name):
    __import__(name)`,
  };
  it('counts a function once it is activated', async () => {
    const growth = growOver({ project, environment: lib, width: 'none' });
    const [app] = await growth.settle();
    if (app === undefined) throw new Error('no module was loaded');
    expect(namesOf(growth.graph().modules)).toEqual([]);
    growth.activate(app, 'one');
    expect((await growth.settle()).map((module) => module.found.name).sort()).toEqual(['lib', 'lib.a']);
    growth.activate(app, 'one.inner');
    expect(namesOf(await growth.settle())).toEqual(['other']);
    // By the line of its decorator; the string counts alone as a possible step.
    growth.activate(app, 6);
    expect(namesOf(await growth.settle())).toEqual(['lib.b']);
    expect(await growth.settle()).toEqual([]);
  });
  it('loads through a helper only what active code passes to it', async () => {
    const source =
      'def load(n):\n  __import__(n.replace("-", "."))\ndef one():\n  load("lib-a")\ndef two():\n  load("lib-b")\n';
    const growth = growOver({ project: { 'app.py': source }, environment: lib, width: 'none' });
    const [app] = await growth.settle();
    if (app === undefined) throw new Error('no module was loaded');
    growth.activate(app, 'load');
    growth.activate(app, 'one');
    expect(namesOf(await growth.settle())).toEqual(['lib', 'lib.a']);
    growth.activate(app, 'two');
    expect(namesOf(await growth.settle())).toEqual(['lib.b']);
  });
});

describe('blind spots', () => {
  const spots = async (source: string): Promise<readonly string[]> => {
    const growth = growOver({ project: { 'app.py': source }, environment: lib });
    await growth.settle();
    return growth.graph().blindSpots.map(({ unit, line, why }) => `${unit ?? ''}:${line} ${why}`);
  };
  it('are imports and code of which nothing is known', async () => {
    expect(await spots('import importlib\ndef f(name):\n  importlib.import_module(name)\nexec(input())')).toEqual([
      'f:3 imports a module whose name is not known',
      ':4 runs code that is not known',
    ]);
  });
  it('are none where something is known', async () => {
    expect(await spots('import importlib\nimportlib.import_module("lib.a")\nexec("import lib.a")')).toEqual([]);
  });
  it('are no methods that only have the name of a function that imports', async () => {
    const source = `import pydoc
from lib.a import locate, resolve_name
from pkgutil import resolve_name as resolve
class Shop:
  def locate(self, name): ...
  def go(self, name):
    self.locate(name)
    name.resolve_name(name)
    locate(name)
    resolve_name(name)
    pydoc.locate(name)
    resolve(name)
`;
    expect([...(await spots(source))].sort()).toEqual([
      'Shop.go:11 imports a module whose name is not known',
      'Shop.go:12 imports a module whose name is not known',
    ]);
  });
  it('are as wide as what is not known of a name', async () => {
    const growth = growOver({
      project: { 'app.py': 'import importlib\nimportlib.import_module("lib." + x)\n' },
      environment: lib,
    });
    await growth.settle();
    expect(growth.graph().blindSpots).toMatchObject([{ line: 2, prefix: 'lib.' }]);
  });
  it('are none where all that is seen to flow into a name is known', async () => {
    const source = 'import importlib\ndef load(name):\n  importlib.import_module("lib." + name)\nload("a")';
    expect(await spots(source)).toEqual([]);
  });
  it('are files that cannot be read or parsed', async () => {
    const growth = growOver({
      project: { 'app.py': 'import other, lib.a' },
      environment: { ...lib, 'other.py': '?', 'lib/a.py': 'def (:' },
    });
    await growth.settle();
    expect(growth.graph().blindSpots.map(({ module }) => module.found.name)).toEqual(['other', 'lib.a']);
  });
});

describe('roots', () => {
  it('declared outside of Python start modules, unless the project imports them', async () => {
    const declared = [
      { module: 'other', attribute: 'main', isMain: false, file: 'Procfile', line: 3, kind: 'dynamic' as const },
      {
        module: 'lib.a',
        attribute: null,
        isMain: false,
        file: 'lib',
        line: 1,
        kind: 'dynamic' as const,
        unless: ['lib'],
      },
    ];
    const growth = growOver({ project: { 'app.py': 'import lib' }, environment: lib, declared });
    await growth.settle();
    const { modules, roots, moduleOf } = growth.graph();
    expect(namesOf(modules)).toEqual(['lib', 'other']);
    expect(roots.filter((root) => root.declaredIn !== null)).toMatchObject([{ declaredIn: 'Procfile', line: 3 }]);
    expect(moduleOf('lib.a' as ModuleName)).toBe(null);
  });

  it('carry what is called of them', async () => {
    const declared = [
      { module: 'other', attribute: 'main', isMain: false, file: 'Procfile', line: 3, kind: 'dynamic' as const },
    ];
    const growth = growOver({ project: { 'app.py': '' }, environment: lib, declared });
    await growth.settle();
    expect(growth.graph().roots.map(({ to, attribute }) => [to.found.name, attribute])).toEqual([
      ['app', null],
      ['other', 'main'],
    ]);
  });
});
