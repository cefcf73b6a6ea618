// Methods of lists, dicts, sets, queues and the like: what goes in, what comes out, which callbacks run.
import { type Call, callOperand, plainCall } from './call-value.ts';
import { orderElements } from './compile-compare.ts';
import { allOf, eachEntry, keyOf, putEntry, readEntry } from './container.ts';
import type { Container } from './container-object.ts';
import { type Engine, externalValue, makeContainer } from './engine.ts';
import { addValue, flow, whenever } from './flow.ts';
import { keysOf, mergeInto } from './mapping.ts';
import type { Model } from './model.ts';
import { spreadNamespace } from './namespace.ts';
import type { Operand } from './node.ts';
import { iterate } from './special.ts';
import { indexOf, Kind, kindOf, NONE, type Value } from './value.ts';

function containerOf(engine: Engine, receiver: Operand | null): { value: Value; container: Container } | null {
  if (typeof receiver !== 'number' || kindOf(receiver) !== Kind.container) return null;
  const container = engine.containers[indexOf(receiver)];
  return container === undefined ? null : { value: receiver, container };
}

/** The last positional argument goes in as an entry. */
const add: Model = (engine, call, receiver) => {
  const of = containerOf(engine, receiver);
  const item = call.passed.at(-1);
  if (of !== null && item !== undefined) flow(engine, item, of.container.rest);
};

/** The entries of each argument go in. */
const extend: Model = (engine, call, receiver) => {
  const of = containerOf(engine, receiver);
  if (of === null) return;
  for (const operand of call.passed) flow(engine, iterate(engine, call, operand, false), of.container.rest);
};

const update: Model = (engine, call, receiver) => {
  const of = containerOf(engine, receiver);
  if (of === null) return;
  for (const operand of call.passed) {
    if (of.container.form === 'dictionary') {
      mergeInto({ engine }, of.value, operand, call);
      whenever(engine, operand, (value) => {
        if (kindOf(value) !== Kind.container || engine.containers[indexOf(value)]?.form === 'dictionary') return;
        // Pairs: what they hold is keys and values alike.
        whenever(engine, iterate(engine, call, value, false), (pair) => {
          flow(engine, iterate(engine, call, pair, false), of.container.rest);
        });
      });
    } else flow(engine, iterate(engine, call, operand, false), of.container.rest);
  }
  for (const [name, operand] of call.keywords) {
    if (name === null) mergeInto({ engine }, of.value, operand, call);
    else putEntry(engine, of.container, name, operand);
  }
};

/** Entries come out, by key where the first argument is one; the second stands in for a missing one. */
const take: Model = (engine, call, receiver) => {
  const of = containerOf(engine, receiver);
  const { result } = call;
  if (of === null) return;
  const [key, otherwise] = call.passed;
  if (result !== null) {
    if (key === undefined || of.container.form !== 'dictionary') flow(engine, allOf(engine, of.container.id), result);
    else {
      whenever(engine, key, (each) =>
        flow(engine, readEntry(engine, of.container.id, keyOf(engine, each), call.unit), result),
      );
      if (typeof key !== 'number' && key.values.length === 0) {
        const run = () => flow(engine, readEntry(engine, of.container.id, null, call.unit), result);
        engine.openIndexes.push({ index: key, run });
      }
      addValue(engine, result, NONE);
    }
    if (otherwise !== undefined) flow(engine, otherwise, result);
    for (const [, operand] of call.keywords) flow(engine, operand, result);
  }
};

const setDefault: Model = (engine, call, receiver, name) => {
  const of = containerOf(engine, receiver);
  const [key, item] = call.passed;
  if (of !== null && item !== undefined && key !== undefined) {
    putEntry(engine, of.container, typeof key === 'number' ? keyOf(engine, key) : null, item);
  }
  take(engine, call, receiver, name);
};

const values: Model = (engine, call, receiver) => {
  const of = containerOf(engine, receiver);
  if (of === null || call.result === null) return;
  if (of.container.owner !== null) spreadNamespace(engine, of.container);
  const made = makeContainer(engine, 'list', call.unit);
  const container = engine.containers[indexOf(made)];
  if (container !== undefined) flow(engine, allOf(engine, of.container.id), container.rest);
  addValue(engine, call.result, made);
};

