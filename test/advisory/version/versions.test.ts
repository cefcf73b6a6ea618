// Affected versions from ranges and lists of releases, and the releases around a fix.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readReleases } from '../../../src/advisory/version/read-releases.ts';
import { findReleasePairs } from '../../../src/advisory/version/release-pair.ts';
import { run } from '../../../src/cli/run.ts';
import { parseOsvRecord } from '../../../src/standard/osv.ts';
import { capturedHost } from '../../host/captured-host.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'theriac-versions-'));
  folders.push(folder);
  return folder;
}

describe('a list of releases', () => {
  it.each([
    ['lines', '# mine\n1.0\n1.1  # ok\n\nfoo==1.2\nbar==9\n'],
    ['a list', '["1.0", {"version": "1.1"}, "1.2"]'],
    ['lists by name', '{"bar": ["9"], "Foo": ["1.0", "1.1", "1.2"]}'],
    ['an index’s versions', '{"name": "foo", "versions": ["1.0", "1.1", "1.2"], "files": []}'],
    [
      'an index’s files',
      '{"files": [{"filename": "foo-1.0.tar.gz"}, {"filename": "foo-1.1-py3-none-any.whl"}, {"filename": "foo-1.2.zip"}]}',
    ],
    ['releases', '{"releases": {"1.0": [], "1.1": [], "1.2": []}}'],
  ])('%s', (_name, text) => {
    expect(readReleases(text, 'foo')).toEqual({ ok: true, value: ['1.0', '1.1', '1.2'] });
  });

  it('that is none is a fault', () => {
    for (const text of ['{', '{}', '{"bar": ["1"]}']) expect(readReleases(text, 'foo').ok).toBe(false);
  });
});

describe('theriac advisory versions', () => {
  it('adds what is missing, names what is odd, and writes only what changed', async () => {
    const folder = makeFolder();
    const record = [
      'id: X-1 # ours',
      "modified: '2026-01-01T00:00:00Z'",
      'affected:',
      '  - package: {ecosystem: PyPI, name: foo}',
      '    ranges:',
      '      - type: ECOSYSTEM',
      "        events: [{introduced: '1.0'}, {fixed: '1.2'}, {introduced: '2.0'}]",
      "    versions: ['1.0', '7.7'] # seen",
      '',
    ].join('\n');
    writeFileSync(join(folder, 'x.yaml'), record);
    writeFileSync(join(folder, 'releases.txt'), '0.9\n1.0.0\n1.1\n1.2rc1\n1.2\n2.0\nodd version\n');
    const words = ['advisory', 'versions', 'x.yaml', '--releases', 'releases.txt'];
    const dry = capturedHost({}, {}, folder);
    expect(await run(dry.host, [...words, '--dry-run'])).toBe(0);
    expect(readFileSync(join(folder, 'x.yaml'), 'utf8')).toBe(record);
    const first = capturedHost({}, {}, folder);
    expect(await run(first.host, words)).toBe(0);
    expect(first.output()).toBe('X-1 foo: 3 added (1.1, 1.2rc1, 2.0)\n');
    expect(first.notes()).toContain('foo 7.7 is listed but was never released');
    const text = readFileSync(join(folder, 'x.yaml'), 'utf8');
    const { record: parsed } = parseOsvRecord({ id: 'X-1', affected: [] });
    expect(parsed).not.toBeNull();
    expect(text).toContain('id: X-1 # ours');
    expect(text).toMatch(/versions: \['1\.0', '?1\.1'?, '?1\.2rc1'?, '?2\.0'?, '?7\.7'?\] # seen/);
    const again = capturedHost({ clock: { now: () => 0, elapsed: () => 0 } }, {}, folder);
    await run(again.host, words);
    expect(again.output()).toBe('X-1 foo: nothing to add\n');
    expect(readFileSync(join(folder, 'x.yaml'), 'utf8')).toBe(text);
  });

  it('says when no list is at hand', async () => {
    const folder = makeFolder();
    const record = { id: 'X-1', affected: [{ package: { ecosystem: 'PyPI', name: 'foo' }, ranges: [] }] };
    writeFileSync(join(folder, 'x.json'), JSON.stringify(record));
    const captured = capturedHost({}, {}, folder);
    expect(await run(captured.host, ['advisory', 'versions', 'x.json'])).toBe(3);
    expect(captured.notes()).toContain('the releases of foo are not known');
  });
});

describe('the releases around a fix', () => {
  const pairs = (events: readonly Record<string, string>[], versions: readonly string[]) => {
    const affected = [{ package: { ecosystem: 'PyPI', name: 'foo' }, ranges: [{ type: 'ECOSYSTEM', events }] }];
    const { record } = parseOsvRecord({ id: 'X-1', affected });
    return findReleasePairs(record?.affected[0]?.ranges ?? [], versions).map(
      ({ before, after }) => `${before} ${after}`,
    );
  };
  const releases = ['1.0', '1.1', '1.2rc1', '1.2', '2.0', '2.1', '2.2'];

  it('are one pair for each branch, final releases first', () => {
    expect(pairs([{ introduced: '0' }, { fixed: '1.2' }, { introduced: '2.0' }, { fixed: '2.2' }], releases)).toEqual([
      '1.1 1.2',
      '2.1 2.2',
    ]);
    expect(pairs([{ introduced: '0' }, { last_affected: '1.1' }], releases)).toEqual(['1.1 1.2']);
    expect(pairs([{ introduced: '0' }, { fixed: '1.2rc1' }], ['1.1', '1.2rc1'])).toEqual(['1.1 1.2rc1']);
    expect(pairs([{ introduced: '0' }], releases)).toEqual([]);
  });
});
