// Zip archives whose bytes depend on their contents alone: fixed times, names in order, one way of packing.
import { crc32, deflateRawSync } from 'node:zlib';

/** The first moment that a zip can name, 1980-01-01 (APPNOTE 6.3.10, section 4.4.6). */
const DATE = 0x21;

/** A zip of the files, sorted by name. `pack` false: stored as they are, so that no version of zlib matters. */
export function zipBytes(files: ReadonlyMap<string, Uint8Array>, pack = true): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  const names = [...files.keys()].sort((left, right) => (left < right ? -1 : 1));
  for (const name of names) {
    const content = files.get(name) ?? new Uint8Array();
    const packed = pack ? deflateRawSync(content, { level: 9 }) : content;
    const rawName = Buffer.from(name, 'utf8');
    const method = pack ? 8 : 0;
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    // The names are UTF-8.
    shared.writeUInt16LE(0x800, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt16LE(DATE, 8);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(rawName.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, rawName]);
    const tail = Buffer.alloc(14);
    // A plain file that all may read.
    tail.writeUInt32LE(0o100644 * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, tail, rawName]));
    parts.push(local, packed);
    offset += local.length + packed.length;
  }
  if (names.length > 0xffff || offset > 0xffff_ffff) throw new RangeError('too much for one zip without Zip64');
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}
