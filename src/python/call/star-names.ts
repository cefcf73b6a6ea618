// Names that modules offer, those of star imports among them.
import { starGives, takesFrom } from '../graph/import-name.ts';
import type { ModuleName } from '../module/module-name.ts';
import type { Engine } from './engine.ts';
import type { ModuleObject } from './module-object.ts';

/** The module whose star import gives a name, null where none does. */
export function starSource(
  module: ModuleObject,
  name: string,
  seen: Set<ModuleObject> = new Set(),
): ModuleObject | null {
  seen.add(module);
  for (const source of module.stars) {
    const facts = source.graph?.facts ?? null;
    if (seen.has(source) || (facts !== null && !starGives(facts, name))) continue;
    if (source.bound?.has(name)) {
      // `from package import x` in what the package takes all names of: its submodule.
      if (source.graph !== null && takesFrom(source.graph, module.name as ModuleName, name)) continue;
      return source;
    }
    const further = starSource(source, name, seen);
    if (further !== null) return further;
  }
  return null;
}

/** Whether a module binds a name itself or by a star import. */
export function offersName(module: ModuleObject, name: string): boolean {
  return module.bound?.has(name) === true || starSource(module, name) !== null;
}

/** The names that a module binds itself, by star imports, or on demand. */
export function namesOffered({ source }: Engine, module: ModuleObject): ReadonlySet<string> {
  const names = new Set([...(module.bound ?? []), ...source.lazyNames(module)]);
  const stars = new Set(module.stars);
  for (const star of stars) {
    const facts = star.graph?.facts ?? null;
    for (const name of star.bound ?? []) if (facts === null || starGives(facts, name)) names.add(name);
    for (const further of star.stars) stars.add(further);
  }
  return names;
}
