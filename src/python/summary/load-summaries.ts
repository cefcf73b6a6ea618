// Gives the summaries of many files: from the cache where they are there, else read, summarised and kept.
import { type FileStatus, type Host, HostError } from '../../host/host.ts';
import { decodeSummary } from './decode.ts';
import { MAX_SOURCE, type SummaryReply, type SummaryRequest, sourceKey } from './read-summary.ts';
import type { Summary } from './summary.ts';
import type { SummaryCache } from './summary-cache.ts';
import { openSummaryPool, type PoolOptions } from './summary-pool.ts';

/** A file's summary, or the problem why there is none. `key` names the source's content; equal keys, equal summaries. */
export interface LoadedSummary {
  readonly path: string;
  readonly key: string | null;
  readonly summary: Summary | null;
  readonly problem: string | null;
}

export interface SummaryLoader {
  /** Starts on files that will be asked for, on other threads. */
  begin(requests: readonly SummaryRequest[]): void;
  /** Gives each file's summary once, those in the cache first. */
  load(requests: readonly SummaryRequest[]): AsyncGenerator<LoadedSummary>;
  /** Ends the threads; the cache stays open. */
  close(): void;
}

/** What is known of a file before anybody asks: its summary, or that it must be read. */
type Look = { readonly loaded: LoadedSummary } | { readonly request: SummaryRequest };

/** Opens a loader; a null cache keeps nothing. */
export function openSummaryLoader(host: Host, cache: SummaryCache | null, options: PoolOptions = {}): SummaryLoader {
  const pool = openSummaryPool(host, options);
  const looks = new Map<string, Look>();
  const statuses = new Map<string, FileStatus>();

  function look(request: SummaryRequest): Look {
    const known = looks.get(request.path);
    if (known !== undefined) return known;
    const made = lookUp(request);
    looks.set(request.path, made);
    return made;
  }

  function lookUp(request: SummaryRequest): Look {
    const { path } = request;
    if (cache === null) return { request };
    try {
      let { source } = request;
      if (source === undefined) {
        // The status is taken before the bytes: a change in between makes it stale, never wrong.
        const status = host.files.status(path);
        if (status !== null) {
          const found = cache.findFile(path, status);
          const summary = found === null ? null : decodeSummary(found.summary);
          if (found !== null && summary !== null) return { loaded: { path, key: found.key, summary, problem: null } };
          statuses.set(path, status);
        }
        if (cache.isEmpty) return { request };
        source = host.files.readBytes(path, MAX_SOURCE);
      }
      const key = sourceKey(source);
      const stored = cache.find(key);
      const summary = stored === null ? null : decodeSummary(stored);
      if (summary === null) return { request };
      remember(path, key);
      return { loaded: { path, key, summary, problem: null } };
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return { loaded: { path, key: null, summary: null, problem: error.message } };
    }
  }

  function remember(path: string, key: string): void {
    const status = statuses.get(path);
    if (status !== undefined) cache?.remember(path, status, key);
    statuses.delete(path);
  }

  function keep({ path, key, summary, problem }: SummaryReply): LoadedSummary {
    if (summary !== null && key !== null) {
      cache?.store(key, summary);
      remember(path, key);
    }
    return { path, key, summary: summary === null ? null : decodeSummary(summary), problem };
  }

  return {
    begin(requests) {
      pool.begin(requests.map(look).flatMap((each) => ('request' in each ? [each.request] : [])));
    },
    async *load(requests) {
      const pending: SummaryRequest[] = [];
      for (const request of requests) {
        const found = look(request);
        looks.delete(request.path);
        if ('loaded' in found) yield found.loaded;
        else pending.push(found.request);
      }
      for await (const reply of pool.summarise(pending)) yield keep(reply);
    },
    close: () => pool.close(),
  };
}
