// What the module graph asks of one function, or of a module's top level: names, strings, calls and where they stand.
import type { CallExpression, Expression, Keyword } from '../summary/summary.ts';

/** A function, or the module's own top level (`name` null), as a scope for values. */
export interface Unit {
  /** Its path of classes and functions in the module, as `UnitName` has it; a lambda has that of its owner. */
  readonly name: string | null;
  /** The name of the innermost class around it; null where a function or nothing is closer. */
  readonly className: string | null;
  /** The lines of `def` and of the first decorator; 1 for the module. */
  readonly line: number;
  readonly firstLine: number;
  readonly parameters: readonly UnitParameter[];
  /** The scope around it. */
  readonly parent: Unit | null;
  /** What must run for its code to run: itself; for a lambda the function around it. */
  readonly owner: Unit;
  /** Functions and methods defined directly in it. */
  readonly functions: readonly Unit[];
  /** Derived when asked for. A lambda's are its owner's, but for bindings and returns. */
  readonly facts: UnitFacts;
  /** Its calls by the last name of their callee. */
  callsOf(name: string): readonly CallSite[];
  /** What flows into attributes of that name in it. */
  attributesOf(name: string): readonly AttributeBinding[];
}

export interface UnitParameter {
  readonly name: string;
  readonly form: string;
  readonly default: Expression | null;
}

export interface UnitFacts {
  /** Names bound here: what flows into each. */
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  readonly returns: readonly Expression[];
  /** What a generator gives, each. */
  readonly yields: readonly Expression[];
  readonly strings: readonly StringSite[];
  /** Calls by the last name of their callee. */
  readonly calls: ReadonlyMap<string, readonly CallSite[]>;
  /** What flows into attributes, by attribute name: `self.x = …` and the names of classes defined here. */
  readonly attributes: ReadonlyMap<string, readonly AttributeBinding[]>;
  /** It lists a folder or walks a package: a computed name may then be any module there. */
  readonly walksFolder: boolean;
}

/** What flows into a name. */
export type Binding =
  | { readonly kind: 'value'; readonly value: Expression }
  /** A part of a value: of each element where it is a loop, then by positions (unpacking), null for any. */
  | {
      readonly kind: 'part';
      readonly value: Expression;
      readonly loop: boolean;
      readonly path: readonly (number | null)[];
    }
  /** One more element, all elements of one more value, or one more entry of a table. */
  | { readonly kind: 'more'; readonly value: Expression }
  /** `name += value`. */
  | { readonly kind: 'plus'; readonly value: Expression }
  | { readonly kind: 'import'; readonly module: string; readonly level: number; readonly name: string | null }
  | { readonly kind: 'function'; readonly unit: Unit }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'other' };

export interface AttributeBinding {
  readonly binding: Binding;
  readonly unit: Unit;
}

/** A string literal and where it stands. */
export interface StringSite {
  readonly value: string;
  readonly line: number;
  readonly unit: Unit;
  /** How many entries the table around it has: the innermost list, set or dict, or the one whose rows are tuples. */
  readonly container: number;
  /** The strings of the same dict entry or tuple, itself included: what names it in a table. */
  readonly entry: readonly string[];
  /** The strings that the entry is asked for by: of a dict's value its key, else all of the entry. */
  readonly keys: readonly string[];
  /** In a container at module or class level, or what a call includes by its name. */
  readonly declared: boolean;
}

export interface CallSite {
  readonly call: CallExpression;
  readonly unit: Unit;
  /** Conditions that hold where it stands, of its own function. */
  readonly tests: readonly Expression[];
}

/** Says whether code under a condition runs: null where that is not known. */
export type Judge = (test: Expression) => boolean | null;

/** The last name of a callee: `c` of `a.b.c`, null for calls of calls and the like. */
export function lastName(callee: Expression): string | null {
  return callee.kind === 'name' ? callee.id : callee.kind === 'attribute' ? callee.name : null;
}

/** The keyword argument of a call, null where it is not given. */
export function keywordOf(keywords: readonly Keyword[], name: string): Expression | null {
  return keywords.find((keyword) => keyword.name === name)?.value ?? null;
}

/** Strings looked at in each list of one entry of a table. */
const MAX_ENTRY = 40;

/** The strings of an entry of a table, those of the lists in it too. */
export function stringsOf(expressions: readonly Expression[]): string[] {
  return expressions.flatMap((expression): string[] => {
    if (expression.kind === 'string') return expression.value === null ? [] : [expression.value];
    if (expression.kind === 'tuple' || expression.kind === 'list')
      return stringsOf(expression.items.slice(0, MAX_ENTRY));
    return [];
  });
}
