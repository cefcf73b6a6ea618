// Reachability of one project: its code and its environment, read as far as what is asked needs it.
import type { Fault } from '../../finding/fault.ts';
import type { Inventory } from '../../finding/inventory.ts';
import type { Host } from '../../host/host.ts';
import type { CodeLocation } from '../../project/code/locate-code.ts';
import { deriveCallGraph, type Slice } from '../../python/call/call-graph.ts';
import type { Code } from '../../python/definition/find-definition.ts';
import type { GraphTarget } from '../../python/graph/guard.ts';
import { growModuleGraph, type ModuleGraph, type ModuleGrowth } from '../../python/graph/module-graph.ts';
import type { FoundModule } from '../../python/module/module-finder.ts';
import { openModuleReader, type UnreadFile } from '../../python/module-reader.ts';
import { openProgram, type Program } from '../../python/program.ts';
import type { Summary } from '../../python/summary/summary.ts';
import type { Tick } from '../../python/tick.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { type CodeNames, readCodeNames } from './code-names.ts';
import { EntryError } from './entry-error.ts';
import { importsBetween, leadingAsWritten, leadingByBound, namedByProject, takersOf } from './leading.ts';
import { mapBlindSpots, unseenFaults } from './map-blind-spots.ts';
import { mapCalls } from './map-calls.ts';
import { mapModules } from './map-modules.ts';
import { indexReachMap, type MappedUnit, type ReachIndex, type ReachMap } from './reach-map.ts';
import { isComplete, ownRequirements, requirementsOf } from './requirements.ts';
import { observeFiles, readSnapshot, snapshotPath, writeSnapshot } from './snapshot.ts';

export interface ReachInput {
  readonly inventory: Inventory;
  /** The `site-packages` folders whose code is analysed, absolute. */
  readonly sitePackages: readonly string[];
  /** The code of what is not installed, and why some of it is not at hand. */
  readonly code: Pick<CodeLocation, 'trees' | 'missing' | 'faults'>;
  readonly includeTests: boolean;
  /** The only roots, as `module` or `module:attribute`; none: all code of the project. */
  readonly entries: readonly string[];
  /** Where summaries and maps are kept between runs; null: nowhere. */
  readonly cacheDirectory: string | null;
  /** Told how far the analysis is; says what it has used up. */
  readonly tick: Tick;
  /** The release of Theriac: another one may see more. */
  readonly version: string;
}

/** How far a map looks. */
type Depth = 'lower' | 'upper' | 'calls';

/** A map, and the code itself for those who ask where a name is defined. */
export interface ReachView {
  readonly depth: Depth;
  readonly index: ReachIndex;
  readonly program: Program;
  readonly code: Code;
  /** Distributions that a name given at run time can mean, where no code loads them. */
  readonly ownRequirements: ReadonlySet<string>;
}

/**
 * What the project's code gets to, in three depths; each is drawn when it is first asked for. The two bounds hold
 * modules alone, and cost a fraction of what following all calls costs.
 */
export interface ReachAnalysis {
  readonly program: Program;
  /** What surely is in the whole too: what importing the project's modules and calling its own functions loads. */
  lower(): Promise<ReachView>;
  /**
   * No module is in the whole that is not in here: as if every function of each loaded module ran. The whole itself
   * where it is at hand.
   */
  upper(): Promise<ReachView>;
  /**
   * Modules and functions, calls followed: those of the distributions that can lead to the given ones, all others
   * taken for code outside. Without names, or where the whole is at hand, all.
   */
  calls(distributions?: readonly string[]): Promise<ReachView>;
  /** Whether `calls` for these needs the upper bound to know who can lead there. */
  needsUpper(distributions: readonly string[]): Promise<boolean>;
  /** What could not be read, as far as it matters to what was asked. */
  faults(): readonly Fault[];
  /** May be called again. */
  close(): void;
}

