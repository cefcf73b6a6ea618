// Builds dist/: the bundle of the command line, as published. Dependencies stay outside the bundle.
import { rmSync } from 'node:fs';
import { rolldown } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };

rmSync('dist', { recursive: true, force: true });
const external = Object.keys(manifest.dependencies);
const bundle = await rolldown({
  input: { theriac: 'src/cli/main.ts' },
  platform: 'node',
  external: (id) => id.startsWith('node:') || external.some((name) => id === name || id.startsWith(`${name}/`)),
});
await bundle.write({ dir: 'dist', format: 'esm', minify: false, chunkFileNames: 'chunks/[name]-[hash].js' });
await bundle.close();
