// Reads the parameters of functions and lambdas (PEP 570, 3102), Python 2's tuples included, and type parameters.
import type { Expression, Parameter } from './expression.ts';
import { parseElement, parseExpression, parseTargets } from './parse-expression.ts';
import type { Scanner } from './scanner.ts';
import type { TypeParameter } from './statement.ts';
import * as t from './token.ts';

/** Reads up to the token `close`, which stays. */
export function parseParameters(s: Scanner, close: number, isAnnotated: boolean): Parameter[] {
  const parameters: Parameter[] = [];
  let form: '' | '=' = '';
  let hasSlash = false;
  while (s.kind !== close) {
    if (!hasSlash && s.accept(t.SLASH)) {
      hasSlash = true;
      for (const [index, parameter] of parameters.entries()) parameters[index] = { ...parameter, form: '/' };
    } else if (s.accept(t.STAR)) {
      if (s.kind !== t.COMMA) parameters.push(parseParameter(s, '*', isAnnotated));
      form = '=';
    } else if (s.accept(t.POWER)) {
      parameters.push(parseParameter(s, '**', isAnnotated));
    } else {
      parameters.push(parseParameter(s, form, isAnnotated));
    }
    if (!s.accept(t.COMMA)) break;
  }
  return parameters;
}

function parseParameter(s: Scanner, form: Parameter['form'], isAnnotated: boolean): Parameter {
  let name = '';
  let pattern: Expression | null = null;
  if (s.syntax === 2 && s.kind === t.LEFT_PAREN) {
    s.nest();
    s.next();
    pattern = parseTargets(s);
    s.expect(t.RIGHT_PAREN, '")"');
    s.nesting--;
    // `(x)` is `x`.
    if (pattern.kind === 'name') {
      name = pattern.id;
      pattern = null;
    }
  } else {
    name = s.takeName();
  }
  const annotation = isAnnotated && s.accept(t.COLON) ? parseElement(s) : null;
  return { name, form, annotation, default: s.accept(t.ASSIGN) ? parseExpression(s) : null, pattern };
}

/** Reads `[T: bound = default, *Ts, **P]` if it is there. */
export function parseTypeParameters(s: Scanner): TypeParameter[] {
  const parameters: TypeParameter[] = [];
  if (!s.accept(t.LEFT_BRACKET)) return parameters;
  while (s.kind !== t.RIGHT_BRACKET) {
    const form = s.accept(t.STAR) ? '*' : s.accept(t.POWER) ? '**' : '';
    const name = s.takeName();
    const bound = s.accept(t.COLON) ? parseExpression(s) : null;
    parameters.push({ form, name, bound, default: s.accept(t.ASSIGN) ? parseElement(s) : null });
    if (!s.accept(t.COMMA)) break;
  }
  s.expect(t.RIGHT_BRACKET, '"]"');
  return parameters;
}
