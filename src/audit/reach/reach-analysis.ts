// Reachability of one project: its code and its environment read once, then asked for each vulnerability.
import { basename } from 'node:path';
import type { Fault } from '../../finding/fault.ts';
import type { Inventory } from '../../finding/inventory.ts';
import type { Host } from '../../host/host.ts';
import type { GraphTarget } from '../../python/graph/guard.ts';
import { deriveModuleGraph, type GraphModule, type ModuleGraph } from '../../python/graph/module-graph.ts';
import { type Chain, shortestChains } from '../../python/graph/witness.ts';
import { type ModuleReader, openModuleReader } from '../../python/module-reader.ts';
import { openProgram, type Program } from '../../python/program.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';

export interface ReachInput {
  readonly inventory: Inventory;
  /** The `site-packages` folders whose code is analysed, absolute. */
  readonly sitePackages: readonly string[];
  readonly includeTests: boolean;
  /** Where summaries are kept between runs; null: nowhere. */
  readonly cacheDirectory: string | null;
}

/** The project's code, its environment, and all that it loads. */
export interface ReachAnalysis {
  readonly program: Program;
  readonly graph: ModuleGraph;
  readonly chains: ReadonlyMap<GraphModule, Chain>;
  readonly reader: ModuleReader;
  /** The version of each distribution whose code is there, as its metadata folder is named. */
  readonly installed: ReadonlyMap<DistributionName, string>;
  readonly faults: readonly Fault[];
  close(): void;
}

/** Reads the project and its environment and draws the module graph. */
export async function analyseReach(host: Host, input: ReachInput): Promise<ReachAnalysis> {
  const { inventory, sitePackages } = input;
  const target = graphTarget(inventory);
  const program = openProgram({
    files: host.files,
    project: inventory.root,
    sitePackages,
    target,
    includeTests: input.includeTests,
  });
  const reader = await openModuleReader(host, input.cacheDirectory);
  const graph = await deriveModuleGraph({
    finder: program.finder,
    target,
    firstParty: program.firstParty,
    entryPoints: program.entryPoints,
    declared: program.startup.map(({ module, file, line }) => ({ module, file, line, kind: 'dynamic' as const })),
    read: reader.read,
  });
  return {
    program,
    graph,
    chains: shortestChains(graph),
    reader,
    installed: new Map(sitePackages.flatMap((folder) => installedVersions(host, folder))),
    faults: reader.unread.map(({ module, message }) => ({
      code: 'file-unreadable',
      effect: 'incomplete',
      file: program.fileOf(module),
      message: `its code was not analysed: ${message}`,
    })),
    close: () => reader.close(),
  };
}

/** Name and version out of the names of `*.dist-info` and `*.egg-info`. */
function installedVersions(host: Host, folder: string): readonly [DistributionName, string][] {
  return host.files.list(folder).flatMap(({ name }): [DistributionName, string][] => {
    const match = /^(.+?)-([^-]+)(?:-py[\d.]+)?\.(?:dist-info|egg-info)$/.exec(basename(name));
    return match === null ? [] : [[normaliseDistributionName(match[1] ?? ''), match[2] ?? '']];
  });
}

function graphTarget(inventory: Inventory): GraphTarget {
  const [major, minor] = (inventory.target?.version ?? '').split('.').map(Number);
  const known = major !== undefined && minor !== undefined && Number.isInteger(major) && Number.isInteger(minor);
  return { version: known ? [major, minor] : null, platform: inventory.target?.platform ?? null };
}
