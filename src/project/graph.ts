// The dependency graph of a project: what is reached from its roots, through which extras, for whom.
import type { Dependency } from '../finding/inventory.ts';
import type { DistributionName } from '../standard/distribution-name.ts';
import type { Selection } from './loader.ts';
import type { MarkerGate } from './marker-gate.ts';

/** A distribution, or the project itself, as the graph sees it. */
export interface GraphNode {
  readonly name: DistributionName;
  readonly version: string | null;
  /** It is there where one of these holds; none: always. */
  readonly markers: readonly string[];
  readonly requires: readonly Dependency[];
}

/** What the walk found out about one node. */
export interface Reached {
  /** Whether it is there for the target and the selection; also true where no root leads to it at all. */
  readonly included: boolean;
  /** The extras that were asked of it. */
  readonly extras: readonly string[];
  /** The groups and extras (`extra:socks`) of the project that bring it; empty: the project itself, or nobody. */
  readonly groups: readonly string[];
}

type Holds = (marker: string | null) => boolean;

/** Walks from `roots` over the edges that may hold. Any node whose name and version an edge fits is its target. */
export function walkGraph(
  nodes: readonly GraphNode[],
  roots: readonly Dependency[],
  gate: MarkerGate,
  selection: Selection,
): Reached[] {
  const index = new Map<string, number[]>();
  nodes.forEach((node, position) => {
    const known = index.get(node.name);
    if (known === undefined) index.set(node.name, [position]);
    else known.push(position);
  });
  const open: Holds = () => true;
  const everywhere = new Visit(nodes, index, open);
  for (const root of roots) everywhere.follow(root);

  const labels = new Map<string, Dependency[]>();
  for (const root of roots) {
    if (!isSelected(root, selection)) continue;
    const label = root.group ?? (root.extra === null ? '' : `extra:${root.extra}`);
    const known = labels.get(label);
    if (known === undefined) labels.set(label, [root]);
    else known.push(root);
  }
  const main = new Visit(nodes, index, gate.holds);
  for (const root of labels.get('') ?? []) main.follow(root);
  labels.delete('');
  const extras = main.extras.map((set) => (set === null ? null : new Set(set)));
  const groups = nodes.map((): string[] => []);
  for (const [label, edges] of labels) {
    const visit = new Visit(nodes, index, gate.holds, main);
    for (const edge of edges) visit.follow(edge);
    visit.extras.forEach((set, position) => {
      if (set === null) return;
      if (main.extras[position] === null) groups[position]?.push(label);
      const known = extras[position];
      if (known === null || known === undefined) extras[position] = new Set(set);
      else for (const extra of set) known.add(extra);
    });
  }
  return nodes.map((node, position) => {
    const reached = extras[position] ?? null;
    const orphan = everywhere.extras[position] === null && isThere(node, gate.holds);
    return {
      included: reached !== null || orphan,
      extras: reached === null ? [] : [...reached].sort(),
      groups: (groups[position] ?? []).sort(),
    };
  });
}

function isSelected(root: Dependency, selection: Selection): boolean {
  if (root.group !== null) return selection.groups === null || selection.groups.includes(root.group);
  if (root.extra !== null) return selection.extras === null || selection.extras.includes(root.extra);
  return true;
}

function isThere(node: GraphNode, holds: Holds): boolean {
  return node.markers.length === 0 || node.markers.some(holds);
}

/** One walk; `extras[n]` is null until node n is reached, then the extras asked of it. */
class Visit {
  readonly extras: (Set<string> | null)[];
  readonly #nodes: readonly GraphNode[];
  readonly #index: ReadonlyMap<string, readonly number[]>;
  readonly #holds: Holds;
  /** An earlier walk that need not be repeated. */
  readonly #earlier: Visit | null;

  constructor(
    nodes: readonly GraphNode[],
    index: ReadonlyMap<string, readonly number[]>,
    holds: Holds,
    earlier: Visit | null = null,
  ) {
    this.extras = nodes.map(() => null);
    this.#nodes = nodes;
    this.#index = index;
    this.#holds = holds;
    this.#earlier = earlier;
  }

  follow(root: Dependency): void {
    const waiting: { readonly position: number; readonly extra: string | null }[] = [];
    const enter = (edge: Dependency): void => {
      if (!this.#holds(edge.marker)) return;
      for (const position of this.#index.get(edge.name) ?? []) {
        const node = this.#nodes[position];
        if (node === undefined || (edge.version !== null && node.version !== null && edge.version !== node.version))
          continue;
        if (!isThere(node, this.#holds)) continue;
        const done = this.#earlier?.extras[position] ?? null;
        let known = this.extras[position] ?? null;
        if (known === null && (done === null || edge.extras.some((extra) => !done.has(extra)))) {
          known = new Set();
          this.extras[position] = known;
          if (done === null) waiting.push({ position, extra: null });
        }
        for (const extra of edge.extras) {
          if (known === null || known.has(extra) || done?.has(extra) === true) continue;
          known.add(extra);
          waiting.push({ position, extra });
        }
      }
    };
    enter(root);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const edge of this.#nodes[next.position]?.requires ?? []) if (edge.extra === next.extra) enter(edge);
    }
  }
}

/** The edges of a node that count: their marker may hold, and their extra was asked for. */
export function activeEdges(node: GraphNode, reached: Reached, gate: MarkerGate): Dependency[] {
  return node.requires.filter(
    (edge) => gate.holds(edge.marker) && (edge.extra === null || reached.extras.includes(edge.extra)),
  );
}
