// Imports into a database: new, again, merged with edits by hand, stopped at every step, from every kind of source.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { type Host, HostError } from '../../../src/host/host.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { capturedHost } from '../../host/captured-host.ts';
import { writeZip } from '../database/data.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-import-'));
  folders.push(folder);
  return folder;
}

function makeDatabase(more = ''): string {
  const folder = makeFolder();
  mkdirSync(join(folder, 'advisories'));
  writeFileSync(join(folder, 'theriac.toml'), `[advisory]\nprefix = "PSF"\n${more}`);
  return folder;
}

type Json = Record<string, unknown>;

function cve(number: number, change: Json = {}): Json {
  return {
    dataType: 'CVE_RECORD',
    dataVersion: '5.1',
    cveMetadata: { cveId: `CVE-2026-${number}`, state: 'PUBLISHED', datePublished: '2026-02-03T04:05:06.000Z' },
    containers: {
      cna: {
        title: `Fault ${number}`,
        descriptions: [
          { lang: 'en', value: `What fault ${number} does.` },
          { lang: 'de', value: 'Auf Deutsch.' },
        ],
        affected: [
          {
            vendor: 'acme',
            product: 'foo',
            defaultStatus: 'unaffected',
            versions: [{ version: '1.0', lessThan: '1.2', status: 'affected', versionType: 'python' }],
          },
        ],
        references: [{ url: `https://git.example/foo/${number}`, tags: ['patch'] }],
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
          {
            cvssV4_0: {
              version: '4.0',
              vectorString: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
              baseScore: 9.3,
              baseSeverity: 'CRITICAL',
            },
          },
        ],
        credits: [{ lang: 'en', value: 'Ada', type: 'remediation developer' }],
        timeline: [{ time: '2026-01-01T00:00:00Z', lang: 'en', value: 'found' }],
        ...change,
      },
    },
  };
}

function writeSource(records: readonly unknown[]): string {
  const folder = makeFolder();
  for (const [index, record] of records.entries()) writeFileSync(join(folder, `${index}.json`), JSON.stringify(record));
  return folder;
}

async function runImport(database: string, words: readonly string[], overrides: Partial<Host> = {}) {
  const captured = capturedHost(overrides, {}, database);
  const exitCode = await run(captured.host, ['advisory', 'import', ...words]);
  return { exitCode, output: captured.output(), notes: captured.notes() };
}

/** Every file of a folder with its text. */
function snapshot(folder: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
    const name = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, snapshot(folder, name));
    else found[name] = readFileSync(join(folder, name), 'utf8');
  }
  return found;
}

const LATER = { clock: { now: () => Date.UTC(2027, 0, 1), elapsed: () => 0 } };
const path = (database: string, number: number) => join(database, `advisories/PSF-0000-cve-2026-${number}.yaml`);
const PACKAGE = ['--package', 'acme/foo=PyPI:Foo'];

