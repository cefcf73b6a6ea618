// The caches as pip and uv themselves fill them, from an index on this machine.
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { locateCode } from '../../../src/project/code/locate-code.ts';
import { capturedHost } from '../../host/captured-host.ts';
import { distribution, freshFolder, inventory, NOTHING, removeFolders, writeWheel } from './artifacts.ts';
import { serveIndex } from './package-index.ts';

const run = promisify(execFile);
const pip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;
const uv = spawnSync('uv', ['--version']).status === 0;

/** The user's own settings must not lead the tools elsewhere. */
const CLEAN = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  PIP_CONFIG_FILE: '/dev/null',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  UV_NO_CONFIG: '1',
  UV_PYTHON_DOWNLOADS: 'never',
};

afterEach(removeFolders);

async function fill(command: (url: string, cache: string, folder: string) => readonly string[]): Promise<string> {
  const folder = freshFolder();
  const wheels = ['shop_x-1.0-py3-none-any.whl', 'other-2.0-py3-none-any.whl'].map((name) => join(folder, name));
  for (const path of wheels) writeWheel(path, { 'shop_x/__init__.py': 'origin = "index"\n' });
  const index = await serveIndex(wheels, { format: 'html', ranges: true });
  const cache = join(folder, 'cache');
  try {
    const [program = '', ...words] = command(index.url, cache, folder);
    await run(program, words, { env: CLEAN, cwd: folder });
  } finally {
    await index.close();
  }
  return cache;
}

async function expectFound(variables: Record<string, string>, origin: string): Promise<void> {
  const { host } = capturedHost({}, variables);
  const locked = inventory(freshFolder(), [distribution('shop-x', '1.0'), distribution('other', '2.0')]);
  const found = await locateCode(host, locked, { ...NOTHING, caches: true });
  expect(found.missing).toEqual([]);
  expect(found.trees.map((each) => each.origin)).toEqual([origin, origin]);
  expect(new TextDecoder().decode(found.trees[0]?.tree.readBytes('shop_x/__init__.py'))).toBe('origin = "index"\n');
}

describe.skipIf(!pip)('the cache of pip itself (needs python3 with pip)', () => {
  it('gives what pip downloaded', async () => {
    const cache = await fill((url, cache, folder) => {
      // pip keeps nothing that came over plain HTTP from a host that is not trusted.
      const words = [
        '-m',
        'pip',
        'download',
        '-q',
        '--no-deps',
        '--cache-dir',
        cache,
        '--index-url',
        url,
        '--trusted-host',
        new URL(url).host,
      ];
      return ['python3', ...words, '-d', join(folder, 'got'), 'shop-x==1.0', 'other==2.0'];
    });
    await expectFound({ PIP_CACHE_DIR: cache }, 'pip-cache');
  });
});

describe.skipIf(!uv)('the cache of uv itself (needs uv)', () => {
  it('gives what uv installed', async () => {
    const cache = await fill((url, cache, folder) => {
      const words = ['pip', 'install', '-q', '--no-deps', '--cache-dir', cache, '--default-index', url];
      return ['uv', ...words, '--target', join(folder, 'got'), 'shop-x==1.0', 'other==2.0'];
    });
    await expectFound({ UV_CACHE_DIR: cache }, 'uv-cache');
  });
});
