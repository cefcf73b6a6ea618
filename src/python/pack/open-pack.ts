// Opens a summary pack: its header at once, each distribution when it is asked for. The bytes may come from a stranger.
import { basename } from 'node:path';
import { type Files, HostError } from '../../host/host.ts';
import {
  type DistributionName,
  isValidDistributionName,
  normaliseDistributionName,
} from '../../standard/distribution-name.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { fileTree, type ModuleTree } from '../module/module-tree.ts';
import { decodeText } from '../summary/byte-writer.ts';
import { SUMMARY_VERSION } from '../summary/summary.ts';
import { readBlock } from './pack-block.ts';
import { PACK_MAGIC, PACK_VERSION, StreamReader } from './pack-format.ts';

/** A distribution in a pack. */
export interface PackEntry {
  readonly name: DistributionName;
  readonly version: string;
  /** The file it was made from, and its `sha256:…`; null where it was made from an installation. */
  readonly fileName: string | null;
  readonly hash: string | null;
  /** How many of its files have a summary. */
  readonly modules: number;
}

/** A pack's distribution as a tree: listings are whole, source files give summaries, a few texts give bytes. */
export interface PackTree extends ModuleTree {
  readonly paths: readonly string[];
  readonly readSummary: (path: string) => Uint8Array | null;
}

export interface Pack {
  readonly path: string;
  readonly entries: readonly PackEntry[];
  /** The tree of one of its entries, read and checked now; why not as a fault. */
  open(entry: PackEntry): Parsed<PackTree>;
}

const HEADER_LENGTH = PACK_MAGIC.length + 2;
/** A header is looked for in this many bytes: some thousand distributions. */
const HEADER_LIMIT = 2 ** 22;
const MOST_DISTRIBUTIONS = 20_000;
const MOST_BLOCK_BYTES = 2 ** 27;

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Opens the pack in a file. Gives why it cannot be used as a fault; never throws. */
export function openPack(files: Files, path: string): Parsed<Pack> {
  try {
    const size = files.status(path)?.size ?? 0;
    const head = readPart(files, path, { offset: 0, length: Math.min(size, HEADER_LIMIT) });
    if (PACK_MAGIC.some((byte, index) => head[index] !== byte)) return unparsable('it is no summary pack');
    if (head[PACK_MAGIC.length] !== PACK_VERSION || head[PACK_MAGIC.length + 1] !== SUMMARY_VERSION) {
      return unparsable('it was made by another version of theriac: make it again with theriac summarise');
    }
    const reader = new StreamReader(head, HEADER_LENGTH);
    const header = reader.next();
    if (!header.ok) return header;
    const places = parseHeader(decodeText(header.value), reader.position, size);
    if (places === null) return unparsable('its list of distributions is damaged');
    return parsed({
      path,
      entries: [...places.keys()],
      open(entry) {
        const place = places.get(entry);
        return place === undefined ? unparsable('it is not in this pack') : openEntry(files, path, entry, place);
      },
    });
  } catch (error) {
    if (error instanceof HostError) return unparsable(error.message);
    throw error;
  }
}

function openEntry(files: Files, path: string, entry: PackEntry, place: Place): Parsed<PackTree> {
  let bytes: Uint8Array;
  try {
    bytes = readPart(files, path, place);
  } catch (error) {
    if (error instanceof HostError) return unparsable(error.message);
    throw error;
  }
  const read = readBlock(bytes);
  if (!read.ok) return read;
  const block = read.value;
  const root = `${basename(path)}/${entry.fileName ?? `${entry.name}-${entry.version}`}`;
  const tree = fileTree(root, block.paths, (inner) => {
    const text = block.readText(inner);
    if (text === null) {
      const why = block.isDamaged() ? 'its summary pack is damaged: make it again' : 'a summary pack holds no source';
      throw new HostError('absent', `${root}/${inner}`, why);
    }
    return text;
  });
  return parsed({ ...tree, paths: [...block.paths].sort(), readSummary: (inner) => block.readSummary(inner) });
}

function readPart(files: Files, path: string, place: Place): Uint8Array {
  const file = files.open(path);
  try {
    return file.read(place.offset, place.length);
  } finally {
    file.close();
  }
}

/** The entries with the places of their blocks, which follow the header without gaps up to the file's end. */
function parseHeader(text: string, start: number, size: number): ReadonlyMap<PackEntry, Place> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length > MOST_DISTRIBUTIONS) return null;
  const places = new Map<PackEntry, Place>();
  let offset = start;
  for (const item of value as unknown[]) {
    const line = parseEntry(item);
    if (line === null || line.length > MOST_BLOCK_BYTES || offset + line.length > size) return null;
    places.set(line.entry, { offset, length: line.length });
    offset += line.length;
  }
  return offset === size ? places : null;
}

function parseEntry(value: unknown): { readonly entry: PackEntry; readonly length: number } | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, version, file, hash, modules, bytes } = value as Record<string, unknown>;
  if (typeof name !== 'string' || !isValidDistributionName(name) || typeof version !== 'string') return null;
  if (typeof modules !== 'number' || typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0)
    return null;
  if (hash !== null && (typeof hash !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(hash))) return null;
  if (file !== null && (typeof file !== 'string' || file.includes('/') || file.length > 1000)) return null;
  const entry = { name: normaliseDistributionName(name), version, fileName: file, hash, modules };
  return { entry, length: bytes };
}
