// The ways of one or more explanations merged into one graph: modules hold functions, steps join them.
import type { Explanation, Way, WayStep } from '../../finding/explanation.ts';
import type { Location } from '../../finding/inventory.ts';

export interface WayNode {
  readonly module: string;
  /** Null: the module's own code. */
  readonly function: string | null;
  readonly distribution: string | null;
  readonly ownCode: boolean;
  /** Whether a way starts here. */
  readonly root: boolean;
  /** Whether the advisory calls it vulnerable: a way ends here, or would have. */
  readonly vulnerable: boolean;
  /** Where it is defined. */
  readonly defined: Location | null;
  /** The number of the step that arrives here, null where none does. */
  readonly arrival: number | null;
  /** How many steps lie before it on the shortest way drawn. */
  readonly rank: number;
}

/** A step as it is listed: numbers count from 1 in order of the ways, and a step of two ways counts once. */
export interface ListedStep {
  readonly number: number;
  readonly step: WayStep;
  /** The code that the step is taken in; null for a start. */
  readonly origin: WayStep | null;
}

export interface WayEdge {
  readonly from: number;
  readonly to: number;
  readonly step: ListedStep;
}

export interface WayGraph {
  readonly nodes: readonly WayNode[];
  readonly edges: readonly WayEdge[];
  readonly steps: readonly ListedStep[];
  /** For each way the numbers of its steps, in order. */
  readonly ways: readonly (readonly number[])[];
  /** How many ways are left out, because the drawing would be too large. */
  readonly omitted: number;
}

/** More than this nobody can read, and no layout should be asked for. */
export const MAX_NODES = 300;

type Draft = { -readonly [K in keyof WayNode]: WayNode[K] };

/** Merges ways; where there are none, the vulnerable units stand alone. */
export function deriveWayGraph(explanations: readonly Explanation[]): WayGraph {
  const nodes = new Map<string, Draft>();
  const steps = new Map<string, ListedStep>();
  const edges = new Map<number, WayEdge>();
  const ways: (readonly number[])[] = [];
  const order: string[] = [];
  let omitted = 0;
  const given = explanations.flatMap((explanation) => explanation.ways).filter((way) => way.length > 0);
  for (const way of given) {
    const fresh = new Set(way.map(nodeKey).filter((key) => !nodes.has(key))).size;
    if (nodes.size + fresh > MAX_NODES) {
      omitted += 1;
      continue;
    }
    ways.push(way.map((step, index) => addStep(way, step, index)));
  }
  for (const { ways: own, units } of explanations) {
    if (own.length > 0) continue;
    for (const { module, attribute } of units.slice(0, MAX_NODES - nodes.size)) {
      const key = `${module}\0${attribute ?? ''}`;
      if (nodes.has(key)) continue;
      order.push(key);
      nodes.set(key, {
        ...{ module, function: attribute, distribution: null, ownCode: false, root: false, vulnerable: true },
        ...{ defined: null, arrival: null, rank: 0 },
      });
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], steps: [...steps.values()], ways, omitted };

  function addStep(way: Way, step: WayStep, index: number): number {
    const origin = way[index - 1] ?? null;
    const { kind, file, line, resolved } = step;
    const from = origin === null ? '' : nodeKey(origin);
    const key = JSON.stringify([from, nodeKey(step), kind, file, line, resolved]);
    const listed = steps.get(key) ?? { number: steps.size + 1, step, origin };
    steps.set(key, listed);
    const to = addNode(step, index, listed.number, index === way.length - 1);
    if (origin !== null) edges.set(listed.number, { from: order.indexOf(from), to, step: listed });
    return listed.number;
  }

  function addNode(step: WayStep, rank: number, arrival: number, last: boolean): number {
    const key = nodeKey(step);
    const known = nodes.get(key);
    if (known === undefined) {
      const { module, function: name, distribution, ownCode, defined } = step;
      const root = rank === 0;
      nodes.set(key, {
        ...{ module, function: name, distribution, ownCode, defined, arrival, rank, root, vulnerable: last },
      });
      order.push(key);
    } else {
      known.rank = Math.min(known.rank, rank);
      known.root ||= rank === 0;
      known.vulnerable ||= last;
    }
    return order.indexOf(key);
  }
}

function nodeKey(step: WayStep): string {
  return `${step.module}\0${step.function ?? ''}`;
}

/** What a node is called in its module. */
export function nodeLabel(node: Pick<WayNode, 'function'>): string {
  return node.function ?? 'module code';
}

/** The nodes of each module, in order of appearance. */
export function moduleGroups(graph: WayGraph): ReadonlyMap<string, readonly number[]> {
  return Map.groupBy(graph.nodes.keys(), (index) => graph.nodes[index]?.module ?? '');
}

/** A module's name with its distribution, as the heading of its box. */
export function moduleLabel(node: Pick<WayNode, 'module' | 'distribution' | 'ownCode'>): string {
  const owner = node.ownCode ? 'project' : node.distribution;
  return owner === null ? node.module : `${node.module} · ${owner}`;
}
