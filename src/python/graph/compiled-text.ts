// Which words stand in the bytes of a compiled module: names that its code asks Python objects for.
import { HostError } from '../../host/host.ts';
import type { FoundModule } from '../module/module-finder.ts';

/** The bytes of a compiled module, null where they cannot be read or are too many. */
export function compiledBytes({ entry, file, kind }: FoundModule): Buffer | null {
  if (kind !== 'compiled' || entry === null || file === null) return null;
  try {
    const bytes = entry.tree.readBytes(file);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

/** A word at least so long counts also where others touch it: some compilers write texts without an end between them. */
const TELLING = 8;
/** How many bytes of a word are looked up together. */
const HEAD = 3;

/**
 * Those of the words that stand in a text as compilers lay out texts: between zeros, or, where they are long, with
 * others before or after. Words of prose, between spaces and stops, do not count.
 */
export function wordsIn(text: Buffer, words: Iterable<string>): ReadonlySet<string> {
  const byHead = new Map<number, Buffer[]>();
  for (const word of new Set(words)) {
    const bytes = Buffer.from(word, 'latin1');
    if (bytes.length < HEAD) continue;
    const head = headAt(bytes, 0);
    const list = byHead.get(head);
    if (list === undefined) byHead.set(head, [bytes]);
    else list.push(bytes);
  }
  const found = new Set<string>();
  if (byHead.size === 0) return found;
  // A longer word says more of what stands at a place than one that begins it.
  for (const list of byHead.values()) list.sort((one, other) => other.length - one.length);
  // Most positions begin no word: one bit for each head says so without a look into the table.
  const heads = new Uint8Array(1 << 21);
  for (const head of byHead.keys()) heads[head >>> 3] = (heads[head >>> 3] ?? 0) | (1 << (head & 7));
  for (let at = 0, last = text.length - HEAD; at <= last; at += 1) {
    const head = headAt(text, at);
    if (((heads[head >>> 3] ?? 0) & (1 << (head & 7))) === 0) continue;
    const list = byHead.get(head) ?? [];
    for (const [index, word] of list.entries()) {
      if (!stands(word, text, at)) continue;
      const before = text[at - 1] ?? 0;
      const after = text[at + word.length] ?? 0;
      const alone = before === 0 && after === 0;
      if (!alone && (word.length < TELLING || isProse(before) || isProse(after))) continue;
      found.add(word.toString('latin1'));
      list.splice(index, 1);
      break;
    }
  }
  return found;
}

/** Whether a word stands at a place where its head does. */
function stands(word: Buffer, text: Buffer, at: number): boolean {
  for (let index = HEAD; index < word.length; index += 1) if (word[index] !== text[at + index]) return false;
  return true;
}

function headAt(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/** Neither a zero nor part of an identifier. */
function isProse(byte: number): boolean {
  return byte !== 0 && !isNamePart(byte);
}

/** Compilers whose texts do not stand apart, or not at all: Rust has no end between them, Cython may compress them. */
const NOT_APART = ['rustc', 'Cython'] as const;
/** What every module that Cython made names, where its texts can be read. */
const ALWAYS_IN_CYTHON = '\0__test__\0';

/**
 * Tells of a name whether it ends a text in the bytes of a compiled module: linkers keep a text that ends another one
 * there alone. Null where texts do not stand apart.
 */
export function namesEnding(text: Buffer): ((name: string) => boolean) | null {
  const [rust, cython] = NOT_APART;
  if (text.includes(rust) || (text.includes(cython) && !text.includes(ALWAYS_IN_CYTHON))) return null;
  const backwards = new Set<string>();
  let start = -1;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? 0;
    if (isNamePart(byte)) {
      if (start < 0) start = at;
      continue;
    }
    const isWhole = start > 0 && !isPrinted(text[start - 1] ?? 0);
    if (byte === 0 && isWhole && at - start >= HEAD && at - start <= LONGEST) {
      backwards.add(text.toString('latin1', start, at).split('').reverse().join(''));
    }
    start = -1;
  }
  const sorted = [...backwards].sort();
  return (name) => {
    if (name.length < HEAD) return true;
    const wanted = name.split('').reverse().join('');
    let low = 0;
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? '') < wanted) low = middle + 1;
      else high = middle;
    }
    return sorted[low]?.startsWith(wanted) === true;
  };
}

/** Longer runs of letters are no names. */
const LONGEST = 120;

/** Part of a text, between words. */
function isPrinted(byte: number): boolean {
  return byte >= 32 && byte < 127;
}

function isNamePart(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57) || byte === 95;
}
