// Writes an export into a folder: each file whole, the listing last, and what an earlier export left is taken away.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { type Host, HostError } from '../../host/host.ts';
import { removeAbandoned } from '../repository/write-record.ts';
import { MANIFEST } from './export-files.ts';

export interface WrittenExport {
  /** Files that are new or have changed. */
  readonly written: number;
  readonly removed: readonly string[];
}

const LIMIT = 2 ** 28;

/**
 * Writes the files. Archives and listings come after what they list, so that a reader of a run that ended early finds
 * nothing that is not there. Only files that an earlier export listed as its own are removed. Throws HostError.
 */
export function writeExport(host: Host, folder: string, files: ReadonlyMap<string, Uint8Array>): WrittenExport {
  const earlier = readManifest(host, folder);
  let written = 0;
  const rank = (name: string) =>
    name === MANIFEST ? 3 : /(?:^|\/)modified_id\.csv$/.test(name) ? 2 : name.endsWith('.zip') ? 1 : 0;
  const names = [...files.keys()].sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
  for (const name of names) {
    const bytes = files.get(name);
    const path = join(folder, name);
    if (bytes === undefined || isSame(host, path, bytes)) continue;
    host.files.replace(path, (temporary) => host.files.writeBytes(temporary, bytes));
    written += 1;
  }
  for (const at of new Set(names.map((name) => dirname(join(folder, name))))) removeAbandoned(host, at);
  const removed = [...earlier].filter((name) => !files.has(name) && host.files.status(join(folder, name)) !== null);
  for (const name of removed) host.files.remove(join(folder, name));
  return { written, removed };
}

function isSame(host: Host, path: string, bytes: Uint8Array): boolean {
  const status = host.files.status(path);
  if (status?.kind !== 'file' || status.size !== bytes.length) return false;
  return hash(host.files.readBytes(path, bytes.length)) === hash(bytes);
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The names that the folder's listing has; one that was tampered with cannot lead out of the folder. */
function readManifest(host: Host, folder: string): ReadonlySet<string> {
  const names = new Set<string>();
  try {
    for (const line of host.files.readText(join(folder, MANIFEST), LIMIT).split('\n')) {
      const name = /^[0-9a-f]{64} {2}(.+)$/.exec(line)?.[1];
      if (name === undefined || name.startsWith('/') || name.includes('\\')) continue;
      if (!name.split('/').some((part) => part === '..' || part === '.' || part === '')) names.add(name);
    }
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
  return names;
}
