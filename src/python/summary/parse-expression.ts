// Reads Python expressions by recursive descent (Language Reference 6), bounded in depth by the scanner.
import type { BinaryOperator, CompareOperator, Expression, Keyword } from './expression.ts';
import { isFor, parseBraces, parseClauses, parseList, parseParenthesised } from './parse-display.ts';
import { parseParameters } from './parse-parameter.ts';
import { parseStrings } from './parse-string.ts';
import type { Scanner } from './scanner.ts';
import * as t from './token.ts';

/** A conditional expression or lambda: the grammar's `expression`. */
export function parseExpression(s: Scanner): Expression {
  const line = s.tokenLine;
  if (s.kind === t.LAMBDA) return parseLambda(s, false);
  const then = parseOr(s);
  if (s.kind !== t.IF) return then;
  s.next();
  s.nest();
  const test = parseOr(s);
  s.expect(t.ELSE, '"else"');
  const otherwise = parseExpression(s);
  s.nesting--;
  return { kind: 'conditional', line, test, then, otherwise };
}

/** An expression that may be `name := value`. */
export function parseNamed(s: Scanner): Expression {
  const line = s.tokenLine;
  const target = parseExpression(s);
  if (s.kind !== t.WALRUS) return target;
  s.next();
  return { kind: 'walrus', line, target, value: parseExpression(s) };
}

/** An element of a display: named, or `*value`. */
export function parseElement(s: Scanner): Expression {
  if (s.kind !== t.STAR) return parseNamed(s);
  const line = s.tokenLine;
  s.next();
  return { kind: 'starred', line, value: parseBinary(s, 1) };
}

/** One element, or a tuple without brackets. */
export function parseTuple(s: Scanner): Expression {
  const line = s.tokenLine;
  const first = parseElement(s);
  if (s.kind !== t.COMMA) return first;
  const items = [first];
  while (s.accept(t.COMMA) && startsExpression(s)) items.push(parseElement(s));
  return { kind: 'tuple', line, items };
}

/** As parseTuple, or a `yield`. */
export function parseTupleOrYield(s: Scanner): Expression {
  return s.kind === t.YIELD ? parseYield(s) : parseTuple(s);
}

/** The target of a `for`: elements that hold no `in`. */
export function parseTargets(s: Scanner): Expression {
  const line = s.tokenLine;
  const first = parseTarget(s);
  if (s.kind !== t.COMMA) return first;
  return { kind: 'tuple', line, items: [first, ...parseMoreTargets(s)] };
}

/** The targets that follow a first one, each after a comma. */
function parseMoreTargets(s: Scanner): Expression[] {
  const items: Expression[] = [];
  while (s.accept(t.COMMA) && startsExpression(s)) items.push(parseTarget(s));
  return items;
}

/** The targets of `del`. */
export function parseTargetList(s: Scanner): Expression[] {
  return [parseTarget(s), ...parseMoreTargets(s)];
}

function parseTarget(s: Scanner): Expression {
  const line = s.tokenLine;
  if (s.accept(t.STAR)) return { kind: 'starred', line, value: parseBinary(s, 1) };
  return parseBinary(s, 1);
}

/** `yield`, `yield value` or `yield from value`. */
export function parseYield(s: Scanner): Expression {
  const line = s.tokenLine;
  s.sawYield = true;
  s.next();
  if (s.accept(t.FROM)) return { kind: 'yield', line, from: true, value: parseExpression(s) };
  return { kind: 'yield', line, from: false, value: startsExpression(s) ? parseTuple(s) : null };
}

/** Whether the current token can start an expression: a comma before it is then no trailing one. */
export function startsExpression(s: Scanner): boolean {
  switch (s.kind) {
    case t.NAME:
    case t.NUMBER:
    case t.STRING:
    case t.LEFT_PAREN:
    case t.LEFT_BRACKET:
    case t.LEFT_BRACE:
    case t.ELLIPSIS:
    case t.TILDE:
    case t.PLUS:
    case t.MINUS:
    case t.STAR:
    case t.BACKQUOTE:
    case t.FALSE:
    case t.NONE:
    case t.TRUE:
    case t.AWAIT:
    case t.LAMBDA:
    case t.NOT:
    case t.YIELD:
    case t.BAD:
      return true;
    case t.ASYNC:
      return true;
    default:
      return false;
  }
}

