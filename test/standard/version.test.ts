// Versions against `packaging`, the specification's examples, and properties that must hold for any text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  isPrerelease,
  makeVersion,
  parseLooseVersion,
  parseVersion,
  type Version,
  versionKey,
} from '../../src/standard/version.ts';
import { testOracle } from './oracle.ts';

interface Answer {
  /** Text; then, where it is a version, its normalised text and whether it is a pre-release. */
  readonly cases: readonly (readonly [string, string?, boolean?])[];
  readonly ranks: readonly number[];
  readonly legacyRanks?: readonly number[];
}

testOracle('version', (answer: Answer) => {
  const wrong: string[] = [];
  const valid: Version[] = [];
  const legacy: Version[] = [];
  for (const [text, normalised, prerelease] of answer.cases) {
    const version = parseLooseVersion(text);
    const strict = parseVersion(text);
    const ours = strict.ok ? [strict.value.text, isPrerelease(strict.value)] : [undefined, undefined];
    if (ours[0] !== normalised || ours[1] !== prerelease || strict.ok === version.legacy)
      wrong.push(`${JSON.stringify(text)}: ${ours} rather than ${[normalised, prerelease]}`);
    (normalised === undefined ? legacy : valid).push(version);
  }
  expect(answer.ranks.length).toBe(valid.length);
  wrong.push(...misordered(valid, answer.ranks));
  if (answer.legacyRanks !== undefined) wrong.push(...misordered(legacy, answer.legacyRanks));
  for (const version of legacy) {
    const lowest = parseLooseVersion('0.dev0');
    if (compareVersions(version, lowest) >= 0) wrong.push(`${JSON.stringify(version.text)} is not below 0.dev0`);
  }
  return wrong;
});

/** Sorted by our order, the oracle's ranks must rise where our versions differ and stay where they are equal. */
function misordered(versions: readonly Version[], ranks: readonly number[]): string[] {
  const rows = versions.map((version, index) => ({ version, rank: ranks[index] ?? -1 }));
  rows.sort((left, right) => compareVersions(left.version, right.version));
  const wrong: string[] = [];
  rows.reduce((below, row) => {
    const equal = versionKey(below.version) === versionKey(row.version);
    if (equal ? below.rank !== row.rank : below.rank >= row.rank)
      wrong.push(`${JSON.stringify(below.version.text)} and ${JSON.stringify(row.version.text)}, equal: ${equal}`);
    return row;
  });
  return wrong;
}

describe('the specification', () => {
  const ascending = (texts: string) => {
    const versions = texts.trim().split(/\s+/).map(parseLooseVersion);
    versions.reduce((below, version) => {
      expect(compareVersions(below, version), `${below.text} < ${version.text}`).toBe(-1);
      return version;
    });
  };

  test('PEP 440, "Summary of permitted suffixes and relative ordering"', () => {
    ascending('1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456');
    ascending('1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456');
    ascending('1.0.15 1.1.dev1 2013.10 2014.04 1!1.0 1!1.1 1!2.0');
  });

  test('PEP 440, "Normalization"', () => {
    const same = (normalised: string, ...texts: string[]) => {
      for (const text of texts) expect(parseLooseVersion(text)).toEqual(parseLooseVersion(normalised));
    };
    same('1.1rc1', '1.1RC1', '1.1.rc1', '1.1-rc_1', '1.1c1', '1.1pre1', '1.1preview1');
    same('1.1a1', '1.1alpha1', '1.1.a.1', '1.1_ALPHA-1');
    same('1.2a0', '1.2a');
    same('1.2.post2', '1.2-post2', '1.2post2', '1.2.post-2', '1.2-r2', '1.2.rev2', '1.2-2');
    same('1.2.post0', '1.2.post', '1.2-0');
    same('1.2.dev2', '1.2-dev2', '1.2dev2', '01.02.dev02');
    same('1.0+ubuntu.1', '1.0+ubuntu-1', '1.0+ubuntu_01', 'v1.0+Ubuntu.1', ' \n1.0+ubuntu.1\t');
  });

  test('numbers beyond 2^53 stay exact', () => {
    ascending('9007199254740991 9007199254740992 9007199254740993 9007199254740993.1 10000000000000000000000');
    expect(parseLooseVersion('0.9007199254740993').release).toEqual([0, 9007199254740993n]);
    expect(parseLooseVersion('0.09007199254740991').release).toEqual([0, 9007199254740991]);
  });

  test('what is no version is legacy, below all that are, and ordered among itself', () => {
    ascending('dev-1 foo 1.0-beta-2x 1.0.x 2004d 0.dev0 0');
    expect(parseVersion('1.0 0')).toEqual({
      ok: false,
      fault: { message: '"1.0 0" is not a version as PEP 440 defines it' },
    });
    expect(isPrerelease(parseLooseVersion('1.0-beta-x'))).toBe(false);
  });
});

