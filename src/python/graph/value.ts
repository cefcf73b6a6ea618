// What an expression can be, as far as strings and displays of them go: the domain of the abstract evaluator.
import type { CallExpression, Expression } from '../summary/summary.ts';
import type { GraphTarget } from './guard.ts';
import { HOLE, isHole, type StringPattern } from './string-pattern.ts';
import type { AttributeBinding, Unit } from './unit.ts';

/** A value: a string, something with elements, a module, or anything else. */
export type Value =
  | { readonly kind: 'text'; readonly pattern: StringPattern }
  | Display
  | { readonly kind: 'module'; readonly name: string };

/** A list, tuple, set (`keys` null) or dict, its parts not evaluated yet; `items` are a dict's values. */
export interface Display {
  readonly kind: 'display';
  readonly keys: readonly Part[] | null;
  readonly items: readonly Part[];
}

/** A part of a display: code where it stands, or a value. */
export type Part = Code | Value;

/** An expression in its surroundings. */
export interface Code {
  readonly expression: Expression;
  readonly frame: Frame;
}

/** The surroundings of an expression: module, function, how it was entered. */
export interface Frame {
  readonly scope: CodeScope;
  readonly unit: Unit;
  /** How many calls were followed to get here. */
  readonly depth: number;
  /** Conditions that hold where the expression stands. */
  readonly tests: readonly Expression[];
  /** The one call that is looked at: it gives the parameters. Null: any call. */
  readonly entered: Entered | null;
  /** Names that a comprehension binds to one element of what it runs over. */
  readonly locals: ReadonlyMap<string, Local> | null;
}

/** A part of one element, by positions. */
export interface Local {
  readonly element: Part;
  readonly path: readonly number[];
}

/** A call as the function sees it: `shift` parameters (`self`) come before the arguments. */
export interface Entered {
  readonly call: CallExpression;
  readonly frame: Frame;
  readonly shift: number;
}

/** What is left to spend, and how it is spent. */
export interface Budget {
  left: number;
  /** Parameters and attributes are what is seen to flow into them, where anything is, and nothing besides. */
  onlySeen: boolean;
}

/** What the evaluator asks of the program around an expression. */
export interface CodeScope {
  /** Expressions that may still be looked at in the whole program. */
  readonly budget: Budget;
  /** The module's `__name__` and `__package__`. */
  readonly moduleName: string;
  readonly packageName: string;
  /** What the code runs on. */
  readonly target: GraphTarget;
  /** Whether the project's own files mention a word. */
  isProjectWord(word: string): boolean;
  /** The absolute name that an import in this module means, null beyond the top. */
  absolute(level: number, name: string): string | null;
  /** What a module-level name of a module can be; null where no such module or name is known. */
  moduleValue(module: string, name: string): readonly (Part | Callable)[] | null;
  /** What star imports of this module bind to a name. */
  starValue(name: string): readonly (Part | Callable)[] | null;
  /** The calls of a function, wherever they stand. */
  callsOf(unit: Unit): readonly { readonly call: CallExpression; readonly frame: Frame; readonly shift: number }[];
  /** What flows into attributes of that name in this module. */
  attributesOf(name: string): readonly AttributeBinding[];
  /** The same of the other modules with a class that derives from one of this module. */
  overridesOf(className: string, name: string): readonly (AttributeBinding & { readonly scope: CodeScope })[];
  /** Functions and methods of that bare name in this module. */
  functionsNamed(name: string): readonly Unit[];
}

/** A function that a call can mean, with the scope of its module. */
export interface Callable {
  readonly callable: Unit;
  readonly scope: CodeScope;
}

/** Stands for anything. */
export const UNKNOWN: Value = { kind: 'text', pattern: HOLE };

export function known(text: string): Value {
  return { kind: 'text', pattern: [text] };
}

export function listOf(items: readonly Part[]): Display {
  return { kind: 'display', keys: null, items };
}

export function isCode(part: Part | Callable): part is Code {
  return 'expression' in part;
}

export function isCallable(part: Part | Callable): part is Callable {
  return 'callable' in part;
}

/** How far calls are followed: 3 and 4 found nothing more than 2. */
export const CALL_DEPTH = 2;

/** The string of a value; a hole for any other. */
export function textOf(value: Value): StringPattern {
  return value.kind === 'text' ? value.pattern : HOLE;
}

/** Patterns as values. */
export function asValues(patterns: readonly StringPattern[]): readonly Value[] {
  return patterns.map((pattern): Value => (isHole(pattern) ? UNKNOWN : { kind: 'text', pattern }));
}

/** A literal whole number. */
export function integer(expression: Expression): number | null {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'unary' || expression.operator !== '-') return null;
  return expression.operand.kind === 'number' && expression.operand.value !== null ? -expression.operand.value : null;
}
