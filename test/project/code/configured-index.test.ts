// Which index is asked where neither the user nor the lock names one.
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { configuredIndex } from '../../../src/project/code/configured-index.ts';
import { capturedHost } from '../../host/captured-host.ts';
import { freshFolder, removeFolders, writeFiles } from './artifacts.ts';

afterEach(removeFolders);

function hostOf(home: string, platform: string, variables: Record<string, string> = {}): Host {
  // A machine's own settings must not count: pip's last resort is replaced by nothing.
  const { host } = capturedHost({}, variables);
  const status: Host['files']['status'] = (path) => (path === '/etc/pip.conf' ? null : host.files.status(path));
  return {
    ...host,
    files: { ...host.files, status },
    environment: { ...host.environment, home, platform },
  };
}

describe('the index', () => {
  it('is none where nothing names one', async () => {
    const folder = freshFolder();
    writeFiles(folder, { 'pyproject.toml': '[tool.uv]\nindex = 7\n[broken', 'uv.toml': 'index-url = "ftp://x"' });
    expect(await configuredIndex(hostOf(folder, 'linux'), folder)).toBeNull();
  });

  it('is named by what comes first: variables, uv, pip, the pip beside the project', async () => {
    const folder = freshFolder();
    const home = join(folder, 'home');
    const ask = (variables: Record<string, string> = {}, platform = 'linux'): Promise<string | null> =>
      configuredIndex(hostOf(home, platform, variables), folder);
    writeFiles(folder, {
      '.venv/lib/python3.12/site-packages/pip/_internal/models/index.py':
        'PyPI = PackageIndex("https://index.example/", file_storage_domain="files.example")\n',
    });
    expect(await ask()).toBe('https://index.example/simple');
    writeFiles(home, {
      '.config/pip/pip.conf':
        '[other]\nindex-url = https://wrong.example/\n[global]\nindex-url = https://pip.example/simple\n',
      'Library/Application Support/pip/pip.conf': '[install]\nindex_url: https://mac.example/simple\n',
    });
    expect(await ask()).toBe('https://pip.example/simple');
    expect(await ask({}, 'darwin')).toBe('https://mac.example/simple');
    writeFiles(home, { 'own.conf': '[global]\nindex-url = https://own.example/simple\n' });
    expect(await ask({ PIP_CONFIG_FILE: join(home, 'own.conf') })).toBe('https://own.example/simple');
    writeFiles(home, { '.config/uv/uv.toml': 'index-url = "https://user-uv.example/simple"\n' });
    expect(await ask()).toBe('https://user-uv.example/simple');
    writeFiles(folder, {
      'pyproject.toml':
        '[[tool.uv.index]]\nurl = "https://extra.example/simple"\n[[tool.uv.index]]\nurl = "https://uv.example/simple"\ndefault = true\n',
    });
    expect(await ask()).toBe('https://uv.example/simple');
    expect(await ask({ PIP_INDEX_URL: 'https://variable.example/simple' })).toBe('https://variable.example/simple');
  });
});
