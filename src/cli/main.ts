#!/usr/bin/env node
// The executable: turns on Node's compile cache, then hands the process's arguments to the command line.
import { enableCompileCache } from 'node:module';
import { nodeHost } from '../host/node-host.ts';

enableCompileCache();
// A reader that closes the pipe early (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
const { run } = await import('./run.ts');
process.exitCode = await run(nodeHost(), process.argv.slice(2));
