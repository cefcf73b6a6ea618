// Broken records: nothing throws, what comes out is a sound OSV record, and what was lost is named.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertRecord } from '../../../src/advisory/convert/convert-record.ts';
import { readVersionText } from '../../../src/advisory/convert/version-text.ts';
import { parseCveRecord } from '../../../src/standard/cve.ts';
import { cveFaults, SCHEMA } from './cve-schema.ts';
import { KNOWING_FOO as OPTIONS } from './options.ts';

const SOUND = {
  dataType: 'CVE_RECORD',
  dataVersion: '5.1',
  cveMetadata: {
    cveId: 'CVE-2026-1000',
    state: 'PUBLISHED',
    datePublished: '2026-02-03T04:05:06',
    dateUpdated: '2026-02-04T00:00:00Z',
  },
  containers: {
    cna: {
      providerMetadata: { orgId: '00000000-0000-4000-8000-000000000000', shortName: 'acme' },
      title: 'A fault',
      descriptions: [
        {
          lang: 'en',
          value: 'What it does.',
          supportingMedia: [{ type: 'text/markdown', value: '**What** it does.', base64: false }],
        },
      ],
      affected: [
        {
          vendor: 'acme',
          product: 'foo',
          repo: 'https://git.example/foo',
          defaultStatus: 'unaffected',
          versions: [
            {
              version: '1.0',
              lessThan: '2.0',
              status: 'affected',
              versionType: 'python',
              changes: [{ at: '1.5', status: 'unaffected' }],
            },
            { version: 'a'.repeat(40), lessThan: 'b'.repeat(40), status: 'affected', versionType: 'git' },
          ],
          modules: ['foo.bar'],
          programRoutines: [{ name: 'foo.bar.Baz.run' }],
        },
      ],
      references: [{ url: 'https://git.example/foo/1', name: 'the fix', tags: ['patch', 'exploit'] }],
      problemTypes: [{ descriptions: [{ lang: 'en', cweId: 'CWE-79', description: 'x', type: 'CWE' }] }],
      metrics: [
        {
          cvssV3_1: {
            version: '3.1',
            vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
            baseScore: 9.8,
            baseSeverity: 'CRITICAL',
          },
        },
      ],
      credits: [{ lang: 'en', value: 'Ada', type: 'finder' }],
      timeline: [{ time: '2026-01-01T00:00:00Z', lang: 'en', value: 'found' }],
      source: { advisory: 'GHSA-aaaa-bbbb-cccc', discovery: 'EXTERNAL' },
    },
    adp: [
      {
        providerMetadata: { orgId: '00000000-0000-4000-8000-000000000000' },
        references: [{ url: 'https://adp.example' }],
      },
    ],
  },
};

const ajv = new Ajv.default({ strict: false, allErrors: false });
addFormats.default(ajv);
const isOsv = ajv.compile(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../recorded/osv/schema-1.7.5.json'), 'utf8')),
);

/** All places in a value, as paths. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, item]) =>
      placesIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

const PLACES = placesIn(SOUND).filter((path) => path.length > 1 && path.join('.') !== 'cveMetadata.cveId');

function changed(path: readonly (string | number)[], replacement: unknown): unknown {
  const copy = structuredClone(SOUND) as unknown;
  let at = copy;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
  const last = path.at(-1) ?? '';
  if (replacement === undefined) Reflect.deleteProperty(at as object, last);
  else (at as Record<string | number, unknown>)[last] = replacement;
  return copy;
}

describe('a record with one thing broken', () => {
  const replacement = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(undefined, null, '', '*', '< 2', '0', 'n/a', 'x'.repeat(5000), 1.1, -1, [], {}, [null], '\u0000'),
  );

  it('never throws, and gives a sound OSV record', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACES), replacement, (path, value) => {
        const record = changed(path, value);
        parseCveRecord(record);
        const osv = convertRecord(record, 'osv', OPTIONS);
        if (typeof osv === 'string') return;
        expect(isOsv(osv.value), `${path.join('.')} ${ajv.errorsText(isOsv.errors)}`).toBe(true);
        const cve = convertRecord(osv.value, 'cve', OPTIONS);
        if (typeof cve === 'string') throw new Error(cve);
        // Without a description there can be no CVE record, which is listed as a loss.
        if (SCHEMA !== null && osv.value['details'] !== undefined && osv.value['withdrawn'] === undefined) {
          expect(cveFaults(cve.value), path.join('.')).toEqual([]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('names what is lost where something was there', () => {
    const before = convertRecord(SOUND, 'osv', OPTIONS);
    if (typeof before === 'string') throw new Error(before);
    const fields = before.losses.map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['references.name']));
    const broken = convertRecord(changed(['containers', 'cna', 'references', 0, 'url'], 3), 'osv', OPTIONS);
    if (typeof broken === 'string') throw new Error(broken);
    expect(broken.losses.some(({ field }) => field.startsWith('references'))).toBe(true);
  });
});

describe('a text that stands for versions', () => {
  it('is read without throwing and in little time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        readVersionText(text);
      }),
    );
    const started = performance.now();
    for (const piece of ['1.', '1 ', '>=1,', 'before ', '1 - ', '1.x.', ',1', '|| '])
      readVersionText(piece.repeat(500));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
