// Import statements as steps: what they load, under which conditions, and through lazy packages.
import { childName, type ModuleName } from '../module/module-name.ts';
import type { Guard, ImportSite, TryGuard } from '../summary/summary.ts';
import { guardsHold } from './guard.ts';
import { absoluteName, bindsName, type GraphModule, type Growth, type Step } from './module-graph.ts';

/** Follows every import statement of a module that its conditions let run; handlers of failed imports wait. */
export function loadImports(growth: Growth, module: GraphModule): void {
  if (module.facts === null || OPAQUE.has(module.found.name)) return;
  for (const site of module.facts.summary.imports) {
    if (!guardsHold(site.guards, growth.input.target, !module.firstParty)) continue;
    if (importHandler(site.guards) === null) loadSite(growth, module, site);
  }
}

// Start-up hooks that rewrite the import system: what they import inside functions never runs in a program.
const OPAQUE = new Set<string>(['_distutils_hack']);

function loadSite(growth: Growth, module: GraphModule, site: ImportSite): void {
  const { statement } = site;
  const step: Step = { kind: 'load', line: statement.line, unit: site.unit?.name ?? null, resolved: true };
  if (statement.kind === 'import') {
    for (const { name } of statement.names) growth.load(module, name as ModuleName, step);
    return;
  }
  const source = absoluteName(module, statement.level, statement.module);
  if (source === null) return;
  const target = growth.load(module, source, step);
  for (const { name } of statement.names) {
    if (target === null) {
      // A package that only an import hook makes may still have real submodules.
      if (name !== '*') growth.load(module, childName(source, name), step);
    } else if (name === '*') {
      defer(growth, () => loadStar(growth, module, target, source, step));
    } else {
      defer(growth, () => loadName(growth, module, target, source, name, step));
    }
  }
}

function defer(growth: Growth, check: () => boolean): void {
  if (!check()) growth.deferred.push(check);
}

/** `from source import name`: an attribute wins over a submodule; a lazy package loads what holds the name. */
function loadName(
  growth: Growth,
  module: GraphModule,
  target: GraphModule,
  source: ModuleName,
  name: string,
  step: Step,
): boolean {
  if (waits(target)) return false;
  if (bindsName(growth, target, name) === true && !shadowsItself(target, name)) return true;
  if (growth.load(module, childName(source, name), step) !== null && growth.node(childName(source, name)) !== null) {
    return true;
  }
  if (target.facts?.hasModuleGetattr === true) loadLazyName(growth, module, target, name, step);
  return true;
}

/** A package may bind a name by importing its own submodule of that name: then the submodule is what is meant. */
function shadowsItself(target: GraphModule, name: string): boolean {
  const bindings = target.facts?.top.bindings.get(name) ?? [];
  return bindings.some(
    (binding) =>
      binding.kind === 'import' &&
      ((binding.name === name && binding.module === '' && binding.level === 1) ||
        (binding.name === name && binding.module === target.found.name)),
  );
}

/** `from source import *`: submodules that `__all__` names and the package does not bind. */
function loadStar(growth: Growth, module: GraphModule, target: GraphModule, source: ModuleName, step: Step): boolean {
  if (waits(target)) return false;
  if (target.facts === null || !target.found.isPackage) return true;
  for (const binding of target.facts.top.bindings.get('__all__') ?? []) {
    if (binding.kind !== 'value' && binding.kind !== 'append') continue;
    if (binding.value.kind !== 'list' && binding.value.kind !== 'tuple') continue;
    for (const item of binding.value.items) {
      if (item.kind !== 'string' || item.value === null || target.facts.bound.has(item.value)) continue;
      if (/^\w+$/.test(item.value)) growth.load(module, childName(source, item.value), step);
    }
  }
  return true;
}

/** Reads the tables of strings in a package with a module-level `__getattr__` (PEP 562) for what holds a name. */
export function loadLazyName(growth: Growth, module: GraphModule, target: GraphModule, name: string, step: Step): void {
  const lazy: Step = { ...step, kind: 'dynamic', resolved: false };
  for (const site of target.facts?.strings ?? []) {
    if (!site.entry.includes(name)) continue;
    const [relative = ''] = /^\.*[\w.]+$/.exec(site.value) ?? [];
    if (relative === '') continue;
    const bare = relative.replace(/^\.+/, '');
    for (const candidate of [`${target.found.name}.${bare}`, bare]) {
      // Either the module itself, or a module and the attribute in it.
      const found = growth.load(module, candidate as ModuleName, lazy);
      if (found !== null) break;
    }
  }
}

