// Where Theriac keeps what it can work out again: the database, the code of packages, compiled JavaScript.
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../host/host.ts';

/** The user's cache directory for Theriac, as the platform has it; `THERIAC_CACHE` names another. */
export function cacheDirectoryOf(environment: Pick<Environment, 'variables' | 'home' | 'platform'>): string {
  const { variables, home, platform } = environment;
  const own = variables['THERIAC_CACHE'];
  if (own !== undefined && isAbsolute(own)) return own;
  const xdg = variables['XDG_CACHE_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'theriac');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'theriac');
  const local = variables['LOCALAPPDATA'];
  if (platform === 'win32' && local !== undefined) return join(local, 'theriac', 'cache');
  return join(home, '.cache', 'theriac');
}
