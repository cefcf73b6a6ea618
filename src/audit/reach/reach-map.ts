// What the project's code gets to, as plain data: each unit with the best step that leads to it.
import type { Fault } from '../../finding/fault.ts';
import type { StepKind } from '../../finding/finding.ts';
import type { Stop } from '../../python/tick.ts';

/** A module's top-level code, or a function, that runs or may run. */
export interface MappedUnit {
  /** A class stands for itself where making an instance runs no code of its own; `native` is a compiled function. */
  readonly form: 'module' | 'function' | 'class' | 'native' | 'template';
  readonly module: string;
  /** The dotted path of classes and functions in the module; null for the module's own code. */
  readonly function: string | null;
  /** Relative to the project or to `site-packages`. */
  readonly file: string;
  /** The line of `def` or of its first decorator; 1 for a module. */
  readonly line: number;
  /** The distribution that owns it; null for the project's own code and where no list of files says so. */
  readonly distribution: string | null;
  readonly firstParty: boolean;
  /** The unit that the best chain comes from, by position; -1 for a root. */
  readonly before: number;
  /** The step from there: its kind, and where it is taken. */
  readonly kind: StepKind;
  readonly stepFile: string;
  readonly stepLine: number;
  /** How many steps of the chain are dynamic, and how many steps it has. */
  readonly dynamic: number;
  readonly length: number;
}

/** A place in running code where the analysis cannot see. */
export interface MappedBlindSpot {
  readonly file: string;
  readonly line: number;
  readonly why: string;
  /** What may run there unseen: what a name or a text from outside brings in, or anything. */
  readonly hides: 'plugins' | 'anything';
  /** What may be loaded there begins with this; null: no beginning is known. */
  readonly prefix: string | null;
  /** The distribution whose code it is; null for the project's own. */
  readonly distribution: string | null;
}

export interface ReachMap {
  readonly units: readonly MappedUnit[];
  readonly blindSpots: readonly MappedBlindSpot[];
  /** What was used up before everything was looked at; null: nothing. */
  readonly truncated: Stop | null;
  /** How many files of the project the search began at. */
  readonly roots: number;
  /** The version of each distribution whose code is there, and whether its list of files is known. */
  readonly installed: readonly (readonly [name: string, version: string, known: boolean])[];
  /** Distributions whose code is not at hand, and why. */
  readonly missing: readonly (readonly [name: string, reason: string])[];
  readonly faults: readonly Fault[];
  /** Distributions with those that they import, as far as this look goes; `''` for code that is none's. */
  readonly imports: readonly (readonly [from: string, to: readonly string[]])[];
  /** Distributions with modules that a text of the project names, in its lists and tables or with dots. */
  readonly named: readonly string[];
}

/** A map with its indexes. */
export interface ReachIndex {
  readonly map: ReachMap;
  /** The unit of a module's top-level code, null where the module is never loaded. */
  moduleUnit(module: string): MappedUnit | null;
  /** The best of the units that a dotted name covers: the function itself, or all methods of the class. */
  functionUnit(module: string, name: string): MappedUnit | null;
  /** The best of a distribution's modules, and all that are loaded. */
  distributionUnits(name: string): readonly MappedUnit[];
  /** The chain that leads to a unit, from the root on. */
  chainTo(unit: MappedUnit): readonly MappedUnit[];
}

/** Indexes a map by module and distribution. */
export function indexReachMap(map: ReachMap): ReachIndex {
  const byModule = Map.groupBy(map.units, (unit) => unit.module);
  const byDistribution = Map.groupBy(
    map.units.filter((unit) => unit.function === null),
    (unit) => unit.distribution,
  );
  return {
    map,
    moduleUnit: (module) => byModule.get(module)?.find((unit) => unit.function === null) ?? null,
    functionUnit: (module, name) =>
      bestUnit(
        (byModule.get(module) ?? []).filter(
          (unit) => unit.function === name || (unit.function?.startsWith(`${name}.`) ?? false),
        ),
      ),
    distributionUnits: (name) => byDistribution.get(name) ?? [],
    chainTo(unit) {
      const chain = [unit];
      for (let at = map.units[unit.before]; at !== undefined && chain.length < MAX_CHAIN; at = map.units[at.before]) {
        chain.push(at);
      }
      return chain.reverse();
    },
  };
}

/** Chains are shortest paths, so far shorter; the bound keeps a damaged map from leading in circles. */
const MAX_CHAIN = 1000;

/** The unit with the fewest dynamic steps, then the shortest chain; null of none. */
export function bestUnit(units: readonly MappedUnit[]): MappedUnit | null {
  let best: MappedUnit | null = null;
  for (const unit of units) {
    if (best === null || unit.dynamic < best.dynamic || (unit.dynamic === best.dynamic && unit.length < best.length)) {
      best = unit;
    }
  }
  return best;
}
