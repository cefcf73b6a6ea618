// Core metadata against packaging.metadata.parse_email, on generated and on real files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CoreMetadata,
  parseCoreMetadata,
  parseImportName,
  parseMetadataHeader,
} from '../../src/standard/core-metadata.ts';
import { stripPython } from '../../src/standard/python-text.ts';

type Case = readonly [text: string, raw: Record<string, unknown>, unparsed: Record<string, readonly string[]>];
const load = (path: string): readonly Case[] => JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'));
const cases = load(
  process.env['THERIAC_METADATA_CASES'] ?? join(import.meta.dirname, '../recorded/metadata/cases.json.gz'),
);

/** Our metadata in the form of packaging's two dictionaries. */
function asPackaging(metadata: CoreMetadata): Record<string, unknown> {
  const { others, projectUrls, ...rest } = metadata;
  const raw: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (value === null || (Array.isArray(value) && value.length === 0 && key !== 'importNames')) continue;
    raw[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value;
  }
  if (projectUrls.length > 0)
    raw['project_urls'] = Object.fromEntries(projectUrls.map(({ label, url }) => [label, url]));
  return raw;
}

const KEYS: Readonly<Record<string, string>> = {
  classifier: 'classifiers',
  'import-name': 'import_names',
  'import-namespace': 'import_namespaces',
  'license-file': 'license_files',
  platform: 'platforms',
  'supported-platform': 'supported_platforms',
  'project-url': 'project_urls',
};

function unfold(description: string): string {
  return description.replace(/^[ \t\r\n]+/, '').replace(/(\r\n|\r|\n)(?: {7}\|| {8}|[ \t]+)/g, '$1');
}

function compare([text, raw, unparsed]: Case): void {
  const { metadata, faults } = parseCoreMetadata(text);
  const ours = asPackaging(metadata);
  for (const [name, values] of Object.entries(unparsed)) {
    const key = KEYS[name] ?? name.replaceAll('-', '_');
    if (name === 'description') {
      expect(values.flatMap((value) => [value, unfold(value)])).toContain(ours['description']);
      expect(faults.map((fault) => fault.field)).toContain('Description');
    } else if (key === 'project_urls') {
      expect(metadata.projectUrls.length).toBe(values.length);
    } else if (ours[key] !== undefined) {
      // A field that may stand once and is repeated: the first counts, and is reported.
      const first = values[0];
      expect(ours[key]).toEqual(key === 'keywords' ? first?.split(',').map(stripPython) : first);
      expect(faults.map((fault) => fault.field.toLowerCase())).toContain(name);
    } else expect(metadata.others.filter((other) => other.name === name).map(({ value }) => value)).toEqual(values);
    delete ours[key];
  }
  if (raw['description'] !== ours['description']) {
    expect(ours['description']).toBe(unfold(String(raw['description'])));
    ours['description'] = raw['description'];
  }
  expect(ours).toEqual(raw);
  const header = parseMetadataHeader(text).metadata;
  expect(header).toEqual({ ...metadata, description: null });
}

describe('as packaging reads it', () => {
  test(`${cases.length} generated files`, () => {
    for (const [text, raw, unparsed] of cases) {
      try {
        compare([text, raw, unparsed]);
      } catch (error) {
        throw new Error(JSON.stringify([text, raw, unparsed]), { cause: error });
      }
    }
  });

  const real = process.env['THERIAC_METADATA_REAL'];
  test.skipIf(real === undefined || !existsSync(real))('real files, recorded by record.py --folder', () => {
    for (const [text, raw, unparsed] of load(real ?? '')) {
      compare([text, raw, unparsed]);
      expect(parseCoreMetadata(text).faults).toEqual([]);
    }
  });
});

