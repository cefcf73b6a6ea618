// Numbers: per year, never twice, safe against kills and branches.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatPlaceholder, isPlaceholder, parseIdentifier } from '../../../src/advisory/assign/identifier.ts';
import { run } from '../../../src/cli/run.ts';
import type { Files, Host } from '../../../src/host/host.ts';
import { capturedHost } from '../../host/captured-host.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function makeDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-assign-'));
  folders.push(folder);
  mkdirSync(join(folder, 'advisories'));
  writeFileSync(join(folder, 'theriac.toml'), '[advisory]\nprefix = "PSF"\n');
  git(folder, 'init', '-q', '-b', 'main', '.');
  return folder;
}

function git(folder: string, ...words: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

function commit(folder: string, message: string): void {
  git(folder, 'add', '-A', '.');
  git(folder, 'commit', '-qm', message);
}

function record(folder: string, id: string, published: string, more = ''): void {
  const text = `id: ${id} # keep me\nmodified: '2026-01-01T00:00:00Z'\npublished: '${published}'\nsummary: About ${id}\n${more}`;
  mkdirSync(join(folder, 'advisories'), { recursive: true });
  writeFileSync(join(folder, 'advisories', `${id}.yaml`), text);
}

async function assign(
  folder: string,
  overrides: Partial<Host> = {},
): Promise<{ exitCode: number; output: string; notes: string }> {
  const captured = capturedHost(overrides, {}, folder);
  const exitCode = await run(captured.host, ['advisory', 'assign']);
  return { exitCode, output: captured.output(), notes: captured.notes() };
}

/** Every file below a folder with its text, git's own left out. */
function snapshot(folder: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
    const name = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== '.git') Object.assign(found, snapshot(folder, name));
    } else if (!name.endsWith('.tmp')) found[name] = readFileSync(join(folder, name), 'utf8');
  }
  return found;
}

const names = (folder: string) => readdirSync(join(folder, 'advisories')).sort();

describe('identifiers', () => {
  it('are read and made as they are written', () => {
    expect(parseIdentifier('PSF-2026-7')).toEqual({ prefix: 'PSF', year: 2026, number: 7 });
    for (const text of ['PSF-2026-07', 'PSF-2026-0', 'PSF-26-1', 'PSF-0000-1', 'PSF-2026-1.json'])
      expect(parseIdentifier(text)).toBeNull();
    expect(isPlaceholder('PSF-0000-a-b')).toBe(true);
    expect(isPlaceholder('PSF-2026-1')).toBe(false);
    expect(formatPlaceholder('PSF', 'Überläuft: in `zlib`, a lot — and then some more words')).toBe(
      'PSF-0000-uberlauft-in-zlib-a-lot-and-then-some',
    );
    expect(formatPlaceholder('PSF', '…')).toBe('PSF-0000-new');
  });
});

