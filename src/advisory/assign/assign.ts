// Gives placeholders their identifiers; a run that ends at any moment is finished by the next one.
import { dirname, extname, join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import type { AdvisoryConfiguration } from '../repository/configuration.ts';
import { EditError, RecordEditor } from '../repository/edit-record.ts';
import type { ReadRecords, RecordFile } from '../repository/read-records.ts';
import { editFile, formatTime, readExactly, removeAbandoned, touch, writeText } from '../repository/write-record.ts';
import { formatIdentifier, type Identifier, isPlaceholder, parseIdentifier } from './identifier.ts';
import { appendLedger, ledgerPath, readLedger } from './ledger.ts';
import { replaceIdentifiers } from './replace-identifiers.ts';
import { readUsedNumbers, type UsedNumbers } from './used-numbers.ts';

/** A placeholder and what it became. */
export interface Assignment {
  readonly placeholder: string;
  readonly id: string;
  /** The record's file as it is now. */
  readonly file: string;
}

export interface AssignResult {
  readonly assigned: readonly Assignment[];
  /** Files whose references to placeholders were updated. */
  readonly updated: readonly string[];
  /** Records that could not be numbered, and why. */
  readonly failed: readonly { readonly file: string; readonly message: string }[];
}

interface Planned {
  readonly file: RecordFile;
  readonly path: string;
  readonly identifier: Identifier;
  /** Whether the ledger has the number already: a run that did not end. */
  readonly known: boolean;
}

/**
 * Assigns identifiers. The order of writing makes it safe: first the ledgers, then each record under its new name, then
 * its old file goes, then what refers to it. A run that finds a placeholder whose number the ledger has, and which no
 * commit has seen, takes that number. A fault: nothing was written. Throws HostError where writing fails.
 */
export async function assignIdentifiers(
  host: Host,
  configuration: AdvisoryConfiguration,
  read: ReadRecords,
): Promise<Parsed<AssignResult>> {
  for (const folder of [configuration.records, join(configuration.root, 'identifiers')]) removeAbandoned(host, folder);
  const used = await readUsedNumbers(host, configuration.root, configuration.records);
  if (!used.ok) return used;
  const failed: { file: string; message: string }[] = [];
  const plan = planNumbers(host, configuration, read, used.value, failed);
  if (!plan.ok) return plan;
  for (const [year, planned] of Map.groupBy(plan.value, ({ identifier }) => identifier.year)) {
    const added = planned.filter(({ known }) => !known);
    if (added.length === 0) continue;
    const ledger = readLedger(host, ledgerPath(configuration.root, configuration.prefix, year));
    appendLedger(
      host,
      ledger,
      added.map(({ file, identifier }) => ({ ...identifier, placeholder: file.record.id })),
    );
  }
  const assigned: Assignment[] = [];
  for (const { file, path, identifier } of plan.value) {
    const id = formatIdentifier(identifier);
    try {
      const target = rename(host, path, id);
      assigned.push({ placeholder: file.record.id, id, file: target });
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      failed.push({ file: file.file, message: error.message });
    }
  }
  const updated = updateReferences(host, configuration, read, assigned, failed);
  return parsed({ assigned, updated, failed });
}

function planNumbers(
  host: Host,
  configuration: AdvisoryConfiguration,
  read: ReadRecords,
  used: UsedNumbers,
  failed: { file: string; message: string }[],
): Parsed<readonly Planned[]> {
  const { prefix, root } = configuration;
  const highest = new Map<number, number>();
  const see = (text: string) => {
    const id = parseIdentifier(text);
    if (id !== null && id.prefix === prefix) highest.set(id.year, Math.max(highest.get(id.year) ?? 0, id.number));
  };
  for (const id of used.ids) see(id);
  for (const { record, inside } of read.records) {
    see(record.id);
    see(inside.slice(inside.lastIndexOf('/') + 1).replace(/\.[^.]*$/, ''));
  }
  for (const { file } of read.unread) see(file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]*$/, ''));
  const planned: Planned[] = [];
  const taken = new Set<string>();
  for (const file of [...read.records].sort(byPublication)) {
    const { record, path } = file;
    if (!isPlaceholder(record.id) || !record.id.startsWith(`${prefix}-0000-`)) continue;
    if (path === null) continue;
    if (taken.has(record.id)) {
      failed.push({ file: file.file, message: `another record has the placeholder ${record.id} too` });
      continue;
    }
    taken.add(record.id);
    const year = yearOf(host, file);
    const ledger = readLedger(host, ledgerPath(root, prefix, year));
    if (ledger.damaged.length > 0) {
      return unparsable(
        `${ledger.path}:${ledger.damaged[0]}: the ledger of numbers has a line that is none; settle the merge first`,
      );
    }
    for (const { id } of ledger.entries) see(id);
    const before = ledger.entries.findLast(({ placeholder }) => placeholder === record.id);
    const unfinished = before !== undefined && isUnfinished(host, file, before.id, used);
    const number = unfinished ? before.number : (highest.get(year) ?? 0) + 1;
    if (!unfinished) highest.set(year, number);
    planned.push({ file, path, identifier: { prefix, year, number }, known: unfinished });
  }
  return parsed(planned);
}

