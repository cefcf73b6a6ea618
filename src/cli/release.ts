// Which release of Theriac this is, as its package.json says.
import type { Host } from '../host/host.ts';

const LIMIT = 1 << 20;

/** The version and home page of this installation. */
export function readRelease(host: Host): { readonly version: string } {
  const manifest: unknown = JSON.parse(host.files.readText(`${host.environment.installation}/package.json`, LIMIT));
  const version = manifest !== null && typeof manifest === 'object' && 'version' in manifest ? manifest.version : null;
  return { version: typeof version === 'string' ? version : 'unknown' };
}
