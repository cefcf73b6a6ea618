// Functions that stand for others and never run themselves: abstract methods, overloads; and classes nobody can make.
import { lastName } from '../graph/unit.ts';
import type { ClassObject } from './class-object.ts';
import { type Engine, textOf } from './engine.ts';
import type { Operand } from './node.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

const ABSTRACT: ReadonlySet<string> = new Set([
  'abstractmethod',
  'abstractproperty',
  'abstractclassmethod',
  'abstractstaticmethod',
]);

/** Whether a value is a method that is decorated as abstract, or a property of one. */
export function isAbstract(engine: Engine, value: Value): boolean {
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.function: {
      const unit = engine.units[index];
      if (unit === undefined) return false;
      unit.isAbstract ??= unit.statement?.decorators.some((each) => ABSTRACT.has(lastName(each) ?? '')) === true;
      return unit.isAbstract;
    }
    case Kind.property: {
      const values = engine.properties[index]?.getter.values ?? [];
      return values.length > 0 && values.every((each) => isAbstract(engine, each));
    }
    default:
      return false;
  }
}

/** Expressions that do nothing as statements: a description, `...`. */
const NOTHING = new Set(['string', 'constant']);

/** Whether a function only says what others do: it raises, or holds nothing but `...` and its description. */
export function isStub(unit: Unit): boolean {
  if (unit.isStub === null) {
    const body = unit.statement?.body ?? null;
    unit.isStub =
      body !== null &&
      body.length <= 2 &&
      body.every((each) => each.kind === 'raise' || (each.kind === 'expression' && NOTHING.has(each.value.kind)));
  }
  return unit.isStub;
}

/** What makes classes whose abstract methods must be overridden before there are instances (`ABCMeta`). */
const ABSTRACT_BASE = /^(abc\.ABC|abc\.ABCMeta\.instance|typing(_extensions)?\.Protocol|collections\.abc\.\w+)$/;

/**
 * Whether a method of a class is one that no instance has, or where it does nothing: an abstract one, which whatever can
 * be made overrides, or what a protocol only lists. It runs where it is called by `super()` or on its class.
 */
export function isAbstractMember(engine: Engine, value: Value): boolean {
  const kind = kindOf(value);
  const getter = kind === Kind.property ? engine.properties[indexOf(value)]?.getter.values : undefined;
  if (getter !== undefined) return getter.length > 0 && getter.every((each) => isAbstractMember(engine, each));
  const unit = kind === Kind.function ? engine.units[indexOf(value)] : undefined;
  if (unit === undefined || unit.owner === null) return false;
  return isAbstract(engine, value) ? isAbstractBase(unit.owner) : isProtocol(unit.owner) && isStub(unit);
}

function isAbstractBase(type: ClassObject): boolean {
  return (
    type.outside.some((name) => ABSTRACT_BASE.test(name)) ||
    type.order.some((each) => isProtocol(each) || each.metaclasses.some((meta) => meta.outside.includes('abc.ABCMeta')))
  );
}

const PROTOCOL = /^typing(_extensions)?\.Protocol$/;

/**
 * Whether a class itself is a protocol (PEP 544): only classes that derive from it have instances. A metaclass made of
 * the type of one is none.
 */
export function isProtocol({ bases, instances }: ClassObject): boolean {
  if (instances.length > 0) return false;
  return bases.some((base) => {
    if (base === null) return false;
    return PROTOCOL.test(typeof base === 'string' ? base : `${base.module.name}.${base.path}`);
  });
}

const OVERLOAD = /^typing(_extensions)?\.overload$/;

/** Whether a decorator is `typing.overload`, which puts something that only raises in the function's place. */
export function isOverload(engine: Engine, decorator: Operand): boolean {
  const values = typeof decorator === 'number' ? [decorator] : decorator.values;
  return (
    values.length === 1 &&
    values.every((each) => kindOf(each) === Kind.external && OVERLOAD.test(textOf(engine, indexOf(each))))
  );
}