const items: Model = (engine, call, receiver) => {
  const of = containerOf(engine, receiver);
  if (of === null || call.result === null) return;
  if (of.container.owner !== null) spreadNamespace(engine, of.container);
  const pair = makeContainer(engine, 'tuple', call.unit);
  const entries = makeContainer(engine, 'list', call.unit);
  const pairContainer = engine.containers[indexOf(pair)];
  const container = engine.containers[indexOf(entries)];
  if (pairContainer === undefined || container === undefined) return;
  putEntry(engine, pairContainer, 0, keysOf({ engine, unit: call.unit }, of.value));
  putEntry(engine, pairContainer, 1, allOf(engine, of.container.id));
  addValue(engine, container.rest, pair);
  addValue(engine, call.result, entries);
};

const keys: Model = (engine, call, receiver) => {
  const of = containerOf(engine, receiver);
  if (of === null || call.result === null) return;
  const made = makeContainer(engine, 'list', call.unit);
  const container = engine.containers[indexOf(made)];
  if (container !== undefined) flow(engine, keysOf({ engine, unit: call.unit }, of.value), container.rest);
  addValue(engine, call.result, made);
};

const itself: Model = (engine, call, receiver) => {
  if (receiver !== null && call.result !== null) flow(engine, receiver, call.result);
  if (call.result === null) return;
  for (const operand of call.passed) {
    whenever(engine, operand, (value) => {
      if (kindOf(value) === Kind.container && call.result !== null) addValue(engine, call.result, value);
    });
  }
};

const sort: Model = (engine, call, receiver) => {
  const of = containerOf(engine, receiver);
  if (of === null) return;
  const item = allOf(engine, of.container.id);
  for (const [, operand] of call.keywords)
    callOperand(engine, plainCall({ ...call, kind: 'callback' }, [item], null), operand);
  if (!call.keywords.some(([name]) => name === 'key')) orderElements(engine, call, item);
};

/** What a class method copies for the class it is called on: one dict for each place that copies. */
const copies = new WeakMap<Call, Value>();

/** A copy is taken for the dict itself, but where each class is to have one of its own. */
const copy: Model = (engine, call, receiver, name) => {
  const of = containerOf(engine, receiver);
  const isShared = call.unit.original === call.unit || of?.container.form !== 'dictionary';
  if (of === null || call.result === null || isShared) {
    itself(engine, call, receiver, name);
    return;
  }
  const made = copies.get(call) ?? makeContainer(engine, 'dictionary', call.unit);
  const into = engine.containers[indexOf(made)];
  copies.set(call, made);
  addValue(engine, call.result, made);
  if (into === undefined || into === of.container) return;
  eachEntry(of.container, (entry, key) => putEntry(engine, into, key, entry));
  const { unit } = call;
  flow(engine, keysOf({ engine, unit }, of.value), keysOf({ engine, unit }, made));
};

const nothing: Model = (engine, call) => {
  if (call.result !== null) addValue(engine, call.result, externalValue(engine, '<**PyNum**>'));
};

/** Methods by name; the same for all forms, since a name means the same wherever it exists. */
export const CONTAINER_METHODS: Readonly<Record<string, Model>> = {
  append: add,
  add,
  insert: add,
  appendleft: add,
  put: add,
  put_nowait: add,
  push: add,
  set: add,
  extend,
  extendleft: extend,
  update,
  pop: take,
  popleft: take,
  popitem: take,
  get: take,
  get_nowait: take,
  setdefault: setDefault,
  values,
  itervalues: values,
  items,
  iteritems: items,
  keys,
  iterkeys: keys,
  copy,
  union: itself,
  intersection: itself,
  difference: itself,
  symmetric_difference: itself,
  new_child: itself,
  sort,
  remove: nothing,
  discard: nothing,
  index: nothing,
  count: nothing,
  clear: nothing,
  reverse: nothing,
};
