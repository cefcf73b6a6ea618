// Proposals from small releases and from a real git repository: what counts as a change, and what it is traced to.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareTrees } from '../../../src/advisory/symbol/compare-trees.ts';
import { findExposures } from '../../../src/advisory/symbol/exposure.ts';
import { rankChange } from '../../../src/advisory/symbol/rank.ts';
import { makeTree } from '../../../src/advisory/symbol/source-tree.ts';
import { readWords } from '../../../src/advisory/symbol/words.ts';
import { run } from '../../../src/cli/run.ts';
import { parseOsvRecord } from '../../../src/standard/osv.ts';
import { capturedHost } from '../../host/captured-host.ts';
import { writeZip } from '../database/data.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-symbols-'));
  folders.push(folder);
  return folder;
}

type Sources = Readonly<Record<string, string>>;

const tree = (name: string, sources: Sources) =>
  makeTree(name, Object.keys(sources), (path) => {
    const text = sources[path];
    return text === undefined ? null : new TextEncoder().encode(text);
  });

/** The proposals for a change of sources, as `module:attribute`, best first. */
function propose(before: Sources, after: Sources, details = ''): string[] {
  const { record } = parseOsvRecord({ id: 'X-1', modified: '2026-01-01T00:00:00Z', details, affected: [] });
  if (record === null) throw new Error('no record');
  const old = tree('before', before);
  const proposals = rankChange(compareTrees(old, tree('after', after)), readWords(record), old);
  return proposals.map(({ module, attribute }) => `${module}:${attribute}`);
}

