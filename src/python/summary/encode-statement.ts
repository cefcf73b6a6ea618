// Writes statements and patterns as bytes.
import * as code from './code.ts';
import {
  type Encoder,
  writeAll,
  writeExpression,
  writeKeywords,
  writeKind,
  writeOptional,
  writeOptionalString,
  writeParameters,
  writeString,
} from './encode-expression.ts';
import type {
  FunctionStatement,
  ImportedName,
  ImportFromStatement,
  ImportStatement,
  Pattern,
  Statement,
  TryStatement,
  TypeParameter,
} from './statement.ts';

const { statementCode: op, patternCode } = code;

export function writeBlock(e: Encoder, statements: readonly Statement[]): void {
  e.out.number(statements.length);
  for (const statement of statements) {
    writeStatement(e, statement);
  }
}

export function writeImport(e: Encoder, x: ImportStatement | ImportFromStatement): void {
  writeKind(e, x.line, op[x.kind]);
  e.out.byte(x.lazy ? 1 : 0);
  if (x.kind === 'from') {
    e.out.number(x.level);
    writeString(e, x.module);
  }
  writeNames(e, x.names);
}

function writeNames(e: Encoder, names: readonly ImportedName[]): void {
  e.out.number(names.length);
  for (const { name, alias } of names) {
    writeString(e, name);
    writeOptionalString(e, alias);
  }
}

function writeStatement(e: Encoder, x: Statement): void {
  const { out } = e;
  if (x.kind === 'import' || x.kind === 'from') {
    writeImport(e, x);
    return;
  }
  writeKind(e, x.line, op[x.kind]);
  switch (x.kind) {
    case 'function':
      writeFunction(e, x);
      break;
    case 'class':
      out.number(x.line - x.firstLine);
      writeString(e, x.name);
      writeAll(e, x.decorators);
      writeTypeParameters(e, x.typeParameters);
      writeAll(e, x.bases);
      writeKeywords(e, x.keywords);
      writeBlock(e, x.body);
      break;
    case 'expression':
      writeExpression(e, x.value);
      break;
    case 'assign':
      writeAll(e, x.targets);
      writeExpression(e, x.value);
      break;
    case 'augmented':
      out.byte(code.BINARY.indexOf(x.operator));
      writeExpression(e, x.target);
      writeExpression(e, x.value);
      break;
    case 'annotated':
      writeExpression(e, x.target);
      writeExpression(e, x.annotation);
      writeOptional(e, x.value);
      break;
    case 'return':
      writeOptional(e, x.value);
      break;
    case 'delete':
      writeAll(e, x.targets);
      break;
    case 'raise':
      writeOptional(e, x.exception);
      writeOptional(e, x.cause);
      writeAll(e, x.others);
      break;
    case 'assert':
      writeExpression(e, x.test);
      writeOptional(e, x.message);
      break;
    case 'global':
    case 'nonlocal':
      out.number(x.names.length);
      for (const name of x.names) writeString(e, name);
      break;
    case 'if':
      out.number(x.branches.length);
      for (const { test, body } of x.branches) {
        writeExpression(e, test);
        writeBlock(e, body);
      }
      writeBlock(e, x.otherwise);
      break;
    case 'while':
      writeExpression(e, x.test);
      writeBlock(e, x.body);
      writeBlock(e, x.otherwise);
      break;
    case 'for':
      out.byte(x.isAsync ? 1 : 0);
      writeExpression(e, x.target);
      writeExpression(e, x.iterable);
      writeBlock(e, x.body);
      writeBlock(e, x.otherwise);
      break;
    case 'with':
      out.byte(x.isAsync ? 1 : 0);
      out.number(x.items.length);
      for (const { context, target } of x.items) {
        writeExpression(e, context);
        writeOptional(e, target);
      }
      writeBlock(e, x.body);
      break;
    case 'try':
      writeTry(e, x);
      break;
    case 'match':
      writeExpression(e, x.subject);
      out.number(x.cases.length);
      for (const { line, pattern, guard, body } of x.cases) {
        out.signed(line - e.line);
        e.line = line;
        writePattern(e, pattern);
        writeOptional(e, guard);
        writeBlock(e, body);
      }
      break;
    case 'type':
      writeString(e, x.name);
      writeTypeParameters(e, x.typeParameters);
      writeExpression(e, x.value);
      break;
    case 'print':
      writeOptional(e, x.destination);
      writeAll(e, x.values);
      break;
    case 'exec':
      writeExpression(e, x.code);
      writeAll(e, x.scopes);
      break;
    case 'unread':
  }
}

/** The body is preceded by its length, and its lines count from the `def`, so that a reader can leave it out. */
function writeFunction(e: Encoder, x: FunctionStatement): void {
  e.out.byte((x.isAsync ? 1 : 0) | (x.isGenerator ? 2 : 0));
  e.out.number(x.line - x.firstLine);
  writeString(e, x.name);
  writeAll(e, x.decorators);
  writeTypeParameters(e, x.typeParameters);
  writeParameters(e, x.parameters);
  writeOptional(e, x.returns);
  const start = e.out.gap();
  e.line = x.line;
  writeBlock(e, x.body);
  e.line = x.line;
  e.out.fill(start);
}

function writeTypeParameters(e: Encoder, parameters: readonly TypeParameter[]): void {
  e.out.number(parameters.length);
  for (const { form, name, bound, default: initial } of parameters) {
    e.out.byte(code.TYPE_PARAMETER.indexOf(form));
    writeString(e, name);
    writeOptional(e, bound);
    writeOptional(e, initial);
  }
}

function writeTry(e: Encoder, x: TryStatement): void {
  writeBlock(e, x.body);
  e.out.number(x.handlers.length);
  for (const { line, group, type, target, body } of x.handlers) {
    e.out.signed(line - e.line);
    e.line = line;
    e.out.byte(group ? 1 : 0);
    writeOptional(e, type);
    writeOptional(e, target);
    writeBlock(e, body);
  }
  writeBlock(e, x.otherwise);
  writeBlock(e, x.final);
}

function writePatterns(e: Encoder, patterns: readonly Pattern[]): void {
  e.out.number(patterns.length);
  for (const pattern of patterns) writePattern(e, pattern);
}

function writePattern(e: Encoder, x: Pattern): void {
  e.out.byte(patternCode[x.kind]);
  switch (x.kind) {
    case 'value':
      writeExpression(e, x.value);
      break;
    case 'capture':
      writeOptionalString(e, x.name);
      e.out.byte(x.pattern === null ? 0 : 1);
      if (x.pattern !== null) writePattern(e, x.pattern);
      break;
    case 'star':
      writeOptionalString(e, x.name);
      break;
    case 'sequence':
    case 'or':
      writePatterns(e, x.patterns);
      break;
    case 'mapping':
      e.out.number(x.entries.length);
      for (const { key, pattern } of x.entries) {
        writeExpression(e, key);
        writePattern(e, pattern);
      }
      writeOptionalString(e, x.rest);
      break;
    case 'instance':
      writeExpression(e, x.type);
      writePatterns(e, x.patterns);
      e.out.number(x.keywords.length);
      for (const { name, pattern } of x.keywords) {
        writeString(e, name);
        writePattern(e, pattern);
      }
  }
}
