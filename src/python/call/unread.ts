// Code of the program that one run leaves out: what it may ask of what it is handed is known by its words alone.
import type { GraphModule } from '../graph/module-graph.ts';
import type { FoundModule, ModuleFinder } from '../module/module-finder.ts';
import { type ModuleName, parseModuleName } from '../module/module-name.ts';

/** The distributions that are left out, and the words in their code. */
export class Unread {
  readonly #only: ReadonlySet<string>;
  readonly #ownerOf: (module: FoundModule) => string | null;
  readonly #finder: ModuleFinder;
  readonly #words = new Set<string>();
  readonly #noted = new Set<GraphModule>();
  readonly #waiting: (() => void)[] = [];
  readonly #tops = new Map<ModuleName, boolean>();

  /** `only`: the distributions that are read. */
  constructor(only: ReadonlySet<string>, ownerOf: (module: FoundModule) => string | null, finder: ModuleFinder) {
    this.#only = only;
    this.#ownerOf = ownerOf;
    this.#finder = finder;
  }

  /** Whether a module belongs to a distribution that is left out. */
  leavesOut(module: FoundModule): boolean {
    const owner = this.#ownerOf(module);
    return owner !== null && !this.#only.has(owner);
  }

  /** Whether a dotted name begins with a package or module in Python that is left out. */
  holds(name: string): boolean {
    const top = name.startsWith('<') ? null : parseModuleName(name.split('.', 1)[0] ?? '');
    if (top === null) return false;
    let known = this.#tops.get(top);
    if (known === undefined) {
      const found = this.#finder.find(top);
      known = found !== null && found.kind !== 'standard' && found.kind !== 'compiled' && this.leavesOut(found);
      this.#tops.set(top, known);
    }
    return known;
  }

  /** Whether the code may ask for an attribute of that name. */
  mentions(name: string): boolean {
    return this.#words.has(name);
  }

  /** Runs something now, and again whenever there are more words. */
  withWords(run: () => void): void {
    this.#waiting.push(run);
    run();
  }

  /** Takes the words of modules that are loaded and left out. */
  note(modules: readonly GraphModule[]): void {
    let isMore = false;
    for (const module of modules) {
      if (module.facts === null || this.#noted.has(module) || module.firstParty || !this.leavesOut(module.found))
        continue;
      this.#noted.add(module);
      for (const word of module.facts.summary.strings) this.#words.add(word);
      isMore = true;
    }
    if (!isMore) return;
    for (let index = 0; index < this.#waiting.length; index++) this.#waiting[index]?.();
  }
}
