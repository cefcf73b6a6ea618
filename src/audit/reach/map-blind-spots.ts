// The places where the analysis cannot see, as the map keeps them.
import type { BlindSpot } from '../../python/graph/module-graph.ts';
import type { Program } from '../../python/program.ts';
import type { MappedBlindSpot } from './reach-map.ts';

/** Each blind spot with its file and the distribution that it concerns. */
export function mapBlindSpots(program: Program, spots: readonly BlindSpot[]): readonly MappedBlindSpot[] {
  return spots.map(({ module, line, why, prefix }) => ({
    file: program.fileOf(module.found),
    line,
    why,
    prefix,
    distribution: module.firstParty ? null : program.ownerOf(module.found),
  }));
}
