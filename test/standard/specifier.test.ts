// Specifier sets against `packaging`, the specification's examples, and properties that must hold for any text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  containsVersion,
  filterVersions,
  formatSpecifierSet,
  parseSpecifierSet,
  type SpecifierSet,
} from '../../src/standard/specifier.ts';
import { parseLooseVersion, parseVersion } from '../../src/standard/version.ts';
import { testOracle } from './oracle.ts';

const MODES = [undefined, true, false] as const;

/** Text; then, where it is valid: printed, items, what contains says of each as text and as version, what filter keeps. */
type Case = readonly [string, string?, (readonly string[])?, string?, string?, (readonly string[])?];

/** For each clause the versions it contains, as the bits of a hexadecimal number, the first version highest. */
interface Grid {
  readonly versions: readonly string[];
  readonly clauses: readonly (readonly [string, string])[];
}

testOracle('specifier', ({ cases, grid }: { readonly cases: readonly Case[]; readonly grid: Grid }) => {
  const wrong: string[] = [];
  const versions = grid.versions.map(parseLooseVersion);
  for (const [clause, mask] of grid.clauses) {
    const bits = BigInt(`0x${mask}`).toString(2).padStart(versions.length, '0');
    for (const [index, version] of versions.entries())
      if (containsVersion(set(clause), version) !== (bits[index] === '1')) wrong.push(`${clause} on ${version.text}`);
  }
  for (const [text, printed, items = [], contains, asVersion, kept] of cases) {
    const set = parseSpecifierSet(text);
    const ours = set.ok ? answers(set.value, items) : [];
    const theirs = printed === undefined ? [] : [printed, contains, asVersion, ...(kept ?? [])];
    if (JSON.stringify(ours) !== JSON.stringify(theirs))
      wrong.push(`${JSON.stringify(text)} on ${JSON.stringify(items)}: ${ours} rather than ${theirs}`);
  }
  return wrong;
});

function answers(set: SpecifierSet, items: readonly string[]): string[] {
  const contains = items.map((item) => digit((mode) => containsVersion(set, item, mode)));
  const asVersion = items.map((item) => {
    const version = parseVersion(item);
    return version.ok ? digit((mode) => containsVersion(set, version.value, mode)) : '-';
  });
  const kept = MODES.map((mode) => {
    // As objects that are never equal, so that the same version given twice is kept apart.
    const versions = items.map((item) => ({ ...parseLooseVersion(item) }));
    const byVersion = filterVersions(set, versions, mode).map((version) => versions.indexOf(version));
    const byText = filterVersions(set, items, mode);
    if (!set.specifiers.some(({ operator }) => operator === '==='))
      expect(byText).toEqual(byVersion.map((index) => items[index]));
    return byText;
  });
  return [formatSpecifierSet(set), contains.join(''), asVersion.join(''), ...kept.map((texts) => places(texts, items))];
}

/** Where the kept texts stand among the items, as digits. */
function places(texts: readonly string[], items: readonly string[]): string {
  let from = 0;
  return texts
    .map((text) => {
      const index = items.indexOf(text, from);
      from = index + 1;
      return index;
    })
    .join('');
}

/** The answers for the three modes as one digit. */
function digit(answer: (mode: (typeof MODES)[number]) => boolean): string {
  return String(MODES.reduce((sum, mode, index) => sum + (answer(mode) ? 1 << index : 0), 0));
}

