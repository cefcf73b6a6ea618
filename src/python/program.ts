// A project with its environment, as reachability sees it: where modules are found, which are the project's, who owns which.
import { type Files, HostError } from '../host/host.ts';
import type { DistributionName } from '../standard/distribution-name.ts';
import type { GraphTarget } from './graph/guard.ts';
import { ownersOfEntries } from './module/added-owner.ts';
import { type DeclaredRoot, findDeclaredRoots, type Requirement } from './module/declared-roots.ts';
import { type DistributionTree, overlayDistributions } from './module/distribution-tree.ts';
import { type EntryPoint, readEntryPoints } from './module/entry-points.ts';
import { type FirstParty, type FirstPartyFile, findFirstParty } from './module/first-party.ts';
import { type FoundModule, type ModuleFinder, moduleFinder } from './module/module-finder.ts';
import { type ModuleName, parseModuleName } from './module/module-name.ts';
import { diskTree } from './module/module-tree.ts';
import { type Ownership, readOwnership } from './module/ownership.ts';
import { environmentEntries, projectEntries, type SearchEntry } from './module/search-path.ts';
import { type SettingsFile, settingsFile } from './module/settings-file.ts';
import { standardLibrary } from './module/standard-library.ts';
import { testSettings } from './module/test-settings.ts';
import { type TemplateSource, templateFile, templatesOfPackage } from './template/find-templates.ts';

export interface ProgramInput {
  readonly files: Files;
  /** The project's folder, absolute; null where only an environment is looked at. */
  readonly project: string | null;
  /** The environment's `site-packages` folders, absolute. */
  readonly sitePackages: readonly string[];
  /** Distributions that are not installed, each in a tree of its own: wheels, source distributions, summary packs. */
  readonly code?: readonly DistributionTree[];
  readonly target: GraphTarget;
  readonly includeTests: boolean;
  /** Distributions that the project itself requires to run: programs among them that it never imports are roots. */
  readonly requirements?: readonly Requirement[];
  /** Narrows the roots to these: `module` or `module:attribute`. */
  readonly entries?: readonly string[];
}

/** A root that the user names. */
export interface ProgramEntry {
  readonly text: string;
  /** Null where no such module exists. */
  readonly module: FoundModule | null;
  readonly attribute: string | null;
}

export interface Program {
  readonly finder: ModuleFinder;
  readonly target: GraphTarget;
  readonly entries: readonly SearchEntry[];
  /** The modules that the search starts from: the project's own, or those alone that `entries` names. */
  readonly firstParty: readonly FoundModule[];
  /** Null where the roots are not narrowed. */
  readonly narrowed: readonly ProgramEntry[] | null;
  readonly entryPoints: readonly EntryPoint[];
  /** What is started or loaded without an import: modules that `.pth` files load, programs that the project starts. */
  readonly declared: readonly DeclaredRoot[];
  /** Words of the commands that start those programs. */
  readonly words: readonly string[];
  /** Files of settings beside the project's code. */
  readonly settings: readonly SettingsFile[];
  /** The templates that its code may render. */
  readonly templates: TemplateSource;
  /** The distribution that a module belongs to; null for the project's own and for what no list names. */
  ownerOf(module: Pick<FoundModule, 'entry' | 'file'>): DistributionName | null;
  /** Whether the list of a distribution's files is known: else that no module is its own means nothing. */
  knowsFilesOf(distribution: DistributionName): boolean;
  /** Its file as a person would name it: relative to the project or to site-packages. */
  fileOf(module: FoundModule): string;
}

/** The Python that is assumed where none is known: the newest whose standard library is known. */
const NEWEST_MINOR = 14;
const PYPROJECT_LIMIT = 4 << 20;

