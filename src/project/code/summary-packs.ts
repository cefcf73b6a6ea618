// Summary packs as a place of code: those that the user names, and the one beside the lock file.
import { join } from 'node:path';
import type { Fault } from '../../finding/fault.ts';
import type { Host } from '../../host/host.ts';
import { openPack, type Pack, type PackEntry } from '../../python/pack/open-pack.ts';
import { listFolder, statusOf } from '../folder.ts';
import { type Candidate, type CodeSource, parseArtifactName, sameVersion } from './candidate.ts';

const MOST_PACKS = 10_000;

/** The distributions in packs: files, or folders whose `.pack` files count. Packs that cannot be used are faults. */
export function summaryPacks(host: Host, paths: readonly string[], faults: Fault[]): CodeSource {
  let found: ReadonlyMap<string, readonly { readonly pack: Pack; readonly entry: PackEntry }[]> | null = null;
  return {
    find({ name, version }) {
      found ??= readPacks(host, paths, faults);
      return (found.get(name) ?? [])
        .filter(({ entry }) => sameVersion(entry.version, version ?? ''))
        .map(({ pack, entry }) => packCandidate(pack, entry));
    },
  };
}

function packCandidate(pack: Pack, entry: PackEntry): Candidate {
  const named = entry.fileName === null ? null : parseArtifactName(entry.fileName);
  return {
    origin: 'pack',
    path: pack.path,
    form: 'pack',
    fileName: entry.fileName,
    tags: () => (named === null ? [] : named.tags),
    build: named?.build ?? null,
    hash: () => entry.hash,
    open: () => Promise.resolve(pack.open(entry)),
  };
}

function readPacks(host: Host, paths: readonly string[], faults: Fault[]) {
  const found = new Map<string, { pack: Pack; entry: PackEntry }[]>();
  for (const path of paths.flatMap((each) => packFiles(host, each)).slice(0, MOST_PACKS)) {
    const pack = openPack(host.files, path);
    if (!pack.ok) {
      faults.push({ code: 'source-malformed', effect: 'note', file: path, message: pack.fault.message });
      continue;
    }
    for (const entry of pack.value.entries) {
      const line = { pack: pack.value, entry };
      const lines = found.get(entry.name);
      if (lines === undefined) found.set(entry.name, [line]);
      else lines.push(line);
    }
  }
  return found;
}

function packFiles(host: Host, path: string): readonly string[] {
  if (statusOf(host, path)?.kind !== 'directory') return [path];
  return listFolder(host, path).flatMap(({ name, kind }) =>
    kind === 'file' && name.endsWith('.pack') ? [join(path, name)] : [],
  );
}
