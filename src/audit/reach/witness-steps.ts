// A chain of the module graph as the steps of a finding's witness.
import type { Step, StepKind } from '../../finding/finding.ts';
import type { Edge } from '../../python/graph/module-graph.ts';
import { type Chain, chainEdges } from '../../python/graph/witness.ts';
import type { Program } from '../../python/program.ts';

/** One step for each edge, from the root on. */
export function witnessSteps(program: Program, chain: Chain): readonly Step[] {
  return chainEdges(chain).map((edge) => stepOf(program, edge));
}

function stepOf(program: Program, edge: Edge): Step {
  const { from, to } = edge;
  const place = from ?? to;
  return {
    kind: STEP_KINDS[edge.kind],
    module: to.found.name,
    function: null,
    file: edge.declaredIn ?? program.fileOf(place.found),
    line: edge.line,
    firstParty: place.firstParty || edge.declaredIn !== null,
  };
}

const STEP_KINDS: Readonly<Record<Edge['kind'], StepKind>> = {
  root: 'root',
  load: 'load',
  string: 'string',
  dynamic: 'dynamic',
  'entry-point': 'entry-point',
};
