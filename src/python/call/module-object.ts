// A module as a value: its attributes, and what it offers by star imports or on demand.
import type { GraphModule } from '../graph/module-graph.ts';
import type { Summary } from '../summary/summary.ts';
import type { Site } from './escape.ts';
import { Node } from './node.ts';
import type { Unit } from './unit.ts';
import type { Value } from './value.ts';

/** A module of the program that some code was seen to mention. */
export class ModuleObject {
  readonly id: number;
  readonly name: string;
  readonly graph: GraphModule | null;
  /** Whose code it is; '' for the project's own, null where nobody is known to own it. */
  readonly distribution: string | null;
  readonly firstParty: boolean;
  summary: Summary | null = null;
  /** Its code belongs to an engine whose templates are read: what it looks up by name is what they name. */
  rendersTemplates = false;
  top: Unit | null = null;
  loaded = false;
  /** The submodules of a package that are loaded: what `getattr(package, name)` can give. */
  readonly children = new Node(null, true);
  /** `from __future__ import annotations`. */
  lazyAnnotations = false;
  /** Lines of the functions that import something. */
  readonly importLines = new Set<number>();
  /** Names that its top level binds; null until it is loaded. */
  bound: ReadonlySet<string> | null = null;
  /** Those of them that are bound at one place only. */
  once: ReadonlySet<string> = new Set();
  /** Names bound once, to something that is known where it is bound. */
  readonly constants = new Set<string>();
  /** Those of them that some code took for what they are: what is stored there later is not seen by it. */
  readonly taken = new Set<string>();
  readonly attributes = new Map<string, Node>();
  /** What is made of functions once somebody reads their names. */
  deferred: Map<string, () => void> | null = null;
  /** Modules whose names a star import copies into it. */
  readonly stars: ModuleObject[] = [];
  /** Modules outside of the program that it imports by star. */
  readonly starsOutside: string[] = [];
  /** Names of own submodules that a package imports, and whether that binds the name. */
  readonly selfImports = new Map<string, boolean>();
  /** Names that a package imports from elsewhere: a submodule of such a name stands in for what is not installed. */
  readonly foreignImports = new Set<string>();
  /** Names bound only while types are checked: where each comes from. */
  readonly typeImports = new Map<string, { readonly module: string; readonly name: string }>();
  /** Where computed imports give their modules. */
  readonly dynamicImports: Node[] = [];
  /** Modules that came to full places of its code before it was seen to load them, with those places. */
  turnedAway: { readonly node: Node; readonly value: Value }[] = [];
  /** The modules that it loads by computed names and texts. */
  readonly dynamicModules: ModuleObject[] = [];
  /** Those of them whose code is not read, as values. */
  readonly dynamicUnread: Value[] = [];
  /** Everything that it binds got away. */
  namesGone = false;
  /** Its functions as one value of which nothing more is known: an index into the engine's `rests`, -1 until asked for. */
  anyName = -1;
  /** Attributes that were asked for and that nothing binds yet, with who asked first. */
  readonly missing = new Map<string, Site>();
  #isDictionary = false;
  #dictionaryUses: (() => void)[] = [];

  constructor(id: number, name: string, graph: GraphModule | null, distribution: string | null, firstParty: boolean) {
    this.id = id;
    this.name = name;
    this.graph = graph;
    this.distribution = distribution;
    this.firstParty = firstParty;
  }
  /** Some code takes its `__dict__`, for which the module itself stands as a value. */
  takeDictionary(): void {
    this.#isDictionary = true;
    for (const use of this.#dictionaryUses.splice(0)) use();
  }

  /** What is done with it as with a dict, once its `__dict__` is taken: a module itself has no entries. */
  asDictionary(use: () => void): void {
    if (this.#isDictionary) use();
    else this.#dictionaryUses.push(use);
  }
}
