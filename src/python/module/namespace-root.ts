// Folders without `__init__` that the project imports as packages (PEP 420): what lies in them is named from further up.
import { type Files, HostError } from '../../host/host.ts';
import { standardLibrary } from './standard-library.ts';

/** Files read for their imports, and how much each may hold. */
const MAX_FILES = 5_000;
const MAX_TEXT = 1 << 20;
const IMPORT = /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([\w \t,]*)|import[ \t]+([\w. \t,]+))/gm;

/**
 * For folders from which Python files are named so far, those that are packages: the folder they are named from instead,
 * all relative to the project. `src/shop` without `__init__` is named from `src` where some file says `import
 * shop.cart`, or its own say `from .cart import …`; not where they also say `import cart`, as scripts do.
 */
export function namespaceRoots(
  files: Files,
  project: string,
  byFolder: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  const candidates = [...byFolder].filter(([folder]) =>
    /^[A-Za-z_]\w*$/.test(folder.slice(folder.lastIndexOf('/') + 1)),
  );
  if (candidates.length === 0) return roots;
  const imports = new Map<string, ReadonlySet<string>>();
  for (const path of [...byFolder.values()].flat().slice(0, MAX_FILES)) {
    imports.set(path, importsOf(textOf(files, `${project}/${path}`)));
  }
  const everywhere = new Set([...imports.values()].flatMap((names) => [...names]));
  for (const [folder, inside] of candidates) {
    const children = new Set(inside.map((path) => firstName(path.slice(folder.length + 1))));
    const isScripts = inside.some((path) =>
      [...(imports.get(path) ?? [])].some((name) => isBare(name, path, folder, children)),
    );
    const isPackage = inside.some((path) => isDirect(path, folder) && [...(imports.get(path) ?? [])].some(isRelative));
    const above = isPackage ? folder.slice(0, Math.max(folder.lastIndexOf('/'), 0)) : null;
    const root = isScripts ? null : (namedFrom(folder, children, everywhere) ?? above);
    if (root !== null) roots.set(folder, root);
  }
  return roots;
}

/**
 * `import cart` beside `cart.py`. A name that the standard library, the folder or the file itself has says nothing:
 * `import titlecase` in `titlecase.py` means another one.
 */
function isBare(name: string, path: string, folder: string, children: ReadonlySet<string>): boolean {
  const top = name.split('.', 1)[0] ?? '';
  const isOther = top !== folder.slice(folder.lastIndexOf('/') + 1) && top !== firstName(path.slice(folder.length + 1));
  return children.has(top) && !STANDARD.has(top) && isOther;
}

const STANDARD = standardLibrary(14);

function isDirect(path: string, folder: string): boolean {
  return path.lastIndexOf('/') === folder.length;
}

/** `from .x import y` is for packages. */
function isRelative(name: string): boolean {
  return name.startsWith('.');
}

/** The folder above the longest end of the folder's path that imports name together with something in it. */
function namedFrom(folder: string, children: ReadonlySet<string>, names: ReadonlySet<string>): string | null {
  const parts = folder.split('/');
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const dotted = parts.slice(parts.length - depth).join('.');
    if ([...children].some((child) => names.has(`${dotted}.${child}`))) {
      return parts.slice(0, parts.length - depth).join('/');
    }
  }
  return null;
}

/** The dotted names that import statements mention, each with all that it begins with. */
export function importsOf(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, from, imported = '', plain = ''] of text.matchAll(IMPORT)) {
    const list = (from === undefined ? plain : imported).split(',').map((name) => name.trim().split(/\s/, 1)[0] ?? '');
    for (const name of from === undefined ? list : [from, ...list.map((last) => `${from}.${last}`)]) {
      for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) names.add(name.slice(0, dot));
      names.add(name);
    }
  }
  return names;
}

function firstName(inner: string): string {
  return inner.split('/', 1)[0]?.replace(/\.py$/, '') ?? '';
}

/** The text of a file; '' where it cannot be read. */
export function textOf(files: Files, path: string): string {
  try {
    return files.readText(path, MAX_TEXT);
  } catch (error) {
    if (error instanceof HostError) return '';
    throw error;
  }
}
