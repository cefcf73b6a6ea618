// Tar archives against Python's tarfile, and against damage.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TarError, TarReader } from '../../src/standard/tar.ts';
import { tarBytes } from './tar-bytes.ts';

interface Case {
  readonly archive: string;
  readonly files: readonly (readonly [string, string])[];
}

const recorded = new URL('../recorded/tar/cases.json.gz', import.meta.url);
const cases: readonly Case[] = JSON.parse(gunzipSync(readFileSync(recorded)).toString('utf8'));

async function* inPieces(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

/** Every file of an archive and the SHA-256 of its bytes. */
async function list(bytes: Uint8Array, pieces = 777): Promise<[string, string][]> {
  const reader = new TarReader(inPieces(bytes, pieces));
  const files: [string, string][] = [];
  for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
    if (entry.kind !== 'file') continue;
    const body = await reader.read(entry);
    expect(body).toHaveLength(entry.size);
    files.push([entry.name, createHash('sha256').update(body).digest('hex')]);
  }
  return files;
}

test('every recorded archive holds what tarfile finds in it, whatever pieces it comes in', async () => {
  expect(cases.length).toBeGreaterThan(150);
  for (const [index, { archive, files }] of cases.entries()) {
    const bytes = Buffer.from(archive, 'base64');
    expect(await list(bytes, [1, 100, 512, 4096][index % 4])).toEqual(files);
  }
});

test('what is not read is passed over', async () => {
  const reader = new TarReader(inPieces(tarBytes({ a: 'x'.repeat(5000), b: 'y' }), 64));
  expect(await reader.next()).toEqual({ name: 'a', kind: 'file', size: 5000 });
  expect(await reader.next()).toEqual({ name: 'b', kind: 'file', size: 1 });
  expect(await reader.next()).toBeNull();
});

describe('damage', () => {
  const sound = tarBytes({ 'shop/__init__.py': 'a = 1\n', 'shop/cart.py': 'b = 2\n'.repeat(200) });

  test.each([
    ['nothing', new Uint8Array(0), 'is empty, so no tar archive'],
    ['no archive', new Uint8Array(2000).fill(65), 'is no tar archive'],
    ['a header cut off', sound.subarray(0, 300), 'breaks off'],
    ['a body cut off', sound.subarray(0, 1600), 'breaks off'],
    ['a second header that is damaged', changed(sound, 1024 + 5), 'has a damaged header'],
    ['sparse files', tarBytes({ 'a.py': '' }, 'S'), 'has sparse files, which are not supported'],
    [
      'sparse files as pax tells them',
      Buffer.concat([tarBytes({ x: '22 GNU.sparse.major=1\n' }, 'x').subarray(0, 1024), sound]),
      'has sparse files, which are not supported',
    ],
    [
      'a pax record that lies about its length',
      tarBytes({ x: '99 path=a\n' }, 'x').subarray(0, 1024),
      'has a damaged pax header',
    ],
    ['a name without end', tarBytes({ x: 'y'.repeat(2 ** 20 + 1) }, 'L'), 'has a name of more than 1048576 bytes'],
  ])('%s', async (_, bytes, message) => {
    await expect(list(bytes)).rejects.toThrow(new TarError(message));
  });

  test('any bytes may change: the rest is read, or a TarError says why not', async () => {
    const bases = [sound, ...cases.slice(0, 30).map(({ archive }) => Buffer.from(archive, 'base64'))];
    const change = fc.record({ base: fc.nat(bases.length - 1), at: fc.nat(), byte: fc.nat(255), cut: fc.nat() });
    await fc.assert(
      fc.asyncProperty(change, async ({ base, at, byte, cut }) => {
        const bytes = Buffer.from(bases[base] ?? sound);
        bytes[at % bytes.length] = byte;
        try {
          const files = await list(bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length));
          expect(files.length).toBeLessThan(20);
        } catch (error) {
          if (!(error instanceof TarError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
}
