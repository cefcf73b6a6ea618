// Compares what a lock file says with what the project's environment holds.
import type { Fault } from '../finding/fault.ts';
import type { Distribution } from '../finding/inventory.ts';
import type { Installed } from './installed-distribution.ts';

const NAMED = 5;
/** Tools that make environments put these in unasked. */
export const SEEDS: ReadonlySet<string> = new Set(['pip', 'setuptools', 'wheel']);

/** One note where they disagree, naming the first few; null where they agree or the environment is empty. */
export function findDisagreement(
  source: string,
  environment: string,
  locked: readonly Distribution[],
  installed: readonly Installed[],
  project: string | null,
): Fault | null {
  const versions = new Map<string, Set<string>>();
  for (const { name, version } of locked) {
    const known = versions.get(name) ?? new Set();
    if (version !== null) known.add(version);
    versions.set(name, known);
  }
  const present = new Map(installed.map(({ name, version }) => [name as string, version]));
  if ([...present.keys()].every((name) => SEEDS.has(name))) return null;
  const differences: string[] = [];
  for (const [name, version] of present) {
    const wanted = versions.get(name);
    if (wanted === undefined) {
      if (!SEEDS.has(name) && name !== project) differences.push(`${name} ${version ?? ''} is installed, not locked`);
    } else if (version !== null && wanted.size > 0 && !wanted.has(version)) {
      differences.push(`${name} is locked as ${[...wanted].join(' or ')}, installed as ${version}`);
    }
  }
  for (const { name, version, groups, marker } of locked) {
    // A group, an extra or another platform's branch need not be installed.
    if (!present.has(name) && groups.length === 0 && marker === null)
      differences.push(`${name} ${version ?? ''} is locked, not installed`);
  }
  if (differences.length === 0) return null;
  const named = differences.slice(0, NAMED).join('; ');
  const more = differences.length > NAMED ? `; and ${differences.length - NAMED} more` : '';
  return {
    code: 'lock-disagrees',
    effect: 'note',
    file: source,
    message: `the environment ${environment} is not as it says: ${named}${more}; what is locked was checked`,
  };
}
