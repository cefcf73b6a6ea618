// Encodings (PEP 263), marks, newlines.
import { describe, expect, test } from 'vitest';
import { decodeSource } from '../../../src/python/summary/source-text.ts';
import { summariseText } from '../../../src/python/summary/summarise.ts';

function bytes(...parts: (string | number)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part, 'latin1'))));
}

describe('encodings', () => {
  test.each([
    ['latin-1', 0xe9, 'é'],
    ['iso-8859-1', 0x80, '\x80'],
    ['iso-8859-15', 0xa4, '€'],
    ['cp1252', 0x80, '€'],
    ['windows-1251', 0xe9, 'й'],
    ['koi8-r', 0xca, 'й'],
    ['mac-roman', 0x8e, 'é'],
    ['Latin_1-UNIX', 0xe9, 'é'],
  ])('%s', (name, byte, character) => {
    const found = decodeSource(bytes(`# -*- coding: ${name} -*-\nx = "`, byte, '"\n'));
    expect(found.text).toContain(`"${character}"`);
  });

  test('multi-byte encodings', () => {
    expect(decodeSource(bytes('# vim: set fileencoding=euc-jp :\nx="', 0xa4, 0xa2, '"')).text).toContain('"あ"');
    expect(decodeSource(bytes('# coding: shift_jis\nx="', 0x82, 0xa0, '"')).text).toContain('"あ"');
    expect(decodeSource(bytes('# coding: gbk\nx="', 0xc4, 0xe3, '"')).text).toContain('"你"');
  });

  test('a declaration on the second line counts below a comment or blank line only', () => {
    const second = '# coding: latin-1\n"';
    expect(decodeSource(bytes('#!/usr/bin/python\n', second, 0xe9, '"')).text).toContain('é');
    expect(decodeSource(bytes('\r\n', second, 0xe9, '"')).text).toContain('é');
    expect(decodeSource(bytes('x = 1\n', second, 0xe9, '"')).fault).toMatchObject({ line: 3 });
    expect(decodeSource(bytes('\n\n', second, 0xe9, '"')).fault).toMatchObject({ line: 4 });
  });

  test('the mark is dropped, and UTF-16 is read with a fault', () => {
    expect(decodeSource(bytes(0xef, 0xbb, 0xbf, 'x = 1')).text).toBe('x = 1');
    expect(decodeSource(bytes(0xff, 0xfe, 'x\0=\x001\0'))).toMatchObject({ text: 'x=1', fault: { line: 1 } });
  });

  test('bytes that are not UTF-8, and unknown names, are faults and the rest is read', () => {
    expect(decodeSource(bytes('import a\n# ', 0xff, '\nimport b'))).toMatchObject({ fault: { line: 2 } });
    const unknown = decodeSource(bytes('# coding: no-such\nimport b # ', 0xe9));
    expect(unknown).toMatchObject({ text: '# coding: no-such\nimport b # é', fault: { line: 1 } });
    expect(decodeSource(new TextEncoder().encode('# \ufffd\nimport a')).fault).toBeNull();
  });
});

test('newlines of all systems give the same lines', () => {
  const source = 'import a\n\nx = """b\nc"""; y()\n';
  const lines = (text: string): number[] => summariseText(text).body.map(({ line }) => line);
  for (const newline of ['\r', '\r\n']) expect(lines(source.replaceAll('\n', newline))).toEqual(lines(source));
  expect(lines(source)).toEqual([1, 3, 4]);
});