/** Whether a module's names are not known yet but will be. */
export function waits(module: GraphModule): boolean {
  return module.facts === null && module.found.kind === 'source' && !module.read;
}

/** The handler of a failed import that the guards put a statement in, null where it is in none. */
function importHandler(guards: readonly Guard[]): TryGuard | null {
  for (const guard of guards) {
    if (guard.kind === 'try' && guard.part === 'handler' && guard.exceptions.some((name) => IMPORT_ERRORS.has(name))) {
      return guard;
    }
  }
  return null;
}

const IMPORT_ERRORS = new Set(['ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException', 'AttributeError']);

const handled = new WeakMap<Growth, Set<ImportSite>>();

/**
 * Follows the imports in handlers of `ImportError` whose `try` body cannot be imported. What the body imports must be
 * importable itself: an optional dependency may be installed while one of its own needs is not.
 */
export function loadHandlers(growth: Growth): void {
  const done = handled.get(growth) ?? new Set<ImportSite>();
  handled.set(growth, done);
  const memory = new Map<GraphModule, boolean>();
  for (const module of growth.modules.values()) {
    if (!module.loaded || module.facts === null || OPAQUE.has(module.found.name)) continue;
    for (const site of module.facts.summary.imports) {
      const guard = importHandler(site.guards);
      if (guard === null || done.has(site)) continue;
      if (!guardsHold(site.guards, growth.input.target, !module.firstParty)) continue;
      if (bodySucceeds(growth, module, guard, memory)) continue;
      done.add(site);
      loadSite(growth, module, site);
    }
  }
}

function bodySucceeds(
  growth: Growth,
  module: GraphModule,
  handler: TryGuard,
  memory: Map<GraphModule, boolean>,
): boolean {
  const body = (module.facts?.summary.imports ?? []).filter((site) =>
    site.guards.some((guard) => guard.kind === 'try' && guard.part === 'body' && guard.attempt === handler.attempt),
  );
  return body.length > 0 && body.every((site) => siteSucceeds(growth, module, site, memory));
}

function siteSucceeds(
  growth: Growth,
  module: GraphModule,
  site: ImportSite,
  memory: Map<GraphModule, boolean>,
): boolean {
  const { statement } = site;
  if (statement.kind === 'import') {
    return statement.names.every(({ name }) => nameSucceeds(growth, name as ModuleName, memory));
  }
  const source = absoluteName(module, statement.level, statement.module);
  if (source === null || !nameSucceeds(growth, source, memory)) return false;
  const target = growth.node(source);
  if (target === null || target.facts === null || target.facts.hasModuleGetattr) return true;
  return statement.names.every(({ name }) => {
    if (name === '*' || bindsName(growth, target, name) !== false) return true;
    return growth.node(childName(source, name)) !== null;
  });
}

function nameSucceeds(growth: Growth, name: ModuleName, memory: Map<GraphModule, boolean>): boolean {
  const parts = name.split('.');
  return parts.every((_, index) => {
    const prefix = parts.slice(0, index + 1).join('.') as ModuleName;
    const standard = growth.input.finder.find(prefix)?.kind === 'standard';
    if (standard) return true;
    const module = growth.node(prefix);
    return module !== null && importable(growth, module, memory);
  });
}

/** Whether a module's own unconditional imports succeed; assumed while it is being asked (imports may be circular). */
function importable(growth: Growth, module: GraphModule, memory: Map<GraphModule, boolean>): boolean {
  const known = memory.get(module);
  if (known !== undefined) return known;
  memory.set(module, true);
  const result = (module.facts?.summary.imports ?? []).every(
    (site) => site.unit !== null || site.guards.length > 0 || siteSucceeds(growth, module, site, memory),
  );
  memory.set(module, result);
  return result;
}
