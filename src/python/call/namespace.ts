// `vars(C)` and `C.__dict__`: what a class has, as a dict.
import { memberOfAny } from './attribute.ts';
import type { Container } from './container-object.ts';
import { type Engine, makeContainer } from './engine.ts';
import { addValue } from './flow.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, UNKNOWN, type Value } from './value.ts';

/** The dict of a class's attributes, one for each value; null for instances: what they hold is anything. */
export function namespaceOf(engine: Engine, of: Value, unit: Unit): Value | null {
  const known = engine.namespaces.get(of);
  if (known !== undefined) return known;
  const kind = kindOf(of);
  if (kind !== Kind.class && kind !== Kind.subclass) return null;
  const made = makeContainer(engine, 'dictionary', unit);
  engine.namespaces.set(of, made);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return null;
  container.owner = of;
  addValue(engine, container.rest, UNKNOWN);
  return made;
}

/** The dict of a class is gone through: each of its attributes comes out, one by one where it is called. */
export function spreadNamespace(engine: Engine, { owner, rest }: Container): void {
  const member = owner === null ? null : memberOfAny(engine, owner);
  if (member !== null) addValue(engine, rest, member);
}
