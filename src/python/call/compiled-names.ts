// The names by which compiled code may call what it is handed: those that stand in its bytes.
import { compiledBytes, namesEnding } from '../graph/compiled-text.ts';
import type { GraphModule } from '../graph/module-graph.ts';
import { topOf } from './standard-names.ts';

/** Bytes that are read of the compiled modules of one package; of more, any name may be in them. */
const MAX_BYTES = 40 << 20;

/** The compiled modules of one package, and how to ask those that were read so far. */
interface Package {
  readonly modules: GraphModule[];
  /** One for each module that was read; null: any name may be in one. */
  asked: ((name: string) => boolean)[] | null;
  left: number;
}

export class CompiledNames {
  readonly #modules: () => readonly GraphModule[];
  readonly #packages = new Map<string, Package>();
  readonly #seen = new Set<GraphModule>();
  #count = 0;

  /** `modules`: what is loaded by now. */
  constructor(modules: () => readonly GraphModule[]) {
    this.#modules = modules;
  }

  /** Whether the compiled code of a package may ask for an attribute of that name; true where that cannot be seen. */
  mayAsk(callee: string, name: string): boolean {
    this.#note(this.#modules());
    const of = this.#packages.get(topOf(callee));
    return of === undefined || (namesOf(of)?.some((has) => has(name)) ?? true);
  }

  /** Lists the compiled modules that are new. */
  #note(modules: readonly GraphModule[]): void {
    if (modules.length === this.#count) return;
    this.#count = modules.length;
    for (const module of modules) {
      if (module.found.kind !== 'compiled' || this.#seen.has(module)) continue;
      this.#seen.add(module);
      const name = module.found.name.split('.', 1)[0] ?? '';
      const known = this.#packages.get(name);
      if (known === undefined) this.#packages.set(name, { modules: [module], asked: [], left: MAX_BYTES });
      else known.modules.push(module);
    }
  }
}

/** Reads those modules of a package that were not read yet. */
function namesOf(of: Package): Package['asked'] {
  while (of.asked !== null && of.asked.length < of.modules.length) {
    const module = of.modules[of.asked.length];
    const bytes = module === undefined ? null : compiledBytes(module.found);
    of.left -= bytes?.length ?? 0;
    const has = bytes === null || of.left < 0 ? null : namesEnding(bytes);
    if (has === null) of.asked = null;
    else of.asked.push(has);
  }
  return of.asked;
}
