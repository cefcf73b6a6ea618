// Writes expressions as bytes, in prefix order, a line only where it changes.
import type { ByteWriter, StringPool } from './byte-writer.ts';
import * as code from './code.ts';
import type {
  CallExpression,
  ComprehensionExpression,
  Expression,
  FormatField,
  Keyword,
  Parameter,
  StringExpression,
} from './expression.ts';
import { MAX_DEPTH } from './summary.ts';

const { expressionCode: op } = code;

/** Where the encoder is: what was written, and the line and depth of the last node. */
export interface Encoder {
  readonly out: ByteWriter;
  readonly strings: StringPool;
  line: number;
  depth: number;
}

/** Writes the kind of a node at `line`, and the line if it differs from the last one's. */
export function writeKind(e: Encoder, line: number, kind: number): void {
  const distance = line - e.line;
  e.line = line;
  if (distance >= 0 && distance <= 3) {
    e.out.byte(kind | (distance << code.LINE_SHIFT));
    return;
  }
  e.out.byte(code.LINE);
  e.out.signed(distance);
  e.out.byte(kind);
}

export function writeString(e: Encoder, text: string): void {
  e.out.number(e.strings.index(text));
}

/** Zero for null, else the index plus one. */
export function writeOptionalString(e: Encoder, text: string | null): void {
  e.out.number(text === null ? 0 : e.strings.index(text) + 1);
}

export function writeAll(e: Encoder, expressions: readonly Expression[]): void {
  e.out.number(expressions.length);
  for (const expression of expressions) writeExpression(e, expression);
}

export function writeOptional(e: Encoder, expression: Expression | null): void {
  if (expression === null) e.out.byte(op.absent);
  else writeExpression(e, expression);
}

/** Writes one expression. What lies deeper than MAX_DEPTH becomes `unread`. */
export function writeExpression(e: Encoder, x: Expression): void {
  if (++e.depth > MAX_DEPTH) writeKind(e, x.line, op.unread);
  else writeNode(e, x);
  e.depth--;
}

function writeNode(e: Encoder, x: Expression): void {
  const { out } = e;
  switch (x.kind) {
    case 'name':
      writeKind(e, x.line, op.name);
      writeString(e, x.id);
      break;
    case 'attribute':
      writeKind(e, x.line, op.attribute);
      writeString(e, x.name);
      writeExpression(e, x.value);
      break;
    case 'call':
      writeCall(e, x);
      break;
    case 'string':
      writeLiteral(e, x);
      break;
    case 'number':
      writeKind(e, x.line, x.value === null ? op.number : op.integer);
      if (x.value !== null) out.number(x.value);
      break;
    case 'constant':
      writeKind(e, x.line, op[x.value]);
      break;
    case 'format':
      writeKind(e, x.line, x.template ? op.template : op.format);
      writeParts(e, x.parts);
      break;
    case 'subscript':
      writeKind(e, x.line, op.subscript);
      writeExpression(e, x.value);
      writeExpression(e, x.index);
      break;
    case 'slice':
      writeKind(e, x.line, op.slice);
      writeOptional(e, x.lower);
      writeOptional(e, x.upper);
      writeOptional(e, x.step);
      break;
    case 'starred':
    case 'await':
      writeKind(e, x.line, op[x.kind]);
      writeExpression(e, x.value);
      break;
    case 'tuple':
    case 'list':
    case 'set':
      writeKind(e, x.line, op[x.kind]);
      writeAll(e, x.items);
      break;
    case 'dictionary':
      writeKind(e, x.line, op.dictionary);
      out.number(x.entries.length);
      for (const { key, value } of x.entries) {
        writeOptional(e, key);
        writeExpression(e, value);
      }
      break;
    case 'binary':
      writeKind(e, x.line, op.binary);
      writeAll(e, x.operands);
      for (const operator of x.operators) out.byte(code.BINARY.indexOf(operator));
      break;
    case 'compare':
      writeKind(e, x.line, op.compare);
      writeAll(e, x.operands);
      for (const operator of x.operators) out.byte(code.COMPARE.indexOf(operator));
      break;
    case 'unary':
      writeKind(e, x.line, op.unary);
      out.byte(code.UNARY.indexOf(x.operator));
      writeExpression(e, x.operand);
      break;
    case 'boolean':
      writeKind(e, x.line, op[x.operator]);
      writeAll(e, x.values);
      break;
    case 'conditional':
      writeKind(e, x.line, op.conditional);
      writeExpression(e, x.test);
      writeExpression(e, x.then);
      writeExpression(e, x.otherwise);
      break;
    case 'lambda':
      writeKind(e, x.line, op.lambda);
      writeParameters(e, x.parameters);
      writeExpression(e, x.value);
      break;
    case 'comprehension':
      writeComprehension(e, x);
      break;
    case 'yield':
      writeKind(e, x.line, x.from ? op.yieldFrom : op.yield);
      writeOptional(e, x.value);
      break;
    case 'walrus':
      writeKind(e, x.line, op.walrus);
      writeExpression(e, x.target);
      writeExpression(e, x.value);
      break;
    case 'unread':
      writeKind(e, x.line, op.unread);
  }
}

