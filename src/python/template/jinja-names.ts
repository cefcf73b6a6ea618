// What a Jinja template names: filters, tests, tags, variables, attributes, other templates (jinja2.parser's grammar).
import { type JinjaTag, type JinjaToken, scanJinja } from './jinja-token.ts';
import { type TemplateNames, UseList } from './template-names.ts';

/** Words that are operators or constants where an expression stands. */
const WORDS = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'true', 'false', 'none', 'True', 'False', 'None']);

/** Reads a template. What is malformed is left out, the rest stands. */
export function readJinja(text: string): TemplateNames {
  const list = new UseList();
  const { tags, isPartial } = scanJinja(text);
  list.isPartial = isPartial;
  let translated: ReadonlySet<string> = new Set();
  for (const tag of tags) {
    if (tag.form === 'variable') {
      // What `{% trans a=… %}` binds stands in its text.
      if (!translated.has(tag.tokens[0]?.text ?? '')) readExpression(list, tag.tokens, 0, tag.tokens.length);
      continue;
    }
    readBlock(list, tag);
    const [name] = tag.tokens;
    if (isWord(name, 'trans')) translated = boundNames(tag.tokens);
    else if (isWord(name, 'endtrans')) translated = new Set();
  }
  return list.finish('jinja');
}

/** `{% tag … %}`. */
function readBlock(list: UseList, { tokens }: JinjaTag): void {
  const [first] = tokens;
  if (first?.type !== 'name') return;
  list.add('tag', first.text, first.line);
  const end = tokens.length;
  if (first.text.startsWith('end')) return;
  switch (first.text) {
    case 'block':
      return;
    case 'for': {
      const at = indexOfWord(tokens, 'in', 1);
      const last = tokens[end - 1];
      // A loop's targets are bound, not read.
      readExpression(list, tokens, at + 1, isWord(last, 'recursive') ? end - 1 : end);
      return;
    }
    case 'set': {
      const at = indexOfOperator(tokens, '=', 1);
      if (at !== -1) readExpression(list, tokens, at + 1, end);
      else readExpression(list, tokens, endOfTargets(tokens), end);
      return;
    }
    case 'macro':
      readSignature(list, tokens, 2);
      return;
    case 'call': {
      const isSigned = isOperator(tokens[1], '(');
      readExpression(list, tokens, isSigned ? readSignature(list, tokens, 1) : 1, end);
      return;
    }
    case 'filter': {
      const [, name] = tokens;
      if (name?.type !== 'name') return;
      const after = readDotted(tokens, 1);
      list.add('filter', after.name, name.line);
      readExpression(list, tokens, after.next, end);
      return;
    }
    case 'extends':
    case 'include':
    case 'import':
    case 'from':
      readReference(list, tokens);
      return;
    case 'trans':
      // The extension calls it by this name.
      list.add('call', 'gettext', first.line);
      readBindings(list, tokens, 1);
      return;
    case 'pluralize':
      list.add('call', 'ngettext', first.line);
      return;
    case 'with':
      readBindings(list, tokens, 1);
      return;
    default:
      readExpression(list, tokens, 1, end);
  }
}

/** The end of `a, b.c` before a filter: what a block `set` binds. */
function endOfTargets(tokens: readonly JinjaToken[]): number {
  const at = indexOfOperator(tokens, '|', 1);
  return at === -1 ? tokens.length : at;
}

/** `(a, b=1)`: parameters are bound, defaults are read. Gives the place behind it. */
function readSignature(list: UseList, tokens: readonly JinjaToken[], from: number): number {
  if (!isOperator(tokens[from], '(')) return from;
  const end = closing(tokens, from);
  readBindings(list, tokens.slice(0, end), from + 1);
  return end + 1;
}

/** `a=1, b=2`, `a, b`: names are bound, values are read. */
function readBindings(list: UseList, tokens: readonly JinjaToken[], from: number): void {
  let at = from;
  while (at < tokens.length) {
    const comma = indexOfOperator(tokens, ',', at);
    const end = comma === -1 ? tokens.length : comma;
    const equals = indexOutside(tokens, at, end, (token) => isOperator(token, '='));
    if (equals !== -1) readExpression(list, tokens, equals + 1, end);
    // `{% trans count %}` reads a variable of that name.
    else if (isWord(tokens[0], 'trans')) readExpression(list, tokens, at, end);
    at = end + 1;
  }
}

/** The names before `=` in a tag. */
function boundNames(tokens: readonly JinjaToken[]): ReadonlySet<string> {
  return new Set(tokens.filter((_, at) => isOperator(tokens[at + 1], '=')).map(({ text }) => text));
}

/** `extends`, `include`, `import`, `from`: texts in the expression name templates. */
function readReference(list: UseList, tokens: readonly JinjaToken[]): void {
  const tag = tokens[0]?.text;
  const stop = tag === 'import' ? 'as' : tag === 'from' ? 'import' : null;
  let end = stop === null ? tokens.length : indexOfWord(tokens, stop, 1);
  if (end === -1) end = tokens.length;
  if (tag === 'include') {
    for (const word of ['ignore', 'with', 'without']) {
      const at = indexOfWord(tokens, word, 1);
      if (at !== -1 && at < end) end = at;
    }
  }
  readExpression(list, tokens, 1, end);
  for (let at = 1; at < end; at++) {
    const token = tokens[at];
    if (token?.type === 'string') list.add('template', token.text, token.line);
  }
}

