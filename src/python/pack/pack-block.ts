// One distribution's block of a summary pack: the names of its files, their summaries, and the texts analyses read.
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { safeName } from '../../standard/zip-name.ts';
import { ByteWriter, decodeText, encodeText } from '../summary/byte-writer.ts';
import { formatStream, StreamReader } from './pack-format.ts';
import { joinSummary, splitSummary } from './summary-parts.ts';

/** What a block holds of a distribution; paths are relative to site-packages. */
export interface BlockContent {
  /** Source files and stubs with their stored summaries, sorted by path. */
  readonly summaries: ReadonlyMap<string, Uint8Array>;
  /** Files that are only known to be there: extension modules, bytecode, sources without a summary. Sorted. */
  readonly names: readonly string[];
  /** Files whose bytes are kept: entry points, templates. Sorted by path. */
  readonly texts: ReadonlyMap<string, Uint8Array>;
}

/** A block that was read; summaries are put together when they are asked for. */
export interface Block {
  readonly paths: readonly string[];
  /** The stored summary of a source file; null where there is none. */
  readSummary(path: string): Uint8Array | null;
  /** Whether its content, once asked for, could not be read. */
  isDamaged(): boolean;
  /** The bytes of a text; null where it is none that is kept. */
  readText(path: string): Uint8Array | null;
}

const MOST_FILES = 500_000;

/**
 * Streams: the paths as JSON, the sizes, the distinct strings, which file has which of them, the outlines with the heads,
 * the bodies, the texts. Deterministic.
 */
export async function formatBlock(content: BlockContent): Promise<Uint8Array> {
  const [sizes, uses, texts] = [new ByteWriter(), new ByteWriter(), new ByteWriter()];
  const [outlines, bodies] = [new ByteWriter(), new ByteWriter()];
  const known = new Map<string, number>();
  for (const bytes of content.summaries.values()) {
    const parts = splitSummary(bytes);
    sizes.number(parts === null ? 0 : parts.head.length);
    sizes.number(parts === null ? 0 : parts.outline.length);
    sizes.number((parts?.body ?? bytes).length);
    uses.number(parts?.strings.length ?? 0);
    for (const text of parts?.strings ?? []) {
      const index = known.get(text);
      // 0: the next new string; else the number of an old one, counted from 1.
      uses.number(index ?? 0);
      if (index === undefined) known.set(text, known.size + 1);
    }
    outlines.append(parts?.head ?? new Uint8Array(0));
    outlines.append(parts?.outline ?? new Uint8Array(0));
    bodies.append(parts?.body ?? bytes);
  }
  for (const bytes of content.texts.values()) {
    sizes.number(bytes.length);
    texts.append(bytes);
  }
  const paths = JSON.stringify([[...content.summaries.keys()], content.names, [...content.texts.keys()]]);
  const streams = await Promise.all(
    [
      encodeText(paths),
      sizes.take(),
      encodeText([...known.keys()].map(escapeString).join('')),
      uses.take(),
      outlines.take(),
      bodies.take(),
      texts.take(),
    ].map(formatStream),
  );
  const out = new ByteWriter();
  for (const stream of streams) out.append(stream);
  return out.take();
}

/**
 * Reads a block from untrusted bytes: the list of files now, the rest when the first summary or text is asked for. What
 * turns out to be damaged then has no summaries and no texts.
 */
export function readBlock(bytes: Uint8Array): Parsed<Block> {
  const reader = new StreamReader(bytes);
  const first = reader.next();
  if (!first.ok) return first;
  const paths = parsePaths(decodeText(first.value));
  if (paths === null) return unparsable('its list of files is damaged');
  const rest = reader.position;
  for (let count = 1; count < STREAMS; count += 1) if (!reader.skip()) return unparsable('it ends too early');
  let content: Content | null = null;
  let isDamaged = false;
  const open = (): Content => {
    content ??= readContent(bytes, rest, paths);
    isDamaged ||= content === null;
    content ??= { summaries: new Map(), texts: new Map() };
    return content;
  };
  const [sources, names, texts] = paths;
  return parsed({
    paths: [...sources, ...names, ...texts],
    readSummary: (path) => open().summaries.get(path)?.() ?? null,
    readText: (path) => open().texts.get(path) ?? null,
    isDamaged: () => isDamaged,
  });
}

interface Content {
  readonly summaries: ReadonlyMap<string, () => Uint8Array>;
  readonly texts: ReadonlyMap<string, Uint8Array>;
}

const STREAMS = 7;

