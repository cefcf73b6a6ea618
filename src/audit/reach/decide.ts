// The verdict on one finding: how far the project's code gets towards what the advisory calls vulnerable.
import type { Finding, Step, Unit } from '../../finding/finding.ts';
import { compareReach, type Precision, type Reach } from '../../finding/reach.ts';
import { findDefinition } from '../../python/definition/find-definition.ts';
import { parseComputedName, parseModuleName } from '../../python/module/module-name.ts';
import type { Stop } from '../../python/tick.ts';
import { compareVersions, parseLooseVersion } from '../../standard/version.ts';
import type { ReachAnalysis, ReachView } from './reach-analysis.ts';
import { bestUnit, type MappedBlindSpot, type MappedUnit, type ReachIndex } from './reach-map.ts';
import { witnessSteps } from './witness-steps.ts';

/** What is known about one vulnerability in this project. */
export interface ReachVerdict {
  readonly reach: Reach;
  readonly precision: Precision;
  /** Why the reach is `unknown`, or what else must be known; null otherwise. */
  readonly reason: string | null;
  readonly witness: readonly Step[];
}

/** What was asked, the verdict, and the map that it was found in. */
export interface Decision<T> {
  readonly question: T;
  readonly verdict: ReachVerdict;
  readonly view: ReachView;
}

/** The parts of a finding that decide its reach. */
export type Question = Pick<Finding, 'distribution' | 'units' | 'precision'>;

/** What is asked of one distribution: units, or none for the whole of it. */
interface Asked {
  readonly name: string | null;
  readonly units: readonly Unit[];
}

/** A map, and beside it the lower bound, which holds the shortest chains of imports. */
interface Bounds {
  readonly lower: ReachIndex;
  readonly view: ReachView;
}

/**
 * Decides findings by what their advisories name: modules and attributes, or the distribution as a whole. The analysis
 * goes no deeper than they need: what imports alone settle waits for no call graph.
 */
export function decideReach<T extends Question>(
  analysis: ReachAnalysis,
  questions: readonly T[],
): Promise<readonly Decision<T>[]> {
  return decideAll(analysis, questions, decideQuestion, ({ distribution }) => distribution.name);
}

/** The worst of several units' verdicts; without units, that of the distribution as a whole. */
export async function decideUnits(
  analysis: ReachAnalysis,
  name: string | null,
  units: readonly Unit[],
): Promise<ReachVerdict> {
  const [decision] = await decideAll(analysis, [{ name, units }], decideAsked, (asked) => asked.name);
  if (decision === undefined) throw new Error('a question without an answer');
  return decision.verdict;
}

/** Asks the lower bound; then the upper one, unless functions are asked for; then the calls that can lead to the rest. */
async function decideAll<T extends { readonly units: readonly Unit[] }>(
  analysis: ReachAnalysis,
  questions: readonly T[],
  decide: (bounds: Bounds, question: T) => Promise<ReachVerdict | null>,
  nameOf: (question: T) => string | null,
): Promise<readonly Decision<T>[]> {
  const first = await analysis.lower();
  const decisions = new Map<T, Decision<T>>();
  const open = new Set(questions);
  const ask = async (view: ReachView): Promise<void> => {
    for (const question of open) {
      const verdict = await decide({ lower: first.index, view }, question);
      if (verdict === null) continue;
      // What the upper bound decides, it decides by chains of the lower one.
      decisions.set(question, {
        question,
        verdict,
        view: view.depth === 'upper' && !isCleared(verdict) ? first : view,
      });
      open.delete(question);
    }
  };
  await ask(first);
  const asked = (): readonly string[] => [...open].flatMap((question) => nameOf(question) ?? []);
  // Where calls are followed anyway, the upper bound spares less than it costs, if they can do without it.
  const needsCalls = [...open].some(({ units }) => isForCalls(first.index, units));
  if (open.size > 0 && (!needsCalls || (await analysis.needsUpper(asked())))) await ask(await analysis.upper());
  if (open.size > 0) {
    const isNamed = [...open].every((question) => nameOf(question) !== null);
    await ask(await analysis.calls(isNamed ? asked() : undefined));
  }
  return questions.map((question) => {
    const decision = decisions.get(question);
    if (decision === undefined) throw new Error('a question without an answer');
    return decision;
  });
}

/** Whether a question is about functions of modules that are surely loaded: only calls can tell more. */
function isForCalls(index: ReachIndex, units: readonly Unit[]): boolean {
  return (
    units.length > 0 &&
    units.every(({ module, attribute }) => attribute !== null && index.moduleUnit(module)?.dynamic === 0)
  );
}

