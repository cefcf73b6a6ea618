// Reads Python source token by token: indentation, brackets that join lines, names, numbers, the extent of strings.

import { IS_NAME, SINGLE } from './character.ts';
import { type Mark, Unreadable } from './mark.ts';
import { NameTable, nextHash } from './name-table.ts';
import { readOperator } from './operator.ts';
import { isPrefix, type Literal, NO_LITERAL, readString } from './string-token.ts';
import * as t from './token.ts';

const NUMBER =
  /0[xX][\da-fA-F_]+[lL]?|0[oO][0-7_]+[lL]?|0[bB][01_]+[lL]?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJlL]?/y;
const IDENTIFIER = /[\p{XIDS}_][\p{XIDC}]*/uy;
/** Blocks nested deeper than this are not read; CPython's own limit is 100. */
const MAX_INDENTS = 100;

/** How often the rest of a file is read again behind a bracket that nothing closes. */
const MAX_REWINDS = 20;
/** How many tokens are read of a file, those read again included: about 15 MB of usual code. */
const MAX_TOKENS = 3_000_000;
/** How deep expressions may nest; CPython allows 200 brackets. */
const MAX_NESTING = 250;

/** Holds the current token; `next` moves on. Lines are separated by line feeds alone. */
export class Scanner {
  readonly source: string;
  readonly syntax: 2 | 3;
  /** The current token. */
  kind: number = t.NEWLINE;
  start = 0;
  tokenLine = 1;
  /** A name's or augmented operator's text, or an integer's digits. */
  text = '';
  literal: Literal = NO_LITERAL;
  /** It is the first on its line. */
  isFirst = true;
  /** Where the next token is sought, and that place's line. */
  position = 0;
  line = 1;
  /** How many brackets are open, and how many were where the innermost field of an f-string began (0 outside). */
  depth = 0;
  fieldDepth = 0;
  /** How deep the parser is inside an expression. */
  nesting = 0;
  /** A `yield` was read since this was last cleared. */
  sawYield = false;
  /** `except E, e:` was read: Python 2's, or Python 3.14's two types without brackets. */
  hasOldHandler = false;
  /** `from __future__ import print_function` was read. */
  hasPrintFunction = false;
  /** `from __future__ import unicode_literals` was read. */
  hasUnicodeLiterals = false;
  /** The budget of tokens is spent: the rest of the file is not read. */
  isExhausted = false;
  private tokens = 0;
  private rewinds = 0;
  private atLineStart = true;
  private pending = 0;
  private indents: number[] = [0];
  private readonly names = new NameTable();

  constructor(source: string, syntax: 2 | 3) {
    this.source = source;
    this.syntax = syntax;
  }

  mark(): Mark {
    return {
      kind: this.kind,
      start: this.start,
      position: this.position,
      line: this.line,
      tokenLine: this.tokenLine,
      depth: this.depth,
      fieldDepth: this.fieldDepth,
      text: this.text,
      atLineStart: this.atLineStart,
      isFirst: this.isFirst,
      pending: this.pending,
      indents: this.indents.slice(),
      literal: this.literal,
    };
  }

  reset(mark: Mark): void {
    const { indents, ...rest } = mark;
    Object.assign(this, rest);
    this.indents = indents.slice();
  }

  fail(message: string): never {
    throw new Unreadable(this.tokenLine, message);
  }

  /** Goes one level deeper into an expression; the caller takes `nesting` back when it leaves. */
  nest(): void {
    if (++this.nesting > MAX_NESTING) this.fail('the expression is nested too deeply');
  }

  /** Takes a token of this kind or fails. */
  expect(kind: number, what: string): void {
    if (this.kind !== kind) this.fail(`expected ${what}`);
    this.next();
  }

  /** Takes the current token if it is of this kind. */
  accept(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.next();
    return true;
  }

  /** Takes a name and gives its text. */
  takeName(): string {
    const text = this.text;
    const isOldName = this.syntax === 2 && (this.kind === t.TRUE || this.kind === t.FALSE);
    if (this.kind !== t.NAME && this.kind !== t.ASYNC && this.kind !== t.AWAIT && !isOldName) {
      this.fail('expected a name');
    }
    this.next();
    return text;
  }

