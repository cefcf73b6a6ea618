// Words in the bytes of compiled modules: those that code has, not those of prose.
import { describe, expect, it } from 'vitest';
import { namesEnding, wordsIn } from '../../../src/python/graph/compiled-text.ts';

describe('words in compiled modules', () => {
  const found = (text: string, ...words: string[]): readonly string[] => [
    ...wordsIn(Buffer.from(text, 'latin1'), words),
  ];

  it('stand between zeros', () => {
    expect(found('\0get\0pack.part\0', 'get', 'pack.part', 'part')).toEqual(['get', 'pack.part']);
  });

  it('touch others where they are long', () => {
    expect(found('\0RawNoticeReferencePart\0', 'NoticeReference', 'Part', 'Notice')).toEqual(['NoticeReference']);
  });

  it('are not those of prose', () => {
    expect(found('\0see NoticeReference, or get.\0', 'NoticeReference', 'get')).toEqual([]);
  });

  it('are found once, however often they begin alike', () => {
    expect(found('\0abcd\0abce\0abcd\0', 'abcd', 'abce', 'abcf').toSorted()).toEqual(['abcd', 'abce']);
  });

  it('are not what only begins a longer word', () => {
    expect(found('\0_compile_replacement\0', '_compile', '_compile_replacement')).toEqual(['_compile_replacement']);
  });

  it('are none in an empty text, nor shorter than a beginning', () => {
    expect(found('', 'abc')).toEqual([]);
    expect(found('\0ab\0', 'ab')).toEqual([]);
  });
});

describe('names that end texts of compiled modules', () => {
  const has = (text: string, name: string): boolean | undefined => namesEnding(Buffer.from(text, 'latin1'))?.(name);

  it('stand between zeros, or at the end of a longer name', () => {
    expect(has('\0on_refill\0', 'on_refill')).toBe(true);
    expect(has('\0on_refill\0', 'refill')).toBe(true);
    expect(has('\0on_refill\0', 'on_ref')).toBe(false);
  });

  it('are not those of prose', () => {
    expect(has('\0nothing to burn\0', 'burn')).toBe(false);
  });

  it('may be any where they are too short to tell', () => {
    expect(has('\0refill\0', 'go')).toBe(true);
  });

  it('cannot be told where texts do not stand apart', () => {
    expect(namesEnding(Buffer.from('rustc version 1.80\0refill\0'))).toBeNull();
    expect(namesEnding(Buffer.from('made by Cython 3.2\0'))).toBeNull();
    expect(namesEnding(Buffer.from('made by Cython 3.0\0__test__\0'))).not.toBeNull();
  });
});
