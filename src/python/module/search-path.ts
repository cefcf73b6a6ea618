// The search path of a project: its own source roots, then its environment's folders and what `.pth` files add.
import { isAbsolute, resolve } from 'node:path';
import { type Files, HostError } from '../../host/host.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';
import { diskTree, type ModuleTree } from './module-tree.ts';
import { importsOf, textOf } from './namespace-root.ts';
import { parseEditableFinder, parsePth } from './pth.ts';

/** One entry of `sys.path`, or what stands in for one. */
export interface SearchEntry {
  readonly tree: ModuleTree;
  /** The folder inside the tree that counts as the entry; '' for its root. */
  readonly folder: string;
  /** Whether its modules are the project's own code. */
  readonly firstParty: boolean;
  /** Whether it goes before the standard library, as the folder of a started script does. */
  readonly beforeStandard: boolean;
  /** The only top-level names it offers; null: all. An editable install may map single packages. */
  readonly only: ReadonlySet<string> | null;
  /** The distribution that owns everything in it: an archive's, an editable install's; null where files decide. */
  readonly distribution: string | null;
  /** Of a folder of scripts, which is on the path only while they run: whether they import a name. */
  readonly imports?: (name: string) => boolean;
}

/** What the `.pth` files of an environment add to it. */
export interface EnvironmentEntries {
  readonly entries: readonly SearchEntry[];
  /** Modules that an `import` line of a `.pth` file loads when the interpreter starts, with their place. */
  readonly startup: readonly { readonly module: string; readonly file: string; readonly line: number }[];
  /** The file in site-packages that adds an entry. */
  readonly addedBy?: ReadonlyMap<SearchEntry, string>;
}

const PTH_LIMIT = 1 << 20;
const FINDER_LIMIT = 4 << 20;

/** The entries of the project itself. `roots` are absolute folders, in order; `scripts` those of them with mere scripts. */
export function projectEntries(
  files: Files,
  roots: readonly string[],
  scripts: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly SearchEntry[] {
  return roots.map((root) => {
    const inside = scripts.get(root);
    return {
      tree: diskTree(files, root),
      folder: '',
      firstParty: true,
      beforeStandard: true,
      only: null,
      distribution: null,
      ...(inside === undefined ? {} : { imports: (name: string) => isImported(files, root, inside, name) }),
    };
  });
}

/** Whether a file of a folder imports a name by which it does not itself go. */
function isImported(files: Files, root: string, inside: readonly string[], name: string): boolean {
  const own = `${root}/${name}.py`;
  return inside.some((file) => file !== own && importsOf(textOf(files, file)).has(name));
}

/**
 * The entries of one site-packages folder (absolute): itself, then what its `.pth` files add, in the order of `site`
 * (sorted by file name). Folders that lie within `projectRoots` are the project's own code: an editable install of it.
 */
export function environmentEntries(
  files: Files,
  sitePackages: string,
  projectRoots: readonly string[],
): EnvironmentEntries {
  const own: SearchEntry = {
    tree: diskTree(files, sitePackages),
    folder: '',
    firstParty: false,
    beforeStandard: false,
    only: null,
    distribution: null,
  };
  const entries: SearchEntry[] = [own];
  const startup: { module: string; file: string; line: number }[] = [];
  const added = new Set([sitePackages]);
  const addedBy = new Map<SearchEntry, string>();
  const environment = environmentRoot(files, sitePackages);
  // An environment may lie within the project: what is in it is not the project's own for that.
  const isOwn = (folder: string): boolean =>
    !isWithin(folder, sitePackages) &&
    projectRoots.some(
      (root) =>
        isWithin(folder, root) &&
        (environment === null || !isWithin(folder, environment) || isWithin(root, environment)),
    );
  const add = (folder: string, only: ReadonlySet<string> | null, file: string): void => {
    if (files.status(folder)?.kind !== 'directory') return;
    const key = only === null ? folder : `${folder} ${[...only].join(' ')}`;
    if (added.has(key)) return;
    added.add(key);
    const entry: SearchEntry = isWithin(folder, sitePackages)
      ? { ...own, folder: folder.slice(sitePackages.length + 1), only, distribution: editableName(file) }
      : {
          tree: diskTree(files, folder),
          folder: '',
          firstParty: isOwn(folder),
          beforeStandard: false,
          only,
          distribution: editableName(file),
        };
    entries.push(entry);
    addedBy.set(entry, file);
  };
  for (const [name, kind] of own.tree.list('')) {
    if (kind !== 'file') continue;
    if (name.endsWith('.pth')) {
      const text = readOrNull(files, `${sitePackages}/${name}`, PTH_LIMIT);
      if (text === null) continue;
      const { paths, imports } = parsePth(text);
      for (const path of paths) {
        add(isAbsolute(path) ? path : resolve(sitePackages, path), null, name);
      }
      for (const { module, line } of imports) startup.push({ module, file: name, line });
    } else if (/^__editable___.*_finder\.py$/.test(name)) {
      const text = readOrNull(files, `${sitePackages}/${name}`, FINDER_LIMIT);
      for (const [package_, folder] of text === null ? [] : parseEditableFinder(text)) {
        // The finder maps a package to its own folder: its parent offers it, and nothing else, under that name.
        const last = folder.slice(folder.lastIndexOf('/') + 1);
        if (last === package_) add(resolve(folder, '..'), new Set([package_]), name);
      }
    }
  }
  return { entries, startup, addedBy };
}

/** The distribution that an editable install's file is named after: `__editable__.shop-1.0.pth`, `_shop.pth`. */
function editableName(file: string): DistributionName | null {
  const name = /^__editable__[._]+(.+?)-\d/.exec(file)?.[1] ?? /^__editable___(.+?)_\d/.exec(file)?.[1];
  return name === undefined ? null : normaliseDistributionName(name);
}

function isWithin(folder: string, root: string): boolean {
  return folder === root || folder.startsWith(`${root}/`);
}

/** The folder of the virtual environment that a site-packages folder is part of; null where it is in none. */
function environmentRoot(files: Files, sitePackages: string): string | null {
  for (const above of ['../..', '../../..']) {
    const root = resolve(sitePackages, above);
    if (files.status(`${root}/pyvenv.cfg`)?.kind === 'file') return root;
  }
  return null;
}

function readOrNull(files: Files, path: string, limit: number): string | null {
  try {
    return files.readText(path, limit);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
