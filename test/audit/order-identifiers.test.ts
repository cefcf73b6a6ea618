// Identifiers in the order in which people and tools expect them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareIdentifiers } from '../../src/audit/order-identifiers.ts';

test('numbers count as numbers, letters in any case', () => {
  const sorted = ['CVE-2009-1', 'CVE-2023-9999', 'CVE-2023-10000', 'ghsa-aaaa', 'GHSA-aaab', 'PYSEC-2020-2', 'X'];
  expect(sorted.toReversed().sort(compareIdentifiers)).toEqual(sorted);
});

test('is an order, and the one of the locale for identifiers as they are made', () => {
  const id = fc.stringMatching(
    /^(?:CVE-20\d\d-[1-9]\d{3,6}|PYSEC-20\d\d-[1-9]\d{0,3}|SNYK-PYTHON-[A-Z]{1,5}-[1-9]\d{4,6})$/,
  );
  fc.assert(
    fc.property(id, id, (left, right) => {
      const expected = left.localeCompare(right, 'en', { numeric: true });
      expect(Math.sign(compareIdentifiers(left, right))).toBe(expected);
      expect(Math.sign(compareIdentifiers(right, left)) + expected).toBe(0);
    }),
  );
});
