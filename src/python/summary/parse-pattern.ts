// Reads the patterns of `case` (PEP 634).
import type { Expression } from './expression.ts';
import { parseBinary } from './parse-expression.ts';
import type { Scanner } from './scanner.ts';
import type { MappingEntry, Pattern, PatternKeyword } from './statement.ts';
import * as t from './token.ts';

/** The pattern after `case`: a sequence may stand without brackets. */
export function parsePatterns(s: Scanner): Pattern {
  const first = parseMaybeStar(s);
  if (s.kind !== t.COMMA) return first.kind === 'star' ? { kind: 'sequence', patterns: [first] } : first;
  const patterns = [first];
  while (s.accept(t.COMMA) && s.kind !== t.COLON && s.kind !== t.IF) patterns.push(parseMaybeStar(s));
  return { kind: 'sequence', patterns };
}

function parseMaybeStar(s: Scanner): Pattern {
  if (!s.accept(t.STAR)) return parseAs(s);
  const name = s.takeName();
  return { kind: 'star', name: name === '_' ? null : name };
}

function parseAs(s: Scanner): Pattern {
  const first = parseClosed(s);
  let pattern = first;
  if (s.kind === t.OR_BAR) {
    const patterns = [first];
    while (s.accept(t.OR_BAR)) patterns.push(parseClosed(s));
    pattern = { kind: 'or', patterns };
  }
  return s.accept(t.AS) ? { kind: 'capture', name: s.takeName(), pattern } : pattern;
}

function parseClosed(s: Scanner): Pattern {
  switch (s.kind) {
    case t.LEFT_PAREN:
      return parseGroup(s, t.RIGHT_PAREN);
    case t.LEFT_BRACKET:
      return parseGroup(s, t.RIGHT_BRACKET);
    case t.LEFT_BRACE:
      return parseMapping(s);
    case t.NAME:
      return parseNamedPattern(s);
    default:
      // Literals: numbers, signed and complex ones (an addition), strings, None, True, False.
      return { kind: 'value', value: parseBinary(s, 5) };
  }
}

/** `(pattern)` is the pattern itself; with a comma or in square brackets it is a sequence. */
function parseGroup(s: Scanner, close: number): Pattern {
  const patterns: Pattern[] = [];
  let isSequence = close === t.RIGHT_BRACKET;
  s.nest();
  s.next();
  while (s.kind !== close) {
    patterns.push(parseMaybeStar(s));
    if (!s.accept(t.COMMA)) break;
    isSequence = true;
  }
  s.nesting--;
  s.expect(close, 'the end of a pattern');
  const [only] = patterns;
  return isSequence || only === undefined || only.kind === 'star' ? { kind: 'sequence', patterns } : only;
}

function parseMapping(s: Scanner): Pattern {
  const entries: MappingEntry[] = [];
  let rest: string | null = null;
  s.nest();
  s.next();
  while (s.kind !== t.RIGHT_BRACE) {
    if (s.accept(t.POWER)) {
      rest = s.takeName();
    } else {
      const key = parseBinary(s, 1);
      s.expect(t.COLON, '":"');
      entries.push({ key, pattern: parseAs(s) });
    }
    if (!s.accept(t.COMMA)) break;
  }
  s.nesting--;
  s.expect(t.RIGHT_BRACE, '"}"');
  return { kind: 'mapping', entries, rest };
}

/** A name captures; a dotted name is a value; with brackets it is a class. */
function parseNamedPattern(s: Scanner): Pattern {
  const line = s.tokenLine;
  const first = s.takeName();
  if (s.kind !== t.DOT && s.kind !== t.LEFT_PAREN) {
    return { kind: 'capture', name: first === '_' ? null : first, pattern: null };
  }
  let value: Expression = { kind: 'name', line, id: first };
  while (s.accept(t.DOT)) value = { kind: 'attribute', line, value, name: s.takeName() };
  if (s.kind !== t.LEFT_PAREN) return { kind: 'value', value };
  const patterns: Pattern[] = [];
  const keywords: PatternKeyword[] = [];
  s.nest();
  s.next();
  while (s.kind !== t.RIGHT_PAREN) {
    const pattern = parseAs(s);
    if (s.kind === t.ASSIGN && pattern.kind === 'capture' && pattern.pattern === null) {
      s.next();
      keywords.push({ name: pattern.name ?? '_', pattern: parseAs(s) });
    } else {
      patterns.push(pattern);
    }
    if (!s.accept(t.COMMA)) break;
  }
  s.nesting--;
  s.expect(t.RIGHT_PAREN, '")"');
  return { kind: 'instance', type: value, patterns, keywords };
}
