// Finds the extent of a string literal: prefix, quotes, escapes (Language Reference 2.5).
import type { Scanner } from './scanner.ts';
import * as t from './token.ts';

/** The string literal read last: its prefix and what lies between its quotes; an f-string's end is not yet known. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly quote: number;
  readonly isTriple: boolean;
  readonly isRaw: boolean;
  readonly isBytes: boolean;
  readonly isUnicode: boolean;
  /** `f` or `t`, else empty. */
  readonly format: '' | 'f' | 't';
  readonly hasEscape: boolean;
}

/** Stands where no literal was read yet. */
export const NO_LITERAL: Literal = {
  start: 0,
  end: 0,
  quote: 0,
  isTriple: false,
  isRaw: false,
  isBytes: false,
  isUnicode: false,
  format: '',
  hasEscape: false,
};

/** Whether these letters, in lower case, may stand before quotes. */
export function isPrefix(prefix: string, syntax: 2 | 3): boolean {
  if (syntax === 2) return /^(?:[bu]?r?)$/.test(prefix);
  return /^(?:[bruft]|br|rb|fr|rf|tr|rt)$/.test(prefix);
}

/** Finds a literal's end; an f-string's lies beyond its fields, so only its opening quotes are taken. */
export function readString(s: Scanner, quoteAt: number, prefix: string): void {
  const source = s.source;
  const quote = source.charCodeAt(quoteAt);
  const isTriple = source.charCodeAt(quoteAt + 1) === quote && source.charCodeAt(quoteAt + 2) === quote;
  const start = quoteAt + (isTriple ? 3 : 1);
  const format = prefix.includes('f') ? 'f' : prefix.includes('t') ? 't' : '';
  let position = start;
  let hasEscape = false;
  s.kind = t.STRING;
  if (format === '') {
    for (;;) {
      const code = source.charCodeAt(position);
      if (code === quote) {
        if (!isTriple || (source.charCodeAt(position + 1) === quote && source.charCodeAt(position + 2) === quote)) {
          break;
        }
      } else if (code === 92) {
        hasEscape = true;
        position++;
        if (source.charCodeAt(position) === 10) s.line++;
      } else if (code === 10) {
        if (!isTriple) {
          s.readUnfinished(start);
          return;
        }
        s.line++;
      } else if (Number.isNaN(code)) {
        s.readUnfinished(start);
        return;
      }
      position++;
    }
  }
  s.literal = {
    start,
    end: position,
    quote,
    isTriple,
    isRaw: prefix.includes('r'),
    isBytes: prefix.includes('b') && s.syntax === 3,
    isUnicode: s.syntax === 3 || prefix.includes('u') || (s.hasUnicodeLiterals && !prefix.includes('b')),
    format,
    hasEscape,
  };
  s.position = format === '' ? position + (isTriple ? 3 : 1) : start;
}
