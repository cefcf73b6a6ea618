// A thread that summarises files: lists of paths in, stored summaries out. Entry of `dist/summary-worker.js`.
import { parentPort, workerData } from 'node:worker_threads';
import { nodeHost } from '../../host/node-host.ts';
import { readSummary, type SummaryReply } from './read-summary.ts';
import type { PoolData, PoolMessage } from './summary-pool.ts';

/** Replies in a message: enough to keep messages rare, few enough that nobody waits long. */
const BATCH = 8;

const host = nodeHost();
const { claims, self } = workerData as PoolData;
parentPort?.on('message', ({ tasks }: PoolMessage) => {
  let replies: (SummaryReply & { readonly id: number })[] = [];
  const send = (): void => {
    const buffers = replies.flatMap(({ summary }) => (summary === null ? [] : [summary.buffer as ArrayBuffer]));
    if (replies.length > 0) parentPort?.postMessage(replies, buffers);
    replies = [];
  };
  for (const { id, request } of tasks) {
    if (Atomics.compareExchange(claims, id, 0, self) !== 0) continue;
    replies.push({ id, ...readSummary(host.files, request) });
    if (replies.length >= BATCH) send();
  }
  send();
});
