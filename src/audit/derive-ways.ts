// A handful of ways from the project to the code that an advisory calls vulnerable, for those who draw them.
import type { Way } from '../finding/explanation.ts';
import type { Finding, Unit } from '../finding/finding.ts';
import { findDefinition } from '../python/definition/find-definition.ts';
import { parseModuleName } from '../python/module/module-name.ts';
import type { ReachView } from './reach/reach-analysis.ts';
import type { MappedUnit } from './reach/reach-map.ts';
import { witnessSteps } from './reach/witness-steps.ts';

const MAX_WAYS = 6;

/** The best way to each vulnerable unit, of a class to each method; none that only goes on from another's end. */
export async function deriveWays(
  view: ReachView,
  finding: Pick<Finding, 'distribution' | 'units'>,
): Promise<readonly Way[]> {
  const targets = new Set<MappedUnit>();
  for (const unit of finding.units) for (const target of await unitTargets(view, unit)) targets.add(target);
  if (finding.units.length === 0) {
    for (const target of view.index.distributionUnits(finding.distribution.name)) targets.add(target);
  } else if (targets.size === 0) {
    // The calls were not followed to the end; the way to the module is what is known.
    for (const { module } of finding.units) for (const target of moduleTarget(view, module)) targets.add(target);
  }
  const ordered = [...targets].sort((left, right) => left.dynamic - right.dynamic || left.length - right.length);
  const ways: Way[] = [];
  for (const target of ordered) {
    if (ways.length === MAX_WAYS) break;
    const chain = view.index.chainTo(target);
    if (chain.slice(0, -1).some((unit) => targets.has(unit))) continue;
    ways.push(drawnSteps(chain));
  }
  return ways;
}

async function unitTargets(view: ReachView, unit: Unit): Promise<readonly MappedUnit[]> {
  const name = parseModuleName(unit.module);
  const found = name === null ? null : view.program.finder.find(name);
  if (found === null || found.kind === 'standard') return [];
  if (unit.attribute === null) return moduleTarget(view, found.name);
  const definition = await findDefinition(view.code, found, unit.attribute);
  if (definition.kind === 'absent') return [];
  const { module } = definition;
  const called = definition.kind === 'opaque' ? view.index.functionUnit(module.name, definition.name) : null;
  if (called !== null) return [called];
  if (definition.kind === 'opaque' || definition.form === 'module' || definition.form === 'value') {
    return moduleTarget(view, module.name);
  }
  return view.index.map.units.filter(
    (each) =>
      each.module === module.name &&
      each.function !== null &&
      (each.function === definition.name || each.function.startsWith(`${definition.name}.`)),
  );
}

function moduleTarget(view: ReachView, module: string): readonly MappedUnit[] {
  const unit = view.index.moduleUnit(module);
  return unit === null ? [] : [unit];
}

function drawnSteps(chain: readonly MappedUnit[]): Way {
  return witnessSteps(chain).map((step, index) => {
    const unit = chain[index];
    return {
      ...step,
      distribution: unit?.distribution ?? null,
      ownCode: unit?.firstParty ?? false,
      defined: { file: unit?.file ?? step.file, line: unit?.line ?? step.line },
    };
  });
}
