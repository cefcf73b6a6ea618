// The module graph: which modules can be loaded from the roots, and by which steps. One fixpoint over summaries.
import type { EntryPoint } from '../module/entry-points.ts';
import type { FoundModule, ModuleFinder } from '../module/module-finder.ts';
import { childName, type ModuleName, parseModuleName } from '../module/module-name.ts';
import type { Summary } from '../summary/summary.ts';
import { loadConventions } from './convention.ts';
import { loadDynamicImports } from './dynamic-import.ts';
import type { GraphTarget } from './guard.ts';
import { loadHandlers, loadImports } from './import-edge.ts';
import { deriveModuleFacts, type ModuleFacts } from './module-facts.ts';
import { loadStrings } from './string-edge.ts';
import { resolveName } from './vendoring.ts';

/** How a step gets from one module to the next. */
export type EdgeKind = 'root' | 'load' | 'string' | 'dynamic' | 'entry-point';

/** A step of the graph: loading `to` because of a line in `from`. */
export interface Edge {
  /** Null: the outside starts it. */
  readonly from: GraphModule | null;
  readonly to: GraphModule;
  readonly kind: EdgeKind;
  /** Where the step stands in `from`; for a root, where it is declared. */
  readonly line: number;
  /** The function it stands in; null for the module's top level. */
  readonly unit: string | null;
  /** The file that declares a root (`Procfile`); null where the module itself is the root. */
  readonly declaredIn: string | null;
  /** An import statement, not a string or a guess. */
  readonly resolved: boolean;
}

/** A module of the graph. */
export interface GraphModule {
  readonly found: FoundModule;
  readonly firstParty: boolean;
  /** Null until it was read, and where it is compiled or could not be read. */
  facts: ModuleFacts | null;
  read: boolean;
  loaded: boolean;
  /** Steps that leave it. */
  readonly edges: Edge[];
}

/** A module from outside the project that is started or loaded without an import. */
export interface DeclaredRoot {
  readonly module: string;
  readonly file: string;
  readonly line: number;
  readonly kind: 'root' | 'entry-point' | 'dynamic';
}

export interface GraphInput {
  readonly finder: ModuleFinder;
  readonly target: GraphTarget;
  /** The first-party modules that start the search. */
  readonly firstParty: readonly FoundModule[];
  readonly declared: readonly DeclaredRoot[];
  readonly entryPoints: readonly EntryPoint[];
  /** Reads source files; the answer has the same order, null where one could not be read. */
  readonly read: (modules: readonly FoundModule[]) => Promise<readonly (Summary | null)[]>;
}

/** Where the graph cannot see: so long as it is in running code, nothing can be said never to be loaded. */
export interface BlindSpot {
  readonly module: GraphModule;
  /** The function; null for the module's top level. */
  readonly unit: string | null;
  readonly line: number;
  /** A sentence without a full stop. */
  readonly why: string;
}

export interface ModuleGraph {
  readonly modules: readonly GraphModule[];
  readonly roots: readonly Edge[];
  /** Code that could load anything, or could not be read. */
  readonly blindSpots: readonly BlindSpot[];
  /** The module of a name among those loaded or read, null where it is neither. */
  moduleOf(name: ModuleName): GraphModule | null;
}

/** What the rules share while the graph grows. */
export interface Growth {
  readonly input: GraphInput;
  readonly modules: ReadonlyMap<string, GraphModule>;
  /** Words of the project's own files. */
  readonly firstPartyWords: Set<string>;
  /** Packages that a string names, by name. */
  readonly namedPackages: Map<string, GraphModule>;
  /** Facts that wait for another module to be read. */
  readonly deferred: (() => boolean)[];
  /** The node of a name, made if need be but not loaded; null where no such module exists or it is standard. */
  node(name: ModuleName): GraphModule | null;
  /** Loads a module and its parents by a step; gives the node, null where it does not exist. */
  load(from: GraphModule, name: ModuleName, step: Step): GraphModule | null;
  /** Asks for a module's summary without loading it. */
  peek(module: GraphModule): void;
}

export interface Step {
  readonly kind: EdgeKind;
  readonly line: number;
  readonly unit: string | null;
  readonly resolved: boolean;
}

const MAX_MODULES = 40_000;

/** How finely code counts: all functions of a loaded module, or those alone that were activated. */
export interface GrowthOptions {
  readonly granularity: 'module' | 'unit';
}

/** A graph that grows as more functions are found to run. */
export interface ModuleGrowth {
  /** Reads and loads until nothing is left to do; gives the modules loaded since it was last asked. */
  settle(): Promise<readonly GraphModule[]>;
  /**
   * Says that a function may run, by its dotted name in the module (`Class.method`) or the line of its `def` or first
   * decorator: imports, strings and dynamic imports in it then count at the next `settle`. Module-level code and class
   * bodies at module level count as soon as the module is loaded; lambdas and comprehensions with what is around them.
   */
  activate(module: GraphModule, unit: string | number): void;
  /** The graph as it stands. */
  graph(): ModuleGraph;
}

/** Draws the whole graph, with all functions of loaded modules. */
export async function deriveModuleGraph(input: GraphInput): Promise<ModuleGraph> {
  const growth = growModuleGraph(input, { granularity: 'module' });
  await growth.settle();
  return growth.graph();
}

