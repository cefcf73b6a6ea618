// Markers against `packaging`, the specification's examples, partial knowledge, and properties for any text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  evaluateMarker,
  evaluateMarkerPartially,
  findUndefinedComparison,
  formatMarker,
  type Marker,
  parseMarker,
} from '../../src/standard/marker.ts';
import type { MarkerEnvironment } from '../../src/standard/marker-environment.ts';
import { formatPythonString } from '../../src/standard/python-string.ts';
import { testOracle } from './oracle.ts';

interface Answer {
  readonly environments: readonly MarkerEnvironment[];
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Text; then, where it is valid: printed, 0 where `packaging` cannot; and t, f or x (undefined) for each situation. */
  readonly cases: readonly (readonly [string, (string | 0)?, string?])[];
}

testOracle('marker', ({ environments, extras, groups, cases }: Answer) => {
  const wrong: string[] = [];
  const situations = environments.flatMap((environment) =>
    extras.map((extra) => ({
      environment,
      context: { extras: new Set(extra === '' ? [] : [extra]), groups: new Set(groups) },
    })),
  );
  for (const [text, printed, results] of cases) {
    const marker = parseMarker(text);
    if (!marker.ok || printed === undefined || results === undefined) {
      if (marker.ok || printed !== undefined)
        wrong.push(`${JSON.stringify(text)}: ${marker.ok ? 'accepted' : marker.fault.message}`);
      continue;
    }
    const { value } = marker;
    const ours = situations.map(({ environment, context }) => {
      if (findUndefinedComparison(value, environment, context) !== null) return 'x';
      const result = evaluateMarker(value, environment, context);
      expect(evaluateMarkerPartially(value, environment, context)).toBe(result);
      expect([result, 'maybe']).toContain(evaluateMarkerPartially(value, null, context));
      return result ? 't' : 'f';
    });
    if (ours.join('') !== results) wrong.push(`${JSON.stringify(text)}: ${ours.join('')} rather than ${results}`);
    const format = formatMarker(value);
    // `packaging` prints some texts with backslashes so that they cannot be read back; ours always can.
    const unreadable = text.includes('\\') && (printed === 0 || !isSame(printed, value));
    if (unreadable ? !isSame(format, value) : format !== printed)
      wrong.push(`${JSON.stringify(text)}: ${format} rather than ${printed}`);
  }
  return wrong;
});

function isSame(text: string, marker: Marker): boolean {
  const result = parseMarker(text);
  return result.ok && JSON.stringify(result.value) === JSON.stringify(marker);
}

function read(text: string): Marker {
  const result = parseMarker(text);
  if (!result.ok) throw new Error(`${text}: ${result.fault.message}`);
  return result.value;
}

const LINUX: MarkerEnvironment = {
  os_name: 'posix',
  sys_platform: 'linux',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  platform_release: '6.1.0-generic',
  platform_system: 'Linux',
  platform_version: '#1 SMP',
  python_version: '3.12',
  python_full_version: '3.12.4',
  implementation_name: 'cpython',
  implementation_version: '3.12.4',
};
const NOTHING = { extras: new Set<string>(), groups: new Set<string>() };

function holds(
  text: string,
  context: { extras?: string[]; groups?: string[]; extrasTogether?: boolean } = {},
): boolean {
  const { extras = [], groups = [], extrasTogether = false } = context;
  return evaluateMarker(read(text), LINUX, { extras: new Set(extras), groups: new Set(groups), extrasTogether });
}

describe('the specification', () => {
  test('versions are compared as versions, everything else as text', () => {
    expect(holds('python_version >= "3.9"')).toBe(true);
    expect(holds('python_version < "3.2.*"')).toBe(false);
    expect(holds('python_version == "3.12.*" and python_full_version == "3.12.*"')).toBe(true);
    expect(holds('"3.11" > python_version')).toBe(false);
    expect(holds('os_name > "nt"')).toBe(false);
    expect(holds('platform_machine in "x86_64 arm64"')).toBe(true);
  });

  test('"and" binds closer than "or"', () => {
    expect(holds('os_name == "posix" or os_name == "nt" and os_name == "nt"')).toBe(true);
    expect(holds('(os_name == "posix" or os_name == "nt") and os_name == "nt"')).toBe(false);
  });

  test('extras: any one that was asked for, names normalised (PEP 685)', () => {
    expect(holds('extra == "Foo_Bar"', { extras: ['socks', 'foo.bar'] })).toBe(true);
    expect(holds('extra == "socks"')).toBe(false);
    expect(holds('extra == "a" and extra == "b"', { extras: ['a', 'b'] })).toBe(false);
    expect(holds('extra != "a"', { extras: ['a', 'b'] })).toBe(true);
    expect(holds('extra == "a" and extra == "b"', { extras: ['a', 'b'], extrasTogether: true })).toBe(true);
    expect(holds('extra != "a"', { extras: ['a', 'b'], extrasTogether: true })).toBe(false);
    expect(holds('extra != "a"', { extrasTogether: true })).toBe(true);
  });

  test('extras and dependency_groups are sets (PEP 751)', () => {
    expect(holds('"Dev" in dependency_groups and "socks" not in extras', { groups: ['dev'] })).toBe(true);
    expect(holds('"socks" in extras and "x" in extras', { extras: ['socks', 'x'] })).toBe(true);
  });
});

