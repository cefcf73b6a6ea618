// The advisories that ship: sound OSV records with symbols that were checked, in words of their own.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deriveCve } from '../../src/advisory/convert/to-cve.ts';
import { scoreCvss } from '../../src/standard/cvss.ts';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';
import { type OsvAffected, type OsvRecord, parseOsvRecord, readImports, readWheels } from '../../src/standard/osv.ts';
import { compareVersions, parseVersion, type Version } from '../../src/standard/version.ts';
import { SCHEMA as CVE_SCHEMA, cveFaults } from '../advisory/convert/cve-schema.ts';
import { DATA, readMembers } from '../advisory/database/data.ts';
import { RECORD_FORM } from './form.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'data/advisories');
const files = readdirSync(FOLDER).sort();
const values = new Map(files.map((file) => [file, parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown]));

/** The official schema, of which another version may be named: THERIAC_OSV_SCHEMA. */
const SCHEMA = process.env['THERIAC_OSV_SCHEMA'] ?? join(ROOT, 'test/recorded/osv/schema-1.7.5.json');

function recordOf(file: string): OsvRecord {
  const { record } = parseOsvRecord(values.get(file));
  if (record === null) throw new Error(`${file} is no record`);
  return record;
}

function version(text: string): Version {
  const result = parseVersion(text);
  if (!result.ok) throw new Error(`${text}: ${result.fault.message}`);
  return result.value;
}

function checkedReleases(record: OsvRecord): readonly string[] {
  const own = record.databaseSpecific?.['theriac'];
  return typeof own === 'object' && own !== null && 'checked' in own ? (own.checked as string[]) : [];
}

function versionRanges(affected: OsvAffected) {
  return affected.ranges.filter((range) => range.type === 'ECOSYSTEM').map((range) => range.events);
}

/** Whether a version lies in a range whose events are in order. */
function covers(affected: OsvAffected, tested: Version): boolean {
  if (affected.versions.some((text) => compareVersions(tested, version(text)) === 0)) return true;
  return versionRanges(affected).some((events) => {
    const [start, end] = events;
    if (start === undefined || compareVersions(tested, version(start.value)) < 0) return false;
    if (end === undefined) return true;
    const order = compareVersions(tested, version(end.value));
    return end.kind === 'fixed' ? order < 0 : order <= 0;
  });
}

/** A record without a CVE identifier waits for one; the rest of it is judged all the same. */
function metadataOf(record: Readonly<Record<string, unknown>>): object {
  const { cveMetadata } = record;
  return typeof cveMetadata === 'object' && cveMetadata !== null ? cveMetadata : {};
}

