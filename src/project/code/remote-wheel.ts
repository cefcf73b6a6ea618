// Reads only the Python of a large wheel over HTTP: its directory, then the ranges in which source and metadata lie.
import { Buffer } from 'node:buffer';
import { dirname, join } from 'node:path';
import { type Host, HostError } from '../../host/host.ts';
import { isModuleFile } from '../../python/module/archive-tree.ts';
import { SOURCE_LIMIT } from '../../python/module/module-tree.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { inflateEntry, readZipDirectory, type ZipBudget, type ZipEntry, type ZipSource } from '../../standard/zip.ts';
import { readBody } from './simple-index.ts';

/** A file on a server. */
export interface RemoteFile {
  readonly fileName: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Segment {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** The last bytes, in which the directory of most wheels lies. */
const TAIL = 2 ** 18;
const DIRECTORY_LIMIT = 2 ** 26;
/** All ranges together, and how far apart two may be to be asked for as one. */
const TOTAL = 2 ** 28;
const GAP = 2 ** 17;
const MOST_RANGES = 1_000;
const SILENCE = 60_000;
const BUDGET: ZipBudget = { entries: 500_000, entryBytes: SOURCE_LIMIT, totalBytes: 2 ** 30, ratio: 250 };

/**
 * Writes the source, stubs, metadata and templates of a remote wheel into the folder `target`, extension modules as
 * empty files. The whole file's hash cannot be checked this way. Gives why not where the server gives no ranges or the
 * archive is not a plain one.
 */
export async function fetchWheelSources(host: Host, file: RemoteFile, target: string): Promise<Parsed<string>> {
  try {
    const tail = await fetchRange(host, file, `bytes=-${TAIL}`, TAIL);
    if (tail === null) return unparsable('the server gives no ranges');
    const segments: Segment[] = [tail.segment];
    const place = findDirectory(tail.segment, tail.total);
    if (place === null) return unparsable('its directory is not where it should be');
    if (place < tail.segment.start) {
      const length = tail.segment.start - place;
      if (length > DIRECTORY_LIMIT) return unparsable('its directory is too large');
      const rest = await fetchRange(host, file, `bytes=${place}-${tail.segment.start - 1}`, length);
      if (rest === null) return unparsable('the server gives no ranges');
      segments.push(rest.segment);
    }
    const entries = readZipDirectory(sparseSource(tail.total, segments), BUDGET).entries;
    const ranges = joinRanges(entries.filter(isWanted));
    if (ranges === null) return unparsable('its sources are too large or too scattered');
    for (const { start, end } of ranges) {
      const part = await fetchRange(host, file, `bytes=${start}-${end - 1}`, end - start);
      if (part === null) return unparsable('the server gives no ranges');
      segments.push(part.segment);
    }
    return writeMembers(host, sparseSource(tail.total, segments), target);
  } catch (error) {
    if (error instanceof HostError) return unparsable(error.message);
    throw error;
  }
}

async function fetchRange(
  host: Host,
  { address, headers }: RemoteFile,
  range: string,
  limit: number,
): Promise<{ readonly segment: Segment; readonly total: number } | null> {
  const response = await host.http.fetch({
    method: 'GET',
    url: address,
    headers: { accept: '*/*', 'accept-encoding': 'identity', range, ...headers },
    body: null,
    timeout: SILENCE,
  });
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers['content-range'] ?? '') ?? [];
  if (response.status !== 206 || first === undefined) {
    await readBody(response.body, 0);
    return null;
  }
  const bytes = await readBody(response.body, limit);
  if (bytes === null || bytes.length !== Number(last) - Number(first) + 1) return null;
  return { segment: { start: Number(first), bytes }, total: Number(total) };
}

/** Where the directory begins (APPNOTE 4.3.16); null where it is a Zip64 one or moved. */
function findDirectory({ start, bytes }: Segment, total: number): number | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = buffer.lastIndexOf('PK\x05\x06', buffer.length, 'latin1');
  if (at < 0 || at + 22 > buffer.length) return null;
  const [size, offset] = [buffer.readUInt32LE(at + 12), buffer.readUInt32LE(at + 16)];
  return offset + size === start + at && offset < total ? offset : null;
}

/** A source with holes, which read as zeros: an entry that lies in one fails its checks. */
function sparseSource(size: number, segments: readonly Segment[]): ZipSource {
  return {
    size,
    read(offset, length) {
      const result = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      for (const { start, bytes } of segments) {
        const [from, to] = [Math.max(offset, start), Math.min(offset + result.length, start + bytes.length)];
        if (from < to) result.set(bytes.subarray(from - start, to - start), from - offset);
      }
      return result;
    },
  };
}

function isWanted({ name, isDirectory, size }: ZipEntry): boolean {
  if (isDirectory || size > SOURCE_LIMIT) return false;
  if (/\.(?:pyi?|pth)$/.test(name)) return true;
  return /^[^/]+\.dist-info\/[A-Za-z_.]+$/.test(name) || /(?:^|\/)(?:templates|jinja2)\/.+\.[a-z0-9]+$/i.test(name);
}

/** The stretches of the file that hold the entries, neighbours joined; null past the budget. */
function joinRanges(entries: readonly ZipEntry[]): readonly { start: number; end: number }[] | null {
  const ranges: { start: number; end: number }[] = [];
  let total = 0;
  for (const { offset, limit, compressedSize } of entries.toSorted((left, right) => left.offset - right.offset)) {
    // The next entry's start bounds this one, but not where large members that are not wanted stand between.
    const end = Math.min(limit, offset + compressedSize + 2 ** 16);
    const last = ranges.at(-1);
    const joins = last !== undefined && offset - last.end <= GAP;
    total += joins ? Math.max(0, end - last.end) : end - offset;
    if (joins) last.end = Math.max(last.end, end);
    else ranges.push({ start: offset, end });
    if (total > TOTAL || ranges.length > MOST_RANGES) return null;
  }
  return ranges;
}

function writeMembers(host: Host, source: ZipSource, target: string): Parsed<string> {
  const archive = readZipDirectory(source, BUDGET);
  let problem: string | null = null;
  host.files.replace(target, (temporary) => {
    for (const entry of archive.entries) {
      const name = entry.name.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, '');
      const wanted = isWanted(entry);
      if (!wanted && (entry.isDirectory || !isModuleFile(name))) continue;
      const content = wanted ? inflateEntry(archive, entry) : null;
      if (content?.ok === false) {
        problem ??= `${entry.name} ${content.fault.message}`;
        continue;
      }
      const path = join(temporary, name);
      host.files.makeDirectory(dirname(path));
      host.files.writeBytes(path, content?.value ?? '');
    }
    if (problem !== null) host.files.remove(temporary);
    if (problem !== null) throw new HostError('unreadable', target, problem);
  });
  return parsed(target);
}
