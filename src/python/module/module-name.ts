// Names of modules, as `import` spells them.

/** A module's absolute dotted name such as `PIL.ImageMath`. */
export type ModuleName = string & { readonly __brand: 'ModuleName' };

const IDENTIFIER = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u;

/** The text as a module's name, null where some part of it is no identifier. NFKC, as Python normalises identifiers. */
export function parseModuleName(text: string): ModuleName | null {
  if (text === '' || text.length > 1000) return null;
  const normal = /^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFKC');
  return normal.split('.').every((part) => IDENTIFIER.test(part)) ? (normal as ModuleName) : null;
}

/** A name that only a computed import can have: it need not be made of identifiers (`tables.unicode17-0-0`). */
export function parseComputedName(text: string): ModuleName | null {
  return parseModuleName(text) ?? (/^[\w-]+(\.[\w-]+)+$/.test(text) ? (text as ModuleName) : null);
}

/** `a.b` of `a.b.c`; null for a top-level name. */
export function parentName(name: ModuleName): ModuleName | null {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? null : (name.slice(0, dot) as ModuleName);
}

/** `a.b` and `c` joined: `a.b.c`. The child must be an identifier. */
export function childName(parent: ModuleName, child: string): ModuleName {
  return `${parent}.${child}` as ModuleName;
}

/**
 * The absolute name that a relative import means (PEP 328): `level` dots, counted from the package that holds the
 * importing module. Null beyond the top-level package, where Python raises ImportError.
 */
export function resolveRelative(
  importer: ModuleName,
  isPackage: boolean,
  level: number,
  name: string,
): ModuleName | null {
  if (level === 0) return name === '' ? null : (name as ModuleName);
  let base: ModuleName | null = isPackage ? importer : parentName(importer);
  for (let up = 1; up < level && base !== null; up += 1) base = parentName(base);
  if (base === null) return null;
  return name === '' ? base : childName(base, name);
}
