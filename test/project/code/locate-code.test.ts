// Where the code of locked distributions is found: folders, packs, uv's and pip's caches; what is refused and why.
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { type CodeLocation, type CodeOptions, locateCode } from '../../../src/project/code/locate-code.ts';
import { readMessagePackTexts } from '../../../src/project/code/message-pack.ts';
import { packInputOf } from '../../../src/project/code/pack-inputs.ts';
import { formatPack, packDistribution } from '../../../src/python/pack/make-pack.ts';
import { capturedHost } from '../../host/captured-host.ts';
import {
  distribution,
  freshFolder,
  inventory,
  NOTHING,
  removeFolders,
  wheelMembers,
  writeFiles,
  writeTarball,
  writeWheel,
} from './artifacts.ts';

afterEach(removeFolders);

const host = (variables: Record<string, string> = {}): Host => capturedHost({}, variables).host;

/** Where each distribution was found, or why not. */
function outcome({ trees, missing }: CodeLocation): Record<string, string> {
  return Object.fromEntries([
    ...trees.map((each) => [each.distribution, `${each.origin} ${each.form} ${each.fileName} ${each.verified}`]),
    ...missing.map((each) => [each.distribution, each.reason]),
  ]);
}

const read = (location: CodeLocation, path: string, at = 0): string =>
  new TextDecoder().decode(location.trees[at]?.tree.readBytes(path));

describe('a folder of wheels', () => {
  it('gives the wheel that an installer would take', async () => {
    const folder = freshFolder();
    for (const tags of [
      'py3-none-any',
      'cp312-cp312-manylinux_2_17_x86_64',
      'cp313-cp313-manylinux_2_17_x86_64',
      'cp312-cp312-win_amd64',
    ]) {
      writeWheel(join(folder, 'deep', `shop-1.0-${tags}.whl`), { 'shop.py': tags });
    }
    writeWheel(join(folder, 'shop-2.0-cp312-cp312-manylinux_2_17_x86_64.whl'), { 'shop.py': 'newer' });
    const options = { ...NOTHING, wheels: [folder] };
    const locked = [distribution('shop', '1.0.0')];
    const found = await locateCode(host(), inventory(folder, locked), options);
    expect(read(found, 'shop.py')).toBe('cp312-cp312-manylinux_2_17_x86_64');
    const older = await locateCode(host(), inventory(folder, locked, '3.11'), options);
    expect(read(older, 'shop.py')).toBe('py3-none-any');
  });

  it('prefers the higher build, and takes a source distribution only where no wheel is', async () => {
    const folder = freshFolder();
    writeWheel(join(folder, 'shop-1.0-py3-none-any.whl'), { 'shop.py': 'none' });
    writeWheel(join(folder, 'shop-1.0-2-py3-none-any.whl'), { 'shop.py': 'two' }, 'shop-1.0-py3-none-any.whl');
    writeTarball(join(folder, 'shop-1.0.tar.gz'), { 'shop-1.0/shop.py': 'source' });
    writeTarball(join(folder, 'rest-1.0.tar.gz'), { 'rest-1.0/rest/__init__.py': 'source' });
    const locked = [distribution('rest', '1.0'), distribution('shop', '1.0')];
    const found = await locateCode(host(), inventory(folder, locked), { ...NOTHING, wheels: [folder] });
    expect(outcome(found)).toEqual({
      rest: 'wheels sdist rest-1.0.tar.gz false',
      shop: 'wheels wheel shop-1.0-2-py3-none-any.whl false',
    });
    expect(read(found, 'rest/__init__.py')).toBe('source');
  });

  it('is held to the lock’s hashes', async () => {
    const folder = freshFolder();
    const hash = writeWheel(join(folder, 'good-1.0-py3-none-any.whl'));
    writeWheel(join(folder, 'bad-1.0-py3-none-any.whl'));
    const locked = [
      distribution('good', '1.0', [{ fileName: 'good-1.0-py3-none-any.whl', hashes: [hash] }]),
      distribution('bad', '1.0', [{ fileName: 'bad-1.0-py3-none-any.whl', hashes: [`sha256:${'0'.repeat(64)}`] }]),
    ];
    const found = await locateCode(host(), inventory(folder, locked), { ...NOTHING, wheels: [folder] });
    expect(outcome(found)).toEqual({
      good: 'wheels wheel good-1.0-py3-none-any.whl true',
      bad: 'bad-1.0-py3-none-any.whl is not the file that the lock names: its sha256 differs',
    });
  });

  it('says why there is nothing', async () => {
    const folder = freshFolder();
    writeWheel(join(folder, 'win-1.0-cp312-cp312-win_amd64.whl'));
    writeFileSync(join(folder, 'torn-1.0-py3-none-any.whl'), 'PK');
    const locked = [
      distribution('win', '1.0'),
      distribution('torn', '1.0'),
      distribution('none', '1.0'),
      distribution('open', null),
      distribution('forge', '1.0', [], { kind: 'vcs', system: 'git', url: 'https://forge.example/x', commit: null }),
    ];
    const options = { ...NOTHING, wheels: [folder] };
    const reasons = outcome(await locateCode(host(), inventory(folder, locked), options));
    expect(reasons['win']).toBe('win-1.0-cp312-cp312-win_amd64.whl does not fit the interpreter and platform');
    expect(reasons['torn']).toMatch(/torn-1\.0-py3-none-any\.whl cannot be used: /);
    expect(reasons['none']).toMatch(/^no wheel or source distribution of none is at hand/);
    expect(reasons['open']).toBe('no version of it is pinned');
    expect(reasons['forge']).toMatch(/^it comes from git/);
    // Where no interpreter was chosen, a wheel for another one is better than nothing.
    const open = await locateCode(host(), inventory(folder, locked.slice(0, 1), ''), options);
    expect(outcome(open)).toEqual({ win: 'wheels wheel win-1.0-cp312-cp312-win_amd64.whl false' });
  });

  it('without a target gives wheels for the newest Python that most have', async () => {
    const folder = freshFolder();
    const names = ['cp311-cp311', 'cp312-cp312', 'cp313-cp313'].map((tag) => `a-1.0-${tag}-manylinux_2_17_x86_64.whl`);
    for (const name of names) writeWheel(join(folder, name), { 'a.py': name });
    const artifacts = (list: readonly string[]) => list.map((fileName) => ({ fileName, hashes: [] }));
    const locked = [
      distribution('a', '1.0', artifacts(names)),
      distribution('b', '1.0', artifacts(['b-1.0-cp312-cp312-manylinux_2_17_x86_64.whl'])),
    ];
    const found = await locateCode(host(), inventory(folder, locked, ''), { ...NOTHING, wheels: [folder] });
    expect(read(found, 'a.py')).toBe(names[1]);
  });

  it('of the machine is read where the lock points to it', async () => {
    const folder = freshFolder();
    writeFiles(folder, { 'tools/src/tools/__init__.py': 'here', 'flat/flat.py': '' });
    writeWheel(join(folder, 'kept', 'kept-1.0-py3-none-any.whl'), { 'kept.py': '' });
    const path = (name: string): { kind: 'path'; path: string; editable: boolean } => ({
      kind: 'path',
      path: join(folder, name),
      editable: true,
    });
    const locked = [
      distribution('tools', null, [], path('tools')),
      distribution('flat', '1.0', [], path('flat')),
      distribution('kept', '1.0', [], path('kept/kept-1.0-py3-none-any.whl')),
      distribution('gone', '1.0', [], path('gone')),
    ];
    const found = await locateCode(host(), inventory(folder, locked), NOTHING);
    expect(outcome(found)).toEqual({
      tools: 'path unpacked null false',
      flat: 'path unpacked null false',
      kept: 'path wheel kept-1.0-py3-none-any.whl false',
      gone: 'its folder is not there',
    });
    expect(read(found, 'tools/__init__.py')).toBe('here');
  });
});

