// Takes a stored summary apart into strings and structure, which compress better apart, and puts it together again.
import { Buffer } from 'node:buffer';
import { ByteReader, Malformed, StringTable } from '../summary/byte-reader.ts';
import { ByteWriter, decodeText, encodeText } from '../summary/byte-writer.ts';
import { MAGIC } from '../summary/code.ts';

/** The parts of a stored summary, in its order. */
export interface SummaryParts {
  /** Magic number, version, syntax, lines and faults. */
  readonly head: Uint8Array;
  readonly strings: readonly string[];
  readonly outline: Uint8Array;
  readonly body: Uint8Array;
}

/** The parts; null where `joinSummary` would not give the same bytes back. */
export function splitSummary(bytes: Uint8Array): SummaryParts | null {
  try {
    const parts = readParts(bytes);
    return Buffer.compare(joinSummary(parts), bytes) === 0 ? parts : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

function readParts(bytes: Uint8Array): SummaryParts {
  const r = new ByteReader(bytes, new StringTable('', new Uint32Array(0)), MAGIC.length + 2, 1);
  r.number();
  for (let faults = r.count(); faults > 0; faults--) {
    r.number();
    const length = r.count();
    r.position += length;
  }
  const head = bytes.subarray(0, r.position);
  const lengths: number[] = [];
  for (let rest = r.count(); rest > 0; rest--) lengths.push(r.number());
  const size = r.count();
  const text = decodeText(bytes.subarray(r.position, r.position + size));
  r.position += size;
  let at = 0;
  const strings = lengths.map((length) => {
    at += length;
    return text.slice(at - length, at);
  });
  const outlineSize = r.count();
  const start = r.position + outlineSize;
  return { head, strings, outline: bytes.subarray(r.position, start), body: bytes.subarray(start) };
}

/** The stored summary that has these parts. */
export function joinSummary({ head, strings, outline, body }: SummaryParts): Uint8Array {
  const out = new ByteWriter();
  out.append(head);
  out.number(strings.length);
  for (const text of strings) out.number(text.length);
  const text = encodeText(strings.join(''));
  out.number(text.length);
  out.append(text);
  out.number(outline.length);
  out.append(outline);
  out.append(body);
  return out.take();
}
