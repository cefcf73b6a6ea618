// Which imports of a module the module graph follows, for those who ask often.
import type { GraphModule } from '../graph/module-graph.ts';

/** Tells whether the module graph follows some import of one module in another; its steps may become more. */
export function openImportTargets(): (from: GraphModule, to: GraphModule) => boolean {
  const targets = new Map<GraphModule, { count: number; readonly set: Set<GraphModule> }>();
  return (from, to) => {
    let known = targets.get(from);
    if (known === undefined) {
      known = { count: 0, set: new Set() };
      targets.set(from, known);
    }
    for (; known.count < from.edges.length; known.count++) {
      const edge = from.edges[known.count];
      if (edge !== undefined) known.set.add(edge.to);
    }
    return known.set.has(to);
  };
}