/** Starts a graph. It reads each file once, in batches, so that the reader can use all cores. */
export function growModuleGraph(input: GraphInput, _options: GrowthOptions): ModuleGrowth {
  const modules = new Map<string, GraphModule>();
  const unread: GraphModule[] = [];
  const fresh: GraphModule[] = [];
  const roots: Edge[] = [];
  let changed = false;

  function nodeOf(found: FoundModule): GraphModule {
    const key = keyOf(found);
    const known = modules.get(key);
    if (known !== undefined) return known;
    const firstParty = found.entry?.firstParty ?? found.path.some((portion) => portion.entry.firstParty);
    const module: GraphModule = { found, firstParty, facts: null, read: false, loaded: false, edges: [] };
    modules.set(key, module);
    return module;
  }

  const growth: Growth = {
    input,
    modules,
    firstPartyWords: new Set(),
    namedPackages: new Map(),
    deferred: [],
    node(name) {
      const found = resolveName(input.finder, name);
      return found === null || found.kind === 'standard' ? null : nodeOf(found);
    },
    load(from, name, step) {
      let module: GraphModule | null = null;
      const parts = name.split('.');
      for (let length = 1; length <= parts.length; length += 1) {
        module = growth.node(parts.slice(0, length).join('.') as ModuleName);
        if (module === null) {
          // The rest of a vendored alias may resolve although its beginning does not.
          continue;
        }
        addEdge(from, module, step);
      }
      return module;
    },
    peek: (module) => enqueue(module),
  };

  function enqueue(module: GraphModule): void {
    if (module.read) return;
    module.read = true;
    if (module.found.kind === 'source') unread.push(module);
  }

  function markLoaded(module: GraphModule): void {
    if (module.loaded || modules.size > MAX_MODULES) return;
    module.loaded = true;
    changed = true;
    enqueue(module);
    if (module.facts !== null) fresh.push(module);
  }

  function addEdge(from: GraphModule, to: GraphModule, step: Step): void {
    markLoaded(to);
    if (from === to || from.edges.some((edge) => edge.to === to && edge.resolved === step.resolved)) return;
    from.edges.push({ from, to, declaredIn: null, ...step });
  }

  async function readAll(): Promise<void> {
    while (unread.length > 0) {
      const batch = unread.splice(0);
      const summaries = await input.read(batch.map((module) => module.found));
      for (const [index, module] of batch.entries()) {
        const summary = summaries[index] ?? null;
        if (summary === null) continue;
        module.facts = deriveModuleFacts(summary);
        if (module.firstParty) for (const word of module.facts.words) growth.firstPartyWords.add(word);
        if (module.loaded) fresh.push(module);
      }
      for (const module of fresh.splice(0)) loadImports(growth, module);
      settleDeferred();
    }
  }

  function settleDeferred(): void {
    const waiting = growth.deferred.splice(0);
    for (const check of waiting) if (!check()) growth.deferred.push(check);
  }

  let started = false;
  const reported = new Set<GraphModule>();

  async function start(): Promise<void> {
    for (const found of input.firstParty) {
      const module = nodeOf(found);
      markLoaded(module);
      roots.push({ from: null, to: module, kind: 'root', line: 1, unit: null, declaredIn: null, resolved: true });
    }
    await readAll();
    for (const { module: name, file, line, kind } of input.declared) {
      const parsedName = parseModuleName(name);
      const module = parsedName === null ? null : growth.node(parsedName);
      if (module === null) continue;
      markLoaded(module);
      roots.push({ from: null, to: module, kind, line, unit: null, declaredIn: file, resolved: kind === 'root' });
    }
  }

  // Everything a string can do depends on what is loaded, so the rules run until none of them loads anything more.
  const strings = new Set<GraphModule>();
  async function settle(): Promise<readonly GraphModule[]> {
    if (!started) await start();
    started = true;
    do {
      await readAll();
      changed = false;
      for (const module of modules.values()) {
        if (!module.loaded || module.facts === null || strings.has(module)) continue;
        strings.add(module);
        loadStrings(growth, module);
      }
      if (!changed) loadHandlers(growth);
      if (!changed) loadDynamicImports(growth);
      if (!changed) loadConventions(growth);
      settleDeferred();
    } while (changed || unread.length > 0);
    const loaded = [...modules.values()].filter((module) => module.loaded && !reported.has(module));
    for (const module of loaded) reported.add(module);
    return loaded;
  }

  return {
    settle,
    // So far every function of a loaded module counts.
    activate: () => {},
    graph: () => ({
      modules: [...modules.values()].filter((module) => module.loaded),
      roots,
      blindSpots: [],
      moduleOf: (name) => {
        const found = resolveName(input.finder, name);
        return found === null ? null : (modules.get(keyOf(found)) ?? null);
      },
    }),
  };
}

/** Two names of one file are one module. */
function keyOf(found: FoundModule): string {
  return found.entry === null || found.file === null ? found.name : `${found.entry.tree.root}/${found.file}`;
}

/** Whether a module offers a name itself, not as a submodule: null while it was not read. */
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
  seen.add(module);
  for (const { statement, unit } of module.facts.summary.imports) {
    if (statement.kind !== 'from' || unit !== null || statement.names[0]?.name !== '*') continue;
    const source = absoluteName(module, statement.level, statement.module);
    const target = source === null ? null : growth.node(source);
    if (target !== null && target.facts !== null && bindsName(growth, target, name, seen) === true) return true;
  }
  return false;
}

/** The absolute name that an import in a module means, null beyond the top. */
export function absoluteName(module: GraphModule, level: number, name: string): ModuleName | null {
  if (level === 0) return name === '' ? null : (name as ModuleName);
  let parts = module.found.name.split('.');
  if (!module.found.isPackage) parts = parts.slice(0, -1);
  parts = parts.slice(0, parts.length - (level - 1));
  if (parts.length === 0 || level - 1 > module.found.name.split('.').length) return null;
  const base = parts.join('.') as ModuleName;
  return name === '' ? base : childName(base, name);
}