describe('an import', () => {
  it('brings in every field that OSV has, and names the others', async () => {
    const database = makeDatabase();
    const { exitCode, output, notes } = await runImport(database, [writeSource([cve(1001)]), ...PACKAGE]);
    expect(exitCode).toBe(0);
    expect(output).toBe('new       PSF-0000-cve-2026-1001 from CVE-2026-1001\n');
    expect(notes).toContain('descriptions: OSV has one language; the description in de is left out');
    const text = readFileSync(path(database, 1001), 'utf8');
    for (const part of [
      'CVE-2026-1001',
      'summary: Fault 1001',
      'What fault 1001 does.',
      'ecosystem: PyPI',
      'name: foo',
      "introduced: '1.0'",
      "fixed: '1.2'",
      'type: CVSS_V4',
      'type: CVSS_V3',
      'type: FIX',
      'type: REMEDIATION_DEVELOPER',
      'CWE-79',
      'value: found',
      "published: '2026-02-03T04:05:06.000Z'",
    ]) {
      expect(text).toContain(part);
    }
  });

  it('changes nothing when nothing changed', async () => {
    const database = makeDatabase();
    const source = writeSource([cve(1001), cve(1002), cve(1003)]);
    await runImport(database, [source, ...PACKAGE]);
    const before = snapshot(database);
    const again = await runImport(database, [source, ...PACKAGE], LATER);
    expect(again.notes).toBe('0 new, 3 unchanged\n');
    expect(again.output).toBe('');
    expect(snapshot(database)).toEqual(before);
  });

  it('keeps edits by hand and takes what else changed', async () => {
    const database = makeDatabase();
    await runImport(database, [writeSource([cve(1001), cve(1002)]), ...PACKAGE]);
    const file = path(database, 1001);
    const edited = readFileSync(file, 'utf8')
      .replace('summary: Fault 1001', 'summary: Said better # by us')
      .replace(/( +)- type: FIX/, '$1- type: ARTICLE\n$1  url: https://ours.example/post\n$1- type: FIX')
      .replace("fixed: '1.2'", "fixed: '1.2.1' # the release was broken");
    writeFileSync(file, edited);
    const change = {
      title: 'Retitled',
      references: [
        { url: 'https://git.example/foo/1001', tags: ['patch'] },
        { url: 'https://git.example/more', tags: ['vendor-advisory'] },
      ],
      descriptions: [{ lang: 'en', value: 'Described anew.' }],
    };
    const { output, notes } = await runImport(
      database,
      [writeSource([cve(1001, change), cve(1002)]), ...PACKAGE],
      LATER,
    );
    expect(output).toBe('changed   PSF-0000-cve-2026-1001 from CVE-2026-1001: details, references\n');
    expect(notes).toContain('summary: changed here and in the source; kept as it is here');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('summary: Said better # by us');
    expect(text).toContain("fixed: '1.2.1' # the release was broken");
    expect(text).toContain('https://ours.example/post');
    expect(text).toContain('https://git.example/more');
    expect(text).toContain('Described anew.');
    expect(text).toContain("modified: '2027-01-01T00:00:00Z'");
    expect(readFileSync(path(database, 1002), 'utf8')).toContain("modified: '2026-11-22T12:00:00Z'");
    // The conflict was told once; nothing is left to do.
    expect((await runImport(database, [writeSource([cve(1001, change)]), ...PACKAGE], LATER)).output).toBe('');
  });

  it('finds a record under its assigned identifier, and never brings back one that was deleted', async () => {
    const database = makeDatabase();
    await runImport(database, [writeSource([cve(1001), cve(1002)]), ...PACKAGE]);
    const text = readFileSync(path(database, 1001), 'utf8').replace(/^id: .*$/m, 'id: PSF-2026-1');
    rmSync(path(database, 1001));
    rmSync(path(database, 1002));
    writeFileSync(join(database, 'advisories/PSF-2026-1.yaml'), text);
    const { output } = await runImport(database, [writeSource([cve(1001, { title: 'New' }), cve(1002)]), ...PACKAGE]);
    expect(output).toBe(
      'changed   PSF-2026-1 from CVE-2026-1001: summary\npassed by CVE-2026-1002: its record was deleted here\n',
    );
    expect(readdirSync(join(database, 'advisories'))).toEqual(['PSF-2026-1.yaml']);
  });

  it('withdraws what was rejected and keeps what was known', async () => {
    const database = makeDatabase();
    await runImport(database, [writeSource([cve(1001)]), ...PACKAGE]);
    const rejected = {
      dataType: 'CVE_RECORD',
      cveMetadata: { cveId: 'CVE-2026-1001', state: 'REJECTED', dateRejected: '2026-03-03T00:00:00Z' },
      containers: { cna: { rejectedReasons: [{ lang: 'en', value: 'It is no vulnerability.' }] } },
    };
    const { output } = await runImport(database, [writeSource([rejected]), ...PACKAGE]);
    expect(output).toContain('withdrawn');
    const text = readFileSync(path(database, 1001), 'utf8');
    expect(text).toContain("withdrawn: '2026-03-03T00:00:00Z'");
    expect(text).toContain('It is no vulnerability.');
    expect(text).toContain('summary: Fault 1001');
    expect(text).toContain("fixed: '1.2'");
    expect((await runImport(database, [writeSource([rejected])], LATER)).output).toBe('');
  });

  it('reports bad records and goes on', async () => {
    const database = makeDatabase();
    const source = writeSource([
      cve(1001),
      { cveMetadata: { cveId: 'CVE-2026-1' } },
      { ...cve(1002), containers: { cna: 3 } },
      cve(1003),
    ]);
    writeFileSync(join(source, 'broken.json'), '{"dataType": "CVE_RECORD", ');
    const { exitCode, notes, output } = await runImport(database, [source, join(source, 'absent.json')]);
    expect(exitCode).toBe(3);
    expect(output.match(/^new/gm)).toHaveLength(2);
    expect(notes).toContain('broken.json:1: is not JSON');
    expect(notes).toContain('absent.json: there is no such file or folder');
  });

  it('reads zips, other databases, and the products of the configuration', async () => {
    const database = makeDatabase('[[advisory.products]]\nname = "foo"\necosystem = "PyPI"\npackage = "foo-lib"\n');
    const zip = join(makeFolder(), 'all.zip');
    const osv = {
      id: 'GHSA-aaaa-bbbb-cccc',
      modified: '2026-01-01T00:00:00Z',
      aliases: ['CVE-2026-5000'],
      summary: 'From elsewhere',
      affected: [
        { package: { ecosystem: 'PyPI', name: 'bar' }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] },
      ],
      database_specific: { unknown_field: [1, { a: null }] },
    };
    writeZip(zip, {
      'cves/CVE-2026-1001.json': JSON.stringify(cve(1001)),
      'GHSA-aaaa-bbbb-cccc.json': JSON.stringify(osv),
    });
    const { output } = await runImport(database, [zip]);
    expect(output.match(/^new/gm)).toHaveLength(2);
    expect(readFileSync(path(database, 1001), 'utf8')).toContain('name: foo-lib');
    const other = readFileSync(join(database, 'advisories/PSF-0000-ghsa-aaaa-bbbb-cccc.yaml'), 'utf8');
    expect(other).toContain('GHSA-aaaa-bbbb-cccc');
    expect(other).toContain('CVE-2026-5000');
    expect(other).toContain('unknown_field');
    // Another record of the same database about the same vulnerability, for another package, is one of its own.
    const sibling = {
      ...osv,
      id: 'GHSA-dddd-eeee-ffff',
      affected: [{ package: { ecosystem: 'PyPI', name: 'bar-gpu' } }],
    };
    expect((await runImport(database, [writeSource([sibling])])).output).toContain('new ');
    // The same vulnerability from the CVE list is the same record.
    const second = await runImport(database, [writeSource([cve(5000)])]);
    expect(second.output).not.toContain('new ');
    expect(second.notes).toContain('summary: is another here than in the source; kept as it is here');
  });

  it('asks CVE Services', async () => {
    const database = makeDatabase();
    const asked: string[] = [];
    const http: Host['http'] = {
      async fetch({ url }) {
        asked.push(url);
        const found = url.endsWith('/api/cve/CVE-2026-1001');
        async function* body() {
          yield Buffer.from(JSON.stringify(found ? cve(1001) : { error: 'CVE_RECORD_DNE' }));
        }
        return { status: found ? 200 : 404, headers: {}, body: body() };
      },
    };
    const words = ['CVE-2026-1001', 'CVE-2026-4444', '--services', 'https://cve.example/api/'];
    const { exitCode, output, notes } = await runImport(database, words, { http });
    expect(asked).toEqual(['https://cve.example/api/cve/CVE-2026-1001', 'https://cve.example/api/cve/CVE-2026-4444']);
    expect(output).toContain('new ');
    expect(notes).toContain('there is no such record');
    expect(exitCode).toBe(3);
  });

  it('turns tags into commits through a clone', async () => {
    const clone = makeFolder();
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], {
        cwd: clone,
        env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
        encoding: 'utf8',
      }).trim();
    git('init', '-q', '-b', 'main', '.');
    git('commit', '-q', '--allow-empty', '-m', 'one');
    git('tag', 'v1.0');
    git('commit', '-q', '--allow-empty', '-m', 'fix');
    git('tag', 'v1.1');
    const [first, fix] = [git('rev-parse', 'v1.0'), git('rev-parse', 'v1.1')];
    const affected = [
      {
        vendor: 'acme',
        product: 'foo',
        repo: 'https://git.example/foo',
        versions: [{ version: 'v1.0', lessThan: fix.slice(0, 9), status: 'affected', versionType: 'git' }],
      },
    ];
    const database = makeDatabase();
    await runImport(database, [writeSource([cve(1001, { affected })]), '--clone', clone]);
    const text = readFileSync(path(database, 1001), 'utf8');
    expect(text).toContain(`introduced: ${first}`);
    expect(text).toContain(`fixed: ${fix}`);
  });
});

