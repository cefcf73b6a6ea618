// Reads what stands in brackets: tuples, lists, sets, dicts, and comprehensions (Language Reference 6.2).
import type { ComprehensionClause, DictionaryEntry, Expression } from './expression.ts';
import {
  parseBinary,
  parseElement,
  parseExpression,
  parseLambda,
  parseOr,
  parseTargets,
  parseYield,
  startsExpression,
} from './parse-expression.ts';
import type { Scanner } from './scanner.ts';
import * as t from './token.ts';

/** `(…)`: a tuple, generator expression, `yield`, or the expression inside. */
export function parseParenthesised(s: Scanner): Expression {
  const line = s.tokenLine;
  s.nest();
  s.next();
  let value: Expression;
  if (s.kind === t.RIGHT_PAREN) value = { kind: 'tuple', line, items: [] };
  else if (s.kind === t.YIELD) value = parseYield(s);
  else {
    value = parseElement(s);
    if (isFor(s)) value = parseClauses(s, line, 'generator', value, null);
    else if (s.kind === t.COMMA) {
      const items = [value];
      while (s.accept(t.COMMA) && s.kind !== t.RIGHT_PAREN) items.push(parseElement(s));
      value = { kind: 'tuple', line, items };
    }
  }
  s.nesting--;
  s.expect(t.RIGHT_PAREN, '")"');
  return value;
}

/** `[…]`. */
export function parseList(s: Scanner): Expression {
  const line = s.tokenLine;
  const items: Expression[] = [];
  s.nest();
  s.next();
  while (s.kind !== t.RIGHT_BRACKET) {
    const item = parseElement(s);
    if (items.length === 0 && isFor(s)) {
      const value = parseClauses(s, line, 'list', item, null);
      s.nesting--;
      s.expect(t.RIGHT_BRACKET, '"]"');
      return value;
    }
    items.push(item);
    if (!s.accept(t.COMMA)) break;
  }
  s.nesting--;
  s.expect(t.RIGHT_BRACKET, '"]"');
  return { kind: 'list', line, items };
}

/** `{…}`: a dict, a set or a comprehension of either. */
export function parseBraces(s: Scanner): Expression {
  const line = s.tokenLine;
  s.nest();
  s.next();
  const items: Expression[] = [];
  const entries: DictionaryEntry[] = [];
  let value: Expression | null = null;
  while (s.kind !== t.RIGHT_BRACE && value === null) {
    const at = s.tokenLine;
    if (s.accept(t.POWER)) {
      const merged = parseBinary(s, 1);
      // PEP 798: `{**value for …}`.
      if (isFor(s)) value = parseClauses(s, line, 'dictionary', { kind: 'starred', line: at, value: merged }, null);
      else entries.push({ key: null, value: merged });
    } else {
      const key = parseElement(s);
      if (s.accept(t.COLON)) {
        const entry = parseExpression(s);
        if (isFor(s)) value = parseClauses(s, line, 'dictionary', key, entry);
        else entries.push({ key, value: entry });
      } else if (isFor(s)) {
        value = parseClauses(s, line, 'set', key, null);
      } else {
        items.push(key);
      }
    }
    if (!s.accept(t.COMMA)) break;
  }
  s.nesting--;
  s.expect(t.RIGHT_BRACE, '"}"');
  if (value !== null) return value;
  return items.length > 0 ? { kind: 'set', line, items } : { kind: 'dictionary', line, entries };
}

/** Whether a comprehension's clause begins here. */
export function isFor(s: Scanner): boolean {
  if (s.kind === t.FOR) return true;
  return s.kind === t.ASYNC && /^for\b/.test(s.following());
}

/** The `for … if …` clauses of a comprehension. */
export function parseClauses(
  s: Scanner,
  line: number,
  form: 'list' | 'set' | 'dictionary' | 'generator',
  element: Expression,
  value: Expression | null,
): Expression {
  const clauses: ComprehensionClause[] = [];
  while (isFor(s)) {
    const isAsync = s.accept(t.ASYNC);
    s.next();
    const target = parseTargets(s);
    s.expect(t.IN, '"in"');
    clauses.push({ isAsync, target, iterable: parseIterable(s), conditions: parseConditions(s) });
  }
  return { kind: 'comprehension', line, form, element, value, clauses };
}

/** What a comprehension iterates over; in Python 2 a list's may be a tuple without brackets. */
function parseIterable(s: Scanner): Expression {
  const line = s.tokenLine;
  const first = parseDisjunctionOrLambda(s);
  if (s.syntax === 3 || s.kind !== t.COMMA) return first;
  const items = [first];
  while (s.accept(t.COMMA) && startsExpression(s)) items.push(parseDisjunctionOrLambda(s));
  return { kind: 'tuple', line, items };
}

function parseConditions(s: Scanner): Expression[] {
  const conditions: Expression[] = [];
  while (s.accept(t.IF)) {
    const line = s.tokenLine;
    const test = parseDisjunctionOrLambda(s);
    conditions.push(s.accept(t.WALRUS) ? { kind: 'walrus', line, target: test, value: parseOr(s) } : test);
  }
  return conditions;
}

function parseDisjunctionOrLambda(s: Scanner): Expression {
  return s.kind === t.LAMBDA ? parseLambda(s, true) : parseOr(s);
}
