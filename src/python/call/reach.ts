// Reaching a unit: from then on its body is read and its parameters receive values.
import { declaredType } from './annotation.ts';
import { type Engine, makeContainer } from './engine.ts';
import { addValue, flow } from './flow.ts';
import { Node, type Operand } from './node.ts';
import type { Unit } from './unit.ts';
import { Kind, kindOf, makeValue, UNKNOWN, type Value } from './value.ts';

/** Marks a unit as one that runs; its body is read soon after. */
export function reach(engine: Engine, unit: Unit): void {
  if (unit.reached) return;
  unit.reached = true;
  engine.pending.push(unit);
}

/** The nodes of a unit's parameters, in their order. */
export function inputsOf(engine: Engine, unit: Unit): readonly Node[] {
  if (unit.inputs !== null) return unit.inputs;
  const inputs = unit.parameters.map((parameter, index) => {
    const node = new Node(unit);
    if (parameter.form === '*') addValue(engine, node, makeContainer(engine, 'tuple', unit));
    else if (parameter.form === '**') addValue(engine, node, makeContainer(engine, 'dictionary', unit));
    else if (parameter.annotation !== null) {
      const { annotation } = parameter;
      node.declared = () => declaredType(engine, unit.module, unit, annotation);
    }
    const fallback = unit.defaults[index];
    if (fallback !== undefined && fallback !== null) flow(engine, fallback, node);
    return node;
  });
  unit.inputs = inputs;
  const self = receiverOf(engine, unit);
  const [first] = inputs;
  if (self !== null && first !== undefined) addValue(engine, first, self);
  return inputs;
}

/** Its parameters may be anything from now on. */
export function open(engine: Engine, unit: Unit): void {
  if (unit.open) return;
  unit.open = true;
  for (const { node } of openPlaces(engine, unit)) addValue(engine, node, UNKNOWN);
  openClass(engine, unit);
}

/**
 * It may be where a run starts: what nobody in the code gives to a parameter, beside its default, may be anything.
 * That shows once all else is known.
 */
export function openStart(engine: Engine, unit: Unit): void {
  for (const { node, index } of openPlaces(engine, unit)) {
    const fallback = unit.defaults[index] ?? null;
    engine.openIndexes.push({
      index: new Node(null),
      run() {
        const known = fallback instanceof Node ? fallback.values : [fallback];
        if (node.values.every((value) => known.includes(value))) addValue(engine, node, UNKNOWN);
      },
    });
  }
  openClass(engine, unit);
}

/** Where what is passed to a unit arrives: its parameters, and what those hold that take all others. */
function openPlaces(engine: Engine, unit: Unit): readonly { readonly node: Node; readonly index: number }[] {
  const fixed = receiverOf(engine, unit) === null ? 0 : 1;
  return inputsOf(engine, unit).flatMap((node, index) => {
    const form = unit.parameters[index]?.form;
    if (index < fixed) return [];
    if (form !== '*' && form !== '**') return [{ node, index }];
    const [collected] = node.values;
    const container = collected === undefined ? undefined : engine.containers[collected >> 5];
    return container === undefined ? [] : [{ node: container.rest, index }];
  });
}

/** A class method is called on the class itself, or on one below it: unless somebody is seen to call it on one. */
function openClass(engine: Engine, unit: Unit): void {
  const { owner } = unit;
  const [first] = inputsOf(engine, unit);
  if (owner === null || unit.binding !== 'class' || first === undefined) return;
  const isClass = (value: Value): boolean => kindOf(value) === Kind.class || kindOf(value) === Kind.subclass;
  engine.openIndexes.push({
    index: new Node(null),
    run() {
      if (first.values.some(isClass)) return;
      addValue(engine, first, makeValue(Kind.class, owner.id));
      addValue(engine, first, makeValue(Kind.subclass, owner.id));
    },
  });
}

/**
 * What the first parameter of a method always is: `self` stands for the class that defines the method and its live
 * subclasses, whoever calls. Null where the parameter receives what is passed: plain functions, static and class methods,
 * what the class's body itself calls.
 */
export function receiverOf(engine: Engine, unit: Unit): Value | null {
  const { owner } = unit;
  if (owner === null || unit.isHelper || unit.parameters.length === 0) return null;
  if (unit.binding === 'static' || unit.binding === 'class' || unit.original !== unit) return null;
  const [first] = unit.parameters;
  if (first === undefined || first.form === '*' || first.form === '**' || first.form === '=') return null;
  if ((first.name === 'cls' || first.name === 'klass') && !isMetaclass(owner))
    return makeValue(Kind.subclass, owner.id);
  void engine;
  return makeValue(Kind.subtype, owner.id);
}

const METACLASSES = new Set([
  '<builtin>.type',
  'abc.ABCMeta',
  'enum.EnumMeta',
  'enum.EnumType',
  'typing.GenericMeta',
  'typing._ProtocolMeta',
]);

/** Whether instances of a class are classes. */
export function isMetaclass(owner: NonNullable<Unit['owner']>): boolean {
  return owner.outside.some((name) => METACLASSES.has(name));
}

/** What a call of a unit gives. */
export function resultOf(unit: Unit): Operand {
  return unit.isGenerator ? makeValue(Kind.generator, unit.id) : unit.result;
}

/** What iterating over a generator gives. */
export function yieldsOf(unit: Unit): Node {
  unit.yields ??= new Node(unit);
  return unit.yields;
}

/** What `send` puts into a generator. */
export function sendsOf(unit: Unit): Node {
  unit.sends ??= new Node(unit);
  return unit.sends;
}
