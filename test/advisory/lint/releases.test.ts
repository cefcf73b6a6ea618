// Lists of releases in every form that is read, and what the rules make of them on the command line.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readReleases } from '../../../src/advisory/lint/releases.ts';
import { run } from '../../../src/cli/run.ts';
import { normaliseDistributionName } from '../../../src/standard/distribution-name.ts';
import { capturedHost } from '../../host/captured-host.ts';
import { SOUND } from './lint-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'theriac-releases-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NAME = normaliseDistributionName('jw-util');
const FORMS: readonly (readonly [string, unknown])[] = [
  ['versions by name', { 'JW.Util': ['1.0', '1.1', '2.0'] }],
  ['files by version', { 'jw-util': { '1.0': ['jw_util-1.0-py3-none-any.whl'], '1.1': [], '2.0': [] } }],
  [
    'an index’s answer',
    { name: 'jw_util', versions: ['1.0', '1.1', '2.0'], files: [{ filename: 'jw_util-1.0-py3-none-any.whl' }] },
  ],
  [
    'several answers',
    [
      { name: 'other', versions: ['9'] },
      { name: 'jw-util', versions: ['1.0', '1.1', '2.0'], files: [] },
    ],
  ],
  ['nonsense beside it', [null, 7, { name: 1 }, { 'jw-util': ['1.0', '1.1', '2.0', 3] }]],
];

it.each(FORMS)('%s are read', (_, value) => {
  const path = join(folder, 'releases.json');
  writeFileSync(path, JSON.stringify(value));
  const read = readReleases(capturedHost().host, [path]);
  const list = read.ok ? read.value.of(NAME) : null;
  expect(list?.versions).toEqual(['1.0', '1.1', '2.0']);
  expect(read.ok && read.value.of(normaliseDistributionName('unknown'))).toBeNull();
});

it('what was never released is found, equal versions are one', async () => {
  mkdirSync(join(folder, 'advisories'));
  const affected = [
    {
      ...SOUND.affected[0],
      versions: ['1.0.0', '1.1', '1.15', '2.0'],
      ecosystem_specific: { wheels: [{ file_name: 'jw_util-1.0-2-py3-none-any.whl', status: 'affected' }] },
    },
  ];
  writeFileSync(join(folder, 'advisories/PSF-2026-1.json'), JSON.stringify({ ...SOUND, affected }));
  writeFileSync(join(folder, 'releases.json'), JSON.stringify(FORMS[2]?.[1]));
  const lint = async (...words: string[]) => {
    const captured = capturedHost({}, {}, folder);
    const exitCode = await run(captured.host, ['advisory', 'lint', 'advisories', '--format', 'json', ...words]);
    return { exitCode, output: captured.output(), notes: captured.notes() };
  };
  const { findings, not_checked } = JSON.parse((await lint('--releases', 'releases.json')).output);
  expect(findings.map(({ rule, message }: { rule: string; message: string }) => [rule, message])).toEqual([
    ['versions-disagree', 'no range holds 1.15'],
    ['versions-unreleased', 'jw-util 1.15 was never released'],
    ['wheel-impossible', 'jw_util-1.0-2-py3-none-any.whl was never released'],
  ]);
  expect(not_checked.map(({ rule }: { rule: string }) => rule)).toEqual(['modified-stale', 'symbol-absent']);
  writeFileSync(join(folder, 'releases.json'), '{');
  const refused = await lint('--releases', 'releases.json');
  expect(refused.exitCode).toBe(2);
  expect(refused.notes).toMatch(/it is not JSON/);
});
