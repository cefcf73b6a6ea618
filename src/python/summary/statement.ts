// The statements of a summary. Each has `kind` and `line`, the line of its first token as in CPython's `ast`.

import type { BinaryOperator, Expression, Keyword, Parameter } from './expression.ts';

/** Any statement. Switch over `kind`; `visit.ts` walks them. */
export type Statement =
  | ImportStatement
  | ImportFromStatement
  | FunctionStatement
  | ClassStatement
  | ExpressionStatement
  | AssignStatement
  | AugmentedStatement
  | AnnotatedStatement
  | ReturnStatement
  | DeleteStatement
  | RaiseStatement
  | AssertStatement
  | ScopeStatement
  | IfStatement
  | WhileStatement
  | ForStatement
  | WithStatement
  | TryStatement
  | MatchStatement
  | TypeStatement
  | PrintStatement
  | ExecStatement
  | UnreadStatement;

/** `import a.b as c, d`; `lazy` is PEP 810's prefix. */
export interface ImportStatement {
  readonly kind: 'import';
  readonly line: number;
  readonly lazy: boolean;
  readonly names: readonly ImportedName[];
}

/** `from ..module import name as alias`; `module` may be empty, `level` counts the dots; a star's only name is `*`. */
export interface ImportFromStatement {
  readonly kind: 'from';
  readonly line: number;
  readonly lazy: boolean;
  readonly level: number;
  readonly module: string;
  readonly names: readonly ImportedName[];
}

/** What is imported, dotted after `import`, and the name after `as`, null where there is none. */
export interface ImportedName {
  readonly name: string;
  readonly alias: string | null;
}

/** `def`. */
export interface FunctionStatement {
  readonly kind: 'function';
  /** The line of `def` or `async`. */
  readonly line: number;
  /** The line of the first decorator, else `line`: what `co_firstlineno` says. */
  readonly firstLine: number;
  readonly name: string;
  readonly isAsync: boolean;
  /** It contains `yield` itself: calling it runs nothing until it is iterated. */
  readonly isGenerator: boolean;
  readonly decorators: readonly Expression[];
  readonly typeParameters: readonly TypeParameter[];
  readonly parameters: readonly Parameter[];
  readonly returns: Expression | null;
  /** Decoded when first asked for. */
  readonly body: readonly Statement[];
}

/** `class`. `bases` may hold `starred`; `keywords` hold `metaclass` and what `__init_subclass__` gets. */
export interface ClassStatement {
  readonly kind: 'class';
  readonly line: number;
  /** The line of the first decorator, else `line`. */
  readonly firstLine: number;
  readonly name: string;
  readonly decorators: readonly Expression[];
  readonly typeParameters: readonly TypeParameter[];
  readonly bases: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Statement[];
}

/** PEP 695: `T: bound = default`, `*Ts`, `**P`. */
export interface TypeParameter {
  readonly form: '' | '*' | '**';
  readonly name: string;
  readonly bound: Expression | null;
  readonly default: Expression | null;
}

export interface ExpressionStatement {
  readonly kind: 'expression';
  readonly line: number;
  readonly value: Expression;
}

/** `a = b = value`. */
export interface AssignStatement {
  readonly kind: 'assign';
  readonly line: number;
  readonly targets: readonly Expression[];
  readonly value: Expression;
}

/** `target += value`; `operator` without its `=`. */
export interface AugmentedStatement {
  readonly kind: 'augmented';
  readonly line: number;
  readonly target: Expression;
  readonly operator: BinaryOperator;
  readonly value: Expression;
}

/** `target: annotation = value`. */
export interface AnnotatedStatement {
  readonly kind: 'annotated';
  readonly line: number;
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value: Expression | null;
}

export interface ReturnStatement {
  readonly kind: 'return';
  readonly line: number;
  readonly value: Expression | null;
}

export interface DeleteStatement {
  readonly kind: 'delete';
  readonly line: number;
  readonly targets: readonly Expression[];
}

