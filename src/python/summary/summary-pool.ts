// Summarises many files on all cores: ahead of need where it is known what comes, in this thread where it would wait.
import { Worker } from 'node:worker_threads';
import type { Host } from '../../host/host.ts';
import { readSummary, type SummaryReply, type SummaryRequest } from './read-summary.ts';

/** How the work is spread. */
export interface PoolOptions {
  /** How many threads at most, this one included; by default the host's cores. */
  readonly threads?: number;
}

export interface SummaryPool {
  /** Other threads start on files that will be asked for. Each path is summarised once. */
  begin(requests: readonly SummaryRequest[]): void;
  /**
   * Gives exactly one reply for each file, in order of completion. What no thread has begun is done in this one; so is
   * what a thread held that died.
   */
  summarise(requests: readonly SummaryRequest[]): AsyncGenerator<SummaryReply>;
  /** Ends the threads. */
  close(): void;
}

/** What a thread is told: a list of files, of which it takes those that nobody has taken. */
export interface PoolMessage {
  readonly tasks: readonly { readonly id: number; readonly request: SummaryRequest }[];
}

/** What a thread is started with: one place for each task, 0 while nobody has taken it, else who has. */
export interface PoolData {
  readonly claims: Int32Array;
  readonly self: number;
}

interface Task {
  readonly id: number;
  readonly request: SummaryRequest;
  reply: SummaryReply | null;
}

/** Below this many files a thread's start (about 40 ms) costs more than it saves. */
const MIN_FILES = 80;
/** Files that threads may share; what is past them is done in this thread. */
const MAX_SHARED = 1 << 18;
/** How this thread marks what it has taken. */
const OWN = -1;

/** Opens a pool; threads start with the first files that are worth it. */
export function openSummaryPool(host: Host, { threads = host.environment.cores }: PoolOptions = {}): SummaryPool {
  const claims = new Int32Array(new SharedArrayBuffer(MAX_SHARED * Int32Array.BYTES_PER_ELEMENT));
  const tasks: Task[] = [];
  const byPath = new Map<string, Task>();
  let workers: (Worker | null)[] | null = null;
  let unsent: Task[] = [];
  let wake = (): void => {};

  function startWorker(self: number): Worker {
    const worker = new Worker(workerUrl(), { workerData: { claims, self } satisfies PoolData });
    worker.unref();
    worker.on('message', (replies: readonly (SummaryReply & { readonly id: number })[]) => {
      for (const { id, ...reply } of replies) {
        const task = tasks[id];
        if (task !== undefined) task.reply = reply;
      }
      wake();
    });
    const lose = (): void => {
      if (workers?.[self - 1] !== worker) return;
      workers[self - 1] = null;
      // What it held is free again: the work is never lost.
      for (const { id, reply } of tasks) if (reply === null) Atomics.compareExchange(claims, id, self, 0);
      wake();
    };
    worker.on('error', lose);
    worker.on('exit', lose);
    return worker;
  }

  function begin(requests: readonly SummaryRequest[]): void {
    for (const request of requests) {
      if (byPath.has(request.path)) continue;
      const task: Task = { id: tasks.length, request, reply: null };
      tasks.push(task);
      byPath.set(request.path, task);
      if (task.id < MAX_SHARED) unsent.push(task);
    }
    if (threads < 2 || unsent.length === 0 || (workers === null && unsent.length < MIN_FILES)) return;
    workers ??= Array.from({ length: threads - 1 }, (_, index) => startWorker(index + 1));
    const open = unsent.filter(({ id }) => Atomics.load(claims, id) === 0);
    unsent = [];
    for (const [index, worker] of workers.entries()) {
      // Files go by their path to all threads, bytes to one.
      const given = open.filter(({ id, request }) => request.source === undefined || id % (threads - 1) === index);
      const message: PoolMessage = { tasks: given.map(({ id, request }) => ({ id, request })) };
      worker?.postMessage(message);
    }
  }

  /** Takes a task for this thread, unless another has it. */
  function take({ id }: Task): boolean {
    return id >= MAX_SHARED || Atomics.compareExchange(claims, id, 0, OWN) === 0;
  }

  return {
    begin,
    async *summarise(requests) {
      begin(requests);
      const open = new Set<Task>();
      for (const { path } of requests) {
        const task = byPath.get(path);
        if (task !== undefined) open.add(task);
      }
      // The other threads begin with the first, this one with the last; alone it keeps the order.
      let own = workers === null ? [...open].reverse() : [...open];
      while (open.size > 0) {
        const task = own.pop();
        if (task !== undefined && task.reply === null && take(task)) {
          task.reply = readSummary(host.files, task.request);
          // Lets the others' replies in.
          if (workers !== null) await new Promise((resolve) => setImmediate(resolve));
        }
        for (const { id, request, reply } of open) {
          if (reply === null) continue;
          open.delete(tasks[id] as Task);
          byPath.delete(request.path);
          (tasks[id] as Task).reply = DELIVERED;
          yield reply;
        }
        if (own.length > 0 || open.size === 0) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if ([...open].some((each) => each.reply !== null || Atomics.load(claims, each.id) === 0)) resolve();
        });
        own = [...open].filter(({ reply, id }) => reply === null && Atomics.load(claims, id) === 0);
      }
    },
    close() {
      const running = workers ?? [];
      workers = null;
      for (const worker of running) void worker?.terminate();
    },
  };
}

/** Stands where a reply was that is delivered: the pool holds on to none. */
const DELIVERED: SummaryReply = { path: '', key: null, summary: null, problem: null };

/** The worker beside this file among the sources, or the bundle's own entry below `dist/`. */
function workerUrl(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./worker.ts', import.meta.url);
  const dist = import.meta.url.slice(0, import.meta.url.lastIndexOf('/dist/') + '/dist/'.length);
  return new URL('summary-worker.js', dist);
}
