// Names that data files beside the code hold (JSON): what completes a computed name whose rest no code spells.

import { HostError } from '../../host/host.ts';
import { parseComputedName } from '../module/module-name.ts';
import type { SearchEntry } from '../module/search-path.ts';
import { openFolders, type Sink, stepOf } from './complete-name.ts';
import { loadAsked } from './lazy-name.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { Activation, Growth } from './module-graph.ts';

/** Files larger than this are not read, and no more names than this are kept of one. */
const FILE_LIMIT = 8 << 20;
const MAX_NAMES = 50_000;

const DATA_FILE = /^[\w./-]+\.json$/;
/** A JSON text that may be the rest of a name; keys of objects are texts as well. */
const NAME = /"([A-Za-z_]\w{0,99}(?:\.[A-Za-z_]\w{0,99}){0,9})"/g;

/** A data file that code names, below the folder of that code. */
interface DataFile {
  readonly entry: SearchEntry;
  readonly path: string;
  names: ReadonlySet<string> | null;
}

export interface DataRule {
  /** Notes the files that code names which began to count; none is read. */
  notice(activation: Activation): void;
  /** `import_module("package." + name)`: what the package's own data files name below it, and ask of that. */
  follow(sink: Sink): void;
}

export function makeDataRule(growth: Growth): DataRule {
  const seen = new Set<ModuleFacts>();
  /** By the top-level package whose code names them. */
  const files = new Map<string, DataFile[]>();

  return {
    notice({ module: { found, firstParty }, facts }) {
      if (seen.has(facts)) return;
      seen.add(facts);
      const { entry, file } = found;
      if (firstParty || entry === null || file === null) return;
      const texts = facts.summary.strings.filter((text) => DATA_FILE.test(text));
      if (texts.length === 0) return;
      const top = found.name.split('.', 1)[0] ?? '';
      const known = files.get(top) ?? [];
      files.set(top, known);
      for (const path of texts.flatMap((text) => placesOf(entry, folderOf(file), text, facts.summary.strings))) {
        if (!known.some((each) => each.entry === entry && each.path === path)) known.push({ entry, path, names: null });
      }
    },
    follow(sink) {
      for (const folder of openFolders(sink)) {
        for (const data of files.get(folder.split('.', 1)[0] ?? '') ?? []) {
          const key = `${folder}${data.path}`;
          if (sink.data.has(key)) continue;
          sink.data.add(key);
          data.names ??= namesIn(data);
          load(sink, folder, data.names);
        }
      }
    },
  };

  function load(sink: Sink, folder: string, names: ReadonlySet<string>): void {
    const { module, site } = sink;
    const step = stepOf(sink);
    const asks = site.unit.callsOf('getattr').length > 0;
    for (const text of names) {
      const name = parseComputedName(`${folder}${text}`);
      if (name === null || growth.node(name) === null) continue;
      const target = growth.load(module, name, step);
      if (asks && target !== null) loadAsked(growth, module, target, (each) => names.has(each), step);
    }
  }
}

/** Where a text of a file in a folder leads: below the folder itself, or one in it that the same file names. */
function placesOf(entry: SearchEntry, folder: string, text: string, texts: readonly string[]): readonly string[] {
  const inFolder = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const below = (path: string): boolean => {
    const slash = path.lastIndexOf('/');
    return entry.tree.list(slash === -1 ? '' : path.slice(0, slash)).get(path.slice(slash + 1)) === 'file';
  };
  const folders = texts.filter((each) => entry.tree.list(folder).get(each) === 'directory');
  return ['', ...folders].map((each) => inFolder(each === '' ? text : `${each}/${text}`)).filter(below);
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), 0));
}

function namesIn({ entry, path }: DataFile): ReadonlySet<string> {
  const names = new Set<string>();
  let bytes: Uint8Array;
  try {
    bytes = entry.tree.readBytes(path);
  } catch (error) {
    if (error instanceof HostError) return names;
    throw error;
  }
  if (bytes.length > FILE_LIMIT) return names;
  for (const [, name = ''] of new TextDecoder().decode(bytes).matchAll(NAME)) {
    names.add(name);
    if (names.size >= MAX_NAMES) break;
  }
  return names;
}
