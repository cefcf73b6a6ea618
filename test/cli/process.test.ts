// The command line as a process: where its output goes, what a damaged database or a file system in the way does.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syncInto } from '../advisory/database/data.ts';
import { ROOT } from '../host/captured-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'theriac-process-'));
const database = join(folder, 'advisories.sqlite');
const hasDevices = existsSync('/dev/full') && existsSync('/proc/self');

/** One advisory for each of many distributions, so that the database has many pages. */
function records(): Record<string, unknown>[] {
  return Array.from({ length: 2000 }, (_, index) => ({
    id: `X-${index}`,
    modified: '2026-11-20T00:00:00Z',
    details: `Number ${index} of many.`,
    affected: [
      {
        package: { ecosystem: 'PyPI', name: `crowd-${index}` },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
      },
    ],
  }));
}

beforeAll(async () => {
  writeFileSync(join(folder, 'all.json'), JSON.stringify({ vulns: records() }));
  await syncInto(database, [join(folder, 'all.json')]);
  writeFileSync(join(folder, 'requirements.txt'), Array.from({ length: 500 }, (_, i) => `crowd-${i}==1.0\n`).join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly notes: string;
}

/** Runs a shell line in which `theriac` is this command line. */
function shell(line: string): Ended {
  const start = `theriac() { "${process.execPath}" "${join(ROOT, 'src/cli/main.ts')}" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', start], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, THERIAC_DATABASE: database, THERIAC_CACHE: join(folder, 'cache') },
  });
  expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(stderr).not.toContain('internal error');
  return { status, output: stdout, notes: stderr };
}

const AUDIT = 'theriac audit requirements.txt --no-reach';

describe('output', () => {
  it('a reader that goes away changes no verdict', () => {
    const { status, output } = shell(`${AUDIT} --format json | head -c 10; exit \${PIPESTATUS[0]}`);
    expect(output).toHaveLength(10);
    expect(status).toBe(1);
  });

  it('closed standard output is no failure', () => {
    expect(shell(`${AUDIT} >&-`).status).toBe(1);
  });

  it('a slow reader gets everything', () => {
    const { output } = shell(`${AUDIT} --format json | (sleep 1; cat)`);
    expect(JSON.parse(output)).toMatchObject({ exit_code: 1 });
  });

  it.skipIf(!hasDevices)('a full disk is said (needs /dev/full)', () => {
    expect(shell(`${AUDIT} >/dev/full`)).toMatchObject({ status: 2, notes: expect.stringContaining('disk is full') });
    expect(shell(`${AUDIT} --output /dev/full`)).toMatchObject({ status: 2 });
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('--output writes to a pipe, replaces what a link leads to, and makes folders', () => {
    const { output } = shell(`${AUDIT} --format json --output >(cat); wait; sleep 0.2`);
    expect(JSON.parse(output)).toMatchObject({ exit_code: 1 });
    writeFileSync(join(folder, 'target.json'), 'old');
    symlinkSync('target.json', join(folder, 'link.json'));
    expect(shell(`${AUDIT} --format json --output link.json`).status).toBe(1);
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'target.json'), 'utf8'))).toMatchObject({ exit_code: 1 });
    expect(shell(`${AUDIT} --format json --output a/b/c.json`).status).toBe(1);
    expect(JSON.parse(readFileSync(join(folder, 'a/b/c.json'), 'utf8'))).toMatchObject({ exit_code: 1 });
  });

  it('--output that is a folder, or can be nowhere', () => {
    mkdirSync(join(folder, 'taken'));
    expect(shell(`${AUDIT} --output taken`)).toMatchObject({
      status: 2,
      notes: expect.stringContaining('it is a folder'),
    });
    expect(shell(`${AUDIT} --output requirements.txt/x`)).toMatchObject({ status: 2 });
    if (hasDevices) expect(shell(`${AUDIT} --output /proc/no/report`)).toMatchObject({ status: 2 });
  });
});

describe('report', () => {
  it('reads a stream of more than any text can hold, and says which line is damaged', () => {
    const { status, notes, output } = shell(
      `${AUDIT} --format jsonl --output run.jsonl; truncate -s 600M run.jsonl; theriac report run.jsonl --format json`,
    );
    expect(status).toBe(1);
    expect(notes).not.toContain('theriac:');
    expect(JSON.parse(output).findings).toHaveLength(500);
    expect(output).toContain('longer than any that Theriac writes');
    rmSync(join(folder, 'run.jsonl'));
  });
});

describe('damage', () => {
  it('any page of the database may be damaged', () => {
    const bytes = readFileSync(database);
    const step = Math.ceil(bytes.length / 8192 / 10);
    const said = new Set<string>();
    for (let page = 1; page * 8192 < bytes.length; page += step) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xa5, page * 8192, (page + 1) * 8192);
      writeFileSync(join(folder, 'damaged.sqlite'), damaged);
      const { status, notes } = shell(`${AUDIT} --database damaged.sqlite`);
      expect([1, 2], notes).toContain(status);
      if (status === 2) said.add(notes);
    }
    expect([...said].length).toBeGreaterThan(0);
    for (const notes of said) expect(notes).toContain('damaged.sqlite: it is damaged, or no advisory database');
  });

  it('no cache can be kept: where its folder should be is a file', () => {
    writeFileSync(join(folder, 'taken-cache'), '');
    const { status } = shell(`THERIAC_CACHE="$PWD/taken-cache" ${AUDIT}`);
    expect(status).toBe(1);
    expect(shell('unset THERIAC_DATABASE; THERIAC_CACHE="$PWD/taken-cache" theriac sync all.json')).toMatchObject({
      status: 2,
      notes: expect.stringContaining('taken-cache'),
    });
  });
});
