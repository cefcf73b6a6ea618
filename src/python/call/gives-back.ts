// Functions that give back what they are given: decorators that register or mark it, checks, and the like.
import type { FunctionStatement, Statement } from '../summary/summary.ts';
import { eachBlock } from '../summary/visit.ts';
import type { Call } from './call-value.ts';
import type { Engine } from './engine.ts';
import { flow, whenever } from './flow.ts';
import { Node, type Operand } from './node.ts';
import { resultOf } from './reach.ts';
import { bindingsOf } from './scope.ts';
import type { Unit } from './unit.ts';
import { UNKNOWN } from './value.ts';

/** By the statement, which is called often. */
const GIVEN = new WeakMap<FunctionStatement, number>();

const MAX_PARAMETERS = 2;

/** Which parameter is all that a unit returns; -1 where that is no parameter or more than one. */
function returnedParameter(unit: Unit): number {
  const { statement } = unit;
  // A body is read anew each time: those with many parameters are not what is looked for.
  const own = unit.parameters.length - (unit.owner === null || unit.binding === 'static' ? 0 : 1);
  if (statement === null || unit.isGenerator || own < 1 || own > MAX_PARAMETERS) return -1;
  let known = GIVEN.get(statement);
  if (known === undefined) {
    known = findReturned(unit, statement.body);
    GIVEN.set(statement, known);
  }
  return known;
}

function findReturned(unit: Unit, body: readonly Statement[]): number {
  const [name, ...others] = returnedNames(body);
  if (name === null || name === undefined || others.some((other) => other !== name)) return -1;
  const at = unit.parameters.findIndex((parameter) => parameter.name === name && !parameter.form.startsWith('*'));
  return at === -1 || bindingsOf(body).bound.has(name) ? -1 : at;
}

/** The argument that a call of a unit gives back as it is; null where it gives something else. */
function givenBack(unit: Unit, call: Pick<Call, 'passed' | 'spread' | 'keywords'>, isBound: boolean): Operand | null {
  const at = returnedParameter(unit);
  if (at === -1 || call.spread !== null) return null;
  const parameter = unit.parameters[at];
  const written = call.keywords.find(([name]) => name === parameter?.name)?.[1];
  return written ?? call.passed[at - (isBound ? 1 : 0)] ?? null;
}

/** What the statements of a body return: names, null for anything else. */
function returnedNames(body: readonly Statement[]): readonly (string | null)[] {
  const names: (string | null)[] = [];
  for (const statement of body) {
    if (statement.kind === 'function' || statement.kind === 'class') continue;
    if (statement.kind === 'return') names.push(statement.value?.kind === 'name' ? statement.value.id : null);
    else eachBlock(statement, (block) => names.push(...returnedNames(block)));
  }
  return names;
}

/** What a call of a unit gives: where that is what is passed, it and nothing that others pass. */
export function resultOfCall(
  engine: Engine,
  unit: Unit,
  call: Pick<Call, 'passed' | 'spread' | 'keywords'>,
  bound: boolean,
): Operand {
  const given = givenBack(unit, call, bound);
  if (given === null) return resultOf(unit);
  if (typeof given === 'number' && given !== UNKNOWN) return given;
  // Of what is not known, the parameter's declared type may say more.
  const result = new Node(unit);
  whenever(engine, given, (value) => flow(engine, value === UNKNOWN ? resultOf(unit) : value, result));
  return result;
}
