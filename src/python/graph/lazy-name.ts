// Packages that load their names when they are asked for: by module `__getattr__` (PEP 562) or an object in `sys.modules`.
import { HostError } from '../../host/host.ts';
import type { ModuleName } from '../module/module-name.ts';
import type { GraphModule, Growth, Step } from './module-graph.ts';

/** What may hold a name: a module, relative or absolute, or a module and the attribute in it. */
export interface LazyHolder {
  readonly value: string;
}

type Tables = ReadonlyMap<string, readonly LazyHolder[]>;
const tables = new WeakMap<GraphModule, Tables>();

/** The strings of a lazy package by the strings that stand in the same entry of a table. */
export function lazyTables(target: GraphModule): Tables {
  const known = tables.get(target);
  if (known !== undefined || target.facts === null) return known ?? new Map();
  const byName = new Map<string, LazyHolder[]>();
  for (const site of target.facts.strings()) {
    if (!/^\.*[A-Za-z_][\w.]*$/.test(site.value)) continue;
    for (const name of site.entry) push(byName, name, site);
  }
  if (target.facts.table.has('attach_stub')) {
    for (const [name, module] of stubImports(target)) push(byName, name, { value: module });
  }
  tables.set(target, byName);
  return byName;
}

/** Loads what a lazy package's tables name beside a name. */
export function loadLazyName(growth: Growth, module: GraphModule, target: GraphModule, name: string, step: Step): void {
  const lazy: Step = { ...step, kind: 'dynamic', resolved: false };
  for (const { value } of lazyTables(target).get(name) ?? []) {
    const bare = value.replace(/^\.+/, '');
    for (const candidate of [`${target.found.name}.${bare}`, bare]) {
      // Either the module itself, or a module and the attribute in it.
      if (growth.load(module, candidate as ModuleName, lazy) !== null) break;
    }
  }
}

/** `lazy_loader.attach_stub`: the relative imports of the package's own stub say where each name is. */
function stubImports({ found }: GraphModule): readonly (readonly [name: string, module: string])[] {
  if (found.stub === null) return [];
  let text: string;
  try {
    text = new TextDecoder().decode(found.stub.tree.readBytes(found.stub.file));
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
  return [...text.matchAll(/^from\s+\.([\w.]*)\s+import\s+(?:\(([^)]*)\)|([^\n#]*))/gm)].flatMap((match) =>
    (match[2] ?? match[3] ?? '').split(',').flatMap((part): readonly (readonly [string, string])[] => {
      const [name = '', , alias] = part.replace(/#.*$/gm, '').trim().split(/\s+/);
      if (name === '') return [];
      return [[alias ?? name, match[1] === '' ? `.${name}` : `.${match[1] ?? ''}`]];
    }),
  );
}

function push(map: Map<string, LazyHolder[]>, key: string, value: LazyHolder): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
