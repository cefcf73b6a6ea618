// The entries of a damaged zip archive, found by searching for their local headers (APPNOTE 4.3.7, 4.3.9).
import type { ZipBudget, ZipEntry, ZipFault } from './zip.ts';
import { type FoundEntry, widen } from './zip-directory.ts';
import { decodeName, safeName } from './zip-name.ts';
import type { ZipWindow } from './zip-window.ts';

/** The most records that are looked at. */
const MOST_MARKS = 5_000_000;
/** How many records each record may cost in the search for descriptors: false headers must not make it quadratic. */
const STEPS_EACH = 8;
const CHUNK = 2 ** 22;

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;

/** Every whole entry that can be found; one that is cut off becomes a fault. */
export function scanLocalHeaders(window: ZipWindow, budget: ZipBudget, faults: ZipFault[]): readonly FoundEntry[] {
  const marks = findMarks(window);
  const entries: FoundEntry[] = [];
  let end = 0;
  let steps = 1000 + marks.length * STEPS_EACH;
  for (let index = 0; index < marks.length && entries.length < budget.entries; index++) {
    const mark = marks[index];
    if (mark === undefined || mark.signature !== LOCAL || mark.offset < end) continue;
    const header = readHeader(window, mark.offset);
    if (header === null) continue;
    let entry: ZipEntry | null = header.entry;
    if (header.described) {
      entry = null;
      for (let next = index + 1; next < marks.length && entry === null && steps > 0; next++, steps--) {
        entry = describe(window, header, marks[next]?.offset ?? 0);
      }
    }
    const name = safeName(header.entry.name);
    if (name === null) {
      faults.push({ code: 'archive-hostile', entry: header.entry.name, message: 'has a name that leads elsewhere' });
    } else if (entry === null || header.start + entry.compressedSize > window.size) {
      faults.push({ code: 'archive-damaged', entry: name, message: 'is cut off' });
    } else {
      entries.push({ ...entry, name, limit: window.size });
      end = header.start + entry.compressedSize;
    }
  }
  return entries;
}

interface Mark {
  readonly offset: number;
  readonly signature: number;
}

/** All places that look like a record of a zip archive, in order. */
function findMarks(window: ZipWindow): readonly Mark[] {
  const marks: Mark[] = [];
  for (let start = 0; start < window.size && marks.length < MOST_MARKS; start += CHUNK) {
    const chunk = window.get(start, CHUNK + 3);
    for (let at = chunk.indexOf('PK', 0, 'latin1'); at >= 0 && at < CHUNK; at = chunk.indexOf('PK', at + 2, 'latin1')) {
      if (at + 4 > chunk.length) break;
      const signature = chunk.readUInt32LE(at);
      if (signature === LOCAL || signature === DESCRIPTOR || signature === 0x02014b50) {
        marks.push({ offset: start + at, signature });
      }
    }
  }
  return marks;
}

interface Header {
  readonly entry: ZipEntry;
  /** Where the data start. */
  readonly start: number;
  /** Whether sizes and checksum stand in a descriptor behind the data. */
  readonly described: boolean;
}

function readHeader(window: ZipWindow, offset: number): Header | null {
  const fixed = window.get(offset, 30);
  if (fixed.length < 30) return null;
  const flags = fixed.readUInt16LE(6);
  const nameLength = fixed.readUInt16LE(26);
  const extraLength = fixed.readUInt16LE(28);
  const variable = window.get(offset + 30, nameLength + extraLength);
  if (variable.length < nameLength + extraLength || nameLength === 0) return null;
  const rawName = variable.toString('latin1', 0, nameLength);
  const name = decodeName(rawName, (flags & 0x800) !== 0);
  const sizes = [fixed.readUInt32LE(22), fixed.readUInt32LE(18), 0] as const;
  const [size, compressedSize] = widen(variable, nameLength, extraLength, sizes);
  return {
    start: offset + 30 + nameLength + extraLength,
    described: (flags & 8) !== 0 && compressedSize === 0,
    entry: {
      name,
      isDirectory: name.endsWith('/'),
      rawName,
      method: fixed.readUInt16LE(8),
      encrypted: (flags & 1) !== 0,
      compressedSize,
      size,
      crc32: fixed.readUInt32LE(14),
      offset,
      mode: 0,
      limit: window.size,
    },
  };
}

/** Completes an entry by the descriptor that starts at `mark` or ends there, if its sizes fit the distance. */
function describe(window: ZipWindow, header: Header, mark: number): ZipEntry | null {
  for (const [fieldsAt, wide] of [
    [mark + 4, false],
    [mark + 4, true],
    [mark - 12, false],
    [mark - 20, true],
  ] as const) {
    const fields = window.get(fieldsAt, wide ? 20 : 12);
    if (fields.length < (wide ? 20 : 12) || fieldsAt < header.start) continue;
    const compressedSize = wide ? Number(fields.readBigUInt64LE(4)) : fields.readUInt32LE(4);
    const dataEnd = Math.min(fieldsAt, mark);
    if (header.start + compressedSize !== dataEnd) continue;
    const size = wide ? Number(fields.readBigUInt64LE(12)) : fields.readUInt32LE(8);
    return { ...header.entry, compressedSize, size, crc32: fields.readUInt32LE(0) };
  }
  return null;
}
