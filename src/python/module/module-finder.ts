// Finds modules as Python's path-based finder does, without importing anything (Python reference, section 5.5).
import { childName, type ModuleName, parentName, parseModuleName } from './module-name.ts';
import type { ModuleTree } from './module-tree.ts';
import type { SearchEntry } from './search-path.ts';

/**
 * A module that exists. `source`: a Python file; `compiled`: an extension module or bytecode without source, opaque;
 * `namespace`: a package without `__init__`; `standard`: part of the standard library, the boundary.
 */
export interface FoundModule {
  readonly name: ModuleName;
  readonly kind: 'source' | 'compiled' | 'namespace' | 'standard';
  /** A package: it has submodules, and relative imports in it start at itself. */
  readonly isPackage: boolean;
  /** Where it was found, null for `namespace` and `standard`. */
  readonly entry: SearchEntry | null;
  /** The file inside the entry's tree; null for `namespace` and `standard`. */
  readonly file: string | null;
  /** The stub that describes it, from beside it or from a `…-stubs` package (PEP 561); null where there is none. */
  readonly stub: { readonly tree: ModuleTree; readonly file: string } | null;
  /** The folders in which its submodules are looked for: its `__path__`. */
  readonly path: readonly Portion[];
}

/** A folder of a tree on the search path. */
export interface Portion {
  readonly entry: SearchEntry;
  readonly folder: string;
}

export interface ModuleFinder {
  /** The module of that name, null where an import would fail. */
  find(name: ModuleName): FoundModule | null;
  /** The names directly inside a package, sorted: what `pkgutil.iter_modules` gives, `0001_initial` too. */
  children(module: FoundModule): readonly string[];
  /** The top-level names that a search path entry offers, sorted. */
  topLevel(entry: SearchEntry): readonly string[];
  /** Those that all entries of the search path offer: what `pkgutil.iter_modules()` gives. */
  topNames(): readonly string[];
}

/** Where `find_spec` looks first: extension modules, then source, then bytecode (importlib's supported loaders). */
const EXTENSION = /^([^.]+)(?:\.(?:cpython-\d+[a-z]*(?:-[^.]+)?|abi3|cp\d+-[^.]+|pypy\d+-[^.]+))?\.(?:so|pyd|dylib)$/;

/** Makes a finder over a search path; results are kept, since the trees do not change during a run. */
export function moduleFinder(searchPath: readonly SearchEntry[], standard: ReadonlySet<string>): ModuleFinder {
  const found = new Map<ModuleName, FoundModule | null>();
  const top = searchPath.map((entry): Portion => ({ entry, folder: entry.folder }));
  const first = top.filter((portion) => portion.entry.beforeStandard);
  const withoutScripts = top.filter((portion) => portion.entry.imports === undefined);

  function find(name: ModuleName): FoundModule | null {
    const known = found.get(name);
    if (known !== undefined) return known;
    // A name deeper than any real package would only exhaust the stack.
    const result = name.length > 400 ? null : locate(name);
    found.set(name, result);
    return result;
  }

  function locate(name: ModuleName): FoundModule | null {
    const parent = parentName(name);
    if (parent === null) return locateTop(name);
    const package_ = find(parent);
    if (package_ === null || !package_.isPackage) return null;
    if (package_.kind === 'standard') return standardModule(name);
    return search(name, name.slice(parent.length + 1), package_.path);
  }

  /** The project's own folder goes before the standard library, as sys.path has it; site-packages after it. */
  function locateTop(name: ModuleName): FoundModule | null {
    if (!standard.has(name)) {
      const found = search(name, name, top);
      return isForScripts(name, found) ? (search(name, name, withoutScripts) ?? found) : found;
    }
    const own = search(name, name, first);
    return own !== null && own.kind !== 'namespace' && !isForScripts(name, own) ? own : standardModule(name);
  }

  /** Whether it is beside scripts that do not import it: whoever does means another one, where there is one. */
  function isForScripts(name: ModuleName, found: FoundModule | null): boolean {
    return found?.entry?.imports?.(name) === false;
  }

  function search(name: ModuleName, last: string, portions: readonly Portion[]): FoundModule | null {
    const namespace: Portion[] = [];
    for (const portion of portions) {
      const { tree, only } = portion.entry;
      if (only !== null && (portions === top || portions === withoutScripts) && !only.has(last)) continue;
      const listing = tree.list(portion.folder);
      const inner = join(portion.folder, last);
      if (listing.get(last) === 'directory') {
        const init = moduleFile(tree.list(inner), '__init__');
        if (init !== null) {
          return make(name, portion, join(inner, init.file), init.kind, [{ entry: portion.entry, folder: inner }]);
        }
      }
      const file = moduleFile(listing, last);
      if (file !== null) return make(name, portion, join(portion.folder, file.file), file.kind, []);
      if (listing.get(last) === 'directory') namespace.push({ entry: portion.entry, folder: inner });
    }
    if (namespace.length === 0) return null;
    return { name, kind: 'namespace', isPackage: true, entry: null, file: null, stub: null, path: namespace };
  }

  function make(
    name: ModuleName,
    portion: Portion,
    file: string,
    kind: 'source' | 'compiled',
    path: readonly Portion[],
  ): FoundModule {
    const stub = findStub(portion, file, name, top);
    return { name, kind, isPackage: path.length > 0, entry: portion.entry, file, stub, path };
  }

  function children(module: FoundModule): readonly string[] {
    const names = new Set<string>();
    for (const portion of module.path) {
      for (const name of moduleNames(portion.entry.tree, portion.folder)) names.add(name);
    }
    return [...names].filter((name) => find(childName(module.name, name)) !== null).sort();
  }

  function topLevel({ tree, folder, only }: SearchEntry): readonly string[] {
    return moduleNames(tree, folder).filter((name) => (only?.has(name) ?? true) && parseModuleName(name) !== null);
  }

  return {
    find,
    children,
    topLevel,
    topNames: () => [...new Set(searchPath.flatMap(topLevel))].sort(),
  };
}

