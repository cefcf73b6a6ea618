// What a condition tells about a name: `isinstance(x, C)` names the type of something unknown.

import type { Expression, Statement } from '../summary/summary.ts';
import type { ClassObject } from './class-object.ts';
import { compileExpression } from './compile-expression.ts';
import { eachEntry } from './container.ts';
import { addValue, whenever } from './flow.ts';
import { memberOf, request } from './hierarchy.ts';
import { Node, type Operand } from './node.ts';
import { type Frame, lookUp } from './scope.ts';
import { indexOf, Kind, kindOf, makeValue, UNKNOWN, type Value } from './value.ts';

/** Binds names on this path to what they are there, given that a condition held or not. */
export function narrow(frame: Frame, test: Expression, holds: boolean): void {
  if (holds) takeFromBases(frame, test);
  if (test.kind === 'boolean') {
    // All parts of an `and` held; none of an `or` did.
    if ((test.operator === 'and') === holds) for (const value of test.values) narrow(frame, value, holds);
    return;
  }
  if (test.kind === 'unary' && test.operator === 'not') {
    narrow(frame, test.operand, !holds);
    return;
  }
  if (!holds || test.kind !== 'call' || test.callee.kind !== 'name' || test.callee.id !== 'isinstance') return;
  const [subject, types] = test.arguments;
  if (subject?.kind !== 'name' || types === undefined) return;
  const operand = lookUp(frame, subject.id);
  if (typeof operand === 'number' && operand !== UNKNOWN) return;
  const { engine } = frame;
  const narrowed = new Node(frame.unit);
  const named: Operand = compileExpression(frame, types);
  const unknown = new Node(frame.unit);
  whenever(engine, operand, (value) => {
    if (kindOf(value) === Kind.unknown || kindOf(value) === Kind.named) addValue(engine, unknown, value);
    else addValue(engine, narrowed, value);
  });
  whenever(engine, unknown, () => {
    // A container may hold itself.
    const seen = new Set<Value>();
    const take = (type: Value): void => {
      if (seen.has(type)) return;
      seen.add(type);
      const kind = kindOf(type);
      if (kind === Kind.class || kind === Kind.subclass) {
        addValue(engine, narrowed, makeValue(Kind.subtype, indexOf(type)));
      } else if (kind === Kind.external) addValue(engine, narrowed, type);
      else if (kind === Kind.container) {
        const container = engine.containers[indexOf(type)];
        if (container !== undefined) eachEntry(container, (entry) => whenever(engine, entry, take));
      } else if (kind === Kind.unknown || kind === Kind.named) addValue(engine, narrowed, UNKNOWN);
    };
    whenever(engine, named, take);
  });
  frame.path.names.set(subject.id, narrowed);
}

/**
 * `if "table" not in cls.__dict__: cls.table = cls.table.copy()`: from there on `cls.table` is the class's own, not a
 * base's. Known where `cls` is one class.
 */
export function ownAttribute(frame: Frame, test: Expression, body: readonly Statement[]): void {
  const asked = absentKey(test);
  if (asked === null) return;
  const [subject, name] = asked;
  const sets = body.some(
    (statement) =>
      statement.kind === 'assign' &&
      statement.targets.some(
        (target) =>
          target.kind === 'attribute' &&
          target.name === name &&
          target.value.kind === 'name' &&
          target.value.id === subject,
      ),
  );
  const type = sets ? classOf(frame, subject) : null;
  if (type !== null) frame.path.names.set(`${subject}.${name}`, memberOf(frame.engine, type, name));
}

/** `if "table" not in cls.__dict__`: what `cls.table` gives there is what its bases have, also where they get it later. */
function takeFromBases(frame: Frame, test: Expression): void {
  const asked = absentKey(test);
  if (asked === null) return;
  const [subject, name] = asked;
  const type = classOf(frame, subject);
  if (type === null) return;
  frame.path.names.set(`${subject}.${name}`, request(frame.engine, type, name, 'superclass').result);
}

/** What is known of an attribute of a name on this path. */
export function ownedAttribute(frame: Frame, subject: string, name: string): Operand | null {
  return frame.unit.original === frame.unit ? null : frame.path.get(`${subject}.${name}`);
}

function classOf(frame: Frame, name: string): ClassObject | null {
  if (frame.unit.original === frame.unit) return null;
  const operand = lookUp(frame, name);
  if (typeof operand !== 'number' || kindOf(operand) !== Kind.class) return null;
  return frame.engine.classes[indexOf(operand)] ?? null;
}

/** The name and the key of `"key" not in name.__dict__` and `not "key" in vars(name)`. */
function absentKey(test: Expression): readonly [subject: string, key: string] | null {
  const isNegated = test.kind === 'unary' && test.operator === 'not';
  const compare = isNegated ? test.operand : test;
  if (compare.kind !== 'compare' || compare.operators.length !== 1) return null;
  if (compare.operators[0] !== (isNegated ? 'in' : 'not in')) return null;
  const [key, table] = compare.operands;
  if (key?.kind !== 'string' || key.value === null || table === undefined) return null;
  const subject =
    table.kind === 'attribute' && table.name === '__dict__'
      ? table.value
      : table.kind === 'call' && table.callee.kind === 'name' && table.callee.id === 'vars'
        ? table.arguments[0]
        : undefined;
  return subject?.kind === 'name' ? [subject.id, key.value] : null;
}