async function decideQuestion(bounds: Bounds, question: Question): Promise<ReachVerdict | null> {
  const { name, version } = question.distribution;
  const { map } = bounds.view.index;
  if (map.roots === 0) return unknown(question.precision, 'the project has no Python code to start from');
  const installed = map.installed.find(([each]) => each === name);
  if (installed === undefined) {
    const why = map.missing.find(([each]) => each === name)?.[1];
    return unknown(question.precision, `the code of ${name} is not at hand${why === undefined ? '' : `: ${why}`}`);
  }
  const verdict = await decideAsked(bounds, { name, units: question.units });
  if (verdict === null) return null;
  const [, present] = installed;
  const same = compareVersions(parseLooseVersion(present), parseLooseVersion(version)) === 0;
  if (same || verdict.reach === 'unknown') return verdict;
  // The code of another version shows the way, but cannot clear this one.
  const reason = `${name} ${present} is installed, ${version} is locked`;
  return isCleared(verdict)
    ? { ...verdict, reach: 'unknown', reason: `${reason}: only the code of ${version} can clear it`, witness: [] }
    : { ...verdict, reason: `${reason}: the way is that of ${present}` };
}

/** Null where a deeper look must decide. */
async function decideAsked(bounds: Bounds, asked: Asked): Promise<ReachVerdict | null> {
  const { name, units } = asked;
  const verdicts = await Promise.all(units.map((unit) => decideUnit(bounds, name, unit)));
  const verdict = verdicts.length === 0 && name !== null ? decideDistribution(bounds, name) : worst(verdicts);
  return verdict === null ? null : limit(bounds.view, asked, verdict);
}

/** A vulnerability in the distribution as a whole: whatever loads any of its modules reaches it. */
function decideDistribution(bounds: Bounds, name: string): ReachVerdict | null {
  const { index } = bounds.view;
  const verdict = decideLoaded(bounds, 'package', (each) => bestUnit(each.distributionUnits(name)));
  const known = index.map.installed.some(([each, , files]) => each === name && files);
  if (verdict?.reach === 'installed' && !known) return unknown('package', `${name} has no list of its files`);
  return verdict;
}

async function decideUnit(bounds: Bounds, name: string | null, unit: Unit): Promise<ReachVerdict | null> {
  const { depth, index, program, code } = bounds.view;
  const precision: Precision = unit.attribute === null ? 'module' : 'function';
  const spelled = unit.attribute === null ? unit.module : `${unit.module}.${unit.attribute}`;
  const missing = unknown(precision, `${spelled} does not exist in ${installedName(index, name)}`);
  const moduleName = parseModuleName(unit.module);
  const found = moduleName === null ? null : program.finder.find(moduleName);
  if (found === null || found.kind === 'standard') return missing;
  if (unit.attribute === null) return decideModule(bounds, found.name, precision);
  const definition = await findDefinition(code, found, unit.attribute);
  if (definition.kind === 'absent') {
    const isUnread = found.kind === 'source' && (await code.summaryOf(found)) === null;
    return isUnread ? unknown(precision, `${program.fileOf(found)} could not be read`) : missing;
  }
  const verdict = decideModule(bounds, definition.module.name, precision);
  if (verdict === null || verdict.reach === 'installed') return verdict;
  // A name of the module that is itself a module is decided by loading it.
  if (definition.kind === 'defined' && definition.form === 'module') return verdict;
  if (definition.kind === 'defined' && definition.form === 'value') {
    return { ...verdict, reach: 'unknown', reason: `${unit.attribute} is a value: who uses it is not followed` };
  }
  if (depth !== 'calls') return null;
  const called = index.functionUnit(definition.module.name, definition.name);
  if (called !== null) return byUnit(index, called, precision);
  return definition.kind === 'opaque'
    ? { ...verdict, reach: 'unknown', reason: 'native code: whether it is called cannot be seen' }
    : { reach: 'loaded', precision, reason: null, witness: [] };
}

/** `gablet 1.0`, as it is installed; the code as a whole where no list of files says whose it is. */
function installedName({ map }: ReachIndex, name: string | null): string {
  const version = map.installed.find(([each]) => each === name)?.[1];
  return version === undefined ? 'the code at hand' : `${name} ${version}`;
}

function decideModule(bounds: Bounds, module: string, precision: Precision): ReachVerdict | null {
  return decideLoaded(bounds, precision, (index) => index.moduleUnit(module));
}

