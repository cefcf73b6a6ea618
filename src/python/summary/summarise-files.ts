// Summarises many files on all cores, in order of completion; in this thread where a worker would cost more than it gains.
import { Worker } from 'node:worker_threads';
import type { Host } from '../../host/host.ts';
import { readSummary, type SummaryReply, type SummaryRequest } from './read-summary.ts';

/** How the work is spread. */
export interface SummariseOptions {
  /** How many threads at most, this one included; by default the host's cores. */
  readonly threads?: number;
}

/** Below this many files a worker's start (about 40 ms) costs more than it saves. */
const MIN_FILES = 120;
/** Files a message: enough to keep messages rare, few enough to keep all threads busy to the end. */
const BATCH = 24;

/** Summarises each file; every file gets exactly one reply. A worker that dies is replaced by this thread. */
export async function* summariseFiles(
  host: Host,
  requests: readonly SummaryRequest[],
  options: SummariseOptions = {},
): AsyncGenerator<SummaryReply> {
  const threads = Math.min(options.threads ?? host.environment.cores, Math.ceil(requests.length / MIN_FILES));
  const queue = batches(requests);
  const ready: SummaryReply[] = [];
  let wake = (): void => {};
  let busy = 0;
  const workers: Worker[] = [];

  const start = (): void => {
    const worker = new Worker(workerUrl());
    const entry = { batch: [] as readonly SummaryRequest[] };
    workers.push(worker);
    busy++;
    const take = (): void => {
      entry.batch = queue.shift() ?? [];
      if (entry.batch.length > 0) worker.postMessage(entry.batch);
      else stop();
    };
    const stop = (): void => {
      if (!workers.includes(worker)) return;
      workers.splice(workers.indexOf(worker), 1);
      busy--;
      void worker.terminate();
      wake();
    };
    const fail = (): void => {
      // What the worker held is done here: the work is never lost.
      if (workers.includes(worker) && entry.batch.length > 0) queue.push(entry.batch);
      entry.batch = [];
      stop();
    };
    worker.on('message', (replies: readonly SummaryReply[]) => {
      entry.batch = [];
      ready.push(...replies);
      take();
      wake();
    });
    worker.on('error', fail);
    worker.on('exit', fail);
    take();
  };

  try {
    for (let index = 1; index < threads; index++) start();
    for (;;) {
      const batch = queue.shift();
      if (batch !== undefined) {
        for (const request of batch) yield readSummary(host.files, request);
        // Lets the workers' messages in.
        if (busy > 0) await new Promise((resolve) => setImmediate(resolve));
      }
      while (ready.length > 0) yield ready.shift() as SummaryReply;
      if (batch === undefined && queue.length === 0) {
        if (busy === 0) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (ready.length > 0 || busy === 0) resolve();
        });
      }
    }
  } finally {
    for (const worker of workers) void worker.terminate();
  }
}

function batches(requests: readonly SummaryRequest[]): (readonly SummaryRequest[])[] {
  const queue: (readonly SummaryRequest[])[] = [];
  for (let start = 0; start < requests.length; start += BATCH) queue.push(requests.slice(start, start + BATCH));
  return queue;
}

/** The worker beside this file among the sources, or the bundle's own entry below `dist/`. */
function workerUrl(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./worker.ts', import.meta.url);
  const dist = import.meta.url.slice(0, import.meta.url.lastIndexOf('/dist/') + '/dist/'.length);
  return new URL('summary-worker.js', dist);
}
