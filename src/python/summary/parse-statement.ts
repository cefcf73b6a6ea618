// Reads a whole file: blocks and compound statements (Language Reference 8). What fails is skipped line by line.
import type { Expression, Keyword } from './expression.ts';
import { Unreadable } from './mark.ts';
import { parseArguments, parseExpression, parseNamed, parseTargets, parseTuple } from './parse-expression.ts';
import { parseParameters, parseTypeParameters } from './parse-parameter.ts';
import { parsePatterns } from './parse-pattern.ts';
import { parseSimple } from './parse-simple.ts';
import { parseWithItems } from './parse-with.ts';
import type { Scanner } from './scanner.ts';
import type { Branch, Handler, MatchCase, Statement } from './statement.ts';
import { MAX_FAULTS, type SummaryFault } from './summary.ts';
import * as t from './token.ts';

/** A file is given up after so many statements that cannot be read; the last one stays as `unread`. */
const MAX_FAILURES = 2_000;

/** A parser's state: the scanner and the faults so far. */
interface Parser {
  readonly s: Scanner;
  readonly faults: SummaryFault[];
  /** How many statements could not be read. */
  failures: number;
  /** The line of the last fault: what follows from it is not reported again. */
  failedAt: number;
}

/** Reads all statements; `faults` is filled in order of lines. */
export function parseFile(s: Scanner, faults: SummaryFault[]): Statement[] {
  const p: Parser = { s, faults, failures: 0, failedAt: -1 };
  const body: Statement[] = [];
  s.next();
  while (s.kind !== t.END) {
    readStatements(p, body);
    // A dedent below the file's own level can only follow what could not be read.
    if (s.kind === t.DEDENT) s.next();
  }
  if (s.isExhausted) {
    addFault(p, s.tokenLine, 'the file is too long: what follows was not read');
    body.push({ kind: 'unread', line: s.tokenLine });
  }
  return body;
}

/** Reads statements up to the end of the block. */
function readStatements(p: Parser, out: Statement[]): void {
  const { s } = p;
  while (s.kind !== t.DEDENT && s.kind !== t.END) {
    if (s.kind === t.NEWLINE) s.next();
    else if (s.kind === t.INDENT) readStrayBlock(p, out);
    else readStatement(p, out);
  }
}

/** A block that no statement opens: mostly the body of a header that could not be read. Its statements are kept. */
function readStrayBlock(p: Parser, out: Statement[]): void {
  const { s } = p;
  if (p.failedAt < 0 || s.tokenLine - p.failedAt > 1) addFault(p, s.tokenLine, 'unexpected indent');
  readIndented(p, out);
}

/** Reads the block whose INDENT is the current token. */
function readIndented(p: Parser, out: Statement[]): void {
  const { s } = p;
  if (s.isTooDeep) {
    addFault(p, s.tokenLine, 'the block is nested too deeply');
    let open = 0;
    do {
      if (s.kind === t.INDENT) open++;
      else if (s.kind === t.DEDENT) open--;
      s.next();
    } while (open > 0 && s.kind !== t.END);
    return;
  }
  s.next();
  readStatements(p, out);
  s.accept(t.DEDENT);
}

function readStatement(p: Parser, out: Statement[]): void {
  const { s } = p;
  const { start, tokenLine, nesting } = s;
  try {
    parseStatement(p, out);
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof RangeError)) throw error;
    if (s.kind === t.END && s.depth > 0) addFault(p, tokenLine, 'a bracket is never closed');
    else addFault(p, error instanceof Unreadable ? error.line : tokenLine, error.message);
    out.push({ kind: 'unread', line: tokenLine });
    s.nesting = nesting;
    if (++p.failures > MAX_FAILURES) {
      // It is no Python, or hostile: reading on would take long and give nothing.
      s.stop();
      return;
    }
    s.recover(start, tokenLine);
    p.failedAt = s.tokenLine - 1;
  }
}

function addFault(p: Parser, line: number, message: string): void {
  if (p.faults.length < MAX_FAULTS) p.faults.push({ line, message });
}

function parseStatement(p: Parser, out: Statement[]): void {
  const { s } = p;
  switch (s.kind) {
    case t.DEF:
      parseFunction(p, out, s.tokenLine, [], false);
      return;
    case t.CLASS:
      parseClass(p, out, s.tokenLine, []);
      return;
    case t.AT:
      parseDecorated(p, out);
      return;
    case t.ASYNC:
      if (parseAsync(p, out)) return;
      break;
    case t.IF:
      parseIf(p, out);
      return;
    case t.FOR:
      parseFor(p, out, false);
      return;
    case t.WHILE:
      parseWhile(p, out);
      return;
    case t.TRY:
      parseTry(p, out);
      return;
    case t.WITH:
      parseWith(p, out, false);
      return;
    case t.NAME:
      if (s.text === 'match' && s.syntax === 3 && parseMatch(p, out)) return;
  }
  parseLine(p, out);
}

