// Classes that there may be instances of: what runs because there are, and what code outside calls of them.
import { isAbstractMember, isProtocol } from './abstract.ts';
import { listClass } from './by-name.ts';
import { callOperand, plainCall } from './call-value.ts';
import type { ClassObject } from './class-object.ts';
import { type Engine, makeUnit } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { addValue, whenever } from './flow.ts';
import { noteMade, relate } from './hierarchy.ts';
import type { Node } from './node.ts';
import { inputsOf, reach } from './reach.ts';
import { isLibraryHook } from './standard-names.ts';
import { addStep } from './unit.ts';
import { mayAsk } from './unread.ts';
import { indexOf, Kind, kindOf, makeValue } from './value.ts';

/** A class whose constructor is inherited, or that has no method of its own, is reached where it is made. */
function stepToClass(engine: Engine, of: ClassObject, site: Site): void {
  if (of.module.firstParty || of.name === '') return;
  if (of.making === undefined) {
    const isPlain = !CONSTRUCTORS.some((name) => of.members.has(name));
    const isMade =
      isPlain && (!hasFunctions(of) || of.order.some((each) => CONSTRUCTORS.some((name) => each.members.has(name))));
    of.making = isMade ? makeUnit(engine, 'class', of.module, { path: of.path, line: of.line }) : null;
  }
  if (of.making === null) return;
  of.making.reached = true;
  addStep(site.unit, of.making, site.line, site.kind, site.resolved, site.pick);
}

const CONSTRUCTORS = ['__init__', '__new__'];

function hasFunctions({ members }: ClassObject): boolean {
  for (const node of members.values()) {
    if (node.values.some((value) => kindOf(value) === Kind.function || kindOf(value) === Kind.property)) return true;
  }
  return false;
}

/** Instances of a class may exist from now on. */
export function makeLive(engine: Engine, of: ClassObject, site: Site): void {
  if (isProtocol(of)) return;
  stepToClass(engine, of, site);
  if (of.live) return;
  // What a subclass takes from a class without methods of its own is all that this class is.
  for (const above of of.order) if (above !== of && !hasFunctions(above)) stepToClass(engine, above, site);
  of.live = true;
  noteMade(engine, of);
  for (const above of of.order) if (above !== of) relate(engine, of, above);
  listClass(engine, of);
  runOverrides(engine, of, site);
  runLiveHooks(engine, of, site);
  runSettersAbove(engine, of, site);
}

/** What code of a base sets on its own objects, where a subclass has a property of that name. */
function runSettersAbove(engine: Engine, of: ClassObject, site: Site): void {
  for (const [name, { values }] of of.members) {
    for (const value of values) {
      const setter = kindOf(value) === Kind.property ? engine.properties[indexOf(value)]?.setter : undefined;
      if (setter === undefined) continue;
      for (const above of of.order) {
        const field = above === of ? undefined : above.fields.get(name);
        const from: Site = { ...site, kind: 'descriptor' };
        if (field !== undefined) {
          callOperand(engine, plainCall(from, [makeValue(Kind.subtype, of.id), field], null), setter);
        }
      }
    }
  }
}

/**
 * What runs without a word in the code: `__del__`, and where instances are keys, entries or compared as parts of
 * something else, `__hash__` and `__eq__`. Any container, cache or library may do so.
 */
const LIVE_HOOKS = ['__del__', '__hash__', '__eq__'];

/** Libraries that gave special names to hooks. */
const HOOKS = '<hooks>';

export function runLiveHooks(engine: Engine, of: ClassObject, site: Site): void {
  for (const [name, node] of of.offers(HOOKS)) {
    if (isLibraryHook(name)) runOverride(engine, name, node, { ...site, kind: 'callback', resolved: false });
  }
  for (const name of LIVE_HOOKS) {
    const member = of.order.find((each) => each.members.has(name))?.members.get(name);
    if (member === undefined) continue;
    whenever(engine, member, (value) => {
      const unit = kindOf(value) === Kind.function ? engine.units[indexOf(value)] : undefined;
      const from: Site = { ...site, kind: 'callback', resolved: false };
      if (unit === undefined) {
        letEscape(engine, value, from);
        return;
      }
      addStep(from.unit, unit, from.line, from.kind, from.resolved);
      reach(engine, unit);
      const other = inputsOf(engine, unit)[1];
      if (other !== undefined) addValue(engine, other, makeValue(Kind.subtype, of.id));
    });
  }
}

/** Bases whose methods call none of a subclass's own, but for special ones. */
const QUIET_BASE =
  /^(<builtin>\.\w+|typing\.\w+|typing_extensions\.\w+|abc\.ABC|collections\.abc\.\w+|collections\.\w+|types\.\w+)$/;

/** What derives from a class outside of the program is called by code outside of it, through what it overrides. */
export function runOverrides(engine: Engine, of: ClassObject, site: Site): void {
  const bases = of.outside.filter((name) => !QUIET_BASE.test(name));
  const all = of.hasUnknownBase;
  if (!all && bases.length === 0) return;
  const key = all ? '<unknown base>' : `<bases> ${bases.join(' ')}`;
  for (const [name, node] of of.offers(key)) {
    if (all || (!isSpecial(name) && bases.some((base) => mayAsk(engine, base, name, true)))) {
      runOverride(engine, name, node, site);
    }
  }
}

function isSpecial(name: string): boolean {
  return name.startsWith('__') && name.endsWith('__') && name !== '__call__';
}

/** What a class may hold for code that is not read to call, besides its own functions and tables of functions. */
const KEPT: ReadonlySet<number> = new Set([Kind.class, Kind.subclass, Kind.partial, Kind.bound]);

/** A member of a class is run by code outside that knows it by name. */
export function runOverride(engine: Engine, name: string, node: Node, site: Site): void {
  if (name === '__init__' || name === '__new__') return;
  const from: Site = { ...site, kind: 'override', resolved: false };
  whenever(engine, node, (value) => {
    if (isAbstractMember(engine, value)) return;
    const kind = kindOf(value);
    const property = kind === Kind.property ? engine.properties[indexOf(value)] : undefined;
    if (kind === Kind.function || kind === Kind.decorated || kind === Kind.static || kind === Kind.classMethod) {
      letEscape(engine, value, from);
    } else if (property !== undefined) {
      whenever(engine, property.getter, (each) => letEscape(engine, each, from));
      whenever(engine, property.setter, (each) => letEscape(engine, each, from));
    } else if (kind === Kind.container || (engine.unread !== null && KEPT.has(kind))) {
      // `dispatch_table = {Money: reduce}`, `form_class = Form`: bases take what they call from the class.
      letEscape(engine, value, from);
    }
  });
}