/** Reads expressions from one token to another, in one pass: nesting does not matter to what is named. */
function readExpression(list: UseList, tokens: readonly JinjaToken[], from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (token === undefined) return;
    if (token.type === 'string') {
      list.add('text', token.text, token.line);
      continue;
    }
    if (token.type === 'operator') {
      if (token.text === '[') readSubscript(list, tokens, at, from);
      continue;
    }
    if (token.type !== 'name') continue;
    const before = at > from || tokens[at - 1]?.text === '|' ? tokens[at - 1] : undefined;
    if (isOperator(before, '|')) {
      const { name, next } = readDotted(tokens, at);
      list.add('filter', name, token.line);
      at = next - 1;
    } else if (isTestName(tokens, at, from)) {
      // `is not x`: the word belongs to the operator.
      if (token.text === 'not' && tokens[at + 1]?.type === 'name' && at + 1 < to) continue;
      const { name, next } = readDotted(tokens, at);
      list.add('test', name, token.line);
      at = next - 1;
    } else {
      const isCalled = isOperator(tokens[at + 1], '(') && at + 1 < to;
      if (isOperator(before, '.')) list.add(isCalled ? 'method' : 'attribute', token.text, token.line);
      else if (WORDS.has(token.text)) continue;
      else if (isOperator(tokens[at + 1], '=')) continue;
      else list.add(isCalled ? 'call' : 'variable', token.text, token.line);
    }
  }
}

/** Whether a name stands behind `is` or `is not`. */
function isTestName(tokens: readonly JinjaToken[], at: number, from: number): boolean {
  if (at - 1 < from) return false;
  if (isWord(tokens[at - 1], 'is')) return isOperand(tokens, at - 2, from);
  return isWord(tokens[at - 1], 'not') && isWord(tokens[at - 2], 'is') && at - 2 > from;
}

/** Whether what ends at a token can be tested or subscripted. */
function isOperand(tokens: readonly JinjaToken[], at: number, from: number): boolean {
  const token = tokens[at];
  if (token === undefined || at < from) return false;
  if (token.type === 'operator') return token.text === ')' || token.text === ']' || token.text === '}';
  return token.type !== 'name' || isOperator(tokens[at - 1], '.') || !isJoiner(token.text);
}

function isJoiner(word: string): boolean {
  return WORDS.has(word) && !/^(true|false|none)$/i.test(word);
}

/** `x["name"]` reads what `x.name` does. */
function readSubscript(list: UseList, tokens: readonly JinjaToken[], at: number, from: number): void {
  const text = tokens[at + 1];
  if (text?.type !== 'string' || !isOperator(tokens[at + 2], ']') || !isOperand(tokens, at - 1, from)) return;
  list.add(isOperator(tokens[at + 3], '(') ? 'method' : 'attribute', text.text, text.line);
}

/** A name of a filter or test may have dots. */
function readDotted(tokens: readonly JinjaToken[], at: number): { name: string; next: number } {
  let name = tokens[at]?.text ?? '';
  let next = at + 1;
  while (isOperator(tokens[next], '.') && tokens[next + 1]?.type === 'name') {
    name += `.${tokens[next + 1]?.text}`;
    next += 2;
  }
  return { name, next };
}

function isWord(token: JinjaToken | undefined, word: string): boolean {
  return token?.type === 'name' && token.text === word;
}

function isOperator(token: JinjaToken | undefined, text: string): boolean {
  return token?.type === 'operator' && token.text === text;
}

/** The first such word outside of brackets; -1 where there is none. */
function indexOfWord(tokens: readonly JinjaToken[], word: string, from: number): number {
  return indexOutside(tokens, from, tokens.length, (token) => isWord(token, word));
}

function indexOfOperator(tokens: readonly JinjaToken[], operator: string, from: number): number {
  return indexOutside(tokens, from, tokens.length, (token) => isOperator(token, operator));
}

function indexOutside(
  tokens: readonly JinjaToken[],
  from: number,
  to: number,
  fits: (token: JinjaToken | undefined) => boolean,
): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (depth === 0 && fits(token)) return at;
    if (token?.type !== 'operator') continue;
    if (token.text === '(' || token.text === '[' || token.text === '{') depth++;
    else if (token.text === ')' || token.text === ']' || token.text === '}') depth--;
  }
  return -1;
}

/** The place of the bracket that closes the one at `from`; the end where none does. */
function closing(tokens: readonly JinjaToken[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.type !== 'operator') continue;
    if (token.text === '(' || token.text === '[' || token.text === '{') depth++;
    else if (token.text === ')' || token.text === ']' || token.text === '}') depth--;
    if (depth === 0) return at;
  }
  return tokens.length;
}
