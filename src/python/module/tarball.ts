// Reads the files of a gzipped tar archive under a budget; links, devices and names that lead elsewhere are left out.
import { Buffer } from 'node:buffer';
import { createGunzip } from 'node:zlib';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { safeName } from '../../standard/zip-name.ts';

/** What reading one tarball may cost: entries, and bytes once inflated (of one file, kept, of all). */
export interface TarBudget {
  readonly entries: number;
  readonly fileBytes: number;
  readonly keptBytes: number;
  readonly totalBytes: number;
}

export const TAR_BUDGET: TarBudget = { entries: 200_000, fileBytes: 2 ** 24, keptBytes: 2 ** 28, totalBytes: 2 ** 29 };

/**
 * The files for which `wanted` says yes, by name; the rest is passed over without being kept. Larger files than the
 * budget allows are left out. What breaks off or goes past the budget is a fault, with nothing to show for it: half of
 * a distribution would look like a whole one.
 */
export async function readTarball(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  budget: TarBudget = TAR_BUDGET,
): Promise<Parsed<ReadonlyMap<string, Uint8Array>>> {
  const { extract } = await import('tar-stream');
  const files = new Map<string, Uint8Array>();
  const unzip = createGunzip();
  const untar = extract();
  let [entries, kept, total] = [0, 0, 0];
  unzip.on('data', (chunk: Uint8Array) => {
    total += chunk.length;
    if (total > budget.totalBytes) unzip.destroy(new Error(`it inflates to more than ${budget.totalBytes} bytes`));
  });
  unzip.on('error', (error) => untar.destroy(error));
  try {
    unzip.end(bytes);
    unzip.pipe(untar);
    for await (const entry of untar) {
      entries += 1;
      if (entries > budget.entries) return unparsable(`it has more than ${budget.entries} entries`);
      const { name: given, type, size = 0 } = entry.header;
      const name = safeName(given.replace(/^(?:\.\/)+/, ''));
      const keep = (type === 'file' || type === 'contiguous-file') && name !== null && size <= budget.fileBytes;
      if (!keep || !wanted(name)) {
        entry.resume();
        continue;
      }
      kept += size;
      if (kept > budget.keptBytes) return unparsable(`its sources have more than ${budget.keptBytes} bytes`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      files.set(name, Buffer.concat(chunks));
    }
    return parsed(files);
  } catch (error) {
    return unparsable(error instanceof Error ? `it cannot be unpacked: ${error.message}` : 'it cannot be unpacked');
  } finally {
    unzip.destroy();
    untar.destroy();
  }
}
