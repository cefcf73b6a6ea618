// The roots of a set of distributions that no file declares: what nothing else in it requires.
import type { Dependency } from '../finding/inventory.ts';
import type { DistributionName } from '../standard/distribution-name.ts';
import { SEEDS } from './lock-disagreement.ts';
import { dependency } from './locked-entry.ts';

interface Node {
  readonly name: DistributionName;
  /** Whether it is known to have been asked for by name. */
  readonly requested: boolean;
  readonly requires: readonly Dependency[];
}

/** What was asked for by name, what nothing else requires, and one of each circle that these do not lead to. */
export function unrequiredRoots(nodes: readonly Node[]): Dependency[] {
  const required = new Set<string>();
  const targets = new Map<string, Set<string>>();
  for (const { name, requires } of nodes) {
    const known = targets.get(name) ?? new Set();
    for (const edge of requires) {
      known.add(edge.name);
      if (edge.name !== name) required.add(edge.name);
    }
    targets.set(name, known);
  }
  // What was installed from a frozen list was asked for by name without exception: that tells nothing then.
  const telling = nodes.some(({ name, requested }) => !requested && !SEEDS.has(name));
  const reached = new Set<string>();
  const roots = new Map<string, Dependency>();
  const take = (name: DistributionName): void => {
    roots.set(name, dependency(name));
    const waiting: string[] = [name];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(...(targets.get(next) ?? []));
    }
  };
  for (const { name, requested } of nodes) {
    if (((requested && telling) || !required.has(name)) && !roots.has(name)) take(name);
  }
  for (const { name } of nodes) if (!reached.has(name)) take(name);
  return [...roots.values()];
}
