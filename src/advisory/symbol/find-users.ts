// Finds the functions of a tree that use a name, by their code; files without the name are not read.
import { readUnits, type SourceTree } from './source-tree.ts';
import type { Unit, Units } from './unit.ts';

/** A function that uses a name. */
export interface NameUser {
  readonly module: string;
  readonly unit: Unit;
}

/** What was read of each tree; a tree is asked for many names. */
const kept = new WeakMap<
  SourceTree,
  { readonly texts: Map<string, Buffer | null>; readonly units: Map<string, Units | null> }
>();

/** The functions whose code matches `pattern`; `name`, and `also` where it is given, must be in the file's text. */
export function findUsers(
  tree: SourceTree,
  name: string,
  pattern: RegExp,
  also: string | null = null,
): readonly NameUser[] {
  const { texts, units } = kept.get(tree) ?? {
    texts: new Map<string, Buffer | null>(),
    units: new Map<string, Units | null>(),
  };
  kept.set(tree, { texts, units });
  const found: NameUser[] = [];
  for (const module of tree.modules.keys()) {
    let text = texts.get(module);
    if (text === undefined) {
      const bytes = tree.read(module);
      text = bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      texts.set(module, text);
    }
    if (text?.includes(name) !== true || (also !== null && !text.includes(also))) continue;
    let read = units.get(module);
    if (read === undefined) {
      read = readUnits(text);
      units.set(module, read);
    }
    for (const unit of read?.units.values() ?? []) {
      if (unit.kind === 'function' && unit.lines.slice(1).some((line) => pattern.test(line)))
        found.push({ module, unit });
    }
  }
  return found;
}
