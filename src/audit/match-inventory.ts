// Every distribution of an inventory against the database: the findings, before anything is known of their reach.
import type { Database } from '../advisory/database/database.ts';
import type { Finding } from '../finding/finding.ts';
import type { Distribution, Inventory } from '../finding/inventory.ts';
import { dependencyPaths } from '../project/dependency-path.ts';
import { deriveFindings } from './derive-findings.ts';

const PATHS_SHOWN = 3;

/** One finding for each alias group and distribution, in the order of the inventory. */
export function matchInventory(inventory: Inventory, database: Database): readonly Finding[] {
  const paths = dependencyPaths(inventory, PATHS_SHOWN);
  return mergeSame(inventory.distributions).flatMap((distribution) =>
    deriveFindings(database, distribution, () => paths(distribution)),
  );
}

/** A lock may list one version of a distribution several times, one for each marker: one finding is enough. */
function mergeSame(distributions: readonly Distribution[]): Distribution[] {
  const merged = new Map<string, Distribution>();
  for (const distribution of distributions) {
    const key = `${distribution.name} ${distribution.version ?? ''}`;
    const earlier = merged.get(key);
    merged.set(
      key,
      earlier === undefined
        ? distribution
        : { ...earlier, artifacts: [...earlier.artifacts, ...distribution.artifacts], installed: false },
    );
  }
  return [...merged.values()];
}
