// Reads the files of a gzipped tar archive under a budget; links, devices and names that lead elsewhere are left out.
import { createGunzip } from 'node:zlib';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { TarReader } from '../../standard/tar.ts';
import { safeName } from '../../standard/zip-name.ts';

/** What reading one tarball may cost: entries, and bytes once inflated (of one file, kept, of all). */
export interface TarBudget {
  readonly entries: number;
  readonly fileBytes: number;
  readonly keptBytes: number;
  readonly totalBytes: number;
}

const TAR_BUDGET: TarBudget = { entries: 200_000, fileBytes: 2 ** 24, keptBytes: 2 ** 28, totalBytes: 2 ** 29 };

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
  const files = new Map<string, Uint8Array>();
  const pieces = inflate(bytes, budget);
  const reader = new TarReader(pieces);
  let [entries, kept] = [0, 0];
  try {
    for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
      entries += 1;
      if (entries > budget.entries) return unparsable(`it has more than ${budget.entries} entries`);
      const name = safeName(entry.name.replace(/^(?:\.\/)+/, ''));
      if (entry.kind !== 'file' || name === null || entry.size > budget.fileBytes || !wanted(name)) continue;
      kept += entry.size;
      if (kept > budget.keptBytes) return unparsable(`its sources have more than ${budget.keptBytes} bytes`);
      files.set(name, Uint8Array.from(await reader.read(entry)));
    }
    // The rest is read for the checksum's sake, which stands at the end.
    for await (const _ of pieces);
    return parsed(files);
  } catch (error) {
    return unparsable(error instanceof Error ? `it cannot be unpacked: ${error.message}` : 'it cannot be unpacked');
  } finally {
    await pieces.return();
  }
}

async function* inflate(bytes: Uint8Array, budget: TarBudget): AsyncGenerator<Uint8Array, void> {
  const unzip = createGunzip();
  unzip.end(bytes);
  let total = 0;
  // To leave the loop destroys the stream.
  for await (const piece of unzip) {
    total += (piece as Uint8Array).length;
    if (total > budget.totalBytes) throw new Error(`it inflates to more than ${budget.totalBytes} bytes`);
    yield piece as Uint8Array;
  }
}
