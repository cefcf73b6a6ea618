// Reads expressions back from a stored summary.
import { type ByteReader, Malformed } from './byte-reader.ts';
import * as code from './code.ts';
import type {
  ComprehensionClause,
  ComprehensionExpression,
  DictionaryEntry,
  Expression,
  FormatField,
  Keyword,
  Parameter,
  StringExpression,
} from './expression.ts';

const { expressionCode: op } = code;

/** Reads one expression that must be there. */
export function readExpression(r: ByteReader): Expression {
  const expression = readOptional(r);
  if (expression === null) throw new Malformed('an expression is missing');
  return expression;
}

export function readAll(r: ByteReader): Expression[] {
  const count = r.count();
  const expressions: Expression[] = [];
  for (let index = 0; index < count; index++) expressions.push(readExpression(r));
  return expressions;
}

/** Reads one expression, null where it is marked absent. */
export function readOptional(r: ByteReader): Expression | null {
  const kind = r.kind();
  if (kind === op.absent) return null;
  r.enter();
  const expression = readNode(r, kind, r.line);
  r.leave();
  return expression;
}

function readNode(r: ByteReader, kind: number, line: number): Expression {
  switch (kind) {
    case op.name:
      return { kind: 'name', line, id: r.string() };
    case op.attribute: {
      const name = r.string();
      return { kind: 'attribute', line, value: readExpression(r), name };
    }
    case op.call:
      return readCall(r, line);
    case op.string:
    case op.bytes:
    case op.longString:
    case op.longBytes:
      return readLiteral(r, kind, line);
    case op.integer:
      return { kind: 'number', line, value: r.number() };
    case op.number:
      return { kind: 'number', line, value: null };
    case op.None:
      return { kind: 'constant', line, value: 'None' };
    case op.True:
      return { kind: 'constant', line, value: 'True' };
    case op.False:
      return { kind: 'constant', line, value: 'False' };
    case op['...']:
      return { kind: 'constant', line, value: '...' };
    case op.format:
    case op.template:
      return { kind: 'format', line, template: kind === op.template, parts: readParts(r) };
    case op.subscript:
      return { kind: 'subscript', line, value: readExpression(r), index: readExpression(r) };
    case op.slice:
      return { kind: 'slice', line, lower: readOptional(r), upper: readOptional(r), step: readOptional(r) };
    case op.starred:
      return { kind: 'starred', line, value: readExpression(r) };
    case op.await:
      return { kind: 'await', line, value: readExpression(r) };
    case op.tuple:
      return { kind: 'tuple', line, items: readAll(r) };
    case op.list:
      return { kind: 'list', line, items: readAll(r) };
    case op.set:
      return { kind: 'set', line, items: readAll(r) };
    case op.dictionary:
      return { kind: 'dictionary', line, entries: readEntries(r) };
    case op.binary: {
      const operands = readAll(r);
      return { kind: 'binary', line, operators: readOperators(r, code.BINARY, operands.length), operands };
    }
    case op.compare: {
      const operands = readAll(r);
      return { kind: 'compare', line, operators: readOperators(r, code.COMPARE, operands.length), operands };
    }
    case op.unary:
      return { kind: 'unary', line, operator: r.choice(code.UNARY, r.byte()), operand: readExpression(r) };
    case op.and:
      return { kind: 'boolean', line, operator: 'and', values: readAll(r) };
    case op.or:
      return { kind: 'boolean', line, operator: 'or', values: readAll(r) };
    case op.conditional: {
      const test = readExpression(r);
      const then = readExpression(r);
      return { kind: 'conditional', line, test, then, otherwise: readExpression(r) };
    }
    case op.lambda:
      return { kind: 'lambda', line, parameters: readParameters(r), value: readExpression(r) };
    case op.comprehension:
      return readComprehension(r, line);
    case op.yield:
    case op.yieldFrom:
      return { kind: 'yield', line, from: kind === op.yieldFrom, value: readOptional(r) };
    case op.walrus:
      return { kind: 'walrus', line, target: readExpression(r), value: readExpression(r) };
    case op.unread:
      return { kind: 'unread', line };
    default:
      throw new Malformed('an unknown expression');
  }
}

function readCall(r: ByteReader, line: number): Expression {
  const callee = readExpression(r);
  const counts = r.byte();
  const values: Expression[] = [];
  const keywords: Keyword[] = [];
  let rest = counts === 0xff ? r.count() : counts >> 4;
  let named = counts === 0xff ? r.count() : counts & 15;
  for (; rest > 0; rest--) values.push(readExpression(r));
  for (; named > 0; named--) keywords.push({ name: r.optionalString(), value: readExpression(r) });
  return { kind: 'call', line, callee, arguments: values, keywords };
}

function readLiteral(r: ByteReader, kind: number, line: number): StringExpression {
  const bytes = kind === op.bytes || kind === op.longBytes;
  if (kind === op.longString || kind === op.longBytes) {
    return { kind: 'string', line, value: null, length: r.number(), bytes };
  }
  const value = r.string();
  return { kind: 'string', line, value, length: value.length, bytes };
}

function readParts(r: ByteReader): (StringExpression | FormatField)[] {
  const parts: (StringExpression | FormatField)[] = [];
  r.enter();
  for (let rest = r.count(); rest > 0; rest--) {
    const kind = r.kind();
    const { line } = r;
    if (kind >= op.string && kind <= op.longBytes) {
      parts.push(readLiteral(r, kind, line));
      continue;
    }
    if (kind !== op.field) throw new Malformed('an unknown part of an f-string');
    const flags = r.byte();
    const value = readExpression(r);
    const specification = (flags & 4) === 0 ? null : readParts(r);
    parts.push({ kind: 'field', line, value, conversion: r.choice(code.CONVERSION, flags & 3), specification });
  }
  r.leave();
  return parts;
}

export function readKeywords(r: ByteReader): Keyword[] {
  const keywords: Keyword[] = [];
  for (let rest = r.count(); rest > 0; rest--) keywords.push({ name: r.optionalString(), value: readExpression(r) });
  return keywords;
}

function readEntries(r: ByteReader): DictionaryEntry[] {
  const entries: DictionaryEntry[] = [];
  for (let rest = r.count(); rest > 0; rest--) entries.push({ key: readOptional(r), value: readExpression(r) });
  return entries;
}

function readOperators<T>(r: ByteReader, known: readonly T[], operands: number): T[] {
  const operators: T[] = [];
  for (let rest = operands - 1; rest > 0; rest--) operators.push(r.choice(known, r.byte()));
  return operators;
}

export function readParameters(r: ByteReader): Parameter[] {
  const parameters: Parameter[] = [];
  for (let rest = r.count(); rest > 0; rest--) {
    const flags = r.byte();
    const name = r.string();
    const annotation = (flags & 8) === 0 ? null : readExpression(r);
    const initial = (flags & 16) === 0 ? null : readExpression(r);
    const pattern = (flags & 32) === 0 ? null : readExpression(r);
    parameters.push({ name, form: r.choice(code.PARAMETER, flags & 7), annotation, default: initial, pattern });
  }
  return parameters;
}

function readComprehension(r: ByteReader, line: number): ComprehensionExpression {
  const form = r.choice(code.FORM, r.byte());
  const element = readExpression(r);
  const value = readOptional(r);
  const clauses: ComprehensionClause[] = [];
  for (let rest = r.count(); rest > 0; rest--) {
    const isAsync = r.byte() === 1;
    const target = readExpression(r);
    clauses.push({ isAsync, target, iterable: readExpression(r), conditions: readAll(r) });
  }
  return { kind: 'comprehension', line, form, element, value, clauses };
}
