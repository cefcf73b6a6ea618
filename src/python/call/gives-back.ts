// Decorators that give back what they are given: those that register it, mark it, or do nothing here.
import type { FunctionStatement, Statement } from '../summary/summary.ts';
import { eachBlock } from '../summary/visit.ts';
import type { Engine } from './engine.ts';
import { bindingsOf } from './scope.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** The unit that a called value runs, where it is one. */
function calledUnit(engine: Engine, value: Value): Unit | null {
  const bound = kindOf(value) === Kind.bound ? engine.bounds[indexOf(value)]?.callable : value;
  const isUnit = bound !== undefined && (kindOf(bound) === Kind.function || kindOf(bound) === Kind.method);
  return isUnit ? (engine.units[indexOf(bound)] ?? null) : null;
}

/** Whether all that a decorator returns is the function or class that it is given. */
export function givesBack(engine: Engine, decorator: Value): boolean {
  const unit = calledUnit(engine, decorator);
  const statement = unit?.statement ?? null;
  if (unit === null || statement === null || unit.isGenerator) return false;
  let known = GIVES_BACK.get(statement);
  if (known === undefined) {
    known = returnsGiven(unit, statement.body);
    GIVES_BACK.set(statement, known);
  }
  return known;
}

/** By the statement, which decorates many. */
const GIVES_BACK = new WeakMap<FunctionStatement, boolean>();

function returnsGiven(unit: Unit, body: readonly Statement[]): boolean {
  const given = unit.parameters[unit.owner === null || unit.binding === 'static' ? 0 : 1];
  if (given === undefined || given.form.startsWith('*') || bindingsOf(body).bound.has(given.name)) return false;
  const returned = returnedNames(body);
  return returned.length > 0 && returned.every((name) => name === given.name);
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
