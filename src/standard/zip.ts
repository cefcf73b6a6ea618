// Zip archives read at random under a budget (APPNOTE 6.3.10): a damaged or hostile entry never costs the others.
import { crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { type FoundEntry, readCentralDirectory } from './zip-directory.ts';
import { decodeName } from './zip-name.ts';
import { scanLocalHeaders } from './zip-scan.ts';
import { ZipWindow } from './zip-window.ts';

/** Where an archive's bytes come from; `read` gives fewer bytes only at the end. Host's OpenFile is one. */
export interface ZipSource {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** What reading one archive may cost. */
export interface ZipBudget {
  /** The most entries that are listed. */
  readonly entries: number;
  /** The most bytes one entry may inflate to, and all inflated entries together. */
  readonly entryBytes: number;
  readonly totalBytes: number;
  /** How many times its compressed size an entry above 1 MiB may have: a bomb has a thousand, text about ten. */
  readonly ratio: number;
}

export const ZIP_BUDGET: ZipBudget = { entries: 1_000_000, entryBytes: 2 ** 26, totalBytes: 2 ** 33, ratio: 250 };

/** What is wrong with an archive (`entry` null) or with one of its entries. */
export interface ZipFault {
  readonly code: 'archive-damaged' | 'archive-hostile' | 'budget-exceeded';
  readonly entry: string | null;
  readonly message: string;
}

/** One file or folder of an archive; names use `/` and never lead out of the folder they are unpacked in. */
export interface ZipEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  /** The name's bytes as one character each, as the local header must repeat them. */
  readonly rawName: string;
  /** 0 stored, 8 deflated, 93 Zstandard; others cannot be read. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc32: number;
  /** The local header's place in the file. */
  readonly offset: number;
  /** The mode and file type bits of Unix, 0 where the archive comes from elsewhere. */
  readonly mode: number;
  /** Where the entry must have ended: the next entry or the directory. */
  readonly limit: number;
}

/** An open archive: its entries in the directory's order and what is wrong with it. */
export interface ZipArchive {
  readonly entries: readonly ZipEntry[];
  readonly faults: readonly ZipFault[];
  readonly budget: ZipBudget;
  readonly window: ZipWindow;
  /** How much may still be inflated; inflateEntry lowers it. */
  readonly left: { bytes: number };
}

/** An entry's bytes, or why they cannot be had. */
export type ZipContent =
  | { readonly ok: true; readonly value: Uint8Array }
  | { readonly ok: false; readonly fault: ZipFault };

/** Bytes in memory as a source. */
export function zipSource(bytes: Uint8Array): ZipSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/**
 * Lists an archive's entries. Where the directory is missing or broken, the local headers are searched instead, so
 * that entries before the damage are still there. Entries with hostile names or that overlap become faults. Throws
 * only what `source.read` throws.
 */
export function readZipDirectory(source: ZipSource, budget: ZipBudget = ZIP_BUDGET): ZipArchive {
  const window = new ZipWindow(source);
  const faults: ZipFault[] = [];
  const directory = readCentralDirectory(window, budget, faults);
  const found = [...directory.entries];
  if (!directory.complete) {
    const known = new Set(found.map((entry) => entry.offset));
    for (const entry of scanLocalHeaders(window, budget, faults)) if (!known.has(entry.offset)) found.push(entry);
  }
  const entries = withoutOverlaps(found, directory.start, faults);
  reportDuplicates(entries, faults);
  return { entries, faults, budget, window, left: { bytes: budget.totalBytes } };
}

/** Drops each entry that runs into the next one: the trick of bombs that use the same bytes many times over. */
function withoutOverlaps(entries: readonly FoundEntry[], end: number, faults: ZipFault[]): readonly ZipEntry[] {
  const byOffset = isSorted(entries) ? entries : [...entries].sort((left, right) => left.offset - right.offset);
  const dropped = new Set<ZipEntry>();
  let limit = end;
  for (let index = byOffset.length - 1; index >= 0; index--) {
    const entry = byOffset[index];
    if (entry === undefined) continue;
    const fits = entry.offset >= 0 && entry.offset + 30 + entry.rawName.length + entry.compressedSize <= limit;
    if (fits) entry.limit = limit;
    else {
      dropped.add(entry);
      const outside = entry.offset < 0 || entry.offset >= end;
      const message = outside ? 'begins outside of the archive' : 'overlaps what follows it';
      faults.push({ code: outside ? 'archive-damaged' : 'archive-hostile', entry: entry.name, message });
    }
    if (entry.offset >= 0) limit = Math.min(limit, entry.offset);
  }
  return dropped.size === 0 ? entries : entries.filter((entry) => !dropped.has(entry));
}

function isSorted(entries: readonly ZipEntry[]): boolean {
  return entries.every((entry, index) => index === 0 || (entries[index - 1]?.offset ?? 0) < entry.offset);
}

/** Two entries of one name: both are listed, in order; a reader by name takes the last, as Python does. */
function reportDuplicates(entries: readonly ZipEntry[], faults: ZipFault[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    if (seen.has(name)) faults.push({ code: 'archive-hostile', entry: name, message: 'is there more than once' });
    seen.add(name);
  }
}

/** Reads, inflates and checks one entry against its size and CRC-32. Throws only what `source.read` throws. */
export function inflateEntry(archive: ZipArchive, entry: ZipEntry): ZipContent {
  const { budget, left } = archive;
  const fail = (code: ZipFault['code'], message: string): ZipContent => {
    return { ok: false, fault: { code, entry: entry.name, message } };
  };
  if (entry.encrypted) return fail('archive-damaged', 'is encrypted');
  if (entry.size > budget.entryBytes) {
    return fail('budget-exceeded', `is larger than ${budget.entryBytes} bytes when inflated`);
  }
  if (entry.size > 2 ** 20 && entry.size > entry.compressedSize * budget.ratio) {
    return fail('archive-hostile', `would inflate to more than ${budget.ratio} times its size`);
  }
  if (entry.size > left.bytes) {
    return fail('budget-exceeded', `would take the archive above ${budget.totalBytes} inflated bytes`);
  }
  const place = locate(archive.window, entry);
  if (typeof place === 'string') return fail('archive-damaged', place);
  left.bytes -= entry.size;
  const data = archive.window.get(place, entry.compressedSize);
  if (data.length < entry.compressedSize) return fail('archive-damaged', 'is cut off');
  const value = inflate(data, entry);
  if (typeof value === 'string') return fail('archive-damaged', value);
  if (crc32(value) === entry.crc32) return { ok: true, value };
  if (value.length !== entry.size) return fail('archive-damaged', 'has another size than the archive says');
  return fail('archive-damaged', 'fails its checksum');
}

/** The offset of an entry's data; text: why it cannot be read. */
function locate(window: ZipWindow, entry: ZipEntry): number | string {
  const header = window.get(entry.offset, 30 + entry.rawName.length);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return 'has no header where the directory says';
  const nameLength = header.readUInt16LE(26);
  if (nameLength !== entry.rawName.length || header.toString('latin1', 30) !== entry.rawName) {
    const name = decodeName(window.get(entry.offset + 30, nameLength).toString('latin1'), false);
    return `is named ${JSON.stringify(name)} in its own header`;
  }
  const start = entry.offset + 30 + nameLength + header.readUInt16LE(28);
  return start + entry.compressedSize > entry.limit ? 'overlaps what follows it' : start;
}

/** The inflated bytes; text: why there are none. */
function inflate(data: Uint8Array, entry: ZipEntry): Uint8Array | string {
  if (entry.method === 0) return data;
  if (entry.method !== 8 && entry.method !== 93)
    return `is compressed by method ${entry.method}, which is not supported`;
  const decompress = entry.method === 8 ? inflateRawSync : zstdDecompressSync;
  try {
    const room = Math.max(entry.size, 64);
    return decompress(data, { maxOutputLength: room, chunkSize: room });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ERR_BUFFER_TOO_LARGE') return 'has another size than the archive says';
    return 'cannot be inflated, its data are damaged';
  }
}
