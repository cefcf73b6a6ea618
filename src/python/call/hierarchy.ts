// Questions to a class hierarchy: what an attribute of a class, of its instances or of live subclasses can be.
import { isProtocol } from './abstract.ts';
import { bindDecorated, bindMember, bindToClass, runDescriptor } from './bind-member.ts';
import { listClass, listField, listMember } from './by-name.ts';
import { choiceAt, pickOne } from './choice.ts';
import type { ClassObject, Request, Slots } from './class-object.ts';
import { type Engine, makeUnit } from './engine.ts';
import type { Site } from './escape.ts';
import { addValue, flow, whenever } from './flow.ts';
import { noteHeldName } from './held.ts';
import { runLiveHooks, runOverrides } from './live-class.ts';
import { Node } from './node.ts';
import { addStep, type Unit } from './unit.ts';
import { indexOf, Kind, kindOf, makeValue, type Value } from './value.ts';

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
  if (isOfFamily(made) && !about.made) {
    engine.deferred.push(made);
    about.withheld.push(made);
  } else contribute(engine, made, about);
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

export function hubOf(engine: Engine, made: Request): Unit {
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

export function* liveBelow(about: ClassObject): Generator<ClassObject> {
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

function noteHolder(engine: Engine, of: ClassObject, name: string): void {
  const known = engine.holders.get(name);
  if (known === undefined) engine.holders.set(name, [of]);
  else known.push(of);
}

/** A class has a member or field of a name that it had not: questions there are get its answer. */
function nameAdded(engine: Engine, of: ClassObject, name: string): void {
  slotAdded(engine, of, name);
  noteHeldName(engine, of, name);
}

/** The node of a class member; a new one answers the requests there are. */
export function memberOf(engine: Engine, of: ClassObject, name: string): Node {
  const known = of.members.get(name);
  if (known !== undefined) return known;
  const node = new Node(of.unit);
  of.members.set(name, node);
  noteHolder(engine, of, name);
  listMember(engine, of, name, node);
  nameAdded(engine, of, name);
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
  nameAdded(engine, of, name);
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
  if (of.made || isProtocol(of)) return;
  of.made = true;
  of.withheld = [];
  for (const asked of [...of.requests.values()].flat()) if (isOfFamily(asked)) contribute(engine, asked, of);
}

/** Whether subclasses answer too. */
function isOpen(made: Request): boolean {
  return made.form !== 'instance' && made.form !== 'class';
}

/** Lets a class answer all requests to one of its bases; only what the base has not answered itself can be new. */
export function relate(engine: Engine, from: ClassObject, above: ClassObject): void {
  if (above.requests.size === 0) return;
  above.withheld = above.withheld.filter((made) => {
    if (!inherits(engine, from, above, made.name)) return true;
    contribute(engine, made, from);
    return false;
  });
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

/** Whether a class has under a name what one of its bases has. */
function inherits(engine: Engine, from: ClassObject, above: ClassObject, name: string): boolean {
  const slots = slotsOf(engine, above, name);
  return slots !== null && (slots.member === null || slots.member === slotsOf(engine, from, name)?.member);
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
