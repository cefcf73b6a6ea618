// What code outside was handed, or makes, may be what it gives: its objects then answer for names it has not itself.
import type { ClassObject } from './class-object.ts';
import { type Engine, type Held, makeUnit } from './engine.ts';
import { letEscape } from './escape.ts';
import { whenever } from './flow.ts';
import { request } from './hierarchy.ts';
import { isOwnName, isStandard, topOf } from './standard-names.ts';
import { addStep, type Unit } from './unit.ts';

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
  for (const [name, hub] of held.names) answer(engine, type, name, hub);
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
  const held = heldBy(engine, isStandard(top) ? top : madeBy(top));
  let hub = held.names.get(name);
  if (hub === undefined) {
    hub = makeUnit(engine, 'hub', unit.module, { path: name, line: 0 });
    held.names.set(name, hub);
    for (const type of held.types) answer(engine, type, name, hub);
  }
  addStep(unit, hub, line, 'dynamic', false);
}

function answer(engine: Engine, type: ClassObject, name: string, hub: Unit): void {
  if (!engine.holders.has(name)) return;
  if (!type.order.some((each) => each.members.has(name))) return;
  const site = { unit: hub, line: 0, kind: 'dynamic', resolved: false } as const;
  whenever(engine, request(engine, type, name, 'subtype').result, (value) => letEscape(engine, value, site));
}
