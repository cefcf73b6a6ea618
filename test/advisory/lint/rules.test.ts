// Every rule: what it finds, what it leaves alone, what it mends; the folder's listing is the registry.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LintOptions } from '../../../src/advisory/lint/lint.ts';
import { RULES } from '../../../src/advisory/lint/rules.ts';
import { changedAt, pathOfPointer } from '../../../src/advisory/repository/record-tree.ts';
import { ROOT } from '../../host/captured-host.ts';
import { fileOf, lintFiles, SOUND } from './lint-record.ts';

/** A record with places changed: JSON pointers and what stands there then, undefined for nothing. */
function changed(changes: Readonly<Record<string, unknown>>, base: unknown = SOUND): unknown {
  return Object.entries(changes).reduce((record, [pointer, value]) => {
    return changedAt(record, pathOfPointer(pointer), () => value);
  }, base);
}

const EVENTS = '/affected/0/ranges/1/events';
const COMMIT = '/affected/0/ranges/0/events/1/fixed';
const WHEELS = '/affected/0/ecosystem_specific';
const other = changed({
  '/id': 'PSF-2026-2',
  '/aliases': ['CVE-2026-2002'],
  '/references': [],
  [COMMIT]: 'a'.repeat(40),
});
const releases: LintOptions['context']['releases'] = {
  of: () => ({ versions: ['1.0', '1.1', '1.1.1', '2.0'], keys: new Set(), files: new Set() }),
};

interface Case {
  readonly rule: string;
  readonly changes: Readonly<Record<string, unknown>>;
  /** What the finding says. */
  readonly says: RegExp;
  readonly others?: readonly unknown[];
  readonly context?: Partial<LintOptions['context']>;
  /** The changes after the fix; absent: nothing is mended. */
  readonly mended?: Readonly<Record<string, unknown>>;
}

