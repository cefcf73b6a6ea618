// The flags of reachability: whether the project's code is analysed, with which environment and from where.
import type { ReachSource } from '../audit/audit.ts';
import { EntryError } from '../audit/reach/entry-error.ts';
import type { Inventory } from '../finding/inventory.ts';
import { locateCode } from '../project/code/locate-code.ts';
import { discover } from '../project/discover.ts';
import { CODE_AND_SUMMARY_FLAGS, codeOptions } from './code-flags.ts';
import { type Flag, type Invocation, UsageError } from './command.ts';
import type { Configuration } from './configuration.ts';
import { cacheDirectory } from './database-flag.ts';
import { environmentPath } from './inventory-flags.ts';
import { readRelease } from './release.ts';

export const REACH_FLAGS: readonly Flag[] = [
  { name: 'no-reach', value: null, help: 'match versions only; the reach of every finding is then unknown' },
  {
    name: 'entry',
    value: 'MODULE[:ATTRIBUTE]',
    repeated: true,
    help: 'start only from this module or function of the project; may be given several times',
  },
  { name: 'include-tests', value: null, help: 'start from the project’s test code too' },
  ...CODE_AND_SUMMARY_FLAGS,
];

/** Where the reach of this run's findings comes from. The analysis itself starts only when it is asked for. */
export async function reachSource(
  invocation: Invocation,
  path: string,
  configuration: Configuration,
  inventory: Inventory,
): Promise<ReachSource> {
  if (invocation.given('no-reach')) return { kind: 'none', reason: 'reachability was not analysed' };
  const { host } = invocation;
  const discovery = discover(host, path, environmentPath(invocation, path, configuration));
  if ('code' in discovery || discovery.source.kind === 'container') return { kind: 'none', reason: NO_PROJECT };
  const { source } = discovery;
  if (source.kind === 'environment' && isWithin(path, source.layout.path)) return { kind: 'none', reason: NO_PROJECT };
  const layout = source.kind === 'environment' ? source.layout : discovery.environment;
  const code = layout === null ? await locateCode(host, inventory, codeOptions(invocation)) : NO_CODE;
  if (layout === null && code.trees.length === 0) return { kind: 'none', reason: NO_ENVIRONMENT };
  return {
    kind: 'analysis',
    analyse: async () => {
      const { analyseReach } = await import('../audit/reach/reach-analysis.ts');
      const analysis = analyseReach(host, {
        inventory,
        sitePackages: layout?.folders ?? [],
        code,
        includeTests: invocation.given('include-tests'),
        cacheDirectory: cacheDirectory(host),
        version: readRelease(host).version,
        entries: invocation.values('entry'),
      });
      return analysis.catch((error: unknown) => {
        if (error instanceof EntryError) throw new UsageError(`--entry ${error.message}: there is no such module`);
        throw error;
      });
    },
  };
}

const NO_CODE = { trees: [], missing: [], faults: [] };
const NO_PROJECT = 'no code of a project was given to start from';
const NO_ENVIRONMENT = 'no environment with the code of the distributions was found (--environment DIR names one)';

/** Whether the path that was given is the environment itself, or lies in it. */
function isWithin(path: string, environment: string): boolean {
  return path === environment || path.startsWith(`${environment}/`);
}
