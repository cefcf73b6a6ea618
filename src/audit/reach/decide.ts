// The verdict on one finding: how far the project's code gets towards what the advisory calls vulnerable.
import type { Finding, Step, Unit } from '../../finding/finding.ts';
import { compareReach, type Precision, type Reach } from '../../finding/reach.ts';
import { type Code, findDefinition } from '../../python/definition/find-definition.ts';
import type { GraphModule } from '../../python/graph/module-graph.ts';
import type { Chain } from '../../python/graph/witness.ts';
import type { FoundModule } from '../../python/module/module-finder.ts';
import { parseModuleName } from '../../python/module/module-name.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import { compareVersions, parseLooseVersion } from '../../standard/version.ts';
import type { ReachAnalysis } from './reach-analysis.ts';
import { witnessSteps } from './witness-steps.ts';

/** What is known about one vulnerability in this project. */
export interface ReachVerdict {
  readonly reach: Reach;
  readonly precision: Precision;
  /** Why the reach is `unknown`, or what else must be known; null otherwise. */
  readonly reason: string | null;
  readonly witness: readonly Step[];
}

/** The parts of a finding that decide its reach. */
export type Question = Pick<Finding, 'distribution' | 'units' | 'precision'>;

/** Decides a finding by what its advisory names: modules and attributes, or the distribution as a whole. */
export async function decideReach(analysis: ReachAnalysis, question: Question): Promise<ReachVerdict> {
  const { distribution } = question;
  const name = distribution.name as DistributionName;
  const installed = analysis.installed.get(name);
  const unknown = (reason: string): ReachVerdict => ({
    reach: 'unknown',
    precision: question.precision,
    reason,
    witness: [],
  });
  if (analysis.program.firstParty.length === 0) return unknown('the project has no Python code to start from');
  if (installed === undefined) return unknown(`the code of ${name} is not at hand`);
  const limited = await decideUnits(analysis, name, question.units);
  const same = compareVersions(parseLooseVersion(installed), parseLooseVersion(distribution.version)) === 0;
  if (same || limited.reach === 'unknown') return limited;
  // The code of another version shows the way, but cannot clear this one.
  const reason = `${name} ${installed} is installed, ${distribution.version} is locked`;
  return isCleared(limited) ? { ...limited, reach: 'unknown', reason, witness: [] } : { ...limited, reason };
}

/** The worst of several units' verdicts; without units, that of the distribution as a whole. */
export async function decideUnits(
  analysis: ReachAnalysis,
  name: DistributionName | null,
  units: readonly Unit[],
): Promise<ReachVerdict> {
  const verdicts = await Promise.all(units.map((unit) => decideUnit(analysis, name, unit)));
  const verdict = verdicts.length === 0 && name !== null ? decideDistribution(analysis, name) : worst(verdicts);
  return limit(analysis, name, verdict);
}

/** A vulnerability in the distribution as a whole: whatever loads any of its modules reaches it. */
function decideDistribution(analysis: ReachAnalysis, name: DistributionName): ReachVerdict {
  let best: Chain | null = null;
  for (const module of analysis.graph.modules) {
    if (analysis.program.ownerOf(module.found) !== name) continue;
    const chain = analysis.chains.get(module);
    if (chain === undefined) continue;
    if (
      best === null ||
      chain.dynamic < best.dynamic ||
      (chain.dynamic === best.dynamic && chain.length < best.length)
    ) {
      best = chain;
    }
  }
  if (best !== null) return byChain(analysis, best, 'package');
  if (!analysis.program.knowsFilesOf(name)) {
    return { reach: 'unknown', precision: 'package', reason: `${name} has no list of its files`, witness: [] };
  }
  return { reach: 'installed', precision: 'package', reason: null, witness: [] };
}

async function decideUnit(analysis: ReachAnalysis, name: DistributionName | null, unit: Unit): Promise<ReachVerdict> {
  const precision: Precision = unit.attribute === null ? 'module' : 'function';
  const spelled = unit.attribute === null ? unit.module : `${unit.module}.${unit.attribute}`;
  const missing: ReachVerdict = {
    reach: 'unknown',
    precision,
    reason: `${spelled} does not exist in the ${name ?? 'code'} that is installed`,
    witness: [],
  };
  const moduleName = parseModuleName(unit.module);
  const found = moduleName === null ? null : analysis.program.finder.find(moduleName);
  if (moduleName === null || found === null || found.kind === 'standard') return missing;
  if (unit.attribute === null) return decideModule(analysis, found, precision);
  const definition = await findDefinition(codeOf(analysis), found, unit.attribute);
  if (definition.kind === 'absent') return missing;
  const verdict = decideModule(analysis, definition.module, precision);
  if (verdict.reach === 'installed') return verdict;
  if (definition.kind === 'opaque') {
    return { ...verdict, reach: 'unknown', reason: `${spelled} is native code, whose calls cannot be seen` };
  }
  // What names no function of the module's but the module itself is decided by loading it.
  if (definition.name === '') return verdict;
  return { ...verdict, reach: 'unknown', reason: 'calls are not analysed' };
}

function decideModule(analysis: ReachAnalysis, found: FoundModule, precision: Precision): ReachVerdict {
  const module = analysis.graph.moduleOf(found.name);
  const chain = module === null ? undefined : analysis.chains.get(module);
  if (chain === undefined) return { reach: 'installed', precision, reason: null, witness: [] };
  return byChain(analysis, chain, precision);
}

function byChain(analysis: ReachAnalysis, chain: Chain, precision: Precision): ReachVerdict {
  return {
    reach: chain.dynamic === 0 ? 'reached' : 'possibly-reached',
    precision,
    reason: null,
    witness: witnessSteps(analysis.program, chain),
  };
}

/** Of several units the one that matters most: what one of them reaches, no other takes back. */
function worst(verdicts: readonly ReachVerdict[]): ReachVerdict {
  const [first] = [...verdicts].sort(
    (left, right) => compareReach(left.reach, right.reach) || left.witness.length - right.witness.length,
  );
  if (first === undefined) throw new Error('a finding without units');
  return first;
}

/** Nothing is cleared past a blind spot: code that could load anything, or could not be read. */
function limit(analysis: ReachAnalysis, name: DistributionName | null, verdict: ReachVerdict): ReachVerdict {
  if (!isCleared(verdict)) return verdict;
  const blind = analysis.graph.blindSpots.find((spot) => concerns(analysis, spot.module, name));
  if (blind === undefined) return verdict;
  const place = `${analysis.program.fileOf(blind.module.found)}:${blind.line}`;
  return { ...verdict, reach: 'unknown', reason: `${place} ${blind.why}`, witness: [] };
}

/** The project's own code may load anything; a distribution's own code may load its own modules. */
function concerns(analysis: ReachAnalysis, module: GraphModule, name: DistributionName | null): boolean {
  return module.firstParty || (name !== null && analysis.program.ownerOf(module.found) === name);
}

function isCleared(verdict: ReachVerdict): boolean {
  return verdict.reach === 'installed' || verdict.reach === 'loaded';
}

/** The analysed code as `findDefinition` asks for it. */
export function codeOf(analysis: ReachAnalysis): Code {
  return {
    find: (name) => analysis.program.finder.find(name),
    summaryOf: async (module) => {
      if (module.kind !== 'source') return null;
      const known = analysis.graph.moduleOf(module.name)?.facts?.summary;
      return known ?? (await analysis.reader.read([module]))[0] ?? null;
    },
  };
}
