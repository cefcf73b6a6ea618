// Words in the bytes of compiled modules: those that code has, not those of prose.
import { describe, expect, it } from 'vitest';
import { wordsIn } from '../../../src/python/graph/compiled-text.ts';

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

  it('are none in an empty text, nor shorter than a beginning', () => {
    expect(found('', 'abc')).toEqual([]);
    expect(found('\0ab\0', 'ab')).toEqual([]);
  });
});
