// Bundles one file as it is published, so that benchmarks do not measure the stripping of types.
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };

/** The path of the bundled file; it lies where the dependencies are found. */
export async function bundle(file: string): Promise<string> {
  const external = Object.keys(manifest.dependencies);
  const folder = join(import.meta.dirname, '../node_modules/.cache/theriac-bench');
  const bundled = await rolldown({
    input: file,
    platform: 'node',
    external: (id) => id.startsWith('node:') || external.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  const name = basename(file).replace(/\.ts$/, '.js');
  await bundled.write({ file: join(folder, name), format: 'esm', codeSplitting: false });
  await bundled.close();
  return join(folder, name);
}
