// Classes that a call makes, without a class statement: `type(name, bases, members)` and the same of a metaclass.
import type { Call } from './call-value.ts';
import { ClassObject } from './class-object.ts';
import { eachEntry } from './container.ts';
import type { Engine } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { flow, whenever } from './flow.ts';
import { addBase, eachInstance, memberOf } from './hierarchy.ts';
import { makeLive } from './live-class.ts';
import type { Operand } from './node.ts';
import { iterate } from './special.ts';
import { indexOf, Kind, kindOf } from './value.ts';

/** The class that a call makes of bases and a dict of members. */
export function makeClass(engine: Engine, call: Call, bases: Operand, members: Operand | undefined): ClassObject {
  const type = new ClassObject(engine.classes.length, '', call.unit, call.unit.path, call.line);
  engine.classes.push(type);
  whenever(engine, iterate(engine, call, bases, false), (value) => {
    const base = engine.classes[indexOf(value)];
    const kind = kindOf(value);
    if ((kind === Kind.class || kind === Kind.subclass) && base !== undefined) addBase(engine, type, base);
    else if (kind === Kind.unknown || kind === Kind.named) addBase(engine, type, null);
  });
  if (members !== undefined)
    takeMembers(engine, type, members, { unit: call.unit, line: call.line, kind: 'dynamic', resolved: false });
  makeLive(engine, type, call);
  return type;
}

/** Gives a class what a dict holds under texts that are known; of others, any attribute of its instances may be. */
function takeMembers(engine: Engine, type: ClassObject, members: Operand, site: Site | null): void {
  whenever(engine, members, (value) => {
    const container = kindOf(value) === Kind.container ? engine.containers[indexOf(value)] : undefined;
    if (container === undefined) return;
    eachEntry(container, (entry, key) => {
      if (typeof key === 'string') flow(engine, entry, memberOf(engine, type, key));
      else if (site !== null) whenever(engine, entry, (each) => letEscape(engine, each, site));
    });
  });
}

/** `type.__new__(mcs, name, bases, members)` in a metaclass: what it adds under texts, all its classes may have. */
export function addMembers(engine: Engine, meta: ClassObject, members: Operand): void {
  eachInstance(meta, (type) => takeMembers(engine, type, members, null));
}
