// What the project asks for itself, as the analysis of its code needs it.
import type { Inventory } from '../../finding/inventory.ts';
import type { Requirement } from '../../python/module/declared-roots.ts';

/** What the project itself asks for, each with the line that locks or declares it. */
export function requirementsOf({ requires, distributions }: Inventory): readonly Requirement[] {
  const locations = new Map(distributions.map(({ name, location }) => [name, location]));
  return requires
    .filter(({ group }) => group === null)
    .map(({ name }) => ({ name, location: locations.get(name) ?? null }));
}

/**
 * Distributions that are there for the project alone: it requires them, or nobody does. A name that is given at run
 * time can mean one of them where no code loads it; what another distribution requires is there for that.
 */
export function ownRequirements({ requires, distributions }: Inventory): ReadonlySet<string> {
  const own = new Set<string>(requires.filter(({ group }) => group === null).map(({ name }) => name));
  const others = new Set<string>(requires.filter(({ group }) => group !== null).map(({ name }) => name));
  for (const { requires: edges } of distributions) for (const { name } of edges) others.add(name);
  for (const { name } of distributions) if (!others.has(name)) own.add(name);
  return own;
}
