// The call graph of a program: one fixpoint over everything that runs, from the project's own code on.
import { lazyTables } from '../graph/lazy-name.ts';
import { packageOf } from '../graph/module-facts.ts';
import type { Edge, GraphModule, ModuleGrowth } from '../graph/module-graph.ts';
import type { FoundModule } from '../module/module-finder.ts';
import { parseModuleName } from '../module/module-name.ts';
import type { TemplateSource } from '../template/find-templates.ts';
import type { Tick } from '../tick.ts';
import { loadAttribute } from './attribute.ts';
import { answerByModules } from './by-name.ts';
import { letCallersGo } from './caller-names.ts';
import { compileUnit } from './compile-unit.ts';
import { CompiledNames } from './compiled-names.ts';
import { CompiledUse } from './compiled-use.ts';
import { type Engine, externalValue, type ModuleSource, makeEngine } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { answerFallbacks } from './fallback.ts';
import { addValue, answerDeclared, feedStarved, flow, isOver, letImportedIn, settle, whenever } from './flow.ts';
import { followGenerated, GeneratedState } from './generated.ts';
import { followHandedTexts } from './handed-text.ts';
import { answerHooks } from './hook-load.ts';
import { openImportTargets } from './import-targets.ts';
import { ModuleObject } from './module-object.ts';
import { answerLateImports, answerMissing, attributeNode, loadModule, moduleAttribute } from './module-value.ts';
import type { Operand } from './node.ts';
import { noteImports } from './note-imports.ts';
import { openStart, reach } from './reach.ts';
import { connectTemplates } from './template.ts';
import { isEngineModule } from './template-read.ts';
import { answerTextModules, noteTextModule } from './text-module.ts';
import { addStep, type StepKind, stepAt, type Unit } from './unit.ts';
import { Unread } from './unread.ts';
import { Kind, makeValue } from './value.ts';

export interface CallGraphInput {
  /** The module graph, which goes on growing here: of functions, only the project's own may count in it so far. */
  readonly growth: ModuleGrowth;
  /** The distribution of a module; null where no list names it. */
  ownerOf(module: FoundModule): string | null;
  /** Where execution starts, instead of all first-party code: modules by name. */
  readonly entries?: readonly string[];
  /** The templates that the program may render; absent: none. */
  readonly templates?: TemplateSource;
  /** Reads the code of some distributions, and takes all others for code outside. Absent: reads all. */
  readonly slice?: Slice;
  /** Note calls of names outside of the program. */
  readonly externals?: boolean;
  /** Told how far it is; once the time given is up, what is left is not looked at, and the graph says so. */
  readonly tick?: Tick;
}

/** A part of the program that the calls of are followed. */
export interface Slice {
  /** The distributions that are read. */
  readonly only: ReadonlySet<string>;
  /** Whether the code of the others has a word: what it may ask for of what it is handed. */
  mentions(word: string): boolean;
  /** Whether a distribution imports what a text names, or leaves that to one that it imports. */
  importsByText(distribution: string): boolean;
}

/** A step of the call graph. */
export interface CallStep {
  readonly from: Unit;
  readonly to: Unit;
  readonly line: number;
  readonly kind: StepKind;
  readonly resolved: boolean;
}

export interface CallGraph {
  readonly engine: Engine;
  readonly growth: ModuleGrowth;
  units(): readonly Unit[];
  edges(): Generator<CallStep>;
}

