// Commands are read out of each kind of file, and name the modules that they start outside of the project.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import { commandReader } from '../../../src/python/module/command-file.ts';
import { openProgram, type Program, type ProgramInput } from '../../../src/python/program.ts';
import type { DistributionName } from '../../../src/standard/distribution-name.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function commands(path: string, text: string): readonly string[] {
  return (commandReader(path)?.(text) ?? []).map(({ words, line }) => `${line}: ${words.join(' ')}`);
}

describe('commands of', () => {
  it.each([
    [
      'Procfile',
      'web: gunicorn app:app --reload\nworker: FOO=1 celery -A app worker\n',
      ['1: gunicorn app:app --reload', '2: FOO=1 celery -A app worker'],
    ],
    [
      'Dockerfile',
      'FROM python\n# RUN nothing\nRUN pip install x && \\\n    adduser app\nCMD ["gunicorn", "app:app"]\nENTRYPOINT exec uwsgi',
      ['3: pip install x', '3: adduser app', '5: gunicorn app:app', '6: exec uwsgi'],
    ],
    ['docker/Dockerfile.prod', 'CMD ["sh", "-c", "gunicorn app:app"]', ['1: gunicorn app:app']],
    [
      'docker-compose.yml',
      'services:\n  web:\n    image: x\n    command: gunicorn app\n  worker:\n    command:\n      - celery\n      - worker\n    depends_on:\n      - redis\n  c:\n    entrypoint: ["daphne", "a:b"]\n',
      ['4: gunicorn app', '7: celery worker', '12: daphne a:b'],
    ],
    [
      '.github/workflows/ci.yml',
      'jobs:\n  a:\n    steps:\n      - uses: x\n      - run: tox -e py\n      - name: b\n        run: |\n          cd app\n          uvicorn app:a\n      - run: last\n',
      ['5: tox -e py', '8: cd app', '9: uvicorn app:a', '10: last'],
    ],
    ['.gitlab-ci.yml', 'test:\n  script:\n    - one x\n    - "two y"\n  stage: z\n', ['3: one x', '4: two y']],
    ['Makefile', 'run: x\n\t@gunicorn app\n\t-python -m http\n', ['2: gunicorn app', '3: python -m http']],
    ['justfile', 'run:\n  @uvicorn app:a; echo\n', ['2: uvicorn app:a', '2: echo']],
    ['tox.ini', '[testenv]\ncommands =\n  pytest x\n# no\n', ['3: pytest x']],
    ['supervisord.conf', '[program:x]\ncommand=/venv/bin/celery worker\n', ['2: /venv/bin/celery worker']],
    [
      'noxfile.py',
      'def f(session):\n  session.run("mkdocs", "serve")\n  c.run("a b")\n',
      ['2: mkdocs serve', '3: a b'],
    ],
    ['package.json', '{\n "scripts": {\n  "dev": "flask run & vite"\n }}', ['3: flask run', '3: vite']],
    [
      'pyproject.toml',
      '[project]\nname = "x"\n[project.scripts]\na = "pkg:main"\n[tool.poe.tasks]\nb = { cmd = "uvicorn x" }\n',
      ['4: pkg:main', '6: uvicorn x'],
    ],
    ['run.sh', '#!/bin/sh\nexec gunicorn \\\n  app:app || exit 1\n', ['2: exec gunicorn app:app', '2: exit 1']],
    ['README.md', 'gunicorn app', []],
  ] as const)('%s', (path, text, expected) => {
    expect(commands(path, text)).toEqual(expected);
  });

  it('any text end and keep their lines', () => {
    const names = [
      'Procfile',
      'Dockerfile',
      'compose.yml',
      'Makefile',
      'tox.ini',
      'noxfile.py',
      'package.json',
      'pyproject.toml',
      'a.sh',
    ];
    const text = fc
      .array(fc.constantFrom('command:', '- ', '\n', ' ', 'run(', '"', "'", '[', ']', '\\', 'a', '=', '&&', '|', '#'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...names), text, (name, content) => {
        const count = content.split('\n').length;
        for (const { line, words } of commandReader(name)?.(content) ?? []) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(count);
          expect(words.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

const environment: Readonly<Record<string, string>> = {
  'site/gunicorn/app/wsgiapp.py': '',
  'site/gunicorn/__init__.py': '',
  'site/gunicorn/app/__init__.py': '',
  'site/gunicorn-1.dist-info/entry_points.txt': '[console_scripts]\ngunicorn = gunicorn.app.wsgiapp:run\n',
  'site/gunicorn-1.dist-info/RECORD': 'gunicorn/__init__.py,,\n',
  'site/pytest/__init__.py': '',
  'site/pytest-1.dist-info/entry_points.txt': '[console_scripts]\npytest = pytest:main\n',
  'site/server/__init__.py': '',
  'site/server/__main__.py': '',
  'site/server/workers.py': '',
};

function opened(files: Readonly<Record<string, string>>, more: Partial<ProgramInput> = {}): Program {
  const root = mkdtempSync(join(tmpdir(), 'theriac-roots-'));
  folders.push(root);
  for (const [file, text] of Object.entries({ ...environment, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return openProgram({
    files: nodeHost().files,
    project: join(root, 'project'),
    sitePackages: [join(root, 'site')],
    target: { version: [3, 12], platform: 'linux' },
    includeTests: false,
    ...more,
  });
}

const declared = (program: Program): readonly string[] =>
  program.declared.map(({ module, file, line }) => `${file}:${line} ${module}`);

describe('roots declared outside of Python', () => {
  it('are the console scripts that commands start, wherever a wrapper stands before them', () => {
    const starts = [
      'gunicorn app:app',
      'exec gunicorn x',
      'A=1 /venv/bin/gunicorn x',
      'poetry run gunicorn x',
      'uv run --no-dev gunicorn',
    ];
    for (const command of starts) {
      const program = opened({ 'project/app.py': '', 'project/Procfile': `web: ${command}` });
      expect(declared(program), command).toEqual(['Procfile:1 gunicorn.app.wsgiapp']);
    }
    expect(declared(opened({ 'project/app.py': '', 'project/run.sh': 'echo gunicorn\npip install gunicorn' }))).toEqual(
      [],
    );
  });
  it('are not what a task runner starts to check or format code, unless tools count', () => {
    const files = {
      'project/app.py': '',
      'project/Makefile':
        'lint-all: x\n\tgunicorn a\nrun: lint\n\tgunicorn b\n.PHONY: lint\nlint:\n\n\tpython -m server\n',
    };
    expect(declared(opened(files))).toEqual(['Makefile:4 gunicorn.app.wsgiapp']);
    expect(declared(opened(files, { includeTests: true }))).toContain('Makefile:8 server.__main__');
  });
  it('are modules that python -m starts, and those that arguments name; the words pick entries of tables', () => {
    const program = opened({
      'project/app.py': '',
      'project/Dockerfile': 'CMD python3.12 -u -m server --worker server.workers.Fast app:app eventlet',
    });
    expect(declared(program)).toEqual(['Dockerfile:1 server.__main__', 'Dockerfile:1 server.workers']);
    expect(program.words).toContain('eventlet');
  });
  it('are no developers’ tools, unless tests count', () => {
    const files = { 'project/app.py': '', 'project/tox.ini': '[testenv]\ncommands = pytest' };
    expect(declared(opened(files))).toEqual([]);
    expect(declared(opened(files, { includeTests: true }))).toEqual(['tox.ini:2 pytest']);
  });
  it('are required programs that no code imports', () => {
    const program = opened(
      { 'project/app.py': '' },
      {
        requirements: [
          { name: 'gunicorn' as DistributionName, location: { file: 'requirements.txt', line: 3 } },
          { name: 'server' as DistributionName, location: null },
        ],
      },
    );
    expect(program.declared).toEqual([
      {
        module: 'gunicorn.app.wsgiapp',
        attribute: 'run',
        isMain: false,
        file: 'requirements.txt',
        line: 3,
        kind: 'dynamic',
        unless: ['gunicorn'],
      },
    ]);
  });
});

describe('entries', () => {
  it('narrow the roots to what they name', () => {
    const files = { 'project/app/__init__.py': '', 'project/app/web.py': '', 'project/Procfile': 'web: gunicorn x' };
    const program = opened(files, { entries: ['app.web:main', 'gone'] });
    expect(program.firstParty.map((module) => module.name)).toEqual(['app.web']);
    expect(program.narrowed?.map(({ module, attribute }) => [module?.name ?? null, attribute])).toEqual([
      ['app.web', 'main'],
      [null, null],
    ]);
    expect(program.declared).toEqual([]);
  });
});

describe("the project's own modules that do not run in it", () => {
  const files = {
    'project/app.py': '',
    'project/fixtures.py': '',
    'project/_pytest_plugin.py': '',
    'project/script/test-urls.py': '',
    'project/backend/build.py': '',
    'project/pyproject.toml': '[build-system]\nbackend-path = ["./backend"]\n',
    'site/project-1.dist-info/entry_points.txt': '[pytest11]\nx = fixtures\n',
  };
  const names = (program: Program): readonly string[] => program.firstParty.map((module) => module.name).sort();
  it('are plugins of pytest, scripts of tests and in-tree build backends', () => {
    expect(names(opened(files))).toEqual(['app']);
  });
  it('count with the tests, but for build backends', () => {
    expect(names(opened(files, { includeTests: true }))).toEqual(['_pytest_plugin', 'app', 'fixtures', 'test-urls']);
  });
});
