// Supported tags of 2,280 targets, in the order that packaging.tags gives.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { platformTags, supportedTags, type TagTarget } from '../../src/standard/supported-tag.ts';
import { formatTag } from '../../src/standard/tag.ts';

const recorded = join(import.meta.dirname, '../recorded/tag/cases.json.gz');
const cases: readonly (readonly [TagTarget, readonly string[] | string])[] = JSON.parse(
  gunzipSync(readFileSync(recorded)).toString('utf8'),
);

test('every target has the tags that packaging gives, in its order', () => {
  let whole = 0;
  for (const [target, answer] of cases) {
    const tags = supportedTags(target).map(formatTag);
    if (typeof answer === 'string') {
      const digest = createHash('sha256').update(tags.join('\n')).digest('hex');
      expect([target, digest]).toEqual([target, answer]);
    } else {
      expect(tags).toEqual(answer);
      whole++;
    }
    expect(new Set(tags).size).toBe(tags.length);
  }
  expect(whole).toBeGreaterThan(90);
});

test('machines are known by all their names', () => {
  const windows = ['AMD64', 'x86_64', 'x64', 'ARM64', 'aarch64', 'x86', 'i686'];
  const named = windows.map((machine) => platformTags({ system: 'win32', machine })[0]);
  expect(named).toEqual(['win_amd64', 'win_amd64', 'win_amd64', 'win_arm64', 'win_arm64', 'win32', 'win32']);
  expect(platformTags({ system: 'darwin', version: [11, 0], machine: 'aarch64' })[0]).toBe('macosx_11_0_arm64');
});

test('the list is bounded whatever the versions are', () => {
  const number = fc.oneof(fc.nat(400), fc.constantFrom(-1, 1e9, Number.NaN, 0.5, Number.POSITIVE_INFINITY));
  const version = fc.tuple(number, number);
  const platform = fc.oneof(
    fc.record({
      system: fc.constant('linux' as const),
      libc: fc.constantFrom('glibc' as const, 'musl' as const),
      libcVersion: fc.tuple(fc.nat(3), number),
      machine: fc.string(),
    }),
    fc.record({ system: fc.constant('darwin' as const), version, machine: fc.constantFrom('x86_64', 'arm64', 'ppc') }),
  );
  const target = fc.record({
    implementation: fc.constantFrom('cpython' as const, 'pypy' as const),
    version: fc.tuple(fc.constantFrom(2, 3), number),
    abi: fc.constantFrom('threaded' as const, 'free-threaded' as const),
    platform,
  });
  fc.assert(
    fc.property(target, (value) => {
      expect(supportedTags(value).length).toBeLessThan(700_000);
    }),
    { numRuns: 50 },
  );
});
