// The verdict on one finding: how far the project's code gets towards what the advisory calls vulnerable.
import type { Finding, Step, Unit } from '../../finding/finding.ts';
import { compareReach, type Precision, type Reach } from '../../finding/reach.ts';
import { findDefinition } from '../../python/definition/find-definition.ts';
import { parseModuleName } from '../../python/module/module-name.ts';
import { compareVersions, parseLooseVersion } from '../../standard/version.ts';
import type { ReachAnalysis } from './reach-analysis.ts';
import { bestUnit, type MappedBlindSpot, type MappedUnit } from './reach-map.ts';
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
  const { name, version } = question.distribution;
  const { map } = analysis.index;
  if (map.roots === 0) return unknown(question.precision, 'the project has no Python code to start from');
  const installed = map.installed.find(([each]) => each === name);
  if (installed === undefined) {
    const why = map.missing.find(([each]) => each === name)?.[1];
    return unknown(question.precision, `the code of ${name} is not at hand${why === undefined ? '' : `: ${why}`}`);
  }
  const verdict = await decideUnits(analysis, name, question.units);
  const [, present] = installed;
  const same = compareVersions(parseLooseVersion(present), parseLooseVersion(version)) === 0;
  if (same || verdict.reach === 'unknown') return verdict;
  // The code of another version shows the way, but cannot clear this one.
  const reason = `${name} ${present} is installed, ${version} is locked`;
  return isCleared(verdict)
    ? { ...verdict, reach: 'unknown', reason: `${reason}: only the code of ${version} can clear it`, witness: [] }
    : { ...verdict, reason: `${reason}: the way is that of ${present}` };
}

/** The worst of several units' verdicts; without units, that of the distribution as a whole. */
export async function decideUnits(
  analysis: ReachAnalysis,
  name: string | null,
  units: readonly Unit[],
): Promise<ReachVerdict> {
  const verdicts = await Promise.all(units.map((unit) => decideUnit(analysis, name, unit)));
  const verdict = verdicts.length === 0 && name !== null ? decideDistribution(analysis, name) : worst(verdicts);
  return limit(analysis, name, units, verdict);
}

/** A vulnerability in the distribution as a whole: whatever loads any of its modules reaches it. */
function decideDistribution(analysis: ReachAnalysis, name: string): ReachVerdict {
  const { map } = analysis.index;
  const best = bestUnit(analysis.index.distributionUnits(name));
  if (best !== null) return byUnit(analysis, best, 'package');
  const known = map.installed.some(([each, , files]) => each === name && files);
  if (!known) return unknown('package', `${name} has no list of its files`);
  return { reach: 'installed', precision: 'package', reason: null, witness: [] };
}

async function decideUnit(analysis: ReachAnalysis, name: string | null, unit: Unit): Promise<ReachVerdict> {
  const precision: Precision = unit.attribute === null ? 'module' : 'function';
  const spelled = unit.attribute === null ? unit.module : `${unit.module}.${unit.attribute}`;
  const missing = unknown(precision, `${spelled} does not exist in ${installedName(analysis, name)}`);
  const moduleName = parseModuleName(unit.module);
  const found = moduleName === null ? null : analysis.program.finder.find(moduleName);
  if (found === null || found.kind === 'standard') return missing;
  if (unit.attribute === null) return decideModule(analysis, found.name, precision);
  const definition = await findDefinition(analysis.code, found, unit.attribute);
  if (definition.kind === 'absent') {
    const isUnread = found.kind === 'source' && (await analysis.code.summaryOf(found)) === null;
    return isUnread ? unknown(precision, `${analysis.program.fileOf(found)} could not be read`) : missing;
  }
  const verdict = decideModule(analysis, definition.module.name, precision);
  if (verdict.reach === 'installed') return verdict;
  if (definition.kind === 'opaque') {
    const called = analysis.index.functionUnit(definition.module.name, definition.name);
    if (called !== null) return byUnit(analysis, called, precision);
    return { ...verdict, reach: 'unknown', reason: 'native code: whether it is called cannot be seen' };
  }
  // A name of the module that is itself a module is decided by loading it.
  if (definition.form === 'module') return verdict;
  if (definition.form === 'value') {
    return { ...verdict, reach: 'unknown', reason: `${unit.attribute} is a value: who uses it is not followed` };
  }
  const called = analysis.index.functionUnit(definition.module.name, definition.name);
  if (called !== null) return byUnit(analysis, called, precision);
  return { reach: 'loaded', precision, reason: null, witness: [] };
}

