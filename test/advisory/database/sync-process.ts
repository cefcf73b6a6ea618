// A process that syncs: `node sync-process.ts DATABASE SOURCE…`; says when it begins.
import { syncDatabase } from '../../../src/advisory/database/sync.ts';
import { nodeHost } from '../../../src/host/node-host.ts';

const [path = '', ...sources] = process.argv.slice(2);
process.stdout.write('begins\n');
for await (const message of syncDatabase(nodeHost(), { path, sources })) {
  if (message.kind === 'incomplete') process.stdout.write(`${JSON.stringify(message.fault)}\n`);
}
