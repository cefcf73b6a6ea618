// The header of a METADATA or PKG-INFO file, read as CPython's email parser reads it, which every installer uses.

/** One field as written: the name in lower case, the value with its line ends and indents but for the outermost. */
export interface MetadataField {
  readonly name: string;
  readonly value: string;
}

export interface MetadataHeader {
  readonly fields: readonly MetadataField[];
  /** Where the body, which is the description, starts. */
  readonly body: number;
  /** A line taken for the header's that belongs to the body: `From ` as its last one; else empty. */
  readonly bodyStart: string;
  /** How many lines there were that say nothing: indented ones after no field, or ones without a name. */
  readonly strayLines: number;
  /** Whether the header ended without an empty line: the body starts with what was not a field. */
  readonly unseparated: boolean;
  /** Whether there were more fields than are read. */
  readonly truncated: boolean;
}

const MOST_FIELDS = 50_000;
const FIELD_NAME = /^[!-9;-~]*$/;
const LINE_END = /\r\n|\r|\n/;

/**
 * Reads the fields up to the first empty line or the first line that is none; the rest of the text is not looked at.
 * Lines end with `\n`, `\r\n` or `\r`; an indented line continues the one before.
 */
export function readMetadataHeader(text: string): MetadataHeader {
  const fields: MetadataField[] = [];
  let [strayLines, at, truncated, unseparated] = [0, 0, false, false];
  let open: { readonly name: string; readonly start: number } | null = null;
  // The next line feed, looked for once and not at each line: a text may have none.
  let feed = -1;
  // The offset of a `From ` line that may turn out to be the header's last.
  let envelope = -1;
  const close = (end: number) => {
    if (open === null) return;
    if (fields.length < MOST_FIELDS) fields.push({ name: open.name, value: strip(text, open.start, end) });
    else truncated = true;
    open = null;
  };
  while (at < text.length) {
    if (feed < at) feed = nextFeed(text, at);
    const end = lineEnd(text, at, feed);
    const first = text.charCodeAt(at);
    if (first === 0x20 || first === 0x09) {
      if (open === null) strayLines++;
      envelope = -1;
    } else {
      const line = text.slice(at, end);
      const name = line.slice(0, Math.max(0, line.indexOf(':')));
      const isEnvelope = first === 0x46 && line.startsWith('From ');
      const isField = (name !== '' || first === 0x3a) && FIELD_NAME.test(name);
      close(at);
      if (!isField && !isEnvelope) {
        unseparated = first !== 0x0a && first !== 0x0d;
        if (!unseparated) at = end;
        break;
      }
      envelope = isEnvelope && at > 0 ? at : -1;
      if (name === '' && !isEnvelope) strayLines++;
      else if (!isEnvelope) open = { name: name.toLowerCase(), start: at + name.length + 1 };
    }
    at = end;
  }
  close(at);
  const bodyStart = envelope < 0 ? '' : text.slice(envelope, lineEnd(text, envelope, nextFeed(text, envelope)));
  return { fields, body: at, bodyStart, strayLines, unseparated, truncated };
}

/** The offset of the next line feed, the text's length where there is none. */
function nextFeed(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed;
}

/** The offset behind the line that starts at `at`. */
function lineEnd(text: string, at: number, feed: number): number {
  const line = text.slice(at, feed + 1);
  if (!line.includes('\r')) return at + line.length;
  const end = LINE_END.exec(line);
  return end === null ? at + line.length : at + end.index + end[0].length;
}

/** A value without blanks and line ends before it and without line ends behind it. */
function strip(text: string, start: number, end: number): string {
  let [first, last] = [start, end];
  while (first < last && isBlank(text.charCodeAt(first))) first++;
  while (last > first && isLineEnd(text.charCodeAt(last - 1))) last--;
  return text.slice(first, last);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || isLineEnd(code);
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
