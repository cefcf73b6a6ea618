// The call graph of small programs, by callers and callees as the benchmark names them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { callGraphOf } from '../../../bench/reach/call-graph-of.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The callees of one caller in a program of one file, or of more. */
async function calleesOf(
  caller: string,
  source: string,
  others: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-calls-'));
  folders.push(folder);
  for (const [file, text] of Object.entries({ ...others, 'main.py': source })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const graph = await callGraphOf?.(folder, 'main.py');
  return [...(graph?.get(caller) ?? [])].sort();
}

describe('callees', () => {
  it('of a value that went through a parameter, a list and an attribute', async () => {
    const source = `
def work(): pass
class Box:
    def __init__(self, held): self.held = [held]
    def run(self): self.held[0]()
Box(work).run()
`;
    expect(await calleesOf('main.Box.run', source)).toContain('main.work');
    expect(await calleesOf('main', source)).toEqual(['main.Box.__init__', 'main.Box.run']);
  });

  it('of a method are those of the subclass that overrides what it calls', async () => {
    const source = `
class Base:
    def go(self): self.step()
    def step(self): pass
class Below(Base):
    def step(self): pass
Below().go()
`;
    expect(await calleesOf('main.Base.go', source)).toContain('main.Below.step');
  });

  it('of a method that a class borrows are those of the class that borrows it', async () => {
    const source = `
class Sheet:
    def rows(self): return self.cells()
    def cells(self): return 1
class Lazy:
    rows = Sheet.rows
    def cells(self): return 2
Lazy().rows()
`;
    expect(await calleesOf('main.Sheet.rows', source)).toEqual(['main.Lazy.cells']);
  });

  it('of a list are found by what enumerate counts, and of a dict what was put in by it', async () => {
    const source = `
def one(): pass
def two(): pass
def three(): pass
def by_list(listed):
    for i, row in enumerate('ab'): listed[i]()
def by_dict(held):
    for i, row in enumerate('ab'): held[i]()
by_list([f for f in (one, two)])
held = {}
for i, f in enumerate([three]): held[i] = f
by_dict(held)
`;
    expect(await calleesOf('main.by_list', source)).toEqual(['<builtin>.enumerate', 'main.one', 'main.two']);
    expect(await calleesOf('main.by_dict', source)).toEqual(['<builtin>.enumerate', 'main.three']);
  });

  it('of modules imported by a text that is filled in are those of all of them', async () => {
    const others: Record<string, string> = { 'kinds/__init__.py': '', 'kinds/base.py': '' };
    const names = Array.from({ length: 6 }, (_, index) => `kind${String(index).padStart(2, '0')}`);
    for (const name of names) others[`kinds/${name}.py`] = 'def run(): pass\n';
    const source = `
import sys
${names.map((name) => `import kinds.${name}`).join('\n')}
def load(kind):
    try:
        module = __import__("kinds.%s" % (kind,))
        module = getattr(module, kind)
    except ImportError:
        return None
    return module.run()
load(sys.argv[1])
`;
    const callees = await calleesOf('main.load', source, others);
    expect(callees.filter((each) => each.startsWith('kinds.')).length).toBe(6);
  });

  it('of a decorated function are those of the wrapper', async () => {
    const source = `
def log(f):
    def inner(*a): return f(*a)
    return inner
@log
def add(x): return x
add(1)
`;
    expect(await calleesOf('main.log.inner', source)).toEqual(['main.add']);
  });

  it('of what a decorator gives back are those of the one function, not of all that it was given', async () => {
    const source = `
def note(f):
    f.noted = True
    return f
@note
def one(): pass
@note
def two(): pass
def run(): one()
run()
`;
    expect(await calleesOf('main.run', source)).toEqual(['main.one']);
  });

  it('of what a function gives back as it got it are those of the call', async () => {
    const source = `
def check(f, name=None):
    if f is None: raise ValueError(name)
    return f
def one(): pass
def two(): pass
check(two)()
def run(): check(f=one)()
run()
`;
    expect(await calleesOf('main.run', source)).toEqual(['main.check', 'main.one']);
  });

  it('of an entry under None, of a dict that makes what is missing', async () => {
    const source = `
from collections import defaultdict
def always(): pass
def other(): pass
hooks = defaultdict(list, {None: [always], "other": [other]})
def run():
    for f in hooks[None]: f()
run()
`;
    expect(await calleesOf('main.run', source)).toContain('main.always');
  });

  it('of a generic base are those of what is subscripted', async () => {
    const source = `
from typing import Generic, TypeVar
T = TypeVar('T')
class Shelf(Generic[T]):
    def take(self): return self
class Books(Shelf[int]): pass
Books().take()
`;
    expect(await calleesOf('main', source)).toContain('main.Shelf.take');
  });

  it('of what a class method registered are those of its own class, not of every class it was called on', async () => {
    const source = `
class Base:
    table = {}
    @classmethod
    def add(cls, key, f):
        if not 'table' in cls.__dict__:
            cls.table = cls.table.copy()
        cls.table[key] = f
class Left(Base):
    def run(self, key): self.table[key]()
class Right(Base): pass
def left(): pass
def right(): pass
Left.add('x', left)
Right.add('x', right)
Left().run('x')
`;
    expect(await calleesOf('main.Left.run', source)).toEqual(['main.left']);
  });

  it('of a class method that makes what it is called on', async () => {
    const source = `
class Base:
    @classmethod
    def make(cls): return cls()
    def go(self): pass
class Left(Base):
    def go(self): pass
class Right(Base):
    def go(self): pass
def use(): Left.make().go()
use()
Right.make()
`;
    expect(await calleesOf('main.use', source)).toEqual(['main.Base.make', 'main.Left.go']);
  });
});

describe('plugins', () => {
  it('are each run, however many modules a folder holds', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
    const files = Object.fromEntries(
      names.map((name) => [`plugins/${name}.py`, `def done_${name}(): pass\ndef go_${name}(): done_${name}()\n`]),
    );
    const loader = `
import os
from importlib import import_module
def load():
    for file in os.listdir(os.path.dirname(__file__)):
        try: module = import_module(f'plugins.{file.removesuffix(".py")}')
        except ImportError: continue
        for name in dir(module):
            run = getattr(module, name)
            if callable(run): run()
`;
    const source = 'import plugins\nplugins.load()\n';
    const others = { 'plugins/__init__.py': loader, ...files };
    for (const name of names) {
      expect(await calleesOf(`plugins.${name}.go_${name}`, source, others)).toEqual([`plugins.${name}.done_${name}`]);
    }
  });
});

