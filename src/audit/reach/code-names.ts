// What the code of the installed distributions names, read without parsing: who may import whom, and all its words.
import { basename } from 'node:path';
import { HostError } from '../../host/host.ts';
import { BUILD_GROUPS } from '../../python/graph/entry-point-edge.ts';
import {
  byHash,
  hashWord,
  namesOfNothing,
  type SourceNames,
  scanSource,
  takesCallers,
  type Wanted,
} from '../../python/graph/scan-source.ts';
import { listFiles } from '../../python/module/module-tree.ts';
import type { SearchEntry } from '../../python/module/search-path.ts';
import type { Program } from '../../python/program.ts';
import type { Tick } from '../../python/tick.ts';
import { NOBODY } from './leading.ts';
import type { ReachMap } from './reach-map.ts';
import { importsByCode, type NamedDistribution, namedDistributions, ScannedCode } from './scanned-code.ts';

export interface CodeNames {
  /** Each distribution with those that its code may import, plugins among them. */
  readonly imports: ReachMap['imports'];
  /** Those that texts of the project name. */
  readonly named: readonly NamedDistribution[];
  /** Those that take all names of whoever calls them. */
  readonly takers: readonly string[];
  /** Whether code of a distribution imports what a text names, or that of one which it imports. */
  importsByText(owner: string): boolean;
  /** Whether code of a distribution that is none of these has a word. */
  mentions(word: string, except: ReadonlySet<string>): boolean;
}

/** Folders that no program imports, though they lie in packages. */
const UNUSED_FOLDER = /^(tests?|__pycache__|LC_MESSAGES)$|\.(dist|egg)-info$/;
const COMPILED = /\.(so|pyd)$/;

interface SourceFile {
  readonly entry: SearchEntry;
  readonly file: string;
}

/** Null where some code is at hand as summaries alone, which have no text, or where there is too much of it for the time. */
export function readCodeNames(program: Program, tick: Tick): CodeNames | null {
  const entries = program.entries.filter(({ firstParty }) => !firstParty);
  const byOwner = new Map<string, SourceFile[]>();
  const owners = new Map<string, Set<string>>();
  for (const entry of entries) {
    const files = modulesIn(entry);
    if (files === null) return null;
    for (const file of files) {
      const holder = entry.tree.holderOf?.(file) ?? entry.tree;
      if (holder.readSummary !== undefined) return null;
      const owner = program.ownerOf({ entry, file }) ?? NOBODY;
      const top = topOf(entry, file);
      owners.set(top, (owners.get(top) ?? new Set()).add(owner));
      const known = byOwner.get(owner);
      if (known === undefined) byOwner.set(owner, [{ entry, file }]);
      else known.push({ entry, file });
    }
  }
  const plugins = program.entryPoints.filter(({ group }) => !BUILD_GROUPS.test(group));
  const wanted: Wanted = { tops: byHash(owners.keys()), texts: byHash(plugins.map(({ group }) => group)) };
  const names = new Map<string, SourceNames>();
  for (const [owner, files] of byOwner) {
    if (tick('reading', files.length) !== null) return null;
    names.set(owner, namesIn(files, wanted));
  }
  const own = namesIn(
    program.firstParty.flatMap(({ entry, file }) => (entry === null || file === null ? [] : [{ entry, file }])),
    wanted,
  );
  const code = new ScannedCode(names, own, owners);
  const settings = program.settings.flatMap((file) => file.read().map(({ text }) => text.split('.', 1)[0] ?? ''));
  return {
    imports: importsByCode(code, plugins),
    named: namedDistributions(code, settings),
    takers: [...code.that(takesCallers)],
    importsByText: (owner) => code.importsByText(owner),
    mentions(word, except) {
      const hash = hashWord(word);
      for (const [owner, { words }] of names) if (!except.has(owner) && words.has(hash)) return true;
      return false;
    },
  };
}

/** The files of the modules below an entry, relative to its tree; null where there are too many to list. */
function modulesIn(entry: SearchEntry): readonly string[] | null {
  const { tree, folder, only } = entry;
  const isOffered = (path: string): boolean => only === null || only.has(topOf(entry, path));
  const { files, isCut } = listFiles(tree, folder, (path) => !UNUSED_FOLDER.test(basename(path)) && isOffered(path));
  return isCut ? null : files.filter((file) => (file.endsWith('.py') || COMPILED.test(file)) && isOffered(file));
}

/** The top-level name of a module's file. */
function topOf({ folder }: SearchEntry, file: string): string {
  const inner = folder === '' ? file : file.slice(folder.length + 1);
  return inner.replace(/[./].*$/s, '');
}

function namesIn(files: readonly SourceFile[], wanted: Wanted): SourceNames {
  const names = namesOfNothing();
  for (const { entry, file } of files) {
    if (COMPILED.test(file)) continue;
    try {
      scanSource(entry.tree.readBytes(file), wanted, names);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
    }
  }
  return names;
}
