// `new` and `edit`: records that the official schema accepts, `modified` kept true, mistakes named and nothing written.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../src/cli/run.ts';
import { capturedHost, ROOT } from '../../host/captured-host.ts';

const ajv = new Ajv2020({ strict: false });
formats.default(ajv, { mode: 'full' });
const valid = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'test/recorded/osv/schema-1.7.5.json'), 'utf8')));
const folder = mkdtempSync(join(tmpdir(), 'theriac-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let minute = 0;
async function theriac(...words: string[]): Promise<{ exitCode: number; output: string; notes: string }> {
  minute += 1;
  const clock = { now: () => Date.UTC(2026, 10, 22, 12, minute), elapsed: () => 0 };
  const captured = capturedHost({ clock }, {}, folder);
  const exitCode = await run(captured.host, ['advisory', ...words]);
  return { exitCode, output: captured.output(), notes: captured.notes() };
}

const FILE = 'advisories/PSF-0000-reads.yaml';
const text = () => readFileSync(join(folder, FILE), 'utf8');
const COMMIT = 'a'.repeat(40);

describe('new and edit', () => {
  beforeAll(async () => {
    await theriac(
      'init',
      '.',
      '--prefix',
      'PSF',
      '--product',
      'pypi:pip=https://git.example/pip',
      '--product',
      'cpython=https://git.example/cpython',
    );
  });

  it('init writes an example that the schema accepts', () => {
    const example = parse(readFileSync(join(folder, 'example/PSF-0000-example.yaml'), 'utf8'));
    expect(valid(example), JSON.stringify(valid.errors)).toBe(true);
    expect(parse(readFileSync(join(folder, '.github/workflows/advisories.yml'), 'utf8')).jobs.assign.needs).toBe(
      'lint',
    );
  });

  it('new writes what the schema accepts, and asks for what it needs', async () => {
    expect((await theriac('new', 'Reads: "all" #1', '--slug', 'reads')).notes).toMatch(/--package NAME/);
    expect((await theriac('new', 'x', '--package', 'cpython', '--fixed', '3.12.1')).notes).toMatch(/3\.12\.1 is none/);
    const made = await theriac(
      'new',
      'Reads: "all" #1',
      '--slug',
      'reads',
      '--package',
      'pip',
      '--fixed',
      '1.10',
      '--fixed',
      COMMIT,
      '--reference',
      `fix=https://git.example/c/${COMMIT}`,
      '--severity',
      'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
      '--weakness',
      'CWE-22',
      '--details',
      'One.\n\nTwo: *three*',
    );
    expect(made.output).toBe(`${FILE}\n`);
    const record = parse(text());
    expect(valid(record), JSON.stringify(valid.errors)).toBe(true);
    expect(record).toMatchObject({
      id: 'PSF-0000-reads',
      summary: 'Reads: "all" #1',
      details: 'One.\n\nTwo: *three*\n',
      affected: [
        {
          package: { ecosystem: 'PyPI', name: 'pip', purl: 'pkg:pypi/pip' },
          ranges: [
            { type: 'GIT', repo: 'https://git.example/pip', events: [{ introduced: '0' }, { fixed: COMMIT }] },
            { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.10' }] },
          ],
        },
      ],
    });
    // The same words again are another record.
    const again = await theriac('new', 'Again', '--slug', 'reads', '--package', 'cpython', '--fixed', COMMIT);
    expect(again.output).toBe('advisories/PSF-0000-reads-2.yaml\n');
    expect(valid(parse(readFileSync(join(folder, 'advisories/PSF-0000-reads-2.yaml'), 'utf8')))).toBe(true);
  });

  const steps: readonly (readonly [readonly string[], (record: ReturnType<typeof parse>) => unknown, unknown])[] = [
    [
      ['range', '>=2.0,<2.1'],
      (r) => r.affected[0].ranges[1].events,
      [{ introduced: '0' }, { fixed: '1.10' }, { introduced: '2.0' }, { fixed: '2.1' }],
    ],
    [['range', '>=1.11,<1.12'], (r) => r.affected[0].ranges[1].events.length, 6],
    [
      ['range', '>=3,<=3.2'],
      (r) => r.affected[0].ranges[2],
      { type: 'ECOSYSTEM', events: [{ introduced: '3' }, { last_affected: '3.2' }] },
    ],
    [['fixed', 'b'.repeat(40)], (r) => r.affected[0].ranges[0].events[2], { fixed: 'b'.repeat(40) }],
    [['fixed', '--remove', 'b'.repeat(40)], (r) => r.affected[0].ranges[0].events.length, 2],
    [
      ['symbol', 'pip.core:Reader.read', 'pip.core'],
      (r) => r.affected[0].ecosystem_specific.imports,
      [
        { attribute: 'Reader.read', modules: ['pip.core'] },
        { attribute: null, modules: ['pip.core'] },
      ],
    ],
    [['symbol', '--remove', 'pip.core'], (r) => r.affected[0].ecosystem_specific.imports.length, 1],
    [['alias', 'CVE-2026-1001', 'GHSA-2222-2222-2222'], (r) => r.aliases, ['CVE-2026-1001', 'GHSA-2222-2222-2222']],
    [['alias', '--remove', 'CVE-2026-1001'], (r) => r.aliases, ['GHSA-2222-2222-2222']],
    [['reference', 'https://a.example/x'], (r) => r.references.at(-1), { type: 'WEB', url: 'https://a.example/x' }],
    [
      ['credit', 'remediation_developer=Ann B. <ann@b.example>'],
      (r) => r.credits,
      [{ name: 'Ann B.', contact: ['mailto:ann@b.example'], type: 'REMEDIATION_DEVELOPER' }],
    ],
    [
      ['severity', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
      (r) => r.severity.map((s: { type: string }) => s.type),
      ['CVSS_V4', 'CVSS_V3'],
    ],
    [
      ['severity', 'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
      (r) => r.severity[1].score,
      'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    ],
    [['weakness', '79'], (r) => r.database_specific.cwe_ids, ['CWE-22', 'CWE-79']],
    [['summary', 'Another', 'title'], (r) => r.summary, 'Another title'],
    [
      ['withdraw', 'no bug'],
      (r) => [r.withdrawn === r.modified, r.database_specific.withdrawn_reason],
      [true, 'no bug'],
    ],
    [['withdraw', '--remove'], (r) => [r.withdrawn, r.database_specific.withdrawn_reason], [undefined, undefined]],
  ];

  it.each(steps)('edit … %j', async (words, pick, expected) => {
    const before = parse(text()).modified;
    const { exitCode, notes } = await theriac('edit', 'PSF-0000-reads', ...words);
    expect(exitCode, notes).toBe(0);
    const record = parse(text());
    expect(pick(record)).toEqual(expected);
    expect(valid(record), JSON.stringify(valid.errors)).toBe(true);
    expect(record.modified > before).toBe(true);
  });

  it('new asks a person at a terminal, again where an answer is wrong, and writes the same as flags do', async () => {
    const typed = [
      '',
      'Reads: twice',
      'cpython',
      'x',
      '',
      '3.12.1',
      COMMIT,
      'CVE-2026-7',
      '22 CWE-79',
      'CVSS:9',
      '',
      '',
      '',
    ];
    const lines = [...typed];
    const captured = capturedHost({}, {}, folder);
    const { host } = captured;
    const input = { isTerminal: true, readLine: () => lines.shift() ?? null };
    const terminal = { ...host.terminal, notes: { ...host.terminal.notes, isTerminal: true }, input };
    expect(await run({ ...host, terminal }, ['advisory', 'new', '--slug', 'asked'])).toBe(0);
    expect(lines).toEqual([]);
    for (const said of [
      /an answer is needed/,
      /x is in no ecosystem|; x is none/,
      /3\.12\.1 is none/,
      /CVSS:9 is no CVSS vector/,
    ])
      expect(captured.notes()).toMatch(said);
    const flags = [
      '--package',
      'cpython',
      '--fixed',
      COMMIT,
      '--alias',
      'CVE-2026-7',
      '--weakness',
      '22',
      '--weakness',
      '79',
    ];
    await theriac('new', 'Reads: twice', '--slug', 'flags', ...flags);
    const told = (slug: string) => {
      const {
        id: _id,
        modified: _modified,
        published: _published,
        ...rest
      } = parse(readFileSync(join(folder, `advisories/PSF-0000-${slug}.yaml`), 'utf8'));
      return rest;
    };
    expect(told('asked')).toEqual(told('flags'));
    // Answers that end early write nothing, and without a terminal nothing is asked.
    const before = readdirSync(join(folder, 'advisories'));
    const silent = { ...terminal, input: { isTerminal: true, readLine: () => null } };
    expect(await run({ ...host, terminal: silent }, ['advisory', 'new'])).toBe(2);
    expect((await theriac('new')).exitCode).toBe(2);
    expect((await theriac('new', 'x', '--package', 'pip', '--fixed', '1.0', '--fixed', '2.0')).notes).toMatch(
      /edit ID range/,
    );
    expect(readdirSync(join(folder, 'advisories'))).toEqual(before);
    for (const slug of ['asked', 'flags']) rmSync(join(folder, `advisories/PSF-0000-${slug}.yaml`));
  });

  it('edit changes nothing, not even modified, where it is so already', async () => {
    const before = text();
    for (const words of [
      ['alias', 'GHSA-2222-2222-2222'],
      ['range', '>=2.0,<2.1'],
      ['symbol', 'pip.core:Reader.read'],
      ['weakness', 'CWE-79'],
      ['summary', 'Another title'],
    ]) {
      expect((await theriac('edit', 'PSF-0000-reads', ...words)).output).toContain('is as it was');
    }
    expect(text()).toBe(before);
  });

  it('edit keeps beginnings and ends of a range in turns', async () => {
    const before = text();
    for (const words of [
      ['fixed', '1.10.1'],
      ['introduced', '0.5'],
      ['range', '>=0.5,<0.6'],
    ])
      expect((await theriac('edit', 'PSF-0000-reads', ...words)).notes).toMatch(/would follow .*--remove/);
    expect(text()).toBe(before);
  });

  it('edit names mistakes, and then writes nothing', async () => {
    const before = text();
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['colour', 'red'], /no step “colour”/],
      [['range'], /needs a value/],
      [['fixed', 'soon'], /neither a version nor a commit/],
      [['severity', 'CVSS:3.1/AV:N'], /is no CVSS vector/],
      [['symbol', 'pip core'], /is no symbol/],
      [['reference', 'LINK=https://a.example'], /none of ADVISORY/],
      [['symbol', 'pip.core:f', '--package', 'other'], /no affected entry is of other/],
    ];
    for (const [words, says] of wrong) {
      const { exitCode, notes } = await theriac('edit', 'PSF-0000-reads', ...words);
      expect(exitCode, words.join(' ')).toBe(2);
      expect(notes).toMatch(says);
    }
    expect((await theriac('edit', '../theriac', 'summary', 'x')).exitCode).toBe(2);
    writeFileSync(join(folder, 'advisories/PSF-2026-9.yaml'), Buffer.from('id: PSF-2026-9\nsummary: \xff\n', 'latin1'));
    expect((await theriac('edit', 'PSF-2026-9', 'summary', 'x')).notes).toMatch(/not UTF-8/);
    expect(text()).toBe(before);
    expect(readdirSync(join(folder, 'advisories')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
