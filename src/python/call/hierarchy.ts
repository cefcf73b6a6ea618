// Questions to a class hierarchy: what an attribute of a class, of its instances or of live subclasses can be.
// Long because every way to answer a question keeps the same few sets, and would have to share them across files.

import { listClass, listField, listMember, loadByName } from './by-name.ts';
import { choiceAt, pickOne } from './choice.ts';
import { asksForInstance } from './class-access.ts';
import type { ClassObject, Request, Slots } from './class-object.ts';
import { isItself, keepsToClass } from './descriptor.ts';
import { boundValue, type Engine, externalAttribute, externalValue, makeUnit, textId } from './engine.ts';
import { letEscape, runOpen, type Site } from './escape.ts';
import { leaveToBase } from './external.ts';
import { addValue, flow, whenever } from './flow.ts';
import { holdType } from './held.ts';
import { Node } from './node.ts';
import { inputsOf, reach, receiverOf, resultOf } from './reach.ts';
import { isForeign, isLibraryHook, mayOverride, topOf } from './standard-names.ts';
import { addStep, type Unit } from './unit.ts';
import { indexOf, isLiteral, Kind, kindOf, makeValue, NONE, type Value } from './value.ts';
import { isBorrowed, variantOf } from './variant.ts';

/** Asks for an attribute; equal questions are one. */
export function request(engine: Engine, about: ClassObject, name: string, form: Request['form']): Request {
  const own = about.requests.get(name);
  if (own !== undefined) for (const known of own) if (known.form === form) return known;
  const made: Request = {
    about,
    name,
    form,
    result: new Node(about.unit),
    seen: [],
    askers: [],
    hub: null,
    wantsFallback: false,
    asked: false,
  };
  if (own === undefined) about.requests.set(name, [made]);
  else own.push(made);
  const list = engine.requests.get(name);
  if (list === undefined) engine.requests.set(name, [made]);
  else list.push(made);
  // What a class that nobody makes has is overridden, or answers in the end.
  if (isOfFamily(made) && !about.made) engine.deferred.push(made);
  else contribute(engine, made, about);
  if (form !== 'instance' && form !== 'class') {
    for (const each of liveBelow(about)) contribute(engine, made, each);
  }
  return made;
}

/** Notes who asks, so that code which the answer runs by itself (properties) has a caller. */
export function ask(made: Request, unit: Unit, line: number): Node {
  if (made.hub !== null) stepToHub(made, made.hub, unit, line);
  else if (made.askers.at(-2) !== unit) made.askers.push(unit, line);
  return made.result;
}

function stepToHub(made: Request, hub: Unit, unit: Unit, line: number): void {
  addStep(unit, hub, line, 'descriptor', true, pickOne(choiceAt(unit, line, made.name), made, null));
}

function hubOf(engine: Engine, made: Request): Unit {
  if (made.hub !== null) return made.hub;
  const hub = makeUnit(engine, 'hub', made.about.module, { path: made.name, line: made.about.line });
  made.hub = hub;
  for (let index = 0; index < made.askers.length; index += 2) {
    const unit = made.askers[index];
    const line = made.askers[index + 1];
    if (typeof unit === 'object' && typeof line === 'number') stepToHub(made, hub, unit, line);
  }
  made.askers.length = 0;
  return hub;
}

function* liveBelow(about: ClassObject): Generator<ClassObject> {
  const seen = new Set<ClassObject>([about]);
  for (const each of seen) {
    if (each !== about && each.live) yield each;
    for (const below of each.subclasses) seen.add(below);
  }
}

/** What a class has under a name, its own or inherited; null where no class has anything. */
function slotsOf(engine: Engine, of: ClassObject, name: string): Slots | null {
  const holders = engine.holders.get(name);
  if (holders === undefined) return null;
  const count = holders.length;
  const { order } = of;
  const known = of.slots.get(name);
  if (known !== undefined && known.order === order && known.count === count) return known;
  let member: Node | null = null;
  const fields: Node[] = [];
  // Of the bases or of the classes that have it, whichever are fewer.
  const isRare = count < order.length;
  let first = order.length;
  for (const each of isRare ? holders : order) {
    const at = isRare ? order.indexOf(each) : 0;
    if (at < 0) continue;
    const own = each.members.get(name);
    if (own !== undefined && (isRare ? at < first : member === null)) {
      member = own;
      first = at;
    }
    const field = each.fields.get(name);
    if (field !== undefined && !fields.includes(field)) fields.push(field);
  }
  const slots: Slots = { order, count, member, fields };
  of.slots.set(name, slots);
  return slots;
}

