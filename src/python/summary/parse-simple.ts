// Reads statements of one line (Language Reference 7), Python 2's included.
import type { Expression } from './expression.ts';
import {
  parseBinary,
  parseExpression,
  parseNamed,
  parseTargetList,
  parseTuple,
  parseTupleOrYield,
  startsExpression,
} from './parse-expression.ts';
import { parseTypeParameters } from './parse-parameter.ts';
import type { Scanner } from './scanner.ts';
import type { ImportedName, Statement } from './statement.ts';
import * as t from './token.ts';

/** Reads one simple statement into `out`, up to its `;` or the end of the line. */
export function parseSimple(s: Scanner, out: Statement[]): void {
  const line = s.tokenLine;
  switch (s.kind) {
    case t.IMPORT:
      parseImport(s, out, line, false);
      return;
    case t.FROM:
      parseFrom(s, out, line, false);
      return;
    case t.RETURN:
      s.next();
      out.push({ kind: 'return', line, value: startsExpression(s) ? parseTuple(s) : null });
      return;
    case t.PASS:
    case t.BREAK:
    case t.CONTINUE:
      s.next();
      return;
    case t.RAISE:
      parseRaise(s, out, line);
      return;
    case t.ASSERT: {
      s.next();
      const test = parseNamed(s);
      out.push({ kind: 'assert', line, test, message: s.accept(t.COMMA) ? parseNamed(s) : null });
      return;
    }
    case t.DEL: {
      s.next();
      out.push({ kind: 'delete', line, targets: parseTargetList(s) });
      return;
    }
    case t.GLOBAL:
    case t.NONLOCAL: {
      const kind = s.kind === t.GLOBAL ? 'global' : 'nonlocal';
      const names: string[] = [];
      do {
        s.next();
        names.push(s.takeName());
      } while (s.kind === t.COMMA);
      out.push({ kind, line, names });
      return;
    }
    case t.NAME:
      if (parseSoft(s, out, line)) return;
  }
  parseExpressionStatement(s, out, line);
}

/** Statements that begin with a word that is a name elsewhere. */
function parseSoft(s: Scanner, out: Statement[], line: number): boolean {
  const word = s.text;
  if (word === 'type' && s.syntax === 3) return parseType(s, out, line);
  if (word === 'lazy' && s.syntax === 3) {
    if (!/[fi]/.test(String.fromCharCode(s.peek()))) return false;
    const mark = s.mark();
    s.next();
    if (s.kind === t.IMPORT) parseImport(s, out, line, true);
    else if (s.kind === t.FROM) parseFrom(s, out, line, true);
    else s.reset(mark);
    return s.kind !== mark.kind || s.start !== mark.start;
  }
  if (s.syntax === 3) return false;
  if (word === 'print' && !s.hasPrintFunction) {
    parsePrint(s, out, line);
    return true;
  }
  if (word === 'exec') {
    s.next();
    const code = parseBinary(s, 1);
    const scopes: Expression[] = [];
    // `exec(code, globals)` is read as `exec code in globals`.
    if (code.kind === 'tuple' && code.items[0] !== undefined && [2, 3].includes(code.items.length) && s.kind !== t.IN) {
      out.push({ kind: 'exec', line, code: code.items[0], scopes: code.items.slice(1) });
      return true;
    }
    if (s.accept(t.IN)) {
      scopes.push(parseExpression(s));
      if (s.accept(t.COMMA)) scopes.push(parseExpression(s));
    }
    out.push({ kind: 'exec', line, code, scopes });
    return true;
  }
  return false;
}

function parseType(s: Scanner, out: Statement[], line: number): boolean {
  const code = s.peek();
  if (code < 128 && !/[A-Za-z_]/.test(String.fromCharCode(code))) return false;
  const mark = s.mark();
  s.next();
  const name = s.text;
  if (s.kind === t.NAME) {
    s.next();
    if (s.kind === t.LEFT_BRACKET || s.kind === t.ASSIGN) {
      const typeParameters = parseTypeParameters(s);
      s.expect(t.ASSIGN, '"="');
      out.push({ kind: 'type', line, name, typeParameters, value: parseExpression(s) });
      return true;
    }
  }
  s.reset(mark);
  return false;
}

