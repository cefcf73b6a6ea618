// The export: valid against the official schema, the same bytes every time, readable by others, safe to repeat.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { formatAtomFeed } from '../../../src/advisory/export/atom-feed.ts';
import { zipBytes } from '../../../src/advisory/export/zip-bytes.ts';
import { run } from '../../../src/cli/run.ts';
import { parseOsvRecord } from '../../../src/standard/osv.ts';
import { inflateEntry, readZipDirectory, zipSource } from '../../../src/standard/zip.ts';
import { capturedHost, ROOT } from '../../host/captured-host.ts';
import { DATA } from '../database/data.ts';
import { SOUND } from '../lint/lint-record.ts';

const ajv = new Ajv2020({ strict: false });
formats.default(ajv, { mode: 'full' });
const valid = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'test/recorded/osv/schema-1.7.5.json'), 'utf8')));
/** Another program that reads archives and XML; what it says is not asked for where it is absent. */
const PYTHON = spawnSync('python3', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'theriac-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function theriac(...words: string[]): Promise<{ exitCode: number; output: string; notes: string }> {
  const captured = capturedHost({}, {}, folder);
  const exitCode = await run(captured.host, ['advisory', ...words]);
  return { exitCode, output: captured.output(), notes: captured.notes() };
}

function tree(path: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(path, at), { withFileTypes: true })) {
    const name = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, tree(path, name));
    else found[name] = readFileSync(join(path, name), 'latin1');
  }
  return found;
}

const YAML = `# comment
id: PSF-2026-2
modified: 2026-05-01T00:00:00+02:00
published: '2026-04-01T00:00:00Z'
summary: Versions stay texts
withdrawn: ~
affected:
  - package: {ecosystem: PyPI, name: pip}
    versions: [1.10, 2.0]
  - ranges:
      - type: GIT
        repo: https://git.example/pip
        events: [{introduced: 0}, {fixed: 0123456789abcdef0123456789abcdef01234567}]
database_specific: {score: 7.5, cwe_ids: []}
`;

