// Columns of text against Python's unicodedata, and cutting that never exceeds them.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, cutMiddle, displayWidth } from '../../src/report/display-width.ts';

const recorded: { ranges: [number, number, number][] } = JSON.parse(
  readFileSync(new URL('../recorded/width/width.json', import.meta.url), 'utf8'),
);

/** Changed by Unicode 15 and 16, after the recorded version: hexagrams and trigrams became wide, one mark spacing. */
const CHANGED = (code: number) =>
  (code >= 0x4dc0 && code <= 0x4dff) ||
  (code >= 0x2630 && code <= 0x2637) ||
  (code >= 0x268a && code <= 0x268f) ||
  code === 0x1171e;

describe('displayWidth', () => {
  it('agrees with unicodedata on every assigned character', () => {
    const wrong: string[] = [];
    for (const [from, to, width] of recorded.ranges) {
      for (let code = Math.max(from, 0x20); code <= to; code += 1) {
        if (CHANGED(code) || (code >= 0x7f && code <= 0xad)) continue;
        const found = displayWidth(String.fromCodePoint(code));
        if (found !== width) wrong.push(`U+${code.toString(16)}: ${found}, not ${width}`);
      }
    }
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('counts combining marks with their letter', () => {
    expect(displayWidth('e\u0301te\u0301')).toBe(3);
    expect(displayWidth('特別に')).toBe(6);
    expect(displayWidth('✨ ok')).toBe(5);
  });
});

describe('cut', () => {
  it('keeps what fits and marks what is missing', () => {
    expect(cut('Heap overflow', 13)).toBe('Heap overflow');
    expect(cut('Heap overflow', 12)).toBe('Heap overfl…');
    expect(cut('Heap overflow', 6)).toBe('Heap…');
    expect(cut('特別に', 4)).toBe('特…');
    expect(cutMiddle('constraints/production.txt', 15)).toBe('constra…ion.txt');
  });

  it('never exceeds its columns', () => {
    const unit = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ maxLength: 30 }));
    fc.assert(
      fc.property(unit, fc.integer({ min: 1, max: 40 }), (text, columns) => {
        expect(displayWidth(cut(text, columns))).toBeLessThanOrEqual(columns);
        expect(displayWidth(cutMiddle(text, columns))).toBeLessThanOrEqual(columns);
        if (displayWidth(text) <= columns) expect(cut(text, columns)).toBe(text);
      }),
    );
  });
});
