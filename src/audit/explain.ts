// The whole story of one vulnerability in a project: why it matched, what is vulnerable, the way there or its end.
import type { Database } from '../advisory/database.ts';
import type { Fault } from '../finding/fault.ts';
import type { Finding } from '../finding/finding.ts';
import type { Inventory } from '../finding/inventory.ts';
import { type Definition, findDefinition } from '../python/definition/find-definition.ts';
import { type ModuleName, parseModuleName } from '../python/module/module-name.ts';
import type { ReachSource } from './audit.ts';
import { matchInventory } from './match-inventory.ts';
import { decideReach } from './reach/decide.ts';
import type { ReachAnalysis } from './reach/reach-analysis.ts';

/** What is known of one vulnerable unit. */
export interface ExplainedUnit {
  readonly module: string;
  readonly attribute: string | null;
  /** Where it is defined, as `file:line`; null where that is not known. */
  readonly defined: string | null;
  /** Whether its module is loaded. */
  readonly loaded: boolean;
}

export interface Explanation {
  readonly finding: Finding;
  readonly units: readonly ExplainedUnit[];
  /** Where the search was made; null where no code was analysed. */
  readonly searched: {
    readonly roots: number;
    readonly modules: number;
    /** How many of the distribution's modules are loaded, and which, at most a dozen. */
    readonly own: number;
    readonly ownNames: readonly string[];
  } | null;
  /** What could not be seen: places and reasons. */
  readonly unseen: readonly string[];
}

export interface ExplainInput {
  readonly inventory: Inventory;
  readonly database: Database;
  readonly reach: ReachSource;
  /** Any identifier of the vulnerability. */
  readonly id: string;
}

const OWN_SHOWN = 12;

/** Explains the findings of one vulnerability, one for each distribution and version; empty where nothing matches. */
export async function explain(
  input: ExplainInput,
): Promise<{ explanations: readonly Explanation[]; faults: readonly Fault[] }> {
  const wanted = new Set([input.id, ...input.database.group(input.id).map((record) => record.id)].map(lower));
  const findings = matchInventory(input.inventory, input.database).filter((finding) =>
    [finding.id, ...finding.aliases].some((id) => wanted.has(lower(id))),
  );
  if (findings.length === 0) return { explanations: [], faults: [] };
  if (input.reach.kind === 'none') {
    const { reason } = input.reach;
    const explanations = findings.map((finding) => ({
      finding: { ...finding, reason: finding.reason ?? reason },
      units: finding.units.map((unit) => ({ ...unit, defined: null, loaded: false })),
      searched: null,
      unseen: [reason],
    }));
    return { explanations, faults: [] };
  }
  const analysis = await input.reach.analyse();
  try {
    const explanations: Explanation[] = [];
    for (const finding of findings) explanations.push(await explainFinding(analysis, finding));
    return { explanations, faults: analysis.faults };
  } finally {
    analysis.close();
  }
}

const lower = (text: string): string => text.toLowerCase();

async function explainFinding(analysis: ReachAnalysis, finding: Finding): Promise<Explanation> {
  const verdict = await decideReach(analysis, finding);
  const { map } = analysis.index;
  const { name } = finding.distribution;
  const own = analysis.index.distributionUnits(name);
  const units: ExplainedUnit[] = [];
  for (const unit of finding.units) units.push(await explainUnit(analysis, unit));
  return {
    finding: { ...finding, ...verdict, reason: finding.reason ?? verdict.reason },
    units,
    searched: !map.installed.some(([each]) => each === name)
      ? null
      : {
          roots: map.roots,
          modules: map.units.filter((unit) => unit.function === null).length,
          own: own.length,
          ownNames: own.slice(0, OWN_SHOWN).map((unit) => unit.module),
        },
    unseen: map.blindSpots
      .filter(({ distribution }) => distribution === null || distribution === name)
      .map(({ file, line, why }) => `${file}:${line}: ${why}`),
  };
}

async function explainUnit(analysis: ReachAnalysis, unit: Finding['units'][number]): Promise<ExplainedUnit> {
  const name = parseModuleName(unit.module);
  const found = name === null ? null : analysis.program.finder.find(name as ModuleName);
  if (found === null) return { ...unit, defined: null, loaded: false };
  const definition: Definition =
    unit.attribute === null
      ? { kind: 'defined', form: 'module', module: found, name: '', line: 1 }
      : await findDefinition(analysis.code, found, unit.attribute);
  const module = definition.kind === 'absent' ? found : definition.module;
  const place = analysis.program.fileOf(module);
  return {
    ...unit,
    defined:
      definition.kind === 'defined' ? `${place}:${definition.line}` : definition.kind === 'opaque' ? place : null,
    loaded: analysis.index.moduleUnit(module.name) !== null,
  };
}
