// A team's day against real git repositories: from the empty folder to the published files, and a withdrawal.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { capturedHost } from '../host/captured-host.ts';

const top = mkdtempSync(join(tmpdir(), 'theriac-day-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** Each command happens a minute after the one before. */
let now = Date.UTC(2026, 10, 22, 8);

async function theriac(folder: string, ...words: string[]): Promise<string> {
  now += 60_000;
  const captured = capturedHost({ clock: { now: () => now, elapsed: () => 0 } }, {}, join(top, folder));
  const exitCode = await run(captured.host, ['advisory', ...words]);
  const said = `${captured.output()}${captured.notes()}`;
  expect(exitCode, `theriac advisory ${words.join(' ')}\n${said}`).toBe(0);
  return captured.output();
}

function git(folder: string, ...words: string[]): string {
  const date = new Date(now).toISOString();
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_CONFIG_GLOBAL: '/dev/null' };
  const words0 = ['-c', 'user.name=team', '-c', 'user.email=team@psf.example', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...words0, ...words], { cwd: join(top, folder), env, encoding: 'utf8', stdio: 'pipe' });
}

function commit(folder: string, message: string): string {
  git(folder, 'add', '-A', '.');
  git(folder, 'commit', '-qm', message);
  return git(folder, 'rev-parse', 'HEAD').trim();
}

const read = (path: string) => readFileSync(join(top, path), 'utf8');
const records = (folder: string) =>
  readdirSync(join(top, folder, 'advisories'))
    .filter((name) => name.startsWith('PSF-'))
    .sort();

function tree(folder: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(top, folder, at), { withFileTypes: true })) {
    const name = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, tree(folder, name));
    else found[name] = read(`${folder}/${name}`);
  }
  return found;
}

const BEFORE = `import os


def join_path(base, name):
    return os.path.join(base, name)


def unpack(archive, target):
    for name in archive.names():
        archive.write(name, join_path(target, name))


def list_names(archive):
    return sorted(archive.names())
`;
const AFTER = BEFORE.replace(
  '        archive.write(name',
  "        if '..' in name.split('/'):\n            raise ValueError(name)\n        archive.write(name",
);

/** A CVE record as a CNA publishes it. */
function cveRecord(index: number, lessThan: string): unknown {
  const cveId = `CVE-2025-${2000 + index}`;
  return {
    dataType: 'CVE_RECORD',
    dataVersion: '5.1',
    cveMetadata: {
      cveId,
      assignerOrgId: '1bb62c36-49e3-4200-9d77-64a1400537cc',
      state: 'PUBLISHED',
      datePublished: '2025-03-01T00:00:00.000Z',
      dateUpdated: '2025-03-02T00:00:00.000Z',
    },
    containers: {
      cna: {
        providerMetadata: { orgId: '1bb62c36-49e3-4200-9d77-64a1400537cc' },
        title: `Bug ${index} of packer`,
        descriptions: [{ lang: 'en', value: `Packer before ${lessThan} has bug ${index}.` }],
        affected: [
          {
            vendor: 'packer',
            product: 'packer',
            versions: [{ version: '0', lessThan, status: 'affected', versionType: 'python' }],
          },
        ],
        problemTypes: [{ descriptions: [{ lang: 'en', type: 'CWE', cweId: 'CWE-20', description: 'CWE-20' }] }],
        references: [{ url: `https://git.example/packer/issues/${index}`, tags: ['issue-tracking'] }],
      },
    },
  };
}

