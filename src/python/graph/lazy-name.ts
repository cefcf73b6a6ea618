// Packages that load their names when they are asked for: by module `__getattr__` (PEP 562) or an object in `sys.modules`.
import { HostError } from '../../host/host.ts';
import { type ModuleName, resolveRelative } from '../module/module-name.ts';
import { evaluateString } from './evaluate.ts';
import { waits } from './import-name.ts';
import type { GraphModule, Growth, Step } from './module-graph.ts';
import { isKnown, type StringPattern } from './string-pattern.ts';
import type { CallSite } from './unit.ts';
import type { Frame } from './value.ts';

/** What may hold a name: a module, relative or absolute, or a module and the attribute in it. */
export interface LazyHolder {
  readonly value: string;
  /** Nothing stands beside it: below the package it may name something, elsewhere it is a word. */
  readonly isAlone: boolean;
}

type Tables = ReadonlyMap<string, readonly LazyHolder[]>;
type Find = (name: ModuleName) => GraphModule | null;

/** Tables as far as they are read, and the modules that may still add to them: some are never read. */
interface Known {
  readonly tables: Tables;
  readonly find: Find;
  readonly unread: readonly GraphModule[];
}

const known = new WeakMap<GraphModule, Known>();

/**
 * The strings of a lazy package's tables by the names that they are asked for by: those beside them, or the end of a
 * relative path. The tables are its own, or those of
 * modules of its package that it imports names from (`from ._mapping import LEXERS`). The same object until more is read.
 */
export function lazyTables(target: GraphModule, find: Find): Tables {
  const last = known.get(target);
  if (last !== undefined && isCurrent(last, find)) return last.tables;
  if (target.facts === null) return new Map();
  const byName = new Map<string, LazyHolder[]>();
  const sources = [target, ...importedTables(target, find)];
  for (const source of sources) {
    for (const site of source.facts?.strings() ?? []) {
      if (!/^\.*[A-Za-z_][\w.]*$/.test(site.value)) continue;
      // What other modules list inside their functions is theirs.
      if (source !== target && !site.declared) continue;
      const isAlone = site.entry.length < 2;
      for (const name of site.keys) push(byName, name, { value: site.value, isAlone });
      // `"._bar.Bar"` in a list: what is asked for is the end of the path.
      const end = /^(\.[\w.]*?)\.?(\w+)$/.exec(site.value);
      if (end === null) continue;
      const [, holder = '', name = ''] = end;
      push(byName, name, { value: site.value, isAlone });
      if (holder !== '.') push(byName, name, { value: holder, isAlone });
    }
  }
  if (target.facts.table.has('attach_stub')) {
    for (const [name, module] of stubImports(target)) push(byName, name, { value: module, isAlone: false });
  }
  known.set(target, { tables: byName, find, unread: sources.filter(waits) });
  return byName;
}

/** Whether tables are still all that can be known: nothing was read since, and nobody else finds more modules. */
function isCurrent({ find, unread }: Known, by: Find): boolean {
  return unread.length === 0 || (find === by && unread.every(waits));
}

/** Whether a lazy package's tables stand in modules that are still to be read. */
export function awaitsTables(growth: Growth, target: GraphModule): boolean {
  return importedTables(target, growth.node).filter((module) => growth.peek(module)).length > 0;
}

function importedTables({ found, facts }: GraphModule, find: Find): readonly GraphModule[] {
  return (facts?.summary.imports ?? []).flatMap(({ statement, unit }) => {
    if (statement.kind !== 'from' || unit !== null) return [];
    const name = resolveRelative(found.name, found.isPackage, statement.level, statement.module);
    return name?.startsWith(`${found.name}.`) ? (find(name) ?? []) : [];
  });
}

/** Loads what a lazy package's tables name beside a name: of its own modules, where they name some. */
export function loadLazyName(growth: Growth, module: GraphModule, target: GraphModule, name: string, step: Step): void {
  const lazy: Step = { ...step, kind: 'dynamic', resolved: false, lazy: true };
  const holders = lazyTables(target, growth.node).get(name) ?? [];
  const bare = holders.map(({ value }) => value.replace(/^\.+/, ''));
  const [top = ''] = target.found.name.split('.', 1);
  const below = bare.map((each) => `${target.found.name}.${each}`);
  const inside = [...below, ...bare.filter((each) => each.startsWith(`${top}.`))];
  const load = (candidate: string): boolean => growth.load(module, candidate as ModuleName, lazy) !== null;
  // Either the module itself, or a module and the attribute in it. Beside it stand words that name no module.
  if (inside.map(load).includes(true)) return;
  for (const [index, each] of bare.entries()) if (holders[index]?.isAlone === false) load(each);
}

/** Beginnings and ends of the names that a function asks for: `getattr(import_module(…), kind + "Handler")`. */
export function askedNames({ unit }: CallSite, frame: Frame): readonly StringPattern[] {
  return unit.callsOf('getattr').flatMap(({ call }): readonly StringPattern[] => {
    const name = call.arguments[1];
    if (name === undefined || name.kind === 'string') return [];
    return evaluateString(name, frame).filter((pattern) => !isKnown(pattern) && pattern.join('').length >= MIN_LETTERS);
  });
}

/** What a lazy package that is imported by a computed name is asked for, where that may be some of its names. */
export function loadAsked(
  growth: Growth,
  module: GraphModule,
  target: GraphModule,
  isAsked: (name: string) => boolean,
  step: Step,
): void {
  growth.deferred.push(() => {
    if (waits(target)) return false;
    if (target.facts?.isLazy !== true) return true;
    if (awaitsTables(growth, target)) return false;
    for (const name of lazyTables(target, growth.node).keys()) {
      if (isAsked(name)) loadLazyName(growth, module, target, name, step);
    }
    return true;
  });
}

/** Whether a text is one that a pattern may mean, by what it begins and ends with. */
export function fitsAny(text: string, patterns: readonly StringPattern[]): boolean {
  return patterns.some(([first, ...rest]) => {
    const last = rest.at(-1) ?? '';
    return text.length > first.length + last.length && text.startsWith(first) && text.endsWith(last);
  });
}

/** Parts of names with fewer letters fit too many. */
const MIN_LETTERS = 3;

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