/** Looks at a project and its environment; reads folders and lists of files, no source. */
export function openProgram(input: ProgramInput): Program {
  const { files, project, target } = input;
  const own = project === null ? null : findFirstParty(files, project);
  const roots = sourceRoots(own, input.includeTests);
  const overlay = input.code === undefined ? null : overlayDistributions('site-packages', input.code);
  const environments = [
    ...input.sitePackages.map((folder) => environmentEntries(files, folder, roots)),
    ...(overlay === null ? [] : [overlay]),
  ];
  const entries = [
    ...projectEntries(files, roots, own?.scripts),
    ...environments.flatMap((environment) => environment.entries),
  ];
  const ownership = new Map<SearchEntry, Ownership>();
  let hasUnowned = false;
  for (const environment of environments) {
    const [first] = environment.entries;
    if (first === undefined || first.tree === overlay?.tree) continue;
    const own = readOwnership(files, first.tree);
    for (const [entry, owner] of ownersOfEntries(files, environment, own)) {
      ownership.set(entry, owner);
      hasUnowned ||= owner !== own && hasUnownedModule(entry, owner);
    }
  }
  for (const entry of overlay?.entries ?? []) if (overlay !== null) ownership.set(entry, overlay.ownership);
  const finder = moduleFinder(entries, standardLibrary(target.version?.[1] ?? NEWEST_MINOR));
  const entryPoints = environments.flatMap(({ entries: [first] }) =>
    first === undefined ? [] : readEntryPoints(first.tree),
  );
  // A library for Django runs as the settings of its tests say.
  const needsSettings =
    own !== null && !input.includeTests && finder.find('django' as ModuleName)?.entry?.firstParty === false;
  const configuring = new Set(needsSettings ? testSettings(files, own) : []);
  const modules = (own?.files ?? []).flatMap((file) =>
    firstPartyModule(file, entries, input.includeTests || configuring.has(file)),
  );
  const narrowed = input.entries?.map((text) => findEntry(finder, modules, text)) ?? null;
  const outside =
    project === null || narrowed !== null
      ? { roots: [], words: [] }
      : findDeclaredRoots({
          files,
          project,
          finder,
          entryPoints,
          requirements: input.requirements ?? [],
          topLevelOf: (distribution) => [...ownership.values()].flatMap((owner) => owner.topLevelOf(distribution)),
          includeTools: input.includeTests,
        });
  const startup = environments.flatMap((environment) =>
    environment.startup.map((start): DeclaredRoot => ({ ...start, kind: 'dynamic', attribute: null, isMain: false })),
  );
  return {
    finder,
    target,
    entries,
    firstParty:
      narrowed === null
        ? withoutBuildBackend(withoutTestPlugins(modules, entryPoints, input.includeTests), files, project)
        : narrowed.flatMap(({ module }) => (module === null ? [] : [module])),
    narrowed,
    entryPoints,
    declared: [...startup, ...outside.roots],
    words: outside.words,
    settings: project === null || own === null ? [] : ownSettings(files, project, own),
    templates: {
      project: () => (project === null || own === null ? [] : ownTemplates(files, project, own, input.includeTests)),
      of: templatesOfPackage,
    },
    ownerOf(module) {
      const { entry, file } = module;
      if (entry === null || file === null || entry.firstParty) return null;
      const owner = ownership.get(entry)?.ownerOf(file) ?? null;
      return owner ?? (entry.distribution as DistributionName | null);
    },
    knowsFilesOf(distribution) {
      const owners = [...ownership.values()].filter((owner) => owner.knows(distribution));
      // A list without modules (an editable install's) says nothing where a folder has no owner: it may be that one's.
      return owners.length > 0 && (!hasUnowned || owners.some((owner) => owner.topLevelOf(distribution).length > 0));
    },
    fileOf(module) {
      const { entry, file } = module;
      if (entry === null || file === null) return module.name;
      if (!entry.firstParty || project === null) return file;
      const absolute = `${entry.tree.root}/${file}`;
      return absolute.startsWith(`${project}/`) ? absolute.slice(project.length + 1) : absolute;
    },
  };
}

/** The project's templates, without those of its tests. */
function ownTemplates(files: Files, project: string, own: FirstParty, includeTests: boolean) {
  const tree = diskTree(files, project);
  return own.templates
    .filter(({ role }) => role === 'code' || (role === 'test' && includeTests))
    .map(({ relative }) => templateFile(tree, relative, true));
}

