// A zip archive's central directory, with Zip64 and with data before the archive (APPNOTE 4.3.12 to 4.3.16, 4.5.3).
import type { Buffer } from 'node:buffer';
import type { ZipBudget, ZipEntry, ZipFault } from './zip.ts';
import { decodeName, safeName } from './zip-name.ts';
import type { ZipWindow } from './zip-window.ts';

/** An entry whose place is not settled yet. */
export type FoundEntry = ZipEntry & { offset: number; limit: number };

/** What the directory gives: whether it could be read to its end, and where it starts, which ends the entries. */
export interface CentralDirectory {
  readonly entries: readonly FoundEntry[];
  readonly complete: boolean;
  readonly start: number;
}

interface End {
  readonly start: number;
  readonly size: number;
  /** How far every offset is moved by data before the archive. */
  readonly shift: number;
}

const LONGEST_COMMENT = 0xffff;

/** Reads the directory; `complete` is false where there is none or it breaks off. */
export function readCentralDirectory(window: ZipWindow, budget: ZipBudget, faults: ZipFault[]): CentralDirectory {
  const end = findEnd(window);
  if (end === null) {
    faults.push({ code: 'archive-damaged', entry: null, message: 'has no directory at its end: not whole, or no zip' });
    return { entries: [], complete: false, start: window.size };
  }
  const bytes = window.get(end.start, end.size);
  const entries: FoundEntry[] = [];
  let offset = 0;
  let count = 0;
  for (; offset < end.size; count++) {
    if (count >= budget.entries) {
      faults.push({ code: 'budget-exceeded', entry: null, message: `has more than ${budget.entries} entries` });
      break;
    }
    if (offset + 46 > bytes.length || bytes.readUInt32LE(offset) !== 0x02014b50) {
      faults.push({ code: 'archive-damaged', entry: null, message: `has a broken directory after ${count} entries` });
      return { entries, complete: false, start: window.size };
    }
    const next = offset + 46 + bytes.readUInt16LE(offset + 28) + bytes.readUInt16LE(offset + 30);
    const entry = readEntry(bytes, offset, end);
    if (end.shift !== 0) entry.value.offset = settle(window, entry.value, end.shift);
    if (entry.safe) entries.push(entry.value);
    else faults.push({ code: 'archive-hostile', entry: entry.value.name, message: 'has a name that leads elsewhere' });
    offset = next + bytes.readUInt16LE(offset + 32);
  }
  if (end.shift >= 0) return { entries, complete: true, start: end.start };
  const message = `lacks ${-end.shift} bytes in its middle`;
  faults.push({ code: 'archive-damaged', entry: null, message });
  return { entries, complete: false, start: end.start };
}

function readEntry(
  bytes: Buffer,
  at: number,
  end: End,
): {
  readonly value: FoundEntry;
  readonly safe: boolean;
} {
  const flags = bytes.readUInt16LE(at + 8);
  const nameLength = bytes.readUInt16LE(at + 28);
  const rawName = bytes.toString('latin1', at + 46, at + 46 + nameLength);
  const sizes = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)] as const;
  const [size, compressedSize, offset] = widen(bytes, at + 46 + nameLength, bytes.readUInt16LE(at + 30), sizes);
  const given = decodeName(rawName, (flags & 0x800) !== 0);
  const name = safeName(given);
  return {
    safe: name !== null,
    value: {
      name: name ?? given,
      isDirectory: given.endsWith('/') || given.endsWith('\\'),
      rawName,
      method: bytes.readUInt16LE(at + 10),
      encrypted: (flags & 1) !== 0,
      compressedSize,
      size,
      crc32: bytes.readUInt32LE(at + 16),
      offset: offset + end.shift,
      mode: bytes.readUInt8(at + 5) === 3 ? bytes.readUInt16LE(at + 40) : 0,
      limit: end.start,
    },
  };
}

/**
 * An entry's offset where the directory is not where it should be. Data before the archive move every entry; bytes
 * lost from or put into its middle move only those behind. Its own header decides.
 */
function settle(window: ZipWindow, entry: ZipEntry, shift: number): number {
  for (const offset of [entry.offset, entry.offset - shift]) {
    const header = window.get(offset, 30 + entry.rawName.length);
    if (
      header.length > 30 &&
      header.readUInt32LE(0) === 0x04034b50 &&
      header.toString('latin1', 30) === entry.rawName
    ) {
      return offset;
    }
  }
  return entry.offset;
}

/** Size, compressed size and offset. */
type Sizes = readonly [number, number, number];

/** Replaces each value that is all ones by its 64-bit one from the Zip64 extra field, in the order it has there. */
export function widen(bytes: Buffer, start: number, length: number, values: Sizes): Sizes {
  if (!values.includes(0xffffffff)) return values;
  const extra = bytes.subarray(start, start + length);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    let next = 0;
    const wide = values.map((value) => {
      if (value !== 0xffffffff || next + 8 > field.length) return value;
      next += 8;
      return Number(field.readBigUInt64LE(next - 8));
    });
    return [wide[0] ?? 0, wide[1] ?? 0, wide[2] ?? 0];
  }
  return values;
}

/** Finds the end record, last one first, whose directory is where it says. */
function findEnd(window: ZipWindow): End | null {
  const tailStart = Math.max(0, window.size - LONGEST_COMMENT - 22);
  const tail = window.get(tailStart, window.size - tailStart);
  for (let at = tail.lastIndexOf('PK\x05\x06', tail.length, 'latin1'); at >= 0; ) {
    if (at + 22 <= tail.length) {
      const end = readEnd(window, tail.subarray(at, at + 22), tailStart + at);
      if (end !== null) return end;
    }
    if (at === 0) break;
    at = tail.lastIndexOf('PK\x05\x06', at - 1, 'latin1');
  }
  return null;
}

function readEnd(window: ZipWindow, record: Buffer, at: number): End | null {
  const wide = readWideEnd(window, at);
  const size = wide?.size ?? record.readUInt32LE(12);
  const start = (wide?.at ?? at) - size;
  const shift = start - (wide?.offset ?? record.readUInt32LE(16));
  if (start < 0) return null;
  if (size > 0 && window.get(start, 4).compare(SIGNATURE) !== 0) return null;
  return { start, size, shift };
}

const SIGNATURE = new Uint8Array([0x50, 0x4b, 1, 2]);

/** The Zip64 end record, which the locator before the end record announces. */
function readWideEnd(window: ZipWindow, end: number): { at: number; size: number; offset: number } | null {
  const locator = window.get(end - 20, 20);
  if (locator.length < 20 || locator.readUInt32LE(0) !== 0x07064b50) return null;
  for (const at of [end - 76, Number(locator.readBigUInt64LE(8))]) {
    const record = window.get(at, 56);
    if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) continue;
    return { at, size: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
  }
  return null;
}
