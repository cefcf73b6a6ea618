// Keeps the map of a project between runs, with everything that was seen of the disk to draw it: unchanged, it holds.
import { hash } from 'node:crypto';
import { type FileStatus, type Files, type Host, HostError } from '../../host/host.ts';

/** Raised whenever the same files would give another map. */
const SNAPSHOT_VERSION = 30;
const LIMIT = 256 << 20;
/** Of a project both bounds, the whole, and one for each set of distributions that was asked about. */
const KEPT = 64;
/** A file that changed less than this many milliseconds ago may change again within one tick of the clock. */
const SETTLED = 3_000;

/** What was seen of a path: `+` its status, `/` the names in it. */
type Observation = readonly [path: string, seen: string];

/** Files that note what is asked of them. */
export interface ObservedFiles {
  readonly files: Files;
  observations(): readonly Observation[];
}

/** Wraps files so that each path's status or listing is noted once, as it was when first asked for. */
export function observeFiles(files: Files): ObservedFiles {
  const seen = new Map<string, string>();
  const noteStatus = (path: string): void => {
    if (!seen.has(`+${path}`)) seen.set(`+${path}`, formatStatus(files.status(path)));
  };
  return {
    observations: () => [...seen],
    files: {
      ...files,
      status(path) {
        const status = files.status(path);
        if (!seen.has(`+${path}`)) seen.set(`+${path}`, formatStatus(status));
        return status;
      },
      list(directory) {
        const entries = files.list(directory);
        seen.set(`/${directory}`, formatListing(entries));
        return entries;
      },
      readBytes(path, limit) {
        noteStatus(path);
        return files.readBytes(path, limit);
      },
      readText(path, limit) {
        noteStatus(path);
        return files.readText(path, limit);
      },
      open(path) {
        noteStatus(path);
        return files.open(path);
      },
    },
  };
}

function formatStatus(status: FileStatus | null): string {
  if (status === null) return 'absent';
  return status.kind === 'file' ? `${status.size} ${status.modified} ${status.changed ?? ''}` : status.kind;
}

function formatListing(entries: ReturnType<Files['list']>): string {
  return hash('sha1', entries.map(({ name, kind }) => `${kind[0]}${name}`).join('\0'), 'base64');
}

/** A snapshot's place in the cache: one for each project, environment and set of options. */
export function snapshotPath(cacheDirectory: string, key: readonly unknown[]): string {
  const name = hash('sha256', JSON.stringify([SNAPSHOT_VERSION, ...key]), 'hex').slice(0, 32);
  return `${cacheDirectory}/reach/${name}.json`;
}

/** The value kept at a path, if everything that it was drawn from is as it was; null otherwise. */
export function readSnapshot<T>(host: Host, path: string): T | null {
  try {
    if (host.files.status(path) === null) return null;
    const kept: unknown = JSON.parse(host.files.readText(path, LIMIT));
    if (!Array.isArray(kept) || kept[0] !== SNAPSHOT_VERSION || !Array.isArray(kept[1])) return null;
    for (const [place, seen] of kept[1] as readonly Observation[]) {
      if (observe(host.files, place) !== seen) return null;
    }
    return kept[2] as T;
  } catch (error) {
    // A damaged snapshot is no snapshot.
    if (error instanceof HostError || error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

function observe(files: Files, place: string): string {
  const path = place.slice(1);
  if (place.startsWith('+')) return formatStatus(files.status(path));
  return formatListing(files.list(path));
}

/** Keeps a value with what was observed; nothing where a file changed so lately that its status proves nothing. */
export function writeSnapshot(host: Host, path: string, observed: ObservedFiles, value: unknown): void {
  const observations = observed.observations();
  const latest = host.clock.now() - SETTLED;
  const unsettled = observations.some(([place, seen]) => {
    if (!place.startsWith('+')) return false;
    const [, modified, changed] = seen.split(' ');
    return modified !== undefined && (changed === '' || Number(changed) > latest || Number(modified) > latest);
  });
  if (unsettled) return;
  try {
    host.files.replace(path, (temporary) =>
      host.files.writeBytes(temporary, JSON.stringify([SNAPSHOT_VERSION, observations, value])),
    );
    removeOldest(host, path.slice(0, path.lastIndexOf('/')));
  } catch (error) {
    // A cache that cannot be written costs time, never an answer.
    if (!(error instanceof HostError)) throw error;
  }
}

function removeOldest(host: Host, folder: string): void {
  const names = host.files.list(folder).filter(({ name }) => name.endsWith('.json'));
  if (names.length <= KEPT) return;
  const dated = names.map(({ name }) => ({ name, modified: host.files.status(`${folder}/${name}`)?.modified ?? 0 }));
  dated.sort((left, right) => left.modified - right.modified);
  for (const { name } of dated.slice(0, names.length - KEPT)) host.files.remove(`${folder}/${name}`);
}
