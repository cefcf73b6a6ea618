// The shortest chain of steps from a root to each module, resolved steps preferred.
import type { Edge, GraphModule, ModuleGraph } from './module-graph.ts';

/** A chain of steps from the outside to a module; `dynamic` counts the steps that are no import statements. */
export interface Chain {
  readonly edge: Edge;
  readonly before: Chain | null;
  readonly dynamic: number;
  readonly length: number;
}

/** The best chain to each module that can be loaded: fewest dynamic steps, then fewest steps. */
export function shortestChains(graph: Pick<ModuleGraph, 'roots'>): ReadonlyMap<GraphModule, Chain> {
  const best = new Map<GraphModule, Chain>();
  // Level by level: within one count of dynamic steps, breadth first over resolved ones; then one dynamic step more.
  let level: Chain[] = graph.roots.map((edge) => ({ edge, before: null, dynamic: edge.resolved ? 0 : 1, length: 1 }));
  while (level.length > 0) {
    const count = Math.min(...level.map((chain) => chain.dynamic));
    const later = level.filter((chain) => chain.dynamic > count);
    let frontier = level.filter((chain) => chain.dynamic === count).sort((left, right) => left.length - right.length);
    while (frontier.length > 0) {
      const next: Chain[] = [];
      for (const chain of frontier) {
        const module = chain.edge.to;
        const known = best.get(module);
        if (known !== undefined && (known.dynamic < chain.dynamic || known.length <= chain.length)) continue;
        best.set(module, chain);
        for (const edge of module.edges) {
          const step: Chain = {
            edge,
            before: chain,
            dynamic: chain.dynamic + (edge.resolved ? 0 : 1),
            length: chain.length + 1,
          };
          const target = best.get(edge.to);
          if (target !== undefined && target.dynamic <= step.dynamic) continue;
          (edge.resolved ? next : later).push(step);
        }
      }
      frontier = next;
    }
    level = later.filter((chain) => !best.has(chain.edge.to));
  }
  return best;
}

/** The edges of a chain, from the root on. */
export function chainEdges(chain: Chain): readonly Edge[] {
  const edges: Edge[] = [];
  for (let link: Chain | null = chain; link !== null; link = link.before) edges.push(link.edge);
  return edges.reverse();
}
