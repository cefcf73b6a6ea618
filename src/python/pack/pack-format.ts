// The outer form of a summary pack: a header that lists distributions, then one independent block for each.

import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { ByteWriter } from '../summary/byte-writer.ts';

/**
 * Raised whenever the form changes. A pack is: `THPK`, this version, the version of the summaries; the header's stream;
 * then each distribution's block, which is a row of streams. A stream is its inflated and its compressed length
 * (LEB128), then its bytes as Brotli (RFC 7932) leaves them.
 */
export const PACK_VERSION = 1;
export const PACK_MAGIC = [0x54, 0x48, 0x50, 0x4b] as const;

/** A stream may inflate to this many bytes; and to no more than so many times its compressed size and a little. */
const STREAM_LIMIT = 2 ** 27;
const RATIO = 300;
const ALLOWANCE = 2 ** 16;

const compress = promisify(brotliCompress);

/** A stream's bytes; the same input gives the same bytes. */
export async function formatStream(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = await compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  const out = new ByteWriter();
  out.number(bytes.length);
  out.number(packed.length);
  out.append(packed);
  return out.take();
}

/** Reads streams one after the other from untrusted bytes. */
export class StreamReader {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.position = position;
  }

  /** Passes over the next stream; false where it is not whole. */
  skip(): boolean {
    this.number();
    const length = this.number();
    if (length === null || length > this.#bytes.length - this.position) return false;
    this.position += length;
    return true;
  }

  /** The next stream's content. */
  next(): Parsed<Uint8Array> {
    const size = this.number();
    const length = this.number();
    if (size === null || length === null || length > this.#bytes.length - this.position) {
      return unparsable('it ends too early');
    }
    if (size > STREAM_LIMIT || size > length * RATIO + ALLOWANCE)
      return unparsable('it would inflate beyond its budget');
    const packed = this.#bytes.subarray(this.position, this.position + length);
    this.position += length;
    try {
      const bytes = brotliDecompressSync(packed, { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size, 64) });
      return bytes.length === size ? parsed(bytes) : unparsable('a part has another size than it says');
    } catch {
      return unparsable('a part is damaged');
    }
  }

  /** An unsigned LEB128 number below 2^32; null where there is none. */
  number(): number | null {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.position];
      if (byte === undefined) return null;
      this.position += 1;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value < 2 ** 32 ? value : null;
    }
    return null;
  }
}
