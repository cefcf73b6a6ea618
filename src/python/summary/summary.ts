// What is kept of one Python source file: its statements and expressions, as far as names and values flow through them.

import type { Expression } from './expression.ts';
import type { ImportFromStatement, ImportStatement, Statement } from './statement.ts';

/**
 * Raised whenever the same source would be summarised differently, or a summary be stored differently: it is part of
 * the key under which summaries are cached and of the header of each stored summary.
 */
export const SUMMARY_VERSION = 2;

/**
 * One source file, read. It depends on the file's bytes alone: not on the file's path, the module's name, the platform
 * or the Python version, so it may be cached and shared by the hash of the bytes.
 *
 * It mirrors CPython's `ast` with these differences: comments, docstrings (any statement that is a bare literal),
 * `pass`, `break`, `continue`, the values of floating and complex numbers and integers beyond 2^31 are dropped;
 * `elif` chains and chains of one left-associative precedence are flat; strings longer than MAX_STRING keep only a mark.
 *
 * A summary is immutable. One that came out of `decodeSummary` decodes `imports`, `strings`, `body` and the body of
 * each function when first asked for it, so asking for `imports` alone is cheap.
 */
export interface Summary {
  /** Which grammar the file was read by: 3 unless only Python 2's reads it with fewer faults. */
  readonly syntax: 2 | 3;
  /** How many lines the file has. */
  readonly lines: number;
  /** What could not be read; empty for a well-formed file. At most MAX_FAULTS, in order of lines. */
  readonly faults: readonly SummaryFault[];
  /**
   * Every distinct identifier, attribute name, dotted module name and string literal that occurs in the file, in order
   * of first use, then the names of units. What is not in here is nowhere in `body`: ask it first before walking
   * (`import_module`, `exec`, …).
   */
  readonly strings: readonly string[];
  /** Every import statement, wherever it stands, in source order: enough for a first module graph without `body`. */
  readonly imports: readonly ImportSite[];
  /** The module's own statements. */
  readonly body: readonly Statement[];
}

/** A part of a file that could not be read; `line` counts from 1, `message` is one sentence. */
export interface SummaryFault {
  readonly line: number;
  readonly message: string;
}

/** An import statement and the circumstances under which it runs. */
export interface ImportSite {
  /** The statement itself, equal to the one in `body` (not the same object). */
  readonly statement: ImportStatement | ImportFromStatement;
  /** The innermost function it stands in, null at module level; a class body belongs to what surrounds the class. */
  readonly unit: UnitName | null;
  /** The conditions around it inside its unit and outside of it, outermost first. */
  readonly guards: readonly Guard[];
}

/** A function by its path of classes and functions inside the module (`Class.method.inner`) and its `def` line. */
export interface UnitName {
  readonly name: string;
  readonly line: number;
}

/** One condition around a statement. */
export type Guard = TestGuard | TryGuard;

/** Inside an `if`, `elif`, `else` or `while`: `test` was true (`holds`) or false. An `elif` has one guard for each test. */
export interface TestGuard {
  readonly kind: 'test';
  /** The condition itself: `TYPE_CHECKING`, `sys.version_info >= (3, 8)`, `__name__ == "__main__"`, … */
  readonly test: Expression;
  readonly holds: boolean;
}

/** Inside a part of a `try` statement. */
export interface TryGuard {
  readonly kind: 'try';
  /** Numbers the file's `try` statements from 0 in source order: equal numbers are parts of the same statement. */
  readonly attempt: number;
  readonly part: 'body' | 'handler' | 'else' | 'finally';
  /**
   * For a body: dotted names of all exceptions that its handlers name; for a handler its own; else empty. A bare
   * `except` gives `BaseException`; an expression that is no dotted name gives `?`.
   */
  readonly exceptions: readonly string[];
}

/** Longest string literal that is kept, in UTF-16 units; of a longer one `value` is null. */
export const MAX_STRING = 2048;
/** How many faults are kept of a file. */
export const MAX_FAULTS = 20;
/** Deepest nesting of expressions and blocks in a summary: recursion over one is safe. What is deeper is `unread`. */
export const MAX_DEPTH = 600;

export type * from './expression.ts';
export type * from './statement.ts';