describe('summary packs', () => {
  it('are found beside the lock and where they are named, and matched by hash', async () => {
    const folder = freshFolder();
    const wheel = join(folder, 'wheels', 'shop-1.0-cp312-cp312-manylinux_2_17_x86_64.whl');
    const hash = writeWheel(wheel, { 'shop.py': 'import os\n' });
    const input = await packInputOf(host(), wheel);
    if ('code' in input) throw new Error(input.message);
    const bytes = await formatPack([await packDistribution(host(), input)]);
    const locked = (digest: string) => [
      distribution('shop', '1.0', [{ fileName: 'shop-1.0-cp312-cp312-manylinux_2_17_x86_64.whl', hashes: [digest] }]),
    ];
    const options: CodeOptions = { ...NOTHING, summaries: [join(folder, 'packs')] };
    writeFiles(join(folder, 'packs'), { 'bad.pack': 'THPK and then nothing' });
    writeFileSync(join(folder, 'packs', 'shop.pack'), bytes);
    const named = await locateCode(host(), inventory(folder, locked(hash)), options);
    expect(named.trees[0]).toMatchObject({ origin: 'pack', form: 'pack', verified: true });
    expect(named.trees[0]?.tree.readSummary?.('shop.py')).toBeInstanceOf(Uint8Array);
    expect(named.faults.map(({ file, effect }) => [file, effect])).toEqual([[join(folder, 'packs/bad.pack'), 'note']]);
    // The same release for another interpreter has the same summaries.
    const other = await locateCode(host(), inventory(folder, locked(hash), '3.11'), options);
    expect(outcome(other)['shop']).toMatch(/^pack pack/);
    const differs = await locateCode(host(), inventory(folder, locked(`sha256:${'1'.repeat(64)}`)), options);
    expect(outcome(differs)['shop']).toMatch(/its sha256 differs$/);
    writeFileSync(join(folder, 'theriac.pack'), bytes);
    const beside = await locateCode(host(), inventory(folder, locked(hash)), NOTHING);
    expect(beside.trees[0]).toMatchObject({ origin: 'pack', path: join(folder, 'theriac.pack') });
    const refused = await locateCode(host(), inventory(folder, locked(hash)), { ...NOTHING, packsBeside: false });
    expect(refused.trees).toEqual([]);
  });
});

