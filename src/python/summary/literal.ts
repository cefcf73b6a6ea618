// The value of a string or bytes literal, as CPython evaluates it (Language Reference 2.5.1).
import type { Literal } from './string-token.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|N\{[^}\n]*\}|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g;
/** Raw `ur'…'` literals of Python 2 still decode these two. */
const RAW_UNICODE = /\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g;

/** The value of `source[start, end)` inside this literal. Escapes that CPython rejects stay as written. */
export function literalValue(source: string, literal: Literal, start: number, end: number, syntax: 2 | 3): string {
  const text = source.slice(start, end);
  if (!literal.hasEscape && literal.format === '') return text;
  if (literal.isRaw) {
    if (syntax === 3 || !literal.isUnicode) return text;
    return text.replace(RAW_UNICODE, (_, short, long) => codePoint(short ?? long));
  }
  if (!text.includes('\\')) return text;
  const wide = literal.isUnicode && !literal.isBytes;
  return text.replace(ESCAPE, (whole, octal, hex, short, long, other) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & (literal.isBytes ? 0xff : 0x1ff));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (other !== undefined) return SIMPLE[other] ?? whole;
    if (!wide) return whole;
    if (short !== undefined || long !== undefined) return codePoint(short ?? long);
    return '\ufffd';
  });
}

function codePoint(hex: string): string {
  const value = Number.parseInt(hex, 16);
  return value > 0x10ffff ? '\ufffd' : String.fromCodePoint(value);
}
