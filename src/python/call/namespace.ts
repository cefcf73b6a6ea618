// `vars(x)` and `x.__dict__`: what a class or an instance has, as a dict.
import { memberOfAny } from './attribute.ts';
import type { ClassObject } from './class-object.ts';
import { type Engine, makeContainer } from './engine.ts';
import { addValue, flow } from './flow.ts';
import type { Node } from './node.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** The dict of a value's attributes; null where it has none that is known. One for each value. */
export function namespaceOf(engine: Engine, of: Value, unit: Unit): Value | null {
  const known = engine.namespaces.get(of);
  if (known !== undefined) return known;
  const member = memberOfAny(engine, of);
  const type = engine.classes[indexOf(of)];
  if (member === null || type === undefined) return null;
  const made = makeContainer(engine, 'dictionary', unit, true);
  engine.namespaces.set(of, made);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return null;
  container.owner = of;
  const kind = kindOf(of);
  if (kind === Kind.class || kind === Kind.subclass) addValue(engine, container.rest, member);
  else mirrorFields(engine, type, container.rest, kind === Kind.subtype);
  return made;
}

/** Lets all that instances store, under whatever name, flow to a node. */
function mirrorFields(engine: Engine, of: ClassObject, to: Node, withSubclasses: boolean): void {
  const take = (each: ClassObject): void => {
    if (each.mirrors.includes(to)) return;
    each.mirrors.push(to);
    for (const field of each.fields.values()) flow(engine, field, to);
  };
  for (const each of of.order) take(each);
  if (!withSubclasses) return;
  const below = new Set(of.subclasses);
  for (const each of below) {
    take(each);
    for (const further of each.subclasses) below.add(further);
  }
  of.listeners.push(take);
}
