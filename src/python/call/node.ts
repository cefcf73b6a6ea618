// A place that values flow through: a variable, an attribute, a result.
import type { Unit } from './unit.ts';
import type { Value } from './value.ts';

/** Told once of each value that reaches a node. */
export type Use = (value: Value) => void;

/** What flows is either known where the code is read, one value, or what a node will hold. */
export type Operand = Value | Node;

const NOTHING: readonly Value[] = [];

/** A set of values with those who wait for them. Only `flow.ts` changes one. */
export class Node {
  /** In the order of arrival. */
  values: readonly Value[] = NOTHING;
  /** How many of the values were passed on. */
  done = 0;
  queued = false;
  successors: Node[] | null = null;
  uses: Use[] | null = null;
  /** What stands in for an unknown value: a declared type. Asked once, when first needed. */
  declared: (() => readonly Operand[]) | null = null;
  declaredAsked = false;
  /** How many of the values are text, numbers, None or what stands for more: they do not count towards the limit. */
  literals = 0;
  /** The callables that it has no room for: an index into the engine's `rests`, -1 where there are none. */
  rest = -1;
  /** The unit by which its values last got away, and how sure that was: the same again changes nothing. */
  goneBy: Unit | null = null;
  goneSurely = false;
  /** The unit whose code made it; where values past the limit are said to get away. */
  readonly home: Unit | null;
  /** Set where the number of values has no limit. */
  readonly all: Set<Value> | null;

  constructor(home: Unit | null = null, unlimited = false) {
    this.home = home;
    this.all = unlimited ? new Set() : null;
  }
}
