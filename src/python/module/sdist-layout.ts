// Finds the packages inside a source distribution without building it, and gives its files the paths of an installation.
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';

/** A member's bytes, or why they cannot be had. */
export type ReadMember = () => Uint8Array | string;

/** Files by their path below `site-packages`. */
export interface SdistLayout {
  readonly files: ReadonlyMap<string, ReadMember>;
  /** The folder that stands in for the `.dist-info` folder of an installation. */
  readonly metadata: string;
  /** Its `pyproject.toml`, where it has no list of entry points that a build wrote. */
  readonly pyproject: string | null;
}

/** Folders beside the packages that hold what is not installed. */
const NOT_INSTALLED =
  /^(?:tests?|testing|docs?|documentation|examples?|samples?|demos?|benchmarks?|scripts?|tools?|build|dist|ci|requirements|packaging|tasks|\..*|_custom_build)$/;
/** Files at the root that build or test the project. */
const BUILD_FILES =
  /^(?:setup|conftest|noxfile|tasks|fabfile|versioneer|ez_setup|_?build|build_ext|runtests|run_tests|test_.*|pavement|hatch_build|_build_backend|_custom_build)\.pyi?$/;
/** Where packages stand when they do not stand at the root, most usual first. */
const SOURCE_FOLDERS = ['src', 'lib', 'python', 'source', 'lib3', 'Lib'];

/** Whether a member says something about the code: only these need be kept in memory. */
export function isSdistMember(name: string): boolean {
  return (
    /\.(?:pyi?|pyx|c|cc|cpp|cxx)$/.test(name) ||
    /(?:^|\/)(?:templates|jinja2)\/.+\.[a-z0-9]+$/i.test(name) ||
    /^[^/]+\/(?:PKG-INFO|pyproject\.toml|setup\.cfg)$/.test(name) ||
    /\.egg-info\/(?:entry_points|top_level)\.txt$/.test(name)
  );
}

/**
 * Lays out the members (names with the archive's own top folder) of the source distribution named `stem`
 * (`name-version`). What is installed is decided by `top_level.txt`, else by where a package of the distribution's name
 * stands, else by what looks like a package. An extension module, in Cython or C, becomes a compiled module beside its
 * source, since that is how it would be found.
 */
export function layOutSdist(stem: string, members: ReadonlyMap<string, ReadMember>): SdistLayout {
  const inner = withoutTopFolder(members);
  const name = normaliseDistributionName(stem.slice(0, Math.max(stem.lastIndexOf('-'), 0)) || stem);
  const text = (path: string): string | null => {
    const content = inner.get(path)?.();
    return content === undefined || typeof content === 'string' ? null : new TextDecoder().decode(content);
  };
  const eggInfo = [...inner.keys()].find((path) => /^(?:[^/]+\/)?[^/]+\.egg-info\/top_level\.txt$/.test(path));
  const declared = (eggInfo === undefined ? null : text(eggInfo))?.split(/\s+/).filter((top) => top !== '') ?? [];
  const { root, tops } = findPackages(inner, name, declared);
  const files = new Map<string, ReadMember>();
  for (const [path, read] of inner) {
    if (root !== '' && !path.startsWith(`${root}/`)) continue;
    const below = root === '' ? path : path.slice(root.length + 1);
    const slash = below.indexOf('/');
    const top = slash === -1 ? below.replace(/\.(?:pyi?|pyx)$/, '') : below.slice(0, slash);
    if (!tops.has(top)) continue;
    if (below.endsWith('.pyx')) {
      if (!inner.has(path.replace(/x$/, ''))) files.set(below.replace(/pyx$/, 'so'), read);
    } else if (!isNativeSource(below)) files.set(below, read);
    else
      for (const module of nativeModules(read()))
        files.set(`${below.slice(0, below.lastIndexOf('/') + 1)}${module}.so`, read);
  }
  const metadata = `${stem}.dist-info`;
  const copy = (from: string | undefined, to: string): void => {
    const read = from === undefined ? undefined : inner.get(from);
    if (read !== undefined) files.set(`${metadata}/${to}`, read);
  };
  copy('PKG-INFO', 'METADATA');
  copy(
    [...inner.keys()].find((path) => /^(?:[^/]+\/)?[^/]+\.egg-info\/entry_points\.txt$/.test(path)),
    'entry_points.txt',
  );
  const pyproject = files.has(`${metadata}/entry_points.txt`) ? null : text('pyproject.toml');
  return { files, metadata, pyproject };
}

function isNativeSource(path: string): boolean {
  return /\.(?:c|cc|cpp|cxx)$/.test(path);
}

/** The extension modules that a C source defines, by the names of their `PyInit_` functions (PEP 489). */
function nativeModules(source: Uint8Array | string): readonly string[] {
  if (typeof source === 'string') return [];
  const text = new TextDecoder('latin1').decode(source);
  return [...new Set([...text.matchAll(/\bPyInit_([A-Za-z_]\w*)\s*\(/g)].map(([, name = '']) => name))];
}

/** The folder that counts as site-packages, and the top-level names in it that are installed. */
function findPackages(
  inner: ReadonlyMap<string, ReadMember>,
  name: DistributionName,
  declared: readonly string[],
): { readonly root: string; readonly tops: ReadonlySet<string> } {
  const roots = ['', ...SOURCE_FOLDERS];
  const wanted = declared.length > 0 ? declared : [name.replaceAll('-', '_')];
  const offered = new Map<string, Set<string>>();
  for (const path of inner.keys()) {
    if (!/\.(?:pyi?|pyx)$/.test(path)) continue;
    for (const root of roots) {
      if (root !== '' && !path.startsWith(`${root}/`)) continue;
      const below = root === '' ? path : path.slice(root.length + 1);
      const slash = below.indexOf('/');
      const top = slash === -1 ? below.replace(/\.(?:pyi?|pyx)$/, '') : below.slice(0, slash);
      if (root === '' && !wanted.includes(top) && (slash === -1 ? BUILD_FILES.test(below) : NOT_INSTALLED.test(top)))
        continue;
      const names = offered.get(root);
      if (names === undefined) offered.set(root, new Set([top]));
      else names.add(top);
    }
  }
  const root =
    roots.find((each) => wanted.some((top) => offered.get(each)?.has(top) === true)) ??
    roots.slice(1).find((each) => offered.has(each)) ??
    '';
  const names = offered.get(root) ?? new Set<string>();
  if (declared.length > 0) return { root, tops: new Set(declared) };
  // At the root a folder without `__init__` is more likely data than a namespace package.
  const packages = [...names].filter(
    (top) => root !== '' || top === wanted[0] || inner.has(`${top}/__init__.py`) || inner.has(`${top}.py`),
  );
  return { root, tops: new Set(packages.length > 0 ? packages : names) };
}

/** The members without the one folder that holds them all; as they are where there are several. */
function withoutTopFolder(members: ReadonlyMap<string, ReadMember>): ReadonlyMap<string, ReadMember> {
  const tops = new Set([...members.keys()].map((name) => name.slice(0, name.indexOf('/') + 1)));
  const [top = ''] = tops;
  if (tops.size !== 1 || top === '') return members;
  return new Map([...members].map(([name, read]) => [name.slice(top.length), read]));
}
