// Python's string literals, as markers quote text: read and written.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPythonString, readPythonString } from '../../src/standard/python-string.ts';

test('escapes as the language reference lists them', () => {
  const value = (body: string) => readPythonString(`"${body}"`);
  expect(value("\\a\\b\\f\\n\\r\\t\\v\\\\\\'")).toBe("\x07\b\f\n\r\t\v\\'");
  expect(value('\\x41\\101\\u0041\\U0001f600\\0')).toBe('AAA😀\0');
  expect(value('\\d\\8\\777')).toBe('\\d\\8ǿ');
  expect(value('a\\\nb\\\r\nc')).toBe('abc');
  for (const invalid of ['\\', '\\x4', '\\u12', '\\U00110000', '\\N{BULLET}', 'a\nb', 'a\rb', 'a\0b', 'a"b', '\ud800'])
    expect(value(invalid), JSON.stringify(invalid)).toBeNull();
});

test('what is written reads back as it was', () => {
  const unit = fc.oneof(
    fc.constantFrom('"', "'", '\\', '\n', '\r', '\0', 'x41', 'N{', '\ud800', '\udc00', '😀'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const value = units.join('');
      expect(readPythonString(formatPythonString(value))).toBe(value);
    }),
  );
  fc.assert(fc.property(fc.string(), (body) => typeof readPythonString(`'${body}'`) !== 'undefined'));
});
