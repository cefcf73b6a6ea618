// The map that a call graph gives: modules and functions, each with the last step of the shortest chain to it.
import type { StepKind } from '../../finding/finding.ts';
import type { CallGraph } from '../../python/call/call-graph.ts';
import { stepAt, type Unit } from '../../python/call/unit.ts';
import type { GraphModule } from '../../python/graph/module-graph.ts';
import type { Program } from '../../python/program.ts';
import { describeModule } from './map-modules.ts';
import type { MappedUnit } from './reach-map.ts';

/** How a unit is best reached: `from` the unit before it, null for the outside. */
interface Arrival {
  readonly from: Unit | null;
  readonly line: number;
  readonly kind: StepKind;
  readonly dynamic: number;
  readonly length: number;
}

/** One unit for each module and function that runs or may run; lambdas count as the function around them. */
export function mapCalls(program: Program, graph: CallGraph): readonly MappedUnit[] {
  const arrivals = shortestArrivals(graph);
  const shown = new Map<Unit, number>();
  const copies = new Map<Unit, number>();
  const order: Unit[] = [];
  for (const unit of graph.units()) {
    if (unit.kind === 'lambda' || !arrivals.has(unit)) continue;
    if (unit.module.graph === null && unit.kind !== 'template') continue;
    const at = copies.get(unit.original) ?? order.length;
    copies.set(unit.original, at);
    shown.set(unit, at);
    // Of a unit and its copies the one that is reached best stands for all.
    const known = order[at];
    if (known === undefined || isBetter(arrivals.get(unit), arrivals.get(known))) order[at] = unit;
  }
  const declared = declaredPlaces(graph);
  const units = order.map((unit) => describe(program, arrivals, shown, declared, unit));
  return [...units, ...describeRest(program, graph, units)];
}

function isBetter(left: Arrival | undefined, right: Arrival | undefined): boolean {
  if (left === undefined || right === undefined) return right === undefined;
  return left.dynamic < right.dynamic || (left.dynamic === right.dynamic && left.length < right.length);
}

/** Breadth first within one count of dynamic steps, then one dynamic step more: fewest dynamic steps, then fewest. */
function shortestArrivals(graph: CallGraph): ReadonlyMap<Unit, Arrival> {
  const { units, outside } = graph.engine;
  const best = new Map<Unit, Arrival>([[outside, { from: null, line: 0, kind: 'root', dynamic: 0, length: 0 }]]);
  let frontier: Unit[] = [outside];
  for (let dynamic = 0; frontier.length > 0; dynamic += 1) {
    const later: [Unit, Arrival][] = [];
    while (frontier.length > 0) {
      const next: Unit[] = [];
      for (const unit of frontier) {
        const length = (best.get(unit)?.length ?? 0) + 1;
        for (let index = 0; index < unit.steps.length; index += 2) {
          const to = units[unit.steps[index] ?? -1];
          if (to === undefined || best.has(to)) continue;
          const { line, kind, resolved } = stepAt(unit, index);
          if (resolved) {
            best.set(to, { from: unit, line, kind, dynamic, length });
            next.push(to);
          } else {
            later.push([to, { from: unit, line, kind, dynamic: dynamic + 1, length }]);
          }
        }
      }
      frontier = next;
    }
    later.sort(([, left], [, right]) => left.length - right.length);
    for (const [unit, arrival] of later) {
      if (best.has(unit)) continue;
      best.set(unit, arrival);
      frontier.push(unit);
    }
  }
  return best;
}

/** Where what the outside starts is declared: the line of a Procfile or a `.pth` file. */
function declaredPlaces(graph: CallGraph): ReadonlyMap<GraphModule, { readonly file: string; readonly line: number }> {
  const places = new Map<GraphModule, { readonly file: string; readonly line: number }>();
  for (const { to, declaredIn, line } of graph.growth.graph().roots) {
    if (declaredIn !== null && !places.has(to)) places.set(to, { file: declaredIn, line });
  }
  return places;
}