/** `gablet 1.0`, as it is installed; the code as a whole where no list of files says whose it is. */
function installedName({ index }: ReachAnalysis, name: string | null): string {
  const version = index.map.installed.find(([each]) => each === name)?.[1];
  return version === undefined ? 'the code at hand' : `${name} ${version}`;
}

function decideModule(analysis: ReachAnalysis, module: string, precision: Precision): ReachVerdict {
  const unit = analysis.index.moduleUnit(module);
  if (unit === null) return { reach: 'installed', precision, reason: null, witness: [] };
  return byUnit(analysis, unit, precision);
}

function byUnit(analysis: ReachAnalysis, unit: MappedUnit, precision: Precision): ReachVerdict {
  return {
    reach: unit.dynamic === 0 ? 'reached' : 'possibly-reached',
    precision,
    reason: null,
    witness: witnessSteps(analysis.index.chainTo(unit)),
  };
}

function unknown(precision: Precision, reason: string): ReachVerdict {
  return { reach: 'unknown', precision, reason, witness: [] };
}

/** Of several units the one that matters most: what one of them reaches, no other takes back. */
function worst(verdicts: readonly ReachVerdict[]): ReachVerdict {
  const [first] = [...verdicts].sort(
    (left, right) => compareReach(left.reach, right.reach) || left.witness.length - right.witness.length,
  );
  if (first === undefined) throw new Error('a finding without units');
  return first;
}

/** Nothing is cleared past a blind spot in the project's own code or in the distribution's. */
function limit(
  analysis: ReachAnalysis,
  name: string | null,
  units: readonly Unit[],
  verdict: ReachVerdict,
): ReachVerdict {
  if (!isCleared(verdict)) return verdict;
  if (analysis.index.map.truncated) {
    return { ...verdict, reach: 'unknown', reason: 'the time for the analysis was up (--reach-seconds)', witness: [] };
  }
  const blind = analysis.index.map.blindSpots.find((spot) => concerns(analysis, spot, name, units));
  if (blind === undefined) return verdict;
  return { ...verdict, reach: 'unknown', reason: `${blind.file}:${blind.line}: ${blind.why}`, witness: [] };
}

/** Whether what is not seen there could be what a finding is about: the distribution `name`, or its units. */
export function concerns(
  { program, index }: ReachAnalysis,
  { prefix, distribution }: MappedBlindSpot,
  name: string | null,
  units: readonly Pick<Unit, 'module'>[],
): boolean {
  if (prefix === null) return distribution === null || distribution === name;
  if (units.length > 0) {
    return units.some(({ module }) => module.startsWith(prefix) && index.moduleUnit(module) === null);
  }
  if (name === null) return false;
  const base = parseModuleName(prefix.slice(0, Math.max(prefix.lastIndexOf('.'), 0)));
  const parent = base === null ? null : program.finder.find(base);
  const names =
    parent === null
      ? program.entries.flatMap((entry) => program.finder.topLevel(entry))
      : program.finder.children(parent).map((child) => `${parent.name}.${child}`);
  return names.some((each) => {
    const module = each.startsWith(prefix) ? parseModuleName(each) : null;
    const found = module === null ? null : program.finder.find(module);
    return found !== null && found.kind !== 'standard' && program.ownerOf(found) === name;
  });
}

function isCleared(verdict: ReachVerdict): boolean {
  return verdict.reach === 'installed' || verdict.reach === 'loaded';
}
