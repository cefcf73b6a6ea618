// Modules are found where importlib finds them: on made-up trees, and on whatever environment is named.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import { type FoundModule, moduleFinder } from '../../../src/python/module/module-finder.ts';
import { childName, type ModuleName } from '../../../src/python/module/module-name.ts';
import { environmentEntries, projectEntries, type SearchEntry } from '../../../src/python/module/search-path.ts';
import { standardLibrary } from '../../../src/python/module/standard-library.ts';
import { ROOT } from '../../host/captured-host.ts';

const folders: string[] = [];
const python = spawnSync('python3', ['--version']).status === 0;

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeTree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'theriac-tree-'));
  folders.push(root);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

function entriesOf(...roots: string[]): SearchEntry[] {
  return roots.flatMap((root) => environmentEntries(nodeHost().files, root, []).entries.slice(0, 1));
}

/** Every module below the entries, as find-modules.py prints it. */
function listAll(entries: readonly SearchEntry[]): Record<string, [string, string | null]> {
  const finder = moduleFinder(entries, new Set());
  const all: Record<string, [string, string | null]> = {};
  const visit = (module: FoundModule | null, depth: number): void => {
    if (module === null) return;
    all[module.name] = [module.kind, module.file];
    if (depth < 12)
      for (const child of finder.children(module)) visit(finder.find(childName(module.name, child)), depth + 1);
  };
  for (const entry of entries) {
    for (const name of finder.topLevel(entry)) if (!(name in all)) visit(finder.find(name as ModuleName), 0);
  }
  return all;
}

function askImportlib(roots: readonly string[]): unknown {
  const script = join(ROOT, 'test/recorded/python/find-modules.py');
  return JSON.parse(execFileSync('python3', [script, ...roots], { encoding: 'utf8', maxBuffer: 1 << 28 }));
}

describe.skipIf(!python)('as importlib (needs python3)', () => {
  it('finds packages, modules, namespaces and the order among them', () => {
    const first = makeTree({
      'a/__init__.py': '',
      'a/b.py': '',
      'a/b/__init__.py': '',
      'a/c.py': '',
      'a/0001_first.py': '',
      'a/da-sh.py': '',
      'a/no name.py': '',
      '0002_top.py': '',
      'a/data/readme.txt': '',
      'ns/one.py': '',
      'split/left.py': '',
      'plain.py': '',
      'plain/inner.py': '',
      'dash-ed/x.py': '',
      'bad name.py': '',
      'only.pyc': '',
      'Case.py': '',
      'stub.pyi': '',
    });
    const second = makeTree({
      'split/right.py': '',
      'ns/__init__.py': '',
      'ns/two.py': '',
      'a/__init__.py': '',
      'a/d.py': '',
    });
    expect(listAll(entriesOf(first, second))).toEqual(askImportlib([first, second]));
  });

  it('finds every module of an environment', () => {
    const folder = process.env['THERIAC_SITE_PACKAGES'];
    const site =
      folder ??
      execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
        encoding: 'utf8',
      }).trim();
    // But where the source of an extension module lies beside it, the source is what there is to read.
    const asked = Object.entries(askImportlib([site]) as Record<string, [string, string | null]>).map(
      ([name, found]) => {
        const source = found[1]?.replace(/(\.[\w-]+)?\.so$/, '.py') ?? '';
        const isBeside = found[0] === 'compiled' && source.endsWith('.py') && existsSync(join(site, source));
        return [name, isBeside ? ['source', source] : found];
      },
    );
    expect(listAll(entriesOf(site))).toEqual(Object.fromEntries(asked));
  });

  it('takes the source that an extension module was compiled from', () => {
    const site = makeTree({ 'a/b.abi3.so': '', 'a/b.py': '', 'a/c.cpython-312-x86_64-linux-gnu.so': '' });
    const finder = moduleFinder(entriesOf(site), new Set());
    expect(finder.find('a.b' as ModuleName)).toMatchObject({ kind: 'source', file: 'a/b.py' });
    expect(finder.find('a.c' as ModuleName)?.kind).toBe('compiled');
  });
});

describe('search path', () => {
  it('lets the standard library win over site-packages and lose to the project', () => {
    const project = makeTree({ 'json.py': '', 'shop/__init__.py': '' });
    const site = makeTree({ 'json.py': '', 'typing.py': '', 'asyncore.py': '' });
    const files = nodeHost().files;
    const entries = [...projectEntries(files, [project]), ...environmentEntries(files, site, []).entries];
    const finder = moduleFinder(entries, standardLibrary(12));
    expect(finder.find('json' as ModuleName)?.entry?.firstParty).toBe(true);
    expect(finder.find('typing' as ModuleName)?.kind).toBe('standard');
    expect(finder.find('os.path' as ModuleName)?.kind).toBe('standard');
    // Gone from 3.12, so the one that is installed counts.
    expect(finder.find('asyncore' as ModuleName)?.kind).toBe('source');
  });

  it('follows .pth folders and editable finders, and runs neither', () => {
    const other = makeTree({ 'lib/extra.py': '', 'src/tool/__init__.py': '', 'src/hidden.py': '' });
    const site = makeTree({
      'a.pth': `# note\n${other}/lib\nimport os; __import__('hook')\n/absent\n`,
      '__editable___tool_1_0_finder.py': `MAPPING: dict[str, str] = {'tool': '${other}/src/tool'}\n`,
    });
    const { entries, startup } = environmentEntries(nodeHost().files, site, [`${other}/src`]);
    const finder = moduleFinder(entries, new Set());
    expect(finder.find('extra' as ModuleName)?.kind).toBe('source');
    expect(finder.find('tool' as ModuleName)?.entry?.firstParty).toBe(true);
    expect(finder.find('hidden' as ModuleName)).toBeNull();
    expect(startup.map(({ module }) => module)).toEqual(['os', 'hook']);
  });

  it('takes stubs for a description, never for a module', () => {
    const site = makeTree({
      'fast.cpython-312-x86_64-linux-gnu.so': '',
      'fast.pyi': '',
      'ghost.pyi': '',
      'p-stubs/q.pyi': '',
      'p/__init__.py': '',
      'p/q.py': '',
    });
    const finder = moduleFinder(entriesOf(site), new Set());
    expect(finder.find('fast' as ModuleName)).toMatchObject({ kind: 'compiled', stub: { file: 'fast.pyi' } });
    expect(finder.find('ghost' as ModuleName)).toBeNull();
    expect(finder.find('p.q' as ModuleName)?.stub?.file).toBe('p-stubs/q.pyi');
  });
});