describe('what is not known', () => {
  const partially = (text: string, environment: Partial<MarkerEnvironment> | null, extras: string[] = []) =>
    evaluateMarkerPartially(read(text), environment, { extras: new Set(extras), groups: new Set() });

  test('without an environment, only extras and groups decide', () => {
    expect(partially('python_version >= "3"', null)).toBe('maybe');
    expect(partially('extra == "socks"', null)).toBe(false);
    expect(partially('extra == "socks"', null, ['socks'])).toBe(true);
    expect(partially('extra == "socks" and os_name == "nt"', null, ['socks'])).toBe('maybe');
    expect(partially('extra == "socks" and os_name == "nt"', null)).toBe(false);
    expect(partially('extra == "socks" or os_name == "nt"', null, ['socks'])).toBe(true);
    expect(partially('extra == "a" and os_name == "nt" or extra == "b"', null, ['a', 'b'])).toBe(true);
    expect(partially('"dev" in dependency_groups', null)).toBe(false);
  });

  test('a value that is missing is "maybe", the others decide', () => {
    const some = { sys_platform: 'linux', python_version: '3.12' };
    expect(partially('sys_platform == "win32" and platform_release > "5"', some)).toBe(false);
    expect(partially('sys_platform == "linux" and platform_release > "5"', some)).toBe('maybe');
    expect(partially('python_version >= "3.13" or python_full_version >= "3.12.1"', some)).toBe('maybe');
  });

  test('a comparison without meaning decides nothing, and the marker holds', () => {
    const marker = read('os_name ~= "posix"');
    expect(findUndefinedComparison(marker, LINUX, NOTHING)).toBe('os_name ~= "posix"');
    expect(evaluateMarker(marker, LINUX, NOTHING)).toBe(true);
    expect(evaluateMarkerPartially(marker, LINUX, NOTHING)).toBe('maybe');
    expect(evaluateMarker(read('os_name ~= "posix" and os_name == "nt"'), LINUX, NOTHING)).toBe(false);
    expect(evaluateMarker(read('"a" == "__proto__"'), LINUX, NOTHING)).toBe(true);
  });
});

test('a fault says where', () => {
  const fault = (text: string) => {
    const result = parseMarker(text);
    return result.ok ? null : [result.fault.offset, result.fault.message];
  };
  expect(fault('os_name = "nt"')).toEqual([8, 'expected a comparison: <=, <, !=, ==, >=, >, ~=, ===, in or not in']);
  expect(fault('os_name == nt')).toEqual([11, 'expected a marker variable or a text in quotes']);
  expect(fault('(os_name == "nt"')).toEqual([16, 'expected ")" after the marker in parentheses']);
  expect(fault('os_name == "nt" os_name')).toEqual([16, 'expected "and", "or" or the end of the marker']);
  expect(fault('os_name == "\\x4"')).toEqual([11, 'not a valid text in quotes']);
  expect(fault(`${'('.repeat(101)}os_name == "nt"${')'.repeat(101)}`)).toEqual([
    100,
    'the marker is nested too deeply',
  ]);
  expect(fault(`${'('.repeat(100)}os_name == "nt"${')'.repeat(100)}`)).toBeNull();
});

describe('for any text', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'os_name',
      'extra',
      '"nt"',
      "'\\x41'",
      ' == ',
      ' in ',
      ' and ',
      ' or ',
      '(',
      ')',
      ' ',
      'not in',
      'python_version',
      '"3"',
    ),
    fc.string(),
  );
  const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));

  test('parsing never throws', () => {
    fc.assert(
      fc.property(text, (value) => {
        const result = parseMarker(value);
        if (!result.ok) expect(result.fault.offset).toBeLessThanOrEqual(value.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('what is printed means the same, and prints the same', () => {
    const operand = fc.oneof(
      fc.constantFrom('os_name', 'extra', 'python_version', 'sys_platform', 'platform_release'),
      fc.string({ unit: 'binary' }).map(formatPythonString),
    );
    const operator = fc.constantFrom('==', '!=', '<', '>=', 'in', 'not in', '~=', '===');
    const leaf = fc.tuple(operand, operator, operand).map((parts) => parts.join(' '));
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc
          .tuple(tie('tree'), fc.constantFrom('and', 'or'), tie('tree'))
          .map(([left, join, right]) => `${left} ${join} ${right}`),
        tie('tree').map((inner) => `(${inner})`),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const marker = read(value);
        const printed = formatMarker(marker);
        expect(read(printed)).toEqual(marker);
        const result = evaluateMarkerPartially(marker, LINUX, NOTHING);
        expect([result, 'maybe']).toContain(evaluateMarkerPartially(marker, null, NOTHING));
        expect(evaluateMarker(marker, LINUX, NOTHING)).toBe(result !== false);
      }),
      { numRuns: 2000 },
    );
  });

  test('hostile texts take no time', () => {
    const start = performance.now();
    for (const piece of [
      '(',
      '"',
      ' ',
      'os_name == "nt" or ',
      '(os_name == "nt") and ',
      '"a"',
      "'\\",
      'extra ',
      'python_version=="3" or ',
      'or',
    ])
      for (const length of [100_000, 262_144, 1_000_000]) {
        const marker = parseMarker(piece.repeat(length / piece.length));
        expect(marker.ok).toBe(false);
        const joined = parseMarker(`${piece.repeat(200_000 / piece.length)} os_name == "nt"`);
        if (joined.ok) evaluateMarker(joined.value, LINUX, { extras: new Set(['a', 'b']), groups: new Set() });
      }
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
