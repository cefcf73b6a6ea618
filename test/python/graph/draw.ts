// Draws the module graph of made-up projects: files by name, the project's own and its environment's.

import type { GraphTarget } from '../../../src/python/graph/guard.ts';
import {
  type DeclaredRoot,
  type GraphModule,
  growModuleGraph,
  type ModuleGrowth,
} from '../../../src/python/graph/module-graph.ts';
import type { EntryPoint } from '../../../src/python/module/entry-points.ts';
import type { FoundModule } from '../../../src/python/module/module-finder.ts';
import { moduleFinder } from '../../../src/python/module/module-finder.ts';
import type { ModuleName } from '../../../src/python/module/module-name.ts';
import { fileTree } from '../../../src/python/module/module-tree.ts';
import type { SearchEntry } from '../../../src/python/module/search-path.ts';
import { standardLibrary } from '../../../src/python/module/standard-library.ts';
import { decodeSummary } from '../../../src/python/summary/decode.ts';
import { summarise } from '../../../src/python/summary/summarise.ts';

export type Tree = Readonly<Record<string, string>>;

export interface Drawing {
  readonly project: Tree;
  readonly environment?: Tree;
  readonly width?: 'none' | 'all';
  readonly entryPoints?: readonly Pick<EntryPoint, 'group' | 'name' | 'module'>[];
  readonly declared?: readonly DeclaredRoot[];
  readonly words?: readonly string[];
  readonly target?: GraphTarget;
  readonly complete?: boolean;
}

/** A growth over a drawing; every file of the project is a root. */
export function growOver(drawing: Drawing): ModuleGrowth {
  const project = entryOver('/project', drawing.project, true);
  const environment = entryOver('/environment', drawing.environment ?? {}, false);
  const finder = moduleFinder([project, environment], standardLibrary(12));
  const firstParty = Object.keys(drawing.project).flatMap((file) => {
    const found = finder.find(nameOf(file));
    return found === null ? [] : [found];
  });
  return growModuleGraph(
    {
      finder,
      target: drawing.target ?? { version: [3, 12], platform: 'linux' },
      firstParty,
      declared: drawing.declared ?? [],
      words: drawing.words ?? [],
      ...(drawing.complete === undefined ? {} : { complete: drawing.complete }),
      entryPoints: (drawing.entryPoints ?? []).map((each) => ({
        ...each,
        attribute: null,
        distribution: 'x' as EntryPoint['distribution'],
      })),
      read: async (modules: readonly FoundModule[]) =>
        modules.map(({ entry, file }) => {
          const bytes = entry?.tree.readBytes(file ?? '');
          return bytes === undefined || bytes.length === 1 ? null : decodeSummary(summarise(bytes));
        }),
    },
    { width: drawing.width ?? 'all' },
  );
}

/** The modules of the environment that are loaded, sorted. */
export async function drawn(drawing: Drawing): Promise<readonly string[]> {
  const growth = growOver(drawing);
  await growth.settle();
  return namesOf(growth.graph().modules);
}

/** The names of those that are not the project's own, sorted. */
export function namesOf(modules: readonly GraphModule[]): readonly string[] {
  return modules
    .filter((module) => !module.firstParty)
    .map((module) => module.found.name)
    .sort();
}

function entryOver(root: string, files: Tree, firstParty: boolean): SearchEntry {
  const tree = fileTree(root, Object.keys(files), (path) => new TextEncoder().encode(files[path]));
  return { tree, folder: '', firstParty, beforeStandard: firstParty, only: null, distribution: null };
}

function nameOf(file: string): ModuleName {
  return file.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.') as ModuleName;
}
