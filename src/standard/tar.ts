// Tar archives read as a stream: POSIX ustar and pax, GNU long names, V7 (IEEE Std 1003.1, "ustar" and "pax").
import { Buffer } from 'node:buffer';

/** A file, or anything else that an archive may hold: a folder, a link, a device. Names are as written. */
export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'other';
  /** The bytes that follow in the archive. */
  readonly size: number;
}

/** Why an archive cannot be read on; a sentence without its subject. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

const BLOCK = 512;
/** A name, or the headers of pax for one entry, are not longer. */
const LONGEST_EXTENSION = 2 ** 20;

/** What an entry of its own says of the next one, or of all that follow. */
interface Extension {
  readonly path?: string;
  readonly size?: number;
}

/** Reads an archive entry by entry, in whatever pieces its bytes come. */
export class TarReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  /** What is left of the entry that was given last, with its padding. */
  #rest = 0;
  #any = false;
  /** What a global pax header says of all entries behind it. */
  #everywhere: Extension = {};

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The next entry, null at the archive's end. What was not read of the one before is passed over. Throws TarError. */
  async next(): Promise<TarEntry | null> {
    let here: Extension = {};
    for (;;) {
      await this.#skip(this.#rest);
      this.#rest = 0;
      const header = await this.#header();
      if (header === null) return null;
      const type = header.toString('latin1', 156, 157);
      const size = here.size ?? this.#everywhere.size ?? readNumber(header, 124, 12);
      if (type === 'L' || type === 'K' || type === 'x' || type === 'g') {
        // The size of an extension is its own.
        const body = await this.#extension(readNumber(header, 124, 12));
        if (type === 'L') here = { ...here, path: untilNul(body, 0, body.length) };
        else if (type === 'x') here = { ...here, ...readPax(body) };
        else if (type === 'g') this.#everywhere = { ...this.#everywhere, ...readPax(body) };
        continue;
      }
      if (type === 'S') throw new TarError('has sparse files, which are not supported');
      const name = here.path ?? this.#everywhere.path ?? readName(header);
      // Links, devices and folders have no bytes, whatever their size says: it may be that of the file they mean.
      const bare = /[1-6]/.test(type);
      const isFile = (type === '0' || type === '\0' || type === '7') && !name.endsWith('/');
      this.#rest = bare ? 0 : padded(size);
      return { name, kind: isFile ? 'file' : 'other', size: bare ? 0 : size };
    }
  }

  /** The bytes of the entry that was given last, once. Throws TarError where the archive ends before them. */
  async read({ size }: TarEntry): Promise<Uint8Array> {
    const bytes = await this.#take(size);
    this.#rest -= size;
    return bytes;
  }

  /** Null at the end: a block of zeros, or no more bytes. */
  async #header(): Promise<Buffer | null> {
    if (!(await this.#fill(1))) {
      if (!this.#any) throw new TarError('is empty, so no tar archive');
      return null;
    }
    const block = await this.#take(BLOCK);
    if (block.every((byte) => byte === 0)) return null;
    // The checksum is made with blanks in its own place; old programs summed signed bytes.
    let [unsigned, signed] = [0, 0];
    for (let index = 0; index < BLOCK; index++) {
      const byte = index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
      unsigned += byte;
      signed += byte > 127 ? byte - 256 : byte;
    }
    const sum = Number.parseInt(untilNul(block, 148, 156), 8);
    if (sum !== unsigned && sum !== signed) {
      throw new TarError(this.#any ? 'has a damaged header' : 'is no tar archive');
    }
    this.#any = true;
    return block;
  }

  async #extension(size: number): Promise<Buffer> {
    if (size > LONGEST_EXTENSION) throw new TarError(`has a name of more than ${LONGEST_EXTENSION} bytes`);
    const body = await this.#take(size);
    this.#rest = padded(size) - size;
    return body;
  }

  /** Holds at least `length` bytes if there are so many. */
  async #fill(length: number): Promise<boolean> {
    if (this.#held.length >= length) return true;
    const pieces: Uint8Array[] = [this.#held];
    let have = this.#held.length;
    while (have < length) {
      const { done, value } = await this.#pieces.next();
      if (done === true) break;
      pieces.push(value);
      have += value.length;
    }
    this.#held = Buffer.concat(pieces);
    return have >= length;
  }

  async #take(length: number): Promise<Buffer> {
    if (!(await this.#fill(length))) throw new TarError('breaks off');
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  async #skip(length: number): Promise<void> {
    let left = length;
    while (left > 0) {
      if (!(await this.#fill(1))) throw new TarError('breaks off');
      const step = Math.min(left, this.#held.length);
      this.#held = this.#held.subarray(step);
      left -= step;
    }
  }
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** Octal digits between blanks and NULs, or GNU's binary form, whose first bit is set. */
function readNumber(block: Buffer, start: number, length: number): number {
  const first = block[start] ?? 0;
  if (first === 0x80) {
    const value = block.subarray(start + 1, start + length).reduce((sum, byte) => sum * 256 + byte, 0);
    if (Number.isSafeInteger(value)) return value;
  } else {
    const digits = untilNul(block, start, start + length).trim();
    if (/^[0-7]*$/.test(digits)) return digits === '' ? 0 : Number.parseInt(digits, 8);
  }
  throw new TarError('has a damaged header');
}

/** The part of a name in `prefix` goes before it; GNU's own headers keep other things there. */
function readName(header: Buffer): string {
  const name = untilNul(header, 0, 100);
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? untilNul(header, 345, 500) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function untilNul(bytes: Buffer, start: number, end: number): string {
  const field = bytes.subarray(start, end);
  const nul = field.indexOf(0);
  return field.toString('utf8', 0, nul < 0 ? field.length : nul);
}

/** Records `LENGTH KEY=VALUE\n`, where LENGTH counts the whole record ("pax Extended Header"). */
function readPax(body: Buffer): Extension {
  const found: { path?: string; size?: number } = {};
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const blank = body.indexOf(0x20, at);
    const digits = blank < 0 ? '' : body.toString('latin1', at, blank);
    const end = /^[0-9]{1,7}$/.test(digits) ? at + Number(digits) : 0;
    if (end <= blank || end > body.length || body[end - 1] !== 0x0a) throw new TarError('has a damaged pax header');
    const [, key = '', value = ''] = /^([^=]*)=([\s\S]*)$/.exec(body.toString('utf8', blank + 1, end - 1)) ?? [];
    if (key.startsWith('GNU.sparse.')) throw new TarError('has sparse files, which are not supported');
    if (key === 'path') found.path = value;
    else if (key === 'size') {
      found.size = /^[0-9]{1,15}$/.test(value) ? Number(value) : Number.NaN;
      if (Number.isNaN(found.size)) throw new TarError('has a damaged pax header');
    }
    at = end;
  }
  return found;
}