/** A host whose writing ends after some replacements, as a killed process does: what was begun is left behind. */
function dyingFiles(steps: number, where: 'before' | 'between'): Host['files'] {
  const { files } = nodeHost();
  let left = steps;
  return {
    ...files,
    replace(target, write) {
      left -= 1;
      if (left >= 0) return files.replace(target, write);
      if (where === 'between') write(`${target}.killed.tmp`);
      throw new HostError('unwritable', target, 'killed');
    },
  };
}

describe('an import that is killed at any step', () => {
  it.each(['before', 'between'] as const)('loses nothing (%s writing)', async (where) => {
    const source = writeSource([cve(1001), cve(1002), cve(1003)]);
    const whole = makeDatabase();
    await runImport(whole, [source, ...PACKAGE]);
    const expected = snapshot(whole);
    for (let steps = 0; steps < 6; steps++) {
      const database = makeDatabase();
      const killed = await runImport(database, [source, ...PACKAGE], { files: dyingFiles(steps, where) });
      expect(killed.exitCode).toBe(2);
      await runImport(database, [source, ...PACKAGE]);
      const found = Object.entries(snapshot(database)).filter(([name]) => !name.endsWith('.killed.tmp'));
      expect(Object.fromEntries(found), `after ${steps} steps`).toEqual(expected);
    }
  });

  it('loses no edit of the second import', async () => {
    const change = { title: 'Retitled' };
    const database = makeDatabase();
    await runImport(database, [writeSource([cve(1001)]), ...PACKAGE]);
    writeFileSync(
      path(database, 1001),
      readFileSync(path(database, 1001), 'utf8').replace('What fault', 'Exactly what fault'),
    );
    const changed = writeSource([cve(1001, change)]);
    // Killed after the record, before its state: the next run must not take the source's own change for a hand's.
    await runImport(database, [changed, ...PACKAGE], { files: dyingFiles(1, 'before') });
    await runImport(database, [changed, ...PACKAGE]);
    await runImport(database, [writeSource([cve(1001, { title: 'Retitled twice' })]), ...PACKAGE]);
    const text = readFileSync(path(database, 1001), 'utf8');
    expect(text).toContain('summary: Retitled twice');
    expect(text).toContain('Exactly what fault');
    expect(existsSync(join(database, '.theriac/imported/CVE-2026-1001.json'))).toBe(true);
  });
});

