// Methods by their receiver: class methods by the class they are called on, and methods that other classes borrow.

import { walkStatements } from '../summary/visit.ts';
import { type Engine, makeUnit } from './engine.ts';
import { receiverOf } from './reach.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** Receivers that a method is read apart for; those past it are read together. */
const LIMIT = 24;

/** Whether a method has a receiver of a class that only borrows it: `rows = Other.rows`. */
export function isBorrowed(engine: Engine, unit: Unit, receiver: Value): boolean {
  const kind = kindOf(receiver);
  if (kind !== Kind.instance && kind !== Kind.subtype) return false;
  const { owner } = unit;
  if (owner === null || receiverOf(engine, unit) === null) return false;
  return engine.classes[indexOf(receiver)]?.order.includes(owner) === false;
}

/**
 * The unit that a method is for its receiver: a copy of a class method where that is one class for sure, and of a
 * method that is borrowed; else the method itself.
 */
export function variantOf(engine: Engine, unit: Unit, receiver: Value): Unit {
  if (unit.original !== unit) return unit;
  const isApart = unit.binding === 'class' ? kindOf(receiver) === Kind.class : isBorrowed(engine, unit, receiver);
  if (!isApart) return unit;
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
