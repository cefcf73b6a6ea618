// The absolute names that imports in a module mean, and whether a module offers a name.
import { type ModuleName, resolveRelative } from '../module/module-name.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { GraphModule, Growth } from './module-graph.ts';

/** The absolute name that an import in a module means, null beyond the top. */
export function absoluteName(module: GraphModule, level: number, name: string): ModuleName | null {
  return resolveRelative(module.found.name, module.found.isPackage, level, name);
}

/** Modules that are followed through star imports; past that a name may be there or not. */
const MAX_STARS = 300;

/** Whether a module offers a name itself, not as a submodule: null while it was not read, and where nobody can. */
export function bindsName(
  growth: Growth,
  module: GraphModule,
  name: string,
  seen = new Set<GraphModule>(),
): boolean | null {
  if (module.found.kind === 'namespace') return false;
  if (module.facts === null) return module.found.kind === 'compiled' || module.read ? null : false;
  if (module.facts.bound.has(name)) return true;
  if (seen.has(module)) return false;
  if (seen.size >= MAX_STARS) return null;
  seen.add(module);
  for (const { statement, unit } of module.facts.summary.imports) {
    if (statement.kind !== 'from' || unit !== null || statement.names[0]?.name !== '*') continue;
    const source = absoluteName(module, statement.level, statement.module);
    const target = source === null ? null : growth.node(source);
    if (target === null || target.facts === null || !starGives(target.facts, name)) continue;
    if (takesFrom(target, module.found.name, name)) continue;
    if (bindsName(growth, target, name, seen) === true) return true;
  }
  return false;
}

/** Whether a module's top level takes a name from a package: then it is the package that has it, as a submodule. */
export function takesFrom(module: GraphModule, source: ModuleName, name: string): boolean {
  return (module.facts?.summary.imports ?? []).some(
    ({ statement, unit }) =>
      unit === null &&
      statement.kind === 'from' &&
      statement.names.some((imported) => imported.name === name) &&
      absoluteName(module, statement.level, statement.module) === source,
  );
}

/** Whether a star import can take a name: not past an `__all__` that is written out, nor with an underscore first. */
export function starGives(facts: ModuleFacts, name: string): boolean {
  const all = facts.top.facts.bindings.get('__all__');
  if (all === undefined) return !name.startsWith('_');
  const [only] = all;
  if (all.length > 1 || only?.kind !== 'value') return true;
  const { value } = only;
  if (value.kind !== 'list' && value.kind !== 'tuple') return true;
  return value.items.some((item) => item.kind !== 'string' || item.value === null || item.value === name);
}

/** Whether a module's names are not known yet but will be. */
export function waits(module: GraphModule): boolean {
  return module.facts === null && module.found.kind === 'source' && !module.read;
}
