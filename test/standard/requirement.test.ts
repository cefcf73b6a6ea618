// Requirements against `packaging`, the specification's examples, and properties that must hold for any text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMarker } from '../../src/standard/marker.ts';
import { compareCodePoints } from '../../src/standard/python-text.ts';
import { formatRequirement, parseRequirement, type Requirement } from '../../src/standard/requirement.ts';
import { formatSpecifierSet } from '../../src/standard/specifier.ts';
import { testOracle } from './oracle.ts';

/** Text; then, where valid, what it says, the last two 0 where `packaging` cannot print the marker. */
type Case = readonly [string, ...(readonly (string | 0 | null | readonly string[])[])];

testOracle('requirement', ({ cases }: { readonly cases: readonly Case[] }) => {
  const wrong: string[] = [];
  for (const [text, ...theirs] of cases) {
    const result = parseRequirement(text);
    const ours = result.ok ? fields(result.value) : [];
    // `packaging` prints some texts with backslashes so that they cannot be read back; ours always can.
    const unreadable = text.includes('\\') && theirs.length > 0 && !readsBack(theirs.at(-1), ours);
    const last = unreadable ? -2 : undefined;
    if (JSON.stringify(ours.slice(0, last)) !== JSON.stringify(theirs.slice(0, last)))
      wrong.push(`${JSON.stringify(text)}: ${JSON.stringify(ours)} rather than ${JSON.stringify(theirs)}`);
    if (result.ok && !readsBack(formatRequirement(result.value), ours)) wrong.push(`${text} does not read back`);
  }
  return wrong;
});

function fields({ name, normalisedName, extras, url, specifiers, marker, ...rest }: Requirement) {
  expect(rest).toEqual({});
  const sorted = [...extras].sort(compareCodePoints);
  const parts = [name, normalisedName, sorted, url, formatSpecifierSet(specifiers), marker && formatMarker(marker)];
  return [...parts, formatRequirement({ name, normalisedName, extras, url, specifiers, marker })];
}

/** Whether a printed requirement says the same. A `;` behind an odd clause or URL can change what follows it. */
function readsBack(printed: unknown, expected: readonly unknown[]): boolean {
  if (typeof printed !== 'string') return false;
  const result = parseRequirement(printed);
  return result.ok && JSON.stringify(fields(result.value)) === JSON.stringify(expected);
}

function read(text: string): Requirement {
  const result = parseRequirement(text);
  if (!result.ok) throw new Error(`${text}: ${result.fault.message}`);
  return result.value;
}

describe('the specification', () => {
  test.each([
    ['A', 'A'],
    ['A.B-C_D', 'A.B-C_D'],
    ['aa', 'aa'],
    ['name', 'name'],
    ['name<=1', 'name<=1'],
    ['name>=3', 'name>=3'],
    ['name>=3,', 'name>=3'],
    ['name>=3,<2', 'name<2,>=3'],
    ['name@http://foo.com', 'name @ http://foo.com'],
    [
      "name [fred,bar] @ http://foo.com ; python_version=='2.7'",
      'name[bar,fred] @ http://foo.com ; python_version == "2.7"',
    ],
    [
      "name[quux, strange];python_version<'2.7' and platform_version=='2'",
      'name[quux,strange]; python_version < "2.7" and platform_version == "2"',
    ],
    ["name; os_name=='a' or os_name=='b'", 'name; os_name == "a" or os_name == "b"'],
    [
      "name; os_name=='a' and os_name=='b' or os_name=='c'",
      'name; os_name == "a" and os_name == "b" or os_name == "c"',
    ],
    [
      "name; os_name=='a' and (os_name=='b' or os_name=='c')",
      'name; os_name == "a" and (os_name == "b" or os_name == "c")',
    ],
    [
      'requests [security,tests] >= 2.8.1, == 2.8.* ; python_version < "2.7"',
      'requests[security,tests]==2.8.*,>=2.8.1; python_version < "2.7"',
    ],
  ])('%s', (text, printed) => {
    expect(formatRequirement(read(text))).toBe(printed);
  });
});

test('a URL ends at a space, so a semicolon right behind it is its own', () => {
  expect(read('foo @ https://h/x;y').url).toBe('https://h/x;y');
  expect(read('foo @ https://h/x ;os_name=="nt"')).toMatchObject({
    url: 'https://h/x',
    specifiers: { specifiers: [] },
  });
});

test('a fault says where the text stops making sense', () => {
  const offset = (text: string) => {
    const result = parseRequirement(text);
    return result.ok ? null : result.fault.offset;
  };
  expect(offset('')).toBe(0);
  expect(offset('-e .')).toBe(0);
  expect(offset('foo 1.0')).toBe(4);
  expect(offset('foo[a,]')).toBe(6);
  expect(offset('foo[a b]')).toBe(6);
  expect(offset('foo (>=1')).toBe(8);
  expect(offset('foo>=1, >=2.*')).toBe(8);
  expect(offset('foo @')).toBe(5);
  expect(offset('foo ; os_name = "nt"')).toBe(14);
  expect(offset('foo>=1 # comment')).toBe(7);
});

describe('for any text', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'foo',
      '[',
      'a',
      ']',
      ',',
      ' ',
      '>=1.0',
      '==1.*',
      '===x',
      '(',
      ')',
      ' @ ',
      'https://h/x',
      ' ; ',
      'os_name == "nt"',
      '\n',
    ),
    fc.string(),
  );

  test('parsing never throws, and what is printed means the same', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const text = parts.join('');
        const result = parseRequirement(text);
        if (!result.ok) expect(result.fault.offset).toBeLessThanOrEqual(text.length);
        else expect(readsBack(formatRequirement(result.value), fields(result.value))).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('hostile texts take no time', () => {
    const start = performance.now();
    for (const piece of ['a', '-', 'a-', '[', 'a[', ' ', '>=1,', '>=', '===', '=== ', '(', ';', '@', '1', ',', '\n'])
      for (const length of [100_000, 262_140, 1_000_000]) {
        const text = piece.repeat(length / piece.length);
        for (const hostile of [text, `foo${text}`, `foo[${text}`, `foo;${text}`, `foo@${text}`])
          parseRequirement(hostile);
      }
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
