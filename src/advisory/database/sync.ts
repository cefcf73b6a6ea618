// Builds the advisory database from its sources: prepared first, then written beside the old one and renamed.
import { basename, dirname, join } from 'node:path';
import type { Fault } from '../../finding/fault.ts';
import type { DatabaseSource, Message } from '../../finding/message.ts';
import { type Host, HostError } from '../../host/host.ts';
import { DatabaseWriter } from './database-writer.ts';
import { type PrepareOptions, prepareSource, sourceName } from './prepare-source.ts';
import { openPreviousDatabase, type PreviousDatabase } from './previous-database.ts';
import { type PreparedSource, SYNC_BUDGET, type SyncBudget } from './source.ts';

export interface SyncOptions {
  /** Where the database is built, absolute; replaced at the very end. */
  readonly path: string;
  /** Files, folders, http(s) addresses and OSV APIs (`osv+https://…`), in order of precedence among equals. */
  readonly sources: readonly string[];
  /** The distributions that OSV APIs are asked for. */
  readonly names?: readonly string[];
  /** The database of the last sync; the one at `path` unless given, null: everything is read anew. */
  readonly previous?: string | null;
  /** Whether these are the records that ship with Theriac: their source is then called `built in`. */
  readonly builtIn?: boolean;
  readonly budget?: SyncBudget;
}

/**
 * Builds the database. Yields progress, a fault for whatever could not be read, and at the end the sources as they are
 * in the database. A source that fails keeps its advisories of the last sync; a crash at any moment leaves the old
 * database whole; others may read it meanwhile, and of two syncs at once the later one to finish stands. Throws
 * HostError where the database cannot be written.
 */
export async function* syncDatabase(host: Host, options: SyncOptions): AsyncIterable<Message> {
  const previousPath = options.previous === undefined ? options.path : options.previous;
  const previous = previousPath === null ? null : openPreviousDatabase(host, previousPath);
  try {
    yield* syncWith(host, options, previous);
  } finally {
    previous?.close();
  }
}

async function* syncWith(host: Host, options: SyncOptions, previous: PreviousDatabase | null): AsyncIterable<Message> {
  removeAbandoned(host, options.path);
  const names = [...new Set(options.sources)];
  const prepareOptions: PrepareOptions = {
    path: options.path,
    names: options.names ?? [],
    budget: options.budget ?? SYNC_BUDGET,
    previous,
  };
  const prepared: PreparedSource[] = [];
  const faults: Fault[] = [];
  let succeeded = false;
  try {
    for (const [done, source] of names.entries()) {
      yield { kind: 'progress', phase: `reading ${sourceName(source)}`, done, total: names.length };
      const ready = await prepareSource(host, source, prepareOptions);
      if (ready.kind === 'failed') faults.push(failure(ready, previous));
      prepared.push(ready);
    }
    const usable = prepared.filter((source) => source.kind !== 'failed' || previous?.state(source.name) != null);
    if (usable.length === 0) {
      for (const fault of faults) yield { kind: 'incomplete', fault };
      return;
    }
    yield { kind: 'progress', phase: 'building the database', done: names.length, total: names.length };
    const built = isSame(usable, options, previous) ? null : build(host, options, usable, previous);
    succeeded = true;
    for (const fault of [...faults, ...(built?.faults ?? [])]) yield { kind: 'incomplete', fault };
    yield { kind: 'advisory', sources: built?.sources ?? previous?.list() ?? [], builtIn: options.builtIn === true };
  } finally {
    for (const source of prepared) if (source.kind === 'ready') source.done(succeeded);
  }
}

function failure(source: Extract<PreparedSource, { kind: 'failed' }>, previous: PreviousDatabase | null): Fault {
  const kept = previous?.modified(source.name).size ?? 0;
  const rest = kept > 0 ? `; its ${kept} advisories of the last sync are kept` : '';
  return { code: source.code, effect: 'incomplete', file: source.name, message: `${source.message}${rest}` };
}

/** Whether the database at hand is already what would be built. */
function isSame(usable: readonly PreparedSource[], options: SyncOptions, previous: PreviousDatabase | null): boolean {
  if (previous === null || (options.previous !== undefined && options.previous !== options.path)) return false;
  if (previous.builtIn !== (options.builtIn === true) || usable.length !== previous.sources.length) return false;
  return usable.every((source, index) => source.kind !== 'ready' && source.name === previous.sources[index]);
}

interface Built {
  readonly faults: readonly Fault[];
  readonly sources: readonly DatabaseSource[];
}

function build(
  host: Host,
  options: SyncOptions,
  usable: readonly PreparedSource[],
  previous: PreviousDatabase | null,
): Built {
  let built: Built = { faults: [], sources: [] };
  host.files.replace(options.path, (temporary) => {
    let writer: DatabaseWriter | null = null;
    try {
      writer = new DatabaseWriter(temporary, host.clock.now());
      for (const source of usable) {
        const name = options.builtIn === true ? 'built in' : source.name;
        if (source.kind === 'ready') writer.addSource(name, source.state, source.items(), previous);
        else if (previous !== null) writer.keepSource(source.name, previous);
      }
      writer.finish({
        'built-in': options.builtIn === true ? '1' : '0',
        built: new Date(host.clock.now()).toISOString(),
      });
      built = { faults: writer.faults, sources: writer.sources };
    } catch (error) {
      writer?.abandon();
      if (error instanceof HostError || !(error instanceof Error) || !('errcode' in error)) throw error;
      throw new HostError('unwritable', options.path, `the database cannot be written (${error.message})`);
    }
    // Some systems do not rename over a file that is open.
    previous?.close();
  });
  const sources = built.sources.map(({ name, modified, advisories }) => ({ name, modified, advisories }));
  return { faults: built.faults, sources };
}

/** How old, in milliseconds, an unfinished database is that surely no one writes any more. */
const ABANDONED = 3_600_000;

/** Removes what syncs that were killed have left. */
function removeAbandoned(host: Host, path: string): void {
  const folder = dirname(path);
  if (host.files.status(folder)?.kind !== 'directory') return;
  const start = `${basename(path)}.`;
  for (const { kind, name } of host.files.list(folder)) {
    if (kind !== 'file' || !name.startsWith(start) || !/^[0-9a-f]{12}\.tmp$/.test(name.slice(start.length))) continue;
    const status = host.files.status(join(folder, name));
    if (status === null || host.clock.now() - status.modified < ABANDONED) continue;
    host.files.remove(join(folder, name));
  }
}