describe('for any text', () => {
  const part = fc.oneof(
    fc.constantFrom('0', '1', '10', 'a', 'rc', '.post', '.dev', '.', '!', '+', '-', 'v', ' '),
    fc.string(),
  );
  const text = fc.oneof(
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string(),
  );

  test('parsing never throws, and normalising twice changes nothing', () => {
    fc.assert(
      fc.property(text, (value) => {
        const version = parseLooseVersion(value);
        expect(parseLooseVersion(version.text)).toEqual(version);
        if (version.legacy) expect(parseVersion(value).ok).toBe(false);
        else expect(makeVersion(version)).toEqual(version);
      }),
      { numRuns: 3000 },
    );
  });

  test('the order is total', () => {
    fc.assert(
      fc.property(text, text, text, (...values) => {
        const [first, second, third] = values.map(parseLooseVersion).sort(compareVersions) as [
          Version,
          Version,
          Version,
        ];
        expect(compareVersions(first, third)).toBeLessThanOrEqual(0);
        expect(compareVersions(third, first)).toBe(0 - compareVersions(first, third));
        expect(compareVersions(first, second) === 0).toBe(versionKey(first) === versionKey(second));
        const bytes = [first, third].map((version) => Buffer.from(versionKey(version)));
        expect(Buffer.compare(bytes[0] ?? Buffer.of(), bytes[1] ?? Buffer.of())).toBe(compareVersions(first, third));
        expect(versionKey(first)).not.toMatch(/\0|\p{Surrogate}/u);
      }),
      { numRuns: 3000 },
    );
  });

  test('the order is that of the parts', () => {
    const number = fc.oneof(fc.nat(3), fc.nat(), fc.bigInt(2n ** 53n, 2n ** 80n));
    const parts = fc.record({ epoch: number, release: fc.array(number, { minLength: 1, maxLength: 4 }) });
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        const list = (of: typeof left) => [of.epoch, ...of.release, ...Array<number>(4 - of.release.length).fill(0)];
        const expected = list(left)
          .map((value, index) => (value < (list(right)[index] ?? 0) ? -1 : value > (list(right)[index] ?? 0) ? 1 : 0))
          .find((order) => order !== 0);
        expect(compareVersions(makeVersion(left), makeVersion(right))).toBe(expected ?? 0);
      }),
      { numRuns: 2000 },
    );
  });

  test('hostile texts take no time', () => {
    const start = performance.now();
    for (const piece of ['1', '1.', 'a', ' ', '-', '1-', '+a', '.', '1!', '0', '\0', '٣', 'post', '😀']) {
      for (const length of [100, 16_384, 200_000]) {
        const value = piece.repeat(length / piece.length);
        for (const hostile of [value, `1${value}`, `1+${value}`, `${value}x`])
          expect(parseLooseVersion(hostile).text.length).toBeGreaterThan(0);
      }
    }
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  test('100,000 versions are parsed and sorted in well under a second', () => {
    const texts = Array.from({ length: 100_000 }, (_, index) => `${index % 50}.${index % 97}.${index % 13}`);
    const start = performance.now();
    const versions = texts.map(parseLooseVersion).sort(compareVersions);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(versions.at(-1)?.text).toBe('49.96.12');
  });
});
