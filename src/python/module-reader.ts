// Reads the summaries of modules for the graph: cached where they can be, the rest parsed on all cores.
import { type Host, HostError } from '../host/host.ts';
import type { FoundModule } from './module/module-finder.ts';
import { decodeSummary } from './summary/decode.ts';
import { openSummaryLoader } from './summary/load-summaries.ts';
import type { SummaryRequest } from './summary/read-summary.ts';
import type { Summary } from './summary/summary.ts';
import { openSummaryCache } from './summary/summary-cache.ts';
import type { Tick } from './tick.ts';

/** A file that could not be read. */
export interface UnreadFile {
  readonly module: FoundModule;
  readonly message: string;
}

export interface ModuleReader {
  /** Starts on modules that will probably be read, on other threads. */
  expect(modules: readonly FoundModule[]): void;
  /** The summaries in the order of the modules, null where there is none. */
  read(modules: readonly FoundModule[]): Promise<readonly (Summary | null)[]>;
  /** What could not be read so far. */
  readonly unread: readonly UnreadFile[];
  /** Writes what is new into the cache. */
  close(): void;
}

/** Opens a reader; `cacheDirectory` null: nothing is kept. Once `tick` says so, the files left are not read. */
export async function openModuleReader(
  host: Host,
  cacheDirectory: string | null,
  tick: Tick = () => null,
): Promise<ModuleReader> {
  const cache = cacheDirectory === null ? null : await openSummaryCache(host, cacheDirectory);
  const loader = openSummaryLoader(host, cache);
  const unread: UnreadFile[] = [];
  let count = 0;
  return {
    unread,
    expect(modules) {
      const requests = modules.flatMap((module): SummaryRequest[] => {
        const path = pathOnDisk(host, module);
        return path === null ? [] : [{ path }];
      });
      loader.begin(requests);
    },
    async read(modules) {
      const result: (Summary | null)[] = modules.map(() => null);
      const asked = new Map<string, number>();
      const requests: SummaryRequest[] = [];
      for (const [index, module] of modules.entries()) {
        const stored = module.entry?.tree.readSummary?.(module.file ?? '') ?? null;
        if (stored !== null) {
          result[index] = decodeSummary(stored);
          if (tick('reading', ++count) !== null) break;
          continue;
        }
        const request = requestFor(host, module, unread);
        if (request === null) continue;
        asked.set(request.path, index);
        requests.push(request);
      }
      for await (const { path, summary, problem } of loader.load(requests)) {
        const index = asked.get(path);
        const module = index === undefined ? undefined : modules[index];
        if (index === undefined || module === undefined) continue;
        result[index] = summary;
        if (tick('reading', ++count) !== null) break;
        if (problem !== null) unread.push({ module, message: problem });
      }
      return result;
    },
    close() {
      loader.close();
      cache?.close();
    },
  };
}

/** The path of a module's source outside of archives; null where it has none. */
function pathOnDisk(host: Host, { entry, file, kind }: FoundModule): string | null {
  if (entry === null || file === null || kind !== 'source') return null;
  const path = `${entry.tree.root}/${file}`;
  return host.files.status(path)?.kind === 'file' ? path : null;
}

/** A file on disk by its path, so that the cache can know it by its status; a member of an archive with its bytes. */
function requestFor(host: Host, module: FoundModule, unread: UnreadFile[]): SummaryRequest | null {
  const { entry, file } = module;
  if (entry === null || file === null || module.kind !== 'source') return null;
  const known = pathOnDisk(host, module);
  if (known !== null) return { path: known };
  const path = `${entry.tree.root}/${file}`;
  try {
    return { path, source: entry.tree.readBytes(file) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    unread.push({ module, message: error.message });
    return null;
  }
}
