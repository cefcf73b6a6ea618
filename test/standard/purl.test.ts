// Package URLs against the specification's own tests for pypi, packageurl-python and packageurl-js.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { PackageURL } from 'packageurl-js';
import { describe, expect, test } from 'vitest';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';
import { formatPurl, parsePurl } from '../../src/standard/purl.ts';

interface Parts {
  readonly name: string;
  readonly version: string | null;
  readonly qualifiers: { readonly file_name?: string } | null;
}
interface Cases {
  readonly specification: readonly {
    readonly test_type: 'parse' | 'build' | 'validate';
    readonly input: string | Parts;
    readonly expected_output: string | Parts | null;
    readonly expected_failure: boolean;
  }[];
  readonly formatted: readonly (readonly [string, string | null, string | null, string])[];
}
const recorded = join(import.meta.dirname, '../recorded/purl/cases.json.gz');
const cases: Cases = JSON.parse(gunzipSync(readFileSync(recorded)).toString('utf8'));

function format(name: string, version: string | null, fileName: string | null): string {
  return formatPurl({ name: normaliseDistributionName(name), version, fileName });
}

describe('the specification’s own tests', () => {
  test.each(cases.specification)('$test_type $input', ({ test_type, input, expected_output, expected_failure }) => {
    expect(expected_failure).toBe(false);
    const parts = typeof input === 'string' ? null : input;
    const purl = typeof input === 'string' ? parsePurl(input) : null;
    if (purl !== null && !purl.ok) throw new Error(purl.fault.message);
    const text =
      purl === null
        ? format(parts?.name ?? '', parts?.version ?? null, parts?.qualifiers?.file_name ?? null)
        : formatPurl(purl.value);
    if (test_type !== 'parse') expect(text).toBe(expected_output);
    else if (expected_output !== null && typeof expected_output === 'object') {
      const { name, version, qualifiers } = expected_output;
      expect(purl?.value).toEqual({ name, version, fileName: qualifiers?.file_name ?? null });
    }
  });
});

test('URLs are written as packageurl-python writes them, but for slashes, which the specification wants encoded', () => {
  for (const [name, version, fileName, url] of cases.formatted) {
    // It also strips a version's blanks, which versions do not have.
    if (version?.trim() !== version || `${version}${fileName}`.includes('/')) continue;
    expect(format(name, version, fileName)).toBe(url);
  }
  expect(format('a', null, 'b/c')).toBe('pkg:pypi/a?file_name=b%2Fc');
});

test('packageurl-js agrees where it has no fault of its own', () => {
  for (const [name, version, fileName] of cases.formatted) {
    if (!/^[\w.-]*$/.test(`${version ?? ''}${fileName ?? ''}`)) continue;
    const qualifiers = fileName === null ? null : { file_name: fileName };
    expect(format(name, version, fileName)).toBe(new PackageURL('pypi', null, name, version, qualifiers).toString());
  }
});

test('what is written is read back', () => {
  const filled = fc.string({ minLength: 1, unit: 'grapheme' }).map((text) => text.toWellFormed());
  const purl = fc.record({
    name: fc.constantFrom('pillow', 'jaraco-text', 'a').map(normaliseDistributionName),
    version: fc.option(filled),
    fileName: fc.option(filled),
  });
  fc.assert(fc.property(purl, (value) => void expect(parsePurl(formatPurl(value))).toEqual({ ok: true, value })));
});

test.each([
  ['pkg:PyPI/Jaraco.Text', 'jaraco-text', null, null],
  ['pkg://pypi//foo@1.0/', 'foo', '1.0', null],
  ['PKG:pypi/foo@1.0%2Blocal?x=y&File_Name=f%2525.whl#sub', 'foo', '1.0+local', 'f%25.whl'],
])('%s', (text, name, version, fileName) => {
  expect(parsePurl(text)).toEqual({ ok: true, value: { name, version, fileName } });
});

test.each([
  '',
  'pypi/foo',
  'pkg:',
  'pkg:pypi',
  'pkg:pypi/',
  'pkg:pypi/@1',
  'pkg:npm/a',
  'pkg:pypi/a/b@1',
  'pkg:pypi/a%@1',
])('%j is refused', (text) => {
  expect(parsePurl(text).ok).toBe(false);
});

test('any text ends in an answer, in time', () => {
  const part = fc.constantFrom('pkg:', 'pypi', '/', '@', '?', '#', '%', '=', '&', 'a', 'file_name', '%2', '%ff');
  fc.assert(fc.property(fc.array(part), (parts) => void parsePurl(parts.join(''))));
  const started = performance.now();
  for (const unit of ['/', '@', '?', '#', '&', '%41']) parsePurl(`pkg:pypi/${unit.repeat(8000 / unit.length)}`);
  for (const unit of ['/', '@']) parsePurl(`pkg:pypi/${unit.repeat(1_000_000)}`);
  expect(performance.now() - started).toBeLessThan(500);
});
