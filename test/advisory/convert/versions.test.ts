// Versions of any form, converted and asked version by version in both formats by an evaluator of its own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertRecord } from '../../../src/advisory/convert/convert-record.ts';
import { comparePython, compareSemver, isCveAffected, isOsvAffected } from './evaluate.ts';
import { KNOWING_FOO as OPTIONS } from './options.ts';

type Json = Readonly<Record<string, unknown>>;

function cveOf(product: Json): Json {
  const affected = [{ vendor: 'acme', product: 'foo', ...product }];
  return {
    dataType: 'CVE_RECORD',
    cveMetadata: { cveId: 'CVE-2026-1000' },
    containers: { cna: { affected, descriptions: [{ lang: 'en', value: 'x' }] } },
  };
}

function toOsv(product: Json): { entries: readonly Json[]; losses: readonly { field: string; message: string }[] } {
  const converted = convertRecord(cveOf(product), 'osv', OPTIONS);
  if (typeof converted === 'string') throw new Error(converted);
  return { entries: (converted.value['affected'] ?? []) as readonly Json[], losses: converted.losses };
}

/** The versions, of some, that a converted product affects. */
function affectedOf(product: Json, versions: readonly string[]): readonly string[] {
  const { entries } = toOsv(product);
  return versions.filter((version) => entries.some((entry) => isOsvAffected(entry, version, comparePython)));
}

const SOME = ['0.1', '1.0', '1.1', '1.2', '1.2.5', '1.3', '2.0rc1', '2.0', '2.0.1', '3.0'];