/** Draws the call graph, and the module graph with it: what a function imports counts once it is reached. */
export async function deriveCallGraph(input: CallGraphInput): Promise<CallGraph> {
  const { growth } = input;
  await growth.settle();
  const analysis = makeAnalysis(input, growth);
  const { engine } = analysis;
  const root = engine.outside;
  const { roots } = growth.graph();
  for (const { to, line, resolved, kind, attribute } of roots) {
    if (input.entries !== undefined && !input.entries.includes(to.found.name)) continue;
    const object = analysis.objectOf(to);
    if (object === null) continue;
    const site = { unit: root, line, kind, resolved };
    loadModule(engine, object, site);
    if (attribute === null) continue;
    // What the outside calls by name: a console script's function, an application, that of `--entry`.
    const [first = '', ...others] = attribute.split('.');
    let operand = moduleAttribute(engine, object, first, site);
    for (const name of others) operand = loadAttribute(engine, site, operand, name);
    whenever(engine, operand, (value) => letEscape(engine, value, site));
  }
  const isNarrowed = input.entries !== undefined || (growth.input.narrowed ?? null) !== null;
  const templates = input.templates === undefined ? null : connectTemplates(engine, input.templates, isNarrowed);
  const generated = new GeneratedState();
  for (;;) {
    analysis.followEdges();
    run(engine, analysis);
    await growth.settle();
    if (engine.isCut) break;
    const changed = [analysis.wake(), analysis.followEdges()].includes(true);
    if (changed) continue;
    const rendered = templates?.follow(growth.graph().modules) ?? false;
    if (!followGenerated(engine, generated) && !analysis.useCompiled() && !rendered) break;
  }
  return {
    engine,
    growth,
    units: () => engine.units.filter((unit) => unit.reached && unit.kind !== 'hub'),
    *edges() {
      for (const from of engine.units) {
        for (let index = 0; index < from.steps.length; index += 2) {
          const to = engine.units[from.steps[index] ?? -1];
          if (to !== undefined) yield { from, to, ...stepAt(from, index) };
        }
      }
    },
  };
}

interface Analysis {
  readonly engine: Engine;
  objectOf(module: GraphModule): ModuleObject | null;
  /** Units that wait for the modules that they import. */
  readonly waiting: Unit[];
  activate(unit: Unit): void;
  /** Puts those that waited back to work; false where none did. */
  wake(): boolean;
  /** Loads what strings and computed names load; false where nothing is new. */
  followEdges(): boolean;
  /** Takes what dotted texts name; false where they name nothing new. */
  followDotted(): boolean;
  /** Lets compiled code call what its texts name; false where that is nothing new. */
  useCompiled(): boolean;
}

/** Reads what was reached until nothing new is. */
function run(engine: Engine, analysis: Analysis): void {
  for (;;) {
    settle(engine);
    if (isOver(engine)) return;
    const unit = engine.pending.pop();
    if (unit !== undefined) {
      if (unit.activated) compileUnit(engine, unit);
      else {
        unit.activated = true;
        analysis.activate(unit);
        if (unit.module.importLines.has(unit.line)) analysis.waiting.push(unit);
        else compileUnit(engine, unit);
      }
      continue;
    }
    if (analysis.waiting.length > 0) return;
    const open = engine.openIndexes.splice(0).filter(({ index }) => index.values.length === 0);
    for (const { run: fill } of open) fill();
    const answers = [answerDeclared, answerMissing, answerFallbacks, answerHooks, answerTextModules];
    const changed = answers.map((answer) => answer(engine)).includes(true);
    if (open.length > 0 || changed || engine.queue.length > 0 || engine.pending.length > 0) continue;
    if (!feedStarved(engine) && !answerByModules(engine)) return;
  }
}

