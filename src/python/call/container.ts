// Lists, tuples, sets and dicts: what is put in under known and unknown keys comes out again.
import { type Container, type Engine, makeContainer } from './engine.ts';
import { flow } from './flow.ts';
import { Node, type Operand } from './node.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, NONE, type Value } from './value.ts';

/** Keys kept apart in one container; more are mixed. */
const MAX_KEYS = 64;

/** All that a container holds. */
export function allOf(engine: Engine, id: number): Operand {
  const container = engine.containers[id];
  if (container === undefined) return NONE;
  if (container.all !== null) return container.all;
  if (container.keyed.size === 0) {
    container.all = container.rest;
    return container.rest;
  }
  const all = new Node(container.rest.home);
  container.all = all;
  flow(engine, container.rest, all);
  for (const node of container.keyed.values()) flow(engine, node, all);
  return all;
}

/** The entry under a known key; made when needed. */
export function entryOf(engine: Engine, container: Container, key: string | number): Node {
  const known = container.keyed.get(key);
  if (known !== undefined) return known;
  if (container.keyed.size >= MAX_KEYS) return container.rest;
  const node = new Node(container.rest.home);
  if (container.all === container.rest) {
    // It was asked for as a whole when there were no keys.
    flow(engine, node, container.rest);
  } else if (container.all !== null) flow(engine, node, container.all);
  container.keyed.set(key, node);
  return node;
}

/** Puts something in under a key, null for one that is not known. */
export function putEntry(engine: Engine, container: Container, key: string | number | null, value: Operand): void {
  if (isPlain(engine, value)) {
    if (key === null || typeof value !== 'number') return;
    flow(engine, value, entryOf(engine, container, key));
    return;
  }
  flow(engine, value, key === null ? container.rest : entryOf(engine, container, key));
}

/** `None` and the like, which need no place under an unknown key. */
function isPlain(_engine: Engine, value: Operand): boolean {
  return value === NONE;
}

/** What stands under a key: what was put in there, and what was put in under keys that are not known. */
export function readEntry(engine: Engine, id: number, key: string | number | null, home: Unit): Operand {
  const container = engine.containers[id];
  if (container === undefined) return NONE;
  if (key === null) return allOf(engine, id);
  const exact = entryOf(engine, container, key);
  if (exact === container.rest) return exact;
  const node = new Node(home);
  flow(engine, exact, node);
  flow(engine, container.rest, node);
  return node;
}

/** The key that a value is, null where it is not known. Texts and numbers never meet. */
export function keyOf(engine: Engine, value: Value): string | number | null {
  const kind = kindOf(value);
  if (kind === Kind.string) return engine.texts[indexOf(value)] ?? null;
  return kind === Kind.integer ? indexOf(value) : null;
}

/** A fresh container with the given entries under 0, 1, …; starred ones spread. */
export function sequence(
  engine: Engine,
  form: Container['form'],
  items: readonly Operand[],
  home: Unit,
  keepOrder: boolean,
): Value {
  const value = makeContainer(engine, form, home);
  const container = engine.containers[indexOf(value)];
  if (container === undefined) return value;
  for (const [index, item] of items.entries()) putEntry(engine, container, keepOrder ? index : null, item);
  return value;
}
