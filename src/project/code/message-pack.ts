// Reads the texts in a MessagePack value, as far as uv's cache pointers need it (the MessagePack specification).

const MOST_TEXTS = 1_000;
const DEEPEST = 16;

/**
 * The strings of the first value in the bytes, in order, those in lists and tables included. What is damaged ends the
 * list: untrusted bytes never throw and never cost more than their length.
 */
export function readMessagePackTexts(bytes: Uint8Array): readonly string[] {
  const texts: string[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const size = (width: 1 | 2 | 4): number => {
    const value = width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
    at += width;
    return value;
  };
  const text = (length: number): void => {
    if (at + length > bytes.length || texts.length >= MOST_TEXTS) throw new RangeError();
    texts.push(new TextDecoder().decode(bytes.subarray(at, at + length)));
    at += length;
  };
  const several = (count: number, depth: number): void => {
    if (depth > DEEPEST) throw new RangeError();
    for (let rest = count; rest > 0; rest -= 1) value(depth + 1);
  };
  const value = (depth: number): void => {
    const kind = size(1);
    if (kind < 0x80 || kind >= 0xe0) return;
    if (kind < 0x90) several((kind & 15) * 2, depth);
    else if (kind < 0xa0) several(kind & 15, depth);
    else if (kind < 0xc0) text(kind & 31);
    else if (kind <= 0xc3) return;
    else if (kind <= 0xc6) at += size(WIDTHS[kind - 0xc4] ?? 1);
    else if (kind <= 0xc9) at += size(WIDTHS[kind - 0xc7] ?? 1) + 1;
    else if (kind <= 0xd3) at += NUMBERS[kind - 0xca] ?? 0;
    else if (kind <= 0xd8) at += 2 ** (kind - 0xd4) + 1;
    else if (kind <= 0xdb) text(size(WIDTHS[kind - 0xd9] ?? 1));
    else if (kind <= 0xdd) several(size(kind === 0xdc ? 2 : 4), depth);
    else several(size(kind === 0xde ? 2 : 4) * 2, depth);
  };
  try {
    value(0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return texts;
}

const WIDTHS = [1, 2, 4] as const;
/** Widths of float 32, float 64, then unsigned and signed integers of 8 to 64 bits. */
const NUMBERS = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8];