const CASES: readonly Case[] = [
  { rule: 'schema', changes: { '/colour': 'red' }, says: /"colour" is no field/ },
  { rule: 'schema', changes: { '/modified': undefined }, says: /modified is absent/ },
  {
    rule: 'schema',
    changes: { '/affected/0/package/ecosystem': 'Pip', '/affected/0/versions': [] },
    says: /no ecosystem/,
  },
  { rule: 'schema', changes: { '/references/0/url': 'nowhere' }, says: /is no address/ },
  { rule: 'schema', changes: { '/credits/0/type': 'HERO' }, says: /no type of credit/ },
  { rule: 'identifier-prefix', changes: { '/id': 'ACME-2026-1' }, says: /neither registered/ },
  { rule: 'identifier-placeholder', changes: { '/id': 'PSF-0000-x-y' }, says: /is a placeholder/ },
  { rule: 'identifier-placeholder', changes: { '/related': ['PSF-0000-x'] }, says: /related names the placeholder/ },
  {
    rule: 'identifier-duplicate',
    changes: {},
    others: [changed({ '/affected/0/package/name': 'other', '/affected/0/package/purl': undefined })],
    says: /also the identifier/,
  },
  {
    rule: 'alias-owned',
    changes: {},
    others: [changed({ '/aliases': ['cve-2026-1001'], '/references': [] }, other)],
    says: /CVE-2026-1001 is an alias of PSF-2026-2 too/,
  },
  {
    rule: 'alias-owned',
    changes: { '/aliases': ['PSF-2026-2'], '/references': [] },
    others: [other],
    says: /PSF-2026-2 is an alias of PSF-2026-2 too/,
  },
  {
    rule: 'alias-contradicts-reference',
    changes: { '/aliases': ['CVE-2026-1002'] },
    says: /name CVE-2026-1001 and not CVE-2026-1002/,
  },
  {
    rule: 'alias-chain',
    changes: { '/aliases': ['CVE-1999-1111'], '/references': [] },
    others: [
      changed({ '/aliases': ['CVE-1999-1111', 'GHSA-2222-2222-2222'] }, other),
      changed({ '/id': 'PSF-2026-3', '/aliases': ['GHSA-2222-2222-2222'], [COMMIT]: 'b'.repeat(40) }, other),
    ],
    says: /merged with PSF-2026-3 through PSF-2026-2/,
  },
  {
    rule: 'alias-repeated',
    changes: { '/aliases': ['CVE-2026-1001', 'cve-2026-1001'] },
    says: /there twice/,
    mended: {},
  },
  {
    rule: 'alias-repeated',
    changes: { '/aliases': ['CVE-2026-1001', 'PSF-2026-1'] },
    says: /the record itself/,
    mended: {},
  },
  {
    rule: 'modified-absurd',
    changes: { '/modified': '0001-01-01T00:00:00Z' },
    says: /before there were/,
    mended: { '/modified': '2026-11-22T12:00:00Z' },
  },
  {
    rule: 'modified-absurd',
    changes: { '/modified': '2031-01-01T00:00:00Z' },
    says: /in the future/,
    mended: { '/modified': '2026-11-22T12:00:00Z' },
  },
  {
    rule: 'modified-absurd',
    changes: { '/modified': '2025-12-31T00:00:00Z' },
    says: /before the record was published/,
    mended: { '/modified': '2026-11-22T12:00:00Z' },
  },
  {
    rule: 'modified-stale',
    changes: {},
    context: { history: { lastChange: () => ({ time: Date.UTC(2031, 0), added: false }) } },
    says: /is 1794 days|years older/,
    mended: { '/modified': '2031-01-01T00:00:00Z' },
  },
  { rule: 'commit-short', changes: { [COMMIT]: '0123456' }, says: /abbreviated/ },
  {
    rule: 'commit-short',
    changes: { [COMMIT]: `${'c'.repeat(40)}.patch` },
    says: /no commit’s hash/,
    mended: { [COMMIT]: 'c'.repeat(40) },
  },
  {
    rule: 'commit-short',
    changes: {
      [COMMIT]: '0123456',
      '/references/0': { type: 'FIX', url: `https://a.example/0123456${'d'.repeat(33)}` },
    },
    says: /abbreviated/,
    mended: {
      [COMMIT]: `0123456${'d'.repeat(33)}`,
      '/references/0': { type: 'FIX', url: `https://a.example/0123456${'d'.repeat(33)}` },
    },
  },
  {
    rule: 'range-order',
    changes: { [EVENTS]: [{ introduced: '2.0' }, { fixed: '2.1' }, { introduced: '0' }, { fixed: '1.2' }] },
    says: /stands before/,
    mended: {},
  },
  {
    rule: 'range-overlap',
    changes: { [`${EVENTS}/2/introduced`]: '1.1' },
    says: /introduced 1.1 lies in the range that 0 began/,
  },
  { rule: 'range-overlap', changes: { [`${EVENTS}/2`]: { fixed: '1.5' } }, says: /ends the range that ended at 1.2/ },
  {
    rule: 'range-introduced-missing',
    changes: { [EVENTS]: [{ fixed: '2.1' }], '/affected/0/versions': [] },
    says: /no introduced/,
  },
  {
    rule: 'range-two-ends',
    changes: { [`${EVENTS}/3`]: { last_affected: '2.0' } },
    says: /both fixed and last_affected/,
  },
  {
    rule: 'range-empty',
    changes: { [EVENTS]: [{ introduced: '1.2' }, { fixed: '1.2' }], '/affected/0/versions': [] },
    says: /nothing lies between/,
  },
  { rule: 'version-invalid', changes: { [`${EVENTS}/1/fixed`]: 'r1234' }, says: /"r1234" is no version/ },
  {
    rule: 'fix-missing',
    changes: { '/affected/0/ranges': [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] },
    says: /no fix is named/,
  },
  {
    rule: 'fix-shared',
    changes: {},
    others: [changed({ '/id': 'PSF-2026-2', '/aliases': [], '/references': [] })],
    says: /PSF-2026-2 has the very same/,
  },
  {
    rule: 'versions-disagree',
    changes: { '/affected/0/versions': ['1.0', '1.3', '2.1'] },
    says: /no range holds 1.3, 2.1/,
  },
  { rule: 'versions-disagree', changes: {}, context: { releases }, says: /lacks 1.1.1/ },
  { rule: 'versions-unreleased', changes: {}, context: { releases }, says: /jw-util 1.0 was never released/ },
  {
    rule: 'name-not-normalised',
    changes: { '/affected/0/package/name': 'JW.Util' },
    says: /jw-util in its/,
    mended: {},
  },
  { rule: 'package-missing', changes: { '/affected/0/package': undefined }, says: /without a package/ },
  {
    rule: 'purl-disagrees',
    changes: { '/affected/0/package/purl': 'pkg:pypi/jw' },
    says: /names jw, the package/,
    mended: {},
  },
  {
    rule: 'purl-disagrees',
    changes: { '/affected/0/package/purl': 'pkg:pypi/jw-util@1.0' },
    says: /names a version/,
    mended: {},
  },
  { rule: 'summary-missing', changes: { '/summary': ' ' }, says: /no summary/ },
  { rule: 'weaknesses-empty', changes: { '/database_specific/cwe_ids': [] }, says: /cwe_ids is empty/ },
  { rule: 'weaknesses-empty', changes: { '/database_specific/cwe_ids': ['79'] }, says: /"79" is no weakness/ },
  { rule: 'weaknesses-empty', changes: { '/database_specific': undefined }, says: /cwe_ids is absent/ },
  { rule: 'reference-type', changes: { '/references/0/type': 'advisory' }, says: /"advisory" is no type/, mended: {} },
  {
    rule: 'reference-type',
    changes: { '/references/0/type': 'PATCH' },
    says: /"PATCH" is no type/,
    mended: { '/references/0/type': 'WEB' },
  },
  { rule: 'reference-repeated', changes: { '/references/1': SOUND.references[0] }, says: /there twice/, mended: {} },
  { rule: 'severity-invalid', changes: { '/severity/0/score': 'CVSS:3.1/AV:N' }, says: /is no CVSS vector/ },
  { rule: 'severity-invalid', changes: { '/severity/0/type': 'CVSS_V4' }, says: /its type is CVSS_V3/, mended: {} },
  {
    rule: 'severity-contradicts',
    changes: { '/database_specific/severity': 'LOW' },
    says: /LOW is not what the vector gives, critical/,
  },
  {
    rule: 'severity-contradicts',
    changes: { '/database_specific/cvss': { score: 5.1 } },
    says: /5.1 is not the vector’s, 9.8/,
  },
  {
    rule: 'wheel-impossible',
    changes: { [WHEELS]: { wheels: [{ file_name: 'jw_util-1.0.whl', status: 'affected' }] } },
    says: /no wheel’s file name/,
  },
  {
    rule: 'wheel-impossible',
    changes: { [WHEELS]: { wheels: [{ file_name: 'other-1.0-py3-none-any.whl' }] } },
    says: /a wheel of other/,
  },
  {
    rule: 'wheel-impossible',
    changes: { [WHEELS]: { wheels: [{ file_name: 'jw_util-1.0-py3-cp312-any.whl' }] } },
    says: /py3 has no ABI cp312/,
  },
  {
    rule: 'wheel-impossible',
    changes: { [WHEELS]: { wheels: [{ file_name: 'jw_util-1.0-py3-none-any.whl', sha256: 'ab' }] } },
    says: /not 64 hexadecimal/,
  },
  {
    rule: 'symbol-absent',
    changes: { [WHEELS]: { imports: [{ attribute: 'f', modules: ['jw'] }] } },
    context: { sources: { affectedReleases: async () => [{ name: 'jw-util 1.0', lacks: async () => 'jw.f' }] } },
    says: /jw-util 1.0 has no jw.f/,
  },
  { rule: 'identifier-file-name', changes: {}, says: /the file is named x/ },
];

