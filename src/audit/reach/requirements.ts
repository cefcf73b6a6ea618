// What the project asks for itself, as the analysis of its code needs it.
import type { Inventory } from '../../finding/inventory.ts';
import type { Requirement } from '../../python/module/declared-roots.ts';
import type { ReachMap } from './reach-map.ts';

/** What the project itself asks for, each with the line that locks or declares it. */
export function requirementsOf({ requires, distributions }: Inventory): readonly Requirement[] {
  const locations = new Map(distributions.map(({ name, location }) => [name, location]));
  return requires
    .filter(({ group }) => group === null)
    .map(({ name }) => ({ name, location: locations.get(name) ?? null }));
}

/** How groups and extras are called that nobody installs where the program runs, and those that gather others. */
const DEVELOPMENT =
  /^(extra:)?(dev|devel|develop|development|tests?|testing|docs?|documentation|dev-?docs|lint|linting|linters?|style|format|formatting|type|types|typing|type-?check|type-?checking|stubs|mypy|ci|github-actions|build|release|script|scripts|bench|benchmarks?|cov|coverage|pre-commit|nox|tox|qa|quality)$/;
const GATHERING = /^(extra:)?(all|full|complete)$/;

/**
 * Whether everything is at hand that may be there where the project runs: what is nowhere then, no code can import.
 * Only what serves development may be left out.
 */
export function isComplete(
  { distributions }: Inventory,
  missing: readonly unknown[],
  installed: ReachMap['installed'],
): boolean {
  const names = new Set(installed.map(([name]) => name));
  const isForDevelopment = (groups: readonly string[]): boolean =>
    groups.some((group) => DEVELOPMENT.test(group)) &&
    groups.every((group) => DEVELOPMENT.test(group) || GATHERING.test(group));
  return (
    missing.length === 0 &&
    distributions.every(
      ({ name, groups, source }) => names.has(name) || source.kind === 'path' || isForDevelopment(groups),
    )
  );
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