describe('a change', () => {
  const source =
    'import os\n\nLIMIT = 10\n\n\nclass Reader:\n    def read(self, name: str) -> bytes:\n        """Reads."""\n        return open(name).read()\n\n    def close(self):\n        pass\n';

  it('is none where code is only laid out, commented, documented or annotated anew', () => {
    const after = source
      .replace('"""Reads."""', '"""Reads a file, whole."""\n        # Mind the step.')
      .replace('name: str', 'name: "str | None"')
      .replace('open(name).read()', '(\n            open(\n                name,\n            ).read()\n        )')
      .replace('class Reader:', 'class Reader(object):');
    expect(propose({ 'foo/io.py': source }, { 'foo/io.py': after })).toEqual([]);
  });

  it('is none where code moved to another module or place', () => {
    const [head = '', body = ''] = source.split('\n\n\n');
    expect(propose({ 'foo/io.py': source }, { 'foo/io.py': head, 'foo/reader.py': body })).toEqual([]);
    const swapped =
      'import os\n\nLIMIT = 10\n\n\nclass Reader:\n    def close(self):\n        pass\n\n    def read(self, name):\n        return open(name).read()\n';
    expect(propose({ 'foo/io.py': source }, { 'foo/io.py': swapped })).toEqual([]);
  });

  it('is one of the method alone', () => {
    const after = source.replace('return open', 'check(name)\n        return open');
    expect(propose({ 'foo/io.py': source }, { 'foo/io.py': after })).toEqual(['foo.io:Reader.read']);
  });

  it('in tests, documents and build files says nothing', () => {
    const files = [
      'tests/test_a.py',
      'foo/tests/a.py',
      'docs/conf.py',
      'setup.py',
      'benchmarks/b.py',
      'foo/test_x.py',
      'conftest.py',
    ];
    const before = Object.fromEntries(files.map((file) => [file, 'def f():\n    return 1\n']));
    const after = Object.fromEntries(files.map((file) => [file, 'def f():\n    return 2\n']));
    expect(propose(before, after)).toEqual([]);
  });

  it('of a constant leads to the functions that use it', () => {
    const before = {
      'foo/a.py':
        'import re\nSAFE = re.compile("a*b")\n\ndef check(x):\n    return SAFE.match(x)\n\ndef other(x):\n    return x\n',
    };
    const after = { 'foo/a.py': before['foo/a.py'].replace('a*b', 'ab') };
    expect(propose(before, after)).toContain('foo.a:check');
    expect(propose(before, after)).not.toContain('foo.a:other');
  });

  it('of a part of a constant leads to the functions that use the whole', () => {
    const before = {
      'foo/a.py':
        'import re\nDIGIT = "[0-9]+"\nPAIR = "%(DIGIT)s:%(DIGIT)s" % locals()\nWHOLE = re.compile("^" + PAIR)\nOTHER = "DIGIT"\n\ndef check(x):\n    return WHOLE.match(x)\n\ndef other(x):\n    return OTHER\n',
    };
    const found = propose(before, { 'foo/a.py': before['foo/a.py'].replace('[0-9]+', '[0-9]{1,4}') });
    expect(found).toContain('foo.a:check');
    expect(found).not.toContain('foo.a:other');
  });

  it('of a table leads to those who use what is set from it, in other modules too', () => {
    const before = {
      'foo/retry.py':
        'class Retry:\n    DEFAULT_REMOVED_HEADERS = frozenset(["Authorization"])\n\n    def __init__(self, removed_headers=DEFAULT_REMOVED_HEADERS):\n        self.removed_headers = removed_headers\n',
      'foo/pool.py':
        'def urlopen(retries, headers):\n    for header in retries.removed_headers:\n        headers.pop(header)\n\ndef other(retries):\n    return retries.total\n',
    };
    const after = {
      ...before,
      'foo/retry.py': before['foo/retry.py'].replace('["Authorization"]', '["Authorization", "Cookie"]'),
    };
    const found = propose(before, after, 'The Cookie header is not stripped.');
    expect(found).toContain('foo.pool:urlopen');
    expect(found).not.toContain('foo.pool:other');
  });

  it('of a helper leads to its callers, which rank lower', () => {
    const before = {
      'foo/a.py': 'def _join(a, b):\n    return a + b\n\ndef serve(name):\n    return _join("root", name)\n',
    };
    const after = {
      'foo/a.py': before['foo/a.py'].replace(
        'return a + b',
        'if ".." in b:\n        raise ValueError(b)\n    return a + b',
      ),
    };
    expect(propose(before, after)).toEqual(['foo.a:_join', 'foo.a:serve']);
  });

  it('that adds a function proposes what calls it, not the function', () => {
    const before = { 'foo/a.py': 'def serve(name):\n    return open(name)\n' };
    const after = {
      'foo/a.py':
        'def _check(name):\n    raise ValueError(name)\n\ndef serve(name):\n    _check(name)\n    return open(name)\n',
    };
    expect(propose(before, after)).toEqual(['foo.a:serve']);
  });

  it('that brings a check ranks the places that it was put in together', () => {
    const places = ['clone', 'fetch', 'pull'].map((name) => `def ${name}(url):\n    return spawn("${name}", url)\n`);
    const others = Array.from({ length: 12 }, (_, index) => `def url_${index}(url):\n    return url + "${index}"\n`);
    const before = { 'foo/a.py': [...places, ...others].join('\n') };
    const check = 'def refuse_unsafe(url):\n    raise ValueError(url)\n\n';
    const after = {
      'foo/a.py': `${check}${before['foo/a.py'].replaceAll('    return spawn', '    refuse_unsafe(url)\n    return spawn').replaceAll('return url +', 'return url + "/" +')}`,
    };
    const found = propose(before, after, 'A URL given to `clone` starts programs.');
    expect(found[0]).toBe('foo.a:clone');
    expect(found.slice(1, 3).sort()).toEqual(['foo.a:fetch', 'foo.a:pull']);
  });

  it('of several helpers leads first to what calls them all', () => {
    const helpers = ['length', 'number', 'bytes'].map((name) => `def read_${name}(data):\n    return data[0]\n`);
    const before = {
      'foo/a.py': helpers.join('\n'),
      'foo/b.py':
        'from .a import *\n\ndef dump(data):\n    return read_length(data)\n\ndef verify(data):\n    return read_length(data), read_number(data), read_bytes(data)\n',
    };
    const after = { ...before, 'foo/a.py': before['foo/a.py'].replaceAll('return data[0]', 'return data[:1]') };
    const found = propose(before, after, 'Reading a length, a number or bytes goes past the end.');
    expect(found.indexOf('foo.b:verify')).toBeGreaterThan(0);
    expect(found.indexOf('foo.b:verify')).toBeLessThan(found.indexOf('foo.b:dump'));
  });

  it('that gives a class a method in place of an inherited one proposes the class', () => {
    const before = {
      'foo/a.py':
        'from http.client import HTTPConnection\n\nclass Connection(HTTPConnection):\n    def connect(self):\n        return 1\n\nclass Other:\n    pass\n',
    };
    const method = '    def putrequest(self, method, url):\n        return super().putrequest(check(method), url)\n\n';
    const after = { 'foo/a.py': before['foo/a.py'].replace('    def connect', `${method}    def connect`) };
    expect(propose(before, after)).toEqual(['foo.a:Connection']);
    // Where the change calls it, the caller is what changed.
    const called = { 'foo/a.py': after['foo/a.py'].replace('return 1', 'return self.putrequest(1, 2)') };
    expect(propose(before, called)).toEqual(['foo.a:Connection.connect']);
  });

  it('of what the advisory names comes first', () => {
    const body = (n: number) =>
      Array.from({ length: 30 }, (_, index) => `def work_${index}(x):\n    return x + ${index * n}\n`).join('\n');
    const before = { 'foo/a.py': body(1) };
    const after = { 'foo/a.py': body(2) };
    expect(propose(before, after, 'The function `work_17()` adds too much.')[0]).toBe('foo.a:work_17');
  });

  it('in Python 2 is read as well', () => {
    const before = { 'foo/a.py': 'def f(x):\n    print "a", x\n' };
    expect(propose(before, { 'foo/a.py': 'def f(x):\n    print "b", x\n' })).toEqual(['foo.a:f']);
  });
});