const EXAMPLE = `Metadata-Version: 2.5
Name: BeagleVote
Version: 1.0a2
Dynamic: License
Platform: ObscureUnix
Platform: RareDOS
Keywords: dog, puppy,voting
License-Expression: MIT OR Apache-2.0
License-File: LICENSE.txt
License-File: vendor/é/LICENSE
Classifier: Development Status :: 4 - Beta
Requires-Dist: pywin32 >1.0; sys_platform == 'win32'
Requires-Dist: zope.interface (>3.5.0)
Requires-Python: >=3.9
Project-URL: Bug Tracker, https://tracker.example/
Provides-Extra: pdf
Import-Name: beaglevote
Import-Name: _beagle ; private
Import-Namespace: kennel
Summary: votes
 on
 dogs

# Beagles

 They vote.
`;

test('every kind of field', () => {
  const { metadata, faults } = parseCoreMetadata(EXAMPLE);
  expect(faults).toEqual([]);
  expect(metadata).toMatchObject({
    metadataVersion: '2.5',
    name: 'BeagleVote',
    version: '1.0a2',
    dynamic: ['License'],
    platforms: ['ObscureUnix', 'RareDOS'],
    keywords: ['dog', 'puppy', 'voting'],
    licenseExpression: 'MIT OR Apache-2.0',
    licenseFiles: ['LICENSE.txt', 'vendor/é/LICENSE'],
    requiresDist: ["pywin32 >1.0; sys_platform == 'win32'", 'zope.interface (>3.5.0)'],
    projectUrls: [{ label: 'Bug Tracker', url: 'https://tracker.example/' }],
    importNames: ['beaglevote', '_beagle ; private'],
    importNamespaces: ['kennel'],
    summary: 'votes\n on\n dogs',
    description: '# Beagles\n\n They vote.\n',
  });
  expect(metadata.importNames?.map(parseImportName)).toEqual([
    { module: 'beaglevote', isPrivate: false },
    { module: '_beagle', isPrivate: true },
  ]);
});

test('old descriptions in the header lose their indents', () => {
  const { metadata } = parseCoreMetadata(
    'Metadata-Version: 1.0\nDescription: one\n       |two\n        three\n       |\n',
  );
  expect(metadata.description).toBe('one\ntwo\nthree\n');
});

test('faults name the field', () => {
  const text = ' stray\nName: a\nName: b\nVersion:\nMetadata-Version: 3.0\nSummary: \ufffd\n: x\nnot a field\n';
  const { metadata, faults } = parseCoreMetadata(text);
  expect(metadata.name).toBe('a');
  expect(metadata.description).toBe('not a field\n');
  expect(faults).toEqual([
    { field: 'Name', message: 'is given more than once; the first one counts' },
    { field: 'Summary', message: 'is not valid UTF-8' },
    { field: 'Metadata-Version', message: '"3.0" is not known; read as 2.5' },
    { field: 'Version', message: 'is missing' },
    { field: '', message: '2 lines of the header belong to no field' },
    { field: '', message: 'no empty line ends the header' },
  ]);
  expect(parseCoreMetadata('Import-Name:\n').metadata.importNames).toEqual([]);
  expect(parseCoreMetadata('').metadata.importNames).toBeNull();
});

test('any text is read, in time that grows with its length alone', () => {
  const part = fc.constantFrom('Name', ':', '\n', '\r', ' ', '\t', 'From ', 'x', 'é', '\ufffd', 'Requires-Dist: a\n');
  fc.assert(fc.property(fc.array(part), (parts) => void parseCoreMetadata(parts.join(''))));
  const started = performance.now();
  for (const unit of ['\n', ' \n', 'a:\n', 'a: b\n c\n', 'From x\n', 'x', ':', '\r', ' ', 'Name:\n', 'a:\r', ' \r']) {
    parseCoreMetadata(unit.repeat(1_000_000 / unit.length));
    parseCoreMetadata(`Name: ${unit.repeat(1_000_000 / unit.length)}`);
  }
  expect(performance.now() - started).toBeLessThan(5000);
});

test('the header is read without looking at the description', () => {
  const header = EXAMPLE.slice(0, EXAMPLE.indexOf('# Beagles'));
  const long = header + 'text\n'.repeat(4_000_000);
  parseMetadataHeader(header);
  const started = performance.now();
  for (let count = 0; count < 100; count++) parseMetadataHeader(long);
  expect(performance.now() - started).toBeLessThan(200);
});
