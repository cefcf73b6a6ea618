// What `theriac query` answers.
import { afterAll, describe, expect, it } from 'vitest';
import { queryDatabase } from '../../../src/advisory/database/query.ts';
import { formatQueryAnswer } from '../../../src/cli/query-answer.ts';
import { block, databaseOf, record } from './record.ts';

describe('a question', async () => {
  const { database } = await databaseOf([
    record('PYSEC-2024-1', {
      aliases: ['CVE-2024-1'],
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
      affected: [
        block([{ introduced: '1.0' }, { fixed: '2.0' }], {
          versions: ['1.0', '1.0.0', '1.5'],
          ecosystem_specific: { imports: [{ attribute: 'Image.open', modules: ['demo.image'] }] },
        }),
        { package: { ecosystem: 'Debian', name: 'python-demo' }, versions: ['1'] },
      ],
    }),
    record('GHSA-aaaa-bbbb-cccc', { aliases: ['CVE-2024-1'] }),
    record('PYSEC-2024-2', { withdrawn: '2024-05-01T00:00:00Z' }),
    record('PYSEC-2024-3', { upstream: ['CVE-2024-7'], related: ['CVE-2024-1', 'CVE-2024-8'], affected: [] }),
    record('OSV-2024-7', { aliases: ['CVE-2024-7'], affected: [] }),
    record('OSV-2024-8', { aliases: ['PYSEC-2024-3'], affected: [] }),
  ]);
  afterAll(() => database.close());

  it('about one version gives the records that match', () => {
    for (const text of ['demo==1.5', 'Demo == 1.5', 'demo===1.5', 'demo[extra]==1.5; python_version > "3"']) {
      expect(queryDatabase(database, text)).toMatchObject({
        kind: 'version',
        name: 'demo',
        version: '1.5',
        matches: [
          { id: 'GHSA-aaaa-bbbb-cccc', matched: { by: 'range', detail: '<2.0' }, precision: 'package' },
          {
            id: 'PYSEC-2024-1',
            precision: 'function',
            units: [{ module: 'demo.image', attribute: 'Image.open' }],
            severity: { score: 9.8, level: 'critical' },
          },
        ],
      });
    }
    expect(queryDatabase(database, 'nowhere==1.0')).toMatchObject({ kind: 'version', matches: [] });
  });

  it('about an identifier or alias gives its whole group', () => {
    for (const text of ['CVE-2024-1', 'cve-2024-1', 'PYSEC-2024-1', 'GHSA-AAAA-bbbb-cccc']) {
      expect(queryDatabase(database, text)).toMatchObject({
        kind: 'advisory',
        records: [
          { id: 'GHSA-aaaa-bbbb-cccc' },
          {
            id: 'PYSEC-2024-1',
            affected: [{ name: 'demo', ranges: ['>=1.0, <2.0'], versions: 2, fixed: ['2.0'] }],
            others: ['Debian python-demo'],
          },
        ],
      });
    }
    expect(queryDatabase(database, 'CVE-1999-1')).toEqual({
      kind: 'advisory',
      id: 'CVE-1999-1',
      records: [],
      related: [],
    });
    expect(queryDatabase(database, 'PYSEC-2024-2')).toMatchObject({ records: [{ withdrawn: '2024-05-01T00:00:00Z' }] });
  });

  it.each(['CVE-2024-7', 'cve-2024-7', 'OSV-2024-7'])(
    'about %s gives the records that have it upstream too',
    (text) => {
      expect(queryDatabase(database, text)).toMatchObject({
        records: [{ id: 'OSV-2024-7' }, { id: 'OSV-2024-8' }, { id: 'PYSEC-2024-3', upstream: ['CVE-2024-7'] }],
        related: [],
      });
      expect(database.group(text).map(({ id }) => id)).toEqual(['OSV-2024-7']);
    },
  );

  it('about an identifier that is only related gives a hint', () => {
    expect(queryDatabase(database, 'CVE-2024-8')).toMatchObject({ records: [], related: ['PYSEC-2024-3'] });
    expect(formatQueryAnswer(queryDatabase(database, 'CVE-2024-8'))).toBe(
      'CVE-2024-8: the database has no advisory of this identifier or alias; related: PYSEC-2024-3\n',
    );
  });

  it('about a distribution gives all its records', () => {
    expect(queryDatabase(database, 'demo')).toMatchObject({
      kind: 'distribution',
      records: [{ id: 'GHSA-aaaa-bbbb-cccc' }, { id: 'PYSEC-2024-1' }, { id: 'PYSEC-2024-2' }],
    });
  });

  it.each(['demo>=1.0', 'demo==1.*', '', '==', 'demo @ https://files.example/demo.whl'])('%j has no answer', (text) => {
    expect(queryDatabase(database, text)).toMatchObject({ kind: 'unknown', message: expect.stringMatching(/\w/) });
  });
});
