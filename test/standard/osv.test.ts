// OSV records: what breaks today's tools, the official schema as a judge of the faults, real databases, mutations.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOsvRecord, readAffectedFunctions, readImports, readWheels } from '../../src/standard/osv.ts';
import { inflateEntry, readZipDirectory, zipSource } from '../../src/standard/zip.ts';

const DATA = process.env['THERIAC_DATA'] ?? join(import.meta.dirname, '../../../shared/data');
const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../recorded/osv/schema-1.7.5.json'), 'utf8'));
const ajv = new Ajv.default({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const SOUND = {
  schema_version: '1.7.5',
  id: 'PYSEC-2023-1',
  modified: '2023-09-25T17:25:13.946374Z',
  published: '2023-09-20T15:00:00Z',
  aliases: ['CVE-2023-0001', 'GHSA-aaaa-bbbb-cccc'],
  related: ['CVE-2022-1'],
  upstream: ['CVE-2021-1'],
  summary: 'A fault',
  details: 'More about it.',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'Foo', purl: 'pkg:pypi/foo' },
      ranges: [
        {
          type: 'GIT',
          repo: 'https://git.example/foo',
          events: [{ introduced: '0' }, { fixed: 'a'.repeat(40) }],
          database_specific: { a: 1 },
        },
        { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2' }, { introduced: '2.0' }] },
      ],
      versions: ['1.0', '1.1'],
      ecosystem_specific: { imports: [{ attribute: 'f', modules: ['foo', 'foo.bar'] }] },
      database_specific: { source: 'https://db.example/1' },
    },
  ],
  references: [{ type: 'FIX', url: 'https://git.example/foo/1' }],
  credits: [{ name: 'Ada', contact: ['mailto:ada@mail.example'], type: 'FINDER' }],
  database_specific: { x: [1] },
};

type Json = Record<string, unknown>;
type Change = (record: typeof SOUND & Json) => unknown;

/** The sound record after a change, parsed; the record must survive. */
function parseChanged(change: Change) {
  const value = structuredClone(SOUND) as typeof SOUND & Json;
  change(value);
  const { record, faults } = parseOsvRecord(value);
  if (record === null) throw new Error('the record is lost');
  expect(record.original).toBe(value);
  return { record, faults: faults.map(({ path, effect }) => `${effect} ${path}`) };
}

/** Sets what stands at a JSON pointer. */
function put(pointer: string, value: unknown): Change {
  return (record) => {
    const keys = pointer.slice(1).split('/');
    const last = keys.pop() ?? '';
    let place = record as Json;
    for (const key of keys) place = place[key] as Json;
    if (value === undefined) delete place[last];
    else place[last] = value;
  };
}

test('a sound record is read whole and without a fault', () => {
  expect(validate(SOUND)).toBe(true);
  const { record, faults } = parseOsvRecord(SOUND);
  expect(faults).toEqual([]);
  expect(record).toEqual({
    id: 'PYSEC-2023-1',
    schemaVersion: '1.7.5',
    modified: '2023-09-25T17:25:13.946374Z',
    published: '2023-09-20T15:00:00Z',
    withdrawn: null,
    aliases: ['CVE-2023-0001', 'GHSA-aaaa-bbbb-cccc'],
    related: ['CVE-2022-1'],
    upstream: ['CVE-2021-1'],
    summary: 'A fault',
    details: 'More about it.',
    severity: SOUND.severity,
    affected: [
      {
        package: SOUND.affected[0]?.package,
        severity: [],
        ranges: [
          {
            type: 'GIT',
            repo: 'https://git.example/foo',
            events: [
              { kind: 'introduced', value: '0' },
              { kind: 'fixed', value: 'a'.repeat(40) },
            ],
            databaseSpecific: { a: 1 },
            incomplete: false,
          },
          {
            type: 'ECOSYSTEM',
            repo: null,
            events: [
              { kind: 'introduced', value: '0' },
              { kind: 'fixed', value: '1.2' },
              { kind: 'introduced', value: '2.0' },
            ],
            databaseSpecific: null,
            incomplete: false,
          },
        ],
        versions: ['1.0', '1.1'],
        ecosystemSpecific: SOUND.affected[0]?.ecosystem_specific,
        databaseSpecific: SOUND.affected[0]?.database_specific,
        incomplete: false,
      },
    ],
    references: SOUND.references,
    credits: SOUND.credits,
    databaseSpecific: SOUND.database_specific,
    original: SOUND,
  });
});

