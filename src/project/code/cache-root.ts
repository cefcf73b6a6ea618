// Where uv and pip keep their caches, as their own documentation says for each platform.
import { isAbsolute, join, resolve } from 'node:path';
import type { Host } from '../../host/host.ts';
import { statusOf } from '../folder.ts';

/** uv's cache folders that exist: `UV_CACHE_DIR`, else the platform's default and the one of older releases. */
export function uvCacheRoots(host: Host): readonly string[] {
  const { variables, home, platform, directory } = host.environment;
  const own = variables['UV_CACHE_DIR'] ?? '';
  if (own !== '') return existing(host, [resolve(directory, own)]);
  if (platform === 'win32') return existing(host, [join(localData(host), 'uv', 'cache')]);
  const older = platform === 'darwin' ? [join(home, 'Library', 'Caches', 'uv')] : [];
  return existing(host, [join(xdgCache(host), 'uv'), ...older]);
}

/** pip's cache folder, if it exists: `PIP_CACHE_DIR`, else the platform's default. */
export function pipCacheRoots(host: Host): readonly string[] {
  const { variables, home, platform, directory } = host.environment;
  const own = variables['PIP_CACHE_DIR'] ?? '';
  if (own !== '') return existing(host, [resolve(directory, own)]);
  if (platform === 'win32') return existing(host, [join(localData(host), 'pip', 'Cache')]);
  if (platform === 'darwin') return existing(host, [join(home, 'Library', 'Caches', 'pip')]);
  return existing(host, [join(xdgCache(host), 'pip')]);
}

function xdgCache(host: Host): string {
  const given = host.environment.variables['XDG_CACHE_HOME'] ?? '';
  return isAbsolute(given) ? given : join(host.environment.home, '.cache');
}

function localData(host: Host): string {
  return host.environment.variables['LOCALAPPDATA'] ?? join(host.environment.home, 'AppData', 'Local');
}

function existing(host: Host, folders: readonly string[]): readonly string[] {
  return folders.filter((folder) => statusOf(host, folder)?.kind === 'directory');
}
