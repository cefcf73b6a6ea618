// The names by which compiled code may call what it is handed: those that stand in its bytes.
import { compiledBytes, namesEnding } from '../graph/compiled-text.ts';
import type { GraphModule } from '../graph/module-graph.ts';
import { topOf } from './standard-names.ts';

/** Bytes that are read of the compiled modules of one package; of more, any name may be in them. */
const MAX_BYTES = 40 << 20;

export class CompiledNames {
  readonly #modules: () => readonly GraphModule[];
  readonly #known = new Map<string, { readonly count: number; readonly has: ((name: string) => boolean) | null }>();

  /** `modules`: what is loaded by now. */
  constructor(modules: () => readonly GraphModule[]) {
    this.#modules = modules;
  }

  /** Whether the compiled code of a package may ask for an attribute of that name; true where that cannot be seen. */
  mayAsk(callee: string, name: string): boolean {
    const top = topOf(callee);
    const modules = this.#compiledIn(top);
    let known = this.#known.get(top);
    if (known?.count !== modules.length) {
      known = { count: modules.length, has: namesOf(modules) };
      this.#known.set(top, known);
    }
    return known.has?.(name) ?? true;
  }

  #compiledIn(top: string): readonly GraphModule[] {
    return this.#modules().filter(
      ({ found: { kind, name } }) => kind === 'compiled' && (name === top || name.startsWith(`${top}.`)),
    );
  }
}

function namesOf(modules: readonly GraphModule[]): ((name: string) => boolean) | null {
  if (modules.length === 0) return null;
  const found: ((name: string) => boolean)[] = [];
  let left = MAX_BYTES;
  for (const module of modules) {
    const bytes = compiledBytes(module.found);
    left -= bytes?.length ?? 0;
    const has = bytes === null || left < 0 ? null : namesEnding(bytes);
    if (has === null) return null;
    found.push(has);
  }
  return (name) => found.some((has) => has(name));
}
