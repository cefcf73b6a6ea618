// The places where the analysis cannot see, as the map keeps them.
import type { Fault } from '../../finding/fault.ts';
import type { BlindSpot } from '../../python/graph/module-graph.ts';
import type { Program } from '../../python/program.ts';
import type { MappedBlindSpot } from './reach-map.ts';

/** Each blind spot with its file and the distribution that it concerns. */
export function mapBlindSpots(program: Program, spots: readonly BlindSpot[]): readonly MappedBlindSpot[] {
  return spots.map(({ module, line, why, hides, prefix }) => ({
    file: program.fileOf(module.found),
    line,
    why,
    hides,
    prefix,
    distribution: module.firstParty ? null : program.ownerOf(module.found),
  }));
}

/** Whether the project brings in what nothing at hand names. */
export function isOutside({ distribution, hides, prefix }: MappedBlindSpot): boolean {
  return distribution === null && hides === 'plugins' && prefix === null;
}

/** What is said once where the project brings in code that nobody can read beforehand. */
export function unseenFaults(spots: readonly MappedBlindSpot[]): readonly Fault[] {
  const [first, ...others] = spots.filter(isOutside);
  if (first === undefined) return [];
  const { file, line, why } = first;
  const more = others.length === 0 ? '' : `, as in ${others.length} other ${others.length === 1 ? 'place' : 'places'}`;
  const message = `${why}${more}; what it brings in besides the code at hand is not part of the answer`;
  return [{ code: 'code-unseen', effect: 'note', file, line, message }];
}