function standardModule(name: ModuleName): FoundModule {
  return { name, kind: 'standard', isPackage: true, entry: null, file: null, stub: null, path: [] };
}

/**
 * The file that a listing offers for a module's last name, in the import system's order of preference; but where the
 * source lies beside an extension module, that is what it was compiled from (mypyc, Cython) or does the same.
 */
function moduleFile(
  listing: ReadonlyMap<string, 'file' | 'directory'>,
  last: string,
): { file: string; kind: 'source' | 'compiled' } | null {
  const source = `${last}.py`;
  const hasSource = listing.get(source) === 'file';
  for (const [entry, kind] of hasSource ? [] : (extensionsOf(listing).get(last) ?? [])) {
    if (kind === 'file') return { file: entry, kind: 'compiled' };
  }
  if (hasSource) return { file: source, kind: 'source' };
  const bytecode = `${last}.pyc`;
  return listing.get(bytecode) === 'file' ? { file: bytecode, kind: 'compiled' } : null;
}

type Listing = ReadonlyMap<string, 'file' | 'directory'>;
const extensions = new WeakMap<Listing, ReadonlyMap<string, readonly (readonly [string, 'file' | 'directory'])[]>>();

/** The extension modules of a listing by module name; derived once for each listing. */
function extensionsOf(listing: Listing): ReadonlyMap<string, readonly (readonly [string, 'file' | 'directory'])[]> {
  const known = extensions.get(listing);
  if (known !== undefined) return known;
  const byName = new Map<string, (readonly [string, 'file' | 'directory'])[]>();
  for (const entry of listing) {
    const name = EXTENSION.exec(entry[0])?.[1];
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  extensions.set(listing, byName);
  return byName;
}

/** The names of modules and packages in a folder; a folder counts when it is a regular package or holds Python. */
function moduleNames(tree: ModuleTree, folder: string): readonly string[] {
  const listing = tree.list(folder);
  const names = new Set<string>(extensionsOf(listing).keys());
  for (const [entry, kind] of listing) {
    if (kind === 'directory') {
      if (/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(entry) && entry !== '__pycache__') names.add(entry);
    } else if (entry.endsWith('.py') || entry.endsWith('.pyc')) {
      names.add(entry.slice(0, entry.lastIndexOf('.')));
    }
  }
  names.delete('__init__');
  return [...names].filter((name) => /^[\p{XID_Continue}-]+$/u.test(name)).sort();
}

function findStub(
  portion: Portion,
  file: string,
  name: ModuleName,
  top: readonly Portion[],
): { tree: ModuleTree; file: string } | null {
  const slash = file.lastIndexOf('/');
  const folder = slash === -1 ? '' : file.slice(0, slash);
  const base = file.slice(slash + 1).split('.')[0] ?? '';
  const { tree } = portion.entry;
  if (tree.list(folder).get(`${base}.pyi`) === 'file') return { tree, file: join(folder, `${base}.pyi`) };
  const [first = '', ...rest] = name.split('.');
  for (const candidate of top) {
    const stubs = join(candidate.folder, `${first}-stubs`);
    if (candidate.entry.tree.list(candidate.folder).get(`${first}-stubs`) !== 'directory') continue;
    const path = [stubs, ...rest].join('/');
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (candidate.entry.tree.list(path).get('__init__.pyi') === 'file') {
      return { tree: candidate.entry.tree, file: `${path}/__init__.pyi` };
    }
    if (rest.length > 0 && candidate.entry.tree.list(parent).get(`${rest.at(-1)}.pyi`) === 'file') {
      return { tree: candidate.entry.tree, file: `${path}.pyi` };
    }
  }
  return null;
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
