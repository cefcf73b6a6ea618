// What an attribute gives once it was found on a class: functions are bound, properties and descriptors run.
import { isAbstractMember } from './abstract.ts';
import { choiceAt, pickOne } from './choice.ts';
import { asksForInstance } from './class-access.ts';
import type { ClassObject, Request } from './class-object.ts';
import { isItself, keepsToClass } from './descriptor.ts';
import { boundValue, type Engine } from './engine.ts';
import { letEscape, runOpen } from './escape.ts';
import { addValue, flow, whenever } from './flow.ts';
import { hubOf, request } from './hierarchy.ts';
import { receiverOf, resultOf } from './reach.ts';
import { indexOf, isLiteral, Kind, kindOf, makeValue, NONE, type Value } from './value.ts';
import { isBorrowed, variantOf } from './variant.ts';

/** A function of a metaclass, taken from a class. */
export function bindToClass(engine: Engine, made: Request, from: ClassObject, value: Value): void {
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
export function bindMember(engine: Engine, made: Request, from: ClassObject, value: Value): void {
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
      if (!onClass && form !== 'super' && isAbstractMember(engine, value)) return;
      if (onClass) {
        const implicit = unit.owner !== null && unit.binding === 'class';
        // `super().make()` in a class method: the class is still the one that the method was called on.
        const kind = form === 'class' ? Kind.class : Kind.subclass;
        const self = form === 'superclass' ? classOf(made, from) : makeValue(kind, from.id);
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
      bindDecorated(
        engine,
        made,
        value,
        onClass || isClassMethod(engine, value) ? classOf(made, from) : instanceOf(made, from),
        onClass,
      );
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
    if (made.form !== 'super' && isAbstractMember(engine, getter)) return;
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
  if (kind === Kind.rest) {
    letEscape(engine, callable, {
      unit: hubOf(engine, made),
      line: made.about.line,
      kind: 'descriptor',
      resolved: false,
    });
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

export function runDescriptor(engine: Engine, made: Request, type: ClassObject, kind: number): void {
  const form = kind === Kind.instance ? 'instance' : 'subtype';
  const onClass = made.form === 'class' || made.form === 'subclass' || made.form === 'superclass';
  whenever(engine, request(engine, type, '__get__', form).result, (callable) => {
    runBound(engine, made, callable, NONE, onClass ? null : type);
  });
}

/** A descriptor that stands for a function is read from an instance or, `onClass`, from a class: `self`. */
export function bindDecorated(engine: Engine, made: Request, value: Value, self: Value, onClass: boolean): void {
  const decorated = engine.decorated[indexOf(value)];
  if (decorated === undefined) return;
  const { by, target } = decorated;
  if (isClassMethod(engine, value)) {
    // `class classonlymethod(classmethod)`: besides what its own `__get__` does.
    runDescriptor(engine, made, by, Kind.instance);
    whenever(engine, target, (each) => addValue(engine, made.result, boundValue(engine, each, self)));
    return;
  }
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

function isClassMethod(engine: Engine, value: Value): boolean {
  return engine.decorated[indexOf(value)]?.by.outside.includes('<builtin>.classmethod') === true;
}

function instanceOf(made: Request, from: ClassObject): Value {
  return made.form === 'instance' ? makeValue(Kind.instance, from.id) : makeValue(Kind.subtype, from.id);
}

function classOf(made: Request, from: ClassObject): Value {
  return made.form === 'instance' || made.form === 'class'
    ? makeValue(Kind.class, from.id)
    : makeValue(Kind.subclass, made.about.id);
}