describe('methods', () => {
  it('that are copied from a class to one that is not read may run', async () => {
    const source = `
import inspect
import sys
def done(): pass
def extend(target):
    def copy(source):
        for name, member in inspect.getmembers(source): setattr(target, name, member)
        return source
    return copy
@extend(sys.intern)
class More:
    def go(self): done()
    def __exit__(self, *_): done()
    @property
    def size(self): done()
`;
    expect(await calleesOf('main.More.go', source)).toEqual(['main.done']);
    expect(await calleesOf('main.More.__exit__', source)).toEqual(['main.done']);
    expect(await calleesOf('main.More.size', source)).toEqual(['main.done']);
  });
});

describe('submodules', () => {
  it('that load after a computed name was asked for are among what it gives', async () => {
    const source = `
import sys
import plugins
def done(): pass
def choose(name):
    module = getattr(plugins, name)
    return lambda: module.engine
choose(sys.argv[1])()().go(done)
def more(): import plugins.late
more()
`;
    const late = 'class Engine:\n    def go(self, end): end()\nengine = Engine\n';
    const others = { 'plugins/__init__.py': '', 'plugins/late.py': late };
    expect(await calleesOf('plugins.late.Engine.go', source, others)).toEqual(['main.done']);
  });

  it('get to a place that is full, once it is seen that its code loads them', async () => {
    const source = `
import sys
import drivers
def done(): pass
def load(name, module):
    if module is None: module = __import__('drivers.%s' % name)
    module = getattr(module, name)
    return lambda: module.engine
for each in ${Array.from({ length: 14 }, (_, index) => `type.a${index}`).join(', ')}: load(sys.argv[1], each)
load(sys.argv[1], None)()().go(done)
def more(): import drivers.one
more()
`;
    const one = 'class Engine:\n    def go(self, end): end()\nengine = Engine\n';
    const others = { 'drivers/__init__.py': '', 'drivers/one.py': one };
    expect(await calleesOf('drivers.one.Engine.go', source, others)).toEqual(['main.done']);
  });
});

describe('hostile programs end', () => {
  it('where containers hold themselves', async () => {
    const source = `
kinds = [int]
kinds.append(kinds)
kinds = (kinds, kinds)
def f(x):
    if isinstance(x, kinds): x.go()
    try: pass
    except kinds as e: raise e
f(1)
`;
    expect(await calleesOf('main', source)).toContain('main.f');
  });

  it('where many places call one of all that a large family of classes offers', async () => {
    const body = 'return getattr(self, name)(name)';
    const methods = (of: string, count: number) =>
      Array.from({ length: count }, (_, each) => `  def ${of}_${each}(self, name): ${body}\n`).join('');
    const classes = Array.from({ length: 150 }, (_, each) => `class C${each}(Base):\n${methods(`m${each}`, 30)}`);
    const source = `
class Base:
${methods('run', 200)}
${classes.join('')}
for made in [${classes.map((_, each) => `C${each}()`).join(', ')}]:
  made.run_0(input())
`;
    expect(await calleesOf('main.Base.run_1', source)).toContain('main.Base.run_0');
  }, 20_000);

  it('where classes derive from each other and functions call themselves', async () => {
    const source = `
class A: pass
class B(A): pass
A = B
class A(A): pass
def f(g): return f(f)(g)
f(f)
lambda: (lambda: f)()
`;
    expect(await calleesOf('main.f', source)).toContain('main.f');
  });
});
