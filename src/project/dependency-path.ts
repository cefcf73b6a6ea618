// Why a distribution is there: the shortest chains of names that lead to it from the project.
import type { Dependency, Distribution, Inventory } from '../finding/inventory.ts';

interface Chain {
  readonly position: number;
  readonly before: Chain | null;
  /** Who asks for the first link of the chain: the project, or a member of its workspace. */
  readonly root: string;
}

/**
 * Prepares the dependency paths of an inventory with one walk; the function it gives answers for one distribution:
 * at most `limit` chains of names, shortest first, each from the project, or the member of its workspace that asks for
 * it, to the distribution. None: nothing asks for it.
 */
export function dependencyPaths(
  inventory: Inventory,
  limit: number,
): (distribution: Distribution) => readonly (readonly string[])[] {
  let chains: Map<string, Chain[]> | null = null;
  const starts = memberPaths(inventory);
  return (distribution) => {
    chains ??= walk(inventory, limit);
    const paths = new Map<string, string[]>();
    for (const chain of chains.get(keyOf(distribution)) ?? []) {
      const path: string[] = [];
      for (let link: Chain | null = chain; link !== null; link = link.before) {
        path.push(inventory.distributions[link.position]?.name ?? '');
      }
      path.reverse();
      const start = starts.get(chain.root) ?? [chain.root];
      path.unshift(...(start.at(-1) === path[0] ? start.slice(0, -1) : start));
      paths.set(path.join(' '), path);
    }
    return [...paths.values()].sort((left, right) => left.length - right.length).slice(0, limit);
  };
}

/** How the project leads to each member of its workspace; a member that nothing leads to stands for itself. */
function memberPaths({ project, requires }: Inventory): ReadonlyMap<string, readonly string[]> {
  const members = Map.groupBy(requires, (edge) => edge.member ?? project);
  const paths = new Map<string, readonly string[]>([[project, [project]]]);
  // A map that grows while it is walked gives breadth first.
  for (const [name, path] of paths) {
    for (const edge of members.get(name) ?? []) {
      if (members.has(edge.name) && !paths.has(edge.name)) paths.set(edge.name, [...path, edge.name]);
    }
  }
  return paths;
}

/** A lock may list one version of a distribution several times, one for each marker: they share their paths. */
function keyOf(distribution: Distribution): string {
  return `${distribution.name} ${distribution.version ?? ''}`;
}

/** Breadth first; each distribution is entered at most `limit` times, so the work is bounded by limit × edges. */
function walk(inventory: Inventory, limit: number): Map<string, Chain[]> {
  const { distributions } = inventory;
  const index = new Map<string, number[]>();
  distributions.forEach((distribution, position) => {
    const known = index.get(distribution.name);
    if (known === undefined) index.set(distribution.name, [position]);
    else known.push(position);
  });
  const found = distributions.map((): Chain[] => []);
  const queue: Chain[] = [];
  const enter = ({ name, version }: Dependency, root: string, before: Chain | null): void => {
    for (const position of index.get(name) ?? []) {
      const target = distributions[position];
      const entered = found[position];
      if (target === undefined || entered === undefined || entered.length >= limit) continue;
      if (version !== null && target.version !== null && version !== target.version) continue;
      if (passes(before, target.name, distributions)) continue;
      // The same step under another marker or group is the same way.
      if (entered.some((chain) => chain.before === before && chain.root === root)) continue;
      const chain = { position, before, root };
      entered.push(chain);
      queue.push(chain);
    }
  };
  for (const edge of inventory.requires) enter(edge, edge.member ?? inventory.project, null);
  for (let next = 0; next < queue.length; next += 1) {
    const chain = queue[next];
    if (chain === undefined) break;
    for (const edge of distributions[chain.position]?.requires ?? []) enter(edge, chain.root, chain);
  }
  const chains = new Map<string, Chain[]>();
  distributions.forEach((distribution, position) => {
    const key = keyOf(distribution);
    chains.set(key, [...(chains.get(key) ?? []), ...(found[position] ?? [])]);
  });
  return chains;
}

/** How many steps back a circle is looked for; without a bound a hostile lock's long chains would cost their square. */
const CIRCLE_LENGTH = 256;

/** Whether the chain already passes through a name: such a way is a circle, not a reason. */
function passes(chain: Chain | null, name: string, distributions: readonly Distribution[]): boolean {
  let steps = 0;
  for (let link = chain; link !== null && steps < CIRCLE_LENGTH; link = link.before, steps += 1) {
    if (distributions[link.position]?.name === name) return true;
  }
  return false;
}