describe('what makes other tools drop a record or abort', () => {
  const EVENTS = '/affected/0/ranges/1/events';
  test.each<[string, string, unknown, string[]]>([
    ['an empty event', `${EVENTS}/1`, {}, [`note ${EVENTS}/1`]],
    ['an event of an unknown kind', `${EVENTS}/1`, { foo: '1' }, [`lost ${EVENTS}/1`]],
    ['an event that is null', `${EVENTS}/1`, null, [`lost ${EVENTS}/1`]],
    ['an event whose value is null', `${EVENTS}/1/fixed`, null, [`lost ${EVENTS}/1/fixed`]],
    ['an event whose value is an integer', `${EVENTS}/1/fixed`, 2, [`note ${EVENTS}/1/fixed`]],
    ['an event whose value is a fraction', `${EVENTS}/1/fixed`, 1.1, [`lost ${EVENTS}/1/fixed`]],
    ['no introduced event', EVENTS, [{ fixed: '1' }], [`lost ${EVENTS}`]],
    ['events that are null', EVENTS, null, [`lost ${EVENTS}`]],
    ['an event alone', EVENTS, { introduced: '0' }, [`note ${EVENTS}`]],
    ['no package', '/affected/0/package', undefined, []],
    ['a package that is a text', '/affected/0/package', 'foo', ['lost /affected/0/package']],
    ['a package without ecosystem', '/affected/0/package/ecosystem', undefined, ['note /affected/0/package']],
    ['an affected entry that is null', '/affected/1', null, ['lost /affected/1']],
    ['affected that is null', '/affected', null, []],
    ['no modified', '/modified', undefined, ['note /modified']],
    ['aliases that are null', '/aliases', null, []],
    ['one alias alone', '/aliases', 'CVE-1', ['note /aliases']],
    ['an alias that is a number', '/aliases/1', 7, ['lost /aliases/1']],
    ['an unknown field', '/future', { a: [1] }, []],
    ['an unknown range type', '/affected/0/ranges/1/type', 'CALVER', ['note /affected/0/ranges/1/type']],
    ['no range type', '/affected/0/ranges/1/type', undefined, ['note /affected/0/ranges/1/type']],
    ['a range that is a text', '/affected/0/ranges/1', '<1.2', ['lost /affected/0/ranges/1']],
    ['a time with an offset', '/modified', '2023-09-25T19:25:13+02:00', ['note /modified']],
    ['a time without a zone', '/modified', '2023-09-25 17:25:13', ['note /modified']],
    ['a date', '/modified', '2023-09-25', ['note /modified']],
    ['a time before 1970', '/published', '1969-07-20T20:17:40Z', []],
    ['a time of the year 1', '/published', '0001-01-01T00:00:00Z', ['note /published']],
    ['a day that does not exist', '/published', '2023-02-30T00:00:00Z', ['lost /published']],
    ['a leap second', '/published', '2016-12-31T23:59:60Z', []],
    ['a time that is a number', '/withdrawn', 1690000000, ['lost /withdrawn']],
    ['versions that are numbers', '/affected/0/versions', ['1.0', 2], ['note /affected/0/versions/1']],
    [
      'versions that are nothing',
      '/affected/0/versions',
      ['1.0', null, ''],
      ['lost /affected/0/versions/1', 'lost /affected/0/versions/2'],
    ],
    ['one version alone', '/affected/0/versions', '1.0', ['note /affected/0/versions']],
    ['a severity without score', '/severity/0/score', undefined, ['lost /severity/0']],
    ['a reference that is a text', '/references/0', 'https://a.example', ['note /references/0']],
    ['a summary that is a list', '/summary', ['a'], ['lost /summary']],
    [
      'imports that cannot be read',
      '/affected/0/ecosystem_specific/imports/1',
      5,
      ['lost /affected/0/ecosystem_specific/imports/1'],
    ],
  ])('%s', (_, pointer, value, expected) => {
    const { record, faults } = parseChanged(put(pointer, value));
    expect(faults).toEqual(expected);
    expect(record.id).toBe('PYSEC-2023-1');
  });

  test('what other ecosystems keep under the same keys is not read as ours', () => {
    const { faults } = parseChanged((value) => {
      value.affected.push({
        package: { ecosystem: 'Go', name: 'example.org/a' },
        ecosystem_specific: { imports: [{ path: 'example.org/a', symbols: ['F'] }] },
      } as never);
    });
    expect(faults).toEqual([]);
  });

  test('a hundred thousand aliases are read in time, each once', () => {
    const aliases = Array.from({ length: 100_000 }, (_, index) => `X-${index >> 1}`);
    const before = process.cpuUsage().user;
    const { record } = parseChanged((value) => {
      value.aliases = aliases;
    });
    expect(record.aliases).toHaveLength(50_000);
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
  });

  test('what is sound beside the damage survives', () => {
    const { record } = parseChanged((value) => {
      const affected = value.affected[0] as unknown as Json;
      affected['ranges'] = [
        {
          type: 'ECOSYSTEM',
          events: [{ introduced: '0', fixed: '1' }, {}, { introduced: 2 }, 7, { last_affected: '3' }],
        },
        null,
      ];
    });
    expect(record.affected[0]?.incomplete).toBe(true);
    expect(record.affected[0]?.ranges).toEqual([
      {
        type: 'ECOSYSTEM',
        repo: null,
        events: [
          { kind: 'introduced', value: '0' },
          { kind: 'fixed', value: '1' },
          { kind: 'introduced', value: '2' },
          { kind: 'last_affected', value: '3' },
        ],
        databaseSpecific: null,
        incomplete: true,
      },
    ]);
    const { record: dated } = parseChanged(put('/modified', '2023-09-25T19:25:13.9+02:00'));
    expect(dated.modified).toBe('2023-09-25T17:25:13.900Z');
  });

  test.each([null, 1, 'x', [], {}, { id: '' }, { id: 5 }, { id: 'x'.repeat(300) }])('%j is no record', (value) => {
    const { record, faults } = parseOsvRecord(value);
    expect(record).toBeNull();
    expect(faults.map(({ effect }) => effect)).toEqual(['lost']);
  });

  test('the number of faults is bounded', () => {
    const { faults } = parseOsvRecord({ id: 'X-1', aliases: Array.from({ length: 5000 }, () => null) });
    expect(faults.length).toBe(101);
    expect(faults.at(-1)?.message).toBe('has 4901 more faults');
  });
});

