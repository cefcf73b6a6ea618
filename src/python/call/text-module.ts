// Modules that texts name: what code imports by a name that is not followed may be one of them.
import { type Engine, externalValue, textId, textOf } from './engine.ts';
import type { Site } from './escape.ts';
import { addValue, flow } from './flow.ts';
import type { ModuleObject } from './module-object.ts';
import { moduleAttribute } from './module-value.ts';
import { Node } from './node.ts';
import { indexOf, Kind, kindOf, makeValue, type Value } from './value.ts';

/** What an import by a name that is not followed gives. */
const ANY_MODULE = '<**PyModule**>';

const NAME = /^[A-Za-z]\w*$/;

/** What code of one distribution reads from such a module. */
interface ModuleLoad {
  readonly site: Site;
  readonly distribution: string | null;
  readonly name: string;
  readonly result: Node;
  /** The modules that it was read from. */
  readonly done: Set<ModuleObject>;
}

/** Modules that some text names, and what is read from those of which only that is known. */
export class TextModules {
  /** With the distributions whose code names them; '' for the project. */
  readonly named = new Map<ModuleObject, Set<string | null>>();
  readonly loads = new Map<string, ModuleLoad>();
  /** Something was added that was not answered yet. */
  isNew = false;
}

/** Some module, of which nothing is known but that texts name it. */
export function anyModule(engine: Engine): Value {
  return externalValue(engine, ANY_MODULE);
}

/** Whether a value stands for some module. */
export function isAnyModule(engine: Engine, value: Value): boolean {
  return kindOf(value) === Kind.external && textOf(engine, indexOf(value)) === ANY_MODULE;
}

/** Notes that a text in the code of one module names another. */
export function noteTextModule({ textModules }: Engine, module: ModuleObject, by: ModuleObject): void {
  if (module.firstParty) return;
  const known = textModules.named.get(module) ?? new Set();
  textModules.named.set(module, known.add(by.distribution));
  textModules.isNew = true;
}

/** What some module of which only that is known has under a name; more may come. */
export function loadFromAnyModule(engine: Engine, site: Site, name: string): Node {
  const { result } = loadOf(engine, site, name);
  addValue(engine, result, makeValue(Kind.named, textId(engine, name)));
  return result;
}

/** Under a name that is not followed: what such a module has of the names that the file spells which asks. */
export function loadSpelled(engine: Engine, site: Site, result: Node): void {
  for (const text of site.unit.module.graph?.facts?.summary.strings ?? []) {
    if (NAME.test(text)) flow(engine, loadOf(engine, site, text).result, result);
  }
}

function loadOf(engine: Engine, site: Site, name: string): ModuleLoad {
  const { textModules } = engine;
  const { loads } = textModules;
  const { distribution } = site.unit.module;
  const key = `${distribution} ${name}`;
  let load = loads.get(key);
  if (load === undefined) {
    const asked: Site = { ...site, kind: 'dynamic', resolved: false };
    load = { site: asked, distribution, name, result: new Node(site.unit), done: new Set() };
    loads.set(key, load);
    textModules.isNew = true;
  }
  return load;
}

/** After all is settled: reads from modules that texts of the project, or of the asking distribution, name. */
export function answerTextModules(engine: Engine): boolean {
  const { textModules } = engine;
  const { named, loads } = textModules;
  if (!textModules.isNew) return false;
  textModules.isNew = false;
  let changed = false;
  for (const { site, distribution, name, result, done } of loads.values()) {
    for (const [module, by] of named) {
      if (done.has(module) || !(by.has('') || by.has(distribution)) || module.bound?.has(name) !== true) continue;
      done.add(module);
      changed = true;
      flow(engine, moduleAttribute(engine, module, name, site), result);
    }
  }
  return changed;
}