function writeLiteral(e: Encoder, x: StringExpression): void {
  if (x.value === null) {
    writeKind(e, x.line, x.bytes ? op.longBytes : op.longString);
    e.out.number(x.length);
  } else {
    writeKind(e, x.line, x.bytes ? op.bytes : op.string);
    writeString(e, x.value);
  }
}

function writeParts(e: Encoder, parts: readonly (StringExpression | FormatField)[]): void {
  e.out.number(parts.length);
  for (const part of parts) {
    if (part.kind === 'string') {
      writeLiteral(e, part);
      continue;
    }
    writeKind(e, part.line, op.field);
    const conversion = code.CONVERSION.indexOf(part.conversion);
    e.out.byte(Math.max(conversion, 0) | (part.specification === null ? 0 : 4));
    writeExpression(e, part.value);
    if (part.specification !== null) writeParts(e, part.specification);
  }
}

function writeCall(e: Encoder, x: CallExpression): void {
  writeKind(e, x.line, op.call);
  writeExpression(e, x.callee);
  // Both counts fit into one byte in nearly all calls.
  const { arguments: values, keywords } = x;
  const isShort = values.length < 15 && keywords.length < 15;
  e.out.byte(isShort ? (values.length << 4) | keywords.length : 0xff);
  if (!isShort) {
    e.out.number(values.length);
    e.out.number(keywords.length);
  }
  for (const value of values) writeExpression(e, value);
  for (const keyword of keywords) writeKeyword(e, keyword);
}

function writeKeyword(e: Encoder, { name, value }: Keyword): void {
  writeOptionalString(e, name);
  writeExpression(e, value);
}

export function writeKeywords(e: Encoder, keywords: readonly Keyword[]): void {
  e.out.number(keywords.length);
  for (const keyword of keywords) writeKeyword(e, keyword);
}

export function writeParameters(e: Encoder, parameters: readonly Parameter[]): void {
  e.out.number(parameters.length);
  for (const parameter of parameters) {
    const { annotation, default: initial, pattern } = parameter;
    const flags = (annotation === null ? 0 : 8) | (initial === null ? 0 : 16) | (pattern === null ? 0 : 32);
    e.out.byte(code.PARAMETER.indexOf(parameter.form) | flags);
    writeString(e, parameter.name);
    for (const part of [annotation, initial, pattern]) if (part !== null) writeExpression(e, part);
  }
}

function writeComprehension(e: Encoder, x: ComprehensionExpression): void {
  writeKind(e, x.line, op.comprehension);
  e.out.byte(code.FORM.indexOf(x.form));
  writeExpression(e, x.element);
  writeOptional(e, x.value);
  e.out.number(x.clauses.length);
  for (const clause of x.clauses) {
    e.out.byte(clause.isAsync ? 1 : 0);
    writeExpression(e, clause.target);
    writeExpression(e, clause.iterable);
    writeAll(e, clause.conditions);
  }
}
