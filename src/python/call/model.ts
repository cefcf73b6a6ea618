// What models of outside functions are made of: how they read arguments and give results.

import type { Call } from './call-value.ts';
import type { Container } from './container-object.ts';
import { type Engine, makeContainer } from './engine.ts';
import { addValue, flow } from './flow.ts';
import type { Operand } from './node.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** What a model of an outside function does with a call of it. */
export type Model = (engine: Engine, call: Call, receiver: Operand | null, name: string) => void;

/** A fresh container for the result, given to `fill`. */
export function giveContainer(
  engine: Engine,
  call: Call,
  form: Container['form'],
  fill: (container: Container, value: Value) => void,
): void {
  const made = makeContainer(engine, form, call.unit);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return;
  fill(container, made);
  if (call.result !== null) addValue(engine, call.result, made);
}

export function give(engine: Engine, call: Call, operand: Operand | undefined): void {
  if (call.result !== null && operand !== undefined) flow(engine, operand, call.result);
}

export function keyword(call: Call, name: string): Operand | undefined {
  return call.keywords.find(([each]) => each === name)?.[1];
}

export function isCallable(value: Value): boolean {
  const kind = kindOf(value);
  return (
    kind === Kind.function ||
    kind === Kind.method ||
    kind === Kind.bound ||
    kind === Kind.class ||
    kind === Kind.partial ||
    kind === Kind.external ||
    kind === Kind.named
  );
}

export function all(names: string, model: Model): [string, Model][] {
  return names.split(/\s+/).map((name): [string, Model] => [name, model]);
}
