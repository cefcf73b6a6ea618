// The Python modules of one release or one commit, read when they are asked for.

import { type Host, HostError } from '../../host/host.ts';
import { openArchive } from '../../python/module/archive-tree.ts';
import { decodeSummary } from '../../python/summary/decode.ts';
import { summarise } from '../../python/summary/summarise.ts';
import { type Parsed, parsed } from '../../standard/parsed.ts';
import { listUnits, type Units } from './unit.ts';

/** A tree of modules. */
export interface SourceTree {
  /** How a person would name it: `pillow 9.5.0`, a commit. */
  readonly name: string;
  /** The file of each module. */
  readonly modules: ReadonlyMap<string, string>;
  /** The bytes of a module's file, null where it cannot be read. */
  read(module: string): Uint8Array | null;
}

/** Files that are no part of what a release does. */
const ASIDE =
  /(?:^|\/)(?:tests?|_tests?|docs?|doc|examples?|benchmarks?|bench|asv_bench|samples?|demos?|\.[^/]*|conftest\.py|setup\.py|noxfile\.py|test_[^/]*\.py|[^/]*_tests?\.py|_version\.py|__about__\.py|version\.py|_meta\.py)(?:\/|$)/;

/** Whether a file holds code that runs in a release: no tests, documents, benchmarks, build files. */
export function isProductCode(path: string): boolean {
  return path.endsWith('.py') && !ASIDE.test(path);
}

/** The module that a file below `site-packages` is. */
export function moduleOf(path: string): string | null {
  const name = path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.');
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name) ? name : null;
}

/** A tree over files by their paths below `site-packages`. */
export function makeTree(
  name: string,
  paths: Iterable<string>,
  readPath: (path: string) => Uint8Array | null,
): SourceTree {
  const modules = new Map<string, string>();
  for (const path of paths) {
    const module = isProductCode(path) ? moduleOf(path) : null;
    if (module !== null) modules.set(module, path);
  }
  return {
    name,
    modules,
    read(module) {
      const path = modules.get(module);
      return path === undefined ? null : readPath(path);
    },
  };
}

/** The modules of a wheel or source distribution. */
export async function openReleaseTree(host: Host, path: string, name: string): Promise<Parsed<SourceTree>> {
  const archive = await openArchive(host.files, path);
  if (!archive.ok) return archive;
  const { paths } = archive.value;
  const read = (file: string): Uint8Array | null => {
    try {
      return archive.value.readBytes(file);
    } catch (error) {
      if (error instanceof HostError) return null;
      throw error;
    }
  };
  return parsed(makeTree(name, paths, read));
}

/** The units of a module's source; null where it cannot be read at all. */
export function readUnits(bytes: Uint8Array | null): Units | null {
  if (bytes === null || bytes.length > LARGEST) return null;
  const summary = decodeSummary(summarise(bytes));
  return summary === null ? null : listUnits(summary);
}

/** A larger source is generated data. */
const LARGEST = 2 ** 21;
