// Builds dist/, as published: the bundle of the command line and the database of the advisories that ship.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };
import { syncDatabase } from '../src/advisory/database/sync.ts';
import { nodeHost } from '../src/host/node-host.ts';

// Built beside and renamed: a build that fails leaves the last one in place.
const folder = 'dist.tmp';
rmSync(folder, { recursive: true, force: true });

// Dependencies stay outside the bundle, so that those who install Theriac see and audit them.
const external = Object.keys(manifest.dependencies);
/** What every audit of an environment loads: these files and all that they import go into one, read at once. */
const USUAL = ['src/host/node-host.ts', 'src/cli/run.ts', 'src/cli/audit.ts', 'src/report/text/text.ts'];

const common = {
  platform: 'node' as const,
  external: (id: string) => id.startsWith('node:') || external.some((name) => id === name || id.startsWith(`${name}/`)),
};

// CommonJS, for it starts faster: importing one of Node's modules as ESM reads all its exports, and `node:fs` then loads
// every kind of stream; and each ESM file costs a millisecond to resolve and link.
const usual = new Set<string>();
const main = await rolldown({
  ...common,
  input: { main: 'src/cli/main.ts' },
  preserveEntrySignatures: 'allow-extension',
  plugins: [
    {
      name: 'usual-modules',
      buildEnd() {
        const closure = (files: readonly string[]): Set<string> => {
          const found = new Set(files.map((file) => resolve(file)));
          for (const id of found) for (const next of this.getModuleInfo(id)?.importedIds ?? []) found.add(next);
          return found;
        };
        // What the start itself needs stays beside it: code that is loaded before the compile cache is on is not cached.
        const start = closure(['src/cli/main.ts']);
        for (const id of closure(USUAL)) if (!start.has(id)) usual.add(id);
      },
    },
  ],
});
await main.write({
  dir: folder,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
  codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'usual', test: (id) => usual.has(id) }] },
});
await main.close();
const [lowest = ''] = /\d+\.\d+/.exec(manifest.engines.node) ?? [];
const start = `#!/usr/bin/env node
// Starts Theriac. Nothing is imported here: importing takes longer than asking for it.
const [major, minor] = process.versions.node.split('.').map(Number);
const [lowestMajor, lowestMinor] = '${lowest}'.split('.').map(Number);
if (major < lowestMajor || (major === lowestMajor && minor < lowestMinor)) {
  console.error(\`theriac: it needs Node ${lowest} or newer, and this is \${process.versions.node}\`);
  process.exitCode = 2;
} else {
  process.getBuiltinModule('node:module').createRequire(import.meta.url)('./main.cjs');
}
`;
writeFileSync(`${folder}/theriac.js`, start, { mode: 0o755 });

const worker = await rolldown({ ...common, input: { 'summary-worker': 'src/python/summary/worker.ts' } });
await worker.write({ dir: folder, format: 'esm', codeSplitting: false });
await worker.close();

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