/** A lambda; before Python 3.9 its body in a comprehension's condition is no conditional expression (`isShort`). */
export function parseLambda(s: Scanner, isShort: boolean): Expression {
  const line = s.tokenLine;
  s.nest();
  s.next();
  const parameters = parseParameters(s, t.COLON, false);
  s.expect(t.COLON, '":"');
  const outer = s.sawYield;
  const value = !isShort ? parseExpression(s) : s.kind === t.LAMBDA ? parseLambda(s, true) : parseOr(s);
  s.sawYield = outer;
  s.nesting--;
  return { kind: 'lambda', line, parameters, value };
}

/** The grammar's `disjunction`. */
export function parseOr(s: Scanner): Expression {
  const line = s.tokenLine;
  const first = parseAnd(s);
  if (s.kind !== t.OR) return first;
  const values = [first];
  while (s.accept(t.OR)) values.push(parseAnd(s));
  return { kind: 'boolean', line, operator: 'or', values };
}

function parseAnd(s: Scanner): Expression {
  const line = s.tokenLine;
  const first = parseNot(s);
  if (s.kind !== t.AND) return first;
  const values = [first];
  while (s.accept(t.AND)) values.push(parseNot(s));
  return { kind: 'boolean', line, operator: 'and', values };
}

function parseNot(s: Scanner): Expression {
  if (s.kind !== t.NOT) return parseComparison(s);
  const line = s.tokenLine;
  s.nest();
  s.next();
  const operand = parseNot(s);
  s.nesting--;
  return { kind: 'unary', line, operator: 'not', operand };
}

function parseComparison(s: Scanner): Expression {
  const line = s.tokenLine;
  const first = parseBinary(s, 1);
  let operator = takeComparison(s);
  if (operator === null) return first;
  const operators: CompareOperator[] = [];
  const operands = [first];
  while (operator !== null) {
    operators.push(operator);
    operands.push(parseBinary(s, 1));
    operator = takeComparison(s);
  }
  return { kind: 'compare', line, operators, operands };
}

function takeComparison(s: Scanner): CompareOperator | null {
  const kind = s.kind;
  if (kind >= t.LESS && kind <= t.GREATER_EQUAL) {
    s.next();
    return t.COMPARISONS[kind - t.LESS] ?? null;
  }
  if (kind === t.IN) {
    s.next();
    return 'in';
  }
  if (kind === t.IS) {
    s.next();
    return s.accept(t.NOT) ? 'is not' : 'is';
  }
  if (kind === t.NOT) {
    s.next();
    s.expect(t.IN, '"in"');
    return 'not in';
  }
  return null;
}

/** Binary operators that bind at least as tightly as `minimum`; 1 is the grammar's `bitwise_or`. */
export function parseBinary(s: Scanner, minimum: number): Expression {
  const line = s.tokenLine;
  let left = parseUnary(s);
  for (;;) {
    const precedence = t.PRECEDENCES[s.kind - t.OR_BAR] ?? 0;
    if (precedence < minimum || precedence === 0) return left;
    const operators: BinaryOperator[] = [];
    const operands = [left];
    while (t.PRECEDENCES[s.kind - t.OR_BAR] === precedence) {
      operators.push(t.OPERATORS[s.kind - t.OR_BAR] ?? '+');
      s.next();
      operands.push(parseBinary(s, precedence + 1));
    }
    left = { kind: 'binary', line, operators, operands };
  }
}

function parseUnary(s: Scanner): Expression {
  const kind = s.kind;
  const line = s.tokenLine;
  if (kind === t.MINUS || kind === t.PLUS || kind === t.TILDE) {
    s.nest();
    s.next();
    const operand = parseUnary(s);
    s.nesting--;
    return { kind: 'unary', line, operator: kind === t.MINUS ? '-' : kind === t.PLUS ? '+' : '~', operand };
  }
  const base = kind === t.AWAIT && isAwait(s) ? parseAwait(s) : parsePrimary(s);
  if (s.kind !== t.POWER) return base;
  s.nest();
  s.next();
  const exponent = parseUnary(s);
  s.nesting--;
  return { kind: 'binary', line, operators: ['**'], operands: [base, exponent] };
}

