// Lists, tuples, sets and dicts: what is put in under known and unknown keys comes out again.
import type { Container, Key } from './container-object.ts';
import { type Engine, makeContainer } from './engine.ts';
import { flow } from './flow.ts';
import { fieldOf, memberOf } from './hierarchy.ts';
import { Node, type Operand } from './node.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, NONE, type Value } from './value.ts';

/** Keys kept apart in one container; more are mixed. */
const MAX_KEYS = 64;

/** The key of what a display holds under `None` or another constant, beside those that are not known. */
export const CONSTANT_KEY = '\0None';

/** All that a container holds. */
export function allOf(engine: Engine, id: number): Operand {
  const container = engine.containers[id];
  if (container === undefined) return NONE;
  if (container.all === null) {
    const all = container.size === 0 ? container.rest : new Node(container.home);
    container.all = all;
    eachEntry(container, (entry) => flow(engine, entry, all));
  }
  return container.all;
}

/** Tells of each entry that there is and that comes, with its key, null for one that is not known. */
export function eachEntry(container: Container, listener: (entry: Operand, key: Key | null) => void): void {
  for (const [key, entry] of [...container.entries()]) listener(entry, key);
  if (container.hasRest) listener(container.rest, null);
  if (container.listeners === null) container.listeners = [listener];
  else container.listeners.push(listener);
}

/** The entry under a known key; made when needed. */
export function entryOf(engine: Engine, container: Container, key: Key): Node {
  const known = container.nodeAt(key);
  if (known !== undefined) return known;
  const given = container.get(key);
  if (given === undefined && container.size >= MAX_KEYS) return container.rest;
  const node = attributeEntry(engine, container, key) ?? new Node(container.home);
  if (given === undefined) container.put(key, node);
  else flow(engine, given, node);
  container.setNode(key, node);
  return node;
}

/** The entry of a `__dict__`: what instances store under that name, or the class itself has. */
function attributeEntry(engine: Engine, { owner }: Container, key: Key): Node | null {
  const type = owner === null ? undefined : engine.classes[indexOf(owner)];
  if (owner === null || type === undefined || typeof key !== 'string') return null;
  const isInstance = kindOf(owner) === Kind.instance || kindOf(owner) === Kind.subtype;
  return isInstance ? fieldOf(engine, type, key) : memberOf(engine, type, key);
}

/** Puts something in under a key, null for one that is not known. */
export function putEntry(engine: Engine, container: Container, key: Key | null, value: Operand): void {
  if (key === null) {
    if (value !== NONE) flow(engine, value, container.rest);
    return;
  }
  const given = container.get(key);
  if (given === value) return;
  if (given === undefined && container.owner === null && container.size < MAX_KEYS) container.put(key, value);
  else flow(engine, value, entryOf(engine, container, key));
}

/** What stands under a key: what was put in there, and what was put in under keys that are not known. */
export function readEntry(engine: Engine, id: number, key: Key | null, home: Unit): Operand {
  const container = engine.containers[id];
  if (container === undefined) return NONE;
  if (key === null) {
    if (!home.module.rendersTemplates || container.form !== 'dictionary') return allOf(engine, id);
    let named = engine.namedEntries.get(id);
    if (named === undefined) {
      named = new Node(container.home);
      engine.namedEntries.set(id, named);
    }
    return named;
  }
  const exact = entryOf(engine, container, key);
  if (exact === container.rest) return exact;
  const node = new Node(home);
  flow(engine, exact, node);
  flow(engine, container.rest, node);
  return node;
}

/** The key that a value is, null where it is not known. Texts and numbers never meet. */
export function keyOf(engine: Engine, value: Value): Key | null {
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