/** Ten CVE records come in, two are edited by hand, the ten come again, one of them changed at its source. */
async function importHistory(): Promise<void> {
  mkdirSync(join(top, 'cves'));
  const write = (index: number, lessThan: string) =>
    writeFileSync(join(top, `cves/CVE-2025-${2000 + index}.json`), JSON.stringify(cveRecord(index, lessThan)));
  for (let index = 0; index < 10; index += 1) write(index, `0.${index + 1}`);
  const words = ['import', '../cves', '--package', 'packer/packer=PyPI:packer'];
  await theriac('ann', ...words);
  expect(records('ann')).toHaveLength(10);
  await theriac('ann', 'assign');
  expect(records('ann')).toContain('PSF-2025-10.yaml');
  commit('ann', 'The history');
  const [first, second] = ['ann/advisories/PSF-2025-1.yaml', 'ann/advisories/PSF-2025-2.yaml'];
  writeFileSync(
    join(top, first),
    `# Looked at again.\n${read(first).replace(/^summary: .*$/m, 'summary: What it does # ours')}`,
  );
  appendFileSync(join(top, second), 'credits:\n  - name: Ann\n');
  commit('ann', 'By hand');
  const before = tree('ann/advisories');
  await theriac('ann', ...words);
  expect(tree('ann/advisories')).toEqual(before);
  write(1, '0.2.5');
  await theriac('ann', ...words);
  const after = tree('ann/advisories');
  expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(['PSF-2025-2.yaml']);
  expect(after['PSF-2025-2.yaml']).toContain('0.2.5');
  expect(after['PSF-2025-2.yaml']).toContain('credits:\n  - name: Ann\n');
  expect(after['PSF-2025-1.yaml']).toContain('summary: What it does # ours');
  commit('ann', 'Import again');
}

/** The product: one bug, one fix, tagged releases. */
function makeProduct(): string {
  mkdirSync(join(top, 'product/packer'), { recursive: true });
  git('product', 'init', '-q', '-b', 'main', '.');
  writeFileSync(join(top, 'product/packer/__init__.py'), '');
  writeFileSync(join(top, 'product/packer/archive.py'), BEFORE);
  commit('product', 'Release 1.0');
  git('product', 'tag', '1.0');
  writeFileSync(join(top, 'product/packer/archive.py'), AFTER);
  const fix = commit('product', 'Refuse names that lead out of the target');
  git('product', 'tag', '1.1');
  return fix;
}