describe('what speaks of Python', () => {
  const of = (ecosystemSpecific: Json | null, databaseSpecific: Json | null = null) => ({
    ecosystemSpecific,
    databaseSpecific,
  });

  test('imports', () => {
    const list = [{ attribute: 'a.b', modules: ['m', 'm.n'] }, { modules: ['x'] }, { attribute: '', modules: 'y' }];
    expect(readImports(of({ imports: list }))).toEqual([
      { attribute: 'a.b', modules: ['m', 'm.n'] },
      { attribute: null, modules: ['x'] },
      { attribute: null, modules: ['y'] },
    ]);
    for (const bad of [
      7,
      {},
      { modules: [] },
      { modules: ['a b'] },
      { attribute: 3, modules: ['m'] },
      { modules: ['m', null] },
    ]) {
      expect(readImports(of({ imports: [...list, bad] }))).toEqual([]);
    }
    expect(readImports(of(null))).toEqual([]);
  });

  test('affected functions', () => {
    const list = ['django.utils.text.Truncator.chars', 'a.b()', 'a.b:C.d', ''];
    const read = ['django.utils.text.Truncator.chars', 'a.b', 'a.b.C.d'];
    expect(readAffectedFunctions(of({ affected_functions: list }))).toEqual(read);
    expect(readAffectedFunctions(of({}, { affected_functions: list }))).toEqual(read);
    expect(readAffectedFunctions(of({ affected_functions: [''] }))).toEqual([]);
    expect(readAffectedFunctions(of({ affected_functions: ['a.b', 'not a name'] }))).toEqual([]);
  });

  test('wheels', () => {
    const hash = 'AB'.repeat(32);
    const list = [
      { file_name: 'a-1-py3-none-any.whl', sha256: hash, status: 'unaffected' },
      { file_name: 'a-1-1-py3-none-any.whl', sha256: 'short', status: 'maybe' },
      { sha256: hash },
    ];
    expect(readWheels(of({ wheels: list }))).toEqual([
      { fileName: 'a-1-py3-none-any.whl', sha256: hash.toLowerCase(), status: 'unaffected' },
      { fileName: 'a-1-1-py3-none-any.whl', sha256: null, status: 'affected' },
    ]);
  });
});