describe('one product', () => {
  const all = SOME;
  const cases: readonly (readonly [string, Json, readonly string[]])[] = [
    [
      'lessThan',
      { versions: [{ version: '0', lessThan: '1.2', status: 'affected', versionType: 'python' }] },
      ['0.1', '1.0', '1.1'],
    ],
    [
      'lessThanOrEqual',
      { versions: [{ version: '1.1', lessThanOrEqual: '1.2', status: 'affected', versionType: 'python' }] },
      ['1.1', '1.2'],
    ],
    ['a single version', { versions: [{ version: '1.2', status: 'affected' }] }, ['1.2']],
    [
      'no end',
      { versions: [{ version: '2.0', lessThan: '*', status: 'affected', versionType: 'python' }] },
      ['2.0', '2.0.1', '3.0'],
    ],
    ['all by default', { defaultStatus: 'affected' }, all],
    [
      'all but some',
      {
        defaultStatus: 'affected',
        versions: [{ version: '1.2', lessThan: '2.0', status: 'unaffected', versionType: 'python' }],
      },
      ['0.1', '1.0', '1.1', '2.0', '2.0.1', '3.0'],
    ],
    [
      'all but one',
      { defaultStatus: 'affected', versions: [{ version: '1.2', status: 'unaffected' }] },
      all.filter((version) => version !== '1.2'),
    ],
    [
      'changes',
      {
        versions: [
          {
            version: '1.0',
            lessThan: '3.0',
            status: 'affected',
            versionType: 'python',
            changes: [
              { at: '2.0rc1', status: 'affected' },
              { at: '1.2', status: 'unaffected' },
            ],
          },
        ],
      },
      ['1.0', '1.1', '2.0rc1', '2.0', '2.0.1'],
    ],
    [
      'a wildcard below',
      { versions: [{ version: '1.0', lessThanOrEqual: '1.2.*', status: 'affected', versionType: 'custom' }] },
      ['1.0', '1.1', '1.2', '1.2.5'],
    ],
    ['a wildcard', { versions: [{ version: '1.2.x', status: 'affected' }] }, ['1.2', '1.2.5']],
    ['a star', { versions: [{ version: '*', status: 'affected' }] }, all],
    ['a comparison', { versions: [{ version: '< 1.2', status: 'affected' }] }, ['0.1', '1.0', '1.1']],
    [
      'two comparisons',
      { versions: [{ version: '>= 1.1, < 2.0', status: 'affected' }] },
      ['1.1', '1.2', '1.2.5', '1.3', '2.0rc1'],
    ],
    [
      'a comparison that leaves its version out',
      { versions: [{ version: '> 1.1, <= 1.3', status: 'affected' }] },
      ['1.2', '1.2.5', '1.3'],
    ],
    ['words', { versions: [{ version: 'before 1.2', status: 'affected' }] }, ['0.1', '1.0', '1.1']],
    ['more words', { versions: [{ version: '1.1 and earlier', status: 'affected' }] }, ['0.1', '1.0', '1.1']],
    ['from to', { versions: [{ version: '1.1 through 1.3', status: 'affected' }] }, ['1.1', '1.2', '1.2.5', '1.3']],
    ['a list', { versions: [{ version: '1.1, 1.3', status: 'affected' }] }, ['1.1', '1.3']],
    [
      'a leading v',
      { versions: [{ version: 'v1.1', lessThan: 'v1.2', status: 'affected', versionType: 'semver' }] },
      ['1.1'],
    ],
    [
      'an exception first',
      {
        versions: [
          { version: '1.1', status: 'unaffected' },
          { version: '1.0', lessThan: '1.3', status: 'affected', versionType: 'python' },
        ],
      },
      ['1.0', '1.2', '1.2.5'],
    ],
    ['nothing', { defaultStatus: 'unaffected' }, []],
  ];
  it.each(cases)('%s', (_name, product, expected) => {
    expect(affectedOf(product, SOME)).toEqual(expected);
  });

  it('says what it read in the worse way', () => {
    const { entries, losses } = toOsv({
      versions: [{ version: 'n/a', status: 'affected' }],
      defaultStatus: 'unaffected',
    });
    expect(isOsvAffected(entries[0] ?? {}, '1.0', comparePython)).toBe(true);
    expect(losses.map(({ message }) => message).join()).toContain('read as every version');
  });

  it('keeps commits, and says which it cannot', () => {
    const commit = 'a'.repeat(40);
    const fix = 'b'.repeat(40);
    const product = {
      repo: 'https://git.example/foo',
      versions: [
        { version: commit, lessThan: fix, status: 'affected', versionType: 'git' },
        { version: commit, lessThan: 'v1.2', status: 'affected', versionType: 'git' },
      ],
    };
    const { entries, losses } = toOsv(product);
    expect(entries[0]?.['ranges']).toEqual([
      { type: 'GIT', repo: 'https://git.example/foo', events: [{ introduced: commit }, { fixed: fix }] },
    ]);
    expect(losses.map(({ message }) => message).join()).toContain('"v1.2" is no full commit');
  });
});

