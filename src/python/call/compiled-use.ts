// Python that compiled code uses: the modules it imports run, and what of them stands in its texts may be called.
import { compiledBytes, wordsIn } from '../graph/compiled-text.ts';
import type { GraphModule } from '../graph/module-graph.ts';
import { isAbstract } from './abstract.ts';
import type { ClassObject } from './class-object.ts';
import type { Engine } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { whenever } from './flow.ts';
import { holdMade } from './held.ts';
import { runOverride } from './live-class.ts';
import type { ModuleObject } from './module-object.ts';
import { loadModule, moduleAttribute } from './module-value.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** Bytes of compiled modules that are searched in all. */
const MAX_BYTES = 200 << 20;
const NAME = /^[A-Za-z_]\w*$/;

/** Who loads a compiled module. */
interface Importer {
  readonly unit: Unit;
  readonly line: number;
}

export class CompiledUse {
  readonly #engine: Engine;
  readonly #objectOf: (module: GraphModule) => ModuleObject | null;
  readonly #importers = new Map<GraphModule, Importer>();
  /** How many edges of a module were looked at. */
  readonly #seen = new Map<GraphModule, number>();
  /** The modules that a compiled one loads. */
  readonly #targets = new Map<GraphModule, Set<ModuleObject>>();
  /** The modules whose names a compiled module's texts were searched for. */
  readonly #searched = new Map<GraphModule, ReadonlySet<ModuleObject>>();
  #left = MAX_BYTES;

  constructor(engine: Engine, objectOf: (module: GraphModule) => ModuleObject | null) {
    this.#engine = engine;
    this.#objectOf = objectOf;
  }

  /** Runs what compiled modules load by what is new in the module graph; false where nothing is. */
  follow(modules: readonly GraphModule[]): boolean {
    for (const module of modules) this.#noteImports(module);
    let changed = false;
    // What a compiled module imports may be compiled too: the map grows while it is gone through.
    for (const [module, importer] of this.#importers) if (this.#load(module, importer)) changed = true;
    return changed;
  }

  /** Lets compiled code that is called use what its texts name of its package's loaded modules; false where none is new. */
  useNames(): boolean {
    let changed = false;
    for (const [{ graph }, hub] of this.#engine.compiled) {
      if (graph !== null && this.#search(graph, hub)) changed = true;
    }
    return changed;
  }

  #noteImports(module: GraphModule): void {
    const { edges } = module;
    const seen = this.#seen.get(module) ?? 0;
    if (seen === edges.length || module.found.kind === 'compiled') return;
    const from = this.#objectOf(module);
    if (from?.loaded !== true || from.top === null) return;
    for (let index = seen; index < edges.length; index++) {
      const edge = edges[index];
      if (edge?.to.found.kind !== 'compiled' || this.#importers.has(edge.to)) continue;
      this.#importers.set(edge.to, { unit: from.top, line: edge.line });
    }
    this.#seen.set(module, edges.length);
  }

  #load(module: GraphModule, importer: Importer): boolean {
    const targets = this.#targets.get(module) ?? new Set();
    const before = targets.size;
    for (const { to } of module.edges) {
      if (to.found.kind === 'compiled') {
        if (!this.#importers.has(to)) this.#importers.set(to, importer);
        continue;
      }
      const object = this.#objectOf(to);
      if (object === null || targets.has(object)) continue;
      loadModule(this.#engine, object, { ...importer, kind: 'string', resolved: false });
      targets.add(object);
    }
    this.#targets.set(module, targets);
    return targets.size > before;
  }

  /** A function of a compiled module is called: functions and classes that its texts name may be. */
  #search(module: GraphModule, hub: Unit): boolean {
    const top = module.found.name.split('.', 1)[0] ?? '';
    const searched = this.#searched.get(module) ?? new Set();
    const targets = this.#engine.modules.filter(
      (each) => each.loaded && each.name.startsWith(`${top}.`) && !searched.has(each),
    );
    if (targets.length === 0) return false;
    this.#searched.set(module, new Set([...searched, ...targets]));
    const bytes = this.#left <= 0 ? null : compiledBytes(module.found);
    if (bytes === null) return false;
    this.#left -= bytes.length;
    const words = targets.flatMap(({ summary }) => (summary?.strings ?? []).filter((text) => NAME.test(text)));
    const imported = wordsIn(bytes, [...targets.map(({ name }) => name), ...words]);
    const site: Site = { unit: hub, line: 1, kind: 'callback', resolved: false };
    for (const target of targets) {
      if (!imported.has(target.name)) continue;
      for (const name of target.bound ?? []) {
        if (!imported.has(name)) continue;
        const operand = moduleAttribute(this.#engine, target, name, site);
        whenever(this.#engine, operand, (value) => this.#use(value, imported, module, site));
      }
    }
    return true;
  }

  #use(value: Value, names: ReadonlySet<string>, { found }: GraphModule, site: Site): void {
    const engine = this.#engine;
    const kind = kindOf(value);
    if (kind !== Kind.function && kind !== Kind.class && kind !== Kind.decorated) return;
    const type = kind === Kind.class ? engine.classes[indexOf(value)] : undefined;
    if (type !== undefined && hasAbstract(engine, type)) return;
    letEscape(engine, value, site);
    if (type === undefined) return;
    holdMade(engine, found.name.split('.', 1)[0] ?? '', type);
    for (const { members } of type.order) {
      for (const [name, node] of members) {
        if (names.has(name) && !name.startsWith('__')) runOverride(engine, name, node, site);
      }
    }
  }
}

/** Whether a class has abstract methods of its own: nobody makes instances of it, compiled code only registers with it. */
function hasAbstract(engine: Engine, { members }: ClassObject): boolean {
  return [...members.values()].some(({ values }) => values.some((value) => isAbstract(engine, value)));
}
