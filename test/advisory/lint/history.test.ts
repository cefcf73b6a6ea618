// What git knows of records: their last change, through renames and merges; and symbols in real archives.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipBytes } from '../../../src/advisory/export/zip-bytes.ts';
import { run } from '../../../src/cli/run.ts';
import { capturedHost } from '../../host/captured-host.ts';
import { SOUND } from './lint-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'theriac-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(date: string, ...words: string[]): void {
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_CONFIG_GLOBAL: '/dev/null' };
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], {
    cwd: folder,
    env,
    stdio: 'pipe',
  });
}

async function theriac(
  ...words: string[]
): Promise<{ readonly exitCode: number; readonly output: string; readonly notes: string }> {
  const captured = capturedHost({}, {}, folder);
  const exitCode = await run(captured.host, words);
  return { exitCode, output: captured.output(), notes: captured.notes() };
}

function write(name: string, changes: object): void {
  writeFileSync(
    join(folder, 'advisories', name),
    `${JSON.stringify({ ...SOUND, aliases: [], references: [], ...changes }, null, 2)}\n`,
  );
}

describe('records in a git checkout', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'advisories'));
    writeFileSync(join(folder, 'theriac.toml'), '[advisory]\nprefix = "PSF"\n');
    git('', 'init', '-q', '-b', 'main', '.');
    write('PSF-2026-1.json', { modified: '2026-02-01T00:00:00Z', affected: [] });
    write('PSF-2026-2.json', { id: 'PSF-2026-2', modified: '2026-02-01T00:00:00Z', affected: [] });
    write('PSF-2026-3.json', { id: 'PSF-2026-3', modified: '2026-02-01T00:00:00Z', affected: [] });
    git('', 'add', '.');
    git('2026-02-01T10:00:00Z', 'commit', '-qm', 'three');
    write('PSF-2026-1.json', { summary: 'Changed', modified: '2026-02-01T00:00:00Z', affected: [] });
    git('', 'add', '.');
    git('2026-09-01T00:00:00Z', 'commit', '-qm', 'one changes, modified does not');
    mkdirSync(join(folder, 'advisories/sub'));
    renameSync(join(folder, 'advisories/PSF-2026-2.json'), join(folder, 'advisories/sub/PSF-2026-2.json'));
    git('', 'add', '-A', '.');
    git('2026-10-01T00:00:00Z', 'commit', '-qm', 'a move is no change');
  });

  it('are stale where their content changed after modified', async () => {
    const { exitCode, output } = await theriac('advisory', 'lint', '--rule', 'modified-stale', '--format', 'json');
    const { findings, not_checked } = JSON.parse(output);
    expect(not_checked).toEqual([]);
    expect(findings).toEqual([
      {
        rule: 'modified-stale',
        severity: 'error',
        file: 'advisories/PSF-2026-1.json',
        line: 4,
        id: 'PSF-2026-1',
        message: 'modified 2026-02-01T00:00:00Z is 212 days older than the file’s last change (2026-09-01T00:00:00Z)',
        fixable: true,
      },
    ]);
    expect(exitCode).toBe(1);
  });

  it('that were only added since are no more than noted', async () => {
    write('PSF-2026-4.json', { id: 'PSF-2026-4', modified: '2026-02-01T00:00:00Z', affected: [] });
    git('', 'add', '.');
    git('2026-10-01T00:00:00Z', 'commit', '-qm', 'from elsewhere');
    const { output } = await theriac('advisory', 'lint', '--rule', 'modified-stale', '--format', 'json');
    const found = JSON.parse(output).findings.find(({ id }: { id: string }) => id === 'PSF-2026-4');
    expect(found).toMatchObject({ severity: 'note', fixable: false });
    expect(found.message).toMatch(/first commit here/);
  });

  it('are mended to the time of that change, and nothing else', async () => {
    const before = readFileSync(join(folder, 'advisories/PSF-2026-1.json'), 'utf8');
    const { exitCode } = await theriac('advisory', 'lint', '--rule', 'modified-stale', '--fix');
    expect(exitCode).toBe(0);
    const after = readFileSync(join(folder, 'advisories/PSF-2026-1.json'), 'utf8');
    expect(after).toBe(before.replace('2026-02-01T00:00:00Z', '2026-09-01T00:00:00Z'));
  });

  it('are asked for symbols in the archives at hand', async () => {
    const files: Record<string, string> = {
      'jw/__init__.py': 'from .core import load\n',
      'jw/core.py': 'class Reader:\n    def read(self): ...\n\ndef load(path): ...\n',
      'jw_util-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: jw-util\nVersion: 1.0\n',
      'jw_util-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\n',
      'jw_util-1.0.dist-info/RECORD': '',
    };
    mkdirSync(join(folder, 'wheels'));
    const bytes = zipBytes(new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
    writeFileSync(join(folder, 'wheels/jw_util-1.0-py3-none-any.whl'), bytes);
    const imports = [
      { attribute: 'load', modules: ['jw'] },
      { attribute: 'Reader.read', modules: ['jw.core'] },
      { attribute: 'Reader.write', modules: ['jw.core'] },
      { attribute: 'f', modules: ['jw.gone'] },
    ];
    const affected = [{ ...SOUND.affected[0], ecosystem_specific: { imports } }];
    write('PSF-2026-3.json', { id: 'PSF-2026-3', affected });
    const { output } = await theriac(
      'advisory',
      'lint',
      '--rule',
      'symbol-absent',
      '--sources',
      'wheels',
      '--format',
      'json',
    );
    expect(JSON.parse(output).findings.map(({ message }: { message: string }) => message)).toEqual([
      'jw-util 1.0 (jw_util-1.0-py3-none-any.whl) has no jw.core.Reader.write',
      'jw-util 1.0 (jw_util-1.0-py3-none-any.whl) has no module jw.gone',
    ]);
  });
});