describe('the folder of advisories', () => {
  it('holds at least 60 records, each in a file named after it', () => {
    expect(files.length).toBeGreaterThanOrEqual(60);
    for (const file of files) expect(`${recordOf(file).id}.yaml`).toBe(file);
  });

  it('names no vulnerability twice', () => {
    const names = files.flatMap((file) => [recordOf(file).id, ...recordOf(file).aliases]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe.each(files)('%s', (file) => {
  const record = recordOf(file);

  it('has the form of our records and no fault', () => {
    const validate = new Ajv2020({ allErrors: true, strict: false }).compile(RECORD_FORM);
    validate(values.get(file));
    expect(validate.errors ?? []).toEqual([]);
    expect(parseOsvRecord(values.get(file)).faults).toEqual([]);
  });

  it('has a CVE identifier, vectors that score, and times in order', () => {
    const names = [record.id, ...record.aliases, ...record.upstream];
    expect(names.some((name) => name.startsWith('CVE-'))).toBe(true);
    for (const { score } of record.severity) expect(scoreCvss(score).ok, score).toBe(true);
    expect((record.published ?? '') <= (record.modified ?? '')).toBe(true);
  });

  it('has normalised names and ordered ranges that a checked release lies in', () => {
    const checked = checkedReleases(record);
    for (const affected of record.affected) {
      const name = affected.package?.name ?? '';
      expect(normaliseDistributionName(name)).toBe(name);
      expect(affected.package?.purl).toBe(`pkg:pypi/${name}`);
      let last: Version | null = null;
      for (const event of versionRanges(affected).flat()) {
        const next = version(event.value);
        if (last !== null) expect(compareVersions(last, next), event.value).toBeLessThan(0);
        last = next;
      }
      expect(checked.filter((text) => covers(affected, version(text))).length).toBeGreaterThan(0);
    }
    for (const text of checked) {
      expect(record.affected.some((affected) => covers(affected, version(text)))).toBe(true);
    }
  });

  it('names vulnerable units or builds, and what closes them', () => {
    for (const affected of record.affected) {
      const builds = readWheels(affected);
      expect(readImports(affected).length + builds.length).toBeGreaterThan(0);
      const statuses = new Set(builds.map((wheel) => wheel.status));
      expect(statuses.size === 2 || versionRanges(affected).some((events) => events.length > 1)).toBe(true);
      for (const { fileName } of builds) {
        expect(fileName.startsWith(`${affected.package?.name}-${affected.versions[0]}-`)).toBe(true);
      }
    }
    expect(record.references.some(({ type }) => type === 'ADVISORY' || type === 'FIX')).toBe(true);
  });
});

describe('against the OSV schema', () => {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
  it.each(files)('%s', (file) => {
    validate(values.get(file));
    expect(validate.errors ?? []).toEqual([]);
  });
});

describe.skipIf(CVE_SCHEMA === null)('as CVE records, against the official schema (needs THERIAC_CVE_SCHEMA)', () => {
  const derive = (file: string, dataVersion: '5.1' | '5.2') => {
    const options = { dataVersion, orgId: null, rejectWithdrawn: false, published: null };
    const { value } = deriveCve(recordOf(file), options);
    return { ...value, cveMetadata: { cveId: 'CVE-2026-1000', ...metadataOf(value) } };
  };

  it.each(files)('%s', (file) => expect(cveFaults(derive(file, '5.1'))).toEqual([]));

  it.each(files)('%s in version 5.2, which adds package URLs', (file) => {
    const text = JSON.stringify(derive(file, '5.2'));
    const urls = [...text.matchAll(/"packageURL":"([^"]*)"/g)].map(([, url = '']) => url);
    expect(urls).toEqual(recordOf(file).affected.map((affected) => affected.package?.purl));
    expect(cveFaults(JSON.parse(text.replace(/"packageURL":"[^"]*",?/g, '')))).toEqual([]);
  });
});

describe.skipIf(DATA === null)('words of their own (needs THERIAC_DATA)', () => {
  const others = new Map<string, string>();
  if (DATA !== null) {
    for (const text of readMembers(join(DATA, 'pypi-osv.zip')).values()) {
      const { record } = parseOsvRecord(JSON.parse(text));
      for (const name of record === null ? [] : [record.id, ...record.aliases]) {
        others.set(name, `${others.get(name) ?? ''} ${record?.summary ?? ''} ${record?.details ?? ''}`);
      }
    }
  }

  it.each(files)('%s', (file) => {
    const record = recordOf(file);
    const other = [record.id, ...record.aliases].map((name) => others.get(name) ?? '').join(' ');
    expect(longestCommonRun(`${record.summary} ${record.details}`, other).length).toBeLessThanOrEqual(12);
  });
});

describe('the example', () => {
  it('is hit by many of them, and by none in most of its distributions', () => {
    const lines = readFileSync(join(ROOT, 'examples/storefront/requirements.txt'), 'utf8');
    const pins = [...lines.matchAll(/^([\w-]+)==([\w.]+)/gm)].map((match) => [match[1] ?? '', match[2] ?? ''] as const);
    const hits = pins.flatMap(([name, pinned]) =>
      files
        .filter((file) =>
          recordOf(file).affected.some((one) => one.package?.name === name && covers(one, version(pinned))),
        )
        .map((file) => `${name} ${file}`),
    );
    expect(pins.length).toBeGreaterThan(30);
    expect(hits.length).toBeGreaterThanOrEqual(25);
    expect(new Set(hits.map((hit) => hit.split(' ')[0])).size).toBeLessThan(pins.length / 2);
  });
});

/** The longest run of words that both texts have. */
function longestCommonRun(left: string, right: string): readonly string[] {
  const [words, others] = [left, right].map((text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  let best: string[] = [];
  for (let start = 0; start < (words?.length ?? 0); start++) {
    for (let place = 0; place < (others?.length ?? 0); place++) {
      let length = 0;
      while (words?.[start + length] !== undefined && words[start + length] === others?.[place + length]) length++;
      if (length > best.length) best = words?.slice(start, start + length) ?? [];
    }
  }
  return best;
}
