// The official OSV schema decides: a record that it refuses is an error to the linter, and only such a one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedAt, type Path } from '../../../src/advisory/repository/record-tree.ts';
import { ROOT } from '../../host/captured-host.ts';
import { fileOf, lintFiles, SOUND } from './lint-record.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv, { mode: 'full' });
const valid = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'test/recorded/osv/schema-1.7.5.json'), 'utf8')));

/** The rules that say what the schema says. */
const FORMAL = new Set([
  'schema',
  'identifier-prefix',
  'commit-short',
  'range-introduced-missing',
  'range-two-ends',
  'reference-type',
  'severity-invalid',
]);

function paths(value: unknown, at: Path = []): Path[] {
  const own = at.length > 0 ? [at] : [];
  if (typeof value !== 'object' || value === null) return own;
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...own, ...entries.flatMap(([key, item]) => paths(item, [...at, key]))];
}

const FULL = {
  ...SOUND,
  related: ['CVE-2020-1111'],
  upstream: ['CVE-2020-1112'],
  withdrawn: '2026-03-01T00:00:00Z',
  credits: [{ name: 'Ann', contact: ['mailto:a@b.example'], type: 'FINDER' }],
};
const value = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    1,
    true,
    '',
    'x',
    [],
    {},
    ['x'],
    [{}],
    [null],
    'GIT',
    'SEMVER',
    'CVSS_V2',
    'CVSS_V4',
    'Ubuntu',
    'low',
  ),
  fc.constantFrom<unknown>(
    '2026-02-30T00:00:00Z',
    '2026-01-01T00:00:00+00:00',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00.123Z',
    'npm',
    'Debian:12',
    'PyPI:',
    'AV:N/AC:L/Au:N/C:P/I:P/A:P',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
    'https://a.example/x?y=z#q',
    'https://a.example/a b',
    'mailto:a@b.example',
    'TOOL',
    'FIX',
    'A'.repeat(40),
    'a'.repeat(64),
    '0',
    'x_T-1',
    'ACME-1',
    'GHSA-2222-2222-2222',
  ),
  fc.constantFrom<unknown>(
    { fixed: '1' },
    { introduced: '0' },
    { limit: '*' },
    { introduced: '0', fixed: '1' },
    [{ introduced: '0' }],
    [{ fixed: '1' }],
  ),
);

describe('the linter and the official schema', () => {
  it('agree on a sound record', async () => {
    expect(valid(FULL), JSON.stringify(valid.errors)).toBe(true);
  });

  it('agree on every record with some places changed', async () => {
    const all = paths(FULL);
    const change = fc.tuple(fc.constantFrom(...all), value);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const record = changes.reduce<unknown>((whole, [path, item]) => {
          return path[0] === 'id' && (typeof item !== 'string' || item === '')
            ? whole
            : changedAt(whole, path, () => item);
        }, FULL);
        const isValid = valid(record);
        const { findings } = await lintFiles([fileOf(record)]);
        const errors = findings.filter(({ rule, severity }) => FORMAL.has(rule) && severity === 'error');
        // The linter may also refuse what the schema lets pass, but never lets pass what the schema refuses.
        if (!isValid) expect(errors, JSON.stringify(valid.errors?.[0])).not.toEqual([]);
        const strict = errors.filter(
          ({ rule, message }) => rule === 'schema' && !/cannot be read|is no text$|needs a type|names no/.test(message),
        );
        if (isValid) expect(strict.filter(({ message }) => !LENIENT.test(message))).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });
});

/** What the schema lets pass and readers do not: empty texts, events that say nothing, vectors that have no score. */
const LENIENT =
  /is no version text|no event|is no text|says two things|needs a type and a score|has no url|has no name|several events|is no address/;
