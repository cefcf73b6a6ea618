// Grows a module graph: reads what is asked for and runs the rules until none of them loads anything more.
import type { FoundModule } from '../module/module-finder.ts';
import { type ModuleName, parseModuleName } from '../module/module-name.ts';
import { makeActivations } from './activations.ts';
import { makeCompiledRule } from './compiled-edge.ts';
import { makeConventions } from './convention.ts';
import { makeDynamicImports } from './dynamic-import.ts';
import { makeEdgeIndex } from './edge-index.ts';
import { makeEntryPointRule } from './entry-point-edge.ts';
import { expectedImports } from './expected-import.ts';
import { makeFailingImports } from './failing-import.ts';
import { makeImportRule } from './import-edge.ts';
import { deriveModuleFacts } from './module-facts.ts';
import type {
  Activation,
  BlindSpot,
  Edge,
  GraphInput,
  GraphModule,
  Growth,
  GrowthOptions,
  ModuleGraph,
  ModuleGrowth,
  NamedPackage,
  Step,
} from './module-graph.ts';
import { makeNamePrefixRule } from './name-prefix.ts';
import { makeSettingsRule } from './settings-edge.ts';
import { makeStringRule } from './string-edge.ts';
import type { Unit } from './unit.ts';
import { appendedFolders, copiesOf, insertsFirst, resolveName } from './vendoring.ts';

/** Past this many modules nothing more is loaded. */
const MAX_MODULES = 40_000;
/** Expressions evaluated in all: eighty times what a project of 3,000 modules takes. */
const MAX_EVALUATIONS = 5_000_000;
/** Imports that lead nowhere, kept until a folder appended to the path may hold what they name. */
const MAX_MISSING = 50_000;