describe('the registry', () => {
  const names = readdirSync(join(ROOT, 'src/advisory/lint/rule')).map((file) => file.replace(/\.ts$/, ''));

  it('is the listing of the folder', () => {
    expect(RULES.map(({ id }) => id).sort()).toEqual(names.sort());
  });

  it('has a page for each rule, and a case below', () => {
    for (const { id } of RULES) {
      const page = join(ROOT, 'docs/rules', `${id}.md`);
      expect(existsSync(page), page).toBe(true);
      expect(readFileSync(page, 'utf8')).toMatch(new RegExp(`^# ${id}\n`));
      expect(
        CASES.some(({ rule }) => rule === id),
        id,
      ).toBe(true);
    }
  });

  it('says on the page how severe a rule is and whether it mends', () => {
    for (const { id, severity } of RULES) {
      const page = readFileSync(join(ROOT, 'docs/rules', `${id}.md`), 'utf8');
      expect(page, id).toContain(`Severity: ${severity}.`);
      expect(page.includes('`--fix`'), id).toBe(CASES.some(({ rule, mended }) => rule === id && mended !== undefined));
    }
  });
});

describe('a rule', () => {
  it('finds nothing in a sound record', async () => {
    expect((await lintFiles([fileOf(SOUND), fileOf(other)])).findings).toEqual([]);
  });

  it.each(CASES)('$rule says $says', async ({ rule, changes, says, others = [], context = {}, mended }) => {
    const record = changed(changes);
    const files = [fileOf(record, rule === 'identifier-file-name' ? 'x.json' : undefined)];
    for (const [index, value] of others.entries())
      files.push(fileOf(value, `other-${index}/${(value as { id: string }).id}.json`));
    const { findings } = await lintFiles(files, { context });
    const own = findings.filter((finding) => finding.file === files[0]?.file && finding.rule === rule);
    expect(own.map(({ message }) => message).join('\n')).toMatch(says);
    expect(own.some(({ fixable }) => fixable)).toBe(mended !== undefined);
    if (mended === undefined) return;
    const { fixed, findings: left } = await lintFiles(files, { context, fix: true });
    const text = fixed.get(files[0]?.file ?? '') ?? '';
    expect(left.filter((finding) => finding.rule === rule)).toEqual([]);
    const time = rule.startsWith('modified-') ? {} : { '/modified': '2026-11-22T12:00:00Z' };
    expect(JSON.parse(text)).toEqual(changed({ ...time, ...mended }));
  });

  it('leaves alone what is right', async () => {
    const quiet: readonly (readonly [string, unknown, readonly unknown[]])[] = [
      [
        'schema',
        changed({
          '/affected/0/package': { ecosystem: 'Go', name: 'a.example/x' },
          [WHEELS]: { imports: [{ path: 'a.example/x', symbols: ['F'] }] },
        }),
        [],
      ],
      [
        'alias-owned',
        SOUND,
        [changed({ '/id': 'PSF-2026-2', '/affected/0/package': { ecosystem: 'PyPI', name: 'fork' } })],
      ],
      ['alias-owned', SOUND, [changed({ '/id': 'PSF-2026-2', '/withdrawn': '2026-03-01T00:00:00Z' })]],
      ['fix-shared', SOUND, [changed({ '/id': 'PSF-2026-2' })]],
      [
        'alias-contradicts-reference',
        changed({
          '/related': ['CVE-2026-7777'],
          '/references/0/url': 'https://nvd.nist.gov/vuln/detail/CVE-2026-7777',
        }),
        [],
      ],
      ['alias-contradicts-reference', changed({ '/references/0/url': 'https://a.example/about-cve-2026-7777' }), []],
      ['fix-missing', changed({ [EVENTS]: [{ introduced: '0' }, { last_affected: '2.0' }] }), []],
      ['package-missing', changed({ '/affected/0/package': undefined, '/affected/0/ranges/1': undefined }), []],
      ['range-overlap', changed({ '/affected/0/ranges/0/events/2': { fixed: 'f'.repeat(40) } }), []],
      ['identifier-prefix', changed({ '/id': 'x_ACME-2026-1' }), []],
      [
        'wheel-impossible',
        changed({ [WHEELS]: { wheels: [{ file_name: 'jw_util-1.0-1a-cp312-cp312-manylinux_2_17_x86_64.whl' }] } }),
        [],
      ],
    ];
    for (const [rule, record, others] of quiet) {
      const { findings } = await lintFiles(
        [record, ...others].map((value, index) => fileOf(value, `${index}/${(value as { id: string }).id}.json`)),
      );
      expect(
        findings.filter((finding) => finding.rule === rule),
        rule,
      ).toEqual([]);
    }
  });

  it('says which line it means', async () => {
    const { findings } = await lintFiles([fileOf(changed({ '/severity/0/type': 'CVSS_V4' }))]);
    const lines = `${JSON.stringify(SOUND, null, 2)}`.split('\n');
    expect(lines[(findings[0]?.line ?? 0) - 1]).toContain('"type": "CVSS_V3"');
  });
});