/**
 * Whether a number in the ledger was given by a run that did not end: no commit has it as a record, and where its file is
 * there already, the placeholder's says the same.
 */
function isUnfinished(host: Host, file: RecordFile, id: string, used: UsedNumbers): boolean {
  const target = join(dirname(file.path ?? ''), `${id}${extname(file.inside)}`);
  if (host.files.status(target) !== null) {
    return withoutTimes(readExactly(host, target), id) === withoutTimes(file.text, file.record.id);
  }
  return !used.ids.has(id);
}

function withoutTimes(text: string, id: string): string {
  return text.replaceAll(id, '').replace(/(?:modified|published)["']?\s*:\s*["']?[^"'\n,}]*["']?,?\s*/g, '');
}

/** The year of publication; a record that has none is published now. */
function yearOf(host: Host, { record }: RecordFile): number {
  const year = Number(record.published?.slice(0, 4));
  return Number.isInteger(year) && year >= 1000 ? year : new Date(host.clock.now()).getUTCFullYear();
}

function byPublication(left: RecordFile, right: RecordFile): number {
  const [ours, theirs] = [left.record.published ?? '9', right.record.published ?? '9'];
  return ours < theirs ? -1 : ours > theirs ? 1 : left.record.id < right.record.id ? -1 : 1;
}

/** Writes the record under its new name, then takes the old file away. */
function rename(host: Host, path: string, id: string): string {
  const text = readExactly(host, path);
  const ending = extname(path);
  const target = join(dirname(path), `${id}${ending}`);
  const editor = new RecordEditor(text, ending.toLowerCase() === '.json' ? 'json' : 'yaml');
  const old = editor.get(['id']);
  editor.setField(['id'], id);
  if (editor.get(['published']) === undefined) editor.setField(['published'], formatTime(host.clock.now()));
  if (typeof old === 'string') replaceIdentifiers(editor, new Map([[old, id]]));
  touch(host, editor);
  writeText(host, target, editor.text);
  host.files.remove(path);
  return target;
}

/** Puts the new identifiers wherever other records name the placeholders, those of runs that did not end included. */
function updateReferences(
  host: Host,
  configuration: AdvisoryConfiguration,
  read: ReadRecords,
  assigned: readonly Assignment[],
  failed: { file: string; message: string }[],
): readonly string[] {
  const names = new Map(assigned.map(({ placeholder, id }) => [placeholder, id]));
  const standing = new Set(read.records.map(({ record }) => record.id));
  const folder = join(configuration.root, 'identifiers');
  for (const { name } of host.files.status(folder) === null ? [] : host.files.list(folder)) {
    if (!/^.*-\d{4}\.txt$/.test(name)) continue;
    for (const { id, placeholder } of readLedger(host, join(folder, name)).entries) {
      if (isPlaceholder(placeholder) && !names.has(placeholder) && !standing.has(placeholder))
        names.set(placeholder, id);
    }
  }
  const moved = new Map(assigned.map(({ placeholder, file }) => [placeholder, file]));
  const updated: string[] = [];
  for (const { record, path, text, file } of read.records) {
    const now = moved.get(record.id) ?? path;
    if (now === null || !text.includes(`${configuration.prefix}-0000-`)) continue;
    try {
      if (editFile(host, now, (editor) => replaceIdentifiers(editor, names))) updated.push(now);
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      failed.push({ file, message: error.message });
    }
  }
  return updated;
}
