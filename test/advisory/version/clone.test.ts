// Commits as versions and versions as commits, through the tags of a real clone.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCloneHistory, versionOfTag } from '../../../src/advisory/version/clone-history.ts';
import { commitsOfReleases, eventsOfReleases, releasesOfCommits } from '../../../src/advisory/version/commit-range.ts';
import { run } from '../../../src/cli/run.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { type OsvRange, parseOsvRecord } from '../../../src/standard/osv.ts';
import { capturedHost } from '../../host/captured-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'theriac-clone-'));
const clone = join(folder, 'clone');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(...words: string[]): string {
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], {
    cwd: clone,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
    encoding: 'utf8',
  }).trim();
}

function commit(message: string, ...tags: string[]): string {
  git('commit', '-q', '--allow-empty', '-m', message);
  for (const tag of tags) git('tag', tag);
  return git('rev-parse', 'HEAD');
}

// 1.0 ─ 1.1 (introduced) ─ 2.0 ─ 2.1rc1 ─ fix ─ 2.1 ─ 2.2       main
//          └─ 1.2 ─ backport ─ 1.3                              1.x
let introduced = '';
let fix = '';
let backport = '';

beforeAll(() => {
  mkdirSync(clone);
  git('init', '-q', '-b', 'main', '.');
  commit('one', 'v1.0');
  introduced = commit('mistake');
  commit('two', 'v1.1', 'nightly');
  git('branch', '1.x');
  commit('three', 'v2.0');
  commit('candidate', 'v2.1rc1');
  fix = commit('fix');
  commit('four', 'v2.1');
  git('-c', 'tag.gpgsign=false', 'tag', '-a', '-m', 'with a text of its own', 'v2.2');
  git('checkout', '-q', '1.x');
  commit('five', 'v1.2');
  backport = commit('backport');
  commit('six', 'v1.3');
});

const range = (...events: Record<string, string>[]): OsvRange[] => {
  const affected = [{ ranges: [{ type: 'GIT', repo: 'https://git.example/foo', events }] }];
  return [...(parseOsvRecord({ id: 'X-1', affected }).record?.affected[0]?.ranges ?? [])];
};

describe('the tags of a clone', () => {
  it.each([
    ['v1.2.3', '1.2.3'],
    ['1.2', '1.2'],
    ['release-1.2', '1.2'],
    ['foo-1.2rc1', '1.2rc1'],
    ['rel_1_2', '1.2'],
    ['nightly', null],
  ])('%s', (tag, expected) => expect(versionOfTag(tag)?.text ?? null).toBe(expected));

  it('say which releases a range of commits holds, branch by branch', async () => {
    const history = await openCloneHistory(nodeHost(), clone);
    const held = async (...events: Record<string, string>[]) => {
      const releases = await releasesOfCommits(history, range(...events));
      return typeof releases === 'string'
        ? releases
        : history.releases.filter((each) => releases.has(each)).map(({ version }) => version.text);
    };
    expect(history.releases.map(({ version }) => version.text)).toEqual([
      '1.0',
      '1.1',
      '1.2',
      '1.3',
      '2.0',
      '2.1rc1',
      '2.1',
      '2.2',
    ]);
    const fixes = [{ fixed: fix }, { fixed: backport }];
    expect(await held({ introduced: '0' }, ...fixes)).toEqual(['1.0', '1.1', '1.2', '2.0', '2.1rc1']);
    expect(await held({ introduced }, ...fixes)).toEqual(['1.1', '1.2', '2.0', '2.1rc1']);
    expect(await held({ introduced }, { fixed: fix })).toEqual(['1.1', '1.2', '1.3', '2.0', '2.1rc1']);
    const last = git('rev-parse', 'v1.2');
    expect(await held({ introduced }, { last_affected: last })).toEqual(['1.1', '1.2', '2.0', '2.1rc1', '2.1', '2.2']);
    // What was fixed and came again.
    expect(await held({ introduced: '0' }, { fixed: introduced }, { introduced: fix })).toEqual(['1.0', '2.1', '2.2']);
    expect(await held({ introduced: '0' }, { fixed: 'f'.repeat(40) })).toMatch(/no commit f/);
  });

  it('give events that hold the same releases, of versions and of commits, for any set of them', async () => {
    const history = await openCloneHistory(nodeHost(), clone);
    let found = 0;
    for (let bits = 1; bits < 2 ** history.releases.length; bits += 1) {
      const wanted = new Set(history.releases.filter((_, at) => (bits >> at) & 1));
      const events = eventsOfReleases(history, wanted);
      let inside = events[0]?.['introduced'] === '0';
      for (const release of history.releases) {
        for (const event of events) {
          if (event['introduced'] === release.version.text) inside = true;
          if (event['fixed'] === release.version.text) inside = false;
        }
        expect(inside).toBe(wanted.has(release));
      }
      const commits = await commitsOfReleases(history, wanted, false, []);
      if (typeof commits === 'string') continue;
      found += 1;
      expect(await releasesOfCommits(history, range(...commits))).toEqual(wanted);
    }
    // 2.1 and 2.2 are one commit, so half of the sets have no range of commits.
    expect(found).toBe(127);
  });
});