function describe(
  program: Program,
  arrivals: ReadonlyMap<Unit, Arrival>,
  shown: ReadonlyMap<Unit, number>,
  declared: ReturnType<typeof declaredPlaces>,
  unit: Unit,
): MappedUnit {
  const arrival = arrivals.get(unit);
  const step = visibleStep(arrivals, shown, unit);
  const place = step.from ?? unit;
  const { graph } = unit.module;
  // A function that the outside calls stands where its program is declared, as its module does.
  const isStarted = unit.kind === 'module' || !unit.module.firstParty;
  const outside = step.from === null && isStarted && graph !== null ? declared.get(graph) : undefined;
  return {
    form: unit.kind === 'lambda' || unit.kind === 'hub' ? 'function' : unit.kind,
    module: unit.module.name,
    function: unit.kind === 'module' || unit.kind === 'template' ? null : unit.path,
    file: fileOf(program, unit),
    line: unit.kind === 'module' ? 1 : unit.firstLine,
    // A template is no module of its distribution.
    distribution: unit.module.distribution === '' || unit.kind === 'template' ? null : unit.module.distribution,
    firstParty: unit.module.firstParty,
    before: step.from === null ? -1 : (shown.get(step.from) ?? -1),
    kind: step.kind,
    stepFile: outside?.file ?? fileOf(program, place),
    stepLine: outside?.line ?? (step.from === null ? unit.line : step.line),
    dynamic: arrival?.dynamic ?? 0,
    length: arrival?.length ?? 0,
  };
}

/** The last step whose origin is shown: what lies between (hubs, lambdas) belongs to it. */
function visibleStep(
  arrivals: ReadonlyMap<Unit, Arrival>,
  shown: ReadonlyMap<Unit, number>,
  unit: Unit,
): { from: Unit | null; line: number; kind: StepKind } {
  let arrival = arrivals.get(unit);
  const own = arrival;
  for (let hops = 0; arrival !== undefined && hops < 50; hops += 1) {
    const { from } = arrival;
    if (from === null) break;
    const kind = arrival.kind === 'template' ? 'template' : (own?.kind ?? 'call');
    if (shown.has(from)) return { from, line: arrival.line, kind };
    const around = from.kind === 'lambda' ? from.within : null;
    if (around !== null && shown.has(around)) return { from: around, line: arrival.line, kind };
    arrival = arrivals.get(from);
  }
  return { from: null, line: unit.line, kind: own?.kind === 'root' ? 'root' : (own?.kind ?? 'root') };
}

function fileOf(program: Program, unit: Unit): string {
  return unit.module.graph === null ? unit.module.name : program.fileOf(unit.module.graph.found);
}

/**
 * Modules that the call graph has no unit of: compiled ones, and those of which nothing is asked. The module graph
 * loads them by a step from code that runs; a module found so leads on to what it imports itself.
 */
function describeRest(program: Program, graph: CallGraph, units: readonly MappedUnit[]): readonly MappedUnit[] {
  const drawn = graph.growth.graph();
  const all = [...units];
  const positions = new Map(all.map((unit, index) => [`${unit.module}:${unit.function ?? ''}`, index]));
  for (let round = 0, before = -1; round < MAX_ROUNDS && all.length !== before; round += 1) {
    before = all.length;
    for (const from of drawn.modules) {
      for (const edge of from.edges) {
        if (positions.has(`${edge.to.found.name}:`)) continue;
        const own = positions.get(`${from.found.name}:${edge.unit ?? ''}`) ?? positions.get(`${from.found.name}:`);
        const origin = own === undefined ? undefined : all[own];
        if (own === undefined || origin === undefined) continue;
        positions.set(`${edge.to.found.name}:`, all.length);
        all.push({
          ...describeModule(program, edge, from),
          before: own,
          kind: edge.kind === 'root' ? 'load' : edge.kind,
          dynamic: origin.dynamic + (edge.resolved ? 0 : 1),
          length: origin.length + 1,
        });
      }
    }
  }
  return all.slice(units.length);
}

/** Chains of modules that nothing is asked of are short. */
const MAX_ROUNDS = 20;
