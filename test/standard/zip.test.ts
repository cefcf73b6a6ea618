// Zip archives against Python's zipfile, against damage of every kind and against hostile archives.
import { Buffer } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync, gunzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inflateEntry, readZipDirectory, ZIP_BUDGET, type ZipArchive, zipSource } from '../../src/standard/zip.ts';

interface Case {
  readonly state: 'whole' | 'damaged';
  readonly data: string;
  readonly entries: readonly (readonly [string, string | null])[] | null;
}
const recorded = join(import.meta.dirname, '../recorded/zip/cases.json.gz');
const cases: readonly Case[] = JSON.parse(gunzipSync(readFileSync(recorded)).toString('utf8'));
const DATA = process.env['THERIAC_DATA'] ?? join(import.meta.dirname, '../../../shared/data');

interface Member {
  readonly name: string;
  readonly data: Buffer;
  readonly method?: number;
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly offset?: number;
  readonly compressedSize?: number;
}

/** Writes an archive as asked for, right or wrong. */
function build(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const method = member.method ?? 8;
    const data = method === 8 ? deflateRawSync(member.data) : member.data;
    const name = Buffer.from(member.name);
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt16LE(member.flags ?? 0x800, 2);
    fixed.writeUInt16LE(method, 4);
    fixed.writeUInt32LE(member.crc ?? crc32(member.data), 10);
    fixed.writeUInt32LE(member.compressedSize ?? data.length, 14);
    fixed.writeUInt32LE(member.size ?? member.data.length, 18);
    fixed.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(member.offset ?? at, 10);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), fixed, name, data);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), fixed, rest, name);
    at += 30 + name.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

/** Each readable entry's content, and the faults of the archive and of the others as `entry: message`. */
function readAll(archive: ZipArchive): { readonly contents: Map<string, Buffer>; readonly faults: readonly string[] } {
  const contents = new Map<string, Buffer>();
  const faults = archive.faults.map((fault) => `${fault.entry}: ${fault.message}`);
  for (const entry of archive.entries) {
    const content = inflateEntry(archive, entry);
    if (content.ok) contents.set(entry.name, Buffer.from(content.value));
    else faults.push(`${entry.name}: ${content.fault.message}`);
  }
  return { contents, faults };
}

const text = (length: number) => Buffer.from('The quick brown fox. '.repeat(length));

describe('archives recorded from zipfile', () => {
  test('whole archives are read as zipfile reads them, without a fault', () => {
    let count = 0;
    for (const { state, data, entries } of cases) {
      if (state !== 'whole' || entries === null) continue;
      const { contents, faults } = readAll(readZipDirectory(zipSource(Buffer.from(data, 'base64'))));
      expect(faults).toEqual([]);
      expect([...contents.keys()]).toEqual(entries.map(([name]) => name));
      for (const [name, content] of entries) {
        expect(contents.get(name)).toEqual(inflateSync(Buffer.from(content ?? '', 'base64')));
        count++;
      }
    }
    expect(count).toBeGreaterThan(400);
  });

  test('whatever zipfile reads out of a damaged archive is read too, or reported', () => {
    let [read, reported, recovered] = [0, 0, 0];
    for (const { state, data, entries } of cases) {
      if (state === 'whole') continue;
      const { contents, faults } = readAll(readZipDirectory(zipSource(Buffer.from(data, 'base64'))));
      const readable = (entries ?? []).filter(([, content]) => content !== null);
      for (const [name, content] of readable) {
        if (contents.get(name)?.equals(inflateSync(Buffer.from(content ?? '', 'base64'))) === true) read++;
        else {
          expect(faults.join('\n')).toContain(name);
          reported++;
        }
      }
      recovered += Math.max(0, contents.size - readable.length);
    }
    expect(reported).toBeLessThan(read / 50);
    expect(recovered).toBeGreaterThan(300);
  });
});