/** Most requests are answered by a few members: a list will do until there are more. */
const FEW = 8;

/** Whether a node has not answered a request before; from now on it has. */
function isNew(made: Request, node: Node): boolean {
  const { seen } = made;
  if (!Array.isArray(seen)) {
    const { size } = seen;
    return seen.add(node).size > size;
  }
  if (seen.includes(node)) return false;
  seen.push(node);
  if (seen.length > FEW) made.seen = new Set(seen);
  return true;
}

/** The member that `super()` in a class finds for an instance of another. */
function memberAbove(order: readonly ClassObject[], about: ClassObject, name: string): Node | null {
  for (let index = order.indexOf(about) + 1; index < order.length; index++) {
    const node = order[index]?.members.get(name);
    if (node !== undefined) return node;
  }
  return null;
}

/** Lets what a class has under the requested name answer. */
export function contribute(engine: Engine, made: Request, from: ClassObject): void {
  const { about, name, form, result } = made;
  const { order } = from;
  const above = form === 'super' || form === 'superclass';
  const member = above ? memberAbove(order, about, name) : (slotsOf(engine, from, name)?.member ?? null);
  if (member !== null && isNew(made, member)) {
    whenever(engine, member, (value) => bindMember(engine, made, from, value));
  }
  if (above) return;
  if (form === 'instance' || form === 'subtype') {
    for (const field of slotsOf(engine, from, name)?.fields ?? []) {
      if (!isNew(made, field)) continue;
      flow(engine, field, result);
    }
    // What a metaclass asks of its instances may be an attribute of the classes.
    for (const each of from.instances) contributeClass(engine, made, each);
  } else {
    for (const each of order) {
      for (const meta of each.metaclasses) {
        for (const inner of meta.order) {
          const node = inner.members.get(name);
          if (node === undefined) continue;
          if (!isNew(made, node)) break;
          whenever(engine, node, (value) => bindToClass(engine, made, from, value));
          break;
        }
        for (const inner of meta.order) {
          const field = inner.fields.get(name);
          if (field === undefined || !isNew(made, field)) continue;
          flow(engine, field, result);
        }
      }
    }
  }
}

/** Lets an attribute of a class answer a question that its metaclass asks. */
function contributeClass(engine: Engine, made: Request, from: ClassObject): void {
  for (const each of from.order) {
    const node = each.members.get(made.name);
    if (node === undefined) continue;
    if (isNew(made, node)) {
      whenever(engine, node, (value) => takeFromClass(engine, made, each, value));
    }
    return;
  }
}

/** What a metaclass gets under a name from one of its classes: as it is there, but descriptors run. */
function takeFromClass(engine: Engine, made: Request, from: ClassObject, value: Value): void {
  const kind = kindOf(value);
  if (kind === Kind.decorated) bindDecorated(engine, made, value, makeValue(Kind.subclass, from.id), true);
  else {
    addValue(engine, made.result, value);
    const type = kind === Kind.instance || kind === Kind.subtype ? engine.classes[indexOf(value)] : undefined;
    if (type?.order.some((each) => each.members.has('__get__'))) runDescriptor(engine, made, type, kind);
  }
}

/** A class has a metaclass, and with it what that offers. */
export function addMetaclass(engine: Engine, to: ClassObject, meta: ClassObject): void {
  to.metaclasses.push(meta);
  const below = new Set<ClassObject>([to]);
  for (const each of below) {
    noteInstance(engine, each, meta);
    for (const sub of each.subclasses) below.add(sub);
  }
}

