// The tracer on a small made-up project: what counts as beneath first-party code and what does not.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, measure } from '../../bench/reach/measure.ts';
import { functionKey, readTruth, type Truth } from '../../bench/reach/truth.ts';

const TRACER = resolve(import.meta.dirname, '../../bench/reach/trace.py');

const FILES: Readonly<Record<string, string>> = {
  'site/dep/__init__.py': '',
  'site/dep/lazy.py': 'def inside():\n    return 1\n',
  'site/dep/testonly.py': '',
  'site/dep/work.py': `import functools

def decorate(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return function(*arguments)
    return wrapper

@decorate
def decorated():
    return [helper(x) for x in range(2)]

def helper(x):
    return x

def only_from_tests():
    return 0

def from_a_callback_of_tests():
    return 0

def call(function):
    return function()

def in_thread():
    return 0

def in_executor():
    return 0

def makes_lambda():
    return lambda: helper(0)

KEPT = makes_lambda()

class Thing:
    @property
    def value(self):
        return 1

    def __del__(self):
        finalised()

def finalised():
    return 0

class Knot:
    def __init__(self):
        self.me = self

    def __del__(self):
        collected()

def collected():
    return 0

def generated():
    code = compile("def made():\\n    return 1\\n", __file__, "exec")
    names = {}
    exec(code, names)
    return names["made"]()

def generates():
    yield 1

def after_throw():
    return 0

def after_a_failure():
    return 0
`,
  'site/dep/hook.py': `import sys

class Finder:
    def find_spec(self, name, path, target=None):
        return looked_for(name)

def looked_for(name):
    return None

sys.meta_path.insert(0, Finder())
`,
  'site/tool/__init__.py': 'import dep.work\n\ndef faked():\n    return dep.work.call(lambda: 1)\n',
  'site/pytest_tool-1.0.dist-info/RECORD': 'tool/__init__.py,,\n',
  'project/app/__init__.py': '',
  'project/app/main.py': `import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import dep.hook
from dep import work

def run(callback):
    import json.tool
    import dep.lazy
    dep.lazy.inside()
    work.decorated()
    work.KEPT()
    work.Thing().value
    thread = threading.Thread(target=work.in_thread)
    thread.start()
    thread.join()
    with ThreadPoolExecutor() as executor:
        executor.submit(work.in_executor).result()
    work.Knot()
    gc.collect()
    work.generated()
    list(work.generates())
    callback()

def handled():
    try:
        yield
    except ValueError:
        work.after_throw()
        yield

def fails():
    raise ValueError
`,
  'project/tests/test_app.py': `import dep.testonly
import tool
from app import main
from dep import work

work.only_from_tests()
main.run(work.from_a_callback_of_tests)
main.run(lambda: work.from_a_callback_of_tests())
main.run(tool.faked)
generator = main.handled()
next(generator)
generator.throw(ValueError())
try:
    main.fails()
except ValueError:
    work.after_a_failure()
`,
  'truth.json': JSON.stringify({
    name: 'made-up',
    project: 'project',
    site_packages: 'site',
    python: 'python3',
    first_party: ['app'],
    tests: ['tests'],
    paths: ['', '../site'],
    command: ['tests/test_app.py'],
  }),
};

const version = spawnSync('python3', [
  '-c',
  'import sys; print(sys.version_info >= (3, 11), sys.version_info >= (3, 12))',
]);
const [usable, monitoring] = String(version.stdout).trim().split(' ');
const tracers = ['settrace', ...(monitoring === 'True' ? ['monitoring'] : [])];

describe.skipIf(usable !== 'True')('the tracer (needs python3 of version 3.11 or later)', () => {
  describe.each(tracers)('with %s', (tracer) => {
    let folder = '';
    let truth: Truth;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'theriac-tracer-'));
      for (const [name, text] of Object.entries(FILES)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      for (const more of [['--tracer', tracer], ['--imports']]) {
        const ran = spawnSync('python3', ['-B', TRACER, join(folder, 'truth.json'), ...more], { encoding: 'utf8' });
        expect(ran.stderr).toBe('');
        expect(ran.status).toBe(0);
      }
      const listed = spawnSync('python3', [join(dirname(TRACER), 'functions.py'), join(folder, 'truth.json')]);
      writeFileSync(join(folder, 'functions.json'), listed.stdout);
      truth = readTruth(folder);
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const beneath = (name: string): string | null | undefined =>
      [...truth.functions.values()].find((seen) => seen.name === name)?.beneath;

    it.each([
      'decorated',
      'decorate.<locals>.wrapper',
      'helper',
      'in_thread',
      'in_executor',
      'makes_lambda',
      'Thing.value',
      'Thing.__del__',
      'finalised',
      'generated',
      'generates',
      'after_throw',
      'inside',
      'from_a_callback_of_tests',
    ])('counts %s', (name) => expect(beneath(name)).toBe('first-party'));

    it('tells what only tests run, or test code between, from what the project runs', () => {
      expect(beneath('only_from_tests')).toBe(null);
      expect(beneath('after_a_failure')).toBe(null);
      expect(beneath('call')).toBe('through-test');
    });

    it('leaves out import hooks, the garbage collector, test distributions and functions without a def', () => {
      expect(beneath('Finder.find_spec')).toBeNull();
      expect(beneath('looked_for')).toBeNull();
      expect(beneath('collected') ?? null).toBeNull();
      expect(beneath('faked')).toBeUndefined();
      expect(beneath('made')).toBeUndefined();
    });

    it('gives the line of the first decorator and the stack down to the first-party frame', () => {
      const seen = truth.functions.get(functionKey('dep/work.py', 9));
      expect(seen?.name).toBe('decorated');
      expect(seen?.stack.map(([file, , name]) => `${file} ${name}`)).toEqual([
        'dep/work.py decorated',
        'dep/work.py decorate.<locals>.wrapper',
        './app/main.py run',
      ]);
    });

    it('sees modules loaded beneath first-party imports, whatever a test imported first', () => {
      const modules = [...truth.modules.values()].filter((seen) => seen.beneath === 'first-party');
      expect(modules.map((seen) => seen.file).sort()).toEqual([
        'dep/__init__.py',
        'dep/hook.py',
        'dep/lazy.py',
        'dep/work.py',
      ]);
    });

    it('measures an answer: recall, share, and the step at which each miss left what was known', () => {
      const seen = [...truth.functions].filter(([, value]) => value.beneath === 'first-party');
      const known = seen.filter(([, { name }]) => name !== 'decorated' && name !== 'inside' && name !== 'helper');
      const answer: Answer = {
        modules: new Set(['dep/__init__.py', 'dep/work.py', 'dep/hook.py']),
        functions: new Map(known.map(([key]) => [key, 'reached'])),
        orphans: 0,
      };
      const found = measure(truth, answer);
      expect(found.moduleRecall).toBe(0.75);
      expect(found.namedPerObserved).toBe(0.75);
      expect(found.observedFunctions - found.foundFunctions).toBe(3);
      expect(found.misplaced).toBe(0);
      const causes = found.misses.map(({ cause, from, to }) => `${cause}: ${from?.[2]} -> ${to[0]} ${to[2]}`);
      expect(causes.sort()).toEqual([
        'function not reached: decorate.<locals>.wrapper -> dep/work.py decorated',
        'module not loaded: run -> dep/lazy.py <module>',
        'module not loaded: run -> dep/lazy.py inside',
      ]);
    });
  });
});
