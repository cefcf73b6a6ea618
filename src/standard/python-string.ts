// Python's string literals (The Python Language Reference, "String and Bytes literals"), as markers quote text.

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\n', ''],
]);
const HEXADECIMAL: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/**
 * The value of a literal in single or double quotes, these included; null where it is invalid.
 * `\N{…}` counts as invalid: it needs the table of Unicode's character names.
 */
export function readPythonString(literal: string): string | null {
  const quote = literal.charAt(0);
  const body = literal.slice(1, -1);
  if (!body.includes(quote) && !/[\\\r\n\0\ud800-\udfff]/.test(body)) return body;
  if (body.includes('\0') || !body.isWellFormed()) return null;
  const source = body.replace(/\r\n?/g, '\n');
  let value = '';
  let index = 0;
  while (index < source.length) {
    const next = source.indexOf('\\', index);
    const plain = source.slice(index, next === -1 ? source.length : next);
    if (plain.includes('\n') || plain.includes(quote)) return null;
    value += plain;
    if (next === -1) break;
    const escaped = readEscape(source, next + 1);
    if (escaped === null) return null;
    value += escaped.value;
    index = escaped.end;
  }
  return value;
}

/** Reads what follows a backslash. */
function readEscape(source: string, start: number): { readonly value: string; readonly end: number } | null {
  const letter = source.charAt(start);
  if (letter === '' || letter === 'N') return null;
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return { value: simple, end: start + 1 };
  const octal = /^[0-7]{1,3}/.exec(source.slice(start, start + 3))?.[0];
  if (octal !== undefined) return { value: String.fromCharCode(Number.parseInt(octal, 8)), end: start + octal.length };
  const length = HEXADECIMAL.get(letter);
  // An unknown escape stands for itself, backslash included.
  if (length === undefined) return { value: '\\', end: start };
  const digits = source.slice(start + 1, start + 1 + length);
  if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits)) return null;
  const code = Number.parseInt(digits, 16);
  return code > 0x10ffff ? null : { value: String.fromCodePoint(code), end: start + 1 + length };
}

/** A literal with this value: as `packaging` quotes it where that can be read back, else with escapes. */
export function formatPythonString(value: string): string {
  const plain = value.includes('"') ? `'${value}'` : `"${value}"`;
  if (readPythonString(plain) === value) return plain;
  const escaped = value.replace(/["'\\\r\n\0]|\p{Surrogate}/gu, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