/** `raise exception from cause`; Python 2's `raise E, value, traceback` puts the two in `others`. */
export interface RaiseStatement {
  readonly kind: 'raise';
  readonly line: number;
  readonly exception: Expression | null;
  readonly cause: Expression | null;
  readonly others: readonly Expression[];
}

export interface AssertStatement {
  readonly kind: 'assert';
  readonly line: number;
  readonly test: Expression;
  readonly message: Expression | null;
}

export interface ScopeStatement {
  readonly kind: 'global' | 'nonlocal';
  readonly line: number;
  readonly names: readonly string[];
}

/** `if`, each `elif` a further branch. */
export interface IfStatement {
  readonly kind: 'if';
  readonly line: number;
  readonly branches: readonly Branch[];
  readonly otherwise: readonly Statement[];
}

export interface Branch {
  readonly test: Expression;
  readonly body: readonly Statement[];
}

export interface WhileStatement {
  readonly kind: 'while';
  readonly line: number;
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface ForStatement {
  readonly kind: 'for';
  readonly line: number;
  readonly isAsync: boolean;
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface WithStatement {
  readonly kind: 'with';
  readonly line: number;
  readonly isAsync: boolean;
  readonly items: readonly WithItem[];
  readonly body: readonly Statement[];
}

export interface WithItem {
  readonly context: Expression;
  readonly target: Expression | null;
}

export interface TryStatement {
  readonly kind: 'try';
  readonly line: number;
  readonly body: readonly Statement[];
  readonly handlers: readonly Handler[];
  readonly otherwise: readonly Statement[];
  readonly final: readonly Statement[];
}

/** `except type as target`, or `except* …` (`group`). A target other than a name is Python 2's. */
export interface Handler {
  readonly line: number;
  readonly group: boolean;
  readonly type: Expression | null;
  readonly target: Expression | null;
  readonly body: readonly Statement[];
}

export interface MatchStatement {
  readonly kind: 'match';
  readonly line: number;
  readonly subject: Expression;
  readonly cases: readonly MatchCase[];
}

export interface MatchCase {
  readonly line: number;
  readonly pattern: Pattern;
  readonly guard: Expression | null;
  readonly body: readonly Statement[];
}

/** What a `case` compares with. */
export type Pattern =
  /** A literal or a dotted name, compared with `==`. */
  | { readonly kind: 'value'; readonly value: Expression }
  /** Binds a name, or none (`_`); `pattern` is what stands before `as`. */
  | { readonly kind: 'capture'; readonly name: string | null; readonly pattern: Pattern | null }
  /** `*name` in a sequence; null for `*_`. */
  | { readonly kind: 'star'; readonly name: string | null }
  | { readonly kind: 'sequence'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'or'; readonly patterns: readonly Pattern[] }
  /** `{key: pattern, **rest}`. */
  | { readonly kind: 'mapping'; readonly entries: readonly MappingEntry[]; readonly rest: string | null }
  /** `type(pattern, name=pattern)`; tells `isinstance` and reads `__match_args__` and the named attributes. */
  | {
      readonly kind: 'instance';
      readonly type: Expression;
      readonly patterns: readonly Pattern[];
      readonly keywords: readonly PatternKeyword[];
    };

export interface MappingEntry {
  readonly key: Expression;
  readonly pattern: Pattern;
}

export interface PatternKeyword {
  readonly name: string;
  readonly pattern: Pattern;
}

/** PEP 695: `type name[T] = value`; the value is evaluated lazily. */
export interface TypeStatement {
  readonly kind: 'type';
  readonly line: number;
  readonly name: string;
  readonly typeParameters: readonly TypeParameter[];
  readonly value: Expression;
}

/** Python 2's `print >>destination, values`. */
export interface PrintStatement {
  readonly kind: 'print';
  readonly line: number;
  readonly destination: Expression | null;
  readonly values: readonly Expression[];
}

/** Python 2's `exec code in globals, locals`. */
export interface ExecStatement {
  readonly kind: 'exec';
  readonly line: number;
  readonly code: Expression;
  readonly scopes: readonly Expression[];
}

/** Stands for a statement that could not be read; the summary's faults say why. */
export interface UnreadStatement {
  readonly kind: 'unread';
  readonly line: number;
}