/** The project's files of settings, without those of its tests and tools. */
function ownSettings(files: Files, project: string, own: FirstParty): readonly SettingsFile[] {
  const tree = diskTree(files, project);
  return own.settings.filter(({ role }) => role === 'code').map(({ relative }) => settingsFile(tree, relative));
}

/** Whether an added folder offers a module that nobody is known to own. */
function hasUnownedModule({ tree, folder, distribution }: SearchEntry, owner: Ownership): boolean {
  if (distribution !== null) return false;
  return [...tree.list(folder).keys()].some((name) => /^[a-z_]\w*(\.py)?$/i.test(name) && owner.ownerOf(name) === null);
}

/** The project's source roots; with its tests, the folders that pytest puts on the path too: those of test scripts. */
function sourceRoots(own: FirstParty | null, includeTests: boolean): readonly string[] {
  if (own === null) return [];
  const tests = own.files.filter(({ role }) => includeTests && role === 'test').map(({ root }) => root);
  return [...new Set([...own.roots, ...tests])];
}

/** The module of `module` or `module:attribute`; a script's is found by its file's name too. */
function findEntry(finder: ModuleFinder, modules: readonly FoundModule[], text: string): ProgramEntry {
  const [name = '', attribute = null] = text.split(':', 2);
  const own = modules.find((module) => module.name === name);
  const parsed = parseModuleName(name);
  const found = own ?? (parsed === null ? null : finder.find(parsed));
  return { text, module: found === null || found.kind === 'standard' ? null : found, attribute };
}

/** What offers fixtures to tests is test code, and a script `test-….py`: an entry point of pytest says so, or the name. */
function withoutTestPlugins(
  modules: readonly FoundModule[],
  entryPoints: readonly EntryPoint[],
  includeTests: boolean,
): readonly FoundModule[] {
  if (includeTests) return modules;
  const plugins = new Set(entryPoints.filter(({ group }) => group === 'pytest11').map(({ module }) => module));
  return modules.filter(
    ({ name }) => !plugins.has(name) && !/(^|\.)(_?pytest_(plugins?|fixtures?)|test-[^.]+)$/.test(name),
  );
}

/** A build backend inside the project (PEP 517, `backend-path`) runs when the project is built, not in it. */
function withoutBuildBackend(
  modules: readonly FoundModule[],
  files: Files,
  project: string | null,
): readonly FoundModule[] {
  if (project === null || files.status(`${project}/pyproject.toml`)?.kind !== 'file') return modules;
  let text = '';
  try {
    text = files.readText(`${project}/pyproject.toml`, PYPROJECT_LIMIT);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
  const list = /^\s*backend-path\s*=\s*\[([^\]]*)\]/m.exec(text)?.[1] ?? '';
  const folders = [...list.matchAll(/["']([^"']+)["']/g)]
    .map((match) => (match[1] ?? '').replace(/^\.\/|\/$/g, ''))
    .filter((folder) => folder !== '' && folder !== '.' && folder !== 'src');
  return modules.filter(({ entry, file }) => {
    const absolute = `${entry?.tree.root}/${file}`;
    return !folders.some((folder) => absolute.startsWith(`${project}/${folder}/`));
  });
}

/** A file of the project as a module. One whose name cannot be imported is still a script that may be started. */
function firstPartyModule(
  file: FirstPartyFile,
  entries: readonly SearchEntry[],
  includeTests: boolean,
): readonly FoundModule[] {
  if (file.role === 'tool' || (file.role === 'test' && !includeTests)) return [];
  const entry = entries.find((each) => each.firstParty && each.tree.root === file.root);
  if (entry === undefined) return [];
  const inner = file.file.slice(file.root.length + 1);
  const folder = inner.slice(0, Math.max(0, inner.lastIndexOf('/')));
  return [
    {
      name: file.name ?? (inner.replace(/\.py$/, '').replaceAll('/', '.') as ModuleName),
      kind: 'source',
      isPackage: file.isPackage,
      entry,
      file: inner,
      stub: null,
      path: file.isPackage ? [{ entry, folder }] : [],
    },
  ];
}
