// The entry points of installed distributions (PyPA specification "Entry points").
import { HostError } from '../../host/host.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';
import type { ModuleTree } from './module-tree.ts';

export interface EntryPoint {
  readonly group: string;
  readonly name: string;
  readonly module: string;
  readonly attribute: string | null;
  readonly distribution: DistributionName;
}

const LIMIT = 4 << 20;

/** Every entry point of a tree laid out as site-packages, in order of folders. What cannot be read offers none. */
export function readEntryPoints(tree: ModuleTree): readonly EntryPoint[] {
  const found: EntryPoint[] = [];
  for (const [folder, kind] of tree.list('')) {
    const match = /^(.+?)-[^-]*(?:-py[\d.]+)?\.(?:dist-info|egg-info)$/.exec(folder);
    if (match === null || kind !== 'directory') continue;
    if (tree.list(folder).get('entry_points.txt') !== 'file') continue;
    try {
      const bytes = tree.readBytes(`${folder}/entry_points.txt`);
      if (bytes.length > LIMIT) continue;
      const text = new TextDecoder().decode(bytes);
      const distribution = normaliseDistributionName(match[1] ?? '');
      for (const entryPoint of parseEntryPoints(text)) found.push({ ...entryPoint, distribution });
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
    }
  }
  return found;
}

/** Parses `entry_points.txt`: INI sections are groups, `name = module:attribute [extras]`. Other lines are passed over. */
export function parseEntryPoints(text: string): readonly Omit<EntryPoint, 'distribution'>[] {
  const found: Omit<EntryPoint, 'distribution'>[] = [];
  let group = '';
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    const section = /^\[([^\]]+)\]$/.exec(line)?.[1];
    if (section !== undefined) group = section.trim();
    const match = /^([^=;#[][^=]*?)\s*=\s*([\w.]+)\s*(?::\s*([\w.]+))?/.exec(line);
    if (match === null || group === '') continue;
    found.push({ group, name: match[1] ?? '', module: match[2] ?? '', attribute: match[3] ?? null });
  }
  return found;
}
