// The executable: turns on Node's compile cache, then hands the process's arguments to the command line.
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectoryOf } from './cache-directory.ts';

// Before anything else is loaded, so that all of it is cached; beside our own data, for Node's default is a folder of
// the system's that anyone may have made.
const { env, platform } = process;
enableCompileCache(join(cacheDirectoryOf({ variables: env, home: homedir(), platform }), 'compiled'));
// Node 22 warns of its SQLite at each start; what Node warns of is for those who work on Theriac.
if (env['THERIAC_DEBUG'] === undefined) process.removeAllListeners('warning');
main();

async function main(): Promise<void> {
  const [{ nodeHost }, { run }] = await Promise.all([import('../host/node-host.ts'), import('./run.ts')]);
  process.exitCode = await run(nodeHost(), process.argv.slice(2));
}
