// The map that a module graph gives: modules alone, functions undecided.
import type { StepKind } from '../../finding/finding.ts';
import type { Edge, ModuleGraph } from '../../python/graph/module-graph.ts';
import { type Chain, shortestChains } from '../../python/graph/witness.ts';
import type { Program } from '../../python/program.ts';
import type { MappedBlindSpot, MappedUnit } from './reach-map.ts';

/** One unit for each loaded module, with the last step of the shortest chain to it. */
export function mapModules(program: Program, graph: ModuleGraph): readonly MappedUnit[] {
  const chains = shortestChains(graph);
  const modules = graph.modules.filter((module) => chains.has(module));
  const positions = new Map(modules.map((module, index) => [module, index]));
  return modules.flatMap((module): MappedUnit[] => {
    const chain: Chain | undefined = chains.get(module);
    if (chain === undefined) return [];
    const { edge } = chain;
    const place = edge.from ?? edge.to;
    return [
      {
        module: module.found.name,
        function: null,
        file: program.fileOf(module.found),
        line: 1,
        distribution: program.ownerOf(module.found),
        firstParty: module.firstParty,
        before: edge.from === null ? -1 : (positions.get(edge.from) ?? -1),
        kind: STEP_KINDS[edge.kind],
        stepFile: edge.declaredIn ?? program.fileOf(place.found),
        stepLine: edge.line,
        dynamic: chain.dynamic,
        length: chain.length,
      },
    ];
  });
}

/** The places where the graph cannot see. */
export function mapBlindSpots(program: Program, graph: ModuleGraph): readonly MappedBlindSpot[] {
  return graph.blindSpots.map(({ module, line, why }) => ({
    file: program.fileOf(module.found),
    line,
    why,
    distribution: module.firstParty ? null : program.ownerOf(module.found),
  }));
}

const STEP_KINDS: Readonly<Record<Edge['kind'], StepKind>> = {
  root: 'root',
  load: 'load',
  string: 'string',
  dynamic: 'dynamic',
  'entry-point': 'entry-point',
};
