// How a path is shown to a person: relative to the project where it lies within, with forward slashes.
import { relative, sep } from 'node:path';

/** The path relative to `root` where it lies within (`.` for the root itself), else as it is. */
export function shownPath(root: string, path: string): string {
  const inner = relative(root, path);
  if (inner === '') return '.';
  return isInside(root, path) ? inner.split(sep).join('/') : path;
}

/** Whether `path` is `root` or lies below it; both absolute and normalised. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}
