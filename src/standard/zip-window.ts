// A view of an archive: small archives are read once as a whole, large ones in pieces as they are needed.
import { Buffer } from 'node:buffer';
import type { ZipSource } from './zip.ts';

const WHOLE = 2 ** 24;
const PIECE = 2 ** 22;

/** Gives any part of a source, reading ahead. The parts stay valid when the window moves on. */
export class ZipWindow {
  readonly size: number;
  readonly #source: ZipSource;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(source: ZipSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** The bytes at `offset`; fewer than `length` only at the archive's end. */
  get(offset: number, length: number): Buffer {
    const end = Math.min(offset + length, this.size);
    if (offset < 0 || offset >= end) return Buffer.alloc(0);
    if (offset < this.#start || end > this.#start + this.#bytes.length) {
      const whole = this.size <= WHOLE;
      this.#start = whole ? 0 : offset;
      const wanted = whole ? this.size : Math.min(Math.max(length, PIECE), this.size - offset);
      const read = this.#source.read(this.#start, wanted);
      this.#bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    }
    return this.#bytes.subarray(offset - this.#start, end - this.#start);
  }
}
