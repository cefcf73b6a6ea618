// Attributes that are set and deleted: where the value goes, and what runs on the way.
import { CODE, functionAttribute } from './attribute.ts';
import { callByName, changeByName } from './by-name.ts';
import { callOperand, callSpecial, letOneGo, plainCall } from './call-value.ts';
import type { ClassObject } from './class-object.ts';
import { putEntry } from './container.ts';
import { type Engine, textId, textOf } from './engine.ts';
import type { Site } from './escape.ts';
import { handOneOver } from './external.ts';
import { addValue, flow, whenever } from './flow.ts';
import { addBase, fieldOf, memberOf } from './hierarchy.ts';
import { aliasNode, moduleAttribute } from './module-value.ts';
import type { Operand } from './node.ts';
import { inputsOf } from './reach.ts';
import { mayHold } from './standard-names.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, type Value } from './value.ts';

/** Members of a class whose instances are made to become something else. */
const BLANK = 3;

/** A class of its own, with methods, stays what it is: the assignment means another of the values that flow there. */
function isBlank(type: ClassObject): boolean {
  if (type.members.size > BLANK) return false;
  return [...type.members.values()].every((node) => node.values.every((value) => kindOf(value) !== Kind.function));
}

/** `base.name = operand`. */
export function storeAttribute(engine: Engine, site: Site, base: Operand, name: string, operand: Operand): void {
  whenever(engine, base, (value) => storeInto(engine, site, value, name, operand));
}

function storeInto(engine: Engine, site: Site, value: Value, name: string, operand: Operand): void {
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.instance:
    case Kind.subtype: {
      const type = engine.classes[index];
      if (type === undefined) return;
      flow(engine, operand, fieldOf(engine, type, name));
      leaveToBases(engine, site, type, name, operand);
      if (name === '__class__' && kindOf(value) === Kind.instance && isBlank(type)) {
        // A blank instance that becomes one of another class has what that has.
        whenever(engine, operand, (other) => {
          const given = engine.classes[indexOf(other)];
          const isClass = kindOf(other) === Kind.class || kindOf(other) === Kind.subclass;
          if (isClass && given !== undefined && given !== type) addBase(engine, type, given);
        });
      }
      runSetters(engine, site, type, value, name, operand);
      return;
    }
    case Kind.class:
    case Kind.subclass: {
      const type = engine.classes[index];
      if (type !== undefined) flow(engine, operand, memberOf(engine, type, name));
      return;
    }
    case Kind.module: {
      const module = engine.modules[index];
      const node = module === undefined ? NONE : moduleAttribute(engine, module, name, site);
      if (typeof node !== 'number') flow(engine, operand, node);
      else {
        const place = module?.attributes.get(name);
        if (place !== undefined) flow(engine, operand, place);
      }
      if (name === '__class__' && module !== undefined) {
        // A module may be made an instance of a class.
        whenever(engine, operand, (type) => {
          if (kindOf(type) !== Kind.class) return;
          addValue(engine, aliasNode(engine, module.name), makeValue(Kind.instance, indexOf(type)));
        });
      }
      if (typeof node === 'number' || module?.taken.has(name))
        letOneGo(engine, operand, { ...site, kind: 'callback', resolved: false });
      return;
    }
    case Kind.function:
    case Kind.method: {
      if (CODE.has(name)) {
        takeCode(engine, site, engine.units[index], operand);
        return;
      }
      const node = functionAttribute(engine, value, name);
      if (typeof node !== 'number') flow(engine, operand, node);
      return;
    }
    case Kind.container: {
      const container = engine.containers[index];
      if (container !== undefined) putEntry(engine, container, name, operand);
      return;
    }
    case Kind.unknown:
    case Kind.named:
      letOneGo(engine, operand, { ...site, kind: 'dynamic', resolved: false });
      changeByName(engine, site.unit, site.line, name, 'stores');
      callByName(engine, site.unit, site.line, '__setattr__');
      return;
    case Kind.external:
      handOneOver(engine, operand, { ...site, kind: 'callback', resolved: false }, textOf(engine, index));
      return;
    case Kind.decorated: {
      const by = engine.decorated[index]?.by;
      if (by !== undefined) flow(engine, operand, fieldOf(engine, by, name));
      return;
    }
    default:
  }
}