function noteInstance(engine: Engine, to: ClassObject, meta: ClassObject): void {
  if (meta.instances.includes(to)) return;
  for (const each of meta.order) {
    if (each.instances.includes(to)) continue;
    each.instances.push(to);
    for (const listen of [...each.instanceListeners]) listen(to);
  }
  for (const made of [...to.requests.values()].flat()) contribute(engine, made, to);
  for (const each of meta.order) {
    for (const made of [...each.requests.values()].flat()) {
      if (made.form === 'subtype' || made.form === 'instance') contributeClass(engine, made, to);
    }
  }
}

/** Calls a listener for each class that a metaclass is that of, now and later. */
export function eachInstance(meta: ClassObject, listen: (of: ClassObject) => void): void {
  for (const each of [...meta.instances]) listen(each);
  meta.instanceListeners.push(listen);
}

/** A function of a metaclass, taken from a class. */
function bindToClass(engine: Engine, made: Request, from: ClassObject, value: Value): void {
  const self = makeValue(made.form === 'class' ? Kind.class : Kind.subclass, from.id);
  if (kindOf(value) === Kind.function) {
    const unit = engine.units[indexOf(value)];
    if (unit === undefined) return;
    const isFixed = receiverOf(engine, unit) !== null;
    addValue(engine, made.result, isFixed ? makeValue(Kind.method, indexOf(value)) : boundValue(engine, value, self));
  } else if (kindOf(value) === Kind.property) runGetter(engine, made, value, self);
  else bindMember(engine, made, from, value);
}

/** What an attribute found on a class gives: functions are bound, properties and descriptors run. */
function bindMember(engine: Engine, made: Request, from: ClassObject, value: Value): void {
  const { form, result } = made;
  const onClass = form === 'class' || form === 'subclass' || form === 'superclass';
  const index = indexOf(value);
  if (onClass && isPlainValue(value) && from.outside.some((name) => name.startsWith('enum.'))) {
    addValue(engine, result, makeValue(Kind.subtype, from.id));
    return;
  }
  switch (kindOf(value)) {
    case Kind.function: {
      const unit = engine.units[index];
      if (unit === undefined) return;
      if (onClass) {
        const implicit = unit.owner !== null && unit.binding === 'class';
        const self = makeValue(form === 'class' ? Kind.class : Kind.subclass, from.id);
        addValue(engine, result, implicit ? boundValue(engine, value, self) : value);
      } else if (unit.owner !== null && unit.binding === 'static') addValue(engine, result, value);
      else if (unit.owner !== null && unit.binding === 'class') {
        addValue(engine, result, boundValue(engine, value, classOf(made, from)));
      } else {
        const self = instanceOf(made, from);
        const isFixed = receiverOf(engine, unit) !== null && !isBorrowed(engine, unit, self);
        addValue(engine, result, isFixed ? makeValue(Kind.method, index) : boundValue(engine, value, self));
      }
      return;
    }
    case Kind.static: {
      const inner = engine.wrappers[index];
      if (inner !== undefined) flow(engine, inner, result);
      return;
    }
    case Kind.classMethod: {
      const inner = engine.wrappers[index];
      const self = classOf(made, from);
      if (inner !== undefined) {
        whenever(engine, inner, (each) => addValue(engine, result, boundValue(engine, each, self)));
      }
      return;
    }
    case Kind.property:
      if (onClass) addValue(engine, result, value);
      else runGetter(engine, made, value, instanceOf(made, from));
      return;
    case Kind.decorated:
      bindDecorated(engine, made, value, onClass ? classOf(made, from) : instanceOf(made, from), onClass);
      return;
    case Kind.instance:
    case Kind.subtype: {
      const type = engine.classes[index];
      if (type?.order.some((each) => each.members.has('__get__'))) {
        runDescriptor(engine, made, type, kindOf(value));
        if (onClass) addValue(engine, result, value);
      } else addValue(engine, result, value);
      return;
    }
    default:
      addValue(engine, result, value);
  }
}

/** What an enumeration makes a member of. */
export function isPlainValue(value: Value): boolean {
  const kind = kindOf(value);
  return isLiteral(value) || kind === Kind.external || kind === Kind.container || kind === Kind.none;
}