describe('the names of a function', () => {
  const names = (sources: Sources, module: string, attribute: string) =>
    findExposures(tree('release', sources), module, attribute).map((name) => `${name.module}:${name.attribute}`);

  it('are those of every module that imports it: by name, as another, all at once, through others', () => {
    const sources = {
      'foo/__init__.py': 'from .api import *\n',
      'foo/api/__init__.py': 'from .core import clean\nfrom . import extra\n',
      'foo/api/core.py': 'def clean(x):\n    return x\n\ndef _hidden(x):\n    return x\n',
      'foo/api/extra.py': 'from foo.api.core import clean as tidy, _hidden\n',
      'foo/_compat.py': 'try:\n    from .api.core import clean\nexcept ImportError:\n    pass\n',
      'foo/other.py': 'from .elsewhere import clean\nfrom bar.api.core import clean as also\nclean = 1\n',
      'foo/deep/inner.py': 'from ..api import clean\n',
      'foo/typed.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .api import clean\n',
    };
    expect(names(sources, 'foo.api.core', 'clean')).toEqual([
      'foo:clean',
      'foo.api:clean',
      'foo.api.extra:tidy',
      'foo.deep.inner:clean',
      'foo._compat:clean',
    ]);
    expect(names(sources, 'foo.api.core', '_hidden')).toEqual(['foo.api.extra:_hidden']);
  });

  it('are of a method those of the subclasses that inherit it', () => {
    const sources = {
      'foo/base.py': 'class Base:\n    def load(self):\n        pass\n\nclass Near(Base):\n    pass\n',
      'foo/json.py':
        'from foo import base\n\nclass Json(base.Base):\n    pass\n\nclass Strict(Json):\n    def load(self):\n        pass\n',
      'foo/yaml.py':
        'import foo.base\nfrom foo.base import Base as B\n\nclass Yaml(B):\n    pass\n\nclass Loud(foo.base.Base):\n    pass\n',
      'foo/far.py':
        'from .json import Json, Strict\n\nclass Far(Json):\n    pass\n\nclass Stricter(Strict):\n    pass\n\nclass Base:\n    pass\n\nclass Unrelated(Base):\n    pass\n',
    };
    const found = names(sources, 'foo.base', 'Base.load');
    expect(found).toEqual(expect.arrayContaining(['foo.base:Near.load', 'foo.json:Json.load', 'foo.yaml:Yaml.load']));
    expect(found).toEqual(expect.arrayContaining(['foo.yaml:Loud.load', 'foo.far:Far.load', 'foo.far:Json.load']));
    for (const wrong of ['Strict.load', 'Stricter.load', 'Unrelated.load'])
      expect(found.join(' ')).not.toContain(`:${wrong}`);
    expect(names(sources, 'foo.base', 'Base')).toEqual(['foo.yaml:B']);
  });

  it('end where modules import each other in a circle', () => {
    const sources = {
      'foo/a.py': 'from .b import work\n\ndef work(x):\n    return x\n',
      'foo/b.py': 'from .a import work\n',
    };
    expect(names(sources, 'foo.a', 'work')).toEqual(['foo.b:work']);
  });
});

const OLD: Sources = {
  'src/foo/__init__.py': 'from .core import serve\n',
  'src/foo/core.py':
    'import os\n\n\ndef serve(root, name):\n    return open(os.path.join(root, name)).read()\n\n\ndef unrelated():\n    return 1\n',
  'tests/test_core.py': 'def test_serve():\n    pass\n',
};
const NEW: Sources = {
  ...OLD,
  'src/foo/core.py':
    OLD['src/foo/core.py']?.replace(
      '    return open',
      '    if ".." in name:\n        raise ValueError(name)\n    return open',
    ) ?? '',
  'tests/test_core.py': 'def test_serve():\n    assert True\n',
};

