// What is kept of an extension module: the dotted names of its own package, by which it imports modules.
import { Buffer } from 'node:buffer';

/** Names kept of one file, and the longest. */
const MOST_NAMES = 3000;
const LONGEST = 200;

/**
 * The names below the file's top-level package that stand in its bytes, one a line, sorted: whoever looks for them in
 * the file finds them in this text too, and those of its prose. Empty where there are none.
 */
export function listNativeNames(path: string, bytes: Uint8Array): Uint8Array {
  const top = /^[^/.]*/.exec(path)?.[0] ?? '';
  if (!/^\w+$/.test(top)) return new Uint8Array(0);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const names = new Set<string>();
  for (const [name] of text.matchAll(new RegExp(`(?<![\\w.])${top}\\.[A-Za-z0-9_.]{1,${LONGEST}}`, 'g'))) {
    if (names.size >= MOST_NAMES) break;
    names.add(name);
  }
  return new TextEncoder().encode([...names].sort().join('\n'));
}