describe('a database that moves here', () => {
  const own = (number: number, change: Json = {}): Json => ({
    schema_version: '1.6.0',
    id: `PSF-2024-${number}`,
    modified: '2024-05-06T07:08:09Z',
    published: '2024-05-01T00:00:00Z',
    aliases: [`CVE-2024-${number}`],
    details: `What ${number} does.`,
    affected: [{ ranges: [{ type: 'GIT', repo: 'https://git.example/foo', events: [{ introduced: '0' }] }] }],
    ...change,
  });

  it('keeps its identifiers and times, and changes like any other', async () => {
    const database = makeDatabase();
    const first = await runImport(database, [writeSource([own(1), own(2, { aliases: [] })])]);
    expect(first).toMatchObject({ exitCode: 0, notes: expect.stringContaining('2 new') });
    const file = (number: number) => readFileSync(join(database, `advisories/PSF-2024-${number}.yaml`), 'utf8');
    expect(file(1)).toContain("modified: '2024-05-06T07:08:09Z'");
    expect(file(1)).toMatch(/aliases:\n {2}- CVE-2024-1\n/);
    expect(file(2)).not.toContain('aliases');
    const before = snapshot(database);
    expect((await runImport(database, [writeSource([own(1), own(2, { aliases: [] })])], LATER)).notes).toContain(
      '2 unchanged',
    );
    expect(snapshot(database)).toEqual(before);
    const changed = [own(1, { details: 'Told anew.' }), own(2, { aliases: ['GHSA-2222-2222-2222'] })];
    expect(await runImport(database, [writeSource(changed)], LATER)).toMatchObject({ exitCode: 0 });
    expect(file(1)).toContain('Told anew.');
    expect(file(2)).toMatch(/aliases:\n {2}- GHSA-2222-2222-2222/);
    // The next number is one that nobody has.
    await runImport(database, [writeSource([cve(1007)]), ...PACKAGE]);
    const captured = capturedHost({ clock: { now: () => Date.UTC(2024, 11, 1), elapsed: () => 0 } }, {}, database);
    await run(captured.host, ['advisory', 'assign']);
    expect(captured.output()).toContain('PSF-2026-1');
  });

  it('comes from CVE records that name its identifiers as well', async () => {
    const database = makeDatabase();
    const [source, derived] = [writeSource([own(1001), own(1002)]), makeFolder()];
    await run(capturedHost({}, {}, database).host, ['advisory', 'convert', source, '--to', 'cve', '--output', derived]);
    await runImport(database, [derived]);
    const names = readdirSync(join(database, 'advisories'));
    expect(names).toEqual(['PSF-2024-1001.yaml', 'PSF-2024-1002.yaml']);
  });
});

