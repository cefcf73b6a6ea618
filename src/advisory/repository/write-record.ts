// Writes a record: beside its file and renamed over it, with `modified` set exactly where something changed.
import { type Host, HostError } from '../../host/host.ts';
import { formOf } from '../parse-document.ts';
import { RecordEditor } from './edit-record.ts';
import { LARGEST_RECORD } from './read-records.ts';

/** A time as records write it: RFC 3339 in UTC, whole seconds. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/**
 * Edits the record in a file: `edit` makes its changes; where the text is another afterwards, `modified` is set to now and
 * the file replaced. Gives whether it was. Throws EditError and HostError; the file is then as it was.
 */
export function editFile(host: Host, path: string, edit: (editor: RecordEditor) => void): boolean {
  const form = formOf(path);
  if (form === null) throw new HostError('not-a-file', path, 'it is no .json, .yaml or .yml file');
  const old = readExactly(host, path);
  const editor = new RecordEditor(old, form);
  edit(editor);
  if (editor.text === old) return false;
  touch(host, editor);
  writeText(host, path, editor.text);
  return true;
}

/** A file's text from which the very same bytes can be written again: its mark stays, and what is no UTF-8 is refused. */
export function readExactly(host: Host, path: string): string {
  const bytes = host.files.readBytes(path, LARGEST_RECORD);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HostError('unreadable', path, 'it is not UTF-8, so it cannot be edited in place');
  }
}

/** Sets `modified` to now. */
export function touch(host: Host, editor: RecordEditor): void {
  editor.setField(['modified'], formatTime(host.clock.now()));
}

/** Longer than any write takes. */
const ABANDONED = 600_000;

/** Takes away what a killed run left beside the files of a folder: half a file under a name of its own. */
export function removeAbandoned(host: Host, folder: string): void {
  if (host.files.status(folder)?.kind !== 'directory') return;
  for (const { name, kind } of host.files.list(folder)) {
    const path = `${folder}/${name}`;
    if (kind !== 'file' || !/\.[0-9a-f]{12}\.tmp$/.test(name)) continue;
    if ((host.files.status(path)?.modified ?? 0) < host.clock.now() - ABANDONED) host.files.remove(path);
  }
}

/** Replaces a file by a text, whole or not at all. */
export function writeText(host: Host, path: string, text: string): void {
  host.files.replace(path, (temporary) => host.files.writeBytes(temporary, text));
}