  /** Reads the next token. */
  next(): void {
    if (++this.tokens > MAX_TOKENS) {
      this.isExhausted = true;
      this.stop();
      return;
    }
    if (this.pending > 0) {
      this.pending--;
      this.kind = t.DEDENT;
      return;
    }
    this.isFirst = false;
    if (this.atLineStart && this.depth === 0) {
      this.atLineStart = false;
      this.isFirst = true;
      if (this.readIndentation()) return;
    }
    const source = this.source;
    let position = this.position;
    let code = source.charCodeAt(position);
    for (;;) {
      if (code === 32 || code === 9 || code === 12) {
        code = source.charCodeAt(++position);
      } else if (code === 10) {
        if (this.depth === 0) break;
        this.line++;
        this.isFirst = true;
        code = source.charCodeAt(++position);
      } else if (code === 35) {
        const end = source.indexOf('\n', position);
        position = end < 0 ? source.length : end;
        code = source.charCodeAt(position);
      } else if (code === 92 && source.charCodeAt(position + 1) === 10) {
        this.line++;
        position += 2;
        code = source.charCodeAt(position);
      } else {
        break;
      }
    }
    this.start = position;
    this.tokenLine = this.line;
    if (code < 128) {
      if (IS_NAME[code] === 1 && (code > 57 || code < 48)) {
        this.readName(position);
        return;
      }
      const single = SINGLE[code] ?? 0;
      if (single !== 0) {
        this.kind = single;
        this.position = position + 1;
        if (single <= t.RIGHT_BRACE) {
          if ((single & 1) === 0) this.depth++;
          else if (this.depth > 0) this.depth--;
        }
        return;
      }
      if (code === 34 || code === 39) {
        readString(this, position, '');
        return;
      }
      if (code >= 48 && code <= 57) {
        this.readNumber(position);
        return;
      }
      if (code === 10) {
        this.kind = t.NEWLINE;
        this.line++;
        this.position = position + 1;
        this.atLineStart = true;
        return;
      }
      readOperator(this, position, code);
      return;
    }
    if (code >= 128) {
      this.readUnicodeName(position);
      return;
    }
    this.readEnd(position);
  }

  /** The first character after the current token that is no space, 0 at the end of the line. */
  peek(): number {
    let position = this.position;
    let code = this.source.charCodeAt(position);
    while (code === 32 || code === 9 || code === 12 || (code === 92 && this.source.charCodeAt(position + 1) === 10)) {
      position += code === 92 ? 2 : 1;
      code = this.source.charCodeAt(position);
    }
    return code === 10 || code === 35 || Number.isNaN(code) ? 0 : code;
  }

  /** Up to 80 characters behind the current token, without leading space. */
  following(): string {
    return this.source.slice(this.position, this.position + 80).trimStart();
  }

  /**
   * Goes on after what could not be read, at the first line that can start a statement: the current token's own where
   * it stands first on it and is not where the statement began, else the one after it. Brackets are forgotten.
   */
  recover(statementStart: number, statementLine: number): void {
    const wasOpen = this.depth > 0;
    this.depth = 0;
    this.fieldDepth = 0;
    if (this.kind === t.DEDENT || this.kind === t.INDENT) return;
    if (this.kind === t.END) {
      // A bracket left open swallowed all lines to the end: they are read again, a bounded number of times.
      if (!wasOpen || this.isExhausted || this.rewinds >= MAX_REWINDS) return;
      this.rewinds++;
      this.skipLine(statementStart, statementLine);
    } else if (this.kind !== t.NEWLINE) {
      if (this.isFirst && this.start > statementStart) {
        this.position = this.source.lastIndexOf('\n', this.start) + 1;
        this.line = this.tokenLine;
      } else {
        this.skipLine(this.start, this.tokenLine);
      }
    }
    this.atLineStart = true;
    this.next();
  }

  /** Reads nothing more. */
  stop(): void {
    this.position = this.source.length;
    this.depth = 0;
    this.pending = 0;
    this.indents = [0];
    this.kind = t.END;
  }

  private skipLine(position: number, line: number): void {
    const end = this.source.indexOf('\n', position);
    this.position = end < 0 ? this.source.length : end + 1;
    this.line = line + 1;
  }

