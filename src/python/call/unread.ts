// Code of the program that one run leaves out: what it may ask of what it is handed is known by its words alone.
import type { FoundModule, ModuleFinder } from '../module/module-finder.ts';
import { parseModuleName } from '../module/module-name.ts';
import type { Slice } from './call-graph.ts';
import type { Engine } from './engine.ts';
import { isStandard, mayOverride, mayUse, topOf } from './standard-names.ts';

/** The distributions that are left out, and the words in their code. */
export class Unread {
  readonly #slice: Slice;
  readonly #ownerOf: (module: FoundModule) => string | null;
  readonly #finder: ModuleFinder;
  /** By dotted name: it is asked of whatever code outside is called or read. */
  readonly #held = new Map<string, boolean>();
  readonly #mentioned = new Map<string, boolean>();

  constructor(slice: Slice, ownerOf: (module: FoundModule) => string | null, finder: ModuleFinder) {
    this.#slice = slice;
    this.#ownerOf = ownerOf;
    this.#finder = finder;
  }

  /** Whether a module belongs to a distribution that is left out. */
  leavesOut(module: FoundModule): boolean {
    const owner = this.#ownerOf(module);
    return owner !== null && !this.#slice.only.has(owner);
  }

  /** Whether a module exists and is left out. */
  has(name: string): boolean {
    const parsed = parseModuleName(name);
    const found = parsed === null ? null : this.#finder.find(parsed);
    return found !== null && found.kind !== 'standard' && this.leavesOut(found);
  }

  /** Whether a dotted name begins with a package or module in Python that is left out. */
  holds(name: string): boolean {
    let known = this.#held.get(name);
    if (known === undefined) {
      const found = this.#topOf(name);
      known = found !== null && found.kind !== 'standard' && found.kind !== 'compiled' && this.leavesOut(found);
      this.#held.set(name, known);
    }
    return known;
  }

  /** Whether what a dotted name begins with may import what a text names. */
  importsByText(name: string): boolean {
    const found = this.#topOf(name);
    const owner = found === null ? null : this.#ownerOf(found);
    return owner === null || this.#slice.importsByText(owner);
  }

  /** The top-level module that a dotted name begins with. */
  #topOf(name: string): FoundModule | null {
    const top = parseModuleName(name.split('.', 1)[0] ?? '');
    return top === null ? null : this.#finder.find(top);
  }

  /** Whether the code may ask for an attribute of that name. */
  mentions(name: string): boolean {
    let known = this.#mentioned.get(name);
    if (known === undefined) {
      known = this.#slice.mentions(name);
      this.#mentioned.set(name, known);
    }
    return known;
  }
}

/** Whether code outside may ask for an attribute of what it is handed; `isBase`: of what derives from a class of its own. */
export function mayAsk(engine: Engine, callee: string, name: string, isBase: boolean): boolean {
  if (engine.unread?.holds(callee)) return engine.unread.mentions(name);
  if (!isStandard(topOf(callee)) && !callee.startsWith('<')) return engine.compiledNames.mayAsk(callee, name);
  return (isBase ? mayOverride : mayUse)(callee, name);
}