/** Simple statements up to the end of the line. */
function parseLine(p: Parser, out: Statement[]): void {
  const { s } = p;
  do {
    if (s.kind === t.NEWLINE) break;
    parseSimple(s, out);
  } while (s.accept(t.SEMICOLON));
  if (s.kind !== t.NEWLINE && s.kind !== t.END) s.fail('invalid syntax');
  s.accept(t.NEWLINE);
}

/** `:` and either statements on the same line or an indented block. */
function parseBlock(p: Parser, out: Statement[]): void {
  const { s } = p;
  s.expect(t.COLON, '":"');
  if (s.kind !== t.NEWLINE) {
    parseLine(p, out);
    return;
  }
  s.next();
  if (s.kind !== t.INDENT) s.fail('expected an indented block');
  readIndented(p, out);
}

function parseAsync(p: Parser, out: Statement[], firstLine?: number, decorators: Expression[] = []): boolean {
  const { s } = p;
  const mark = s.mark();
  const line = s.tokenLine;
  s.next();
  if (s.kind === t.DEF) parseFunction(p, out, firstLine ?? line, decorators, true, line);
  else if (s.kind === t.FOR) parseFor(p, out, true);
  else if (s.kind === t.WITH) parseWith(p, out, true);
  else {
    s.reset(mark);
    return false;
  }
  return true;
}

function parseDecorated(p: Parser, out: Statement[]): void {
  const { s } = p;
  const firstLine = s.tokenLine;
  const decorators: Expression[] = [];
  while (s.accept(t.AT)) {
    decorators.push(parseNamed(s));
    s.expect(t.NEWLINE, 'a new line after the decorator');
  }
  if (s.kind === t.DEF) parseFunction(p, out, firstLine, decorators, false);
  else if (s.kind === t.CLASS) parseClass(p, out, firstLine, decorators);
  else if (s.kind !== t.ASYNC || !parseAsync(p, out, firstLine, decorators)) s.fail('expected "def" or "class"');
}

function parseFunction(
  p: Parser,
  out: Statement[],
  firstLine: number,
  decorators: Expression[],
  isAsync: boolean,
  line = p.s.tokenLine,
): void {
  const { s } = p;
  s.next();
  const name = s.takeName();
  const typeParameters = parseTypeParameters(s);
  s.expect(t.LEFT_PAREN, '"("');
  const parameters = parseParameters(s, t.RIGHT_PAREN, true);
  s.expect(t.RIGHT_PAREN, '")"');
  const returns = s.accept(t.ARROW) ? parseTuple(s) : null;
  const body: Statement[] = [];
  const node = {
    kind: 'function' as const,
    line,
    firstLine,
    name,
    isAsync,
    isGenerator: false,
    decorators,
    typeParameters,
    parameters,
    returns,
    body,
  };
  out.push(node);
  const outer = s.sawYield;
  s.sawYield = false;
  try {
    parseBlock(p, body);
  } finally {
    node.isGenerator = s.sawYield;
    s.sawYield = outer;
  }
}

function parseClass(p: Parser, out: Statement[], firstLine: number, decorators: Expression[]): void {
  const { s } = p;
  const line = s.tokenLine;
  s.next();
  const name = s.takeName();
  const typeParameters = parseTypeParameters(s);
  const keywords: Keyword[] = [];
  const bases = s.kind === t.LEFT_PAREN ? parseArguments(s, keywords) : [];
  const body: Statement[] = [];
  out.push({ kind: 'class', line, firstLine, name, decorators, typeParameters, bases, keywords, body });
  parseBlock(p, body);
}

function parseIf(p: Parser, out: Statement[]): void {
  const { s } = p;
  const line = s.tokenLine;
  const branches: Branch[] = [];
  const otherwise: Statement[] = [];
  do {
    s.next();
    const branch = { test: parseNamed(s), body: [] as Statement[] };
    if (branches.push(branch) === 1) out.push({ kind: 'if', line, branches, otherwise });
    parseBlock(p, branch.body);
  } while (s.kind === t.ELIF);
  parseElse(p, otherwise);
}

function parseElse(p: Parser, out: Statement[]): void {
  if (p.s.accept(t.ELSE)) parseBlock(p, out);
}

