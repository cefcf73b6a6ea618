// Packages that load their names when they are asked for: by module `__getattr__` (PEP 562) or an object in `sys.modules`.
import type { ModuleName } from '../module/module-name.ts';
import type { GraphModule, Growth, Step } from './module-graph.ts';
import type { StringSite } from './unit.ts';

type Tables = ReadonlyMap<string, readonly StringSite[]>;
const tables = new WeakMap<GraphModule, Tables>();

/** The strings of a lazy package by the strings that stand in the same entry of a table. */
export function lazyTables(target: GraphModule): Tables {
  const known = tables.get(target);
  if (known !== undefined || target.facts === null) return known ?? new Map();
  const byName = new Map<string, StringSite[]>();
  for (const site of target.facts.strings()) {
    if (!/^\.*[A-Za-z_][\w.]*$/.test(site.value)) continue;
    for (const name of site.entry) {
      const list = byName.get(name);
      if (list === undefined) byName.set(name, [site]);
      else list.push(site);
    }
  }
  tables.set(target, byName);
  return byName;
}

/** Loads what a lazy package's tables name beside a name. */
export function loadLazyName(growth: Growth, module: GraphModule, target: GraphModule, name: string, step: Step): void {
  const lazy: Step = { ...step, kind: 'dynamic', resolved: false };
  for (const site of lazyTables(target).get(name) ?? []) {
    const bare = site.value.replace(/^\.+/, '');
    for (const candidate of [`${target.found.name}.${bare}`, bare]) {
      // Either the module itself, or a module and the attribute in it.
      if (growth.load(module, candidate as ModuleName, lazy) !== null) break;
    }
  }
}
