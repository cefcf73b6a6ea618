// Functions that give back what they are given: decorators that register or mark it, checks, and the like; and
// decorators that can be used with arguments and without.
import type { Expression, FunctionStatement, Statement } from '../summary/summary.ts';
import { eachBlock } from '../summary/visit.ts';
import type { Call } from './call-value.ts';
import type { Engine } from './engine.ts';
import { addValue, flow, whenever } from './flow.ts';
import { Node, type Operand } from './node.ts';
import { resultOf } from './reach.ts';
import { bindingsOf } from './scope.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, UNKNOWN } from './value.ts';

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
  if (given === null) {
    const outcome = outcomeOf(unit, call, bound);
    return outcome === null ? resultOf(unit) : take(engine, unit, outcome);
  }
  if (typeof given === 'number' && given !== UNKNOWN) return given;
  // Of what is not known, the parameter's declared type may say more.
  const result = new Node(unit);
  whenever(engine, given, (value) => flow(engine, value === UNKNOWN ? resultOf(unit) : value, result));
  return result;
}

/** What a function returns that tells by a parameter how it is used. */
interface Outcome {
  /** The operand that is given back as it is. */
  readonly given: Operand | null;
  /** The function inside that is returned, or that gives what is returned. */
  readonly inner: string;
  readonly isCalled: boolean;
}

function take(engine: Engine, unit: Unit, { given, inner, isCalled }: Outcome): Operand {
  if (given !== null) return given;
  const result = new Node(unit);
  const path = `${unit.path}.${inner}`;
  whenever(engine, resultOf(unit), (value) => {
    const isInner = kindOf(value) === Kind.function && engine.units[indexOf(value)]?.path === path;
    if (isInner !== isCalled) addValue(engine, result, value);
  });
  return result;
}

/** `if function is None: return decorate`, then `return decorate(function)`. */
interface Usage {
  /** The parameter that is asked. */
  readonly asked: number;
  readonly form: 'given' | 'callable';
  readonly held: Returned;
  readonly otherwise: Returned;
}

/** A function inside, itself or called with a parameter; `gives`: it gives that back. */
interface Returned {
  readonly inner: string;
  readonly argument: number | null;
  readonly gives: boolean;
}

const USAGES = new WeakMap<FunctionStatement, Usage | null>();

function outcomeOf(unit: Unit, call: Pick<Call, 'passed' | 'spread' | 'keywords'>, isBound: boolean): Outcome | null {
  const { statement } = unit;
  if (statement === null || unit.isGenerator || call.spread !== null) return null;
  let usage = USAGES.get(statement);
  if (usage === undefined) {
    usage = usageOf(unit, statement);
    USAGES.set(statement, usage);
  }
  if (usage === null || call.keywords.some(([name]) => name === null)) return null;
  const operand = passedTo(unit, call, usage.asked, isBound);
  const holds = operand === null ? false : usage.form === 'given' ? isThere(operand) : isCallable(operand);
  if (holds === null) return null;
  const { inner, argument, gives } = holds ? usage.held : usage.otherwise;
  const given = argument !== null && gives ? passedTo(unit, call, argument, isBound) : null;
  return { given, inner, isCalled: argument !== null };
}

/** What a call passes to a parameter; null where it passes nothing. */
function passedTo(unit: Unit, call: Pick<Call, 'passed' | 'keywords'>, at: number, isBound: boolean): Operand | null {
  const parameter = unit.parameters[at];
  const written = call.keywords.find(([name]) => name === parameter?.name)?.[1];
  if (written !== undefined) return written;
  return parameter?.form === '=' ? null : (call.passed[at - (isBound ? 1 : 0)] ?? null);
}

function isThere(operand: Operand): boolean | null {
  return typeof operand === 'number' && operand !== UNKNOWN && kindOf(operand) !== Kind.none ? true : null;
}

