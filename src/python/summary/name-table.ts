// Interns the names of one file: the same name is the same string object, and a keyword is told by its token kind.
import { FIRST_KEYWORD, KEYWORDS, NAME } from './token.ts';

/** Names by hash with open addressing; made anew for each file, so that hostile names cannot pile up. */
export class NameTable {
  private slots = new Int32Array(2048);
  private readonly texts: string[] = [];
  private readonly kinds: number[] = [];
  /** The kind of the name found last. */
  kind = NAME;

  constructor() {
    for (const [index, word] of KEYWORDS.entries()) {
      this.find(word, 0, word.length, hashOf(word));
      this.kinds[index] = FIRST_KEYWORD + index;
    }
  }

  /** The name at `source[start, end)` whose hash is `hash`, as one shared string; sets `kind`. */
  find(source: string, start: number, end: number, hash: number): string {
    const slots = this.slots;
    const mask = slots.length - 1;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) break;
      const text = this.texts[entry - 1] ?? '';
      if (text.length === length && isAt(source, start, text)) {
        this.kind = this.kinds[entry - 1] ?? NAME;
        return text;
      }
      slot = (slot + 1) & mask;
    }
    const text = source.slice(start, end);
    this.kind = NAME;
    this.kinds.push(NAME);
    slots[slot] = this.texts.push(text);
    if (this.texts.length * 2 > slots.length) this.grow();
    return text;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 4);
    const mask = slots.length - 1;
    for (const [index, text] of this.texts.entries()) {
      const hash = hashOf(text);
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.slots = slots;
  }
}

function isAt(source: string, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (source.charCodeAt(start + index) !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** The hash that the scanner computes while it reads a name. */
export function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = nextHash(hash, text.charCodeAt(index));
  return hash;
}

/** One step of the hash. */
export function nextHash(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}