describe('two records of one identifier in one import', () => {
  it('are told apart: the first stands, however often', async () => {
    const database = makeDatabase();
    const source = writeSource([cve(1001), cve(1001, { title: 'Another' }), cve(1001)]);
    const first = await runImport(database, [source, ...PACKAGE]);
    expect(first).toMatchObject({
      exitCode: 3,
      notes: expect.stringMatching(/another record of this import is CVE-2026-1001 too/),
    });
    const before = snapshot(database);
    await runImport(database, [source, ...PACKAGE], LATER);
    expect(snapshot(database)).toEqual(before);
    expect(readFileSync(path(database, 1001), 'utf8')).toContain('summary: Fault 1001');
  });
});

describe('a product in no ecosystem', () => {
  it('is known by the configuration, with its repository', async () => {
    const product = '[[advisory.products]]\nname = "Foo"\nrepository = "https://git.example/foo"\n';
    const affected = [
      {
        vendor: 'acme',
        product: 'foo',
        versions: [{ version: '0', lessThan: 'a'.repeat(40), status: 'affected', versionType: 'git' }],
      },
    ];
    const known = await runImport(makeDatabase(product), [writeSource([cve(1001, { affected })])]);
    expect(known.notes).not.toMatch(/no package of a known ecosystem|no repository/);
    const unknown = await runImport(makeDatabase(), [writeSource([cve(1001, { affected })])]);
    expect(unknown.notes).toMatch(/no repository/);
  });
});