function parseWhile(p: Parser, out: Statement[]): void {
  const { s } = p;
  const line = s.tokenLine;
  s.next();
  const test = parseNamed(s);
  const body: Statement[] = [];
  const otherwise: Statement[] = [];
  out.push({ kind: 'while', line, test, body, otherwise });
  parseBlock(p, body);
  parseElse(p, otherwise);
}

function parseFor(p: Parser, out: Statement[], isAsync: boolean): void {
  const { s } = p;
  const line = s.tokenLine;
  s.next();
  const target = parseTargets(s);
  s.expect(t.IN, '"in"');
  const iterable = parseTuple(s);
  const body: Statement[] = [];
  const otherwise: Statement[] = [];
  out.push({ kind: 'for', line, isAsync, target, iterable, body, otherwise });
  parseBlock(p, body);
  parseElse(p, otherwise);
}

function parseTry(p: Parser, out: Statement[]): void {
  const { s } = p;
  const line = s.tokenLine;
  const body: Statement[] = [];
  const handlers: Handler[] = [];
  const otherwise: Statement[] = [];
  const final: Statement[] = [];
  out.push({ kind: 'try', line, body, handlers, otherwise, final });
  s.next();
  parseBlock(p, body);
  while (s.kind === t.EXCEPT) {
    const handler = parseHandler(s);
    handlers.push(handler);
    parseBlock(p, handler.body);
  }
  parseElse(p, otherwise);
  if (s.accept(t.FINALLY)) parseBlock(p, final);
  else if (handlers.length === 0) s.fail('expected "except" or "finally"');
}

function parseHandler(s: Scanner): Handler & { readonly body: Statement[] } {
  const line = s.tokenLine;
  s.next();
  const group = s.accept(t.STAR);
  let type: Expression | null = null;
  let target: Expression | null = null;
  if (s.kind !== t.COLON) {
    // PEP 758 leaves out the brackets around several types; in Python 2 the comma stands for `as`.
    const open = s.kind;
    type = s.syntax === 3 ? parseTuple(s) : parseExpression(s);
    if (s.syntax === 3 && type.kind === 'tuple' && open !== t.LEFT_PAREN) s.hasOldHandler ||= isOldTarget(type.items);
    if (s.accept(t.AS) || (s.syntax === 2 && s.accept(t.COMMA))) target = parseTargets(s);
  }
  return { line, group, type, target, body: [] };
}

/** Two items of which the second is a tuple, or in lower case as variables are and exceptions are not. */
function isOldTarget(items: readonly Expression[]): boolean {
  const [, second] = items;
  if (items.length !== 2) return false;
  return second?.kind === 'tuple' || (second?.kind === 'name' && /^[a-z_]/.test(second.id));
}

function parseWith(p: Parser, out: Statement[], isAsync: boolean): void {
  const { s } = p;
  const line = s.tokenLine;
  s.next();
  const items = parseWithItems(s);
  const body: Statement[] = [];
  out.push({ kind: 'with', line, isAsync, items, body });
  parseBlock(p, body);
}

/** False where `match` turns out to be a name. */
function parseMatch(p: Parser, out: Statement[]): boolean {
  const { s } = p;
  // These cannot start a subject: `match = 1`, `match.group()`, `match, other`.
  if (/[=.,:)\]};!%^&|<>/\0]/.test(String.fromCharCode(s.peek())) && !/^\.(?:\d|\.\.)/.test(s.following()))
    return false;
  const mark = s.mark();
  const line = s.tokenLine;
  const { nesting, sawYield } = s;
  let subject: Expression | null = null;
  try {
    s.next();
    subject = parseTuple(s);
    s.expect(t.COLON, '":"');
    s.expect(t.NEWLINE, 'a new line');
    s.expect(t.INDENT, 'a block');
    if (s.kind !== t.NAME || s.text !== 'case') subject = null;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    subject = null;
  }
  if (subject === null) {
    s.reset(mark);
    s.nesting = nesting;
    s.sawYield = sawYield;
    return false;
  }
  const cases: MatchCase[] = [];
  out.push({ kind: 'match', line, subject, cases });
  while (s.kind === t.NAME && s.text === 'case') {
    const at = s.tokenLine;
    s.next();
    const pattern = parsePatterns(s);
    const guard = s.accept(t.IF) ? parseNamed(s) : null;
    const body: Statement[] = [];
    cases.push({ line: at, pattern, guard, body });
    parseBlock(p, body);
  }
  s.expect(t.DEDENT, 'the end of "match"');
  return true;
}
