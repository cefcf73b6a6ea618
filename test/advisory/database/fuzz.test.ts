// Mutated records: none aborts a sync, none takes another with it, and each is counted or named.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupAliases } from '../../../src/advisory/database/alias-group.ts';
import { candidateOf } from '../../../src/advisory/database/evaluate.ts';
import { contains, readIntervals } from '../../../src/advisory/database/range.ts';
import { formatVersionList } from '../../../src/advisory/database/version-list.ts';
import type { OsvEvent, OsvRange } from '../../../src/standard/osv.ts';
import { compareVersions, parseLooseVersion } from '../../../src/standard/version.ts';
import { block, databaseOf, idsOf, record } from './record.ts';

const NUMBER = fc.integer({ min: 0, max: 4 });
const VERSION = fc
  .tuple(
    fc.array(NUMBER, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', 'a1', 'rc2', '.post1', '.dev3', '+local'),
  )
  .map(([release, end]) => release.join('.') + end);
const BOUND = VERSION.filter((version) => !version.includes('+'));

const rangeOf = (events: readonly OsvEvent[]): OsvRange => {
  return { type: 'ECOSYSTEM', repo: null, events, databaseSpecific: null, incomplete: false };
};

/** As the OSV specification evaluates a range, event by event. */
function evaluate(events: readonly OsvEvent[], text: string): boolean {
  const version = parseLooseVersion(text);
  const limits = events.filter(({ kind, value }) => kind === 'limit' && value !== '*');
  const unlimited = limits.length === 0 || events.some(({ kind, value }) => kind === 'limit' && value === '*');
  const below = limits.some(({ value }) => compareVersions(version, parseLooseVersion(value)) < 0);
  if (!unlimited && !below) return false;
  const order = (event: OsvEvent) =>
    event.value === '0' && event.kind === 'introduced' ? '' : parseLooseVersion(event.value).key;
  const sorted = events
    .filter(({ kind }) => kind !== 'limit')
    .sort((left, right) => (order(left) < order(right) ? -1 : 1));
  let vulnerable = false;
  for (const event of sorted) {
    if (event.kind === 'introduced' && version.key >= order(event)) vulnerable = true;
    else if (event.kind === 'fixed' && version.key >= order(event)) vulnerable = false;
    else if (event.kind === 'last_affected' && version.key > order(event)) vulnerable = false;
  }
  return vulnerable;
}

describe('ranges', () => {
  it('are evaluated as the specification says, in whatever order the events are written', () => {
    const event = fc.tuple(
      fc.constantFrom('introduced', 'fixed', 'last_affected', 'limit') as fc.Arbitrary<OsvEvent['kind']>,
      BOUND,
    );
    const events = fc
      .uniqueArray(event, { maxLength: 8, selector: ([, value]) => parseLooseVersion(value).key })
      .map((list): OsvEvent[] => [
        { kind: 'introduced', value: '0' },
        ...list.map(([kind, value]) => ({ kind, value })),
      ]);
    fc.assert(
      fc.property(
        events,
        VERSION.filter((version) => !version.includes('+')),
        fc.infiniteStream(fc.nat()),
        (list, version, random) => {
          const shuffled = list
            .map((value) => ({ value, place: random.next().value as number }))
            .sort((a, b) => a.place - b.place);
          const { key, publicKey } = candidateOf(parseLooseVersion(version));
          const { intervals } = readIntervals(rangeOf(shuffled.map(({ value }) => value)));
          expect(intervals.some((interval) => contains(interval, key, publicKey))).toBe(evaluate(list, version));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('find a version in a list exactly where PEP 440 holds it equal', () => {
    fc.assert(
      fc.property(fc.array(VERSION, { maxLength: 6 }), VERSION, (list, version) => {
        const candidate = candidateOf(parseLooseVersion(version));
        const expected = list.some((text) => {
          const { key } = parseLooseVersion(text);
          return key === candidate.key || key === candidate.publicKey;
        });
        expect(candidate.isListed(formatVersionList(list))).toBe(expected);
      }),
      { numRuns: 5000 },
    );
    const spelled = candidateOf(parseLooseVersion('1.0'));
    for (const text of ['1', 'v1.0.0', '01.0', '0!1.0', ' 1.0 '])
      expect(spelled.isListed(formatVersionList([text]))).toBe(true);
    for (const text of ['1.0.1', '11.0', '1.0a1', '1!1.0', '1.0.post1'])
      expect(spelled.isListed(formatVersionList([text]))).toBe(false);
  });
});

describe('alias groups', () => {
  it('are the connected components, whatever the order', () => {
    const identifier = fc.integer({ min: 0, max: 12 }).map((number) => `CVE-${number}`);
    fc.assert(
      fc.property(fc.array(fc.array(identifier, { maxLength: 3 }), { maxLength: 10 }), (aliases) => {
        const records = aliases.map((list, index) => ({ id: `ID-${index}`, aliases: list }));
        const groups = groupAliases(records);
        const reached = records.map((_, start) => {
          const seen = new Set([start]);
          for (const at of seen) {
            records.forEach((other, index) => {
              if (other.aliases.some((alias) => records[at]?.aliases.includes(alias))) seen.add(index);
            });
          }
          return seen;
        });
        for (const [left, seen] of reached.entries()) {
          for (const right of records.keys()) expect(groups[left] === groups[right]).toBe(seen.has(right));
        }
      }),
    );
  });
});

describe('mutated records', () => {
  const whole = record('M-1', {
    aliases: ['CVE-1'],
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    references: [{ type: 'WEB', url: 'https://advisories.example/1' }],
    affected: [
      block([{ introduced: '0' }, { fixed: '2.0' }], {
        versions: ['1.0', '1.5'],
        ecosystem_specific: {
          imports: [{ attribute: 'f', modules: ['demo'] }],
          wheels: [{ file_name: 'demo-1.0-1-py3-none-any.whl', status: 'affected' }],
        },
      }),
    ],
  });
  const paths = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...paths(inner, [...path, key])])
      : [];
  const JUNK: readonly unknown[] = [
    null,
    0,
    -1.5,
    '',
    '\u001b[31m',
    true,
    [],
    {},
    [null],
    [[]],
    { a: { b: [] } },
    'x'.repeat(5000),
    '9'.repeat(400),
  ];

  it('never abort, and never lose the records around them', async () => {
    const mutants = paths(whole).flatMap((path) =>
      JUNK.map((junk, index) => {
        const copy = structuredClone(whole);
        let at: Record<string, unknown> = copy;
        for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
        at[path.at(-1) ?? ''] = junk;
        if (path[0] !== 'id') copy['id'] = `M-${path.join('-')}-${index}`;
        return copy;
      }),
    );
    const { database, faults } = await databaseOf([record('FIRST-1'), ...mutants, record('LAST-1')]);
    expect(mutants.length).toBeGreaterThan(300);
    expect(idsOf(database, '1.2')).toEqual(expect.arrayContaining(['FIRST-1', 'LAST-1']));
    // Every mutant is in the database, or named in a fault.
    const named = new Set(faults.map(({ file }) => file));
    const nameless = mutants.filter(({ id }) => typeof id !== 'string' || id.trim() === '' || id.length > 256).length;
    expect(database.sources[0]?.advisories).toBe(mutants.length + 2 - nameless);
    expect(named.size).toBeGreaterThanOrEqual(nameless);
    for (const version of ['1.0', '2.0', 'legacy!', '1.0+local']) idsOf(database, version);
    database.close();
  });

  it('nor do texts that are cut or garbled', async () => {
    const text = JSON.stringify(whole);
    const cut = Array.from({ length: 60 }, (_, index) => text.slice(0, Math.floor((text.length * index) / 60)));
    const garbled = Array.from({ length: 60 }, (_, index) =>
      text.replace(/"/g, (mark, at: number) => (at % 60 === index ? '\u0000' : mark)),
    );
    const { database, faults } = await databaseOf([record('FIRST-1'), ...cut, ...garbled, record('LAST-1')]);
    expect(idsOf(database, '1.2')).toEqual(expect.arrayContaining(['FIRST-1', 'LAST-1']));
    expect(faults.filter(({ effect }) => effect === 'incomplete').length).toBeGreaterThanOrEqual(60);
    database.close();
  });
});
