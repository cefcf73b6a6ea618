// Under which other names the affected release offers what is defined in a module: re-exports, and methods of subclasses.
import type { SourceTree } from './source-tree.ts';
import { modulesWith } from './tree-text.ts';
import type { Units } from './unit.ts';

/** A name of a module. */
export interface ExposedName {
  readonly module: string;
  /** Dotted within the module. */
  readonly attribute: string;
}

const MOST = 40;

/**
 * The other names of a function, method or class: wherever a module imports it, by name or all of a module, also under
 * an alias and through others; a method also in each subclass that does not have its own. The most public come first.
 */
export function findExposures(tree: SourceTree, module: string, attribute: string): readonly ExposedName[] {
  const [top = '', ...inner] = attribute.split('.');
  const method = inner.length === 1 ? (inner[0] ?? '') : null;
  const found = new Map<string, ExposedName>([[keyOf({ module, attribute: top }), { module, attribute: top }]]);
  // What is found is looked for in turn: a map goes on while it grows.
  for (const name of found.values()) {
    if (found.size > MOST) break;
    for (const other of importersOf(tree, name)) if (!found.has(keyOf(other))) found.set(keyOf(other), other);
    if (method === null) continue;
    for (const other of subclassesOf(tree, name, method)) if (!found.has(keyOf(other))) found.set(keyOf(other), other);
  }
  found.delete(keyOf({ module, attribute: top }));
  const tail = inner.length === 0 ? '' : `.${inner.join('.')}`;
  return [...found.values()]
    .sort((left, right) => depthOf(left) - depthOf(right) || (keyOf(left) < keyOf(right) ? -1 : 1))
    .map((name) => ({ module: name.module, attribute: `${name.attribute}${tail}` }));
}

const keyOf = ({ module, attribute }: ExposedName): string => `${module}:${attribute}`;

/** How far from public a name is: by the dots around it, and marks of what is private. */
function depthOf({ module, attribute }: ExposedName): number {
  const parts = [...module.split('.'), attribute];
  return parts.length + 10 * parts.filter((part) => part.startsWith('_')).length;
}

/** The names under which modules import a name. */
function* importersOf(tree: SourceTree, { module, attribute }: ExposedName): Generator<ExposedName> {
  for (const { module: where, units } of modulesWith(tree, [attribute, 'import'])) {
    for (const [name, bound] of units.bindings) {
      if (name.includes('.')) continue;
      for (const [, from = '', imported] of bound.matchAll(/from (\.*\S*) (\S+?);/g)) {
        if (imported === attribute && absolute(tree, where, from) === module) yield { module: where, attribute: name };
      }
    }
  }
  if (attribute.startsWith('_')) return;
  for (const { module: where, units } of modulesWith(tree, [module.slice(module.lastIndexOf('.') + 1), '*'])) {
    if (units.stars.some((from) => absolute(tree, where, from) === module)) yield { module: where, attribute };
  }
}

/** The classes of a class that inherit one of its methods. */
function* subclassesOf(tree: SourceTree, base: ExposedName, method: string): Generator<ExposedName> {
  for (const { module, units } of modulesWith(tree, [base.attribute, 'class'])) {
    for (const [name, bases] of units.bases) {
      if (name.includes('.') || units.units.has(`${name}.${method}`) || name === base.attribute) continue;
      if (bases.some((written) => means(tree, module, units, written, base))) yield { module, attribute: name };
    }
  }
}

/** Whether `Base` or `core.Base`, as a module writes it, is the name. */
function means(tree: SourceTree, where: string, units: Units, written: string, name: ExposedName): boolean {
  const dot = written.lastIndexOf('.');
  if (dot < 0) return where === name.module && written === name.attribute;
  if (written.slice(dot + 1) !== name.attribute) return false;
  const owner = written.slice(0, dot);
  if (owner === name.module) return true;
  const bound = units.bindings.get(owner) ?? '';
  for (const [, from = '', imported = ''] of bound.matchAll(/from (\.*\S*) (\S+?);/g)) {
    const around = absolute(tree, where, from);
    if ((around === '' ? imported : `${around}.${imported}`) === name.module) return true;
  }
  return [...bound.matchAll(/import (\S+?);/g)].some(([, imported]) => imported === name.module);
}

/** The module that `..core` is, seen from a module; an `__init__` is its own package. */
function absolute(tree: SourceTree, from: string, written: string): string {
  const dots = /^\.*/.exec(written)?.[0].length ?? 0;
  const rest = written.slice(dots);
  if (dots === 0) return rest;
  const isPackage = tree.modules.get(from)?.endsWith('__init__.py') === true;
  const parts = from.split('.');
  const base = parts.slice(0, parts.length - dots + (isPackage ? 1 : 0));
  return [...base, ...(rest === '' ? [] : [rest])].join('.');
}
