// What Python source names, found without parsing it: its words, and the top-level names that it may import.
import { IMPORTERS, READERS } from './interest.ts';

/** Hashes of words: a set that grows. Two words in four thousand million share one, and then count as the same. */
export class WordTable {
  #slots = new Int32Array(1 << 10);
  #count = 0;

  has(hash: number): boolean {
    return this.#slots[this.#slotOf(hash)] === hash;
  }

  add(hash: number): void {
    const slot = this.#slotOf(hash);
    if (this.#slots[slot] === hash) return;
    this.#slots[slot] = hash;
    this.#count += 1;
    if (this.#count * 2 > this.#slots.length) this.#grow();
  }

  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let held = this.#slots[slot]; held !== 0 && held !== hash; held = this.#slots[slot]) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    for (const hash of before) if (hash !== 0) this.#slots[this.#slotOf(hash)] = hash;
  }
}

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a over the bytes of a word; never 0. */
export function hashWord(word: string): number {
  let hash = SEED | 0;
  for (const byte of Buffer.from(word)) hash = Math.imul(hash ^ byte, PRIME);
  return hash === 0 ? 1 : hash;
}

/** What some source files name, together. */
export interface SourceNames {
  readonly words: WordTable;
  /** Top-level names that import statements give. */
  readonly imports: Set<string>;
  /** Those that begin a dotted text, or are a whole text on a line that imports by texts. */
  readonly named: Set<string>;
  /** Those that are a whole text elsewhere. */
  readonly bare: Set<string>;
  /** Those of the texts looked for that stand there as a whole. */
  readonly texts: Set<string>;
}

/** What is looked for, by hash. */
export interface Wanted {
  readonly tops: ReadonlyMap<number, string>;
  readonly texts: ReadonlyMap<number, string>;
}

export function namesOfNothing(): SourceNames {
  return { words: new WordTable(), imports: new Set(), named: new Set(), bare: new Set(), texts: new Set() };
}

/** A table of names by their hashes. */
export function byHash(names: Iterable<string>): ReadonlyMap<number, string> {
  return new Map([...names].map((name) => [hashWord(name), name]));
}

const IMPORT = hashWord('import');
const FROM = hashWord('from');
const IMPORT_MODULE = hashWord('import_module');
const DUNDER_IMPORT = hashWord('__import__');
const IMPORTER_HASHES = IMPORTERS.map(hashWord);
const LISTS_MODULES = hashWord('iter_modules');
/** What takes all names of a namespace as they are. */
export const WHOLE_READS = ['copy', 'items', 'keys', 'values'] as const;
const GLOBALS = hashWord('f_globals');
const WHOLE_READ = new RegExp(`^\\.(${WHOLE_READS.join('|')})\\(`);
/** Bytes of the longest of them. */
const WHOLE_READ_LENGTH = '.values('.length;
/** No word: what stands for the two together. */
const CALLER_NAMES = hashWord('f_globals.copy(');
const ENTRY_POINT_READERS = [...READERS].map(hashWord);

/** Whether source imports what a text names. */
export function importsByText({ words }: SourceNames): boolean {
  return IMPORTER_HASHES.some((hash) => words.has(hash));
}

/** Whether source takes all names of whoever calls it, from a frame. */
export function takesCallers({ words }: SourceNames): boolean {
  return words.has(CALLER_NAMES);
}

/** Whether source lists modules. */
export function listsModules({ words }: SourceNames): boolean {
  return words.has(LISTS_MODULES);
}

/** Whether source reads entry points. */
export function readsEntryPoints({ words }: SourceNames): boolean {
  return ENTRY_POINT_READERS.some((hash) => words.has(hash));
}

/** Where in an import statement a position is. */
const NOWHERE = 0;
const AFTER_IMPORT = 1;
const AFTER_FROM = 2;

/** Longer texts name no module. */
const MAX_TEXT = 100;

const NEWLINE = 10;
const SPACE = 32;
const SEMICOLON = 59;
const DOT = 46;
const COLON = 58;
const DASH = 45;
const PERCENT = 37;
const BRACE = 123;
const PLUS = 43;
const DOUBLE = 34;
const SINGLE = 39;

/** 1: part of an identifier, bytes past ASCII too; 2: else part of a dotted text. */
const KINDS = new Uint8Array(256).map((_, byte) => {
  const isLetter = (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte >= 128;
  if (isLetter || (byte >= 48 && byte <= 57)) return 1;
  return byte === DOT || byte === COLON || byte === DASH ? 2 : 0;
});

/** Adds what a file names. Comments and texts of several lines count like code: what is found may be too much. */
export function scanSource(bytes: Uint8Array, wanted: Wanted, into: SourceNames): void {
  const { words, imports } = into;
  const { length } = bytes;
  /** Whether the line so far imports by a text. */
  let isImporter = false;
  let state = NOWHERE;
  /** Whether a statement may begin here. */
  let isStart = true;
  for (let at = 0; at < length; ) {
    const byte = bytes[at] as number;
    if (KINDS[byte] === 1) {
      const start = at;
      let hash = SEED | 0;
      do hash = Math.imul(hash ^ (bytes[at++] as number), PRIME);
      while (at < length && KINDS[bytes[at] as number] === 1);
      if (hash === 0) hash = 1;
      words.add(hash);
      if (hash === GLOBALS && isWholeRead(bytes, at)) words.add(CALLER_NAMES);
      isImporter ||= hash === IMPORT_MODULE || hash === DUNDER_IMPORT;
      if (isStart && hash === IMPORT) state = AFTER_IMPORT;
      else if (isStart && hash === FROM) state = AFTER_FROM;
      else if (state === AFTER_IMPORT || state === AFTER_FROM) {
        const top = bytes[start - 1] === DOT ? undefined : wanted.tops.get(hash);
        if (top !== undefined) imports.add(top);
        if (state === AFTER_FROM) state = NOWHERE;
      }
      isStart = false;
      continue;
    }
    at += 1;
    if (byte === NEWLINE || byte === SEMICOLON || byte === COLON) {
      state = NOWHERE;
      isStart = true;
      if (byte === NEWLINE) isImporter = false;
    } else if (byte > SPACE) isStart = false;
    if (byte === DOUBLE || byte === SINGLE)
      readText(bytes, at, byte, wanted, into, isImporter ? into.named : into.bare);
  }
}

function isWholeRead(bytes: Uint8Array, at: number): boolean {
  return WHOLE_READ.test(Buffer.from(bytes.subarray(at, at + WHOLE_READ_LENGTH)).toString('latin1'));
}

/** A text that begins here, if it may name a module or is looked for. */
function readText(
  bytes: Uint8Array,
  start: number,
  quote: number,
  wanted: Wanted,
  into: SourceNames,
  bare: Set<string>,
): void {
  let hash = SEED | 0;
  /** The hash of what stands before the first dot or colon. */
  let top: number | null = null;
  let isPath = true;
  let at = start;
  for (; at - start < MAX_TEXT; at += 1) {
    const byte = bytes[at] ?? 0;
    const kind = KINDS[byte];
    if (kind === 0) break;
    if (byte === DASH) isPath = false;
    else if (kind === 2) top ??= hash;
    hash = Math.imul(hash ^ byte, PRIME);
  }
  const isWhole = bytes[at] === quote && at > start;
  const text = isWhole ? wanted.texts.get(hash) : undefined;
  if (text !== undefined) into.texts.add(text);
  // A beginning that something is added to counts too: `"package.%s"`, `f"package.{name}"`, `"package." + name`.
  const isEnded = isWhole && bytes[at - 1] !== DOT && bytes[at - 1] !== COLON;
  const isBeginning = top !== null && (bytes[at] === PERCENT || bytes[at] === BRACE || isAddedTo(bytes, at + 1));
  const name = isPath && (isEnded || isBeginning) ? wanted.tops.get(top ?? hash) : undefined;
  if (name === undefined) return;
  (top === null ? bare : into.named).add(name);
}

function isAddedTo(bytes: Uint8Array, after: number): boolean {
  let at = after;
  while (bytes[at] === SPACE) at += 1;
  return bytes[at] === PLUS;
}
