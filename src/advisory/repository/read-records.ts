// Reads the records below a folder, in a zip or in a file, each with its text and its place: parsed once.
import { basename, isAbsolute, join } from 'node:path';
import type { Fault } from '../../finding/fault.ts';
import type { Host } from '../../host/host.ts';
import { type OsvFault, type OsvRecord, parseOsvRecord } from '../../standard/osv.ts';
import { prepareSource } from '../database/prepare-source.ts';
import { SYNC_BUDGET, type SyncBudget } from '../database/source.ts';
import { parseDocument, type TextForm } from '../parse-document.ts';

/** A file that holds one record. */
export interface RecordFile {
  /** As a person names it: relative to the working directory, or inside of an archive (`a.zip/PSF-1.json`). */
  readonly file: string;
  /** Where it can be written; null where it is a part of an archive. */
  readonly path: string | null;
  /** The file's name within its source, `/` between folders. */
  readonly inside: string;
  readonly form: TextForm;
  readonly text: string;
  readonly record: OsvRecord;
  /** What the reader of records found wrong in it. */
  readonly faults: readonly OsvFault[];
}

/** A file that holds no record that can be read, and why. */
export interface UnreadFile {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

export interface ReadRecords {
  /** In the order of their files' names. */
  readonly records: readonly RecordFile[];
  readonly unread: readonly UnreadFile[];
  readonly faults: readonly Fault[];
}

/** The largest record that is read, in bytes. */
export const LARGEST_RECORD = 2 ** 24;
const BUDGET: SyncBudget = { ...SYNC_BUDGET, fileBytes: LARGEST_RECORD };

/**
 * Reads every record of the sources: files, folders and zips, relative to the working directory. Files of a folder that
 * are no records (no object with an `id`) are passed over, as READMEs are. Never throws for what lies outside.
 */
export async function readRecords(host: Host, sources: readonly string[]): Promise<ReadRecords> {
  const records: RecordFile[] = [];
  const unread: UnreadFile[] = [];
  const faults: Fault[] = [];
  for (const source of sources) {
    const options = { path: host.environment.directory, names: [], budget: BUDGET, previous: null };
    const prepared = await prepareSource(host, source, options);
    if (prepared.kind === 'unchanged') continue;
    if (prepared.kind === 'failed') {
      faults.push({ code: prepared.code, effect: 'incomplete', file: source, message: prepared.message });
      continue;
    }
    const root = isAbsolute(source) ? source : join(host.environment.directory, source);
    const kind = host.files.status(root)?.kind;
    const isZip = kind === 'file' && host.files.open(root);
    const archive = isZip !== false && looksLikeZip(isZip);
    for (const item of prepared.items()) {
      const single = kind === 'file' && !archive;
      const file = item.file === null || single ? source : join(source, item.file);
      if (item.kind === 'fault') {
        const effect = item.loses ? 'incomplete' : 'note';
        faults.push({ code: item.code, effect, file, message: item.message });
        continue;
      }
      const path = archive ? null : single ? root : join(root, item.file);
      const text = new TextDecoder().decode(item.bytes);
      readFile({ file, path, inside: single ? basename(root) : item.file, form: item.form, text }, item.mayBeOther, {
        records,
        unread,
      });
    }
    prepared.done(true);
  }
  const byName = (left: { file: string }, right: { file: string }) => (left.file < right.file ? -1 : 1);
  return { records: records.sort(byName), unread: unread.sort(byName), faults };
}

function looksLikeZip(file: ReturnType<Host['files']['open']>): boolean {
  const start = file.read(0, 2);
  file.close();
  return start[0] === 0x50 && start[1] === 0x4b;
}

function readFile(
  found: Omit<RecordFile, 'record' | 'faults'>,
  mayBeOther: boolean,
  into: { readonly records: RecordFile[]; readonly unread: UnreadFile[] },
): void {
  const { values, faults } = parseDocument(found.text, found.form);
  for (const fault of faults) into.unread.push({ file: found.file, ...fault });
  for (const value of values) {
    const isOther = typeof value !== 'object' || value === null || !('id' in value);
    if (isOther && mayBeOther && !looksLikeRecord(value)) continue;
    const { record, faults: osvFaults } = parseOsvRecord(value);
    if (record === null) {
      // What is no sound text has no identifier either; that is said already.
      if (faults.length > 0) continue;
      for (const { path, message } of osvFaults) {
        into.unread.push({ file: found.file, line: null, message: `holds no record: ${path.slice(1)} ${message}` });
      }
    } else into.records.push({ ...found, path: values.length > 1 ? null : found.path, record, faults: osvFaults });
  }
}

/** Whether something without an identifier is meant to be a record all the same. */
function looksLikeRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'affected' in value && 'modified' in value;
}
