// Text as Python sees it, where JavaScript differs: whitespace and the order of strings.

/** The body of a character class: what Python's `\s` and `str.strip` take for whitespace. */
export const PYTHON_WHITESPACE = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const WHITESPACE = new RegExp(`[${PYTHON_WHITESPACE}]`);

/** Removes whitespace at both ends, as `str.strip()` does. */
export function stripPython(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhitespace(text, start)) start += 1;
  while (end > start && isWhitespace(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

function isWhitespace(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code <= 0x20 || code >= 0x85 ? WHITESPACE.test(text.charAt(index)) : false;
}

/** Orders texts by code points, as Python does; JavaScript's `<` goes by UTF-16 units. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Surrogates above all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** A text for a message: in quotes, control characters escaped, shortened. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