describe('hostile archives', () => {
  const sound: Member = { name: 'sound.json', data: text(3) };

  test.each(['../evil', '/etc/passwd', 'a/../../b', 'C:\\x', '..\\evil', 'a\0b', ''])(
    'the name %j is refused',
    (name) => {
      const { contents, faults } = readAll(readZipDirectory(zipSource(build([{ name, data: text(1) }, sound]))));
      expect([...contents.keys()]).toEqual(['sound.json']);
      expect(faults.length).toBe(1);
    },
  );

  test('backslashes part folders', () => {
    const { contents, faults } = readAll(readZipDirectory(zipSource(build([{ name: 'a\\b.json', data: text(1) }]))));
    expect([[...contents.keys()], faults]).toEqual([['a/b.json'], []]);
  });

  test('entries that share bytes are refused, the last of them is read', () => {
    const shared = [sound, { ...sound, offset: 0 }, { ...sound, offset: 0 }];
    const archive = readZipDirectory(zipSource(build(shared)));
    expect(archive.entries.length).toBe(1);
    expect(archive.faults.map((fault) => fault.code)).toEqual(['archive-hostile', 'archive-hostile']);
  });

  test('two entries of one name are both listed, with a fault', () => {
    const archive = readZipDirectory(zipSource(build([sound, { ...sound, data: text(4) }])));
    expect(archive.entries.length).toBe(2);
    expect(archive.faults.map((fault) => fault.message)).toEqual(['is there more than once']);
  });

  test.each([
    [{ size: 5 }, 'has another size than the archive says'],
    [{ crc: 1 }, 'fails its checksum'],
    [{ crc: 1, size: 700 }, 'has another size than the archive says'],
    [{ flags: 1 }, 'is encrypted'],
    [{ method: 12 }, 'is compressed by method 12, which is not supported'],
    [{ compressedSize: 4 }, 'cannot be inflated, its data are damaged'],
  ])('%j is found out', (wrong, message) => {
    const { contents, faults } = readAll(
      readZipDirectory(zipSource(build([{ name: 'bad', data: text(9), ...wrong }, sound]))),
    );
    expect([[...contents.keys()], faults]).toEqual([['sound.json'], [`bad: ${message}`]]);
  });

  test('a bomb, an entry too large and an archive too large stay packed', () => {
    const bomb = { name: 'bomb', data: Buffer.alloc(2 ** 22) };
    const large = { name: 'large', data: Buffer.alloc(2 ** 16, 'ab') };
    const budget = { ...ZIP_BUDGET, entryBytes: 2 ** 23, totalBytes: 100_000 };
    const archive = readZipDirectory(zipSource(build([bomb, large, { ...large, name: 'more' }, sound])), budget);
    const { contents, faults } = readAll(archive);
    expect([...contents.keys()]).toEqual(['large', 'sound.json']);
    expect(faults).toEqual([
      'bomb: would inflate to more than 250 times its size',
      'more: would take the archive above 100000 inflated bytes',
    ]);
    const small = readZipDirectory(zipSource(build([large])), { ...ZIP_BUDGET, entryBytes: 1000 });
    expect(readAll(small).faults).toEqual(['large: is larger than 1000 bytes when inflated']);
  });

  test('entries above the budget are not listed', () => {
    const members = Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, data: text(1) }));
    const archive = readZipDirectory(zipSource(build(members)), { ...ZIP_BUDGET, entries: 5 });
    expect(archive.entries.length).toBe(5);
    expect(archive.faults.map((fault) => fault.code)).toEqual(['budget-exceeded']);
  });

  test('ten thousand false headers cost no quadratic time', () => {
    const header = build([{ name: 'x', data: text(1), flags: 8, compressedSize: 0, size: 0 }]).subarray(0, 60);
    const started = performance.now();
    readZipDirectory(zipSource(Buffer.concat(Array.from({ length: 10_000 }, () => header))));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

test('a truncated archive still gives every entry before the cut', () => {
  const members = Array.from({ length: 30 }, (_, index) => ({ name: `${index}.json`, data: text(index) }));
  const whole = build(members);
  for (let length = whole.length - 1; length > 0; length -= 97) {
    const { contents } = readAll(readZipDirectory(zipSource(whole.subarray(0, length))));
    let end = 0;
    let before = 0;
    for (const { name, data } of members) {
      end += 30 + name.length + deflateRawSync(data).length;
      if (end <= length) before++;
    }
    expect(contents.size).toBe(before);
  }
});

test('any bytes are read without a throw and in time', () => {
  const members = [
    { name: 'a', data: text(5) },
    { name: 'b', data: text(1), method: 0 },
  ];
  const whole = build(members);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
      fc.nat(40),
      (edits, cut) => {
        const data = Buffer.from(whole.subarray(0, whole.length - cut));
        for (const [at, value] of edits) if (at < data.length) data[at] = value;
        readAll(readZipDirectory(zipSource(data)));
      },
    ),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readAll(readZipDirectory(zipSource(bytes)))),
  );
});

test.skipIf(!existsSync(join(DATA, 'pypi-osv.zip')))('a real archive of 2,661 records is read whole', () => {
  const archive = readZipDirectory(zipSource(readFileSync(join(DATA, 'pypi-osv.zip'))));
  const { contents, faults } = readAll(archive);
  expect([contents.size, faults]).toEqual([2661, []]);
  for (const content of contents.values()) expect(typeof JSON.parse(content.toString('utf8'))).toBe('object');
});
