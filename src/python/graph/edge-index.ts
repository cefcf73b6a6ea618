// The edges of the module graph by their ends: a package may import thousands of modules.
import type { Edge, GraphModule } from './module-graph.ts';

export interface EdgeIndex {
  /** Adds an edge to the module that it starts from, unless it has one like it. */
  add(edge: Edge & { readonly from: GraphModule }): void;
}

export function makeEdgeIndex(): EdgeIndex {
  const between = new Map<GraphModule, Map<GraphModule, Edge[]>>();
  return {
    add(edge) {
      const { from, to } = edge;
      const targets = between.get(from) ?? new Map<GraphModule, Edge[]>();
      between.set(from, targets);
      const known = targets.get(to) ?? [];
      targets.set(to, known);
      if (known.some((each) => isSame(each, edge))) return;
      known.push(edge);
      from.edges.push(edge);
    },
  };
}

function isSame(left: Edge, right: Edge): boolean {
  return (
    left.resolved === right.resolved &&
    left.attribute === right.attribute &&
    left.lazy === right.lazy &&
    left.whole === right.whole
  );
}
