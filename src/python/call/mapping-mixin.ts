// What `collections.abc.Mapping` gives its subclasses: methods made of their own `__getitem__` and `__iter__`.
import { type Call, callSpecial, plainCall } from './call-value.ts';
import type { ClassObject } from './class-object.ts';
import { putEntry } from './container.ts';
import { boundValue, type Engine, externalValue, makeContainer } from './engine.ts';
import { flow, whenever } from './flow.ts';
import { give, giveContainer, type Model } from './model.ts';
import { Node, type Operand } from './node.ts';
import { iterate } from './special.ts';
import { indexOf, Kind, makeValue, type Value } from './value.ts';

const MIXIN = '<**Mapping**>';
const BASE = /^(?:collections\.abc|typing)\.(?:Mutable)?Mapping$/;
const NAMES = ['keys', 'values', 'items', 'get', 'pop', 'popitem', 'setdefault'];

/** A method that a class has of `Mapping` or `MutableMapping`, bound to it; null where it has none of that name. */
export function mappingMixin(engine: Engine, about: ClassObject, name: string): Value | null {
  if (!NAMES.includes(name) || !about.outside.some((each) => BASE.test(each))) return null;
  return boundValue(engine, externalValue(engine, `${MIXIN}.${name}`), makeValue(Kind.subtype, about.id));
}

const keys: Model = (engine, call, receiver) => {
  giveContainer(engine, call, 'list', ({ rest }) => flow(engine, keysOf(engine, call, receiver), rest));
};

const values: Model = (engine, call, receiver) => {
  giveContainer(engine, call, 'list', ({ rest }) => flow(engine, entryOf(engine, call, receiver), rest));
};

const items: Model = (engine, call, receiver) => {
  giveContainer(engine, call, 'list', ({ rest }) => flow(engine, pairOf(engine, call, receiver), rest));
};

const pair: Model = (engine, call, receiver) => give(engine, call, pairOf(engine, call, receiver));

/** `get`, `pop`, `setdefault`: what stands under a key, else what is given for it. */
const entry: Model = (engine, call, receiver) => {
  give(engine, call, entryOf(engine, call, receiver, call.passed[0]));
  give(engine, call, call.passed[1]);
};

function keysOf(engine: Engine, call: Call, receiver: Operand | null): Operand {
  return receiver === null ? new Node(call.unit) : iterate(engine, call, receiver, false);
}

function entryOf(engine: Engine, call: Call, receiver: Operand | null, key?: Operand): Operand {
  const result = new Node(call.unit);
  if (receiver === null) return result;
  const asked = plainCall(call, [key ?? keysOf(engine, call, receiver)], result);
  whenever(engine, receiver, (value) => {
    callSpecial(engine, asked, value, '__getitem__');
  });
  return result;
}

function pairOf(engine: Engine, call: Call, receiver: Operand | null): Value {
  const made = makeContainer(engine, 'tuple', call.unit);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return made;
  putEntry(engine, container, 0, keysOf(engine, call, receiver));
  putEntry(engine, container, 1, entryOf(engine, call, receiver));
  return made;
}

/** By dotted name. */
export const MIXIN_MODELS: readonly (readonly [string, Model])[] = [
  [`${MIXIN}.keys`, keys],
  [`${MIXIN}.values`, values],
  [`${MIXIN}.items`, items],
  [`${MIXIN}.popitem`, pair],
  ...['get', 'pop', 'setdefault'].map((name): [string, Model] => [`${MIXIN}.${name}`, entry]),
];
