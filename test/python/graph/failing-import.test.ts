// What is said to fail because nobody has what it imports does fail in CPython, whatever is loaded first.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growOver, namesOf, type Tree } from './draw.ts';

const python = spawnSync('python3', ['--version']).status === 0;

/** The modules of the environment that are loaded, and the import statements there that are sure to fail. */
async function failing(project: Tree, environment: Tree, complete = true) {
  const growth = growOver({ project, environment, complete });
  await growth.settle();
  const { modules } = growth.graph();
  const fails = modules.flatMap((module) =>
    (module.facts?.summary.imports ?? [])
      .filter(({ statement }) => growth.fails(module, statement))
      .map(({ statement }) => `${module.found.name}:${statement.line}`),
  );
  return { fails: fails.sort(), loaded: namesOf(modules) };
}

describe('an import of what is nowhere', () => {
  it.each([
    ['import absent', true],
    ['from absent.deep import name', true],
    ['import absent_a, absent_b', true],
    ['import _private', false],
    ['import __main__', false],
    ['import pip', false],
    ['import setuptools', true],
    ['import distutils.core', false],
    ['import collections.abc', false],
    ['import lib.tail', false],
    ['from . import absent', false],
    ['from .absent import name', false],
    ['import mentioned', false],
    ['import copied', false],
    ['import deeper', false],
  ])('%s: %s', async (statement, fails) => {
    const environment = {
      'lib/__init__.py': '',
      'lib/it.py': `${statement}\nimport lib.tail\n`,
      'lib/tail.py': '',
      'lib/_vendor/copied.py': '',
      'lib/extern/packed-1.0/deeper.py': '',
    };
    const found = await failing({ 'app.py': 'import lib.it\nname = "mentioned"\n' }, environment);
    expect(found.fails).toEqual(fails ? ['lib.it:1'] : []);
    expect(found.loaded.includes('lib.tail')).toBe(!fails);
  });

  it.each([
    ['try:\n  import absent\nexcept ImportError:\n  pass', false],
    ['try:\n  import absent\nexcept ImportError:\n  raise RuntimeError("no")', true],
    ['try:\n  import absent\nexcept ImportError as e:\n  raise', true],
    ['try:\n  import absent\nexcept ValueError:\n  pass', false],
    ['try:\n  import absent\nfinally:\n  x = 1', true],
    ['try:\n  import json\nexcept ImportError:\n  raise', false],
    ['import sys\nif sys.platform == "win32":\n  import absent', false],
    ['import sys\nif sys.platform == "linux":\n  import absent', true],
    ['import os\nif os.environ.get("X"):\n  import absent', false],
    ['import os\nif os.environ.get("X"):\n  import absent\nelse:\n  raise ImportError', true],
    ['import contextlib\nwith contextlib.suppress(ImportError):\n  import absent', false],
    ['from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import absent', false],
    ['import sys\nsys.exit(0)\nimport json', false],
  ])('%j ends the module: %s', async (code, ends) => {
    const environment = { 'lib/__init__.py': '', 'lib/it.py': `${code}\nimport lib.tail\n`, 'lib/tail.py': '' };
    const { loaded } = await failing({ 'app.py': 'import lib.it\n' }, environment);
    expect(loaded.includes('lib.tail')).toBe(!ends);
  });

  it('may be what an installation of Python before 3.12 brings along', async () => {
    const drawing = {
      project: { 'app.py': 'import lib' },
      environment: { 'lib.py': 'import setuptools' },
      complete: true,
    };
    for (const minor of [11, 12]) {
      const growth = growOver({ ...drawing, target: { version: [3, minor], platform: 'linux' } });
      await growth.settle();
      const [lib] = growth.graph().modules.filter(({ found }) => found.name === 'lib');
      const [site] = lib?.facts?.summary.imports ?? [];
      expect(lib && site && growth.fails(lib, site.statement), `3.${minor}`).toBe(minor > 11);
    }
  });

  it('is not judged in the project, in a program that is started, nor where something was left out', async () => {
    const lib = { 'lib/__init__.py': 'import absent\nimport tail\n', 'tail.py': '' };
    expect(await failing({ 'app.py': 'import absent\nimport lib\n' }, lib)).toEqual({
      fails: [],
      loaded: ['lib', 'tail'],
    });
    expect(await failing({ 'app.py': 'import lib\n' }, lib)).toEqual({ fails: ['lib:1'], loaded: ['lib'] });
    expect(await failing({ 'app.py': 'import lib\n' }, lib, false)).toEqual({ fails: [], loaded: ['lib', 'tail'] });
  });

  it('fails for those that import the module too, unless they run within it', async () => {
    const environment = {
      'user.py': 'import broken\nimport tail\n',
      'broken/__init__.py': 'import broken.part\nimport absent\n',
      'broken/part.py': 'import broken\nimport inner\n',
      'inner.py': '',
      'tail.py': '',
    };
    expect(await failing({ 'app.py': 'import user\n' }, environment)).toEqual({
      fails: ['broken:2', 'user:1'],
      loaded: ['broken', 'broken.part', 'inner', 'tail', 'user'],
    });
  });
});

