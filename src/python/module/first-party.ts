// The project's own Python code: which files it has, and under which names and roots they are imported.
import { type Files, HostError } from '../../host/host.ts';
import { mayBeTemplate } from '../template/find-templates.ts';
import type { ModuleName } from './module-name.ts';
import { parseModuleName } from './module-name.ts';
import { namespaceRoots } from './namespace-root.ts';
import { mayBeSettings } from './settings-file.ts';

/** One Python file of the project. */
export interface FirstPartyFile {
  /** Absolute, and relative to the project's folder. */
  readonly file: string;
  readonly relative: string;
  /** The folder below which its name counts, absolute: an entry of the search path. */
  readonly root: string;
  /** Its module name below that root; null where the path cannot be imported (`my-script.py`). */
  readonly name: ModuleName | null;
  readonly isPackage: boolean;
  readonly role: FileRole;
}

/** `code` may run in production; `test` and `tool` (build, documentation, task runner) are started by developers. */
export type FileRole = 'code' | 'test' | 'tool';

export interface FirstParty {
  readonly files: readonly FirstPartyFile[];
  /** The source roots, absolute: the project's folder first, then those that hold packages, sorted. */
  readonly roots: readonly string[];
  /** Those of the roots that are on the path only while a script in them runs, with their files, absolute. */
  readonly scripts: ReadonlyMap<string, readonly string[]>;
  /** Files that may be templates, relative to the project, with their roles. */
  readonly templates: readonly { readonly relative: string; readonly role: FileRole }[];
  /** Files that may hold settings, relative to the project, with their roles. */
  readonly settings: readonly { readonly relative: string; readonly role: FileRole }[];
  /** Whether the walk ended at its budget, so that files may be missing. */
  readonly truncated: boolean;
}

const MAX_FOLDERS = 50_000;
const MAX_FILES = 100_000;
const MAX_SETTINGS = 500;

/** Folders that hold no code of the project, whatever is in them. */
const SKIPPED = new Set([
  '__pycache__',
  'node_modules',
  'site-packages',
  'dist-packages',
  'bower_components',
  '__pypackages__',
]);

/** Files that only developers start; by their path relative to the project. */
const TOOL =
  /(?:^|\/)(?:setup|noxfile|fabfile|toxfile|versioneer|ez_setup|hatch_build|pavement)\.py$|(?:^|\/)docs?\/(?:.*\/)?conf\.py$|^(?:docs?|benchmarks?)\//;

/** Test code by the conventions of pytest, unittest and Django. A package's own `testing` is for its users. */
const TEST =
  /^testing\/|(?:^|\/)(?:tests?|test_[^/]*|[^/]*_tests?|unittests?|functional_tests|integration_tests|e2e)\/|(?:^|\/)(?:test_[^/]*|[^/]*_tests?|tests|conftest)\.py$/;

/** Finds the Python files below a folder, without environments, caches and hidden folders. */
export function findFirstParty(files: Files, project: string): FirstParty {
  const found: string[] = [];
  const templates: string[] = [];
  const settings: string[] = [];
  const withInit = new Set<string>();
  const pending = [''];
  let folders = 0;
  let truncated = false;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    folders += 1;
    if (folders > MAX_FOLDERS || found.length > MAX_FILES) {
      truncated = true;
      break;
    }
    const entries = listOrNothing(files, folder === '' ? project : `${project}/${folder}`);
    if (folder !== '' && isForeign(folder, entries)) continue;
    for (const { name, kind } of entries) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'directory' && !name.startsWith('.') && !SKIPPED.has(name) && !name.endsWith('.egg-info')) {
        pending.push(path);
      } else if ((kind === 'file' || kind === 'link') && name.endsWith('.py')) {
        if (name === '__init__.py') withInit.add(folder);
        found.push(path);
      } else if (kind === 'file') {
        if (templates.length < MAX_FILES && mayBeTemplate(path)) templates.push(path);
        if (settings.length < MAX_SETTINGS && mayBeSettings(path)) settings.push(path);
      }
    }
  }
  const roots = new Set<string>([project]);
  const byFolder = Map.groupBy(found, (path) => sourceRoot(path, withInit));
  const packages = namespaceRoots(files, project, byFolder);
  const result = found.map((path) => {
    const folder = sourceRoot(path, withInit);
    const root = packages.get(folder) ?? folder;
    const file = describe(project, path, root);
    // What only tests are named from is not on the program's path. A folder of mere scripts is a root of its own only
    // when Python puts it there: for the scripts in it.
    const isImported = withInit.has(parentOf(path)) || root !== folder;
    if (file.role === 'code' && (isImported || root === '' || root === 'src')) roots.add(file.root);
    return file;
  });
  result.sort((left, right) => (left.relative < right.relative ? -1 : 1));
  const scripts = new Map<string, string[]>();
  for (const { role, root, file } of result) {
    if (role === 'code' && !roots.has(root)) scripts.set(root, [...(scripts.get(root) ?? []), file]);
  }
  const [first = project, ...others] = [...roots, ...scripts.keys()];
  return {
    files: result,
    roots: [first, ...others.sort()],
    scripts,
    templates: templates.sort().map((relative) => ({ relative, role: roleOf(relative) })),
    settings: settings.sort().map((relative) => ({ relative, role: roleOf(relative) })),
    truncated,
  };
}

/** An environment, or a build's output that repeats the code. */
function isForeign(folder: string, entries: ReturnType<Files['list']>): boolean {
  const names = new Set(entries.map((entry) => entry.name));
  if (names.has('pyvenv.cfg') || names.has('conda-meta')) return true;
  return /(?:^|\/)(?:build|dist)$/.test(folder) && !names.has('__init__.py');
}

/** The folder above the topmost package that a file lies in; its own folder where it lies in none. */
function sourceRoot(path: string, withInit: ReadonlySet<string>): string {
  let folder = parentOf(path);
  while (folder !== '' && withInit.has(folder)) folder = parentOf(folder);
  return folder;
}

function describe(project: string, path: string, root: string): FirstPartyFile {
  const inner = root === '' ? path : path.slice(root.length + 1);
  const isPackage = /(?:^|\/)__init__\.py$/.test(inner);
  const dotted = inner.replace(/(?:\/?__init__)?\.py$/, '').replaceAll('/', '.');
  return {
    file: `${project}/${path}`,
    relative: path,
    root: root === '' ? project : `${project}/${root}`,
    name: parseModuleName(dotted),
    isPackage,
    role: roleOf(path),
  };
}

function roleOf(path: string): FileRole {
  return TEST.test(path) ? 'test' : TOOL.test(path) ? 'tool' : 'code';
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

function listOrNothing(files: Files, folder: string): ReturnType<Files['list']> {
  try {
    return files.list(folder);
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}
