// Python's ways to make strings of strings, on what is known of them: formatting, splitting, trimming, slicing.
import { HOLE, isKnown, mapPieces, type StringPattern } from './string-pattern.ts';

/** The pieces of `%` formatting: literal text, or which operand goes there. */
export type FormatPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly key: string | number };

/** `"%s.%(key)s"`, null for a format that is not understood. */
export function percentPieces(format: string): readonly FormatPiece[] {
  let position = 0;
  const pieces = format.split(/(%(?:\([^)]*\))?[#0\- +]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z%])/);
  return pieces.map((piece): FormatPiece => {
    if (piece === '%%') return { kind: 'text', text: '%' };
    const field = /^%(?:\(([^)]*)\))?.*[a-zA-Z]$/.exec(piece);
    if (field === null) return { kind: 'text', text: piece };
    return { kind: 'field', key: field[1] ?? position++ };
  });
}

/** `"{}.{name}.{0}"`; a field's attributes and format are dropped. */
export function bracePieces(format: string): readonly FormatPiece[] {
  let position = 0;
  return format.split(/(\{\{|\}\}|\{[^{}]*\})/).map((piece): FormatPiece => {
    if (piece === '{{' || piece === '}}') return { kind: 'text', text: piece.slice(1) };
    const field = /^\{(\w*)[^{}]*\}$/.exec(piece);
    if (field === null) return { kind: 'text', text: piece };
    const key = field[1] ?? '';
    return { kind: 'field', key: key === '' ? position++ : /^\d+$/.test(key) ? Number(key) : key };
  });
}

/** The parts that `split`, `rsplit`, `partition`, `rpartition` and `splitlines` make of a known string. */
export function splitString(
  whole: string,
  method: string,
  separator: string | null,
  limit: number | null,
): readonly string[] {
  if (method === 'splitlines') return whole.split(/\r\n|\r|\n/);
  if (separator === null || separator === '') return whole.trim() === '' ? [] : whole.trim().split(/\s+/);
  if (method.endsWith('partition')) {
    const at = method.startsWith('r') ? whole.lastIndexOf(separator) : whole.indexOf(separator);
    if (at === -1) return method.startsWith('r') ? ['', '', whole] : [whole, '', ''];
    return [whole.slice(0, at), separator, whole.slice(at + separator.length)];
  }
  const parts = whole.split(separator);
  if (limit === null || limit < 0 || parts.length <= limit + 1) return parts;
  if (method === 'rsplit') {
    const cut = parts.length - limit;
    return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
  }
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

export const SPLITTERS: ReadonlySet<string> = new Set(['split', 'rsplit', 'partition', 'rpartition', 'splitlines']);

/**
 * What a method without further strings makes of a pattern, or with known ones; null for a method that is not known to
 * give a string made of the receiver.
 */
export function applyMethod(
  pattern: StringPattern,
  method: string,
  operands: readonly (string | null)[],
): StringPattern | null {
  const [first = null, second = null] = operands;
  switch (method) {
    case 'lower':
    case 'casefold':
      return mapPieces(pattern, (piece) => piece.toLowerCase());
    case 'upper':
      return mapPieces(pattern, (piece) => piece.toUpperCase());
    case 'capitalize':
      return isKnown(pattern) ? [pattern[0].slice(0, 1).toUpperCase() + pattern[0].slice(1).toLowerCase()] : HOLE;
    case 'title':
      return isKnown(pattern) ? [pattern[0].toLowerCase().replace(/\p{L}+/gu, capital)] : HOLE;
    case 'replace':
      if (first === null || second === null || first === '') return HOLE;
      return mapPieces(pattern, (piece) => piece.replaceAll(first, second));
    case 'strip':
    case 'lstrip':
    case 'rstrip':
      return isKnown(pattern) ? [stripped(pattern[0], method, operands.length === 0 ? null : first)] : pattern;
    case 'removesuffix':
      return isKnown(pattern) && first !== null && first !== '' && pattern[0].endsWith(first)
        ? [pattern[0].slice(0, -first.length)]
        : pattern;
    case 'removeprefix':
      return isKnown(pattern) && first !== null && pattern[0].startsWith(first)
        ? [pattern[0].slice(first.length)]
        : pattern;
    case 'encode':
    case 'decode':
    case 'expandtabs':
      return pattern;
    default:
      return null;
  }
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function stripped(text: string, method: string, characters: string | null): string {
  const goes = (character: string): boolean =>
    characters === null ? /\s/.test(character) : characters.includes(character);
  let start = 0;
  let end = text.length;
  if (method !== 'rstrip') while (start < end && goes(text.charAt(start))) start += 1;
  if (method !== 'lstrip') while (end > start && goes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