describe('the cache of uv', () => {
  const options = { ...NOTHING, caches: true };
  const unpack = (root: string, id: string, fileName: string, files: Readonly<Record<string, string>>): string => {
    writeFiles(join(root, 'archive-v0', id), wheelMembers(fileName, files));
    return join(root, 'archive-v0', id);
  };
  const link = (target: string, path: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  };
  /** As uv writes it: identifier, hashes, file name, version of the bucket; then what is of no interest here. */
  const pointer = (id: string, digest: string, fileName: string): Uint8Array => {
    const text = (value: string): number[] => {
      const bytes = [...Buffer.from(value)];
      return bytes.length < 32 ? [0xa0 | bytes.length, ...bytes] : [0xd9, bytes.length, ...bytes];
    };
    return Uint8Array.from([
      0x95,
      ...text(id),
      0x91,
      0x81,
      ...text('Sha256'),
      ...text(digest),
      ...text(fileName),
      0,
      0xc0,
      7,
      9,
    ]);
  };

  it('gives unpacked wheels from an index, with the hash if uv took it', async () => {
    const root = freshFolder();
    const wheel = 'shop-1.0-cp312-cp312-manylinux_2_17_x86_64.whl';
    const digest = 'ab'.repeat(32);
    const base = join(root, 'wheels-v9/index/0123456789abcdef/shop');
    link(unpack(root, 'one', wheel, { 'shop.py': 'twelve' }), join(base, '1.0-0123456789abcdef'));
    writeFileSync(join(base, '1.0-0123456789abcdef.http'), pointer('one', digest, wheel));
    const eleven = 'shop-1.0-cp311-cp311-manylinux_2_17_x86_64.whl';
    link(unpack(root, 'two', eleven, { 'shop.py': 'eleven' }), join(base, '1.0-cp311-cp311-manylinux_2_17_x86_64'));
    link(join(root, 'archive-v0/gone'), join(base, '2.0-py3-none-any'));
    const locked = [distribution('shop', '1.0', [{ fileName: wheel, hashes: [`sha256:${digest}`] }])];
    const found = await locateCode(host({ UV_CACHE_DIR: root }), inventory(root, locked), options);
    expect(outcome(found)).toEqual({ shop: `uv-cache unpacked ${wheel} true` });
    expect(read(found, 'shop.py')).toBe('twelve');
    // Without a pointer the wheel's own metadata say what it fits.
    const older = await locateCode(host({ UV_CACHE_DIR: root }), inventory(root, locked, '3.11'), options);
    expect(outcome(older)).toEqual({ shop: 'uv-cache unpacked null false' });
    expect(read(older, 'shop.py')).toBe('eleven');
  });

  it('gives wheels that uv built, and those of the default index', async () => {
    const root = freshFolder();
    const home = join(root, 'home');
    const cache = join(home, '.cache/uv');
    link(
      unpack(cache, 'a', 'built-1.0-py3-none-any.whl', {}),
      join(cache, 'sdists-v9/pypi/built/1.0/revision/built-1.0-py3-none-any'),
    );
    writeFiles(join(cache, 'sdists-v9/pypi/built/1.0/revision/src'), { 'built-1.0.dist-info/METADATA': '' });
    writeWheel(join(cache, 'sdists-v9/pypi/zipped/1.0/revision/zipped-1.0-py3-none-any.whl'));
    link(unpack(cache, 'b', 'plain-1.0-py3-none-any.whl', {}), join(cache, 'wheels-v5/pypi/plain/1.0-py3-none-any'));
    const locked = ['built', 'plain', 'zipped'].map((name) => distribution(name, '1.0'));
    const real = host();
    const here: Host = { ...real, environment: { ...real.environment, home, platform: 'linux' } };
    expect(outcome(await locateCode(here, inventory(root, locked), options))).toEqual({
      built: 'uv-cache unpacked null false',
      plain: 'uv-cache unpacked null false',
      zipped: 'uv-cache wheel zipped-1.0-py3-none-any.whl false',
    });
  });

  it('has pointers that never do harm', () => {
    expect(readMessagePackTexts(pointer('id', 'ff', 'x.whl'))).toEqual(['id', 'Sha256', 'ff', 'x.whl']);
    for (let first = 0; first < 256; first += 1) {
      expect(readMessagePackTexts(Uint8Array.from([first, 0xff, 0xff, 0xff, 0xff, 0xff])).length).toBeLessThan(2);
    }
    expect(readMessagePackTexts(new Uint8Array(1 << 16).fill(0x91))).toEqual([]);
    expect(readMessagePackTexts(Uint8Array.from([0xdd, 0xff, 0xff, 0xff, 0xff]))).toEqual([]);
  });
});