/** Opens the project and its environment. What was drawn in the last run is taken where nothing has changed since. */
export async function analyseReach(host: Host, input: ReachInput): Promise<ReachAnalysis> {
  const target = graphTarget(input.inventory);
  const observed = observeFiles(host.files);
  const watching: Host = { ...host, files: observed.files };
  const program = openProgram({
    files: watching.files,
    project: input.inventory.root,
    sitePackages: input.sitePackages,
    code: input.code.trees,
    target,
    includeTests: input.includeTests,
    // What only a development group brings is started by developers, not by the program.
    requirements: requirementsOf(input.inventory),
    ...(input.entries.length > 0 && { entries: input.entries }),
  });
  const absent = program.narrowed?.find((entry) => entry.module === null);
  if (absent !== undefined) throw new EntryError(absent.text);
  const reader = await openModuleReader(watching, input.cacheDirectory, input.tick);
  const own = ownRequirements(input.inventory);
  const views = new Map<string, Promise<ReachView>>();
  /** The deepest map asked for whose modules are all sure to be in the whole. */
  let seen: ReachMap | null = null;
  let growing: ModuleGrowth | null = null;
  /** The module graph of the upper bound. */
  let widest: Promise<ModuleGrowth> | null = null;
  let codeNames: { readonly names: CodeNames | null } | null = null;
  let written: { readonly imports: WrittenImports | null } | null = null;
  const summaries = new WeakMap<FoundModule, Summary | null>();
  let isOpen = true;

  /** The module graph as far as the lower bound goes; whoever takes it may let it grow. */
  async function takeGrowth(): Promise<ModuleGrowth> {
    const growth = growing ?? (await grow());
    growing = null;
    return growth;
  }

  function atHand(): ReachMap['installed'] {
    return [
      ...installedDistributions(program),
      ...input.code.trees.map(({ distribution, version }) => [distribution, version, true] as const),
    ];
  }

  /** A module that several graphs hold is read once. */
  async function read(modules: readonly FoundModule[]): Promise<readonly (Summary | null)[]> {
    const fresh = modules.filter((module) => !summaries.has(module));
    const given = fresh.length === 0 ? [] : await reader.read(fresh);
    for (const [index, module] of fresh.entries()) summaries.set(module, given[index] ?? null);
    return modules.map((module) => summaries.get(module) ?? null);
  }

  function namesOfCode(): CodeNames | null {
    codeNames ??= { names: readCodeNames(program, input.tick) };
    return codeNames.names;
  }

  /** Who may import whom, read off the code's text; null where it has none. */
  function writtenImports(): WrittenImports | null {
    written ??= { imports: findWrittenImports() };
    return written.imports;
  }

  function findWrittenImports(): WrittenImports | null {
    const path = keptAt('imports', []);
    const known = path === null ? null : readSnapshot<WrittenImports>(host, path);
    if (known !== null) return known;
    const names = namesOfCode();
    if (names === null) return null;
    const found: WrittenImports = { imports: names.imports, named: names.named, takers: names.takers };
    if (path !== null) writeSnapshot(host, path, observed, found);
    return found;
  }

  /** The distributions that can lead to the given ones, as far as texts tell; null where they do not. */
  async function leadingByTexts(distributions: readonly string[]): Promise<ReadonlySet<string> | null> {
    const texts = writtenImports();
    if (texts === null) return null;
    return leadingAsWritten((await view(LOWER)).index, texts, distributions);
  }

  /** Those that can lead there by texts, or by the upper bound. */
  async function leading(distributions: readonly string[]): Promise<ReadonlySet<string>> {
    const found = (await leadingByTexts(distributions)) ?? leadingByBound((await view(UPPER)).index, distributions);
    const texts = writtenImports();
    return texts === null ? found : new Set([...found, ...takersOf(texts, found)]);
  }

  /** What is known of the code of other distributions than these. */
  async function sliceOf(only: ReadonlySet<string>): Promise<Slice> {
    const names = namesOfCode();
    if (names !== null) {
      return { only, mentions: (word) => names.mentions(word, only), importsByText: names.importsByText };
    }
    const beyond = (await widen()).graph().modules.filter(({ found }) => {
      const owner = program.ownerOf(found);
      return owner !== null && !only.has(owner);
    });
    const words = new Set(beyond.flatMap(({ facts }) => facts?.summary.strings ?? []));
    return { only, mentions: (word) => words.has(word), importsByText: () => true };
  }

  function widen(): Promise<ModuleGrowth> {
    widest ??= takeGrowth().then(async (growth) => {
      growth.widen('all');
      await growth.settle();
      return growth;
    });
    return widest;
  }

  async function grow(): Promise<ModuleGrowth> {
    const growth = growModuleGraph(
      {
        finder: program.finder,
        target,
        firstParty: program.firstParty,
        narrowed: program.narrowed,
        entryPoints: program.entryPoints,
        declared: program.declared,
        words: program.words,
        settings: program.settings,
        complete: isComplete(input.inventory, input.code.missing, atHand()),
        read,
        expect: (modules) => reader.expect(modules.filter((module) => !summaries.has(module))),
      },
      { width: program.narrowed === null ? 'project' : 'none', tick: input.tick },
    );
    await growth.settle();
    return growth;
  }

  function pathOf(look: Look): string | null {
    return keptAt(look.depth, look.only === null ? null : [...look.only].sort());
  }

  /** Where something that was drawn of this project and its environment is kept. */
  function keptAt(what: string, of: readonly string[] | null): string | null {
    if (input.cacheDirectory === null) return null;
    return snapshotPath(input.cacheDirectory, [
      what,
      of,
      input.version,
      input.inventory.root,
      input.sitePackages,
      target,
      input.includeTests,
      input.entries,
      ...codeKey(input),
    ]);
  }

  function kept(look: Look): ReachMap | null {
    const path = pathOf(look);
    return path === null ? null : readSnapshot<ReachMap>(host, path);
  }

  async function draw(look: Look): Promise<ReachMap> {
    // What takes the lower bound's graph on leaves none for it.
    if (look.depth === 'calls') await view(LOWER);
    const map = await DRAW[look.depth](look);
    const path = pathOf(look);
    if (path !== null && map.truncated === null) writeSnapshot(host, path, observed, map);
    return map;
  }

  const DRAW: Readonly<Record<Depth, (look: Look) => Promise<ReachMap>>> = {
    async lower() {
      growing = await grow();
      const graph = growing.graph();
      return describe(mapModules(program, graph), graph);
    },
    async upper() {
      const graph = (await widen()).graph();
      return describe(mapModules(program, graph), graph);
    },
    async calls({ only }) {
      const slice = only === null ? null : await sliceOf(only);
      const growth = await takeGrowth();
      const { ownerOf, templates } = program;
      const graph = await deriveCallGraph({
        growth,
        ownerOf,
        templates,
        tick: input.tick,
        ...(slice !== null && { slice }),
      });
      return describe(mapCalls(program, graph), growth.graph(), graph.engine.isCut);
    },
  };

  function describe(units: readonly MappedUnit[], graph: ModuleGraph, mayBeCut = true): ReachMap {
    const blindSpots = mapBlindSpots(program, graph.blindSpots);
    return {
      units,
      blindSpots,
      imports: importsBetween(program, graph),
      named: namedByProject(program, graph),
      roots: program.firstParty.length,
      truncated: mayBeCut ? input.tick('modules', units.length) : null,
      installed: atHand(),
      missing: input.code.missing.map(({ distribution, reason }) => [distribution, reason] as const),
      faults: [...input.code.faults, ...unreadFaults(units), ...unseenFaults(blindSpots)],
    };
  }

  /** Of what a map holds; a deeper look may have read more. */
  function unreadFaults(units: readonly MappedUnit[]): readonly Fault[] {
    const files = new Set(units.map(({ file }) => file));
    return reader.unread.flatMap((file) =>
      files.has(program.fileOf(file.module)) ? [unreadFault(program, file)] : [],
    );
  }

  const code: Code = {
    find: (name) => program.finder.find(name),
    async summaryOf(module) {
      if (module.kind !== 'source') return null;
      return summaries.get(module) ?? (await reader.read([module]))[0] ?? null;
    },
  };

  function view(look: Look): Promise<ReachView> {
    const known = views.get(keyOf(look));
    if (known !== undefined) return known;
    const map = kept(look);
    return keep(look, map === null ? draw(look) : Promise.resolve(map));
  }

  function keep(look: Look, map: Promise<ReachMap>): Promise<ReachView> {
    const made = map.then((given) => {
      if (look.depth !== 'upper') seen = given;
      return { depth: look.depth, index: indexReachMap(given), program, code, ownRequirements: own };
    });
    views.set(keyOf(look), made);
    return made;
  }

  /** All calls followed, where somebody asked for that before. */
  function whole(): Promise<ReachView> | null {
    const known = views.get(keyOf(WHOLE));
    if (known !== undefined) return known;
    const map = kept(WHOLE);
    return map === null ? null : keep(WHOLE, Promise.resolve(map));
  }

  return {
    program,
    lower: () => view(LOWER),
    upper: () => whole() ?? view(UPPER),
    async calls(distributions) {
      if (distributions === undefined) return view(WHOLE);
      const drawn = whole();
      if (drawn !== null) return drawn;
      const only = await leading(distributions);
      return view({ depth: 'calls', only });
    },
    needsUpper: async (distributions) => whole() === null && (await leadingByTexts(distributions)) === null,
    faults: () => seen?.faults ?? [],
    close() {
      if (isOpen) reader.close();
      isOpen = false;
    },
  };
}