/** Every place in a value, as JSON pointers. */
function pointers(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [`${at}/${key}`, ...pointers(item, `${at}/${key}`)]);
}

test('against the schema: what is lost breaks it, and what breaks it is named or tolerated on purpose', () => {
  const values = [null, 5, 1.5, '', 'text', true, [], {}, [null], ['a'], [[]], [{}], undefined, { introduced: '1' }];
  /** The schema's rules that say more than a reader needs. */
  const tolerated = /^(?:additionalProperties|pattern|enum|format|minItems|oneOf|anyOf|allOf|if|not|contains|const)$/;
  let [invalid, lost] = [0, 0];
  for (const pointer of pointers(SOUND)) {
    if (pointer === '/id') continue;
    for (const value of values) {
      const changed = structuredClone(SOUND) as typeof SOUND & Json;
      put(pointer, value)(changed);
      const { record, faults } = parseOsvRecord(changed);
      expect(record?.id).toBe('PYSEC-2023-1');
      const sound = validate(changed);
      const isSymbol = pointer.includes('ecosystem_specific');
      if (faults.some((fault) => fault.effect === 'lost')) {
        lost++;
        // The schema lets database-specific parts and empty texts through.
        if (sound && !isSymbol)
          expect([pointer, value, value === '' || JSON.stringify(value)]).toEqual([pointer, value, true]);
      }
      if (!sound && faults.length === 0) {
        invalid++;
        const hard = (validate.errors ?? []).filter(
          ({ keyword, schemaPath }) => !tolerated.test(keyword) && !schemaPath.includes('/allOf/'),
        );
        const empty = value === null || value === undefined || value === '';
        if (!empty) expect([pointer, value, hard.map((error) => error.schemaPath)]).toEqual([pointer, value, []]);
      }
    }
  }
  expect(lost).toBeGreaterThan(200);
  expect(invalid).toBeGreaterThan(5);
});

test('any value is read without a throw', () => {
  const key = fc.constantFrom(
    'id',
    'affected',
    'ranges',
    'events',
    'versions',
    'introduced',
    'package',
    'aliases',
    '__proto__',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.constant('PYSEC-1'),
      fc.integer(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  }));
  fc.assert(
    fc.property(value, (any) => void parseOsvRecord(any)),
    { numRuns: 2000 },
  );
});

describe.each([
  ['pypi-osv.zip', 2661, 1],
  ['psf-osv.zip', 132, 13],
  ['oss-fuzz-osv.zip', 3985, 0],
])('the real database %s', (file, count, notes) => {
  test.skipIf(!existsSync(join(DATA, file)))('is read whole; only known faults are reported', () => {
    const archive = readZipDirectory(zipSource(readFileSync(join(DATA, file))));
    let [records, found] = [0, 0];
    for (const entry of archive.entries) {
      if (!entry.name.endsWith('.json')) continue;
      const content = inflateEntry(archive, entry);
      if (!content.ok) throw new Error(content.fault.message);
      const { record, faults } = parseOsvRecord(JSON.parse(new TextDecoder().decode(content.value)));
      expect(record).not.toBeNull();
      expect(faults.filter((fault) => !fault.message.includes('year 1'))).toEqual([]);
      records++;
      found += faults.length;
    }
    expect([records, found]).toEqual([count, notes]);
  });
});
