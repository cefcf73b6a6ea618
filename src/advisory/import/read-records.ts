// The records of a file, a folder, a zip archive or a checkout of the CVE list, one after the other.
import { basename } from 'node:path';
import { type Host, HostError } from '../../host/host.ts';
import { type SourceItem, SYNC_BUDGET } from '../database/source.ts';
import { readFolder } from '../database/source-folder.ts';
import { openZip, readZip } from '../database/source-zip.ts';
import { type DocumentFault, formOf, parseDocument } from '../parse-document.ts';

/** A record as it was read, in any format. */
export interface FoundRecord {
  readonly kind: 'record';
  readonly file: string;
  readonly value: unknown;
}

/** A file, or part of one, that could not be read. */
export interface UnreadRecord {
  readonly kind: 'fault';
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

/** Reads every record; whatever fails is a fault and the rest goes on. Never throws. */
export function* readRecords(host: Host, path: string): Generator<FoundRecord | UnreadRecord> {
  const status = host.files.status(path);
  if (status === null) yield fault(path, 'there is no such file or folder');
  else if (status.kind === 'directory') yield* readItems(path, readFolder(host, path, SYNC_BUDGET));
  else if (/\.zip$/i.test(path)) yield* readArchive(host, path);
  else yield* readFile(host, path);
}

/** Files of a repository that hold no records, by their names: a list of changes, a schema. */
const NO_RECORD = /(?:^|\/)(?:delta(?:Log)?|recent_activities|package(?:-lock)?|tsconfig|[^/]*schema[^/]*)\.json$/i;

/** The records of files as a source lists them. */
export function* readItems(path: string, items: Iterable<SourceItem>): Generator<FoundRecord | UnreadRecord> {
  for (const item of items) {
    const name = item.file === null ? path : `${path}/${item.file}`;
    if (item.kind === 'fault') {
      yield fault(name, item.message);
      continue;
    }
    if (NO_RECORD.test(item.file)) continue;
    const { values, faults } = parseDocument(new TextDecoder().decode(item.bytes), item.form);
    for (const each of faults) yield documentFault(name, each);
    for (const value of values) {
      if (isRecordLike(value)) yield { kind: 'record', file: name, value };
      else if (!item.mayBeOther) yield fault(name, 'is no advisory');
    }
  }
}

/** In a folder among other files only what looks like a record is one. */
function isRecordLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return 'dataType' in value || 'cveMetadata' in value || 'id' in value || 'affected' in value;
}

function* readArchive(host: Host, path: string): Generator<FoundRecord | UnreadRecord> {
  let file: ReturnType<Host['files']['open']>;
  try {
    file = host.files.open(path);
  } catch (error) {
    yield unreadable(path, error);
    return;
  }
  try {
    const archive = openZip(file, SYNC_BUDGET);
    if (typeof archive === 'string') yield fault(path, `cannot be read: it ${archive}`);
    else yield* readItems(path, readZip(archive));
  } catch (error) {
    yield unreadable(path, error);
  } finally {
    file.close();
  }
}

function* readFile(host: Host, path: string): Generator<FoundRecord | UnreadRecord> {
  const form = formOf(basename(path));
  if (form === null) {
    yield fault(path, 'is neither JSON nor YAML nor a zip archive');
    return;
  }
  try {
    const { values, faults } = parseDocument(host.files.readText(path, SYNC_BUDGET.fileBytes), form);
    for (const each of faults) yield documentFault(path, each);
    for (const value of values) yield { kind: 'record', file: path, value };
  } catch (error) {
    yield unreadable(path, error);
  }
}

function fault(file: string, message: string): UnreadRecord {
  return { kind: 'fault', file, line: null, message };
}

function documentFault(file: string, { line, message }: DocumentFault): UnreadRecord {
  return { kind: 'fault', file, line, message };
}

function unreadable(file: string, error: unknown): UnreadRecord {
  if (!(error instanceof HostError)) throw error;
  return fault(file, `cannot be read: ${error.message}`);
}