function isCallable(operand: Operand): boolean | null {
  if (typeof operand !== 'number') return null;
  const kind = kindOf(operand);
  if (kind === Kind.function || kind === Kind.class) return true;
  return kind === Kind.string || kind === Kind.integer ? false : null;
}

function usageOf(unit: Unit, { body }: FunctionStatement): Usage | null {
  const inner = new Map(body.flatMap((each) => (each.kind === 'function' ? [[each.name, each] as const] : [])));
  if (inner.size === 0) return null;
  const rest = body.filter((each) => each.kind !== 'function' && each.kind !== 'class');
  const at = rest.findIndex((each) => returnedNames([each]).length > 0);
  const chosen = rest[at];
  if (chosen?.kind !== 'if' || chosen.branches.length !== 1) return null;
  const [{ test, body: then } = { test: null, body: [] }] = chosen.branches;
  const otherwise = chosen.otherwise.length > 0 ? chosen.otherwise : rest.slice(at + 1);
  const asked = test === null ? null : askedBy(unit, test, true);
  const first = onlyReturned(unit, then, inner);
  const second = onlyReturned(unit, otherwise, inner);
  if (asked === null || first === null || second === null) return null;
  const { holds, ...about } = asked;
  return holds ? { ...about, held: first, otherwise: second } : { ...about, held: second, otherwise: first };
}

function askedBy(
  unit: Unit,
  test: Expression,
  holds: boolean,
): { readonly asked: number; readonly form: 'given' | 'callable'; readonly holds: boolean } | null {
  if (test.kind === 'unary' && test.operator === 'not') return askedBy(unit, test.operand, !holds);
  if (test.kind === 'name') return about(unit, test, 'given', holds);
  if (test.kind === 'call' && test.callee.kind === 'name' && test.callee.id === 'callable') {
    return about(unit, test.arguments[0], 'callable', holds);
  }
  if (test.kind !== 'compare' || test.operators.length !== 1) return null;
  const [left, right] = test.operands;
  const [operator] = test.operators;
  if (right?.kind !== 'constant' || right.value !== 'None') return null;
  if (operator === 'is') return about(unit, left, 'given', !holds);
  return operator === 'is not' ? about(unit, left, 'given', holds) : null;
}

function about(unit: Unit, name: Expression | undefined, form: 'given' | 'callable', holds: boolean) {
  const asked = name?.kind === 'name' ? parameterAt(unit, name.id) : -1;
  return asked === -1 ? null : { asked, form, holds };
}

function parameterAt({ parameters, statement }: Unit, name: string): number {
  const at = parameters.findIndex((parameter) => parameter.name === name && parameter.form !== '**');
  return at === -1 || bindingsOf(statement?.body ?? []).bound.has(name) ? -1 : at;
}

/** What a block returns at its end, and nowhere before. */
function onlyReturned(
  unit: Unit,
  block: readonly Statement[],
  inner: ReadonlyMap<string, FunctionStatement>,
): Returned | null {
  const last = block.at(-1);
  if (last?.kind !== 'return' || last.value === null || returnedNames(block).length !== 1) return null;
  const { value } = last;
  if (value.kind === 'name') return inner.has(value.id) ? { inner: value.id, argument: null, gives: false } : null;
  if (value.kind !== 'call' || value.callee.kind !== 'name' || value.keywords.length > 0) return null;
  const called = inner.get(value.callee.id);
  const [argument, ...others] = value.arguments;
  const passed = argument?.kind === 'starred' ? argument.value : argument;
  if (called === undefined || passed?.kind !== 'name' || others.length > 0) return null;
  const at = parameterAt(unit, passed.id);
  if (at === -1) return null;
  const [parameter] = called.parameters;
  const names = returnedNames(called.body);
  const gives =
    !called.isGenerator &&
    parameter !== undefined &&
    names.length > 0 &&
    names.every((name) => name === parameter.name) &&
    !bindingsOf(called.body).bound.has(parameter.name);
  return { inner: called.name, argument: at, gives };
}
