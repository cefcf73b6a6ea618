// The analysis of a traced project, as the command line makes it.
import { resolve } from 'node:path';
import type { ReachAnalysis } from '../../src/audit/reach/reach-analysis.ts';
import { configurationOf, loadNamedInventory } from '../../src/cli/inventory-flags.ts';
import { reachSource } from '../../src/cli/reach-flags.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import type { Truth } from './truth.ts';

/** The analysis as `theriac reach PROJECT --environment SITE_PACKAGES` makes it, with time for many questions. */
export async function analyseTruth(truth: Truth): Promise<ReachAnalysis> {
  const flags: Readonly<Record<string, string>> = { environment: truth.sitePackages, 'reach-seconds': '3600' };
  const invocation = {
    host: nodeHost(),
    operands: [truth.project],
    value: (name: string) => flags[name] ?? null,
    values: () => [],
    given: (name: string) => name in flags,
  };
  const path = resolve(truth.project);
  const configuration = await configurationOf(invocation.host, path);
  const inventory = await loadNamedInventory(invocation, path, configuration);
  const source = await reachSource(invocation, path, configuration, inventory);
  const analysis = source.kind === 'none' ? source : await source.analyse();
  if ('reason' in analysis) throw new Error(`${truth.name}: ${analysis.reason}`);
  return analysis;
}