/** Starts a graph. It reads each file once, in batches, so that the reader can use all cores. */
export function growModuleGraph(input: GraphInput, options: GrowthOptions): ModuleGrowth {
  let over = false;
  const modules = new Map<string, GraphModule>();
  const roots: Edge[] = [];
  const firstPartyWords = new Set<string>(input.words);
  const namedPackages: NamedPackage[] = [];
  let ownImports: ReadonlySet<string> | null = null;
  const namedKeys = new Set<string>();
  const asked = new Set<GraphModule>();
  const unread: GraphModule[] = [];
  const active = makeActivations(options.width);
  const unreadable: BlindSpot[] = [];
  const fresh: GraphModule[] = [];
  const opaque: GraphModule[] = [];
  /** Packages whose folders loaded code appends to `sys.path`. */
  const appended = new Set<ModuleName>();
  /** Those of them that may come before what is installed, and what they hold under the same names as that. */
  const inserted = new Set<ModuleName>();
  const copies = new Map<GraphModule, GraphModule[]>();
  const edges = makeEdgeIndex();
  const missing: { readonly from: GraphModule; readonly name: ModuleName; readonly step: Step }[] = [];
  let started = false;
  let tooMany: GraphModule | null = null;
  let changed = false;
  let imported = 0;

  function nodeOf(found: FoundModule): GraphModule {
    const key = keyOf(found);
    const known = modules.get(key);
    if (known !== undefined) return known;
    const firstParty = found.entry?.firstParty ?? found.path.some((portion) => portion.entry.firstParty);
    const module: GraphModule = {
      found,
      firstParty,
      facts: null,
      read: false,
      loaded: false,
      isMain: false,
      edges: [],
    };
    modules.set(key, module);
    return module;
  }

  const growth: Growth = {
    input,
    modules,
    firstPartyWords,
    namedPackages,
    firstPartyImports,
    budget: { left: MAX_EVALUATIONS, onlySeen: false },
    deferred: [],
    node(name) {
      const found = resolveName(input.finder, name, appended);
      return found === null || found.kind === 'standard' ? null : nodeOf(found);
    },
    load(from, name, step) {
      let module: GraphModule | null = null;
      const above = step.whole === true ? partly(step) : step;
      // A parent that is not there is passed over: the rest of a vendored alias may resolve all the same.
      for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
        const parent = growth.node(name.slice(0, dot) as ModuleName);
        if (parent !== null) addEdge(from, parent, above);
      }
      module = growth.node(name);
      loadCopies(from, name, step);
      if (module !== null) addEdge(from, module, step);
      else if (step.resolved && missing.length < MAX_MISSING) missing.push({ from, name, step });
      return module;
    },
    runAsMain(module) {
      const main = module.found.isPackage ? growth.node(`${module.found.name}.__main__` as ModuleName) : module;
      if (main === null) return;
      if (main !== module) addEdgeOf(module, main);
      if (main.isMain) return;
      main.isMain = true;
      if (main.facts === null || main.firstParty) return;
      // What was derived of it took the block for dead code.
      active.renew(main, deriveModuleFacts(main.facts.summary, input.target, false));
      enterPath(main);
    },
    nameAsString(name, module) {
      if (!growth.node(name)?.found.isPackage) return;
      const by = module.firstParty ? null : (module.found.name.split('.', 1)[0] ?? '');
      const key = `${name} ${by ?? ''}`;
      if (namedKeys.has(key)) return;
      namedKeys.add(key);
      namedPackages.push({ name, by });
      changed = true;
    },
    peek(module) {
      ask(module);
      return module.facts === null && !module.read && module.found.kind === 'source';
    },
    callsOf: (callee) => active.calls.sitesOf(callee),
    subclassFiles: (module, className) => active.subclasses.filesOf(module, className),
  };

  function ask(module: GraphModule): void {
    if (asked.has(module)) return;
    asked.add(module);
    if (module.found.kind === 'source') unread.push(module);
    else module.read = true;
  }

  function markLoaded(module: GraphModule): void {
    if (module.loaded) return;
    if (modules.size > MAX_MODULES) {
      tooMany ??= module;
      return;
    }
    module.loaded = true;
    changed = true;
    fresh.push(module);
    if (module.found.kind === 'compiled') opaque.push(module);
    ask(module);
    enter(module);
  }

  /** Which of two modules of one name is found depends on when the path was changed: both count. */
  function loadCopies(from: GraphModule, name: ModuleName, step: Step): void {
    if (inserted.size === 0) return;
    for (const { name: part, copy } of copiesOf(input.finder, name, inserted)) {
      const module = growth.node(part);
      const other = nodeOf(copy);
      if (module === null || module === other || from === module) continue;
      addEdge(from, other, { kind: 'dynamic', line: step.line, unit: step.unit, resolved: false });
      const known = copies.get(module);
      if (known === undefined) copies.set(module, [other]);
      else if (!known.includes(other)) known.push(other);
    }
  }

  /** A folder goes first on the path: what was found under other folders may be found there. */
  function insertFolder(folder: ModuleName): void {
    if (inserted.has(folder)) return;
    inserted.add(folder);
    for (const module of [...modules.values()]) {
      for (const edge of [...module.edges]) loadCopies(module, edge.to.found.name, edge);
    }
  }

  /** The code of a loaded module that was read begins to count. */
  function enter(module: GraphModule): void {
    if (!module.loaded || module.facts === null) return;
    active.enter(module);
    enterPath(module);
  }

  /** What its code does to the path counts too. */
  function enterPath({ found, facts }: GraphModule): void {
    if (facts === null) return;
    const before = appended.size;
    for (const folder of appendedFolders(input.finder, found, facts)) {
      appended.add(folder);
      if (insertsFirst(facts)) insertFolder(folder);
    }
    // What could not be found may be there now.
    if (appended.size > before) for (const { from, name, step } of missing.splice(0)) growth.load(from, name, step);
  }

  /** A package that is started as a program loads its `__main__`. */
  function addEdgeOf(module: GraphModule, main: GraphModule): void {
    addEdge(module, main, { kind: 'dynamic', line: 1, unit: null, resolved: false });
  }

  function addEdge(from: GraphModule, to: GraphModule, step: Step): void {
    markLoaded(to);
    if (from !== to) edges.add({ from, to, declaredIn: null, ...step, attribute: step.attribute ?? null });
  }

  async function readAll(): Promise<void> {
    while (!isOver() && (unread.length > 0 || imported < active.list.length)) {
      const batch = unread.splice(0);
      const summaries = batch.length === 0 ? [] : await input.read(batch.map((module) => module.found));
      // What was not read in time is not to be called unreadable.
      if (isOver()) return;
      for (const [index, module] of batch.entries()) {
        module.read = true;
        const summary = summaries[index] ?? null;
        if (summary === null) {
          unreadable.push(unseen(module, 1, 'the file could not be read'));
          continue;
        }
        for (const { line, message } of summary.faults.slice(0, 1)) {
          unreadable.push(unseen(module, line, `not all could be parsed: ${message}`));
        }
        module.facts = deriveModuleFacts(summary, input.target, !module.firstParty && !module.isMain);
        if (module.firstParty) {
          for (const word of module.facts.words) firstPartyWords.add(word);
          for (const text of summary.strings) if (text.length < 100) firstPartyWords.add(text);
        }
        input.expect?.(expectedImports(input.finder, input.target, module));
        enter(module);
      }
      settleDeferred();
      for (; imported < active.list.length; imported += 1) {
        const activation = active.list[imported];
        if (isOver()) return;
        if (activation !== undefined) imports.follow(activation);
      }
      settleDeferred();
    }
  }

  /** Whether the time is up; then the graph stays as it is. */
  function isOver(): boolean {
    over ||= (options.tick?.('modules', modules.size) ?? null) !== null;
    return over;
  }

  function settleDeferred(): void {
    const waiting = growth.deferred.splice(0);
    for (const check of waiting) if (!check()) growth.deferred.push(check);
  }

  async function start(): Promise<void> {
    for (const found of new Set(input.firstParty)) {
      const module = nodeOf(found);
      markLoaded(module);
      const narrowed = input.narrowed?.filter((entry) => entry.module === found) ?? [];
      for (const { attribute } of narrowed.length === 0 ? [{ attribute: null }] : narrowed) {
        const edge = { from: null, to: module, kind: 'root', line: 1, unit: null, declaredIn: null } as const;
        roots.push({ ...edge, attribute, resolved: true });
      }
    }
    await readAll();
    const imported = firstPartyImports();
    for (const { module: name, attribute, isMain, file, line, kind, unless } of input.declared) {
      if (unless?.some((top) => imported.has(top))) continue;
      const parsedName = parseModuleName(name);
      const module = parsedName === null ? null : growth.node(parsedName);
      if (module === null) continue;
      markLoaded(module);
      if (isMain) growth.runAsMain(module);
      const edge = { from: null, to: module, kind, line, unit: null, declaredIn: file, attribute };
      roots.push({ ...edge, resolved: kind === 'root' });
    }
  }

  function firstPartyImports(): ReadonlySet<string> {
    if (ownImports !== null) return ownImports;
    const names = new Set<string>();
    for (const { facts, firstParty } of modules.values()) {
      if (!firstParty || facts === null) continue;
      for (const { statement } of facts.summary.imports) {
        if (statement.kind === 'from') {
          if (statement.level === 0) names.add(statement.module.split('.')[0] ?? '');
        } else for (const { name } of statement.names) names.add(name.split('.')[0] ?? '');
      }
    }
    ownImports = names;
    return names;
  }

  const failing = makeFailingImports(growth);
  const imports = makeImportRule(growth, failing);
  const strings = makeStringRule(growth);
  const settings = makeSettingsRule(growth);
  const dynamic = makeDynamicImports(growth, settings.modules);
  const entryPoints = makeEntryPointRule(growth);
  const namePrefixes = makeNamePrefixRule(growth);
  const conventions = makeConventions(growth);
  const compiled = makeCompiledRule(growth);
  let noticed = 0;

  /** Everything a string can do depends on what is loaded, so the rules run until none of them loads anything more. */
  async function settle(): Promise<readonly GraphModule[]> {
    if (!started) await start();
    started = true;
    do {
      await readAll();
      changed = false;
      for (; noticed < active.list.length; noticed += 1) {
        const activation = active.list[noticed];
        if (activation === undefined || isOver()) break;
        strings.follow(activation);
        settings.notice(activation);
        dynamic.notice(activation);
        entryPoints.notice(activation);
        namePrefixes.notice(activation);
      }
      settleDeferred();
      for (const module of opaque.splice(0)) compiled.follow(module);
      // The cheaper and more certain rules first: what they load spares work to the others.
      if (!pending()) imports.handlers();
      if (!pending()) dynamic.follow();
      if (!pending()) entryPoints.follow();
      if (!pending()) namePrefixes.follow();
      if (!pending()) conventions.follow();
      settleDeferred();
    } while (!isOver() && pending());
    return fresh.splice(0);
  }

  function pending(): boolean {
    return (
      changed || opaque.length > 0 || unread.length > 0 || imported < active.list.length || noticed < active.list.length
    );
  }

  /** What was given up because there was too much of it. */
  function limits(): readonly BlindSpot[] {
    const [first] = modules.values();
    return [
      ...(tooMany === null ? [] : [unseen(tooMany, 1, `more than ${MAX_MODULES} modules would be loaded`)]),
      ...(growth.budget.left >= 0 || first === undefined
        ? []
        : [unseen(first, 1, 'computed imports take too long to follow')]),
    ];
  }

  function graph(): ModuleGraph {
    return {
      modules: [...modules.values()].filter((module) => module.loaded),
      roots,
      get blindSpots() {
        return [...unreadable.filter(({ module }) => module.loaded), ...dynamic.blindSpots(), ...limits()];
      },
      copies,
      moduleOf: (name) => {
        const found = resolveName(input.finder, name, appended);
        return found === null ? null : (modules.get(keyOf(found)) ?? null);
      },
    };
  }

  return {
    input,
    settle,
    activate: active.activate,
    loadNamed(from, name, line) {
      growth.load(from, name, { kind: 'string', line, unit: null, resolved: false });
    },
    fails: failing.fails,
    widen: (to) => active.widen(modules.values(), to),
    graph,
  };
}

/** Code that could not be read, or was not. */
function unseen(module: GraphModule, line: number, why: string): BlindSpot {
  return { module, unit: null, line, why, hides: 'anything', prefix: null };
}

/** What a step to a module is for the packages above it: none of these is named itself. */
function partly({ whole: _, ...step }: Step): Step {
  return step;
}

/** Two names of one file are one module. */
function keyOf(found: FoundModule): string {
  return found.entry === null || found.file === null ? found.name : `${found.entry.tree.root}/${found.file}`;
}

/** The functions that an activation is about. */
export function unitsOf({ facts, unit }: Activation): readonly Unit[] {
  return unit === null ? facts.allUnits() : [unit];
}
