// Reads the items of `with`, whose brackets may enclose all items or belong to one expression (PEP 617).
import type { Expression } from './expression.ts';
import { Unreadable } from './mark.ts';
import { parseBinary, parseElement, parseExpression } from './parse-expression.ts';
import type { Scanner } from './scanner.ts';
import type { WithItem } from './statement.ts';
import * as t from './token.ts';

/** The items up to the colon. */
export function parseWithItems(s: Scanner): WithItem[] {
  return parseBracketedItems(s) ?? parseItems(s, t.COLON);
}

/** `with (a as b, c):`, null where the bracket belongs to an expression. */
function parseBracketedItems(s: Scanner): WithItem[] | null {
  if (s.kind !== t.LEFT_PAREN) return null;
  const mark = s.mark();
  const { nesting, sawYield } = s;
  try {
    s.next();
    const items = parseItems(s, t.RIGHT_PAREN);
    s.expect(t.RIGHT_PAREN, '")"');
    if (s.kind === t.COLON && items.length > 0) return items;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  s.reset(mark);
  s.nesting = nesting;
  s.sawYield = sawYield;
  return null;
}

function parseItems(s: Scanner, close: number): WithItem[] {
  const items: WithItem[] = [];
  do {
    if (s.kind === close) break;
    const context = parseExpression(s);
    items.push({ context, target: s.accept(t.AS) ? parseElementTarget(s) : null });
  } while (s.accept(t.COMMA));
  return items;
}

function parseElementTarget(s: Scanner): Expression {
  return s.kind === t.STAR ? parseElement(s) : parseBinary(s, 1);
}
