// Two real databases: every fault that is known in them is found unaided, and nothing is said of what is right.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LintFinding, lintRecords } from '../../../src/advisory/lint/lint.ts';
import { RULES } from '../../../src/advisory/lint/rules.ts';
import { readRecords } from '../../../src/advisory/repository/read-records.ts';
import { capturedHost } from '../../host/captured-host.ts';
import { DATA } from '../database/data.ts';
import { NOW } from './lint-record.ts';

async function lint(
  name: string,
): Promise<{ records: number; findings: readonly LintFinding[]; ids: (rule: string) => string[] }> {
  const read = await readRecords(capturedHost().host, [join(DATA ?? '', name)]);
  const context = { configuration: null, now: NOW, history: null, releases: null, sources: null };
  const { findings } = await lintRecords(read, { rules: RULES, context, fix: false });
  expect(read.unread).toEqual([]);
  const ids = (rule: string) =>
    [...new Set(findings.filter((finding) => finding.rule === rule).map(({ id }) => id))].sort();
  return { records: read.records.length, findings, ids };
}

describe.skipIf(DATA === null)('the linter on real databases (needs THERIAC_DATA or ../shared/data)', () => {
  it('finds what is known to be wrong in the PSF’s', async () => {
    const { records, findings, ids } = await lint('psf-osv.zip');
    expect(records).toBe(132);
    expect(ids('modified-absurd')).toHaveLength(13);
    expect(ids('alias-owned')).toEqual(['PSF-2023-5', 'PSF-2023-6', 'PSF-2023-7']);
    expect(ids('alias-contradicts-reference')).toEqual(['PSF-2023-5']);
    expect(ids('alias-chain')).toEqual(['PSF-2023-5', 'PSF-2023-7']);
    expect(ids('fix-missing')).toEqual(['PSF-2023-4']);
    expect(ids('summary-missing')).toHaveLength(13);
    expect(
      findings.filter(({ rule, message }) => rule === 'weaknesses-empty' && message === 'cwe_ids is empty'),
    ).toHaveLength(123);
    expect(ids('fix-shared')).toHaveLength(27);
    expect(ids('fix-shared').filter((id) => id.startsWith('PSF-2008-'))).toHaveLength(8);
    // Nothing else is wrong in it.
    const known = [
      'modified-absurd',
      'alias-owned',
      'alias-contradicts-reference',
      'alias-chain',
      'fix-missing',
      'summary-missing',
      'weaknesses-empty',
      'fix-shared',
    ];
    expect(findings.filter(({ rule }) => !known.includes(rule))).toEqual([]);
  });

  it('takes little time for PyPI’s, and finds what is known there', async () => {
    const start = performance.now();
    const { records, ids } = await lint('pypi-osv.zip');
    expect(performance.now() - start).toBeLessThan(60_000);
    expect(records).toBe(2661);
    expect(ids('name-not-normalised')).toHaveLength(1);
    expect(ids('schema')).toEqual([]);
    expect(ids('commit-short')).toHaveLength(7);
  }, 90_000);
});

it.skipIf(DATA !== null)('needs THERIAC_DATA: real databases are not linted here', () => {
  expect(process.env['THERIAC_REQUIRE_ALL'] ?? '').toBe('');
});