/** A module's body: each import is followed by a mark that says that it went well. */
type Piece =
  | { readonly kind: 'import'; readonly target: number; readonly form: 'import' | 'from' | 'name' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'raise'; readonly error: string }
  | { readonly kind: 'name' }
  | {
      readonly kind: 'try';
      readonly body: Piece[];
      readonly handlers: [string, Piece[]][];
      readonly otherwise: Piece[];
    }
  | { readonly kind: 'if'; readonly test: string; readonly body: Piece[]; readonly otherwise: Piece[] };

const FILES = ['a', 'b', 'c/__init__', 'c/d', 'c/e', 'f/__init__', 'f/g'];
const ERRORS = ['ImportError', 'Exception', 'ValueError', 'NameError'];
const error = fc.constantFrom(...ERRORS);
const { body } = fc.letrec<{ body: Piece[]; piece: Piece }>((tie) => ({
  body: fc.array(tie('piece'), { minLength: 1, maxLength: 3 }),
  piece: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'code' },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('import' as const),
        target: fc.nat(FILES.length - 1),
        form: fc.constantFrom('import' as const, 'from' as const, 'name' as const),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: 'absent' as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('raise' as const), error }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'name' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('try' as const),
        body: tie('body'),
        handlers: fc.array(fc.tuple(error, tie('body')), { minLength: 1, maxLength: 2 }),
        otherwise: fc.oneof(fc.constant<Piece[]>([]), tie('body')),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('if' as const),
        test: fc.constantFrom('choose()', 'not choose()'),
        body: tie('body'),
        otherwise: fc.oneof(fc.constant<Piece[]>([]), tie('body')),
      }),
    },
  ),
}));

function write(root: string, module: string, pieces: readonly Piece[], lines: string[], indent = ''): void {
  const name = (index: number): string => `${root}.${(FILES[index] ?? '').replace('/__init__', '').replace('/', '.')}`;
  for (const piece of pieces) {
    switch (piece.kind) {
      case 'import':
      case 'absent': {
        const target = piece.kind === 'absent' ? 'absent' : name(piece.target);
        const [, parent, last] = /^(.*)\.([^.]*)$/.exec(target) ?? [];
        const form = piece.kind === 'absent' ? 'import' : piece.form;
        if (form === 'import') lines.push(`${indent}import ${target}`);
        else lines.push(indent + (form === 'name' ? `from ${target} import ALWAYS` : `from ${parent} import ${last}`));
        lines.push(`${indent}mark("${module}:${lines.length}")`);
        break;
      }
      case 'raise':
        lines.push(`${indent}raise ${piece.error}("no")`);
        break;
      case 'name':
        lines.push(`${indent}nowhere`);
        break;
      case 'try':
        lines.push(`${indent}try:`);
        write(root, module, piece.body, lines, `${indent}  `);
        for (const [type, handler] of piece.handlers) {
          lines.push(`${indent}except ${type}:`);
          write(root, module, handler, lines, `${indent}  `);
        }
        if (piece.otherwise.length > 0) {
          lines.push(`${indent}else:`);
          write(root, module, piece.otherwise, lines, `${indent}  `);
        }
        break;
      case 'if':
        lines.push(`${indent}if ${piece.test}:`);
        write(root, module, piece.body, lines, `${indent}  `);
        if (piece.otherwise.length > 0) {
          lines.push(`${indent}else:`);
          write(root, module, piece.otherwise, lines, `${indent}  `);
        }
        break;
    }
  }
}

const RUN = `
import builtins, importlib, itertools, json, random, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
marks = set()
builtins.mark = marks.add
turn = itertools.count()
builtins.choose = lambda: next(turn) % 2 == 0
for names in json.loads(sys.argv[2]):
    chance = random.Random(names[0])
    for _ in range(4):
        chance.shuffle(names)
        for each in [each for each in sys.modules if each.split(".")[0] == names[0].split(".")[0]]:
            del sys.modules[each]
        for name in names:
            try:
                importlib.import_module(name)
            except Exception:
                pass
print(json.dumps(sorted(marks)))
`;

describe.skipIf(!python)('as CPython (needs python3)', () => {
  it('an import that is said to fail never goes well', async () => {
    const programs = fc.sample(fc.array(body, { minLength: FILES.length, maxLength: FILES.length }), {
      numRuns: 150,
      seed: 7,
    });
    const folder = mkdtempSync(join(tmpdir(), 'theriac-failing-'));
    try {
      const claims = new Set<string>();
      const roots: string[][] = [];
      for (const [index, program] of programs.entries()) {
        const root = `p${index}`;
        const files: Record<string, string> = { [`${root}/__init__.py`]: '' };
        for (const [at, pieces] of program.entries()) {
          const lines = ['ALWAYS = 1'];
          write(root, `${root}.${FILES[at]?.replace('/__init__', '').replace('/', '.')}`, pieces, lines);
          files[`${root}/${FILES[at]}.py`] = `${lines.join('\n')}\n`;
        }
        for (const [file, text] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), text);
        }
        const names = FILES.map((file) => `${root}.${file.replace('/__init__', '').replace('/', '.')}`);
        roots.push(names);
        const { fails } = await failing({ 'app.py': `${names.map((name) => `import ${name}`).join('\n')}\n` }, files);
        for (const each of fails) claims.add(each);
      }
      const run = spawnSync('python3', ['-c', RUN, folder, JSON.stringify(roots)], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      const went = JSON.parse(run.stdout) as readonly string[];
      expect(claims.size).toBeGreaterThan(400);
      expect(went.filter((each) => claims.has(each))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
