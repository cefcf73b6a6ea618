// The flags of reachability: whether the project's code is analysed, with which environment and from where.
import type { ReachSource } from '../audit/audit.ts';
import type { Inventory } from '../finding/inventory.ts';
import type { Host } from '../host/host.ts';
import type { CodeLocation, CodeOptions } from '../project/code/locate-code.ts';
import { discover } from '../project/discover.ts';
import type { Phase, Stop } from '../python/tick.ts';
import { CODE_AND_SUMMARY_FLAGS, codeOptions } from './code-flags.ts';
import { type Flag, type Invocation, UsageError } from './command.ts';
import type { Configuration } from './configuration.ts';
import { cacheDirectory } from './database-flag.ts';
import { environmentPath } from './inventory-flags.ts';
import { startProgress } from './progress.ts';
import { readRelease } from './release.ts';

export const REACH_FLAGS: readonly Flag[] = [
  { name: 'no-reach', value: null, help: 'match versions only; the reach of every finding is then unknown' },
  {
    name: 'entry',
    value: 'MODULE[:ATTRIBUTE]',
    repeated: true,
    help: 'start only from this module or function of the project; may be given several times',
  },
  {
    name: 'reach-seconds',
    value: 'N',
    help: 'stop analysing the code after so many seconds; what is not decided by then is unknown (default: 120)',
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
  const seconds = parseSeconds(invocation);
  // A mistake in a flag is told before the work, not as a failure of it.
  const options = codeOptions(invocation);
  return {
    kind: 'analysis',
    analyse: async () => {
      const start = host.clock.elapsed();
      let stop: Stop | null = null;
      let ticks = 0;
      const code = layout === null ? await findCode(host, inventory, options) : NO_CODE;
      if (layout === null && code.trees.length === 0) {
        const isNamed = options.wheels.length + options.summaries.length > 0;
        return { reason: isNamed ? NOTHING_NAMED : NO_ENVIRONMENT };
      }
      const { analyseReach } = await import('../audit/reach/reach-analysis.ts');
      const progress = startProgress(host);
      try {
        const analysis = await analyseReach(host, {
          inventory,
          sitePackages: layout?.folders ?? [],
          code,
          includeTests: invocation.given('include-tests'),
          cacheDirectory: cacheDirectory(host),
          version: readRelease(host).version,
          entries: invocation.values('entry'),
          tick(phase, count) {
            const elapsed = host.clock.elapsed() - start;
            host.memory.keepYoungSmall();
            host.compiler.fit(elapsed);
            progress.show(() => PHASES[phase].replace('N', String(count)));
            if (stop === null && elapsed > seconds * 1000) stop = 'time';
            // Asking costs more than looking at the clock.
            if (stop === null && ++ticks % 64 === 0 && host.memory.inUse() > MEMORY_SHARE) stop = 'memory';
            return stop;
          },
        });
        return {
          ...analysis,
          close() {
            progress.end();
            analysis.close();
          },
        };
      } catch (error) {
        progress.end();
        throw error;
      }
    },
  };
}

/** What a person is told while it goes on. */
const PHASES: Readonly<Record<Phase, string>> = {
  reading: 'reading the code: N files',
  modules: 'finding what is loaded: N modules',
  calls: 'following calls: N functions',
};

/** The share of the memory that an analysis may fill; the answer needs some too. */
const MEMORY_SHARE = 0.75;

/** Past this an answer comes too late to be waited for. */
const DEFAULT_SECONDS = 120;

/** Loaded only where it is needed: most projects have an environment. */
async function findCode(host: Host, inventory: Inventory, options: CodeOptions): Promise<CodeLocation> {
  const { locateCode } = await import('../project/code/locate-code.ts');
  return locateCode(host, inventory, options);
}

function parseSeconds(invocation: Invocation): number {
  const text = invocation.value('reach-seconds');
  if (text === null) return DEFAULT_SECONDS;
  const seconds = Number(text);
  if (!(seconds > 0)) throw new UsageError('--reach-seconds must be a positive number');
  return seconds;
}

const NO_CODE = { trees: [], missing: [], faults: [] };
const NO_PROJECT = 'no code of a project was given to start from';
const NO_ENVIRONMENT = 'no environment with the code of the distributions was found (--environment DIR names one)';
const NOTHING_NAMED = 'nothing that --wheels or --summaries names is of a version that is locked here';

/** Whether the path that was given is the environment itself, or lies in it. */
function isWithin(path: string, environment: string): boolean {
  return path === environment || path.startsWith(`${environment}/`);
}
