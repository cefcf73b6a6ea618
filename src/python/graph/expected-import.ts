// What a file that was just read will probably have read next, so that other threads can begin with it.
import type { FoundModule, ModuleFinder } from '../module/module-finder.ts';
import { childName, type ModuleName } from '../module/module-name.ts';
import { type GraphTarget, guardsHold } from './guard.ts';
import { absoluteName } from './import-name.ts';
import type { GraphModule } from './module-graph.ts';

/** The source modules that its import statements name, in functions too; whether they are followed is decided later. */
export function expectedImports(
  finder: ModuleFinder,
  target: GraphTarget,
  module: GraphModule,
): readonly FoundModule[] {
  const found = new Set<FoundModule>();
  const add = (name: ModuleName): FoundModule | null => {
    const each = finder.find(name);
    if (each?.kind === 'source') found.add(each);
    return each;
  };
  for (const { statement, guards } of module.facts?.summary.imports ?? []) {
    if (!guardsHold(guards, target, !module.firstParty && !module.isMain)) continue;
    if (statement.kind === 'import') {
      for (const { name } of statement.names) add(name as ModuleName);
      continue;
    }
    const source = absoluteName(module, statement.level, statement.module);
    if (source === null || add(source)?.isPackage !== true) continue;
    for (const { name } of statement.names) if (name !== '*') add(childName(source, name));
  }
  return [...found];
}
