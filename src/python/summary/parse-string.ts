// Reads adjacent string literals, and f-strings and t-strings with the expressions in their fields (PEP 498, 701, 750).
import type { Expression, FormatField, StringExpression } from './expression.ts';
import { literalValue } from './literal.ts';
import { parseTupleOrYield } from './parse-expression.ts';
import type { Scanner } from './scanner.ts';
import type { Literal } from './string-token.ts';
import { MAX_STRING } from './summary.ts';
import * as t from './token.ts';

const CONVERSIONS = ['s', 'r', 'a'] as const;

/** Reads all adjacent literals, the scanner being at the first. */
export function parseStrings(s: Scanner): Expression {
  const line = s.tokenLine;
  let text = '';
  let textLine = line;
  let bytes = false;
  let template = false;
  let parts: (StringExpression | FormatField)[] | null = null;
  do {
    const literal = s.literal;
    if (literal.format === '') {
      if (text === '') textLine = s.tokenLine;
      text += literalValue(s.source, literal, literal.start, literal.end, s.syntax);
      bytes ||= literal.isBytes;
    } else {
      parts ??= [];
      template ||= literal.format === 't';
      if (text !== '') parts.push(stringOf(text, textLine, false));
      text = '';
      parseParts(s, literal, false, parts);
    }
    s.next();
  } while (s.kind === t.STRING);
  if (parts === null) return stringOf(text, line, bytes);
  if (text !== '') parts.push(stringOf(text, textLine, false));
  return { kind: 'format', line, template, parts: joinAdjacent(parts) };
}

/** Literal parts side by side come from literals side by side, and from `{x=}`: they are one. */
function joinAdjacent(parts: readonly (StringExpression | FormatField)[]): (StringExpression | FormatField)[] {
  const joined: (StringExpression | FormatField)[] = [];
  for (const part of parts) {
    const last = joined[joined.length - 1];
    if (part.kind !== 'string' || last?.kind !== 'string') joined.push(part);
    else if (last.value === null || part.value === null) {
      joined[joined.length - 1] = { ...last, value: null, length: last.length + part.length };
    } else joined[joined.length - 1] = stringOf(last.value + part.value, last.line, false);
  }
  return joined;
}

/** The text of `{x=}` leaves out comments; a `#` between quotes is none. */
function withoutComments(text: string): string {
  return text.includes('#') ? text.replace(/('[^'\n]*'|"[^"\n]*")|#[^\n]*/g, '$1') : text;
}

function stringOf(text: string, line: number, bytes: boolean): StringExpression {
  return { kind: 'string', line, value: text.length > MAX_STRING ? null : text, length: text.length, bytes };
}

/**
 * Reads from the scanner's position to the closing quotes, or in a format specification to the closing brace, and moves
 * behind them.
 */
function parseParts(s: Scanner, literal: Literal, isSpecification: boolean, parts: (StringExpression | FormatField)[]) {
  const source = s.source;
  let start = s.position;
  let position = start;
  let line = s.line;
  let text = '';
  const take = (end: number): void => {
    text += literalValue(source, literal, start, end, s.syntax);
  };
  const flush = (): void => {
    if (text !== '') parts.push(stringOf(text, line, false));
    text = '';
  };
  for (;;) {
    const code = source.charCodeAt(position);
    if (Number.isNaN(code)) s.fail('the string is not closed');
    if (code === 10) {
      if (!literal.isTriple && !isSpecification) s.fail('the string is not closed');
      s.line++;
    } else if (code === 92) {
      const next = source.charCodeAt(position + 1);
      if (next === 78 && !literal.isRaw && source.charCodeAt(position + 2) === 123) {
        const end = source.indexOf('}', position);
        if (end > 0) position = end;
      } else if (next !== 123 && next !== 125) {
        position++;
        if (next === 10) s.line++;
      }
    } else if (code === 123) {
      take(position);
      if (!isSpecification && source.charCodeAt(position + 1) === 123) {
        text += '{';
        position++;
      } else {
        s.position = position + 1;
        flush();
        parseField(s, literal, parts);
        position = s.position - 1;
        line = s.line;
      }
      start = position + 1;
    } else if (code === 125) {
      take(position);
      if (isSpecification) {
        s.position = position + 1;
        flush();
        return;
      }
      text += '}';
      if (source.charCodeAt(position + 1) === 125) position++;
      start = position + 1;
    } else if (code === literal.quote && isEnd(source, position, literal)) {
      if (isSpecification) s.fail('the field is not closed');
      take(position);
      s.position = position + (literal.isTriple ? 3 : 1);
      flush();
      return;
    }
    position++;
  }
}

function isEnd(source: string, position: number, literal: Literal): boolean {
  if (!literal.isTriple) return true;
  return source.charCodeAt(position + 1) === literal.quote && source.charCodeAt(position + 2) === literal.quote;
}

/** Reads a field, the position being behind its opening brace; moves behind the closing one. */
function parseField(s: Scanner, literal: Literal, parts: (StringExpression | FormatField)[]): void {
  const { fieldDepth, depth } = s;
  const start = s.position;
  s.nest();
  s.depth = depth + 1;
  s.fieldDepth = s.depth;
  s.next();
  const line = s.tokenLine;
  const value = parseTupleOrYield(s);
  let conversion: FormatField['conversion'] = null;
  let specification: (StringExpression | FormatField)[] | null = null;
  const isDebug = s.kind === t.ASSIGN;
  if (isDebug) {
    s.next();
    parts.push(stringOf(withoutComments(s.source.slice(start, s.start)), line, false));
  }
  if (s.kind === t.BANG) {
    s.next();
    conversion = CONVERSIONS.find((letter) => letter === s.text) ?? s.fail('expected "s", "r" or "a" after "!"');
    s.next();
  }
  if (s.kind === t.COLON) {
    const pieces: (StringExpression | FormatField)[] = [];
    parseParts(s, literal, true, pieces);
    specification = joinAdjacent(pieces);
  } else if (s.kind !== t.RIGHT_BRACE) {
    s.fail('expected "}" in an f-string');
  }
  if (isDebug && conversion === null && specification === null) conversion = 'r';
  parts.push({ kind: 'field', line, value, conversion, specification });
  s.depth = depth;
  s.fieldDepth = fieldDepth;
  s.nesting--;
}