function set(text: string): SpecifierSet {
  const result = parseSpecifierSet(text);
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

describe('the specification', () => {
  const admits = (text: string, versions: string, prereleases?: boolean) => {
    for (const version of versions.split(' '))
      expect(containsVersion(set(text), version, prereleases), version).toBe(true);
  };
  const refuses = (text: string, versions: string, prereleases?: boolean) => {
    for (const version of versions.split(' '))
      expect(containsVersion(set(text), version, prereleases), version).toBe(false);
  };

  test('compatible release', () => {
    admits('~=2.2', '2.2 2.2.post3 2.3 2.99');
    refuses('~=2.2', '2.1 3.0 3.0.dev1 3.0a1 2.2a1');
    admits('~=1.4.5a4', '1.4.5a4 1.4.5 1.4.9');
    refuses('~=1.4.5a4', '1.4.5a3 1.5 1.5.dev0');
    admits('~=2.2.0', '2.2 2.2.1');
    refuses('~=2.2.0', '2.3');
  });

  test('version matching', () => {
    admits('==1.1', '1.1 1.1.0 1.1+local');
    refuses('==1.1', '1.1.post1 1.1a1 1.1.dev1');
    admits('==1.1.*', '1.1 1.1.post1 1.1a1 1.1.9 1.1+x');
    refuses('==1.1.post1', '1.1');
    refuses('==1.1+local', '1.1 1.1+other');
    refuses('!=1.1.*', '1.1.post1 1.1a1');
  });

  test('exclusive ordered comparison', () => {
    refuses('>1.7', '1.7 1.7.0.post1 1.7+local 1.7.post1.dev0');
    admits('>1.7', '1.7.1 1.8a1');
    admits('>1.7.post2', '1.7.0.post3 1.7.1');
    refuses('>1.7.post2', '1.7.0 1.7.post2 1.7.post2+local');
    refuses('<3.1', '3.1.dev0 3.1a1 3.1rc5');
    admits('<3.1rc2', '3.1rc1');
  });

  test('arbitrary equality', () => {
    admits('===foobar', 'foobar FooBar');
    refuses('===1.0', '1.0.0 1.0+downstream1');
  });

  test('pre-releases come in where the set names one, or where there is nothing else', () => {
    expect(filterVersions(set('>=1.0'), ['1.0', '2.0a1'])).toEqual(['1.0']);
    expect(filterVersions(set('>=1.1'), ['1.0', '2.0a1'])).toEqual(['2.0a1']);
    expect(filterVersions(set('>=1.0a1'), ['1.0', '2.0a1'])).toEqual(['1.0', '2.0a1']);
    expect(filterVersions(set('>=1.0'), ['1.0', '2.0a1'], true)).toEqual(['1.0', '2.0a1']);
    expect(filterVersions(set('>=1.1'), ['1.0', '2.0a1'], false)).toEqual([]);
  });
});

test('a fault says which clause is wrong, and where', () => {
  expect(parseSpecifierSet('>=1.0, >=2.*')).toEqual({
    ok: false,
    fault: { message: '">=2.*": .* may only follow a release, after == or !=', offset: 7 },
  });
  for (const text of ['1.0', '=1.0', '~=1', '>=1+a', '==', '==1.0 0', '=== a b', '==1.0a1.*', '<\u0661'])
    expect(parseSpecifierSet(text).ok, text).toBe(false);
});

describe('for any text', () => {
  const part = fc.oneof(
    fc.constantFrom('==', '>=', '<', '~=', '!=', '===', '1', '.0', '.*', 'a1', '+x', ',', ' '),
    fc.string(),
  );
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));

  test('parsing never throws, and what is printed means the same', () => {
    fc.assert(
      fc.property(text, fc.string(), (value, version) => {
        const first = parseSpecifierSet(value);
        if (!first.ok) return;
        const printed = formatSpecifierSet(first.value);
        const second = set(printed);
        expect(formatSpecifierSet(second)).toBe(printed);
        for (const candidate of [version, '1.0', '1.0a1', '1.0+x'])
          expect(containsVersion(second, candidate)).toBe(containsVersion(first.value, candidate));
      }),
      { numRuns: 3000 },
    );
  });

  test('hostile texts take no time', () => {
    const start = performance.now();
    for (const piece of ['1', ' ', ',', '>=1,', '===', '==1.', '\x1f', '==1.*,', '٣'])
      for (const length of [65_536, 200_000]) parseSpecifierSet(piece.repeat(length / piece.length));
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
