// Gives the summaries of many files: from the cache where they are there, else read, summarised and kept.
import { type FileStatus, type Host, HostError } from '../../host/host.ts';
import { decodeSummary } from './decode.ts';
import { MAX_SOURCE, type SummaryRequest } from './read-summary.ts';
import { type SummariseOptions, summariseFiles } from './summarise-files.ts';
import type { Summary } from './summary.ts';
import { type SummaryCache, sourceKey } from './summary-cache.ts';

/** A file's summary, or the problem why there is none. `key` names the source's content; equal keys, equal summaries. */
export interface LoadedSummary {
  readonly path: string;
  readonly key: string | null;
  readonly summary: Summary | null;
  readonly problem: string | null;
}

/** Loads each file's summary once, those in the cache first; the rest are summarised on all cores. */
export async function* loadSummaries(
  host: Host,
  cache: SummaryCache | null,
  requests: readonly SummaryRequest[],
  options: SummariseOptions = {},
): AsyncGenerator<LoadedSummary> {
  const pending: SummaryRequest[] = [];
  const keys = new Map<string, string>();
  for (const request of requests) {
    const loaded = loadOne(host, cache, request);
    if ('problem' in loaded) {
      yield loaded;
    } else {
      pending.push(loaded.request);
      keys.set(request.path, loaded.key);
    }
  }
  for await (const { path, summary, problem } of summariseFiles(host, pending, options)) {
    const key = keys.get(path) ?? null;
    if (summary !== null && key !== null) cache?.store(key, summary);
    yield { path, key, summary: summary === null ? null : decodeSummary(summary), problem };
  }
}

/** The cached summary or the problem; else the source and its key. */
function loadOne(
  host: Host,
  cache: SummaryCache | null,
  request: SummaryRequest,
): LoadedSummary | { readonly request: SummaryRequest; readonly key: string } {
  const { path } = request;
  try {
    let status: FileStatus | null = null;
    let source = request.source;
    if (source === undefined) {
      // The status is taken before the bytes: a change in between makes it stale, never wrong.
      status = cache === null ? null : host.files.status(path);
      const found = status === null ? null : (cache?.findFile(path, status) ?? null);
      const known = found === null ? null : decodeSummary(found.summary);
      if (found !== null && known !== null) return { path, key: found.key, summary: known, problem: null };
      source = host.files.readBytes(path, MAX_SOURCE);
    }
    const key = sourceKey(source);
    if (status !== null) cache?.remember(path, status, key);
    const stored = cache?.find(key) ?? null;
    const summary = stored === null ? null : decodeSummary(stored);
    return summary === null ? { request: { path, source }, key } : { path, key, summary, problem: null };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { path, key: null, summary: null, problem: error.message };
  }
}
