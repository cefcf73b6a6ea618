// The expressions of a summary. Each has `kind` and `line`, the line of its first token as in CPython's `ast`.

/** Any expression. Switch over `kind`; `visit.ts` walks them. */
export type Expression =
  | NameExpression
  | StringExpression
  | NumberExpression
  | ConstantExpression
  | FormatExpression
  | AttributeExpression
  | SubscriptExpression
  | SliceExpression
  | CallExpression
  | StarredExpression
  | SequenceExpression
  | DictionaryExpression
  | BinaryExpression
  | UnaryExpression
  | BooleanExpression
  | CompareExpression
  | ConditionalExpression
  | LambdaExpression
  | ComprehensionExpression
  | AwaitExpression
  | YieldExpression
  | WalrusExpression
  | UnreadExpression;

/** A name, read or (as a target) bound. */
export interface NameExpression {
  readonly kind: 'name';
  readonly line: number;
  readonly id: string;
}

/**
 * A string or bytes literal as CPython evaluates it, adjacent literals joined. Each character of a bytes literal is one
 * byte. `value` is null past MAX_STRING; `length` is always the whole length. A character given by name (`\N{…}`) is
 * U+FFFD: its value needs Unicode's list of names.
 */
export interface StringExpression {
  readonly kind: 'string';
  readonly line: number;
  readonly value: string | null;
  readonly length: number;
  readonly bytes: boolean;
}

/** A number; `value` only for integers from 0 to 2^31 - 1 (indices, versions, levels), else null. */
export interface NumberExpression {
  readonly kind: 'number';
  readonly line: number;
  readonly value: number | null;
}

/** `None`, `True`, `False` or `...`. In Python 2, `True` and `False` are read so too. */
export interface ConstantExpression {
  readonly kind: 'constant';
  readonly line: number;
  readonly value: 'None' | 'True' | 'False' | '...';
}

/** An f-string, or a t-string (`template`). Literal parts and fields in order; adjacent plain literals are joined in. */
export interface FormatExpression {
  readonly kind: 'format';
  readonly line: number;
  readonly template: boolean;
  readonly parts: readonly (StringExpression | FormatField)[];
}

/** A replacement field `{value!conversion:specification}`; without either, `format(value)` calls `__format__`. */
export interface FormatField {
  readonly kind: 'field';
  readonly line: number;
  readonly value: Expression;
  /** Null where none is written (`{x=}` without one or a specification is `r`). */
  readonly conversion: 's' | 'r' | 'a' | null;
  /** The parts of the format specification, itself an f-string; null where none is written. */
  readonly specification: readonly (StringExpression | FormatField)[] | null;
}

/** `value.name`. */
export interface AttributeExpression {
  readonly kind: 'attribute';
  readonly line: number;
  readonly value: Expression;
  readonly name: string;
}

/** `value[index]`; several indices are a tuple. */
export interface SubscriptExpression {
  readonly kind: 'subscript';
  readonly line: number;
  readonly value: Expression;
  readonly index: Expression;
}

/** `lower:upper:step` in a subscript. */
export interface SliceExpression {
  readonly kind: 'slice';
  readonly line: number;
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly step: Expression | null;
}

/** A call. `arguments` are the positional ones, with `starred` for `*x`; `keywords` the named ones and `**x`. */
export interface CallExpression {
  readonly kind: 'call';
  readonly line: number;
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
  readonly keywords: readonly Keyword[];
}

/** `name=value`, or `**value` where `name` is null. */
export interface Keyword {
  readonly name: string | null;
  readonly value: Expression;
}

/** `*value` in a call, a display or a target. */
export interface StarredExpression {
  readonly kind: 'starred';
  readonly line: number;
  readonly value: Expression;
}

/** A tuple, list or set display, or a target of that form. */
export interface SequenceExpression {
  readonly kind: 'tuple' | 'list' | 'set';
  readonly line: number;
  readonly items: readonly Expression[];
}

/** A dict display; `key` is null for `**value`. */
export interface DictionaryExpression {
  readonly kind: 'dictionary';
  readonly line: number;
  readonly entries: readonly DictionaryEntry[];
}

export interface DictionaryEntry {
  readonly key: Expression | null;
  readonly value: Expression;
}

/**
 * `a + b - c`, folded from the left: `operators[i]` stands before `operands[i + 1]`. All operators of one node have the
 * same precedence; `**`, which folds from the right, always has two operands.
 */
export interface BinaryExpression {
  readonly kind: 'binary';
  readonly line: number;
  readonly operators: readonly BinaryOperator[];
  readonly operands: readonly Expression[];
}

export type BinaryOperator = '|' | '^' | '&' | '<<' | '>>' | '+' | '-' | '*' | '/' | '//' | '%' | '@' | '**';

/** A prefix operator; Python 2's backquotes, which call `repr`, are the operator '`'. */
export interface UnaryExpression {
  readonly kind: 'unary';
  readonly line: number;
  readonly operator: 'not' | '-' | '+' | '~' | '`';
  readonly operand: Expression;
}

/** `a and b and c`, `a or b or c`. */
export interface BooleanExpression {
  readonly kind: 'boolean';
  readonly line: number;
  readonly operator: 'and' | 'or';
  readonly values: readonly Expression[];
}

/** `a < b <= c`: `operators[i]` stands between `operands[i]` and `operands[i + 1]`. */
export interface CompareExpression {
  readonly kind: 'compare';
  readonly line: number;
  readonly operators: readonly CompareOperator[];
  readonly operands: readonly Expression[];
}

export type CompareOperator = '<' | '>' | '==' | '!=' | '<=' | '>=' | 'in' | 'not in' | 'is' | 'is not';

/** `then if test else otherwise`. */
export interface ConditionalExpression {
  readonly kind: 'conditional';
  readonly line: number;
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** `lambda parameters: value`. */
export interface LambdaExpression {
  readonly kind: 'lambda';
  readonly line: number;
  readonly parameters: readonly Parameter[];
  readonly value: Expression;
}

/** One parameter of a function or lambda, in the order written. */
export interface Parameter {
  readonly name: string;
  /** `/` positional only, empty for either way, `*` and `**` the collecting ones, `=` keyword only. */
  readonly form: '/' | '' | '*' | '=' | '**';
  readonly annotation: Expression | null;
  readonly default: Expression | null;
  /** Python 2's `def f((a, b))`: the tuple; `name` is then empty. */
  readonly pattern: Expression | null;
}

/** A comprehension or generator expression; `value` is set for dict comprehensions only, whose key is `element`. */
export interface ComprehensionExpression {
  readonly kind: 'comprehension';
  readonly line: number;
  readonly form: 'list' | 'set' | 'dictionary' | 'generator';
  readonly element: Expression;
  readonly value: Expression | null;
  readonly clauses: readonly ComprehensionClause[];
}

/** `for target in iterable if … if …`. */
export interface ComprehensionClause {
  readonly isAsync: boolean;
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

/** `await value`. */
export interface AwaitExpression {
  readonly kind: 'await';
  readonly line: number;
  readonly value: Expression;
}

/** `yield value`, or `yield from value`. */
export interface YieldExpression {
  readonly kind: 'yield';
  readonly line: number;
  readonly from: boolean;
  readonly value: Expression | null;
}

/** `(target := value)`. */
export interface WalrusExpression {
  readonly kind: 'walrus';
  readonly line: number;
  readonly target: Expression;
  readonly value: Expression;
}

/** Stands for an expression nested too deeply to be kept: treat it as unknown. */
export interface UnreadExpression {
  readonly kind: 'unread';
  readonly line: number;
}