function writeSources(folder: string, sources: Sources): void {
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A repository of two commits; gives the fixing one. */
function makeRepository(): { readonly folder: string; readonly fix: string } {
  const folder = makeFolder();
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], {
      cwd: folder,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
      encoding: 'utf8',
    }).trim();
  git('init', '-q', '-b', 'main', '.');
  writeSources(folder, OLD);
  git('add', '-A');
  git('commit', '-qm', 'start');
  writeSources(folder, NEW);
  git('add', '-A');
  git('commit', '-qm', 'Stay inside of the root (#12)');
  return { folder, fix: git('rev-parse', 'HEAD') };
}

async function symbols(record: unknown, words: readonly string[]) {
  const folder = makeFolder();
  writeFileSync(join(folder, 'record.json'), JSON.stringify(record));
  const captured = capturedHost({}, {}, folder);
  const exitCode = await run(captured.host, ['advisory', 'symbols', 'record.json', '--format', 'json', ...words]);
  const text = captured.output();
  const answer =
    text === ''
      ? null
      : (JSON.parse(text) as { schema: string; derived_from: string[]; proposals: Record<string, unknown>[] });
  return { exitCode, answer, notes: captured.notes() };
}

const record = (references: unknown[] = [], ranges: unknown[] = []) => ({
  id: 'X-1',
  modified: '2026-01-01T00:00:00Z',
  details: 'Path traversal: a name leads out of the root.',
  affected: [{ package: { ecosystem: 'PyPI', name: 'foo' }, ranges }],
  references,
});

function makeWheel(folder: string, version: string, sources: Sources): string {
  const path = join(folder, `foo-${version}-py3-none-any.whl`);
  const members: Record<string, string> = {
    [`foo-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: foo\nVersion: ${version}\n`,
  };
  for (const [name, text] of Object.entries(sources)) if (name.startsWith('src/')) members[name.slice(4)] = text;
  writeZip(path, members);
  return path;
}

describe('theriac advisory symbols', () => {
  it('derives from the fix commit of a clone, by range, reference and pull request', async () => {
    const { folder, fix } = makeRepository();
    const range = { type: 'GIT', repo: 'https://git.example/foo', events: [{ introduced: '0' }, { fixed: fix }] };
    const sources = [
      record([], [range]),
      record([{ type: 'FIX', url: `https://git.example/foo/commit/${fix.slice(0, 10)}` }]),
      record([{ type: 'FIX', url: 'https://git.example/foo/pull/12' }]),
    ];
    for (const source of sources) {
      const { exitCode, answer } = await symbols(source, ['--repository', folder]);
      expect(exitCode).toBe(0);
      expect(answer?.schema).toBe('theriac.symbols/1');
      expect(answer?.derived_from).toEqual([`commit ${fix}`]);
      expect(answer?.proposals[0]).toMatchObject({ module: 'foo.core', attribute: 'serve', exposed_in: ['foo'] });
      expect(answer?.proposals.map((proposal) => proposal['attribute'])).not.toContain('unrelated');
      expect(answer?.proposals[0]?.['reason']).toContain('it now refuses some input');
    }
  });

  it('derives from two releases: files, a folder of wheels, and the ranges', async () => {
    const folder = makeFolder();
    const [before, after] = [makeWheel(folder, '1.1', OLD), makeWheel(folder, '1.2', NEW)];
    makeWheel(folder, '1.0', OLD);
    const range = { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2' }] };
    const ways: readonly (readonly string[])[] = [
      ['--from', before, '--to', after],
      ['--from', 'foo==1.1', '--to', 'Foo==1.2.0', '--wheels', folder],
      ['--wheels', folder],
    ];
    for (const words of ways) {
      const { exitCode, answer } = await symbols(record([], [range]), words);
      expect(exitCode).toBe(0);
      expect(answer?.derived_from).toEqual(['foo 1.1 → foo 1.2']);
      expect(answer?.proposals[0]).toMatchObject({ module: 'foo.core', attribute: 'serve' });
    }
  });

  it('says what is missing', async () => {
    const none = await symbols(record(), []);
    expect(none.exitCode).toBe(3);
    expect(none.answer?.proposals).toEqual([]);
    expect(none.notes).toContain('no fix is at hand');
    const absent = await symbols(record(), ['--from', 'foo==1.0', '--to', 'foo==1.1']);
    expect(absent.notes).toContain('foo 1.0 is in no folder of wheels at hand');
    const { folder } = makeRepository();
    const other = await symbols(record([{ type: 'FIX', url: `https://git.example/commit/${'a'.repeat(40)}` }]), [
      '--repository',
      folder,
    ]);
    expect(other.exitCode).toBe(3);
    expect(other.notes).toContain('the clone has none of the commits');
  });
});
