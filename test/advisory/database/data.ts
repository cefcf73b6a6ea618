// What the tests of the advisory database share: where the real data lies, and how a database is built.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { type SyncOptions, syncDatabase } from '../../../src/advisory/database/sync.ts';
import type { Fault } from '../../../src/finding/fault.ts';
import type { Message } from '../../../src/finding/message.ts';
import type { Host } from '../../../src/host/host.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { inflateEntry, readZipDirectory, zipSource } from '../../../src/standard/zip.ts';

const folder = process.env['THERIAC_DATA'] ?? resolve(import.meta.dirname, '../../../../shared/data');

/** The folder of real advisory data, null where it is absent: set THERIAC_DATA. */
export const DATA: string | null = existsSync(join(folder, 'pypi-osv.zip')) ? folder : null;

/** The texts of an archive's members, by name. */
export function readMembers(path: string): Map<string, string> {
  const archive = readZipDirectory(zipSource(readFileSync(path)));
  const texts = new Map<string, string>();
  for (const entry of archive.entries) {
    const content = inflateEntry(archive, entry);
    if (content.ok) texts.set(entry.name, new TextDecoder().decode(content.value));
  }
  return texts;
}

/** Syncs to the end; gives the faults and the last message about the sources. */
export async function syncInto(
  path: string,
  sources: readonly string[],
  options: Partial<SyncOptions> = {},
  host: Host = nodeHost(),
): Promise<{ faults: readonly Fault[]; sources: Extract<Message, { kind: 'advisory' }>['sources'] | null }> {
  const faults: Fault[] = [];
  let built: Extract<Message, { kind: 'advisory' }>['sources'] | null = null;
  for await (const message of syncDatabase(host, { path, sources, ...options })) {
    if (message.kind === 'incomplete') faults.push(message.fault);
    else if (message.kind === 'advisory') built = message.sources;
  }
  return { faults, sources: built };
}

/** Writes a zip archive of these members. `damage` changes the bytes of a member after its checksum was taken. */
export function writeZip(
  path: string,
  members: Readonly<Record<string, string>>,
  damage: readonly string[] = [],
): void {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(members)) {
    const bytes = Buffer.from(text);
    const packed = Buffer.from(deflateRawSync(bytes));
    const label = Buffer.from(name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(0x800, 6);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(crc32(bytes), 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(bytes.length, 22);
    header.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    header.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, label);
    if (damage.includes(name)) packed[packed.length >> 1] = (packed[packed.length >> 1] ?? 0) ^ 0xff;
    parts.push(header, label, packed);
    offset += 30 + label.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  const count = Object.keys(members).length;
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  writeFileSync(path, Buffer.concat([...parts, listing, end]));
}
