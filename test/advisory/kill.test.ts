// Real processes: killed in the midst of assign, import and export, and two at once. Nothing is lost, nothing given twice.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { capturedHost, ROOT } from '../host/captured-host.ts';
import { SOUND } from './lint/lint-record.ts';

const MAIN = join(ROOT, 'src/cli/main.ts');
const RECORDS = 120;
const folder = mkdtempSync(join(tmpdir(), 'theriac-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs to the end, or until something is the case and the process is killed there. */
function theriac(
  at: string,
  words: readonly string[],
  until: (() => boolean) | null = null,
): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, 'advisory', ...words], { cwd: at, stdio: 'ignore' });
    const timer = setInterval(() => {
      if (until?.()) child.kill('SIGKILL');
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
    await theriac(whole, ['assign']);
    const expected = tree(whole);
    let killed = 0;
    for (const enough of [0, RECORDS]) {
      const path = join(folder, `assign-${enough}`);
      cpSync(start, path, { recursive: true });
      const watched = join(path, enough === 0 ? 'identifiers' : 'advisories');
      // The ledger's folder appears first; a record under its new name beside its old one next.
      const signal = await theriac(path, ['assign'], () => count(watched) > enough);
      if (signal === 'SIGKILL') killed += 1;
      await theriac(path, ['assign']);
      expect(tree(path)).toEqual(expected);
    }
    expect(killed, 'no process was killed in time').toBeGreaterThan(0);
  }, 60_000);

  it('during export leaves whole files only', async () => {
    const path = makeDatabase('export', (index) => `PSF-2026-${index}`);
    await theriac(path, ['export', '--output', '../public']);
    const expected = tree(join(folder, 'public'));
    let killed = 0;
    for (const enough of [0, 40, 100]) {
      const output = join(folder, `public-${enough}`);
      if ((await theriac(path, ['export', '--output', output], () => count(output) > enough)) === 'SIGKILL')
        killed += 1;
      for (const [name, text] of Object.entries(tree(output))) expect(text, name).toBe(expected[name]);
      await theriac(path, ['export', '--output', output]);
      expect(tree(output)).toEqual(expected);
    }
    expect(killed, 'no process was killed in time').toBeGreaterThan(0);
  }, 60_000);

  it('during import loses no record and no edit by hand', async () => {
    const source = join(folder, 'source');
    mkdirSync(source);
    const publish = (summary: string) => {
      for (let index = 1; index <= RECORDS; index += 1) {
        const names = { id: `GHSA-0000-0000-${index}`, aliases: [`CVE-2026-${1000 + index}`] };
        const record = { ...SOUND, ...names, summary: `${summary} ${index}`, references: [] };
        writeFileSync(join(source, `${String(index).padStart(3, '0')}.json`), JSON.stringify(record));
      }
    };
    const at = (path: string, index: number) => join(path, `advisories/PSF-0000-ghsa-0000-0000-${index}.json`);
    const says = (path: string, text: string) => {
      try {
        return readFileSync(path, 'utf8').includes(text);
      } catch {
        return false;
      }
    };
    const start = join(folder, 'import');
    mkdirSync(join(start, 'advisories'), { recursive: true });
    writeFileSync(join(start, 'theriac.toml'), '[advisory]\nprefix = "PSF"\nform = "json"\n');
    publish('One');
    // The first time: from nothing.
    const once = join(folder, 'import-once');
    cpSync(start, once, { recursive: true });
    const first = await theriac(once, ['import', source], () => count(join(once, 'advisories')) > 30);
    await theriac(once, ['import', source]);
    await theriac(start, ['import', source]);
    expect(tree(once)).toEqual(tree(start));
    // The second time: every record changed at its source, two by hand.
    for (const index of [20, 90]) {
      const text = readFileSync(at(start, index), 'utf8');
      writeFileSync(at(start, index), text.replace('"details": "Text."', '"details": "By hand."'));
    }
    publish('Two');
    const whole = join(folder, 'import-whole');
    cpSync(start, whole, { recursive: true });
    await theriac(whole, ['import', source]);
    const expected = tree(whole);
    expect(says(at(whole, 20), 'By hand.') && says(at(whole, 20), 'Two 20')).toBe(true);
    const killed = [first];
    for (const reached of [1, 20, 60]) {
      const path = join(folder, `import-${reached}`);
      cpSync(start, path, { recursive: true });
      killed.push(await theriac(path, ['import', source], () => says(at(path, reached), `Two ${reached}`)));
      const before = tree(start);
      for (const [name, text] of Object.entries(tree(path)))
        expect([expected[name], before[name]], name).toContain(text);
      await theriac(path, ['import', source]);
      expect(tree(path)).toEqual(expected);
    }
    expect(killed.filter((signal) => signal === 'SIGKILL').length, 'too few were killed in time').toBeGreaterThan(1);
  }, 120_000);
});

describe('two at once in one checkout', () => {
  it('number every placeholder once', async () => {
    const path = makeDatabase('twice', (index) => `PSF-0000-r-${index}`);
    await Promise.all([theriac(path, ['assign']), theriac(path, ['assign']), theriac(path, ['assign'])]);
    const expected = Array.from({ length: RECORDS }, (_, index) => `PSF-2026-${index + 1}.json`).sort();
    expect(readdirSync(join(path, 'advisories')).sort()).toEqual(expected);
    const ledger = readFileSync(join(path, 'identifiers/PSF-2026.txt'), 'utf8').match(/^PSF-2026-\d+/gm) ?? [];
    expect(new Set(ledger).size).toBe(RECORDS);
    expect(ledger).toHaveLength(RECORDS);
  }, 60_000);

  it('are told where one takes too long, and a holder that was killed holds nothing', async () => {
    const path = join(folder, 'lock');
    const { files } = nodeHost();
    const release = files.lock(path, 0);
    expect(release).not.toBeNull();
    expect(files.lock(path, 0)).toBeNull();
    release?.();
    const script = `const { nodeHost } = await import(${JSON.stringify(join(ROOT, 'src/host/node-host.ts'))});
      nodeHost().files.lock(${JSON.stringify(path)}, 0); process.stdout.write('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(files.lock(path, 0)).toBeNull();
    const { host, notes } = capturedHost(
      { files: { ...files, lock: () => null } },
      {},
      makeDatabase('told', (i) => `PSF-0000-t-${i}`),
    );
    expect(await run(host, ['advisory', 'assign'])).toBe(2);
    expect(notes()).toMatch(/another theriac advisory is at work/);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    files.lock(path, 0)?.();
    expect(files.lock(path, 0)).not.toBeNull();
  }, 60_000);
});
