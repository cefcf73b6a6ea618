// What a name can stand for while the program runs, as one number: a kind, and an index that the kind gives meaning.

/** A value: `index * 32 + kind`. Equal things have equal numbers. */
export type Value = number;

/** The kinds. An index is the number of a unit, class, module, name or object, as said. */
export const Kind = {
  /** Anything at all: the receiver or callable is not known. */
  unknown: 0,
  /** `None` and what has neither callables nor methods of interest. */
  none: 1,
  /** A function, index of its unit. */
  function: 2,
  /** A method taken from an instance: the first parameter is bound. Index of its unit. */
  method: 3,
  /** A callable bound to a value that flows into its first parameter; index into `bounds`. */
  bound: 4,
  /** A class itself. */
  class: 5,
  /** An instance of exactly this class. */
  instance: 6,
  /** An instance of this class or of any live subclass. */
  subtype: 7,
  /** This class or any live subclass, as a class. */
  subclass: 8,
  module: 9,
  /** Something of the standard library or of a compiled module, by dotted name. */
  external: 10,
  /** A list, tuple, set, dict or plain object made at one place; index into `containers`. */
  container: 11,
  /** A known string; index of its text. */
  string: 12,
  /** A known small number; the index is the number itself. */
  integer: 13,
  /** A string of which the beginning is known, perhaps the end too; index of its pattern (`name-pattern.ts`). */
  prefix: 14,
  /** An attribute of this name taken from something unknown. */
  named: 15,
  /** `property` and the like; index into `properties`. */
  property: 16,
  /** `staticmethod(x)` and `classmethod(x)`: index into `wrappers`. */
  static: 17,
  classMethod: 18,
  /** `functools.partial(…)`; index into `partials`. */
  partial: 19,
  /** `super()`; index into `supers`. */
  super: 20,
  /** What calling a generator function gives; index of its unit. */
  generator: 21,
  /** A function decorated by a class with `__get__` or `__call__`; index into `decorated`. */
  decorated: 22,
  /** An attribute of a known object under a name that is not known; index into `anyOf`. */
  anyMember: 23,
  /** A callable that a place had no room for; index into `rests`. */
  rest: 24,
} as const;

export const UNKNOWN: Value = Kind.unknown;
export const NONE: Value = Kind.none;

/** The value of a kind and index. */
export function makeValue(kind: number, index: number): Value {
  return index * 32 + kind;
}

export function kindOf(value: Value): number {
  return value & 31;
}

export function indexOf(value: Value): number {
  return value >> 5;
}

/** Whether a value is text or a number: kept apart from what can be called. */
export function isLiteral(value: Value): boolean {
  const kind = value & 31;
  return kind === Kind.string || kind === Kind.integer || kind === Kind.prefix;
}
