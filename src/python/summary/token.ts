// The kinds of tokens of Python source, as small numbers so that the parser compares integers.

export const END: number = 0;
export const NEWLINE: number = 1;
export const INDENT: number = 2;
export const DEDENT: number = 3;
export const NAME: number = 4;
export const NUMBER: number = 5;
export const STRING: number = 6;
/** A character that starts no token. */
export const BAD: number = 7;

export const LEFT_PAREN: number = 10;
export const RIGHT_PAREN: number = 11;
export const LEFT_BRACKET: number = 12;
export const RIGHT_BRACKET: number = 13;
export const LEFT_BRACE: number = 14;
export const RIGHT_BRACE: number = 15;
export const COLON: number = 16;
export const COMMA: number = 17;
export const SEMICOLON: number = 18;
export const DOT: number = 19;
export const ELLIPSIS: number = 20;
export const ASSIGN: number = 21;
export const ARROW: number = 22;
export const WALRUS: number = 23;
/** `+=` and its like; the token's text says which. */
export const AUGMENTED: number = 24;
/** `!` before a conversion in an f-string. */
export const BANG: number = 25;
export const TILDE: number = 26;
export const BACKQUOTE: number = 27;

// Binary operators, in the order of OPERATORS.
export const OR_BAR: number = 30;
export const CARET: number = 31;
export const AMPERSAND: number = 32;
export const LEFT_SHIFT: number = 33;
export const RIGHT_SHIFT: number = 34;
export const PLUS: number = 35;
export const MINUS: number = 36;
export const STAR: number = 37;
export const SLASH: number = 38;
export const DOUBLE_SLASH: number = 39;
export const PERCENT: number = 40;
export const AT: number = 41;
export const POWER: number = 42;
/** Binary operators by token kind from OR_BAR on. */
export const OPERATORS = ['|', '^', '&', '<<', '>>', '+', '-', '*', '/', '//', '%', '@', '**'] as const;
/** How tightly each of OPERATORS binds. */
export const PRECEDENCES: readonly number[] = [1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 6, 8];

// Comparisons written with symbols, in the order of COMPARISONS.
export const LESS: number = 44;
export const GREATER: number = 45;
export const EQUAL: number = 46;
export const UNEQUAL: number = 47;
export const LESS_EQUAL: number = 48;
export const GREATER_EQUAL: number = 49;
/** Comparisons by token kind from LESS on. */
export const COMPARISONS = ['<', '>', '==', '!=', '<=', '>='] as const;

export const KEYWORDS = [
  'False',
  'None',
  'True',
  'and',
  'as',
  'assert',
  'async',
  'await',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'nonlocal',
  'not',
  'or',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
  'yield',
] as const;

/** The first keyword's kind; the others follow in the order of KEYWORDS. */
export const FIRST_KEYWORD: number = 64;
export const FALSE: number = 64;
export const NONE: number = 65;
export const TRUE: number = 66;
export const AND: number = 67;
export const AS: number = 68;
export const ASSERT: number = 69;
export const ASYNC: number = 70;
export const AWAIT: number = 71;
export const BREAK: number = 72;
export const CLASS: number = 73;
export const CONTINUE: number = 74;
export const DEF: number = 75;
export const DEL: number = 76;
export const ELIF: number = 77;
export const ELSE: number = 78;
export const EXCEPT: number = 79;
export const FINALLY: number = 80;
export const FOR: number = 81;
export const FROM: number = 82;
export const GLOBAL: number = 83;
export const IF: number = 84;
export const IMPORT: number = 85;
export const IN: number = 86;
export const IS: number = 87;
export const LAMBDA: number = 88;
export const NONLOCAL: number = 89;
export const NOT: number = 90;
export const OR: number = 91;
export const PASS: number = 92;
export const RAISE: number = 93;
export const RETURN: number = 94;
export const TRY: number = 95;
export const WHILE: number = 96;
export const WITH: number = 97;
export const YIELD: number = 98;
