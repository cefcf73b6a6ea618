// What frameworks load by convention from packages that the project names: data, and one rule for all.
import type { ModuleName } from '../module/module-name.ts';
import type { GraphModule, Growth, Step } from './module-graph.ts';

interface Convention {
  /** The package that must be loaded. */
  readonly framework: string;
  /** Looked for below each package that a string names. */
  readonly modules: readonly string[];
  /** Loaded whatever the project names. */
  readonly own: readonly string[];
}

// A table, since the names are computed from the list of installed apps at run time and follow the frameworks'
// documentation ("Applications", "Custom template tags", "django-admin commands", "Migrations"; "autodiscover_tasks").
// Django's own default language is en-us; others are loaded where a word of the project names them.
const CONVENTIONS: readonly Convention[] = [
  {
    framework: 'django',
    modules: ['apps', 'models', 'admin', 'templatetags.*', 'management.commands.*', 'migrations.*'],
    own: ['django.templatetags.*', 'django.core.management.commands.*', 'django.conf.locale.en.*'],
  },
  { framework: 'celery', modules: ['tasks'], own: [] },
];

export interface ConventionRule {
  follow(): void;
}

export function makeConventions(growth: Growth): ConventionRule {
  const done = new Set<string>();
  const once = (source: GraphModule, pattern: string): void => {
    if (done.has(pattern)) return;
    done.add(pattern);
    loadPattern(growth, source, pattern);
  };
  return {
    follow() {
      for (const { framework, modules, own } of CONVENTIONS) {
        const source = growth.node(framework as ModuleName);
        if (source === null || !source.loaded) continue;
        for (const pattern of own) once(source, pattern);
        for (const { name, by } of [...growth.namedPackages]) {
          // A framework that names its own packages lists no apps.
          if (by === framework) continue;
          for (const pattern of modules) once(source, `${name}.${pattern}`);
        }
      }
    },
  };
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
