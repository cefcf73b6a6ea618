// What frameworks load by convention, and plugins through entry points: data and one rule for each.
import type { ModuleName } from '../module/module-name.ts';
import type { GraphModule, Growth, Step } from './module-graph.ts';

/**
 * Modules that a framework loads from packages which the project names as strings (its settings). A table, since the
 * names are computed from the list of installed apps at run time and follow the framework's documentation.
 */
const CONVENTIONS: readonly { readonly framework: string; readonly modules: readonly string[] }[] = [
  {
    framework: 'django',
    modules: ['apps', 'models', 'admin', 'templatetags.*', 'management.commands.*', 'migrations.*'],
  },
  { framework: 'celery', modules: ['tasks'] },
];

/** Packages of the framework itself from which it loads modules whatever the project names. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  django: ['django.templatetags.*', 'django.core.management.commands.*'],
};

/** Groups that only builds and developers' tools read: a running program loads none of them. */
const BUILD_GROUPS =
  /^(distutils\.|setuptools\.|egg_info\.|pytest11$|babel\.|flake8|pylint|sphinx|hatch|twine|console_scripts$|gui_scripts$|pipx\.|virtualenv\.|mypy)/;

const READERS = [
  'entry_points',
  'iter_entry_points',
  'load_setuptools_entrypoints',
  'get_entry_map',
  'select',
  'get_entry_info',
];

export function loadConventions(growth: Growth): void {
  const loadedTop = new Set<string>();
  for (const module of growth.modules.values()) if (module.loaded) loadedTop.add(module.found.name);
  for (const { framework, modules } of CONVENTIONS) {
    if (!loadedTop.has(framework)) continue;
    const source = growth.node(framework as ModuleName);
    if (source === null) continue;
    for (const pattern of OWN[framework] ?? []) loadPattern(growth, source, pattern);
    for (const name of [...growth.namedPackages.keys()]) {
      for (const pattern of modules) loadPattern(growth, source, `${name}.${pattern}`);
    }
  }
  loadEntryPoints(growth);
}

function loadPattern(growth: Growth, source: GraphModule, pattern: string): void {
  const step: Step = { kind: 'dynamic', line: 1, unit: null, resolved: false };
  if (!pattern.endsWith('.*')) {
    if (growth.node(pattern as ModuleName) !== null) growth.load(source, pattern as ModuleName, step);
    return;
  }
  const base = growth.node(pattern.slice(0, -2) as ModuleName);
  if (base === null || !base.found.isPackage) return;
  for (const child of growth.input.finder.children(base.found)) {
    growth.load(source, `${base.found.name}.${child}` as ModuleName, step);
  }
}

/** Plugins of the groups that loaded code hands to a reader of entry points. */
function loadEntryPoints(growth: Growth): void {
  const byGroup = Map.groupBy(growth.input.entryPoints, (entryPoint) => entryPoint.group);
  for (const module of [...growth.modules.values()]) {
    const { facts } = module;
    if (!module.loaded || facts === null) continue;
    const reader = READERS.map((name) => facts.calls.get(name)?.[0]).find((site) => site !== undefined);
    if (reader === undefined) continue;
    for (const site of facts.strings) {
      if (BUILD_GROUPS.test(site.value)) continue;
      for (const entryPoint of byGroup.get(site.value) ?? []) {
        const step: Step = { kind: 'entry-point', line: reader.call.line, unit: reader.unit.name, resolved: false };
        growth.load(module, entryPoint.module as ModuleName, step);
      }
    }
  }
}
