// A chain of the map as the steps of a finding's witness.
import type { Step } from '../../finding/finding.ts';
import type { MappedUnit } from './reach-map.ts';

/** One step for each unit of a chain, from the root on. */
export function witnessSteps(chain: readonly MappedUnit[]): readonly Step[] {
  return chain.map((unit, index) => ({
    kind: unit.kind,
    module: unit.module,
    function: unit.function,
    file: unit.stepFile,
    line: unit.stepLine,
    firstParty: chain[index - 1]?.firstParty ?? true,
    resolved: unit.dynamic === (chain[index - 1]?.dynamic ?? 0),
  }));
}
