// The whole story of one vulnerability in a project: why it matched, what is vulnerable, the way there or its end.
import type { Database } from '../advisory/database/database.ts';
import type { ExplainedUnit, Explanation, Trail } from '../finding/explanation.ts';
import type { Fault } from '../finding/fault.ts';
import type { Finding, Unit } from '../finding/finding.ts';
import type { Inventory } from '../finding/inventory.ts';
import { type Definition, findDefinition } from '../python/definition/find-definition.ts';
import { type ModuleName, parseModuleName } from '../python/module/module-name.ts';
import type { ReachSource } from './audit.ts';
import { deriveWays } from './derive-ways.ts';
import { findNeighbours, type Target } from './find-neighbours.ts';
import { matchInventory } from './match-inventory.ts';
import { concerns, decideReach } from './reach/decide.ts';
import { isOutside } from './reach/map-blind-spots.ts';
import type { ReachAnalysis, ReachView } from './reach/reach-analysis.ts';
import { witnessSteps } from './reach/witness-steps.ts';
import { placesOf, readExcerpts, type Wanted } from './read-excerpts.ts';

export interface ExplainInput {
  readonly inventory: Inventory;
  readonly database: Database;
  readonly reach: ReachSource;
  /** Any identifier of the vulnerability, or of one upstream. */
  readonly id: string;
  /** Whether the source around each step is to be read. */
  readonly excerpts?: boolean;
}

const OWN_SHOWN = 12;

/** Explains the findings of one vulnerability, one for each distribution and version; empty where nothing matches. */
export async function explain(
  input: ExplainInput,
): Promise<{ explanations: readonly Explanation[]; faults: readonly Fault[] }> {
  const wanted = new Set([input.id, ...input.database.about(input.id).map((record) => record.id)].map(lower));
  const findings = matchInventory(input.inventory, input.database).filter((finding) =>
    [finding.id, ...finding.aliases].some((id) => wanted.has(lower(id))),
  );
  if (findings.length === 0) return { explanations: [], faults: [] };
  const analysis = input.reach.kind === 'none' ? input.reach : await input.reach.analyse();
  if ('reason' in analysis) {
    const { reason } = analysis;
    const explanations = findings.map((finding) => ({
      finding: { ...finding, reason: finding.reason ?? reason },
      units: finding.units.map((unit) => ({ ...unit, defined: null, loaded: null })),
      searched: null,
      trail: null,
      unseen: [reason],
      ways: [],
      excerpts: [],
    }));
    return { explanations, faults: [] };
  }
  try {
    const explanations: Explanation[] = [];
    for (const finding of findings) {
      explanations.push(await explainFinding(analysis, input, finding));
    }
    // Each explanation lists what cannot be seen by itself.
    return { explanations, faults: analysis.faults().filter(({ code }) => code !== 'code-unseen') };
  } finally {
    analysis.close();
  }
}

const lower = (text: string): string => text.toLowerCase();

