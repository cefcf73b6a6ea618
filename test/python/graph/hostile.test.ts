// Whatever the code is, the graph is drawn in bounded time, and activating every function is the same as whole modules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawn, growOver, namesOf, type Tree } from './draw.ts';

const pieces = [
  'import lib.a',
  'from lib import *',
  'from . import b',
  'from lib.sub import c as d',
  'import importlib',
  'importlib.import_module(x)',
  'importlib.import_module("lib." + x)',
  'x = x + "a"',
  'x = ["lib", x]',
  'for x in T.values(): __import__(x)',
  'T = {"k": x, "l": "lib.b"}',
  'def f(x, *y, **z): return g(x)',
  'def g(n="lib.sub"): return f(*n)',
  'class C:\n  x = f("lib.a")\n  def m(self): return self.x',
  'exec("import lib.%s" % x)',
  'try:\n  import lib.a\nexcept ImportError:\n  import lib.b',
  'if x:\n  x = f(x)\nelse:\n  x = g(*x)',
  'x = [f(x) for x in T]',
  'x, (y, *z) = T',
  'lambda x: __import__(x)',
  '__all__ = ["a", x]',
  'def __getattr__(n): return f(n)',
  'import sys; sys.path.append("lib")',
];

const source = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);
const tree = fc.record({ init: source, a: source, b: source, c: source, app: source });

function filesOf({ init, a, b, c }: { init: string; a: string; b: string; c: string }): Tree {
  return { 'lib/__init__.py': init, 'lib/a.py': a, 'lib/b.py': b, 'lib/sub/__init__.py': '', 'lib/sub/c.py': c };
}

describe('any code', () => {
  it('is followed to an end, and by functions as by modules', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (sources) => {
        const project = { 'app.py': sources.app };
        const environment = filesOf(sources);
        const whole = await drawn({ project, environment });
        const growth = growOver({ project, environment, width: 'none' });
        for (let fresh = await growth.settle(); fresh.length > 0; fresh = await growth.settle()) {
          for (const module of fresh) {
            for (const unit of module.facts?.allUnits() ?? []) {
              if (unit.name !== null) growth.activate(module, unit.line);
            }
          }
        }
        expect(namesOf(growth.graph().modules)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('may be a chain of thousands of modules', async () => {
    const count = 4000;
    const chain: Record<string, string> = {};
    for (let index = 0; index < count; index += 1) {
      chain[`m${index}.py`] = index + 1 < count ? `from m${index + 1} import *\nfrom m${index + 1} import x` : '';
    }
    const project = { 'app.py': 'try:\n  from m0 import *\n  from m0 import x\nexcept ImportError:\n  import m1' };
    expect(await drawn({ project, environment: chain })).toHaveLength(count);
  });

  it('may call itself from everywhere', async () => {
    const functions = Array.from({ length: 300 }, (_, index) => `def f(x):\n  return f(f(x + "${index}"))\n`).join('');
    const calls = Array.from({ length: 300 }, () => '__import__(f(f("lib") + f("a")))\n').join('');
    const environment: Tree = { 'lib/__init__.py': '', 'lib/a.py': '' };
    expect(await drawn({ project: { 'app.py': functions + calls }, environment })).toEqual([]);
  });
});
