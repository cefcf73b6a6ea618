// Under which other names the affected release offers what is defined in a module: re-exports of its packages.
import { readUnits, type SourceTree } from './source-tree.ts';
import type { Units } from './unit.ts';

/** The packages around a module that import a name of it, nearest last: `from .core import clean`. */
export function exposedIn(
  tree: SourceTree,
  module: string,
  attribute: string,
  kept: Map<string, Units | null>,
): readonly string[] {
  const [top = ''] = attribute.split('.');
  const parts = module.split('.');
  const found: string[] = [];
  for (let length = 1; length < parts.length; length++) {
    const around = parts.slice(0, length).join('.');
    let units = kept.get(around);
    if (units === undefined) {
      units = readUnits(tree.read(around));
      kept.set(around, units);
    }
    const bound = units?.bindings.get(top) ?? '';
    for (const [, dots = '', source = '', name] of bound.matchAll(/from (\.*)(\S*) (\S+?);/g)) {
      // An `__init__` is its own package: one dot means itself.
      const base = dots === '' ? [] : parts.slice(0, length - dots.length + 1);
      const absolute = [...base, ...(source === '' ? [] : [source])].join('.');
      if (name === top && (module === absolute || module.startsWith(`${absolute}.`))) found.push(around);
    }
  }
  return found;
}
