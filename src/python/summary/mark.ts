// A place to which the scanner can go back, and the reason why it could not go on.
import type { Literal } from './string-token.ts';

/** Says at which line a statement cannot be read, and why. Caught where statements are read; never leaves the folder. */
export class Unreadable extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** All that is needed to scan again from a token on. */
export interface Mark {
  readonly kind: number;
  readonly start: number;
  readonly position: number;
  readonly line: number;
  readonly tokenLine: number;
  readonly depth: number;
  readonly fieldDepth: number;
  readonly text: string;
  readonly atLineStart: boolean;
  readonly isFirst: boolean;
  readonly pending: number;
  readonly indents: readonly number[];
  readonly literal: Literal;
}
