// Names of which a part is known, against a regular expression that says the same.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fits, fitsApart, knownLetters, patternOf } from '../../../src/python/call/name-pattern.ts';

it.each([
  ['visit_%s', 'visit_*'],
  ['get_%s_permissions', 'get_*_permissions'],
  ['%s_handler', '*_handler'],
  ['on_%(kind)s_%(name)-5s_done', 'on_*_done'],
  ['%5.2f of %d', '*'],
  ['plain', null],
  ['', null],
])('%j: %j', (format, pattern) => {
  expect(patternOf(format)).toBe(pattern);
});

it('fits what begins and ends so, with something between', () => {
  const part = fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b', '_') });
  fc.assert(
    fc.property(part, part, fc.string({ maxLength: 10, unit: fc.constantFrom('a', 'b', '_') }), (begin, end, name) => {
      const pattern = `${begin}*${end}`;
      expect(knownLetters(pattern)).toBe(begin.length + end.length);
      expect(fits(name, pattern)).toBe(new RegExp(`^${begin}.+${end}$`).test(name));
      if (fitsApart(name, pattern)) expect(fits(name, pattern)).toBe(true);
    }),
  );
  expect(fitsApart('visit_if', 'visit*')).toBe(false);
  expect(fitsApart('visitIf', 'visit*')).toBe(true);
  expect(fitsApart('visit_if', 'visit_*')).toBe(true);
});
