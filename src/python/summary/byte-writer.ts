// Collects numbers and interned strings as bytes.

/** A growing buffer. Numbers are unsigned LEB128; a string is the index of its first use. */
export class ByteWriter {
  private bytes = new Uint8Array(4096);
  length = 0;

  byte(value: number): void {
    if (this.length >= this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** An integer from 0 to 2^32 - 1. */
  number(value: number): void {
    if (this.length + 5 > this.bytes.length) this.reserve(5);
    let rest = value;
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Any small integer, zigzag coded. */
  signed(value: number): void {
    this.number(value < 0 ? -value * 2 - 1 : value * 2);
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Leaves four bytes free for `fill`. */
  gap(): number {
    this.reserve(4);
    this.length += 4;
    return this.length;
  }

  /** Writes how many bytes follow the gap that ended at `start`. */
  fill(start: number): void {
    new DataView(this.bytes.buffer).setUint32(start - 4, this.length - start, true);
  }

  take(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

/** The strings of a file in order of first use. */
export class StringPool {
  private readonly indices = new Map<string, number>();
  readonly texts: string[] = [];

  index(text: string): number {
    let index = this.indices.get(text);
    if (index === undefined) {
      index = this.texts.push(text) - 1;
      this.indices.set(text, index);
    }
    return index;
  }
}

/**
 * The UTF-8 bytes of a text; a lone surrogate, which Python's strings may hold, becomes three bytes of its own
 * (WTF-8), so that nothing is lost.
 */
export function encodeText(text: string): Uint8Array {
  if (text.isWellFormed()) return new TextEncoder().encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code < 0xe000) bytes.push(0xed, 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(...new TextEncoder().encode(character));
  }
  return Uint8Array.from(bytes);
}

/** Reads what encodeText wrote. */
export function decodeText(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!text.includes('\ufffd')) return text;
  let result = '';
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    for (let next = 1; next < length; next++) code = (code << 6) | ((bytes[index + next] ?? 0) & 63);
    result += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    index += length;
  }
  return result;
}
