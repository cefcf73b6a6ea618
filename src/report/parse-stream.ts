// Reads a saved stream (`--format jsonl`) back into messages, so that any other format can be made of it.
import type { Fault } from '../finding/fault.ts';
import type { Finding } from '../finding/finding.ts';
import type { Message } from '../finding/message.ts';
import { DEFAULT_POLICY, type Policy } from '../finding/policy.ts';
import { type Parsed, parsed, unparsable } from '../standard/parsed.ts';
import { fromPublicMessage, STREAM_SCHEMA } from './public-message.ts';
import { summarise } from './summarise.ts';

/** A longer line is not read: the inventory's, the longest, has some hundred bytes for each locked file. */
const LINE_LIMIT = 64 * 1024 * 1024;
/** So many damaged lines are reported one by one, the others counted. */
const FAULT_LIMIT = 20;

/**
 * The messages of a stream, in order. A line that cannot be read becomes an `incomplete` message that names it, and
 * the rest is read; a stream that was cut short gets the summary of what it holds. What is incomplete is never
 * reported as exit code 0. `file` is how the faults name the stream.
 */
export async function* parseStream(
  chunks: Iterable<string> | AsyncIterable<string>,
  file: string,
): AsyncIterable<Message> {
  let number = 0;
  let policy: Policy = DEFAULT_POLICY;
  const findings: Finding[] = [];
  const faults: Fault[] = [];
  const damaged: Fault[] = [];
  let summary: Extract<Message, { kind: 'summary' }> | null = null;
  let uncounted = 0;

  for await (const line of splitLines(chunks)) {
    number += 1;
    if (line !== null && line.trim() === '') continue;
    const result = parseLine(line, number === 1);
    if (!result.ok) {
      const fault = damage(file, result.fault.message, number);
      if (damaged.push(fault) <= FAULT_LIMIT) yield { kind: 'incomplete', fault };
      else uncounted += 1;
      continue;
    }
    const message = result.value;
    if (message.kind === 'summary') {
      // Held back: it comes last, and must not say 0 where a line was lost.
      summary = message;
      continue;
    }
    if (message.kind === 'config') policy = message.policy;
    else if (message.kind === 'finding') findings.push(message.finding);
    else if (message.kind === 'incomplete') faults.push(message.fault);
    yield message;
  }

  if (uncounted > 0) {
    const fault = damage(file, `${uncounted} more lines are damaged`);
    yield { kind: 'incomplete', fault };
  }
  if (summary === null) {
    const fault = damage(file, 'the stream ends without its summary: the run that wrote it was cut short');
    damaged.push(fault);
    yield { kind: 'incomplete', fault };
    yield { kind: 'summary', summary: summarise(findings, [...faults, ...damaged], policy) };
  } else if (damaged.length > 0 && summary.summary.exitCode === 0) {
    yield { kind: 'summary', summary: { ...summary.summary, exitCode: 3 } };
  } else {
    yield summary;
  }
}

function damage(file: string, message: string, line?: number): Fault {
  const place = line === undefined ? {} : { line };
  return { code: 'file-malformed', effect: 'incomplete', file, ...place, message };
}

function parseLine(line: string | null, first: boolean): Parsed<Message> {
  if (line === null) return unparsable('the line is longer than any that Theriac writes');
  const text = first && line.startsWith('\uFEFF') ? line.slice(1) : line;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unparsable(first ? `not a stream: ${STREAM_SCHEMA} is written by --format jsonl` : 'the line is not JSON');
  }
  if (first) {
    const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
    if (schema !== STREAM_SCHEMA) {
      return unparsable(`the first line does not say ${STREAM_SCHEMA}, which --format jsonl writes`);
    }
  }
  const message = fromPublicMessage(value);
  return message.ok ? parsed(message.value) : unparsable(`the message is not valid: ${message.fault.message}`);
}

/** The lines without their ends; null stands for one past the limit, which is skipped without being kept. */
async function* splitLines(chunks: Iterable<string> | AsyncIterable<string>): AsyncIterable<string | null> {
  let pieces: string[] = [];
  let length = 0;
  let tooLong = false;
  const add = (piece: string) => {
    length += piece.length;
    tooLong ||= length > LINE_LIMIT;
    if (tooLong) pieces = [];
    else pieces.push(piece);
  };
  const end = () => {
    const line = tooLong ? null : pieces.join('');
    pieces = [];
    length = 0;
    tooLong = false;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let stop = chunk.indexOf('\n'); stop !== -1; stop = chunk.indexOf('\n', start)) {
      add(chunk.slice(start, stop));
      start = stop + 1;
      yield end();
    }
    add(chunk.slice(start));
  }
  if (length > 0) yield end();
}
