// The logical lines of a requirements file, as pip's req_file.py makes them: decoded, joined, comments and variables resolved.

import type { Host } from '../host/host.ts';
import { PYTHON_WHITESPACE, stripPython } from '../standard/python-text.ts';
import { statusOf } from './folder.ts';

/** One logical line; `line` is where it starts, `comments` what stands behind and directly below it, without `#`. */
export interface LogicalLine {
  readonly text: string;
  readonly line: number;
  readonly comments: readonly string[];
}

/** A line that was not read, or not as written. */
export interface LineProblem {
  readonly line: number;
  readonly code: 'budget-exceeded' | 'file-malformed';
  readonly effect: 'incomplete' | 'note';
  readonly message: string;
}

const LINE_LIMIT = 1 << 20;
const CHUNK = 1 << 20;
const READ_LIMIT = 2 ** 31;
const KEPT_LIMIT = 64 << 20;
const NEWLINE = 10;

/**
 * Reads a file without holding lines over 1 MB: they become empty lines, their numbers are in `cut`.
 * Throws HostError as the host does; `whole` is false where the file went past its budget.
 */
export function readLineBytes(host: Host, path: string): { bytes: Uint8Array; cut: readonly number[]; whole: boolean } {
  const status = statusOf(host, path);
  if (status === null || status.kind !== 'file' || status.size <= LINE_LIMIT) {
    return { bytes: host.files.readBytes(path, LINE_LIMIT * 2), cut: [], whole: true };
  }
  const file = host.files.open(path);
  try {
    const parts: Uint8Array[] = [];
    const cut: number[] = [];
    let pending: Uint8Array[] = [];
    let pendingLength = 0;
    let dropping = false;
    let kept = 0;
    let line = 1;
    const keep = (part: Uint8Array): void => {
      if (dropping) return;
      pendingLength += part.length;
      if (pendingLength > LINE_LIMIT) {
        dropping = true;
        cut.push(line);
        pending = [];
      } else if (part.length > 0) pending.push(part);
    };
    const endLine = (): void => {
      for (const part of pending) parts.push(part);
      kept += dropping ? 0 : pendingLength;
      pending = [];
      pendingLength = 0;
      dropping = false;
    };
    for (let offset = 0; offset < file.size; offset += CHUNK) {
      if (offset >= READ_LIMIT || kept > KEPT_LIMIT) return { bytes: Buffer.concat(parts), cut, whole: false };
      const chunk = file.read(offset, Math.min(CHUNK, file.size - offset));
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        keep(chunk.subarray(start, end));
        endLine();
        parts.push(chunk.subarray(end, end + 1));
        line += 1;
        start = end + 1;
      }
      keep(chunk.subarray(start));
    }
    endLine();
    return { bytes: Buffer.concat(parts), cut, whole: true };
  } finally {
    file.close();
  }
}

const DECLARED = /coding[:=][ \t]*([-\w.]+)/;
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** Decodes as pip does: by a byte order mark, by a PEP 263 line, else as UTF-8; what is invalid becomes U+FFFD. */
export function decodeRequirements(bytes: Uint8Array): { text: string; problems: readonly LineProblem[] } {
  const starts = (...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);
  if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) return { text: decodeUtf32(bytes), problems: [] };
  let label = starts(0xff, 0xfe) ? 'utf-16le' : starts(0xfe, 0xff) ? 'utf-16be' : 'utf-8';
  const problems: LineProblem[] = [];
  if (label === 'utf-8' && !starts(0xef, 0xbb, 0xbf)) {
    const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).split('\n', 2);
    const declared = head.map((line) => (line.startsWith('#') ? DECLARED.exec(line)?.[1] : undefined)).find(Boolean);
    if (declared !== undefined) {
      const known = decoderLabel(declared);
      if (known !== null) label = known;
      else problems.push(note(1, `the encoding ${declared.slice(0, 40)} is not known; the file was read as UTF-8`));
    }
  }
  const text = new TextDecoder(label).decode(bytes);
  const invalid = text.indexOf('\ufffd');
  if (invalid !== -1) {
    const line = text.slice(0, invalid).split(LINE_END).length;
    problems.push(note(line, `it holds bytes that are not ${label.toUpperCase()}, first here; save the file as UTF-8`));
  }
  return { text, problems };
}

