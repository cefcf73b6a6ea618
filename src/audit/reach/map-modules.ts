// The map that a module graph gives: modules alone, each with the last step of the shortest chain to it.
import type { Edge, GraphModule, ModuleGraph } from '../../python/graph/module-graph.ts';
import type { Program } from '../../python/program.ts';
import type { MappedUnit } from './reach-map.ts';

/** How a module is best reached. */
interface Arrival {
  readonly edge: Edge;
  readonly dynamic: number;
  readonly length: number;
}

/** One unit for each loaded module that a chain of steps leads to. */
export function mapModules(program: Program, graph: ModuleGraph): readonly MappedUnit[] {
  const arrivals = shortestArrivals(graph);
  const positions = new Map([...arrivals.keys()].map((module, index) => [module, index]));
  return [...arrivals].map(([module, { edge, dynamic, length }]) => ({
    ...describeModule(program, edge, edge.from === null ? module : edge.from),
    before: edge.from === null ? -1 : (positions.get(edge.from) ?? -1),
    kind: edge.from !== null && edge.kind === 'root' ? 'load' : edge.kind,
    dynamic,
    length,
  }));
}

/** A module that a step of the graph loads; the chain before it is still to be told. */
export function describeModule(
  program: Program,
  { to, line, declaredIn }: Edge,
  origin: GraphModule,
): Omit<MappedUnit, 'before' | 'kind' | 'dynamic' | 'length'> {
  return {
    form: 'module',
    module: to.found.name,
    function: null,
    file: program.fileOf(to.found),
    line: 1,
    distribution: program.ownerOf(to.found),
    firstParty: to.firstParty,
    stepFile: declaredIn ?? program.fileOf(origin.found),
    stepLine: line,
  };
}

/** Fewest dynamic steps first, then fewest steps. */
function shortestArrivals({ roots }: ModuleGraph): ReadonlyMap<GraphModule, Arrival> {
  const best = new Map<GraphModule, Arrival>();
  let waiting: Arrival[] = roots.map((edge) => ({ edge, dynamic: edge.resolved ? 0 : 1, length: 1 }));
  for (let dynamic = 0; waiting.length > 0; dynamic += 1) {
    const later = waiting.filter((arrival) => arrival.dynamic > dynamic);
    const byLength: Arrival[][] = [];
    const put = (arrival: Arrival): void => {
      byLength[arrival.length] ??= [];
      byLength[arrival.length]?.push(arrival);
    };
    for (const arrival of waiting) if (arrival.dynamic === dynamic) put(arrival);
    for (let length = 1; length < byLength.length; length += 1) {
      for (const arrival of byLength[length] ?? []) {
        const { to } = arrival.edge;
        if (best.has(to)) continue;
        best.set(to, arrival);
        for (const edge of to.edges) {
          if (best.has(edge.to)) continue;
          if (edge.resolved) put({ edge, dynamic, length: length + 1 });
          else later.push({ edge, dynamic: dynamic + 1, length: length + 1 });
        }
      }
    }
    waiting = later;
  }
  return best;
}
