// Splits Jinja templates into tags and their tokens (jinja2.lexer, with the delimiters that it has by default).
import { LineCounter } from './template-names.ts';

export interface JinjaToken {
  readonly type: 'name' | 'string' | 'number' | 'operator';
  /** The name or operator as written; the value of a string. */
  readonly text: string;
  readonly line: number;
}

/** `{{ … }}` or `{% … %}` with what stands in it. */
export interface JinjaTag {
  readonly form: 'variable' | 'block';
  readonly tokens: readonly JinjaToken[];
}

/** Why reading stopped being sure: an unclosed tag or string, a character that no expression has. */
export interface JinjaScan {
  readonly tags: readonly JinjaTag[];
  readonly isPartial: boolean;
}

const SPACE = /\s+/y;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const NUMBER =
  /(?:0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|\d(?:_?\d)*(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?)/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y;
const RAW = /\{%[-+]?\s*raw\s*(?:-%\}|%\})/y;
const END_RAW = /\{%[-+]?\s*endraw\s*(?:[-+]%\}|%\})/g;

/** The tags of a template in order. Linear in its length, whatever it holds. */
export function scanJinja(text: string): JinjaScan {
  const tags: JinjaTag[] = [];
  const lines = new LineCounter(text);
  const state: Scanner = { text, at: 0, lines, noEnd: new Set(), isPartial: false };
  while (state.at < text.length) {
    const start = nextTag(text, state.at);
    if (start === -1) break;
    const mark = text[start + 1];
    if (mark === '#') {
      const end = text.indexOf('#}', start + 2);
      if (end === -1) return { tags, isPartial: true };
      state.at = end + 2;
      continue;
    }
    RAW.lastIndex = start;
    if (mark === '%' && RAW.test(text)) {
      END_RAW.lastIndex = RAW.lastIndex;
      if (END_RAW.exec(text) === null) return { tags, isPartial: true };
      state.at = END_RAW.lastIndex;
      continue;
    }
    const form = mark === '{' ? 'variable' : 'block';
    state.at = start + 2;
    const sign = text[state.at];
    if (sign === '-' || sign === '+') state.at++;
    tags.push({ form, tokens: scanTag(state, form) });
  }
  return { tags, isPartial: state.isPartial };
}

function nextTag(text: string, from: number): number {
  for (let at = text.indexOf('{', from); at !== -1; at = text.indexOf('{', at + 1)) {
    const mark = text[at + 1];
    if (mark === '{' || mark === '%' || mark === '#') return at;
  }
  return -1;
}

interface Scanner {
  readonly text: string;
  at: number;
  readonly lines: LineCounter;
  /** Quotes after which no closing one comes any more. */
  readonly noEnd: Set<string>;
  isPartial: boolean;
}

/** The tokens up to the end of a tag; what cannot be read ends it. */
function scanTag(state: Scanner, form: JinjaTag['form']): readonly JinjaToken[] {
  const { text } = state;
  const tokens: JinjaToken[] = [];
  const close = form === 'variable' ? '}}' : '%}';
  let open = 0;
  while (state.at < text.length) {
    match(state, SPACE);
    const { at } = state;
    if (open === 0) {
      if (text.startsWith(close, at)) {
        state.at += 2;
        return tokens;
      }
      const sign = text[at];
      if ((sign === '-' || (sign === '+' && form === 'block')) && text.startsWith(close, at + 1)) {
        state.at += 3;
        return tokens;
      }
    }
    const character = text[at];
    if (character === undefined) break;
    const line = state.lines.lineAt(at);
    if (character === '"' || character === "'") {
      const value = scanString(state, character);
      if (value === null) return abandon(state, close, tokens);
      tokens.push({ type: 'string', text: value, line });
      continue;
    }
    const name = match(state, NAME);
    if (name !== null) {
      tokens.push({ type: 'name', text: name, line });
      continue;
    }
    // `x.0.5`: after a dot stand whole numbers.
    const isIndex = tokens.at(-1)?.text === '.' && tokens.at(-1)?.type === 'operator';
    const number = match(state, isIndex ? /\d+/y : NUMBER);
    if (number !== null) {
      tokens.push({ type: 'number', text: number, line });
      continue;
    }
    const operator = match(state, OPERATOR);
    if (operator === null) return abandon(state, close, tokens);
    if (operator === '(' || operator === '[' || operator === '{') open++;
    else if ((operator === ')' || operator === ']' || operator === '}') && open > 0) open--;
    tokens.push({ type: 'operator', text: operator, line });
  }
  state.isPartial = true;
  return tokens;
}

function match(state: Scanner, pattern: RegExp): string | null {
  pattern.lastIndex = state.at;
  const found = pattern.exec(state.text)?.[0];
  if (found === undefined || found === '') return null;
  state.at += found.length;
  return found;
}

/** Goes on behind the tag that could not be read. */
function abandon(state: Scanner, close: string, tokens: readonly JinjaToken[]): readonly JinjaToken[] {
  state.isPartial = true;
  const end = state.text.indexOf(close, state.at);
  state.at = end === -1 ? state.text.length : end + 2;
  return tokens;
}

/** The value of a string literal; null where it has no end. */
function scanString(state: Scanner, quote: string): string | null {
  const { text, noEnd } = state;
  if (noEnd.has(quote)) return null;
  for (let at = state.at + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) {
      const value = text.slice(state.at + 1, at);
      state.at = at + 1;
      return value.includes('\\') ? value.replace(/\\([\\'"])/g, '$1') : value;
    }
  }
  noEnd.add(quote);
  return null;
}