function note(line: number, message: string): LineProblem {
  return { line, code: 'file-malformed', effect: 'note', message };
}

/** The label of the Encoding Standard for a codec as Python names it, null where there is none. */
function decoderLabel(codec: string): string | null {
  const name = codec.toLowerCase().replaceAll('_', '-');
  const label = name
    .replace(/^(?:u8|utf|utf8|utf-8-sig)$/, 'utf-8')
    .replace(/^(?:latin-1|latin|l1|iso-?8859-1|8859|cp819)$/, 'latin1')
    .replace(/^(?:us-)?ascii$/, 'utf-8')
    .replace(/^cp(\d+)$/, 'windows-$1');
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

function decodeUtf32(bytes: Uint8Array): string {
  const little = bytes[0] === 0xff;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let offset = 4; offset + 4 <= bytes.length; offset += 4) {
    const point = view.getUint32(offset, little);
    parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd');
  }
  return parts.join('');
}

const COMMENT_LINE = new RegExp(`^[${PYTHON_WHITESPACE}]*#`);
const SPACE = new RegExp(`[${PYTHON_WHITESPACE}]`);
const VARIABLE = /\$\{([A-Z0-9_]+)\}/g;

/** Splits a text into logical lines: continuations joined, comments taken off, `${VARIABLES}` expanded where set. */
export function logicalLines(
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
): { lines: readonly LogicalLine[]; problems: readonly LineProblem[] } {
  const lines: LogicalLine[] = [];
  const problems: LineProblem[] = [];
  let comments: string[] = [];
  const add = (joined: string, line: number): void => {
    const mark = commentStart(joined);
    const body = stripPython(mark === -1 ? joined : joined.slice(0, mark));
    const comment = mark === -1 ? null : joined.slice(mark + 1);
    if (body === '') {
      if (comment !== null) comments.push(comment);
      return;
    }
    comments = comment === null ? [] : [comment];
    const expanded = body.replace(VARIABLE, (whole, name: string) => variables[name] || whole);
    lines.push({ text: expanded, line, comments });
  };
  let start = 0;
  let joined: string[] = [];
  let length = 0;
  const finish = (): void => {
    if (length <= LINE_LIMIT) add(joined.join(''), start);
    else {
      const message = `the line is longer than ${LINE_LIMIT} characters and was left out`;
      problems.push({ line: start, code: 'budget-exceeded', effect: 'incomplete', message });
    }
    joined = [];
    length = 0;
  };
  text.split(LINE_END).forEach((physical, index) => {
    const isComment = COMMENT_LINE.test(physical);
    if (joined.length === 0) start = index + 1;
    const continues = physical.endsWith('\\') && !isComment;
    const part = continues ? stripBackslashes(physical) : isComment ? ` ${physical}` : physical;
    length += part.length;
    if (length <= LINE_LIMIT || joined.length === 0) joined.push(length <= LINE_LIMIT ? part : '');
    if (!continues) finish();
  });
  if (joined.length > 0) finish();
  return { lines, problems };
}

/** Where the comment begins: at the first `#` that starts the line or follows whitespace; -1 for none. */
function commentStart(text: string): number {
  for (let mark = text.indexOf('#'); mark !== -1; mark = text.indexOf('#', mark + 1)) {
    if (mark === 0 || SPACE.test(text.charAt(mark - 1))) return mark;
  }
  return -1;
}

/** pip takes backslashes off both ends of a continued line. */
function stripBackslashes(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === '\\') start += 1;
  while (end > start && text[end - 1] === '\\') end -= 1;
  return text.slice(start, end);
}