  /** Sets the indentation of a line; true where that is a token of its own. Blank lines and comments do not count. */
  private readIndentation(): boolean {
    const source = this.source;
    let position = this.position;
    let column = 0;
    let joined = -1;
    for (;;) {
      const code = source.charCodeAt(position);
      if (code === 32) column++;
      else if (code === 9) column = (column | 7) + 1;
      else if (code === 12) column = 0;
      else if (code === 92 && source.charCodeAt(position + 1) === 10) {
        if (joined < 0) joined = column;
        this.line++;
        position++;
      } else if (code === 35) {
        const end = source.indexOf('\n', position);
        position = end < 0 ? source.length : end;
        continue;
      } else if (code === 10) {
        this.line++;
        column = 0;
        joined = -1;
      } else {
        break;
      }
      position++;
    }
    this.position = position;
    this.start = position;
    this.tokenLine = this.line;
    if (position >= source.length) return false;
    if (joined > 0) column = joined;
    const indents = this.indents;
    const top = indents[indents.length - 1] ?? 0;
    if (column === top) return false;
    if (column > top) {
      indents.push(column);
      this.kind = t.INDENT;
      return true;
    }
    let closed = 0;
    while (indents.length > 1 && (indents[indents.length - 1] ?? 0) > column) {
      indents.pop();
      closed++;
    }
    // An inconsistent dedent counts as the block it comes closest to.
    if ((indents[indents.length - 1] ?? 0) < column) indents[indents.length - 1] = column;
    this.pending = closed - 1;
    this.kind = t.DEDENT;
    return true;
  }

  get isTooDeep(): boolean {
    return this.indents.length > MAX_INDENTS;
  }

  private readEnd(position: number): void {
    this.position = position;
    if (this.kind !== t.NEWLINE && this.kind !== t.DEDENT && this.kind !== t.END && this.depth === 0) {
      this.kind = t.NEWLINE;
      return;
    }
    if (this.indents.length > 1 && this.depth === 0) {
      this.indents.pop();
      this.kind = t.DEDENT;
      return;
    }
    this.kind = t.END;
  }

  private readName(start: number): void {
    const source = this.source;
    let position = start;
    let hash = 0;
    let code = source.charCodeAt(position);
    while (code < 128 && IS_NAME[code] === 1) {
      hash = nextHash(hash, code);
      code = source.charCodeAt(++position);
    }
    if (code >= 128) {
      this.readUnicodeName(start);
      return;
    }
    if ((code === 34 || code === 39) && position - start <= 2) {
      const prefix = source.slice(start, position).toLowerCase();
      if (isPrefix(prefix, this.syntax)) {
        readString(this, position, prefix);
        return;
      }
    }
    this.text = this.names.find(source, start, position, hash);
    this.kind = this.names.kind;
    this.position = position;
    if (this.syntax === 2 && (this.kind === t.ASYNC || this.kind === t.AWAIT || this.kind === t.NONLOCAL)) {
      this.kind = t.NAME;
    }
  }

  /** A name beyond ASCII: valid by Unicode's identifiers and normalised, as the reference's section 2.3 says. */
  private readUnicodeName(start: number): void {
    IDENTIFIER.lastIndex = start;
    const found = IDENTIFIER.exec(this.source)?.[0];
    if (found === undefined) {
      this.kind = t.BAD;
      this.position = start + 1;
      return;
    }
    this.kind = t.NAME;
    this.text = found.normalize('NFKC');
    this.position = start + found.length;
  }

  readNumber(start: number): void {
    NUMBER.lastIndex = start;
    const found = NUMBER.exec(this.source)?.[0] ?? '0';
    // Python 3 rejects `0777` and `1L`: such a file is Python 2's.
    this.kind = this.syntax === 3 && /^0\d*[1-9][\d_]*$|[lL]$/.test(found) ? t.BAD : t.NUMBER;
    this.text = found;
    this.position = start + found.length;
  }

  /** A literal without an end: the scan goes on behind its opening quotes, so that what follows can be recovered. */
  readUnfinished(start: number): void {
    this.kind = t.BAD;
    this.line = this.tokenLine;
    this.position = start;
  }
}
