// Finds the functions of a tree that use a name, by their code; files without the name are not read.
import type { SourceTree } from './source-tree.ts';
import { modulesWith } from './tree-text.ts';
import type { Unit } from './unit.ts';

/** A function that uses a name. */
export interface NameUser {
  readonly module: string;
  readonly unit: Unit;
}

/** The functions whose code matches `pattern`; `name`, and `also` where it is given, must be in the file's text. */
export function findUsers(
  tree: SourceTree,
  name: string,
  pattern: RegExp,
  also: string | null = null,
): readonly NameUser[] {
  const found: NameUser[] = [];
  for (const { module, units } of modulesWith(tree, also === null ? [name] : [name, also])) {
    for (const unit of units.units.values()) {
      if (unit.kind === 'function' && unit.lines.slice(1).some((line) => pattern.test(line)))
        found.push({ module, unit });
    }
  }
  return found;
}
