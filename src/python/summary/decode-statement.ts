// Reads statements and patterns back from a stored summary; the body of a function when it is first asked for.
import { ByteReader, Malformed } from './byte-reader.ts';
import * as code from './code.ts';
import { readAll, readExpression, readKeywords, readOptional, readParameters } from './decode-expression.ts';
import type { Expression, Parameter } from './expression.ts';
import type {
  Branch,
  FunctionStatement,
  Handler,
  ImportedName,
  ImportFromStatement,
  ImportStatement,
  MappingEntry,
  MatchCase,
  Pattern,
  PatternKeyword,
  Statement,
  TypeParameter,
  WithItem,
} from './statement.ts';

const { statementCode: op, patternCode } = code;

/** A block that a damaged summary should hold: one `unread`, so that nobody takes it for empty. */
export function readBlockOrUnread(r: ByteReader): readonly Statement[] {
  const { line } = r;
  try {
    return readBlock(r);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return [{ kind: 'unread', line }];
  }
}

export function readBlock(r: ByteReader): Statement[] {
  const statements: Statement[] = [];
  r.enter();
  for (let rest = r.count(); rest > 0; rest--) {
    const kind = r.kind();
    statements.push(readStatement(r, kind, r.line));
  }
  r.leave();
  return statements;
}

/** Reads an import whose kind was read already. */
export function readImport(r: ByteReader, kind: number, line: number): ImportStatement | ImportFromStatement {
  const lazy = r.byte() === 1;
  if (kind === op.import) return { kind: 'import', line, lazy, names: readNames(r) };
  if (kind !== op.from) throw new Malformed('an unknown import');
  return { kind: 'from', line, lazy, level: r.number(), module: r.string(), names: readNames(r) };
}

function readNames(r: ByteReader): ImportedName[] {
  const names: ImportedName[] = [];
  for (let rest = r.count(); rest > 0; rest--) names.push({ name: r.string(), alias: r.optionalString() });
  return names;
}

function readStatement(r: ByteReader, kind: number, line: number): Statement {
  switch (kind) {
    case op.import:
    case op.from:
      return readImport(r, kind, line);
    case op.function:
      return new StoredFunction(r, line);
    case op.class: {
      const firstLine = line - r.number();
      const name = r.string();
      const decorators = readAll(r);
      const typeParameters = readTypeParameters(r);
      const bases = readAll(r);
      const keywords = readKeywords(r);
      return { kind: 'class', line, firstLine, name, decorators, typeParameters, bases, keywords, body: readBlock(r) };
    }
    case op.expression:
      return { kind: 'expression', line, value: readExpression(r) };
    case op.assign:
      return { kind: 'assign', line, targets: readAll(r), value: readExpression(r) };
    case op.augmented: {
      const operator = r.choice(code.BINARY, r.byte());
      return { kind: 'augmented', line, target: readExpression(r), operator, value: readExpression(r) };
    }
    case op.annotated: {
      const target = readExpression(r);
      return { kind: 'annotated', line, target, annotation: readExpression(r), value: readOptional(r) };
    }
    case op.return:
      return { kind: 'return', line, value: readOptional(r) };
    case op.delete:
      return { kind: 'delete', line, targets: readAll(r) };
    case op.raise:
      return { kind: 'raise', line, exception: readOptional(r), cause: readOptional(r), others: readAll(r) };
    case op.assert:
      return { kind: 'assert', line, test: readExpression(r), message: readOptional(r) };
    case op.global:
    case op.nonlocal: {
      const names: string[] = [];
      for (let rest = r.count(); rest > 0; rest--) names.push(r.string());
      return { kind: kind === op.global ? 'global' : 'nonlocal', line, names };
    }
    case op.if: {
      const branches: Branch[] = [];
      for (let rest = r.count(); rest > 0; rest--) branches.push({ test: readExpression(r), body: readBlock(r) });
      return { kind: 'if', line, branches, otherwise: readBlock(r) };
    }
    case op.while:
      return { kind: 'while', line, test: readExpression(r), body: readBlock(r), otherwise: readBlock(r) };
    case op.for: {
      const isAsync = r.byte() === 1;
      const target = readExpression(r);
      const iterable = readExpression(r);
      return { kind: 'for', line, isAsync, target, iterable, body: readBlock(r), otherwise: readBlock(r) };
    }
    case op.with: {
      const isAsync = r.byte() === 1;
      const items: WithItem[] = [];
      for (let rest = r.count(); rest > 0; rest--) items.push({ context: readExpression(r), target: readOptional(r) });
      return { kind: 'with', line, isAsync, items, body: readBlock(r) };
    }
    case op.try: {
      const body = readBlock(r);
      const handlers = readHandlers(r);
      return { kind: 'try', line, body, handlers, otherwise: readBlock(r), final: readBlock(r) };
    }
    case op.match:
      return { kind: 'match', line, subject: readExpression(r), cases: readCases(r) };
    case op.type: {
      const name = r.string();
      return { kind: 'type', line, name, typeParameters: readTypeParameters(r), value: readExpression(r) };
    }
    case op.print:
      return { kind: 'print', line, destination: readOptional(r), values: readAll(r) };
    case op.exec:
      return { kind: 'exec', line, code: readExpression(r), scopes: readAll(r) };
    case op.unread:
      return { kind: 'unread', line };
    default:
      throw new Malformed('an unknown statement');
  }
}

