// Requests by attribute name alone, from receivers of which nothing is known: answered by the classes that are live.
import { isAbstractMember } from './abstract.ts';
import type { ClassObject } from './class-object.ts';
import { constructOpen } from './construct.ts';
import { type Engine, makeUnit, type NameHub, type PatternHub } from './engine.ts';
import { letEscape, runOpen, type Site } from './escape.ts';
import { whenever } from './flow.ts';
import { request } from './hierarchy.ts';
import { fitsApart, knownLetters } from './name-pattern.ts';
import type { Node } from './node.ts';
import { reach, resultOf } from './reach.ts';
import { addStep, type StepKind, type Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** What is done with an attribute of something unknown. */
type Way = 'calls' | 'loads' | 'stores' | 'deletes';

const WAYS = ['calls', 'loads', 'stores', 'deletes'] as const;

/** Something unknown is called by an attribute's name: every live class's method of that name may run. */
export function callByName(engine: Engine, unit: Unit, line: number, name: string, kind: StepKind = 'dynamic'): void {
  addStep(unit, hubOf(engine, 'calls', unit, name).unit, line, kind, false);
}

/** Patterns that tell fewer letters of a name tell nothing. */
export const MIN_KNOWN = 3;

/**
 * Something unknown is called by a name that is known in part: what fits may run, of live classes of the project, of
 * the asking distribution, and of those that derive from its classes.
 */
function callByPattern(engine: Engine, unit: Unit, line: number, pattern: string): void {
  const { patterns, members } = engine.names;
  const { distribution } = unit.module;
  let hub = patterns.find((each) => each.pattern === pattern && each.distribution === distribution);
  if (hub === undefined) {
    hub = { ...makeHub(engine, 'calls', unit, pattern), pattern };
    patterns.push(hub);
    for (const [name, known] of members)
      for (const { node, owner } of known) answerPattern(engine, hub, owner, name, node);
  }
  addStep(unit, hub.unit, line, 'dynamic', false);
}

function answerPattern(engine: Engine, hub: PatternHub, owner: ClassObject, name: string, node: Node): void {
  if (!fitsApart(name, hub.pattern)) return;
  const isKin = owner.module.firstParty || owner.order.some(({ module }) => module.distribution === hub.distribution);
  if (isKin) whenever(engine, node, hub.member);
}

/** As the two above, for the text of a value: a name, or a pattern. */
export function callNamed(engine: Engine, unit: Unit, line: number, name: string): void {
  if (name.includes('*') && knownLetters(name) >= MIN_KNOWN) callByPattern(engine, unit, line, name);
  else callByName(engine, unit, line, name);
}

/** An attribute of something unknown is read: every live class's property of that name may run. */
export function loadByName(engine: Engine, unit: Unit, line: number, name: string, kind: StepKind = 'dynamic'): void {
  addStep(unit, hubOf(engine, 'loads', unit, name).unit, line, kind, false);
}

/** An attribute of something unknown is set or deleted: every live class's property or descriptor of that name may run. */
export function changeByName(engine: Engine, unit: Unit, line: number, name: string, how: 'stores' | 'deletes'): void {
  addStep(unit, hubOf(engine, how, unit, name).unit, line, 'dynamic', false);
}

function answerChange(engine: Engine, hub: Site, value: Value, how: 'stores' | 'deletes'): void {
  const site: Site = { ...hub, kind: 'descriptor' };
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

function hubOf(engine: Engine, way: Way, unit: Unit, name: string): NameHub {
  const { distribution } = unit.module;
  const table = engine.names[way];
  let hubs = table.get(name);
  if (hubs === undefined) {
    hubs = new Map();
    table.set(name, hubs);
  }
  const known = hubs.get(distribution);
  if (known !== undefined) return known;
  const made = makeHub(engine, way, unit, name);
  hubs.set(distribution, made);
  if (way === 'calls') engine.names.unanswered.push({ hub: made, name });
  for (const { node, owner } of engine.names.members.get(name) ?? []) {
    if (meets(engine, made, owner)) whenever(engine, node, made.member);
  }
  if (made.field !== null) {
    for (const { node, owner } of engine.names.fields.get(name) ?? []) {
      if (meets(engine, made, owner)) whenever(engine, node, made.field);
    }
  }
  return made;
}

function makeHub(engine: Engine, way: Way, asking: Unit, name: string): NameHub {
  const unit = makeUnit(engine, 'hub', asking.module, { path: name, line: 0 });
  const site: Site = { unit, line: 0, kind: 'dynamic', resolved: false };
  const hub = { unit, distribution: asking.module.distribution };
  switch (way) {
    case 'calls':
      return {
        ...hub,
        member: (value) => answerCall(engine, site, value),
        field: (value) => letEscape(engine, value, site),
      };
    case 'loads':
      return {
        ...hub,
        member: (value) => answerLoad(engine, site, value),
        field: (value) => {
          if (kindOf(value) === Kind.container) letEscape(engine, value, site);
        },
      };
    default:
      return { ...hub, member: (value) => answerChange(engine, site, value, way), field: null };
  }
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
      letEscape(engine, value, { unit: hub.unit, line: 0, kind: 'dynamic', resolved: false });
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
  const { members } = engine.names;
  const known = members.get(name);
  if (known === undefined) members.set(name, [{ node, owner }]);
  else known.push({ node, owner });
  for (const hub of engine.names.patterns) answerPattern(engine, hub, owner, name, node);
  for (const way of WAYS) {
    for (const hub of engine.names[way].get(name)?.values() ?? []) {
      if (meets(engine, hub, owner)) whenever(engine, node, hub.member);
    }
  }
}

/** Instances of a class store something under a name. */
export function listField(engine: Engine, owner: ClassObject, name: string, node: Node): void {
  const { fields } = engine.names;
  const known = fields.get(name);
  if (known === undefined) fields.set(name, [{ node, owner }]);
  else known.push({ node, owner });
  for (const way of WAYS) {
    for (const hub of engine.names[way].get(name)?.values() ?? []) {
      if (hub.field !== null && meets(engine, hub, owner)) whenever(engine, node, hub.field);
    }
  }
}

/** What runs wherever instances are made, with what is passed there: code that calls it by name passes nothing else. */
const MAKES: ReadonlySet<string> = new Set(['__init__', '__new__']);

function answerCall(engine: Engine, site: Site, value: Value): void {
  if (isAbstractMember(engine, value)) return;
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.function: {
      const unit = engine.units[index];
      if (unit === undefined) return;
      if (!MAKES.has(site.unit.path)) runOpen(engine, unit, site);
      else {
        addStep(site.unit, unit, site.line, site.kind, site.resolved);
        reach(engine, unit);
      }
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

function answerLoad(engine: Engine, hub: Site, value: Value): void {
  if (isAbstractMember(engine, value)) return;
  const site: Site = { ...hub, kind: 'descriptor' };
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
      letEscape(engine, value, hub);
      return;
    default:
  }
}

function runDescriptor(engine: Engine, type: ClassObject | undefined, name: string, site: Site): void {
  if (!type?.order.some((each) => each.members.has(name))) return;
  whenever(engine, request(engine, type, name, 'instance').result, (each) => letEscape(engine, each, site));
}
