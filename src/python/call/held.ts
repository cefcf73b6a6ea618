// What code outside was handed, or makes, may be what it gives: its objects then answer for names it has not itself.
import type { ClassObject } from './class-object.ts';
import { type Engine, type Held, makeUnit } from './engine.ts';
import { letEscape } from './escape.ts';
import { whenever } from './flow.ts';
import { request } from './hierarchy.ts';
import { isOwnName, isStandard, topOf } from './standard-names.ts';
import { addStep, type Unit } from './unit.ts';
import { indexOf, Kind, kindOf } from './value.ts';

function heldBy(engine: Engine, top: string): Held {
  let held = engine.held.get(top);
  if (held === undefined) {
    held = { types: [], names: new Map() };
    engine.held.set(top, held);
  }
  return held;
}

/** Code of a top-level module outside was handed an instance of a class, or the class. */
export function holdType(engine: Engine, top: string, type: ClassObject): void {
  if (top === '') return;
  const held = heldBy(engine, top);
  if (held.types.includes(type)) return;
  held.types.push(type);
  for (const [name, hub] of held.names) answer(engine, top, type, name, hub);
}

/** A class of the program has a name that it had not: where it is held, it answers to that. */
export function noteHeldName(engine: Engine, of: ClassObject, name: string): void {
  for (const top of engine.askedOfHeld.get(name) ?? []) {
    const { types, names } = heldBy(engine, top);
    const hub = names.get(name);
    if (hub === undefined) continue;
    for (const type of types) if (type.order.includes(of)) answer(engine, top, type, name, hub);
  }
}

/** Compiled code of a top-level module makes instances of a class of the program. */
export function holdMade(engine: Engine, top: string, type: ClassObject): void {
  holdType(engine, madeBy(top), type);
}

/** What compiled code makes is kept apart from what it was handed. */
function madeBy(top: string): string {
  return `${top}.`;
}

/** An attribute is read from what a dotted name outside stands for. */
export function askHeld(engine: Engine, unit: Unit, line: number, of: string, name: string): void {
  const top = topOf(of);
  if (top === '' || (isStandard(top) && isOwnName(top, name))) return;
  // Code that is not read gives what it was handed, as the standard library does; compiled code what it makes.
  const handsOut = isStandard(top) || engine.unread?.holds(of) === true;
  const holder = handsOut ? top : madeBy(top);
  const held = heldBy(engine, holder);
  let hub = held.names.get(name);
  if (hub === undefined) {
    hub = makeUnit(engine, 'hub', unit.module, { path: name, line: 0 });
    held.names.set(name, hub);
    const asked = engine.askedOfHeld.get(name);
    if (asked === undefined) engine.askedOfHeld.set(name, [holder]);
    else asked.push(holder);
    for (const type of held.types) answer(engine, holder, type, name, hub);
  }
  addStep(unit, hub, line, 'dynamic', false);
}

function answer(engine: Engine, top: string, type: ClassObject, name: string, hub: Unit): void {
  if (!engine.holders.has(name)) return;
  const isMember = type.order.some((each) => each.members.has(name));
  // What is asked of code that is not read may go on to ask what an attribute holds.
  const isField = engine.unread?.holds(top) === true && type.order.some((each) => each.fields.has(name));
  if (!isMember && !isField) return;
  const site = { unit: hub, line: 0, kind: 'dynamic', resolved: false } as const;
  whenever(engine, request(engine, type, name, 'subtype').result, (value) => {
    letEscape(engine, value, site);
    const kind = kindOf(value);
    const inner = kind === Kind.instance || kind === Kind.subtype ? engine.classes[indexOf(value)] : undefined;
    if (isField && inner !== undefined) holdType(engine, top, inner);
  });
}