it('leaves out what lies between a version and the next', () => {
  const { entries } = toOsv({
    vendor: 'x',
    product: 'y',
    collectionURL: 'https://pkg.go.dev',
    packageName: 'y',
    defaultStatus: 'affected',
    versions: [
      { version: '2.2.1', status: 'unaffected' },
      { version: '2.2.2-0', lessThan: '3.0.0', status: 'unaffected', versionType: 'semver' },
    ],
  });
  expect(entries[0]?.['ranges']).toEqual([
    { type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.2.1' }, { introduced: '3.0.0' }] },
  ]);
});

const NUMBER = fc.integer({ min: 0, max: 3 });
const PYTHON = fc
  .tuple(NUMBER, NUMBER, fc.constantFrom('', '', 'a1', 'rc1', '.post1', '.dev1'))
  .map(([major, minor, rest]) => `${major + 1}.${minor}${rest}`);
const SEMVER = fc
  .tuple(NUMBER, NUMBER, NUMBER, fc.constantFrom('', '', '-0', '-rc.1'))
  .map(([major, minor, patch, rest]) => `${major + 1}.${minor}.${patch}${rest}`);
const STATUS = fc.constantFrom('affected', 'unaffected');

function productOf(version: fc.Arbitrary<string>, versionType: string) {
  const range = fc.record({
    version: fc.oneof(fc.constant('0'), version),
    end: fc.oneof(
      version.map((lessThan): Json => ({ lessThan })),
      version.map((lessThanOrEqual): Json => ({ lessThanOrEqual })),
      fc.constant({ lessThan: '*' }),
    ),
    status: STATUS,
    changes: fc.array(fc.record({ at: version, status: STATUS }), { maxLength: 2 }),
  });
  const entry = fc.oneof(
    fc.record({ version, status: STATUS }).map((single): Json => single),
    range.map(({ version: start, end, status, changes }): Json => {
      return { version: start, ...end, status, versionType, ...(changes.length === 0 ? {} : { changes }) };
    }),
  );
  return fc.record({ defaultStatus: STATUS, versions: fc.array(entry, { minLength: 1, maxLength: 4 }) });
}

describe('any product', () => {
  it.each([
    ['python', PYTHON, comparePython, { vendor: 'acme', product: 'foo' }],
    [
      'semver',
      SEMVER,
      compareSemver,
      { vendor: 'x', product: 'y', collectionURL: 'https://pkg.go.dev', packageName: 'y' },
    ],
  ] as const)('affects the same versions of type %s', (type, version, compare, names) => {
    fc.assert(
      fc.property(productOf(version, type), fc.array(version, { minLength: 10, maxLength: 30 }), (product, asked) => {
        // Two changes at one version contradict each other: no order is said.
        const clear = product.versions.every((entry) => {
          const at = ((entry['changes'] ?? []) as readonly { at: string }[]).map((change) => change.at);
          return at.every((one, index) => at.every((other, where) => where <= index || compare(one, other) !== 0));
        });
        fc.pre(clear);
        const { entries } = toOsv({ ...names, ...product });
        const named = product.versions.flatMap((entry) => [
          entry['version'],
          entry['lessThan'],
          entry['lessThanOrEqual'],
        ]);
        const versions = [
          ...asked,
          ...named.filter((each) => typeof each === 'string' && each !== '0' && each !== '*'),
        ] as string[];
        for (const each of versions) {
          const truth = isCveAffected(product, each, compare);
          expect(
            entries.some((entry) => isOsvAffected(entry, each, compare)),
            each,
          ).toBe(truth);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('any range', () => {
  const event = fc.oneof(
    PYTHON.map((introduced): Json => ({ introduced })),
    PYTHON.map((fixed): Json => ({ fixed })),
    PYTHON.map((last_affected): Json => ({ last_affected })),
  );
  it('affects the same versions as a CVE record, and back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.array(event, { maxLength: 4 })), { minLength: 1, maxLength: 2 }),
        fc.array(PYTHON, { maxLength: 3 }),
        fc.array(PYTHON, { minLength: 10, maxLength: 30 }),
        (ranges, versions, asked) => {
          const written = ranges.map(([fromStart, events]) => {
            const kept = events.filter((each, index) => {
              const value = String(Object.values(each)[0]);
              return events.every(
                (other, at) => at >= index || comparePython(String(Object.values(other)[0]), value) !== 0,
              );
            });
            return { type: 'ECOSYSTEM', events: [{ introduced: fromStart ? '0' : '9.9' }, ...kept] };
          });
          const affected = { package: { ecosystem: 'PyPI', name: 'foo' }, ranges: written, versions };
          const osv = { id: 'CVE-2026-1000', modified: '2026-01-01T00:00:00Z', details: 'x', affected: [affected] };
          const cve = convertRecord(osv, 'cve', OPTIONS);
          if (typeof cve === 'string') throw new Error(cve);
          const back = convertRecord(cve.value, 'osv', OPTIONS);
          if (typeof back === 'string') throw new Error(back);
          const products = (cve.value as { containers: { cna: { affected: readonly Json[] } } }).containers.cna
            .affected;
          const again = (back.value['affected'] ?? []) as readonly Json[];
          for (const version of [...asked, ...versions]) {
            const truth = isOsvAffected(affected, version, comparePython);
            expect(
              products.some((product) => isCveAffected(product, version, comparePython)),
              version,
            ).toBe(truth);
            expect(
              again.some((entry) => isOsvAffected(entry, version, comparePython)),
              version,
            ).toBe(truth);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