/** The summaries and texts of the streams that begin at `start`; null where these are damaged. */
function readContent(bytes: Uint8Array, start: number, [sources, , textPaths]: PathLists): Content | null {
  const reader = new StreamReader(bytes, start);
  const streams: Uint8Array[] = [];
  for (let count = 1; count < STREAMS; count += 1) {
    const stream = reader.next();
    if (!stream.ok) return null;
    streams.push(stream.value);
  }
  const [sizes, text, uses, outlines, bodies, texts] = streams as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const table = readStringTable(decodeText(text));
  const summaries = readSummaryPlaces(sources, { sizes, uses, table, outlines, bodies });
  if (summaries === null) return null;
  const kept = new Map<string, Uint8Array>();
  let at = 0;
  for (const path of textPaths) {
    const size = summaries.sizes.number();
    if (size === null || at + size > texts.length) return null;
    kept.set(path, texts.subarray(at, at + size));
    at += size;
  }
  return { summaries: summaries.places, texts: kept };
}

interface SummaryStreams {
  readonly sizes: Uint8Array;
  readonly uses: Uint8Array;
  readonly table: PackedStrings;
  readonly outlines: Uint8Array;
  readonly bodies: Uint8Array;
}

/** How to make each summary; and the rest of the sizes. Null where the streams do not fit each other. */
function readSummaryPlaces(
  sources: readonly string[],
  { sizes: sizeBytes, uses, table, outlines, bodies }: SummaryStreams,
): { readonly places: ReadonlyMap<string, () => Uint8Array>; readonly sizes: StreamReader } | null {
  const places = new Map<string, () => Uint8Array>();
  const sizes = new StreamReader(sizeBytes);
  const indices = new StreamReader(uses);
  let [outlineAt, bodyAt, fresh] = [0, 0, 0];
  for (const path of sources) {
    const [head, outline, body, count] = [sizes.number(), sizes.number(), sizes.number(), indices.number()];
    if (head === null || outline === null || body === null || count === null) return null;
    if (outlineAt + head + outline > outlines.length || bodyAt + body > bodies.length) return null;
    if (count > uses.length) return null;
    const chosen = new Uint32Array(count);
    for (let index = 0; index < count; index += 1) {
      const number = indices.number();
      if (number === null || number > fresh) return null;
      chosen[index] = number === 0 ? fresh : number - 1;
      if (number === 0) fresh += 1;
    }
    if (fresh > table.count) return null;
    const [headStart, outlineStart, bodyStart] = [outlineAt, outlineAt + head, bodyAt];
    outlineAt += head + outline;
    bodyAt += body;
    const [outlineEnd, bodyEnd] = [outlineAt, bodyAt];
    places.set(path, () =>
      head === 0
        ? bodies.slice(bodyStart, bodyEnd)
        : joinSummary({
            head: outlines.subarray(headStart, outlineStart),
            strings: Array.from(chosen, (index) => table.at(index)),
            outline: outlines.subarray(outlineStart, outlineEnd),
            body: bodies.subarray(bodyStart, bodyEnd),
          }),
    );
  }
  return { places, sizes };
}

/** Each string ends with NUL; one inside a string is `\u0001` and `0`, a `\u0001` is two. */
function escapeString(text: string): string {
  return `${text.replace(/[\0\u0001]/g, (character) => (character === '\0' ? '\u00010' : '\u0001\u0001'))}\0`;
}

/** Strings by number, cut out of one text when asked for. */
interface PackedStrings {
  readonly count: number;
  at(index: number): string;
}

function readStringTable(text: string): PackedStrings {
  const ends: number[] = [];
  for (let end = text.indexOf('\0'); end !== -1; end = text.indexOf('\0', end + 1)) ends.push(end);
  return {
    count: ends.length,
    at(index) {
      const part = text.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, ends[index]);
      return part.includes('\u0001') ? part.replace(/\u0001(.)/gs, unescapeCharacter) : part;
    },
  };
}

function unescapeCharacter(_escape: string, next: string): string {
  return next === '0' ? '\0' : '\u0001';
}

type PathLists = readonly [readonly string[], readonly string[], readonly string[]];

/** Three lists of paths, each path once and safe to join to a folder. */
function parsePaths(text: string): PathLists | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length !== 3) return null;
  const seen = new Set<string>();
  const lists = value.map((list: unknown) => {
    if (!Array.isArray(list) || list.length + seen.size > MOST_FILES) return null;
    const paths: string[] = [];
    for (const path of list as unknown[]) {
      if (typeof path !== 'string' || safeName(path) !== path || path.endsWith('/') || seen.has(path)) return null;
      seen.add(path);
      paths.push(path);
    }
    return paths;
  });
  const [sources, names, texts] = lists;
  return sources == null || names == null || texts == null ? null : [sources, names, texts];
}
