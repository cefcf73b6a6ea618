// Records with faults: each is named, none is lost, and what is sound in them still matches.
import { describe, expect, it } from 'vitest';
import { normaliseDistributionName } from '../../../src/standard/distribution-name.ts';
import { block, databaseOf, idsOf, matchesOf, record } from './record.ts';

const DEMO = new Set([normaliseDistributionName('demo')]);

describe('a record with a fault still matches', () => {
  const cases: readonly (readonly [string, Record<string, unknown>, string, string | null])[] = [
    [
      'an empty event',
      record('X-1', { affected: [block([{}, { introduced: '1.0' }, { fixed: '2.0' }])] }),
      '1.5',
      '2.0',
    ],
    ['an empty event for its beginning', record('X-1', { affected: [block([{}, { fixed: '2.0' }])] }), '1.5', '2.0'],
    [
      'an entry without a package beside',
      record('X-1', { affected: [{ versions: ['9'] }, block([{ introduced: '0' }])] }),
      '1.5',
      null,
    ],
    ['no modified', record('X-1', { modified: undefined }), '1.5', '2.0'],
    ['null aliases', record('X-1', { aliases: null }), '1.5', '2.0'],
    [
      'an unparsable fixed',
      record('X-1', { affected: [block([{ introduced: '1' }, { fixed: 'next week' }])] }),
      '1.5',
      '0.9',
    ],
    ['an unknown field', record('X-1', { mood: { grim: [1, 2] } }), '1.5', '2.0'],
    [
      'an unknown range type beside',
      record('X-1', {
        affected: [
          {
            ...(block([]) as object),
            ranges: [
              { type: 'MOON', events: [{ introduced: 'x' }, { fixed: '1.0' }] },
              { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] },
            ],
          },
        ],
      }),
      '1.5',
      '2.0',
    ],
    ['a time with an offset', record('X-1', { modified: '2024-01-01T00:00:00+02:00' }), '1.5', '2.0'],
    [
      'a git range before',
      record('X-1', {
        affected: [
          {
            ...(block([]) as object),
            ranges: [
              { type: 'GIT', repo: 'https://git.example', events: [{ introduced: '0' }, { fixed: 'abc' }] },
              { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] },
            ],
          },
        ],
      }),
      '1.5',
      '2.0',
    ],
    ['a number as a version', record('X-1', { affected: [block([{ introduced: 0 }, { fixed: 2 }])] }), '1.5', '2.0'],
    [
      'several kinds in one event',
      record('X-1', { affected: [block([{ introduced: '0', fixed: '2.0' }])] }),
      '1.5',
      '2.0',
    ],
    [
      'an ecosystem in lower case with a suffix',
      record('X-1', {
        affected: [
          block([{ introduced: '0' }, { fixed: '2.0' }], {
            package: { ecosystem: 'pypi:https://index.example', name: 'Demo' },
          }),
        ],
      }),
      '1.5',
      '2.0',
    ],
    [
      'a package known by its purl alone',
      record('X-1', {
        affected: [block([{ introduced: '0' }, { fixed: '2.0' }], { package: { purl: 'pkg:pypi/demo' } })],
      }),
      '1.5',
      '2.0',
    ],
    ['ranges that cannot be read at all', record('X-1', { affected: [block([], { ranges: ['?'] })] }), '1.5', null],
  ];
  it.each(cases)('%s', async (_, faulty, affected, spared) => {
    const { database } = await databaseOf([record('A-1'), faulty, record('Z-1')]);
    expect(idsOf(database, affected)).toContain('X-1');
    if (spared !== null) expect(idsOf(database, spared)).not.toContain('X-1');
    // The records around it are as they were.
    expect(idsOf(database, '1.9')).toEqual(expect.arrayContaining(['A-1', 'Z-1']));
    expect(database.sources[0]?.advisories).toBe(3);
    database.close();
  });
});

it('a range without a beginning counts from the first version, in doubt', async () => {
  const { database } = await databaseOf([record('X-1', { affected: [block([{ fixed: '2.0' }])] })]);
  const doubts = matchesOf(database, '1.0').map(({ doubt }) => doubt);
  expect(doubts).toEqual(['the affected range has no beginning']);
});

describe('a fault is told', () => {
  it('with its file and reason, for every distribution it may concern', async () => {
    const { database, faults } = await databaseOf([
      record('A-1'),
      '{"id": "B-1", "affected": [',
      record('C-1', { affected: [{ versions: ['1.0'] }] }),
      record('D-1', { affected: [block([{ introduced: '0' }], { package: { ecosystem: 'PyPI', name: 'other' } }), 7] }),
      'null',
      '[]',
    ]);
    const told = faults.map(({ file, effect, line }) => [file.replace(/^.*records\.zip/, ''), effect, line]);
    expect(told).toContainEqual(['/1.json', 'incomplete', 1]);
    expect(told).toContainEqual(['/2.json', 'incomplete', undefined]);
    expect(told).toContainEqual(['/4.json', 'incomplete', undefined]);
    const concerned = database.faults(DEMO).map(({ file }) => file.replace(/^.*records\.zip/, ''));
    expect(concerned).toEqual(expect.arrayContaining(['/1.json', '/2.json', '/3.json', '/4.json']));
    expect(idsOf(database, '1.0')).toEqual(['A-1']);
    database.close();
  });

  it('and concerns nobody where the record is about something else', async () => {
    const { database, faults } = await databaseOf([
      record('A-1', {
        affected: [block([{ introduced: 'x!' }], { package: { ecosystem: 'npm', name: 'demo' }, versions: 7 })],
      }),
      record('B-1', {
        affected: [{ ranges: [{ type: 'GIT', repo: 'https://git.example', events: [{ introduced: '0' }] }] }],
      }),
      record('C-1', { withdrawn: '2024-01-01T00:00:00Z', affected: [block([{ fixed: 'soon' }])] }),
    ]);
    expect(database.faults(DEMO)).toEqual([]);
    expect(faults.filter(({ effect }) => effect === 'incomplete')).toEqual([]);
    expect(database.sources[0]?.advisories).toBe(3);
    expect(idsOf(database, '1.0')).toEqual([]);
    database.close();
  });

  it('and keeps terminal controls as data', async () => {
    const { database } = await databaseOf([record('A-1', { summary: 'red \u001b[31m alert' })]);
    expect(matchesOf(database, '1.0')[0]?.title).toBe('red \u001b[31m alert');
    database.close();
  });
});
