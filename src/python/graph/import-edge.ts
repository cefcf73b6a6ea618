// Import statements as steps: what they load, under which conditions, and through lazy packages.
import { childName, type ModuleName } from '../module/module-name.ts';
import type { Expression, Guard, ImportSite, TryGuard } from '../summary/summary.ts';
import type { FailingImports } from './failing-import.ts';
import { type GraphTarget, guardsHold } from './guard.ts';
import { absoluteName, bindsName, waits } from './import-name.ts';
import { awaitsTables, loadLazyName } from './lazy-name.ts';
import type { Activation, GraphModule, Growth, Step } from './module-graph.ts';
import { mayLack } from './standard-changes.ts';
import { isOpaque } from './vendoring.ts';

export interface ImportRule {
  /** Follows the import statements of code that began to count; handlers of failed imports wait. */
  follow(activation: Activation): void;
  /** Follows the imports in handlers of `ImportError` whose `try` body cannot be imported. */
  handlers(): void;
}

/** What is known of modules: whether their own imports succeed. */
interface Memory {
  readonly known: Map<GraphModule, boolean>;
  /** How many modules are being asked, one because of the other. */
  depth: number;
}

/** Past a chain of this many modules an import is taken to succeed. */
const MAX_CHAIN = 300;

interface Handler {
  readonly module: GraphModule;
  readonly site: ImportSite;
  readonly guard: TryGuard;
}

export function makeImportRule(growth: Growth, failing: FailingImports): ImportRule {
  let waiting: Handler[] = [];
  /** Modules whose top level ends early, and where. */
  const ended: { readonly module: GraphModule; readonly end: number }[] = [];

  function endOf(module: GraphModule): number {
    return failing.endOf(module) ?? Number.POSITIVE_INFINITY;
  }

  function followSite(module: GraphModule, site: ImportSite): void {
    if (!guardsHold(site.guards, growth.input.target, !module.firstParty && !module.isMain)) return;
    const guard = importHandler(site.guards);
    if (guard === null) loadSite(growth, module, site);
    else waiting.push({ module, site, guard });
  }

  return {
    follow({ module, facts, unit }) {
      if (isOpaque(module.found.name)) return;
      const end = endOf(module);
      if (end !== Number.POSITIVE_INFINITY) ended.push({ module, end });
      for (const site of unit === null ? facts.summary.imports : facts.importsOf(unit)) {
        if (site.unit !== null || site.statement.line <= end) followSite(module, site);
      }
    },
    handlers() {
      // What is nowhere may be somewhere since a folder was appended to the path.
      for (const { module, end } of ended.splice(0)) {
        const now = endOf(module);
        if (now !== Number.POSITIVE_INFINITY) ended.push({ module, end: now });
        if (now <= end) continue;
        for (const site of module.facts?.summary.imports ?? []) {
          const { line } = site.statement;
          if (site.unit === null && line > end && line <= now) followSite(module, site);
        }
      }
      const memory: Memory = { known: new Map(), depth: 0 };
      const open = waiting;
      waiting = [];
      for (const handler of open) {
        if (bodySucceeds(growth, handler, memory)) waiting.push(handler);
        else loadSite(growth, handler.module, handler.site);
      }
    },
  };
}