async function explainFinding(
  analysis: ReachAnalysis,
  { inventory, excerpts = false }: ExplainInput,
  finding: Finding,
): Promise<Explanation> {
  const [decision] = await decideReach(analysis, [finding]);
  if (decision === undefined) throw new Error('a question without an answer');
  const { verdict } = decision;
  // Where there is no way, all that runs was searched for one.
  const view =
    verdict.witness.length === 0 && decision.view.depth !== 'calls'
      ? await analysis.calls([finding.distribution.name])
      : decision.view;
  const { map } = view.index;
  const { name } = finding.distribution;
  const own = view.index.distributionUnits(name);
  const units: ExplainedUnit[] = [];
  const definitions: Wanted[] = [];
  const targets: Target[] = [];
  for (const unit of finding.units) {
    const { explained, place, target } = await explainUnit(view, unit);
    units.push(explained);
    if (place !== null) definitions.push(place);
    if (target !== null) targets.push(target);
  }
  const ways = verdict.witness.length === 0 ? [] : await deriveWays(view, finding);
  return {
    finding: { ...finding, ...verdict, reason: finding.reason ?? verdict.reason },
    units,
    searched: !map.installed.some(([each]) => each === name)
      ? null
      : {
          roots: map.roots,
          calls: view.depth === 'calls',
          modules: map.units.filter((unit) => unit.function === null).length,
          own: own.length,
          ownNames: own.slice(0, OWN_SHOWN).map((unit) => unit.module),
        },
    trail: await followTrail(view, inventory, { ...finding, reach: verdict.reach }, targets),
    unseen: map.blindSpots
      .filter((spot) => isOutside(spot) || concerns(view, spot, { name, units: finding.units }))
      .map(({ file, line, why }) => `${file}:${line}: ${why}`),
    ways,
    excerpts: excerpts ? readExcerpts([...ways.flatMap((way) => placesOf(view.program, way)), ...definitions]) : [],
  };
}

async function explainUnit(
  view: ReachView,
  unit: Finding['units'][number],
): Promise<{ explained: ExplainedUnit; place: Wanted | null; target: Target | null }> {
  const name = parseModuleName(unit.module);
  const found = name === null ? null : view.program.finder.find(name as ModuleName);
  if (found === null) {
    return { explained: { ...unit, defined: null, loaded: false }, place: null, target: null };
  }
  const definition: Definition =
    unit.attribute === null
      ? { kind: 'defined', form: 'module', module: found, name: '', line: 1 }
      : await findDefinition(view.code, found, unit.attribute);
  const module = definition.kind === 'absent' ? found : definition.module;
  const file = view.program.fileOf(module);
  const line = definition.kind === 'defined' ? definition.line : null;
  return {
    explained: {
      ...unit,
      defined: line !== null ? `${file}:${line}` : definition.kind === 'opaque' ? file : null,
      loaded: view.index.moduleUnit(module.name) !== null,
    },
    place: line === null ? null : { file, line, module, firstParty: false },
    target: definition.kind === 'absent' ? null : { module: module.name, name: nameOf(definition, unit) },
  };
}

function nameOf(definition: Definition, { attribute }: Unit): string {
  return definition.kind === 'defined' ? definition.name : (attribute ?? '');
}

/** For code that is cleared: how its module is loaded after all, and who comes closest to it. */
async function followTrail(
  view: ReachView,
  inventory: Inventory,
  { reach, distribution, units }: Finding,
  targets: readonly Target[],
): Promise<Trail | null> {
  if (reach !== 'loaded' && reach !== 'installed') return null;
  const { name } = distribution;
  const dependents = inventory.distributions.filter((each) => each.requires.some((one) => one.name === name));
  const near = new Set([name, ...dependents.map((each) => each.name)]);
  if (reach === 'loaded') {
    const [module] = targets.flatMap((target) => view.index.moduleUnit(target.module) ?? []);
    const loadedBy = module === undefined ? [] : witnessSteps(view.index.chainTo(module));
    const { places, more } = await findNeighbours(view, targets, near);
    return { loadedBy, neighbours: places, more };
  }
  const modules = units.length > 0 ? targets.map(({ module }) => ({ module, name: '' })) : topLevel(view, name);
  const { places, more } = await findNeighbours(view, modules, near);
  return { loadedBy: [], neighbours: places, more };
}

/** The modules of a distribution that others import. */
function topLevel({ program }: ReachView, name: string): readonly Target[] {
  const names = new Set(program.entries.flatMap((entry) => (entry.firstParty ? [] : program.finder.topLevel(entry))));
  return [...names].flatMap((each): Target[] => {
    const module = parseModuleName(each);
    const found = module === null ? null : program.finder.find(module);
    if (module === null || found === null || found.kind === 'standard') return [];
    return program.ownerOf(found) === name ? [{ module, name: '' }] : [];
  });
}
