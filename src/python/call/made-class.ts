// Classes that a call makes, without a class statement: `type(name, bases, members)` and the same of a metaclass.
import type { Call } from './call-value.ts';
import { ClassObject } from './class-object.ts';
import type { Engine } from './engine.ts';
import { flow, whenever } from './flow.ts';
import { addBase, memberOf } from './hierarchy.ts';
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
  if (members !== undefined) {
    whenever(engine, members, (value) => {
      const container = kindOf(value) === Kind.container ? engine.containers[indexOf(value)] : undefined;
      for (const [key, entry] of container?.entries() ?? []) {
        if (typeof key === 'string') flow(engine, entry, memberOf(engine, type, key));
      }
    });
  }
  makeLive(engine, type, call);
  return type;
}