function parsePrint(s: Scanner, out: Statement[], line: number): void {
  s.next();
  let destination: Expression | null = null;
  const values: Expression[] = [];
  if (s.accept(t.RIGHT_SHIFT)) {
    destination = parseExpression(s);
    if (!s.accept(t.COMMA)) {
      out.push({ kind: 'print', line, destination, values });
      return;
    }
  }
  while (startsExpression(s)) {
    values.push(parseExpression(s));
    if (!s.accept(t.COMMA)) break;
  }
  out.push({ kind: 'print', line, destination, values });
}

function parseDotted(s: Scanner): string {
  let name = s.takeName();
  while (s.accept(t.DOT)) name += `.${s.takeName()}`;
  return name;
}

function parseImport(s: Scanner, out: Statement[], line: number, lazy: boolean): void {
  const names: ImportedName[] = [];
  do {
    s.next();
    const name = parseDotted(s);
    names.push({ name, alias: s.accept(t.AS) ? s.takeName() : null });
  } while (s.kind === t.COMMA);
  out.push({ kind: 'import', line, lazy, names });
}

function parseFrom(s: Scanner, out: Statement[], line: number, lazy: boolean): void {
  s.next();
  let level = 0;
  while (s.kind === t.DOT || s.kind === t.ELLIPSIS) {
    level += s.kind === t.DOT ? 1 : 3;
    s.next();
  }
  const module = level > 0 && s.kind === t.IMPORT ? '' : parseDotted(s);
  if (s.kind !== t.IMPORT) s.fail('expected "import"');
  s.next();
  const names: ImportedName[] = [];
  if (s.accept(t.STAR)) {
    names.push({ name: '*', alias: null });
  } else {
    const isBracketed = s.accept(t.LEFT_PAREN);
    do {
      if (isBracketed && names.length > 0 && s.kind === t.RIGHT_PAREN) break;
      const name = s.takeName();
      names.push({ name, alias: s.accept(t.AS) ? s.takeName() : null });
    } while (s.accept(t.COMMA));
    if (isBracketed) s.expect(t.RIGHT_PAREN, '")"');
  }
  if (module === '__future__') {
    s.hasPrintFunction ||= names.some(({ name }) => name === 'print_function');
    s.hasUnicodeLiterals ||= names.some(({ name }) => name === 'unicode_literals');
  }
  out.push({ kind: 'from', line, lazy, level, module, names });
}

function parseRaise(s: Scanner, out: Statement[], line: number): void {
  s.next();
  let cause: Expression | null = null;
  const others: Expression[] = [];
  const exception = startsExpression(s) ? parseExpression(s) : null;
  if (s.accept(t.FROM)) cause = parseExpression(s);
  else if (s.syntax === 2) while (s.accept(t.COMMA)) others.push(parseExpression(s));
  out.push({ kind: 'raise', line, exception, cause, others });
}

function parseExpressionStatement(s: Scanner, out: Statement[], line: number): void {
  const first = parseTupleOrYield(s);
  switch (s.kind) {
    case t.ASSIGN: {
      const targets: Expression[] = [];
      let value = first;
      while (s.accept(t.ASSIGN)) {
        targets.push(value);
        value = parseTupleOrYield(s);
      }
      out.push({ kind: 'assign', line, targets, value });
      return;
    }
    case t.AUGMENTED: {
      const operator = t.OPERATORS.find((known) => known === s.text) ?? s.fail('an unknown operator');
      s.next();
      out.push({ kind: 'augmented', line, target: first, operator, value: parseTupleOrYield(s) });
      return;
    }
    case t.COLON: {
      s.next();
      const annotation = parseExpression(s);
      const value = s.accept(t.ASSIGN) ? parseTupleOrYield(s) : null;
      out.push({ kind: 'annotated', line, target: first, annotation, value });
      return;
    }
  }
  if (first.kind === 'string' || first.kind === 'number' || first.kind === 'constant') return;
  out.push({ kind: 'expression', line, value: first });
}
