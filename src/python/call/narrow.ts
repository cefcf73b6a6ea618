// What a condition tells about a name: `isinstance(x, C)` names the type of something unknown.

import type { Expression } from '../summary/summary.ts';
import { compileExpression } from './compile-expression.ts';
import { eachEntry } from './container.ts';
import { addValue, whenever } from './flow.ts';
import { Node, type Operand } from './node.ts';
import { type Frame, lookUp } from './scope.ts';
import { indexOf, Kind, kindOf, makeValue, UNKNOWN, type Value } from './value.ts';

/** Binds names on this path to what they are there, given that a condition held or not. */
export function narrow(frame: Frame, test: Expression, holds: boolean): void {
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