function runGetter(engine: Engine, made: Request, value: Value, self: Value): void {
  const property = engine.properties[indexOf(value)];
  if (property === undefined) return;
  whenever(engine, property.getter, (getter) => {
    runBound(engine, made, getter, self);
  });
}

/** Runs a callable with a receiver for a request, and lets its result answer. */
function runBound(engine: Engine, made: Request, callable: Value, self: Value, by: ClassObject | null = null): void {
  const kind = kindOf(callable);
  if (kind === Kind.external || kind === Kind.unknown) {
    addValue(engine, made.result, callable);
    return;
  }
  if (kind !== Kind.function && kind !== Kind.method) return;
  const written = engine.units[indexOf(callable)];
  if (written === undefined) return;
  const unit = isBorrowed(engine, written, self) ? variantOf(engine, written, self) : written;
  const hub = hubOf(engine, made);
  // A descriptor's own `__get__` runs besides the function that it stands for.
  const role = unit.path.endsWith('.__get__') ? '__get__' : made.name;
  const pick = pickOne(choiceAt(hub, 0, role), unit, null);
  runOpen(engine, unit, { unit: hub, line: made.about.line, kind: 'descriptor', resolved: true, pick });
  const first = unit.inputs?.[0];
  if (first !== undefined && receiverOf(engine, unit) === null) addValue(engine, first, self);
  const result = resultOf(unit);
  if (by === null || !keepsToClass(unit)) flow(engine, result, made.result);
  else {
    whenever(engine, result, (value) => {
      if (!isItself(by, value)) addValue(engine, made.result, value);
    });
  }
}

function runDescriptor(engine: Engine, made: Request, type: ClassObject, kind: number): void {
  const form = kind === Kind.instance ? 'instance' : 'subtype';
  const onClass = made.form === 'class' || made.form === 'subclass' || made.form === 'superclass';
  whenever(engine, request(engine, type, '__get__', form).result, (callable) => {
    runBound(engine, made, callable, NONE, onClass ? null : type);
  });
}

/** A descriptor that stands for a function is read from an instance or, `onClass`, from a class: `self`. */
function bindDecorated(engine: Engine, made: Request, value: Value, self: Value, onClass: boolean): void {
  const decorated = engine.decorated[indexOf(value)];
  if (decorated === undefined) return;
  const { by, target } = decorated;
  if (!by.order.some((each) => each.members.has('__get__')) || onClass) {
    addValue(engine, made.result, value);
    if (!onClass || !by.order.some((each) => each.members.has('__get__'))) return;
    runDescriptor(engine, made, by, Kind.instance);
    if (asksForInstance(engine, by)) return;
    whenever(engine, target, (each) => runBound(engine, made, each, self));
    return;
  }
  runDescriptor(engine, made, by, Kind.instance);
  whenever(engine, target, (each) => runBound(engine, made, each, self));
}

function instanceOf(made: Request, from: ClassObject): Value {
  return made.form === 'instance' ? makeValue(Kind.instance, from.id) : makeValue(Kind.subtype, from.id);
}

function classOf(made: Request, from: ClassObject): Value {
  return made.form === 'instance' || made.form === 'class'
    ? makeValue(Kind.class, from.id)
    : makeValue(Kind.subclass, made.about.id);
}

function noteHolder(engine: Engine, of: ClassObject, name: string): void {
  const known = engine.holders.get(name);
  if (known === undefined) engine.holders.set(name, [of]);
  else known.push(of);
}

/** The node of a class member; a new one answers the requests there are. */
export function memberOf(engine: Engine, of: ClassObject, name: string): Node {
  const known = of.members.get(name);
  if (known !== undefined) return known;
  const node = new Node(of.unit);
  of.members.set(name, node);
  noteHolder(engine, of, name);
  listMember(engine, of, name, node);
  slotAdded(engine, of, name);
  return node;
}

