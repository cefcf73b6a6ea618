// A zip archive of OSV records as a source.
import type { OpenFile } from '../../host/host.ts';
import { inflateEntry, readZipDirectory, ZIP_BUDGET, type ZipArchive, type ZipEntry } from '../../standard/zip.ts';
import { formOf, isHidden } from '../parse-document.ts';
import type { Packing, SourceFault, SourceItem, SyncBudget } from './source.ts';

/** Opens an archive; text: why nothing can be read from it. */
export function openZip(file: OpenFile, budget: SyncBudget): ZipArchive | string {
  const archive = readZipDirectory(file, { ...ZIP_BUDGET, entries: budget.files, entryBytes: budget.fileBytes });
  const whole = archive.faults.find((fault) => fault.entry === null);
  return archive.entries.length === 0 && whole !== undefined ? whole.message : archive;
}

/** The advisories of an archive, one after the other; members that are neither JSON nor YAML are passed over. */
export function* readZip(archive: ZipArchive): Iterable<SourceItem> {
  for (const fault of archive.faults) {
    // A name that is there twice costs nothing: both are read, and the newer record stands.
    const harmless = fault.entry !== null && (formOf(fault.entry) === null || /more than once/.test(fault.message));
    yield { kind: 'fault', code: fault.code, file: fault.entry, message: fault.message, loses: !harmless };
  }
  for (const entry of archive.entries) {
    const form = entry.isDirectory || isHidden(entry.name) ? null : formOf(entry.name);
    if (form === null) continue;
    const content = inflateEntry(archive, entry);
    if (!content.ok) {
      const { code, message } = content.fault;
      yield { kind: 'fault', code, file: entry.name, message, loses: true } satisfies SourceFault;
      continue;
    }
    yield {
      kind: 'file',
      file: entry.name,
      form,
      bytes: content.value,
      packed: packedBytes(archive, entry),
      mayBeOther: false,
    };
  }
}

const PACKINGS: Readonly<Record<number, Packing>> = { 0: 'stored', 8: 'deflate', 93: 'zstd' };

/** The entry's bytes as the archive holds them: they go into the database as they are. The entry was found sound. */
function packedBytes(archive: ZipArchive, entry: ZipEntry): { packing: Packing; bytes: Uint8Array } | null {
  const packing = PACKINGS[entry.method];
  if (packing === undefined) return null;
  const extraLength = archive.window.get(entry.offset + 28, 2).readUInt16LE(0);
  const start = entry.offset + 30 + entry.rawName.length + extraLength;
  return { packing, bytes: archive.window.get(start, entry.compressedSize) };
}
