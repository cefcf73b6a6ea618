// A position in a text that moves forward over what sticky patterns match; the first fault is kept.
import type { ParseFault } from './parsed.ts';

/** What hand-written parsers walk over a text with. */
export class Scanner {
  readonly text: string;
  position = 0;
  fault: ParseFault | null = null;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Whether the text goes on with `literal` here. */
  sees(literal: string): boolean {
    return this.text.startsWith(literal, this.position);
  }

  /** Moves over `literal` if it is next. */
  skip(literal: string): boolean {
    if (!this.sees(literal)) return false;
    this.position += literal.length;
    return true;
  }

  /** Moves over spaces and tabs; whether there were any. */
  skipSpace(): boolean {
    const start = this.position;
    while (this.sees(' ') || this.sees('\t')) this.position += 1;
    return this.position > start;
  }

  /** Moves over what the pattern, which must be sticky, matches here; null where it does not. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    if (match === undefined) return null;
    this.position += match.length;
    return match;
  }

  /** Keeps what is wrong, the first time. Gives null, for the caller to return. */
  fail(message: string, offset = this.position): null {
    this.fault ??= { message, offset };
    return null;
  }
}