describe('assign', () => {
  it('numbers by the year of publication, in its order, and updates what refers to the placeholders', async () => {
    const folder = makeDatabase();
    record(folder, 'PSF-2026-4', '2026-01-01T00:00:00Z');
    record(folder, 'PSF-0000-later', '2026-05-01T00:00:00Z', 'related: [PSF-0000-early, PSF-0000-old]\n');
    record(folder, 'PSF-0000-early', '2026-04-01T00:00:00Z', 'details: See PSF-0000-later, not PSF-0000-later-on.\n');
    record(folder, 'PSF-0000-old', '2019-04-01T00:00:00Z');
    const { exitCode, output } = await assign(folder);
    expect(exitCode).toBe(0);
    expect(output).toContain('PSF-2026-5  advisories/PSF-2026-5.yaml  (was PSF-0000-early)');
    expect(names(folder)).toEqual(['PSF-2019-1.yaml', 'PSF-2026-4.yaml', 'PSF-2026-5.yaml', 'PSF-2026-6.yaml']);
    expect(readFileSync(join(folder, 'advisories/PSF-2026-6.yaml'), 'utf8')).toBe(
      "id: PSF-2026-6 # keep me\nmodified: '2026-11-22T12:00:00Z'\npublished: '2026-05-01T00:00:00Z'\nsummary: About PSF-2026-6\nrelated: [PSF-2026-5, PSF-2019-1]\n",
    );
    expect(readFileSync(join(folder, 'advisories/PSF-2026-5.yaml'), 'utf8')).toContain(
      'details: See PSF-2026-6, not PSF-0000-later-on.\n',
    );
    expect(readFileSync(join(folder, 'identifiers/PSF-2026.txt'), 'utf8')).toMatch(
      /\nPSF-2026-5 PSF-0000-early\nPSF-2026-6 PSF-0000-later\n$/,
    );
    const before = snapshot(folder);
    await assign(folder);
    expect(snapshot(folder)).toEqual(before);
  });

  it('never gives the number of a deleted record, nor one of another branch', async () => {
    const folder = makeDatabase();
    record(folder, 'PSF-2026-8', '2026-01-01T00:00:00Z');
    commit(folder, 'one');
    git(folder, 'rm', '-q', 'advisories/PSF-2026-8.yaml');
    git(folder, 'commit', '-qm', 'deleted');
    record(folder, 'PSF-0000-a', '2026-01-01T00:00:00Z');
    await assign(folder);
    expect(names(folder)).toEqual(['PSF-2026-9.yaml']);
    commit(folder, 'two');
    git(folder, 'checkout', '-qb', 'side');
    record(folder, 'PSF-2026-20', '2026-01-01T00:00:00Z');
    commit(folder, 'side');
    git(folder, 'checkout', '-q', 'main');
    record(folder, 'PSF-0000-b', '2026-01-01T00:00:00Z');
    await assign(folder);
    expect(names(folder)).toContain('PSF-2026-21.yaml');
    // A number that was once a record's in a file of another name counts too.
    writeFileSync(
      join(folder, 'advisories/odd.json'),
      '{\n  "id": "PSF-2026-40",\n  "modified": "2026-01-01T00:00:00Z"\n}\n',
    );
    commit(folder, 'odd');
    git(folder, 'rm', '-q', 'advisories/odd.json');
    git(folder, 'commit', '-qm', 'gone');
    // The same words again are another record.
    record(folder, 'PSF-0000-a', '2026-01-01T00:00:00Z', 'details: Another bug.\n');
    await assign(folder);
    expect(names(folder)).toContain('PSF-2026-41.yaml');
  });

  it('does not forget a number that only the ledger has', async () => {
    const folder = makeDatabase();
    record(folder, 'PSF-0000-a', '2026-01-01T00:00:00Z');
    await assign(folder);
    rmSync(join(folder, 'advisories/PSF-2026-1.yaml'));
    record(folder, 'PSF-0000-b', '2026-01-01T00:00:00Z');
    await assign(folder);
    expect(names(folder)).toEqual(['PSF-2026-2.yaml']);
  });

  it('refuses a checkout without its history, and a ledger in the midst of a merge', async () => {
    const folder = makeDatabase();
    record(folder, 'PSF-2026-1', '2026-01-01T00:00:00Z');
    commit(folder, 'one');
    record(folder, 'PSF-2026-2', '2026-01-01T00:00:00Z');
    commit(folder, 'two');
    const shallow = mkdtempSync(join(tmpdir(), 'theriac-assign-'));
    folders.push(shallow);
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${folder}`, shallow], { stdio: 'pipe' });
    record(shallow, 'PSF-0000-a', '2026-01-01T00:00:00Z');
    const refused = await assign(shallow);
    expect(refused.exitCode).toBe(2);
    expect(refused.notes).toMatch(/shallow/);
    expect(names(shallow)).toContain('PSF-0000-a.yaml');
    mkdirSync(join(folder, 'identifiers'));
    writeFileSync(join(folder, 'identifiers/PSF-2026.txt'), 'PSF-2026-1 a\n<<<<<<< HEAD\nPSF-2026-2 b\n');
    record(folder, 'PSF-0000-a', '2026-01-01T00:00:00Z');
    const merging = await assign(folder);
    expect(merging.exitCode).toBe(2);
    expect(merging.notes).toMatch(/PSF-2026\.txt:2: /);
  });

  it('goes on where a record is damaged, and says so', async () => {
    const folder = makeDatabase();
    record(folder, 'PSF-0000-a', '2026-01-01T00:00:00Z');
    writeFileSync(join(folder, 'advisories/PSF-2026-7.yaml'), 'id: [\n');
    const { exitCode, notes } = await assign(folder);
    expect(exitCode).toBe(3);
    expect(notes).toMatch(/PSF-2026-7\.yaml:2/);
    // The damaged record's number is not given away.
    expect(names(folder)).toEqual(['PSF-2026-7.yaml', 'PSF-2026-8.yaml']);
  });
});

class Killed extends Error {}

/** Files that die before or in the middle of their n-th change, as a process that is killed does. */
function mortal(files: Files, lives: { left: number }): Files {
  const step = () => {
    lives.left -= 1;
    if (lives.left < 0) throw new Killed();
  };
  return {
    ...files,
    replace: (path, write) => {
      step();
      files.replace(path, (temporary) => {
        write(temporary);
        step();
      });
      step();
    },
    remove: (path) => {
      step();
      files.remove(path);
      step();
    },
  };
}

describe('a run that is killed', () => {
  it('loses nothing: the next one ends where a whole one ends, wherever it was', async () => {
    const make = () => {
      const folder = makeDatabase();
      record(folder, 'PSF-2026-3', '2026-01-01T00:00:00Z', 'related: [PSF-0000-one]\n');
      record(folder, 'PSF-0000-one', '2026-02-01T00:00:00Z', 'related: [PSF-0000-two]\n');
      record(folder, 'PSF-0000-two', '2026-03-01T00:00:00Z', 'related: [PSF-0000-one]\n');
      record(folder, 'PSF-0000-old', '2001-03-01T00:00:00Z');
      commit(folder, 'start');
      return folder;
    };
    const whole = make();
    await assign(whole);
    const expected = snapshot(whole);
    expect(Object.keys(expected)).toContain('advisories/PSF-2026-5.yaml');
    let survived = 0;
    for (let lives = 0; ; lives += 1) {
      const folder = make();
      const real = capturedHost().host.files;
      const counter = { left: lives };
      await assign(folder, { files: mortal(real, counter) });
      const killed = counter.left < 0;
      for (const [name, text] of Object.entries(snapshot(folder))) expect(text, name).not.toBe('');
      await assign(folder);
      expect(snapshot(folder), `killed at step ${lives}`).toEqual(expected);
      survived += 1;
      if (!killed) break;
    }
    expect(survived).toBeGreaterThan(15);
  }, 120_000);
});

describe('two branches that assign at once', () => {
  it('conflict in git, and then give no number twice', async () => {
    for (const before of [0, 1]) {
      const folder = makeDatabase();
      if (before > 0) record(folder, 'PSF-0000-first', '2026-01-01T00:00:00Z');
      await assign(folder);
      commit(folder, 'start');
      git(folder, 'checkout', '-qb', 'side');
      record(folder, 'PSF-0000-side', '2026-01-01T00:00:00Z');
      record(folder, 'PSF-0000-more', '2026-01-01T00:00:00Z');
      commit(folder, 'side');
      git(folder, 'checkout', '-q', 'main');
      record(folder, 'PSF-0000-main', '2026-01-01T00:00:00Z');
      commit(folder, 'main');
      // Each in a clone of its own, as two machines are: neither sees what the other has assigned.
      const other = mkdtempSync(join(tmpdir(), 'theriac-assign-'));
      folders.push(other);
      execFileSync('git', ['clone', '-q', '-b', 'side', folder, other], { stdio: 'pipe' });
      await assign(folder);
      commit(folder, 'assign main');
      await assign(other);
      commit(other, 'assign side');
      expect(() => git(other, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main')).toThrow();
      expect(git(other, 'diff', '--name-only', '--diff-filter=U')).toContain('identifiers/PSF-2026.txt');
      // As the ledger says: drop the second assignment, merge, assign again.
      git(other, 'merge', '--abort');
      git(other, 'reset', '-q', '--hard', 'HEAD~1');
      git(other, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
      const { exitCode } = await assign(other);
      expect(exitCode).toBe(0);
      const ids = names(other).map((name) => name.replace('.yaml', ''));
      expect(ids).toEqual(Array.from({ length: 3 + before }, (_, index) => `PSF-2026-${index + 1}`));
      expect(readFileSync(join(other, `advisories/PSF-2026-${1 + before}.yaml`), 'utf8')).toContain(
        `id: PSF-2026-${1 + before}`,
      );
      expect(existsSync(join(other, 'advisories/PSF-0000-side.yaml'))).toBe(false);
    }
  }, 60_000);
});