/** A function whose body is read when it is first asked for. */
class StoredFunction implements FunctionStatement {
  readonly kind = 'function';
  readonly line: number;
  readonly firstLine: number;
  readonly name: string;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly decorators: readonly Expression[];
  readonly typeParameters: readonly TypeParameter[];
  readonly parameters: readonly Parameter[];
  readonly returns: Expression | null;
  readonly #reader: ByteReader;
  readonly #start: number;

  constructor(r: ByteReader, line: number) {
    const flags = r.byte();
    this.line = line;
    this.isAsync = (flags & 1) !== 0;
    this.isGenerator = (flags & 2) !== 0;
    this.firstLine = line - r.number();
    this.name = r.string();
    this.decorators = readAll(r);
    this.typeParameters = readTypeParameters(r);
    this.parameters = readParameters(r);
    this.returns = readOptional(r);
    const length = r.length();
    this.#reader = r;
    this.#start = r.position;
    r.position += length;
    r.line = line;
  }

  /** Read anew each time: whoever follows a program looks at a body once, and all of them would fill the memory. */
  get body(): readonly Statement[] {
    const { bytes, strings } = this.#reader;
    return readBlockOrUnread(new ByteReader(bytes, strings, this.#start, this.line));
  }
}

function readTypeParameters(r: ByteReader): TypeParameter[] {
  const parameters: TypeParameter[] = [];
  for (let rest = r.count(); rest > 0; rest--) {
    const form = r.choice(code.TYPE_PARAMETER, r.byte());
    parameters.push({ form, name: r.string(), bound: readOptional(r), default: readOptional(r) });
  }
  return parameters;
}

function readHandlers(r: ByteReader): Handler[] {
  const handlers: Handler[] = [];
  for (let rest = r.count(); rest > 0; rest--) {
    r.line += r.signed();
    const { line } = r;
    const group = r.byte() === 1;
    handlers.push({ line, group, type: readOptional(r), target: readOptional(r), body: readBlock(r) });
  }
  return handlers;
}

function readCases(r: ByteReader): MatchCase[] {
  const cases: MatchCase[] = [];
  for (let rest = r.count(); rest > 0; rest--) {
    r.line += r.signed();
    const { line } = r;
    cases.push({ line, pattern: readPattern(r), guard: readOptional(r), body: readBlock(r) });
  }
  return cases;
}

function readPatterns(r: ByteReader): Pattern[] {
  const patterns: Pattern[] = [];
  for (let rest = r.count(); rest > 0; rest--) patterns.push(readPattern(r));
  return patterns;
}

function readPattern(r: ByteReader): Pattern {
  r.enter();
  const pattern = readPatternNode(r, r.byte());
  r.leave();
  return pattern;
}

function readPatternNode(r: ByteReader, kind: number): Pattern {
  switch (kind) {
    case patternCode.value:
      return { kind: 'value', value: readExpression(r) };
    case patternCode.capture: {
      const name = r.optionalString();
      return { kind: 'capture', name, pattern: r.byte() === 0 ? null : readPattern(r) };
    }
    case patternCode.star:
      return { kind: 'star', name: r.optionalString() };
    case patternCode.sequence:
      return { kind: 'sequence', patterns: readPatterns(r) };
    case patternCode.or:
      return { kind: 'or', patterns: readPatterns(r) };
    case patternCode.mapping: {
      const entries: MappingEntry[] = [];
      for (let rest = r.count(); rest > 0; rest--) entries.push({ key: readExpression(r), pattern: readPattern(r) });
      return { kind: 'mapping', entries, rest: r.optionalString() };
    }
    case patternCode.instance: {
      const type = readExpression(r);
      const patterns = readPatterns(r);
      const keywords: PatternKeyword[] = [];
      for (let rest = r.count(); rest > 0; rest--) keywords.push({ name: r.string(), pattern: readPattern(r) });
      return { kind: 'instance', type, patterns, keywords };
    }
    default:
      throw new Malformed('an unknown pattern');
  }
}