function makeAnalysis(input: CallGraphInput, growth: ModuleGrowth): Analysis {
  const modules: ModuleObject[] = [];
  const objects = new Map<GraphModule, ModuleObject>();
  const { finder, target } = growth.input;
  const waiting: Unit[] = [];
  const compiled = new Map<GraphModule, ModuleObject>();
  const followed = new Map<GraphModule, number>();
  const imports = openImportTargets();
  const linked = new Map<ModuleObject, Set<ModuleObject>>();
  const unread = input.slice === undefined ? null : new Unread(input.slice, input.ownerOf, finder);
  let graph = growth.graph();

  function objectOf(module: GraphModule): ModuleObject | null {
    const known = objects.get(module);
    if (known !== undefined) return known;
    if (isOpaque(module.found)) return null;
    // What nobody loads yet is not there yet.
    if (module.found.kind === 'source' && module.facts === null && !module.read) return null;
    const owner = module.firstParty ? '' : input.ownerOf(module.found);
    const object = new ModuleObject(modules.length, module.found.name, module, owner, module.firstParty);
    object.summary = module.facts?.summary ?? null;
    object.rendersTemplates = input.templates !== undefined && isEngineModule(object.name);
    if (object.summary !== null) noteImports(object, object.summary, target);
    modules.push(object);
    objects.set(module, object);
    return object;
  }

  function isOpaque(found: FoundModule): boolean {
    return found.kind === 'standard' || found.kind === 'compiled' || unread?.leavesOut(found) === true;
  }

  function moduleOf(name: string): GraphModule | null {
    const parsed = parseModuleName(name);
    return parsed === null ? null : graph.moduleOf(parsed);
  }

  const source: ModuleSource = {
    find(name) {
      const module = moduleOf(name);
      return module === null ? null : objectOf(module);
    },
    findFrom(from, name) {
      const module = moduleOf(name);
      if (module === null || !module.loaded) return null;
      if (from.graph !== null && from.graph !== module && !imports(from.graph, module)) return null;
      return objectOf(module);
    },
    lazy(module, name) {
      if (module.graph === null) return null;
      let beside: GraphModule | null = null;
      for (const { value, isAlone } of lazyTables(module.graph, graph.moduleOf).get(name) ?? []) {
        const bare = value.replace(/^\.+/, '');
        for (const candidate of isAlone ? [`${module.name}.${bare}`] : [`${module.name}.${bare}`, bare]) {
          const found = moduleOf(candidate);
          if (found?.loaded !== true || found === module.graph) continue;
          if (found.facts?.bound.has(name) || candidate.endsWith(`.${name}`)) return objectOf(found);
          beside ??= found;
        }
      }
      return beside === null ? null : objectOf(beside);
    },
    lazyNames({ graph: own }) {
      return own?.facts?.isLazy === true ? [...lazyTables(own, graph.moduleOf).keys()] : [];
    },
    fails: growth.fails,
    isOutside(name) {
      const parsed = parseModuleName(name);
      const found = parsed === null ? null : finder.find(parsed);
      return found !== null && isOpaque(found);
    },
    native(name) {
      for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
        const parsed = parseModuleName(name.slice(0, dot));
        const module = parsed === null ? null : graph.moduleOf(parsed);
        if (module === null) continue;
        if (module.found.kind !== 'compiled') return null;
        const known =
          compiled.get(module) ?? new ModuleObject(-1, module.found.name, module, input.ownerOf(module.found), false);
        compiled.set(module, known);
        return { module: known, attribute: name.slice(dot + 1) };
      }
      return null;
    },
    related: () => true,
    loaded() {},
    defined(unit) {
      // Every function of the project's own modules may be where a run starts.
      if (input.entries !== undefined || !unit.module.firstParty) return;
      // Narrowed to modules: all functions of those; narrowed to functions: they are called by their roots.
      const { narrowed } = growth.input;
      const { graph: own } = unit.module;
      const isStart = narrowed?.some(({ module, attribute }) => attribute === null && module === own?.found) ?? true;
      if (!isStart) return;
      addStep(engine.outside, unit, unit.line, 'root', true);
      reach(engine, unit);
      openStart(engine, unit);
    },
    definedClass() {},
  };
  const isExpired = (): boolean => (input.tick?.('calls', engine.units.length) ?? null) !== null;
  const names = new CompiledNames(() => graph.modules);
  const engine = makeEngine(source, target, modules, input.externals === true, isExpired, unread, names);

  const compiledUse = new CompiledUse(engine, objectOf);

  return {
    engine,
    objectOf,
    waiting,
    useCompiled: () => compiledUse.useNames(),
    activate(unit) {
      if (unit.module.graph !== null && unit.kind === 'function') growth.activate(unit.module.graph, unit.line);
    },
    wake() {
      graph = growth.graph();
      if (waiting.length === 0) return false;
      engine.pending.push(...waiting.splice(0));
      return true;
    },
    followEdges() {
      graph = growth.graph();
      let changed = false;
      for (const module of graph.modules) {
        const { edges } = module;
        const from = objectOf(module);
        for (let index = followed.get(module) ?? 0; index < edges.length; index++) {
          const edge = edges[index];
          if (edge === undefined || edge.kind === 'load' || from?.loaded !== true) continue;
          const object = objectOf(edge.to);
          if (object === null) {
            changed = noteUnread(from, edge) || changed;
            continue;
          }
          if (from.top === null) continue;
          const kind = edge.kind === 'root' ? 'dynamic' : edge.kind;
          changed ||= !object.loaded;
          loadModule(engine, object, { unit: from.top, line: edge.line, kind, resolved: false });
          if (edge.whole === true) noteTextModule(engine, object, from);
          if (edge.kind === 'string') continue;
          // Also where the module was there already: the code that imports it gets it now.
          changed = true;
          if (edge.attribute !== null) followPlugin(from, object, edge);
          if (edge.lazy === true) continue;
          from.dynamicModules.push(object);
          letImportedIn(engine, from);
          for (const node of from.dynamicImports) addValue(engine, node, makeValue(Kind.module, object.id));
        }
        if (from?.loaded === true) followed.set(module, edges.length);
      }
      for (const [module, copies] of graph.copies) for (const copy of copies) linkCopy(module, copy);
      const { modules: all } = graph;
      const follow = [compiledUse.follow(all), this.followDotted(), followHandedTexts(engine, growth)];
      return [...follow, answerLateImports(engine), letCallersGo(engine, all, objectOf), changed].includes(true);
    },
    followDotted() {
      let found = false;
      const { dotted } = engine;
      let kept = 0;
      for (const each of dotted) {
        if (followText(each.unit, each.line, each.text) || followBeside(each.unit, each.line, each.text)) found = true;
        // What names no module yet may name one once more is loaded.
        else dotted[kept++] = each;
      }
      dotted.length = kept;
      return found;
    },
  };

  /** What is not read is one of the modules that a computed name may mean, too. */
  function noteUnread(from: ModuleObject, { kind, to }: Edge): boolean {
    if (kind === 'string' || unread?.leavesOut(to.found) !== true) return false;
    const value = externalValue(engine, to.found.name);
    from.dynamicUnread.push(value);
    for (const node of from.dynamicImports) addValue(engine, node, value);
    return true;
  }

  /** What is imported from a module may be that of its copy. */
  function linkCopy(module: GraphModule, copy: GraphModule): void {
    const to = objectOf(module);
    const from = objectOf(copy);
    if (to?.loaded !== true || from?.loaded !== true || linked.get(to)?.has(from)) return;
    linked.set(to, (linked.get(to) ?? new Set()).add(from));
    const site: Site = { unit: to.top ?? engine.outside, line: 1, kind: 'dynamic', resolved: false };
    for (const name of from.bound ?? []) {
      const operand = moduleAttribute(engine, from, name, site);
      flow(engine, operand, attributeNode(engine, to, name));
      if (to.taken.has(name)) whenever(engine, operand, (value) => letEscape(engine, value, site));
    }
  }

  /** What an entry point names is called by who loads it. */
  function followPlugin(from: ModuleObject, object: ModuleObject, edge: Edge): void {
    const site = { unit: from.top ?? engine.outside, line: edge.line, kind: 'dynamic', resolved: false } as const;
    const operand = attributeOf(object, edge.attribute ?? '', site);
    whenever(engine, operand, (value) => letEscape(engine, value, site));
  }

  function attributeOf(object: ModuleObject, attribute: string, site: Site): Operand {
    const [first = '', ...others] = attribute.split('.');
    let operand = moduleAttribute(engine, object, first, site);
    for (const name of others) operand = loadAttribute(engine, site, operand, name);
    return operand;
  }

  /** As `followText`, of a name that is meant beside the module that the text stands in. */
  function followBeside(unit: Unit, line: number, text: string): boolean {
    const { graph: own } = unit.module;
    const folder = own === null ? '' : packageOf(own.found.name, own.found.isPackage);
    const [first = ''] = text.split(/[.:]/, 1);
    return folder !== '' && moduleOf(`${folder}.${first}`) !== null && followText(unit, line, `${folder}.${text}`);
  }

  /** Lets go what a dotted text names; false where it names nothing that is loaded. */
  function followText(unit: Unit, line: number, text: string): boolean {
    const parts = text.split(/[.:]/);
    for (let length = parts.length - 1; length > 0; length--) {
      const module = moduleOf(parts.slice(0, length).join('.'));
      if (module === null) continue;
      const object = module.loaded ? objectOf(module) : null;
      if (object?.loaded !== true) return false;
      const site = { unit, line, kind: 'string', resolved: false } as const;
      let operand = moduleAttribute(engine, object, parts[length] ?? '', site);
      for (const name of parts.slice(length + 1)) operand = loadAttribute(engine, site, operand, name);
      whenever(engine, operand, (value) => letEscape(engine, value, site));
      return true;
    }
    return false;
  }
}
