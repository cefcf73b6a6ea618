// Foreign text loses its power and keeps its meaning.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeControls, escapeMarkdown, formatJson, oneLine } from '../../src/report/escape.ts';
import { safeLink } from '../../src/report/safe-link.ts';
import { text } from './arbitrary.ts';

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

describe('escapeControls', () => {
  it('makes controls, overrides and invisible characters visible', () => {
    expect(escapeControls('\x1b[31mred\x1b[0m')).toBe('\\x1b[31mred\\x1b[0m');
    expect(escapeControls('a\u202eb\u2066c\x9bd\x7f')).toBe('a\\u202eb\\u2066c\\x9bd\\x7f');
    expect(escapeControls('\u{e0041}\ud800')).toBe('\\u{e0041}\\ud800');
    expect(escapeControls('naïve 特別 ✨')).toBe('naïve 特別 ✨');
  });

  it('leaves nothing unsafe in any text', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(escapeControls(value)).not.toMatch(UNSAFE);
        expect(oneLine(value)).not.toMatch(UNSAFE);
      }),
    );
  });
});

describe('every code point', () => {
  it('is escaped where it is unsafe or white space, else kept', () => {
    const odd =
      /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const unsafe = odd.test(character) || (code >= 0xe0000 && code <= 0xe0fff);
      const text = `a${character}b`;
      if ((escapeControls(text) === text) === unsafe) expect.fail(`escapeControls: ${code.toString(16)}`);
      const kept = !unsafe && !/\s/.test(character);
      if (kept !== (oneLine(text) === text) && character !== ' ') expect.fail(`oneLine: ${code.toString(16)}`);
      const json = formatJson(text);
      if (odd.test(json) || JSON.parse(json) !== text) expect.fail(`formatJson: ${code.toString(16)}`);
    }
  });
});

describe('oneLine', () => {
  it('joins lines and bounds the length', () => {
    expect(oneLine('  a\n\tb\u2028c  ')).toBe('a b c');
    expect(oneLine('x'.repeat(5000))).toHaveLength(1000);
  });
});

describe('formatJson', () => {
  it('gives the same value back and no raw control, of C1 and Unicode neither', () => {
    fc.assert(
      fc.property(fc.jsonValue(), text, (value, hostile) => {
        const json = formatJson({ value, hostile });
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, hostile })));
        expect(JSON.parse(json).hostile).toBe(hostile);
        expect(json).not.toMatch(UNSAFE);
      }),
    );
  });
});

describe('escapeMarkdown', () => {
  it('neutralises markup, links, mentions and HTML', () => {
    expect(escapeMarkdown('**x** [a](https://e.example) <b> @me `c`')).toBe(
      '\\*\\*x\\*\\* \\[a\\]\\(https\\://e\\.example\\) &lt;b&gt; &#64;me \\`c\\`',
    );
  });
});

describe('safeLink', () => {
  it('passes web addresses in their strict form and nothing else', () => {
    expect(safeLink('https://advisories.example/PYSEC-2023-175')).toBe('https://advisories.example/PYSEC-2023-175');
    expect(safeLink('https://e.example/a b\x1b]8;;"#x#y')).toBe(
      'https://e.example/a%20b%1B]8;;%22#x%23y'.replace(']', '%5D'),
    );
    for (const bad of ['javascript:alert(1)', 'file:///etc/passwd', 'https://user:pw@e.example/', 'no', '', null]) {
      expect(safeLink(bad)).toBeNull();
    }
  });
});