/** The node of what instances of a class store under a name; `[]` for what subscripts hold. */
export function fieldOf(engine: Engine, of: ClassObject, name: string): Node {
  const known = of.fields.get(name);
  if (known !== undefined) return known;
  const node = new Node(of.unit);
  of.fields.set(name, node);
  noteHolder(engine, of, name);
  listField(engine, of, name, node);
  slotAdded(engine, of, name);
  return node;
}

function slotAdded(engine: Engine, of: ClassObject, name: string): void {
  if (!engine.requests.has(name)) return;
  const below = new Set<ClassObject>([of]);
  for (const each of below) {
    for (const sub of each.subclasses) below.add(sub);
    answerAll(engine, each, name);
    for (const meta of each.metaclasses) {
      for (const above of meta.order) {
        for (const made of above.requests.get(name) ?? []) {
          if (made.form === 'instance' || made.form === 'subtype') contributeClass(engine, made, each);
        }
      }
    }
    for (const instance of each.instances) answerAll(engine, instance, name);
  }
}

/** Lets a class answer every request for a name that concerns it. */
function answerAll(engine: Engine, from: ClassObject, name: string): void {
  for (const above of from.order) {
    if (above !== from && !from.live) continue;
    for (const made of above.requests.get(name) ?? []) {
      const answers = above === from ? from.made || !isOfFamily(made) : isOpen(made);
      if (answers) contribute(engine, made, from);
    }
  }
}

/** Whether it asks a class or any of its subclasses, whichever was made. */
function isOfFamily({ form }: Request): boolean {
  return form === 'subtype' || form === 'subclass';
}

/** Instances of exactly this class may exist from now on. */
export function noteMade(engine: Engine, of: ClassObject): void {
  if (of.made) return;
  of.made = true;
  for (const asked of [...of.requests.values()].flat()) if (isOfFamily(asked)) contribute(engine, asked, of);
}

/** Whether subclasses answer too. */
function isOpen(made: Request): boolean {
  return made.form !== 'instance' && made.form !== 'class';
}

/** Lets a class answer all requests to one of its bases; only what the base does not have itself can be new. */
function relate(engine: Engine, from: ClassObject, above: ClassObject): void {
  if (above.requests.size === 0) return;
  const known = above.order;
  let count = 0;
  for (const each of from.order) if (!known.includes(each)) count += each.members.size + each.fields.size;
  const answer = (name: string): void => {
    for (const made of above.requests.get(name) ?? []) if (isOpen(made)) contribute(engine, made, from);
  };
  if (count >= above.requests.size) {
    for (const name of [...above.requests.keys()]) answer(name);
    return;
  }
  for (const each of from.order) {
    if (known.includes(each)) continue;
    for (const name of each.members.keys()) answer(name);
    for (const name of each.fields.keys()) answer(name);
  }
}

/** Adds a base to a class that may have been asked questions already. */
export function addBase(engine: Engine, to: ClassObject, base: ClassObject | string | null): void {
  if (!to.addBase(base)) return;
  if (typeof base === 'string') engine.outsideBases.add(base);
  for (const above of to.order) for (const listener of above.listeners) listener(to);
  for (const above of to.order) for (const meta of above.metaclasses) noteInstance(engine, to, meta);
  const added = base === null || typeof base === 'string' ? [] : base.order;
  const names = new Set<string>();
  for (const above of added) {
    for (const name of above.members.keys()) if (engine.requests.has(name)) names.add(name);
    for (const name of above.fields.keys()) if (engine.requests.has(name)) names.add(name);
  }
  const below = new Set<ClassObject>([to]);
  for (const each of below) {
    for (const sub of each.subclasses) below.add(sub);
    for (const name of names) answerAll(engine, each, name);
    if (!each.live) continue;
    for (const above of added) relate(engine, each, above);
    each.listed = false;
    listClass(engine, each);
    const site: Site = { unit: each.unit, line: each.line, kind: 'override', resolved: false };
    runOverrides(engine, each, site);
    runLiveHooks(engine, each, site);
  }
}

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
}

/**
 * What runs without a word in the code: `__del__`, and where instances are keys, entries or compared as parts of
 * something else, `__hash__` and `__eq__`. Any container, cache or library may do so.
 */