type WrittenImports = Pick<CodeNames, 'imports' | 'named' | 'takers'>;

/** A map that can be drawn: how far it looks, and the distributions whose calls are followed (null: all). */
interface Look {
  readonly depth: Depth;
  readonly only: ReadonlySet<string> | null;
}

const LOWER: Look = { depth: 'lower', only: null };
const UPPER: Look = { depth: 'upper', only: null };
const WHOLE: Look = { depth: 'calls', only: null };

function keyOf({ depth, only }: Look): string {
  return [depth, ...(only === null ? [] : [...only].sort())].join(' ');
}

function unreadFault(program: Program, { module, message }: UnreadFile): Fault {
  return {
    code: 'file-unreadable',
    effect: 'incomplete',
    file: program.fileOf(module),
    message: `its code was not analysed: ${message}`,
  };
}

/** Archives and packs are told apart by what they hold, since their paths are caches'. */
function codeKey({ code }: ReachInput): readonly unknown[] {
  return code.trees.map(({ distribution, version, path, hash }) => [distribution, version, path, hash]);
}

/** Name and version out of the names of `*.dist-info` and `*.egg-info`. */
function installedDistributions(program: Program): ReachMap['installed'] {
  return program.entries.flatMap((entry) =>
    [...entry.tree.list(entry.folder).keys()].flatMap((name): [string, string, boolean][] => {
      const match = /^(.+?)-([^-]+)(?:-py[\d.]+)?\.(?:dist-info|egg-info)$/.exec(name);
      if (match === null || entry.firstParty) return [];
      const distribution = normaliseDistributionName(match[1] ?? '');
      return [[distribution, match[2] ?? '', program.knowsFilesOf(distribution)]];
    }),
  );
}

function graphTarget(inventory: Inventory): GraphTarget {
  const [major, minor] = (inventory.target?.version ?? '').split('.').map(Number);
  const known = major !== undefined && minor !== undefined && Number.isInteger(major) && Number.isInteger(minor);
  return { version: known ? [major, minor] : null, platform: inventory.target?.platform ?? null };
}