describe('the cache of pip', () => {
  const options = { ...NOTHING, caches: true };
  const body = (root: string, digest: string, content: Uint8Array, form = 'http-v2'): string => {
    const folder = join(root, form, ...digest.slice(0, 5));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, form === 'http-v2' ? `${digest}.body` : digest);
    writeFileSync(path, content);
    return path;
  };
  const wheelBytes = (fileName: string, files: Readonly<Record<string, string>> = {}): Uint8Array => {
    const path = join(freshFolder(), fileName);
    writeWheel(path, files);
    return readFileSync(path);
  };

  it('gives wheels without names by what is in them, damaged entries passed over', async () => {
    const root = freshFolder();
    body(root, 'aaaaa1', wheelBytes('New_Style-1.0-py3-none-any.whl', { 'new_style.py': 'new' }));
    const wrapped = Buffer.concat([
      Buffer.from('cc=4,\x82\xa8response'),
      wheelBytes('old-1.0-py3-none-any.whl'),
      Buffer.from('headers'),
    ]);
    body(root, 'bbbbb2', wrapped, 'http');
    body(root, 'ccccc3', Buffer.from(`PK\x03\x04${'x'.repeat(2000)}PK\x05\x06`));
    body(root, 'ddddd4', Buffer.alloc(3000));
    const cut = wheelBytes('cut-1.0-py3-none-any.whl', { 'cut.py': 'x'.repeat(5000) });
    body(root, 'eeeee5', cut.subarray(0, cut.length - 40));
    writeWheel(join(root, 'wheels/aa/bb/cc/ddd', 'built-1.0-py3-none-any.whl'));
    const locked = ['built', 'cut', 'new-style', 'old'].map((name) => distribution(name, '1.0'));
    const found = await locateCode(host({ PIP_CACHE_DIR: root }), inventory(root, locked), options);
    expect(outcome(found)).toMatchObject({
      built: 'pip-cache wheel built-1.0-py3-none-any.whl false',
      'new-style': 'pip-cache wheel null false',
      old: 'pip-cache wheel null false',
    });
    expect(found.missing.map((each) => each.distribution)).toEqual(['cut']);
    expect(read(found, 'new_style.py', 1)).toBe('new');
  });

  it('is looked through once: a file that did not change is not opened again', async () => {
    const root = freshFolder();
    const cacheDirectory = join(root, 'theriac');
    const noise = Array.from({ length: 30 }, (_, index) =>
      body(root, `fffff${index}`, wheelBytes(`n${index}-1.0-py3-none-any.whl`)),
    );
    const opened: string[] = [];
    const real = host({ PIP_CACHE_DIR: root });
    const spying: Host = {
      ...real,
      files: {
        ...real.files,
        open(path) {
          opened.push(path);
          return real.files.open(path);
        },
      },
    };
    const locked = [distribution('n7', '1.0')];
    const run = async (): Promise<number> => {
      opened.splice(0);
      const found = await locateCode(spying, inventory(root, locked), { ...options, cacheDirectory });
      expect(found.trees.map((each) => each.path)).toEqual([noise[7]]);
      return new Set(opened).size;
    };
    expect(await run()).toBe(30);
    expect(await run()).toBe(1);
    writeFileSync(noise[3] ?? '', wheelBytes('n7-9.0-py3-none-any.whl'));
    utimesSync(noise[3] ?? '', 1, 1);
    expect(await run()).toBe(2);
    writeFileSync(join(cacheDirectory, 'archives.json'), '{"format":1,"files":{"x":[1]');
    expect(await run()).toBe(30);
  });

  it('knows a body by the lock’s hash', async () => {
    const root = freshFolder();
    const path = body(root, 'aaaaa1', wheelBytes('shop-1.0-py3-none-any.whl'));
    const { hashOf } = await import('./artifacts.ts');
    const locked = [distribution('shop', '1.0', [{ fileName: 'shop-1.0-py3-none-any.whl', hashes: [hashOf(path)] }])];
    const found = await locateCode(host({ PIP_CACHE_DIR: root }), inventory(root, locked), options);
    expect(found.trees[0]?.verified).toBe(true);
  });
});
