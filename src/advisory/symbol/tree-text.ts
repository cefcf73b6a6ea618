// The modules of a tree by the texts in their files: a tree is asked for many names, and each file is read once.
import { readUnits, type SourceTree } from './source-tree.ts';
import type { Units } from './unit.ts';

const kept = new WeakMap<
  SourceTree,
  { readonly texts: Map<string, Buffer | null>; readonly units: Map<string, Units | null> }
>();

/** The modules whose text holds all of the names, with their units; files that lack one are not parsed. */
export function* modulesWith(
  tree: SourceTree,
  names: readonly string[],
): Generator<{ readonly module: string; readonly units: Units }> {
  const { texts, units } = kept.get(tree) ?? {
    texts: new Map<string, Buffer | null>(),
    units: new Map<string, Units | null>(),
  };
  kept.set(tree, { texts, units });
  for (const module of tree.modules.keys()) {
    let text = texts.get(module);
    if (text === undefined) {
      const bytes = tree.read(module);
      text = bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      texts.set(module, text);
    }
    const found = text;
    if (found === null || !names.every((name) => found.includes(name))) continue;
    let read = units.get(module);
    if (read === undefined) {
      read = readUnits(found);
      units.set(module, read);
    }
    if (read !== null) yield { module, units: read };
  }
}
