// What a Django template names: filters, tags, variables and what is read of them (django.template.base).
import { LineCounter, type TemplateNames, UseList } from './template-names.ts';

/** Operators and constants of tags: `{% if a not in b %}`, `{% for a in b %}`. Other words may be variables as well. */
const WORDS = new Set('as in with by from and or not is True False None = == != < > <= >='.split(' '));

/** Tags whose arguments are names of their own. */
const NAMING = new Set(['block', 'comment', 'verbatim', 'templatetag', 'now', 'csrf_token', 'debug', 'autoescape']);

/** One `{{ … }}` or `{% … %}`: what stands in it, and where. */
interface DjangoTag {
  readonly isBlock: boolean;
  readonly text: string;
  readonly line: number;
}

/** Reads a template. What is malformed is left out, the rest stands. */
export function readDjango(text: string): TemplateNames {
  const list = new UseList();
  let isCommented = false;
  for (const tag of scanDjango(text)) {
    const [name = ''] = tag.isBlock ? (/^\S*/.exec(tag.text) ?? []) : [];
    if (isCommented) {
      isCommented = name !== 'endcomment';
      if (isCommented) continue;
    }
    if (!tag.isBlock) readFilterExpression(list, tag.text, tag.line);
    else if (name !== '') {
      list.add('tag', name, tag.line);
      isCommented = name === 'comment';
      readTag(list, name, splitWords(tag.text.slice(name.length)), tag.line);
    }
  }
  return list.finish('django');
}

/** The tags in order (`Lexer.tokenize`): none crosses a line, none is read between `verbatim` and its end. */
function* scanDjango(text: string): Generator<DjangoTag> {
  const lines = new LineCounter(text);
  const ends = new Map<string, number>();
  let verbatim: string | null = null;
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at)) {
    const mark = text[at + 1];
    const close = mark === '%' ? '%}' : mark === '{' ? '}}' : mark === '#' ? '#}' : null;
    const end = close === null ? -1 : endOnLine(text, at, close, ends);
    if (close === null || end === -1) {
      at += 1;
      continue;
    }
    const inner = text.slice(at + 2, end).trim();
    const line = lines.lineAt(at);
    at = end + 2;
    if (close === '#}') continue;
    if (verbatim !== null) {
      if (close === '%}' && inner === verbatim) verbatim = null;
      else continue;
    } else if (close === '%}' && /^verbatim(?:\s|$)/.test(inner)) verbatim = `end${inner}`;
    yield { isBlock: close === '%}', text: inner, line };
  }
}

/** Where a tag ends on its line; -1 where it does not. Each end is looked for once. */
function endOnLine(text: string, at: number, close: string, ends: Map<string, number>): number {
  let end = ends.get(close) ?? -1;
  if (end < at + 2) {
    end = text.indexOf(close, at + 2);
    if (end === -1) end = text.length;
    ends.set(close, end);
  }
  let line = ends.get('\n') ?? -1;
  if (line < at) {
    line = text.indexOf('\n', at);
    if (line === -1) line = text.length;
    ends.set('\n', line);
  }
  return end < line ? end : -1;
}

/** `smart_split`: words, where quotes keep spaces; `_("…")` is one word as well. */
function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let start = -1;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== null) {
      if (character === '\\') at++;
      else if (character === quote) quote = null;
      continue;
    }
    if (/\s/.test(character)) {
      if (start !== -1) words.push(text.slice(start, at));
      start = -1;
      continue;
    }
    if (start === -1) start = at;
    if (character === '"' || character === "'") quote = character;
  }
  if (start !== -1) words.push(text.slice(start));
  return words;
}

function readTag(list: UseList, name: string, words: readonly string[], line: number): void {
  const texts = words.map(textOf);
  if (name === 'load') {
    for (const word of words) if (word !== 'from') list.add('library', word, line);
    return;
  }
  if (name === 'extends' || name === 'include') {
    const [first] = texts;
    if (first !== null && first !== undefined) list.add('template', first, line);
  }
  if (name === 'filter') {
    for (const word of words) readFilterExpression(list, `x|${word}`, line, true);
    return;
  }
  // `{% regroup people by country.name as groups %}` reads it of each, which it calls `groups`.
  if (name === 'regroup' && words[1] === 'by') {
    readFilterExpression(list, words[0] ?? '', line);
    readFilterExpression(list, `${words[4] ?? 'x'}.${words[2] ?? ''}`, line);
    return;
  }
  if (NAMING.has(name) || name.startsWith('end')) return;
  const bound = name === 'for' ? words.indexOf('in') : 0;
  for (const [index, word] of words.entries()) {
    if (index < bound || WORDS.has(word) || words[index - 1] === 'as') continue;
    const value = /^\w+=(?!=)(.+)$/s.exec(word)?.[1] ?? word;
    readFilterExpression(list, value, line);
  }
}

/** The text of a word that is a string, plain or to be translated. */
function textOf(word: string): string | null {
  return /^(?:_\()?(["'])(.*)\1\)?$/s.exec(word)?.[2] ?? null;
}

/** `_("…")`, `"…"`, a number or a dotted variable. */
const OPERAND =
  /_\(\s*"((?:[^"\\]|\\.)*)"\s*\)|_\(\s*'((?:[^'\\]|\\.)*)'\s*\)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([-+]?[\p{L}\p{N}_.]+)/suy;
const FILTER = /\s*\|\s*([\p{L}\p{N}_]+)/uy;

/** `value|filter:argument|…` (`FilterExpression`); `isRest`: the value stands for one that is not written. */
function readFilterExpression(list: UseList, text: string, line: number, isRest = false): void {
  OPERAND.lastIndex = 0;
  let match = OPERAND.exec(text);
  if (match === null) {
    list.isPartial ||= !/^[^\w"']*$/.test(text);
    return;
  }
  readOperand(list, match, line, isRest);
  let at = OPERAND.lastIndex;
  while (at < text.length) {
    FILTER.lastIndex = at;
    const filter = FILTER.exec(text);
    if (filter === null) break;
    list.add('filter', filter[1] ?? '', line);
    at = FILTER.lastIndex;
    if (text[at] !== ':') continue;
    OPERAND.lastIndex = at + 1;
    match = OPERAND.exec(text);
    if (match === null) break;
    readOperand(list, match, line, false);
    at = OPERAND.lastIndex;
  }
  if (at < text.length) list.isPartial = true;
}

function readOperand(list: UseList, match: RegExpExecArray, line: number, isRest: boolean): void {
  const text = match[1] ?? match[2] ?? match[3] ?? match[4];
  if (text !== undefined) {
    list.add('text', text, line);
    return;
  }
  const word = match[5] ?? '';
  if (/^[-+]?\.?\d[\d.e]*$/.test(word)) return;
  const [first = '', ...others] = word.split('.');
  if (!isRest && !WORDS.has(first)) list.add('variable', first, line);
  // Whatever can be called is called.
  for (const name of others) if (!/^\d*$/.test(name)) list.add('attribute', name, line);
}
