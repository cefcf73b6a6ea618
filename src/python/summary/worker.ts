// A thread that summarises files: paths in, stored summaries out. Entry of `dist/summary-worker.js`.
import { parentPort } from 'node:worker_threads';
import { nodeHost } from '../../host/node-host.ts';
import { readSummary, type SummaryRequest } from './read-summary.ts';

const host = nodeHost();
parentPort?.on('message', (requests: readonly SummaryRequest[]) => {
  const replies = requests.map((request) => readSummary(host.files, request));
  const buffers = replies.flatMap(({ summary }) => (summary === null ? [] : [summary.buffer as ArrayBuffer]));
  parentPort?.postMessage(replies, buffers);
});
