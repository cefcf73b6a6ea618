// Builds dist/, as published: the bundle of the command line and the database of the advisories that ship.
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { rolldown } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };
import { syncDatabase } from '../src/advisory/sync.ts';
import { nodeHost } from '../src/host/node-host.ts';

// Built beside and renamed: a build that fails leaves the last one in place.
const folder = 'dist.tmp';
rmSync(folder, { recursive: true, force: true });

// Dependencies stay outside the bundle, so that those who install Theriac see and audit them.
const external = Object.keys(manifest.dependencies);
const bundle = await rolldown({
  input: { theriac: 'src/cli/main.ts', 'summary-worker': 'src/python/summary/worker.ts' },
  platform: 'node',
  external: (id) => id.startsWith('node:') || external.some((name) => id === name || id.startsWith(`${name}/`)),
});
await bundle.write({ dir: folder, format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' });
await bundle.close();
chmodSync(`${folder}/theriac.js`, 0o755);

let faults = 0;
for await (const message of syncDatabase(nodeHost(), {
  path: `${process.cwd()}/${folder}/advisories.sqlite`,
  sources: [`${process.cwd()}/data/advisories`],
  builtIn: true,
})) {
  if (message.kind === 'incomplete') {
    faults += 1;
    console.error(`${message.fault.file}: ${message.fault.message}`);
  }
}
if (faults > 0 || !existsSync(`${folder}/advisories.sqlite`)) throw new Error('the advisories that ship have faults');

rmSync('dist', { recursive: true, force: true });
renameSync(folder, 'dist');