const LIVE_HOOKS = ['__del__', '__hash__', '__eq__'];

function runLiveHooks(engine: Engine, of: ClassObject, site: Site): void {
  for (const each of of.order) {
    if (each.hooksRun) continue;
    each.hooksRun = true;
    for (const [name, node] of each.members) {
      if (isLibraryHook(name)) runOverride(engine, name, node, { ...site, kind: 'callback', resolved: false });
    }
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
function runOverrides(engine: Engine, of: ClassObject, site: Site): void {
  const bases = of.outside.filter((name) => !QUIET_BASE.test(name));
  const all = of.hasUnknownBase;
  if (!all && bases.length === 0) return;
  const key = all ? '*' : bases.join(' ');
  for (const each of of.order) {
    if (each.overridesRun === key) continue;
    each.overridesRun = key;
    for (const [name, node] of each.members) {
      if (all || (!isSpecial(name) && bases.some((base) => mayOverride(base, name)))) {
        runOverride(engine, name, node, site);
      }
    }
  }
}

function isSpecial(name: string): boolean {
  return name.startsWith('__') && name.endsWith('__') && name !== '__call__';
}

/** A member of a class is run by code outside that knows it by name. */
export function runOverride(engine: Engine, name: string, node: Node, site: Site): void {
  if (name === '__init__' || name === '__new__') return;
  const from: Site = { ...site, kind: 'override', resolved: false };
  whenever(engine, node, (value) => {
    const kind = kindOf(value);
    const property = kind === Kind.property ? engine.properties[indexOf(value)] : undefined;
    if (kind === Kind.function || kind === Kind.decorated || kind === Kind.static || kind === Kind.classMethod) {
      letEscape(engine, value, from);
    } else if (property !== undefined) {
      whenever(engine, property.getter, (each) => letEscape(engine, each, from));
      whenever(engine, property.setter, (each) => letEscape(engine, each, from));
    }
  });
}

/** After all is settled: what nothing answered is taken from outside, or is unknown. True where that helps. */
export function answerFallbacks(engine: Engine): boolean {
  let changed = false;
  for (const made of engine.deferred.splice(0)) {
    const { about } = made;
    if (about.made || !liveBelow(about).next().done) continue;
    contribute(engine, made, about);
    changed = true;
  }
  for (const made of engine.wanting.splice(0)) {
    if (made.result.values.length > 0) continue;
    made.wantsFallback = false;
    const value = fallbackOf(engine, made);
    if (value === null) continue;
    // It may well be there, set by code that is not seen: then any property of that name answers.
    if (kindOf(value) === Kind.named) loadByName(engine, hubOf(engine, made), made.about.line, made.name);
    addValue(engine, made.result, value);
    changed = true;
  }
  return changed;
}

/** A request whose asker goes on with something even where no class has the attribute. */
export function wantFallback(engine: Engine, made: Request): void {
  if (made.wantsFallback) return;
  made.wantsFallback = true;
  if (made.result.values.length === 0) engine.wanting.push(made);
}

/** What reads and writes attributes as if the class had no hooks. */
const ACCESS = new Set(['__getattribute__', '__setattr__', '__delattr__']);

function fallbackOf(engine: Engine, made: Request): Value | null {
  const { about, name } = made;
  const named = makeValue(Kind.named, textId(engine, name));
  if (name === '__class__') return makeValue(Kind.subclass, about.id);
  if (ACCESS.has(name)) {
    return boundValue(engine, externalValue(engine, `<builtin>.object.${name}`), makeValue(Kind.subtype, about.id));
  }
  const outside = about.outside.find((each) => each !== '<builtin>.object');
  leaveToBase(engine, about, { unit: hubOf(engine, made), line: about.line, kind: 'override', resolved: false });
  // What the base's own methods give may be made as the class itself is.
  if (outside !== undefined) holdType(engine, topOf(outside), about);
  if (outside !== undefined) return isForeign(outside, name) ? named : externalAttribute(engine, outside, name);
  if (/^__\w+__$/.test(name)) return externalValue(engine, `<builtin>.object.${name}`);
  return named;
}