describe('the export', () => {
  mkdirSync(join(folder, 'advisories'));
  writeFileSync(
    join(folder, 'theriac.toml'),
    '[advisory]\nprefix = "PSF"\nurl = "https://a.example/db/"\ncontact = "mailto:s@a.example"\n',
  );
  writeFileSync(join(folder, 'advisories/PSF-2026-1.json'), JSON.stringify({ ...SOUND, summary: '<&>\u0001"' }));
  writeFileSync(join(folder, 'advisories/PSF-2026-2.yaml'), YAML);
  writeFileSync(join(folder, 'advisories/PSF-0000-x.json'), JSON.stringify({ ...SOUND, id: 'PSF-0000-x' }));
  writeFileSync(
    join(folder, 'advisories/PSF-2026-3.json'),
    JSON.stringify({ ...SOUND, id: 'PSF-2026-3', colour: 'red' }),
  );
  writeFileSync(join(folder, 'advisories/PSF-2026-4.json'), '{"id": ');

  it('writes what OSV databases publish, and leaves out what breaks the schema', async () => {
    const { exitCode, notes } = await theriac('export', '--output', 'out');
    expect(exitCode).toBe(3);
    expect(notes.split('\n').sort()).toEqual([
      '',
      'note: advisories/PSF-0000-x.json is left out: it has no identifier yet',
      'warning: advisories/PSF-2026-3.json is left out: it breaks the OSV schema: "colour" is no field of the OSV schema',
      'warning: advisories/PSF-2026-4.json:1: is not JSON: it ends too early',
    ]);
    const files = tree(join(folder, 'out'));
    expect(Object.keys(files).sort()).toEqual([
      '.well-known/advisories.json',
      '.well-known/security.txt',
      'GIT/PSF-2026-2.json',
      'GIT/all.zip',
      'GIT/modified_id.csv',
      'PSF-2026-1.json',
      'PSF-2026-2.json',
      'PyPI/PSF-2026-1.json',
      'PyPI/PSF-2026-2.json',
      'PyPI/all.zip',
      'PyPI/modified_id.csv',
      'SHA256SUMS',
      'all.zip',
      'ecosystems.txt',
      'feed.atom',
      'modified_id.csv',
    ]);
    expect(files['modified_id.csv']).toBe(
      '2026-04-30T22:00:00.000Z,GIT/PSF-2026-2\n2026-04-30T22:00:00.000Z,PyPI/PSF-2026-2\n2026-02-01T00:00:00Z,PyPI/PSF-2026-1\n',
    );
    expect(files['PyPI/modified_id.csv']).toBe(
      '2026-04-30T22:00:00.000Z,PSF-2026-2\n2026-02-01T00:00:00Z,PSF-2026-1\n',
    );
    expect(files['ecosystems.txt']).toBe('GIT\nPyPI\n');
    const second = JSON.parse(files['PSF-2026-2.json'] ?? '');
    expect(valid(second), JSON.stringify(valid.errors)).toBe(true);
    expect(second.affected[0].versions).toEqual(['1.10', '2.0']);
    expect(second.database_specific).toEqual({ score: 7.5, cwe_ids: [] });
    expect(valid(JSON.parse(files['PSF-2026-1.json'] ?? ''))).toBe(true);
    expect(files['.well-known/security.txt']).toContain('Contact: mailto:s@a.example\nExpires: 2027-');
    execFileSync('sha256sum', ['--quiet', '--check', 'SHA256SUMS'], { cwd: join(folder, 'out') });
    if (!PYTHON) return;
    // Another program reads the archive.
    const listing = execFileSync(
      'python3',
      ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), z.namelist())', 'out/all.zip'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(listing).toBe("None ['PSF-2026-1.json', 'PSF-2026-2.json']\n");
  });

  it('writes the same bytes again, and touches nothing that is the same', async () => {
    const before = tree(join(folder, 'out'));
    const time = statSync(join(folder, 'out/all.zip')).mtimeMs;
    expect((await theriac('export', '--output', 'out')).output).toContain('0 of 16 files changed');
    expect(statSync(join(folder, 'out/all.zip')).mtimeMs).toBe(time);
    await theriac('export', '--output', 'again');
    expect(tree(join(folder, 'again'))).toEqual(before);
  });

  it('takes away what an earlier export left, and nothing else', async () => {
    writeFileSync(join(folder, 'out/index.html'), 'mine');
    writeFileSync(
      join(folder, 'out/SHA256SUMS'),
      `${readFileSync(join(folder, 'out/SHA256SUMS'), 'utf8')}${'0'.repeat(64)}  ../theriac.toml\n`,
    );
    rmSync(join(folder, 'advisories/PSF-2026-1.json'));
    const { output } = await theriac('export', '--output', 'out');
    expect(output).toContain('2 removed');
    const names = Object.keys(tree(join(folder, 'out')));
    expect(names).toContain('index.html');
    expect(names.filter((name) => name.includes('PSF-2026-1'))).toEqual([]);
    expect(readFileSync(join(folder, 'theriac.toml'), 'utf8')).toContain('PSF');
  });

  it.skipIf(DATA === null)('publishes a real database whole (needs THERIAC_DATA)', async () => {
    const { exitCode } = await theriac('export', join(DATA ?? '', 'psf-osv.zip'), '--output', 'psf', '--cve', '5.1');
    expect(exitCode).toBe(0);
    const files = tree(join(folder, 'psf'));
    const records = Object.keys(files).filter((name) => /^PSF-\d+-\d+\.json$/.test(name));
    expect(records).toHaveLength(132);
    for (const name of records)
      expect(valid(JSON.parse(Buffer.from(files[name] ?? '', 'latin1').toString('utf8'))), name).toBe(true);
    expect(Object.keys(files).filter((name) => name.startsWith('cve/')).length).toBeGreaterThan(100);
  });
});

describe('an archive', () => {
  it('gives back what went in, packed or stored, whatever the order', () => {
    const content = fc.dictionary(fc.stringMatching(/^[a-zé]{1,8}\.json$/), fc.uint8Array({ maxLength: 500 }), {
      maxKeys: 8,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(content, fc.boolean(), (files, pack) => {
        const bytes = zipBytes(new Map(Object.entries(files)), pack);
        expect(bytes).toEqual(zipBytes(new Map(Object.entries(files).reverse()), pack));
        const archive = readZipDirectory(zipSource(bytes));
        expect(archive.faults).toEqual([]);
        const read = archive.entries.map((entry) => {
          const found = inflateEntry(archive, entry);
          return [entry.name, found.ok ? [...found.value] : found.fault.message];
        });
        expect(Object.fromEntries(read)).toEqual(
          Object.fromEntries(Object.entries(files).map(([name, data]) => [name, [...data]])),
        );
      }),
    );
  });
});

describe('the feed', () => {
  it('is well-formed XML whatever the records say', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (texts) => {
        const records = texts.flatMap((summary, index) => {
          const { record } = parseOsvRecord({ ...SOUND, id: `PSF-2026-${index + 1}`, summary });
          return record === null ? [] : [record];
        });
        const feed = formatAtomFeed(records, { title: 'A & B', url: null, author: '<x>' });
        const bare = feed.replace(/&(?:amp|lt|gt|quot);/g, '').replace(/<[?/]?[a-zA-Z][^<>]*>/g, '');
        expect(bare).not.toMatch(/[<&]/);
        expect(feed).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      }),
    );
    if (!PYTHON) return;
    const feed = formatAtomFeed([], { title: 'x', url: 'https://a.example', author: 'x' });
    execFileSync('python3', ['-c', 'import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())'], {
      input: feed,
    });
  });
});
