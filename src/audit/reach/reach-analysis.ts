// Reachability of one project: its code and its environment read once, then asked for each vulnerability.
import type { Fault } from '../../finding/fault.ts';
import type { Inventory } from '../../finding/inventory.ts';
import type { Host } from '../../host/host.ts';
import type { CodeLocation } from '../../project/code/locate-code.ts';
import { deriveCallGraph } from '../../python/call/call-graph.ts';
import type { Code } from '../../python/definition/find-definition.ts';
import type { GraphTarget } from '../../python/graph/guard.ts';
import type { Requirement } from '../../python/module/declared-roots.ts';
import { type ModuleReader, openModuleReader, type UnreadFile } from '../../python/module-reader.ts';
import { openProgram, type Program } from '../../python/program.ts';
import type { Tick } from '../../python/tick.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { EntryError } from './entry-error.ts';
import { mapBlindSpots } from './map-blind-spots.ts';
import { mapCalls } from './map-calls.ts';
import { indexReachMap, type ReachIndex, type ReachMap } from './reach-map.ts';
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
  /** Told how far the analysis is; says whether its time is up. */
  readonly tick: Tick;
  /** The release of Theriac: another one may see more. */
  readonly version: string;
}

/** What the project's code gets to, and the code itself for those who ask where a name is defined. */
export interface ReachAnalysis {
  readonly index: ReachIndex;
  readonly program: Program;
  readonly code: Code;
  readonly faults: readonly Fault[];
  close(): void;
}

/** Reads the project and its environment and draws the map; takes the last run's where nothing has changed. */
export async function analyseReach(host: Host, input: ReachInput): Promise<ReachAnalysis> {
  const target = graphTarget(input.inventory);
  const { cacheDirectory } = input;
  const key = [
    input.version,
    input.inventory.root,
    input.sitePackages,
    target,
    input.includeTests,
    input.entries,
    ...codeKey(input),
  ];
  const path = cacheDirectory === null ? null : snapshotPath(cacheDirectory, key);
  const kept = path === null ? null : readSnapshot<ReachMap>(host, path);
  const observed = observeFiles(host.files);
  const watching: Host = kept === null ? { ...host, files: observed.files } : host;
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
  const reader = await openModuleReader(watching, cacheDirectory, input.tick);
  const map = kept ?? (await drawMap(program, reader, input, target));
  if (kept === null && path !== null && !map.truncated) writeSnapshot(host, path, observed, map);
  return {
    index: indexReachMap(map),
    program,
    code: {
      find: (name) => program.finder.find(name),
      summaryOf: async (module) => (module.kind === 'source' ? ((await reader.read([module]))[0] ?? null) : null),
    },
    faults: map.faults,
    close: () => reader.close(),
  };
}

async function drawMap(
  program: Program,
  reader: ModuleReader,
  input: ReachInput,
  target: GraphTarget,
): Promise<ReachMap> {
  const graph = await deriveCallGraph({
    graph: {
      finder: program.finder,
      target,
      firstParty: program.firstParty,
      narrowed: program.narrowed,
      entryPoints: program.entryPoints,
      declared: program.declared,
      words: program.words,
      read: reader.read,
      expect: reader.expect,
    },
    ownerOf: program.ownerOf,
    templates: program.templates,
    tick: input.tick,
  });
  return {
    units: mapCalls(program, graph),
    blindSpots: mapBlindSpots(program, graph.growth.graph()),
    roots: program.firstParty.length,
    truncated: graph.engine.isCut,
    installed: [
      ...installedDistributions(program),
      ...input.code.trees.map(({ distribution, version }) => [distribution, version, true] as const),
    ],
    missing: input.code.missing.map(({ distribution, reason }) => [distribution, reason] as const),
    faults: [...input.code.faults, ...reader.unread.map((file) => unreadFault(program, file))],
  };
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

/** What the project itself asks for, each with the line that locks or declares it. */
function requirementsOf({ requires, distributions }: Inventory): readonly Requirement[] {
  const locations = new Map(distributions.map(({ name, location }) => [name, location]));
  return requires
    .filter(({ group }) => group === null)
    .map(({ name }) => ({ name, location: locations.get(name) ?? null }));
}

function graphTarget(inventory: Inventory): GraphTarget {
  const [major, minor] = (inventory.target?.version ?? '').split('.').map(Number);
  const known = major !== undefined && minor !== undefined && Number.isInteger(major) && Number.isInteger(minor);
  return { version: known ? [major, minor] : null, platform: inventory.target?.platform ?? null };
}
