// Class methods by the class they are called on: what `cls` makes, stores and looks up differs from class to class.

import { walkStatements } from '../summary/visit.ts';
import { type Engine, makeUnit } from './engine.ts';
import type { Unit } from './unit.ts';
import { Kind, kindOf, type Value } from './value.ts';

/** Classes that a class method is read apart for; those past it are read together. */
const LIMIT = 24;

/** The unit that a class method is for its receiver: a copy where that is one class for sure, else the method itself. */
export function variantOf(engine: Engine, unit: Unit, receiver: Value): Unit {
  if (unit.binding !== 'class' || unit.original !== unit || kindOf(receiver) !== Kind.class) return unit;
  const { statement, owner } = unit;
  if (statement === null || owner === null) return unit;
  if (unit.variants === null) unit.variants = definesNothing(unit) ? new Map() : NONE;
  const known = unit.variants.get(receiver);
  if (known !== undefined) return known;
  if (unit.variants === NONE || unit.variants.size >= LIMIT) return unit;
  const { path, line, firstLine, parameters, outer, defaults, binding } = unit;
  const made = makeUnit(engine, unit.kind, unit.module, {
    path,
    line,
    firstLine,
    parameters,
    statement,
    owner,
    outer,
    defaults,
    binding,
  });
  made.original = unit;
  unit.variants.set(receiver, made);
  return made;
}

const NONE = new Map<Value, Unit>();

/** Functions and classes inside are one each, so what defines some is read once. */
function definesNothing({ statement }: Unit): boolean {
  let found = false;
  walkStatements(statement?.body ?? [], ({ kind }) => {
    if (kind === 'function' || kind === 'class') found = true;
  });
  return !found;
}