/** Before Python 3.7 `await` was a name outside of coroutines: it is a keyword only where an operand follows. */
function isAwait(s: Scanner): boolean {
  const code = s.peek();
  return code >= 128 || /[\w"'({[.`~-]/.test(String.fromCharCode(code)) ? !/^\.[^\d.]/.test(s.following()) : false;
}

function parseAwait(s: Scanner): Expression {
  const line = s.tokenLine;
  s.next();
  return { kind: 'await', line, value: parsePrimary(s) };
}

/** An atom with its attributes, calls and subscripts. */
export function parsePrimary(s: Scanner): Expression {
  const line = s.tokenLine;
  let value = parseAtom(s);
  for (;;) {
    switch (s.kind) {
      case t.DOT:
        s.next();
        value = { kind: 'attribute', line, value, name: s.takeName() };
        break;
      case t.LEFT_PAREN: {
        const keywords: Keyword[] = [];
        value = { kind: 'call', line, callee: value, arguments: parseArguments(s, keywords), keywords };
        break;
      }
      case t.LEFT_BRACKET:
        s.nest();
        s.next();
        value = { kind: 'subscript', line, value, index: parseIndex(s) };
        s.nesting--;
        s.expect(t.RIGHT_BRACKET, '"]"');
        break;
      default:
        return value;
    }
  }
}

/** The arguments between brackets, the scanner being at the opening one; named ones are added to `keywords`. */
export function parseArguments(s: Scanner, keywords: Keyword[]): Expression[] {
  const values: Expression[] = [];
  s.nest();
  const open = s.tokenLine;
  s.next();
  while (s.kind !== t.RIGHT_PAREN) {
    const line = s.tokenLine;
    if (s.accept(t.POWER)) {
      keywords.push({ name: null, value: parseExpression(s) });
    } else if (s.accept(t.STAR)) {
      const starred: Expression = { kind: 'starred', line, value: parseExpression(s) };
      values.push(isFor(s) ? parseClauses(s, open, 'generator', starred, null) : starred);
    } else {
      const value = parseNamed(s);
      if (s.kind === t.ASSIGN && value.kind === 'name') {
        s.next();
        keywords.push({ name: value.id, value: parseExpression(s) });
      } else {
        values.push(isFor(s) ? parseClauses(s, open, 'generator', value, null) : value);
      }
    }
    if (!s.accept(t.COMMA)) break;
  }
  s.nesting--;
  s.expect(t.RIGHT_PAREN, '")"');
  return values;
}

function parseIndex(s: Scanner): Expression {
  const line = s.tokenLine;
  const first = parseSlice(s);
  // PEP 646: a lone `*value` is a tuple of it.
  if (s.kind !== t.COMMA) return first.kind === 'starred' ? { kind: 'tuple', line, items: [first] } : first;
  const items = [first];
  while (s.accept(t.COMMA) && s.kind !== t.RIGHT_BRACKET) items.push(parseSlice(s));
  return { kind: 'tuple', line, items };
}

function parseSlice(s: Scanner): Expression {
  const line = s.tokenLine;
  const part = (): Expression | null =>
    s.kind === t.COLON || s.kind === t.COMMA || s.kind === t.RIGHT_BRACKET ? null : parseElement(s);
  const lower = part();
  if (s.kind !== t.COLON) return lower ?? s.fail('expected an index');
  s.next();
  const upper = part();
  const step = s.accept(t.COLON) ? part() : null;
  return { kind: 'slice', line, lower, upper, step };
}

function parseAtom(s: Scanner): Expression {
  const line = s.tokenLine;
  switch (s.kind) {
    case t.NAME:
    case t.ASYNC:
    case t.AWAIT: {
      const id = s.text;
      s.next();
      return { kind: 'name', line, id };
    }
    case t.STRING:
      return parseStrings(s);
    case t.NUMBER: {
      const value = numberValue(s.text, s.syntax);
      s.next();
      return { kind: 'number', line, value };
    }
    case t.LEFT_PAREN:
      return parseParenthesised(s);
    case t.LEFT_BRACKET:
      return parseList(s);
    case t.LEFT_BRACE:
      return parseBraces(s);
    case t.NONE:
      s.next();
      return { kind: 'constant', line, value: 'None' };
    case t.TRUE:
      s.next();
      return { kind: 'constant', line, value: 'True' };
    case t.FALSE:
      s.next();
      return { kind: 'constant', line, value: 'False' };
    case t.ELLIPSIS:
      s.next();
      return { kind: 'constant', line, value: '...' };
    case t.BACKQUOTE: {
      s.nest();
      s.next();
      const operand = parseTuple(s);
      s.expect(t.BACKQUOTE, '"`"');
      s.nesting--;
      return { kind: 'unary', line, operator: '`', operand };
    }
    default:
      return s.fail('invalid syntax');
  }
}

function numberValue(text: string, syntax: 2 | 3): number | null {
  const digits = text.replace(/_|[lL]$/g, '');
  if (!/^(?:\d+|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(digits)) return null;
  const isOctal = syntax === 2 && /^0[0-7]+$/.test(digits);
  const value = isOctal ? Number.parseInt(digits, 8) : Number(digits);
  return value < 2 ** 31 ? value : null;
}
