// Real processes, killed in the midst of assign and export: the next run ends where a whole one ends.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../host/captured-host.ts';
import { SOUND } from '../lint/lint-record.ts';

const MAIN = join(ROOT, 'src/cli/main.ts');
const RECORDS = 120;
const folder = mkdtempSync(join(tmpdir(), 'theriac-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs to the end, or until `watched` holds more than `enough` files and the process is killed there. */
function theriac(
  at: string,
  words: readonly string[],
  watched: string | null,
  enough: number,
): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, 'advisory', ...words], { cwd: at, stdio: 'ignore' });
    const timer = setInterval(() => {
      if (watched !== null && count(watched) > enough) child.kill('SIGKILL');
    }, 1);
    child.on('exit', (_code, signal) => {
      clearInterval(timer);
      resolve(signal);
    });
  });
}

function count(path: string): number {
  try {
    return readdirSync(path).length;
  } catch {
    return -1;
  }
}

function tree(path: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(path, at), { withFileTypes: true })) {
    const name = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, entry.name === '.git' ? {} : tree(path, name));
    else if (!name.endsWith('.tmp'))
      found[name] = readFileSync(join(path, name), 'latin1').replace(/"modified":\s*"[^"]*"/g, '');
  }
  return found;
}

function makeDatabase(name: string, id: (index: number) => string): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'advisories'), { recursive: true });
  writeFileSync(join(path, 'theriac.toml'), '[advisory]\nprefix = "PSF"\n');
  for (let index = 1; index <= RECORDS; index += 1) {
    const record = {
      ...SOUND,
      id: id(index),
      aliases: [`CVE-2026-${1000 + index}`],
      references: [],
      related: [id((index % RECORDS) + 1)],
    };
    writeFileSync(join(path, 'advisories', `${record.id}.json`), `${JSON.stringify(record, null, 2)}\n`);
  }
  const git = ['-c', 'user.name=a', '-c', 'user.email=a@b.example'];
  execFileSync('git', ['init', '-q', '.'], { cwd: path });
  execFileSync('git', ['add', '.'], { cwd: path });
  execFileSync('git', [...git, 'commit', '-qm', 'start'], { cwd: path });
  return path;
}

describe('kill -9', () => {
  it('during assign loses no record and gives no number twice', async () => {
    const start = makeDatabase('assign', (index) => `PSF-0000-r-${index}`);
    const whole = join(folder, 'assign-whole');
    cpSync(start, whole, { recursive: true });
    await theriac(whole, ['assign'], null, 0);
    const expected = tree(whole);
    let killed = 0;
    for (const enough of [0, RECORDS]) {
      const path = join(folder, `assign-${enough}`);
      cpSync(start, path, { recursive: true });
      // The ledger's folder appears first; a record under its new name beside its old one next.
      const signal = await theriac(path, ['assign'], join(path, enough === 0 ? 'identifiers' : 'advisories'), enough);
      if (signal === 'SIGKILL') killed += 1;
      await theriac(path, ['assign'], null, 0);
      expect(tree(path)).toEqual(expected);
    }
    expect(killed, 'no process was killed in time').toBeGreaterThan(0);
  }, 60_000);

  it('during export leaves whole files only', async () => {
    const path = makeDatabase('export', (index) => `PSF-2026-${index}`);
    await theriac(path, ['export', '--output', '../public'], null, 0);
    const expected = tree(join(folder, 'public'));
    let killed = 0;
    for (const enough of [0, 40, 100]) {
      const output = join(folder, `public-${enough}`);
      if ((await theriac(path, ['export', '--output', output], output, enough)) === 'SIGKILL') killed += 1;
      for (const [name, text] of Object.entries(tree(output))) expect(text, name).toBe(expected[name]);
      await theriac(path, ['export', '--output', output], null, 0);
      expect(tree(output)).toEqual(expected);
    }
    expect(killed, 'no process was killed in time').toBeGreaterThan(0);
  }, 60_000);
});
