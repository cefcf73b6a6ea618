// Stores a summary as bytes: header, faults, strings, import sites, body.
import { ByteWriter, encodeText, StringPool } from './byte-writer.ts';
import { MAGIC, PART } from './code.ts';
import { type Encoder, writeExpression, writeString } from './encode-expression.ts';
import { writeBlock, writeImport } from './encode-statement.ts';
import type { Statement } from './statement.ts';
import { type Guard, type ImportSite, SUMMARY_VERSION, type SummaryFault, type UnitName } from './summary.ts';

/** What the parser gives. */
export interface ParsedFile {
  readonly syntax: 2 | 3;
  readonly lines: number;
  readonly faults: readonly SummaryFault[];
  readonly imports: readonly ImportSite[];
  readonly body: readonly Statement[];
}

/** The bytes of a summary; `decodeSummary` reads them. */
export function encodeSummary(file: ParsedFile): Uint8Array {
  const strings = new StringPool();
  const body = new ByteWriter();
  writeBlock({ out: body, strings, line: 1, depth: 0 }, file.body);
  const outline = new ByteWriter();
  writeOutline({ out: outline, strings, line: 1, depth: 0 }, file.imports);

  const out = new ByteWriter();
  for (const byte of [...MAGIC, SUMMARY_VERSION, file.syntax]) out.byte(byte);
  out.number(file.lines);
  out.number(file.faults.length);
  for (const { line, message } of file.faults) {
    out.number(line);
    const text = encodeText(message);
    out.number(text.length);
    out.append(text);
  }
  writeStrings(out, strings.texts);
  out.number(outline.length);
  out.append(outline.take());
  out.append(body.take());
  return out.take();
}

/** Counts, lengths in UTF-16 units, then one text of all strings: reading it is one call and cheap slices. */
function writeStrings(out: ByteWriter, texts: readonly string[]): void {
  out.number(texts.length);
  for (const text of texts) out.number(text.length);
  const bytes = encodeText(texts.join(''));
  out.number(bytes.length);
  out.append(bytes);
}

/** Units and guards are shared by many sites: each is written once and named by its index. */
function writeOutline(e: Encoder, sites: readonly ImportSite[]): void {
  const guards = new Map<Guard, number>();
  const units = new Map<UnitName, number>();
  for (const site of sites) {
    if (site.unit !== null && !units.has(site.unit)) units.set(site.unit, units.size);
    for (const guard of site.guards) if (!guards.has(guard)) guards.set(guard, guards.size);
  }
  const { out } = e;
  out.number(units.size);
  for (const { name, line } of units.keys()) {
    writeString(e, name);
    out.number(line);
  }
  out.number(guards.size);
  for (const guard of guards.keys()) writeGuard(e, guard);
  out.number(sites.length);
  for (const { statement, unit, guards: around } of sites) {
    out.number(unit === null ? 0 : (units.get(unit) ?? 0) + 1);
    out.number(around.length);
    for (const guard of around) out.number(guards.get(guard) ?? 0);
    writeImport(e, statement);
  }
}

function writeGuard(e: Encoder, guard: Guard): void {
  if (guard.kind === 'test') {
    e.out.byte(guard.holds ? 1 : 0);
    writeExpression(e, guard.test);
    return;
  }
  e.out.byte(2 + PART.indexOf(guard.part));
  e.out.number(guard.attempt);
  e.out.number(guard.exceptions.length);
  for (const name of guard.exceptions) writeString(e, name);
}