describe('theriac advisory versions --clone', () => {
  let references: readonly { type: string; url: string }[] = [];
  async function versions(name: string, affected: unknown, ...words: string[]) {
    const record = {
      schema_version: '1.7.5',
      id: 'X-1',
      modified: '2026-01-01T00:00:00Z',
      affected: [affected],
      references,
    };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(record));
    const captured = capturedHost({}, {}, folder);
    const exitCode = await run(captured.host, ['advisory', 'versions', `${name}.json`, '--clone', 'clone', ...words]);
    const written = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).affected[0];
    return { exitCode, output: captured.output(), notes: captured.notes(), written };
  }
  const commits = () => ({
    type: 'GIT',
    repo: 'https://git.example/foo',
    events: [{ introduced }, { fixed: fix }, { fixed: backport }],
  });
  const foo = { ecosystem: 'PyPI', name: 'foo' };
  const events = [{ introduced: '1.1' }, { fixed: '1.3' }, { introduced: '2.0' }, { fixed: '2.1' }];

  it('gives a package the range and the versions that its commits amount to', async () => {
    const { exitCode, output, written } = await versions('package', { package: foo, ranges: [commits()] });
    expect(exitCode).toBe(0);
    expect(output).toContain('X-1 fixed in 1.3\nX-1 fixed in 2.1\n');
    expect(written.ranges).toEqual([commits(), { type: 'ECOSYSTEM', events }]);
    expect(written.versions).toEqual(['1.1', '1.2', '2.0', '2.1rc1']);
  });

  it('knows that a release may have no tag', async () => {
    const untagged = {
      type: 'ECOSYSTEM',
      events: [{ introduced: '1.1' }, { fixed: '1.2.9' }, { introduced: '2.0' }, { fixed: '2.1' }],
    };
    const { exitCode, output } = await versions('untagged', { package: foo, ranges: [commits(), untagged] });
    expect(exitCode).toBe(0);
    expect(output).toContain('X-1 fixed in 1.3\n');
  });

  it('gives a product in no ecosystem the tags', async () => {
    const { exitCode, written } = await versions('product', { ranges: [commits()] });
    expect(exitCode).toBe(0);
    expect(written).toEqual({ ranges: [commits()], versions: ['v1.1', 'v1.2', 'v2.0', 'v2.1rc1'] });
  });

  it('gives versions a range of commits, and writes nothing in a dry run', async () => {
    git('remote', 'add', 'origin', 'https://git.example/foo.git');
    const dry = await versions('dry', { package: foo, ranges: [{ type: 'ECOSYSTEM', events }] }, '--dry-run');
    expect(dry.written.ranges).toHaveLength(1);
    const { written } = await versions('versions', { package: foo, ranges: [{ type: 'ECOSYSTEM', events }] });
    const tag = (name: string) => git('rev-parse', `${name}^{commit}`);
    expect(written.ranges[0]).toEqual({
      type: 'GIT',
      repo: 'https://git.example/foo',
      events: [{ introduced: tag('v1.1') }, { fixed: tag('v1.3') }, { fixed: tag('v2.1') }],
    });
    expect(written.versions).toEqual(['1.1', '1.2', '2.0', '2.1rc1']);
    git('remote', 'remove', 'origin');
    const unknown = await versions('unknown', { package: foo, ranges: [{ type: 'ECOSYSTEM', events }] });
    expect(unknown).toMatchObject({ exitCode: 3, notes: expect.stringContaining('its repository is not known') });
  });

  it('takes the fixing commits of references where they say the same', async () => {
    const url = (commit: string) => ({ type: 'FIX', url: `https://git.example/foo/commit/${commit.slice(0, 12)}` });
    references = [url(fix), url(backport), { type: 'PACKAGE', url: 'https://git.example/foo' }];
    const { written } = await versions('named', { ranges: [{ type: 'ECOSYSTEM', events }] });
    const begin = git('rev-parse', 'v1.1^{commit}');
    expect(written.ranges[0].events).toEqual([{ introduced: begin }, { fixed: fix }, { fixed: backport }]);
    // Without the backport 1.3 would be affected, which the versions deny.
    references = [url(fix), { type: 'PACKAGE', url: 'https://git.example/foo' }];
    const tags = await versions('other', { ranges: [{ type: 'ECOSYSTEM', events }] });
    expect(tags.written.ranges[0].events).toHaveLength(3);
    expect(JSON.stringify(tags.written.ranges[0].events)).not.toContain(fix);
    references = [];
  });

  it('names what only one of two ranges holds, and leaves both', async () => {
    const short = { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] };
    const { exitCode, output, notes, written } = await versions('both', { package: foo, ranges: [commits(), short] });
    expect(exitCode).toBe(3);
    expect(output).toContain('X-1 fixed in 2.1 (no range says so)');
    expect(notes).toContain('2.0, 2.1rc1: affected by the range of commits, not by that of versions');
    expect(notes).toContain('1.0, 1.3: affected by the range of versions, not by that of commits');
    expect(written.ranges).toEqual([commits(), short]);
  });
});
