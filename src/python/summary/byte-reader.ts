// Reads numbers and strings back from a stored summary. The bytes may come from a stranger: every count is checked.
import { decodeText } from './byte-writer.ts';
import { KIND_MASK, LINE, LINE_SHIFT } from './code.ts';
import { MAX_DEPTH } from './summary.ts';

/** The stored bytes are no summary. Never leaves the folder. */
export class Malformed extends Error {}

/** The strings of a file, cut out of one text when first asked for. */
export class StringTable {
  private readonly ends: Uint32Array;
  private readonly texts: (string | undefined)[];
  private readonly text: string;

  constructor(text: string, ends: Uint32Array) {
    this.text = text;
    this.ends = ends;
    this.texts = new Array<string | undefined>(ends.length);
  }

  at(index: number): string {
    const known = this.texts[index];
    if (known !== undefined) return known;
    const end = this.ends[index];
    if (end === undefined) throw new Malformed('a string is missing');
    const text = this.text.slice(index === 0 ? 0 : this.ends[index - 1], end);
    this.texts[index] = text;
    return text;
  }

  all(): string[] {
    return Array.from(this.ends, (_, index) => this.at(index));
  }
}

/** A place in the bytes, with the line of the last node. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly strings: StringTable;
  position: number;
  line: number;
  private depth = 0;

  constructor(bytes: Uint8Array, strings: StringTable, position: number, line: number) {
    this.bytes = bytes;
    this.strings = strings;
    this.position = position;
    this.line = line;
  }

  byte(): number {
    const value = this.bytes[this.position++];
    if (value === undefined) throw new Malformed('the bytes end too early');
    return value;
  }

  number(): number {
    const first = this.byte();
    if (first < 128) return first;
    let value = first & 127;
    for (let shift = 7; shift < 35; shift += 7) {
      const next = this.byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
    throw new Malformed('a number is too long');
  }

  /** The kind of a node; sets `line` to the node's. */
  kind(): number {
    let value = this.byte();
    if (value === LINE) {
      this.line += this.signed();
      value = this.byte();
    }
    this.line += value >> LINE_SHIFT;
    return value & KIND_MASK;
  }

  signed(): number {
    const value = this.number();
    return (value & 1) === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A number of things that take at least a byte each. */
  count(): number {
    const value = this.number();
    if (value > this.bytes.length - this.position) throw new Malformed('a count exceeds the bytes');
    return value;
  }

  string(): string {
    return this.strings.at(this.number());
  }

  optionalString(): string | null {
    const index = this.number();
    return index === 0 ? null : this.strings.at(index - 1);
  }

  textOf(length: number): string {
    const start = this.position;
    this.position += length;
    if (this.position > this.bytes.length) throw new Malformed('a text exceeds the bytes');
    return decodeText(this.bytes.subarray(start, this.position));
  }

  /** Four bytes, the lowest first. */
  length(): number {
    const value = this.byte() + this.byte() * 2 ** 8 + this.byte() * 2 ** 16 + this.byte() * 2 ** 24;
    if (value > this.bytes.length - this.position) throw new Malformed('a length exceeds the bytes');
    return value;
  }

  /** The element of a closed list that a byte names. */
  choice<T>(values: readonly T[], index: number): T {
    if (index >= values.length) throw new Malformed('an unknown choice');
    return values[index] as T;
  }

  /** Goes one level deeper; `leave` takes it back. */
  enter(): void {
    if (++this.depth > MAX_DEPTH + 400) throw new Malformed('nested too deeply');
  }

  leave(): void {
    this.depth--;
  }
}
