// Reads the summaries of modules: from the cache where the file or its content is known, else by parsing on all cores.
import { type FileStatus, type Host, HostError } from '../host/host.ts';
import type { FoundModule } from './module/module-finder.ts';
import { decodeSummary } from './summary/decode.ts';
import { summariseFiles } from './summary/summarise-files.ts';
import type { Summary } from './summary/summary.ts';
import { openSummaryCache, type SummaryCache, sourceKey } from './summary/summary-cache.ts';

/** A file that could not be read. */
export interface UnreadFile {
  readonly module: FoundModule;
  readonly message: string;
}

export interface ModuleReader {
  /** The summaries in the order of the modules, null where there is none. */
  read(modules: readonly FoundModule[]): Promise<readonly (Summary | null)[]>;
  /** What could not be read so far. */
  readonly unread: readonly UnreadFile[];
  /** Writes what is new into the cache. */
  close(): void;
}

/** A module that is not in the cache by its file, with what has to be remembered once it is summarised. */
interface Pending {
  readonly index: number;
  readonly module: FoundModule;
  readonly path: string;
  readonly status: FileStatus | null;
  readonly source: Uint8Array;
  readonly key: string;
}

/** Opens a reader; `cacheDirectory` null: nothing is kept. */
export async function openModuleReader(host: Host, cacheDirectory: string | null): Promise<ModuleReader> {
  const cache = cacheDirectory === null ? null : await openSummaryCache(host, cacheDirectory);
  const unread: UnreadFile[] = [];
  const fail = (module: FoundModule, message: string): null => {
    unread.push({ module, message });
    return null;
  };

  /** What the cache holds of a module, or its source for the parser. */
  function lookUp(module: FoundModule, index: number): Summary | Pending | null {
    const path = pathOf(module);
    if (path === null) return null;
    const status = cache === null ? null : host.files.status(path);
    const known = status === null ? null : decodeCached(cache?.findFile(path, status)?.summary);
    if (known !== null) return known;
    let source: Uint8Array;
    try {
      source = module.entry?.tree.readBytes(module.file ?? '') ?? new Uint8Array();
    } catch (error) {
      if (error instanceof HostError) return fail(module, error.message);
      throw error;
    }
    const key = sourceKey(source);
    const same = decodeCached(cache?.find(key));
    if (same === null) return { index, module, path, status, source, key };
    remember(cache, path, status, key);
    return same;
  }

  return {
    unread,
    async read(modules) {
      const result: (Summary | null)[] = [];
      const pending = new Map<string, Pending>();
      for (const [index, module] of modules.entries()) {
        const found = lookUp(module, index);
        result.push(found === null || 'key' in found ? null : found);
        if (found !== null && 'key' in found) pending.set(found.path, found);
      }
      const requests = [...pending.values()].map(({ path, source }) => ({ path, source }));
      for await (const { path, summary, problem } of summariseFiles(host, requests)) {
        const asked = pending.get(path);
        if (asked === undefined) continue;
        if (summary === null) {
          fail(asked.module, problem ?? 'it could not be summarised');
          continue;
        }
        cache?.store(asked.key, summary);
        remember(cache, path, asked.status, asked.key);
        result[asked.index] = decodeSummary(summary);
      }
      return result;
    },
    close: () => cache?.close(),
  };
}

function decodeCached(bytes: Uint8Array | null | undefined): Summary | null {
  return bytes == null ? null : decodeSummary(bytes);
}

function remember(cache: SummaryCache | null, path: string, status: FileStatus | null, key: string): void {
  if (status !== null) cache?.remember(path, status, key);
}

function pathOf({ entry, file }: FoundModule): string | null {
  return entry === null || file === null ? null : `${entry.tree.root}/${file}`;
}