it('begins with nothing and ends with published files', async () => {
  const fix = makeProduct();

  // The database, in a repository that two people clone.
  mkdirSync(join(top, 'ann'));
  const product = `pypi:packer=${join(top, 'product')}`;
  await theriac(
    'ann',
    'init',
    '.',
    '--prefix',
    'PSF',
    '--product',
    product,
    '--contact',
    'mailto:security@psf.example',
  );
  git('ann', 'init', '-q', '-b', 'main', '.');
  commit('ann', 'A database of advisories');
  await importHistory();
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(top, 'hub')], { stdio: 'pipe' });
  git('ann', 'remote', 'add', 'origin', join(top, 'hub'));
  git('ann', 'push', '-q', '-u', 'origin', 'main');
  execFileSync('git', ['clone', '-q', join(top, 'hub'), join(top, 'ben')], { stdio: 'pipe' });

  // Ann writes one by commands and goes on by hand; commands keep what she wrote.
  await theriac(
    'ann',
    'new',
    'Unpacks files outside of the target folder',
    '--fixed',
    fix,
    '--fixed',
    '1.1',
    '--alias',
    'CVE-2026-1001',
    '--weakness',
    '22',
    '--slug',
    'unpack',
  );
  const file = 'ann/advisories/PSF-0000-unpack.yaml';
  writeFileSync(
    join(top, file),
    `# Found in review.\n${read(file).replace('    ranges:', '    # Both say the same.\n    ranges:')}`,
  );
  const byHand = read(file);
  await theriac('ann', 'edit', 'PSF-0000-unpack', 'reference', `FIX=https://git.example/packer/commit/${fix}`);
  const byCommand = read(file);
  const kept = byCommand.replace(/references:\n {2}- type: FIX\n {4}url: .*\n/, '');
  expect(kept.replace(/^modified: .*$/m, '')).toBe(byHand.replace(/^modified: .*$/m, ''));
  expect(/^modified: .*$/m.exec(byCommand)?.[0]).not.toBe(/^modified: .*$/m.exec(byHand)?.[0]);

  // The vulnerable function is proposed from the fix, and accepted.
  const { proposals } = JSON.parse(
    await theriac('ann', 'symbols', 'PSF-0000-unpack', '--repository', '../product', '--format', 'json'),
  );
  expect(proposals[0]).toMatchObject({ module: 'packer.archive', attribute: 'unpack' });
  await theriac('ann', 'edit', 'PSF-0000-unpack', 'symbol', `${proposals[0].module}:${proposals[0].attribute}`);
  // The product's tags say which releases are affected, and agree with what Ann wrote.
  expect(await theriac('ann', 'versions', 'PSF-0000-unpack', '--clone', '../product')).toBe(
    'PSF-0000-unpack fixed in 1.1\nPSF-0000-unpack packer: 1 added (1.0)\n',
  );
  commit('ann', 'unpack');

  // Ben writes another at the same time; both assign.
  await theriac('ben', 'new', 'Reads a name twice', '--fixed', '1.2', '--weakness', '367', '--slug', 'twice');
  commit('ben', 'twice');
  expect(await theriac('ann', 'assign')).toContain('PSF-2026-1 ');
  commit('ann', 'Assign identifiers');
  git('ann', 'push', '-q');
  expect(await theriac('ben', 'assign')).toContain('PSF-2026-1 ');
  commit('ben', 'Assign identifiers');
  expect(() => git('ben', 'pull', '-q', '--no-rebase', '--no-edit')).toThrow();
  expect(git('ben', 'diff', '--name-only', '--diff-filter=U')).toContain('identifiers/PSF-2026.txt');
  git('ben', 'merge', '--abort');
  git('ben', 'reset', '-q', '--hard', 'HEAD~1');
  git('ben', 'pull', '-q', '--no-rebase', '--no-edit');
  expect(await theriac('ben', 'assign')).toContain('PSF-2026-2 ');
  commit('ben', 'Assign identifiers');
  git('ben', 'push', '-q');
  git('ann', 'pull', '-q', '--ff-only');
  expect(records('ann').filter((name) => name.startsWith('PSF-2026-'))).toEqual(['PSF-2026-1.yaml', 'PSF-2026-2.yaml']);

  // The linter is content; the export is the same twice.
  expect(await theriac('ann', 'lint', '--fail-on', 'note')).toContain('12 records: 0 errors, 0 warnings, 0 notes');
  await theriac('ann', 'export', '--output', '../public', '--url', 'https://advisories.example');
  await theriac('ben', 'export', '--output', '../again', '--url', 'https://advisories.example');
  const published = tree('public');
  expect(tree('again')).toEqual(published);
  expect(JSON.parse(published['PSF-2026-1.json'] ?? '')).toMatchObject({
    id: 'PSF-2026-1',
    aliases: ['CVE-2026-1001'],
    affected: [{ ecosystem_specific: { imports: [{ attribute: 'unpack', modules: ['packer.archive'] }] } }],
  });

  // One was no vulnerability: it is withdrawn, stays published, and readers learn of it first.
  await theriac('ann', 'edit', 'PSF-2026-2', 'withdraw', 'works as documented');
  commit('ann', 'Withdraw');
  await theriac('ann', 'lint');
  await theriac('ann', 'export', '--output', '../public', '--url', 'https://advisories.example');
  const after = tree('public');
  expect(after['modified_id.csv']?.split('\n')[0]).toMatch(/PyPI\/PSF-2026-2$/);
  expect(JSON.parse(after['PSF-2026-2.json'] ?? '').withdrawn).toMatch(/^2026-11-22T/);
  const changed = Object.keys(after).filter((name) => after[name] !== published[name]);
  expect(changed.filter((name) => name.includes('PSF-2026-1'))).toEqual([]);

  // A number is never given again, even if somebody deletes a record.
  rmSync(join(top, 'ann/advisories/PSF-2026-2.yaml'));
  commit('ann', 'Deleted by mistake');
  await theriac('ann', 'new', 'Something else', '--fixed', '1.3', '--weakness', '20', '--slug', 'else');
  expect(await theriac('ann', 'assign')).toContain('PSF-2026-3 ');
  appendFileSync(join(top, 'ann/advisories/PSF-2026-3.yaml'), '# the end\n');
  await theriac('ann', 'edit', 'PSF-2026-3', 'credit', 'FINDER=Ann');
  expect(read('ann/advisories/PSF-2026-3.yaml')).toMatch(/credits:\n {2}- name: Ann\n(?:.*\n)*# the end\n$/);
}, 120_000);
