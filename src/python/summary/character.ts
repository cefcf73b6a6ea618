// What each ASCII character can be in Python source.
import * as t from './token.ts';

/** Which characters may stand inside a name. */
export const IS_NAME = new Uint8Array(128);
/** The kind of each token that is always one character, 0 for others. */
export const SINGLE = new Uint8Array(128);
for (const [characters, kind] of [
  ['(', t.LEFT_PAREN],
  [')', t.RIGHT_PAREN],
  ['[', t.LEFT_BRACKET],
  [']', t.RIGHT_BRACKET],
  ['{', t.LEFT_BRACE],
  ['}', t.RIGHT_BRACE],
  [',', t.COMMA],
  [';', t.SEMICOLON],
  ['~', t.TILDE],
] as const) {
  SINGLE[characters.charCodeAt(0)] = kind;
}
for (let code = 0; code < 128; code++) IS_NAME[code] = /\w/.test(String.fromCharCode(code)) ? 1 : 0;