/** `f.__code__ = g.__code__`: what calls `f` runs `g`. */
function takeCode(engine: Engine, site: Site, unit: Unit | undefined, operand: Operand): void {
  if (unit === undefined) return;
  const from: Site = { ...site, unit, line: unit.line };
  const call = plainCall(from, inputsOf(engine, unit), unit.result);
  whenever(engine, operand, (value) => {
    if (kindOf(value) === Kind.function || kindOf(value) === Kind.method) {
      callOperand(engine, call, makeValue(Kind.function, indexOf(value)));
    }
  });
}

/** An attribute that a base in the standard library reads: `self.writer = …` below `csv.DictWriter`. */
function leaveToBases(engine: Engine, site: Site, type: ClassObject, name: string, operand: Operand): void {
  for (const base of type.outside) {
    if (mayHold(base, name)) {
      handOneOver(engine, operand, { ...site, kind: 'callback', resolved: false }, base);
    }
  }
}

/** `setattr(base, name, operand)` with a name that nothing tells: whatever property the class has may be set. */
export function storeAnything(engine: Engine, site: Site, base: Operand, operand: Operand): void {
  whenever(engine, base, (value) => {
    const isInstance = kindOf(value) === Kind.instance || kindOf(value) === Kind.subtype;
    const type = isInstance ? engine.classes[indexOf(value)] : undefined;
    if (type === undefined) return;
    for (const each of type.order) {
      for (const [name, { values }] of each.members) {
        if (values.some((member) => kindOf(member) === Kind.property)) {
          runSetters(engine, site, type, value, name, operand);
        }
      }
    }
  });
}

/** Properties with a setter, descriptors with `__set__` and `__setattr__`. */
function runSetters(engine: Engine, site: Site, type: ClassObject, value: Value, name: string, operand: Operand): void {
  runAccessors(engine, { ...site, kind: 'descriptor' }, type, value, name, 'set', [operand]);
}

/** What a class runs where an attribute of its instances is set or deleted. */
function runAccessors(
  engine: Engine,
  site: Site,
  type: ClassObject,
  value: Value,
  name: string,
  how: 'set' | 'delete',
  given: readonly Operand[],
): void {
  const [special, hook] = how === 'set' ? ['__set__', '__setattr__'] : ['__delete__', '__delattr__'];
  const call = plainCall(site, [value, ...given], null);
  const run = (member: Value): void => {
    const kind = kindOf(member);
    if (kind === Kind.property) {
      const property = engine.properties[indexOf(member)];
      const part = how === 'set' ? property?.setter : property?.deleter;
      if (part !== undefined) callOperand(engine, call, part);
    } else if (kind === Kind.instance || kind === Kind.subtype || kind === Kind.decorated) {
      const owner = kind === Kind.decorated ? engine.decorated[indexOf(member)]?.by : engine.classes[indexOf(member)];
      if (!owner?.order.some((one) => one.members.has(special))) return;
      const receiver = kind === Kind.decorated ? makeValue(Kind.instance, owner.id) : member;
      callSpecial(engine, call, receiver, special);
    }
  };
  const own = type.order.find((each) => each.members.has(name))?.members.get(name);
  if (own !== undefined) whenever(engine, own, run);
  if (kindOf(value) === Kind.subtype) {
    for (const below of engine.holders.get(name) ?? []) {
      const member = below === type || !below.order.includes(type) ? undefined : below.members.get(name);
      if (member !== undefined) whenever(engine, member, run);
    }
  }
  const has = (member: string): boolean => type.order.some((each) => each.members.has(member));
  if (has(hook)) {
    // A proxy passes on what is set, as what it is asked for.
    if (has('__getattr__') && !has(name)) {
      changeByName(engine, site.unit, site.line, name, how === 'set' ? 'stores' : 'deletes');
    }
    const text = makeValue(Kind.string, textId(engine, name));
    callSpecial(engine, plainCall(site, [text, ...given], null), value, hook);
  }
}

/** `del base.name`. */
export function deleteAttribute(engine: Engine, site: Site, base: Operand, name: string): void {
  const called: Site = { ...site, kind: 'descriptor' };
  whenever(engine, base, (value) => {
    const kind = kindOf(value);
    const type = engine.classes[indexOf(value)];
    if ((kind === Kind.instance || kind === Kind.subtype) && type !== undefined) {
      runAccessors(engine, called, type, value, name, 'delete', []);
    } else if (kind === Kind.unknown || kind === Kind.named) {
      changeByName(engine, site.unit, site.line, name, 'deletes');
      callByName(engine, site.unit, site.line, '__delattr__');
    }
  });
}