function loadSite(growth: Growth, module: GraphModule, site: ImportSite): void {
  const { statement } = site;
  const step: Step = { kind: 'load', line: statement.line, unit: site.unit?.name ?? null, resolved: true };
  if (statement.kind === 'import') {
    for (const { name } of statement.names) {
      loadBehind(growth, module, name, step);
      growth.load(module, name as ModuleName, step);
    }
    return;
  }
  const source = absoluteName(module, statement.level, statement.module);
  if (source === null) return;
  loadBehind(growth, module, source, step);
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

/** What modules of the standard library import of distributions: time zones come from `tzdata` where the system has none (PEP 615). */
const BEHIND: ReadonlyMap<string, ModuleName> = new Map([['zoneinfo', 'tzdata.zoneinfo' as ModuleName]]);

function loadBehind(growth: Growth, module: GraphModule, name: string, step: Step): void {
  const behind = BEHIND.get(name);
  if (behind !== undefined && growth.node(behind) !== null) {
    growth.load(module, behind, { ...step, kind: 'dynamic', resolved: false });
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
  const child = target.found.isPackage ? growth.node(childName(source, name)) : null;
  // Only a name that something else could be needs an answer from the package's own code.
  if (child === null && target.facts?.isLazy !== true) return true;
  if (bindsName(growth, target, name) === true && !shadowsItself(target, name, module)) return true;
  if (child !== null) growth.load(module, childName(source, name), step);
  else if (awaitsTables(growth, target)) return false;
  else loadLazyName(growth, module, target, name, step);
  return true;
}

/**
 * A package may bind a name by importing its own submodule of that name: then the submodule is what is meant, unless
 * others ask and the submodule only stands in for something imported from elsewhere.
 */
function shadowsItself(target: GraphModule, name: string, from: GraphModule): boolean {
  let isOwn = false;
  for (const { statement, unit } of target.facts?.summary.imports ?? []) {
    if (unit !== null || statement.kind !== 'from') continue;
    const own = absoluteName(target, statement.level, statement.module) === target.found.name;
    if (own) isOwn ||= statement.names.some((imported) => imported.name === name);
    else if (from !== target && statement.names.some((imported) => (imported.alias ?? imported.name) === name))
      return false;
  }
  return isOwn;
}

/** `from source import *`: submodules that `__all__` names and the package does not bind. */
function loadStar(growth: Growth, module: GraphModule, target: GraphModule, source: ModuleName, step: Step): boolean {
  if (waits(target)) return false;
  const { facts } = target;
  for (const name of facts === null ? [] : starNames(target)) {
    if (growth.load(module, childName(source, name), step) === null && facts?.isLazy) {
      loadLazyName(growth, module, target, name, step);
    }
  }
  return true;
}

/** What the `__all__` of a package names and its top level does not bind: submodules. */
export function starNames({ facts, found }: GraphModule): readonly string[] {
  if (facts === null || !found.isPackage || !facts.bound.has('__all__')) return [];
  const names: string[] = [];
  const take = (value: Expression): void => {
    if (value.kind === 'list' || value.kind === 'tuple') for (const item of value.items) take(item);
    else if (value.kind === 'starred') take(value.value);
    else if (value.kind === 'binary') for (const operand of value.operands) take(operand);
    else if (value.kind === 'string' && value.value !== null && /^\w+$/.test(value.value)) names.push(value.value);
  };
  for (const binding of facts.top.facts.bindings.get('__all__') ?? []) {
    if (binding.kind === 'value' || binding.kind === 'more' || binding.kind === 'plus') take(binding.value);
  }
  return names.filter((name) => !facts.bound.has(name));
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

/** What a body imports must be importable itself: an optional dependency may be there while its own needs are not. */
function bodySucceeds(growth: Growth, { module, guard }: Handler, memory: Memory): boolean {
  const body = (module.facts?.summary.imports ?? []).filter((site) =>
    site.guards.some((each) => each.kind === 'try' && each.part === 'body' && each.attempt === guard.attempt),
  );
  return body.length > 0 && body.every((site) => siteSucceeds(growth, module, site, memory));
}

function siteSucceeds(growth: Growth, module: GraphModule, site: ImportSite, memory: Memory): boolean {
  const { statement } = site;
  if (statement.kind === 'import') {
    return statement.names.every(({ name }) => nameSucceeds(growth, name as ModuleName, memory));
  }
  const source = absoluteName(module, statement.level, statement.module);
  if (source === null || !nameSucceeds(growth, source, memory)) return false;
  const target = growth.node(source);
  if (target === null) return !statement.names.some(({ name }) => mayLack(source, name, growth.input.target.version));
  if (target.facts?.isLazy) return true;
  if (target.facts === null && target.found.kind !== 'namespace') return true;
  return statement.names.every(({ name }) => {
    if (name === '*' || (bindsName(growth, target, name) !== false && !shadowsItself(target, name, module)))
      return true;
    return nameSucceeds(growth, childName(source, name), memory);
  });
}

function nameSucceeds(growth: Growth, name: ModuleName, memory: Memory): boolean {
  for (let dot = name.indexOf('.'); ; dot = name.indexOf('.', dot + 1)) {
    const prefix = (dot === -1 ? name : name.slice(0, dot)) as ModuleName;
    if (growth.input.finder.find(prefix)?.kind === 'standard') return hasModule(name, growth.input.target.version);
    const module = growth.node(prefix);
    if (module === null || !importable(growth, module, memory)) return false;
    if (dot === -1) return true;
  }
}

/** Whether a module of the standard library has those below it that a dotted name goes through. */
function hasModule(name: ModuleName, version: GraphTarget['version']): boolean {
  const parts = name.split('.');
  return parts.every((part, index) => index === 0 || !mayLack(parts.slice(0, index).join('.'), part, version));
}

/** Whether a module's own unconditional imports succeed; assumed while it is being asked (imports may be circular). */
function importable(growth: Growth, module: GraphModule, memory: Memory): boolean {
  const known = memory.known.get(module);
  if (known !== undefined) return known;
  if (memory.depth >= MAX_CHAIN) return true;
  memory.known.set(module, true);
  memory.depth += 1;
  const result = (module.facts?.summary.imports ?? []).every(
    (site) => site.unit !== null || site.guards.length > 0 || siteSucceeds(growth, module, site, memory),
  );
  memory.depth -= 1;
  memory.known.set(module, result);
  return result;
}
