// Requests by attribute name alone, from receivers of which nothing is known: answered by the classes that are live.
import type { ClassObject } from './class-object.ts';
import { constructOpen } from './construct.ts';
import { type Engine, makeUnit, type NameHub } from './engine.ts';
import { letEscape, runOpen, type Site } from './escape.ts';
import { whenever } from './flow.ts';
import { request } from './hierarchy.ts';
import type { Node } from './node.ts';
import { resultOf } from './reach.ts';
import { addStep, type StepKind, type Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** Something unknown is called by an attribute's name: every live class's method of that name may run. */
export function callByName(engine: Engine, unit: Unit, line: number, name: string, kind: StepKind = 'dynamic'): void {
  const hub = hubOf(engine, engine.names.calls, unit, name, (made) => {
    engine.names.unanswered.push({ hub: made, name });
    for (const { node, owner } of engine.names.members.get(name) ?? []) {
      if (meets(engine, made, owner)) whenever(engine, node, (value) => answerCall(engine, made, value));
    }
    for (const { node, owner } of engine.names.fields.get(name) ?? []) {
      if (meets(engine, made, owner)) whenever(engine, node, (value) => letEscape(engine, value, siteOf(made)));
    }
  });
  addStep(unit, hub.unit, line, kind, false);
}

/** An attribute of something unknown is read: every live class's property of that name may run. */
export function loadByName(engine: Engine, unit: Unit, line: number, name: string, kind: StepKind = 'dynamic'): void {
  const hub = hubOf(engine, engine.names.loads, unit, name, (made) => {
    for (const { node, owner } of engine.names.members.get(name) ?? []) {
      if (meets(engine, made, owner)) whenever(engine, node, (value) => answerLoad(engine, made, value));
    }
    for (const { node, owner } of engine.names.fields.get(name) ?? []) {
      if (meets(engine, made, owner)) whenever(engine, node, (value) => answerField(engine, made, value));
    }
  });
  addStep(unit, hub.unit, line, kind, false);
}

/** An attribute of something unknown is set or deleted: every live class's property or descriptor of that name may run. */
export function changeByName(engine: Engine, unit: Unit, line: number, name: string, how: Change): void {
  const hub = hubOf(engine, engine.names[how], unit, name, (made) => {
    for (const { node, owner } of engine.names.members.get(name) ?? []) {
      if (meets(engine, made, owner)) whenever(engine, node, (value) => answerChange(engine, made, value, how));
    }
  });
  addStep(unit, hub.unit, line, 'dynamic', false);
}

type Change = 'stores' | 'deletes';

function answerChange(engine: Engine, hub: NameHub, value: Value, how: Change): void {
  const site: Site = { ...siteOf(hub), kind: 'descriptor' };
  const index = indexOf(value);
  const kind = kindOf(value);
  if (kind === Kind.property) {
    const property = engine.properties[index];
    const part = how === 'stores' ? property?.setter : property?.deleter;
    if (part !== undefined) whenever(engine, part, (each) => letEscape(engine, each, site));
  } else if (kind === Kind.instance || kind === Kind.subtype || kind === Kind.decorated) {
    const type = kind === Kind.decorated ? engine.decorated[index]?.by : engine.classes[index];
    runDescriptor(engine, type, how === 'stores' ? '__set__' : '__delete__', site);
  }
}

function hubOf(
  engine: Engine,
  table: Map<string, NameHub[]>,
  unit: Unit,
  name: string,
  start: (made: NameHub) => void,
): NameHub {
  const { distribution } = unit.module;
  let list = table.get(name);
  if (list === undefined) {
    list = [];
    table.set(name, list);
  }
  for (const hub of list) if (hub.distribution === distribution) return hub;
  const made: NameHub = {
    unit: makeUnit(engine, 'hub', unit.module, { path: name, line: 0 }),
    distribution,
  };
  list.push(made);
  start(made);
  return made;
}

function meets(engine: Engine, hub: NameHub, owner: ClassObject): boolean {
  return engine.source.related(hub.distribution, owner.module.distribution);
}

/**
 * Calls by a name that no class answers to: the receiver may have been a module, so functions of that name answer.
 * True where there are some.
 */
export function answerByModules(engine: Engine): boolean {
  let changed = false;
  for (const { hub, name } of engine.names.unanswered.splice(0)) {
    if (name.startsWith('__')) continue;
    const isAnswered = (engine.names.members.get(name) ?? []).some(({ owner }) => meets(engine, hub, owner));
    if (isAnswered) continue;
    for (const value of engine.names.definitions.get(name) ?? []) {
      changed = true;
      letEscape(engine, value, siteOf(hub));
    }
  }
  return changed;
}

/** A module defines a function or class under a name. */
export function listDefinition(engine: Engine, name: string, value: Value): void {
  const known = engine.names.definitions.get(name);
  if (known === undefined) engine.names.definitions.set(name, [value]);
  else known.push(value);
}

function siteOf(hub: NameHub): Site {
  return { unit: hub.unit, line: 0, kind: 'dynamic', resolved: false };
}

/** A class became live: all that its instances offer may answer. */
export function listClass(engine: Engine, of: ClassObject): void {
  for (const each of of.order) {
    if (each.listed) continue;
    for (const [name, node] of each.members) {
      // What a class before it overrides is not what an instance offers.
      if (each !== of && isOverridden(of, each, name)) continue;
      list(engine, each, name, node);
    }
    if (each === of) each.listed = true;
  }
}

function isOverridden(of: ClassObject, from: ClassObject, name: string): boolean {
  for (const each of of.order) {
    if (each === from) return false;
    if (each.members.has(name)) return true;
  }
  return false;
}

/** What is called on the class itself needs no instance. */
export function listClassMethods(engine: Engine, of: ClassObject): void {
  for (const [name, node] of of.members) {
    if (node.values.some((value) => isOfClass(engine, value))) list(engine, of, name, node);
  }
}

function isOfClass(engine: Engine, value: Value): boolean {
  const unit = kindOf(value) === Kind.function ? engine.units[indexOf(value)] : undefined;
  return unit !== undefined && unit.binding !== 'instance' && unit.path.at(-1) !== '_';
}

/** A class got a member after it became live. */
export function listMember(engine: Engine, of: ClassObject, name: string, node: Node): void {
  const below = new Set<ClassObject>([of]);
  for (const each of below) {
    if (each.live) {
      list(engine, of, name, node);
      return;
    }
    for (const sub of each.subclasses) below.add(sub);
  }
}

function list(engine: Engine, owner: ClassObject, name: string, node: Node): void {
  if (owner.listedNodes.has(node)) return;
  owner.listedNodes.add(node);
  const { members, calls, loads, stores, deletes } = engine.names;
  const known = members.get(name);
  if (known === undefined) members.set(name, [{ node, owner }]);
  else known.push({ node, owner });
  for (const hub of calls.get(name) ?? []) {
    if (meets(engine, hub, owner)) whenever(engine, node, (value) => answerCall(engine, hub, value));
  }
  for (const hub of loads.get(name) ?? []) {
    if (meets(engine, hub, owner)) whenever(engine, node, (value) => answerLoad(engine, hub, value));
  }
  for (const [how, table] of [['stores', stores] as const, ['deletes', deletes] as const]) {
    for (const hub of table.get(name) ?? []) {
      if (meets(engine, hub, owner)) whenever(engine, node, (value) => answerChange(engine, hub, value, how));
    }
  }
}

/** Instances of a class store something under a name. */
export function listField(engine: Engine, owner: ClassObject, name: string, node: Node): void {
  const { fields, calls, loads } = engine.names;
  const known = fields.get(name);
  if (known === undefined) fields.set(name, [{ node, owner }]);
  else known.push({ node, owner });
  for (const hub of calls.get(name) ?? []) {
    if (meets(engine, hub, owner)) whenever(engine, node, (value) => letEscape(engine, value, siteOf(hub)));
  }
  for (const hub of loads.get(name) ?? []) {
    if (meets(engine, hub, owner)) whenever(engine, node, (value) => answerField(engine, hub, value));
  }
}

function answerField(engine: Engine, hub: NameHub, value: Value): void {
  if (kindOf(value) === Kind.container) letEscape(engine, value, siteOf(hub));
}

function answerCall(engine: Engine, hub: NameHub, value: Value): void {
  const site = siteOf(hub);
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.function: {
      const unit = engine.units[index];
      if (unit !== undefined) runOpen(engine, unit, site);
      return;
    }
    case Kind.class:
      constructOpen(engine, index, site);
      return;
    case Kind.property: {
      const property = engine.properties[index];
      if (property === undefined) return;
      whenever(engine, property.getter, (getter) => {
        letEscape(engine, getter, site);
        const unit = kindOf(getter) === Kind.function ? engine.units[indexOf(getter)] : undefined;
        if (unit !== undefined) whenever(engine, resultOf(unit), (each) => letEscape(engine, each, site));
      });
      return;
    }
    case Kind.decorated: {
      runDescriptor(engine, engine.decorated[index]?.by, '__get__', site);
      runDescriptor(engine, engine.decorated[index]?.by, '__call__', site);
      letEscape(engine, value, site);
      return;
    }
    case Kind.instance:
    case Kind.subtype:
      runDescriptor(engine, engine.classes[index], '__get__', site);
      runDescriptor(engine, engine.classes[index], '__call__', site);
      return;
    default:
      letEscape(engine, value, site);
  }
}

function answerLoad(engine: Engine, hub: NameHub, value: Value): void {
  const site: Site = { ...siteOf(hub), kind: 'descriptor' };
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.property: {
      const property = engine.properties[index];
      if (property !== undefined) whenever(engine, property.getter, (getter) => letEscape(engine, getter, site));
      return;
    }
    case Kind.decorated: {
      const by = engine.decorated[index]?.by;
      if (!by?.order.some((each) => each.members.has('__get__'))) return;
      runDescriptor(engine, by, '__get__', site);
      letEscape(engine, value, site);
      return;
    }
    case Kind.instance:
    case Kind.subtype:
      runDescriptor(engine, engine.classes[index], '__get__', site);
      return;
    case Kind.container:
      letEscape(engine, value, siteOf(hub));
      return;
    default:
  }
}

function runDescriptor(engine: Engine, type: ClassObject | undefined, name: string, site: Site): void {
  if (!type?.order.some((each) => each.members.has(name))) return;
  whenever(engine, request(engine, type, name, 'instance').result, (each) => letEscape(engine, each, site));
}