/** How a module is loaded, as far as this look tells. The lower bound's chain is taken where it is as sure as another. */
function decideLoaded(
  { lower, view: { depth, index } }: Bounds,
  precision: Precision,
  find: (index: ReachIndex) => MappedUnit | null,
): ReachVerdict | null {
  const sure = find(lower);
  if (depth === 'lower') return sure?.dynamic === 0 ? byUnit(lower, sure, precision) : null;
  const found = find(index);
  if (found === null) return { reach: 'installed', precision, reason: null, witness: [] };
  if (sure?.dynamic === found.dynamic) return byUnit(lower, sure, precision);
  return depth === 'calls' ? byUnit(index, found, precision) : null;
}

function byUnit(index: ReachIndex, unit: MappedUnit, precision: Precision): ReachVerdict {
  return {
    reach: unit.dynamic === 0 ? 'reached' : 'possibly-reached',
    precision,
    reason: null,
    witness: witnessSteps(index.chainTo(unit)),
  };
}

function unknown(precision: Precision, reason: string): ReachVerdict {
  return { reach: 'unknown', precision, reason, witness: [] };
}

/** Of several units the one that matters most: what one of them reaches, no other takes back. */
function worst(verdicts: readonly (ReachVerdict | null)[]): ReachVerdict | null {
  const [first] = verdicts
    .filter((verdict) => verdict !== null)
    .sort((left, right) => compareReach(left.reach, right.reach) || left.witness.length - right.witness.length);
  if (first?.reach === 'reached' || (first !== undefined && !verdicts.includes(null))) return first;
  if (verdicts.length === 0) throw new Error('a finding without units');
  return null;
}

/** What a person can do where an analysis ends early. */
export const USED_UP: Readonly<Record<Stop, string>> = {
  time: 'the time for the analysis was up (--reach-seconds)',
  memory: 'the memory for the analysis was used up (NODE_OPTIONS=--max-old-space-size=MEGABYTES)',
};

/** Nothing is cleared past a blind spot that may hide it. */
function limit(view: ReachView, asked: Asked, verdict: ReachVerdict): ReachVerdict | null {
  if (!isCleared(verdict)) return verdict;
  const { map } = view.index;
  const spots = map.blindSpots.filter((spot) => concerns(view, spot, asked));
  // All code of the project runs; of what else the upper bound holds, not all does, and what does not hides nothing.
  const sure = view.program.narrowed === null ? spots.find(({ distribution }) => distribution === null) : undefined;
  const blind = sure ?? spots[0];
  if (view.depth !== 'calls' && (map.truncated !== null || (blind !== undefined && sure === undefined))) return null;
  if (map.truncated !== null) return { ...verdict, reach: 'unknown', reason: USED_UP[map.truncated], witness: [] };
  if (blind === undefined) return verdict;
  return { ...verdict, reach: 'unknown', reason: `${blind.file}:${blind.line}: ${blind.why}`, witness: [] };
}

/** Whether what is not seen there could be what is asked about. */
export function concerns(
  { program, index, ownRequirements }: ReachView,
  { prefix, distribution, hides }: MappedBlindSpot,
  { name, units }: { readonly name: string | null; readonly units: readonly Pick<Unit, 'module'>[] },
): boolean {
  const isLoaded = ({ module }: Pick<Unit, 'module'>): boolean => index.moduleUnit(module) !== null;
  if (prefix === null) {
    if (distribution !== null) return distribution === name;
    if (hides === 'anything') return true;
    // What other code loads, or requires, is there for that code; what nobody does may be there to be named.
    return name === null
      ? !units.some(isLoaded)
      : ownRequirements.has(name) && index.distributionUnits(name).length === 0;
  }
  if (units.length > 0) {
    return units.some((unit) => unit.module.startsWith(prefix) && !isLoaded(unit));
  }
  if (name === null) return false;
  const base = parseModuleName(prefix.slice(0, Math.max(prefix.lastIndexOf('.'), 0)));
  const parent = base === null ? null : program.finder.find(base);
  const names =
    parent === null
      ? program.entries.flatMap((entry) => program.finder.topLevel(entry))
      : program.finder.children(parent).map((child) => `${parent.name}.${child}`);
  return names.some((each) => {
    const module = each.startsWith(prefix) ? parseComputedName(each) : null;
    const found = module === null ? null : program.finder.find(module);
    return found !== null && found.kind !== 'standard' && program.ownerOf(found) === name;
  });
}

function isCleared(verdict: ReachVerdict): boolean {
  return verdict.reach === 'installed' || verdict.reach === 'loaded';
}
