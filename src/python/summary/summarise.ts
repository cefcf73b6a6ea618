// Summarises one Python source file: bytes in, the bytes of its summary out.
import { decodeSummary } from './decode.ts';
import { encodeSummary, type ParsedFile } from './encode.ts';
import { listImports } from './outline.ts';
import { parseFile } from './parse-statement.ts';
import { Scanner } from './scanner.ts';
import { decodeSource } from './source-text.ts';
import { MAX_FAULTS, type Summary, type SummaryFault } from './summary.ts';

/**
 * Reads Python source (3.8 to 3.15, or 2) and gives its stored summary, which `decodeSummary` opens. Never throws: what
 * cannot be read is in the summary's faults. Deterministic: equal bytes give equal summaries.
 */
export function summarise(source: Uint8Array): Uint8Array {
  const { text, fault } = decodeSource(source);
  const { syntax, faults, body } = parseText(text);
  const all =
    fault === null ? faults : [fault, ...faults].sort((left, right) => left.line - right.line).slice(0, MAX_FAULTS);
  return encodeSummary({ syntax, lines: countLines(text), faults: all, imports: listImports(body), body });
}

/** As `summarise`, opened. */
export function summariseText(text: string): Summary {
  const summary = decodeSummary(summarise(new TextEncoder().encode(text)));
  if (summary === null) throw new TypeError('a fresh summary could not be read back');
  return summary;
}

/**
 * Python 3 is tried first; Python 2 only on a file that has faults, and kept if it has fewer, or on one that holds
 * `except E, e:`, which both read, and kept if it has none.
 */
function parseText(text: string): Pick<ParsedFile, 'syntax' | 'faults' | 'body'> {
  const three: SummaryFault[] = [];
  const scanner = new Scanner(text, 3);
  const body = parseFile(scanner, three);
  if (scanner.isExhausted || (three.length === 0 && !scanner.hasOldHandler)) return { syntax: 3, faults: three, body };
  const two: SummaryFault[] = [];
  const other = parseFile(new Scanner(text, 2), two);
  if (two.length < three.length || (two.length === 0 && scanner.hasOldHandler))
    return { syntax: 2, faults: two, body: other };
  return { syntax: 3, faults: three, body };
}

function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
