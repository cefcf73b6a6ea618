// Where the values of a JSON text are, read without recursion deeper than a record may be.
import type { TreeNode, TreePair } from './record-tree.ts';

const DEEPEST = 100;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const LITERAL = /-?[0-9][0-9.eE+-]*|true|false|null/y;

/** The tree of a JSON text; null where it is no JSON or nested too deeply. The text is taken to be sound JSON. */
export function parseJsonTree(text: string): TreeNode | null {
  const reader = new Reader(text);
  try {
    const root = reader.value(0);
    reader.space();
    return reader.at === text.length ? root : null;
  } catch (error) {
    if (error instanceof NoTree) return null;
    throw error;
  }
}

class NoTree extends Error {}

class Reader {
  at: number;
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  space(): void {
    this.#match(SPACE);
  }

  value(depth: number): TreeNode {
    if (depth > DEEPEST) throw new NoTree();
    this.space();
    const start = this.at;
    const sign = this.#text[start];
    if (sign === '{') return this.#map(start, depth);
    if (sign === '[') return this.#list(start, depth);
    if (this.#match(sign === '"' ? STRING : LITERAL) === null) throw new NoTree();
    return { kind: 'scalar', start, end: this.at, flow: true, pairs: [], items: [] };
  }

  #map(start: number, depth: number): TreeNode {
    const pairs: TreePair[] = [];
    this.#each('}', () => {
      const keyStart = this.at;
      const raw = this.#match(STRING);
      if (raw === null) throw new NoTree();
      const keyEnd = this.at;
      this.space();
      this.#expect(':');
      pairs.push({ key: JSON.parse(raw), keyStart, keyEnd, value: this.value(depth + 1) });
    });
    return { kind: 'map', start, end: this.at, flow: true, pairs, items: [] };
  }

  #list(start: number, depth: number): TreeNode {
    const items: TreeNode[] = [];
    this.#each(']', () => {
      items.push(this.value(depth + 1));
    });
    return { kind: 'list', start, end: this.at, flow: true, pairs: [], items };
  }

  #each(close: string, read: () => void): void {
    this.at += 1;
    this.space();
    if (this.#text[this.at] === close) {
      this.at += 1;
      return;
    }
    for (;;) {
      this.space();
      read();
      this.space();
      if (this.#text[this.at] === close) break;
      this.#expect(',');
    }
    this.at += 1;
  }

  #expect(sign: string): void {
    if (this.#text[this.at] !== sign) throw new NoTree();
    this.at += 1;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }
}
