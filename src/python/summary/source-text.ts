// Decodes the bytes of a Python source file by its mark or its coding comment (PEP 263), and evens out its newlines.
import type { SummaryFault } from './summary.ts';

/** The text of a source file with line feeds alone, and what was wrong with its encoding. */
export interface SourceText {
  readonly text: string;
  readonly fault: SummaryFault | null;
}

const DECLARATION = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
/** Names that Python knows and TextDecoder spells differently; the rest is tried as it stands. */
const LABELS: Readonly<Record<string, string>> = {
  mbcs: 'windows-1252',
  mac_roman: 'macintosh',
  macroman: 'macintosh',
  mac_cyrillic: 'x-mac-cyrillic',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  mskanji: 'shift_jis',
  shiftjis: 'shift_jis',
  s_jis: 'shift_jis',
  sjis: 'shift_jis',
  shift_jis_2004: 'shift_jis',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  euckr: 'euc-kr',
  johab: 'euc-kr',
  cp936: 'gbk',
  gb2312: 'gbk',
  euc_cn: 'gbk',
  euccn: 'gbk',
  cp950: 'big5',
  big5_tw: 'big5',
  big5hkscs: 'big5',
  eucjp: 'euc-jp',
  ujis: 'euc-jp',
  u_jis: 'euc-jp',
  euc_jp: 'euc-jp',
  euc_jis_2004: 'euc-jp',
  euc_jisx0213: 'euc-jp',
  iso2022_jp: 'iso-2022-jp',
  tis_620: 'windows-874',
  cp874: 'windows-874',
  cp866: 'ibm866',
  koi8_r: 'koi8-r',
  koi8_u: 'koi8-u',
  latin2: 'iso-8859-2',
  latin3: 'iso-8859-3',
  latin4: 'iso-8859-4',
  latin5: 'iso-8859-9',
  latin6: 'iso-8859-10',
  latin7: 'iso-8859-13',
  latin8: 'iso-8859-14',
  latin9: 'iso-8859-15',
  latin10: 'iso-8859-16',
  utf_16: 'utf-16le',
  utf_16_le: 'utf-16le',
  utf_16_be: 'utf-16be',
};
const LATIN1 = /^(?:latin_?1|l1|8859|cp819|iso_?8859_?1|iso8859)$/;
const UTF8 = /^(?:utf_?8(?:_sig|_\w+)?|u8|utf|cp65001|ascii|us_ascii|646)$/;

/** Decodes `bytes`; never throws. Without a declaration the text is UTF-8. */
export function decodeSource(bytes: Uint8Array): SourceText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return withLabel(bytes, 'utf-16le', 'UTF-16, which Python rejects');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return withLabel(bytes, 'utf-16be', 'UTF-16, which Python rejects');
  const declared = declaredEncoding(bytes);
  const name = declared === null ? 'utf_8' : declared.toLowerCase().replace(/[-. ]/g, '_');
  if (UTF8.test(name)) return decodeUtf8(bytes);
  if (LATIN1.test(name)) return { text: evenNewlines(decodeLatin1(bytes)), fault: null };
  const label = LABELS[name] ?? labelOf(name);
  try {
    return { text: evenNewlines(new TextDecoder(label).decode(bytes)), fault: null };
  } catch {
    const fault = { line: 1, message: `the encoding ${JSON.stringify(declared)} is not known; read as Latin-1` };
    return { text: evenNewlines(decodeLatin1(bytes)), fault };
  }
}

function withLabel(bytes: Uint8Array, label: string, what: string): SourceText {
  const text = evenNewlines(new TextDecoder(label).decode(bytes));
  return { text, fault: { line: 1, message: `the file is in ${what}` } };
}

function labelOf(name: string): string {
  return name
    .replace(/^(?:cp|windows_?)(125\d)$/, 'windows-$1')
    .replace(/^iso_?8859_?(\d+)$/, 'iso-8859-$1')
    .replaceAll('_', '-');
}

/** The encoding that a comment on the first two lines names; the second counts only below a blank or comment line. */
function declaredEncoding(bytes: Uint8Array): string | null {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const head = new TextDecoder('latin1').decode(bytes.subarray(start, start + 1024));
  const [first = '', second = ''] = head.split(/\r\n|[\r\n]/, 2);
  const found = DECLARATION.exec(first);
  if (found !== null) return found[1] ?? null;
  return /^[ \t\f]*(?:#|$)/.test(first) ? (DECLARATION.exec(second)?.[1] ?? null) : null;
}

function decodeUtf8(bytes: Uint8Array): SourceText {
  const text = evenNewlines(new TextDecoder().decode(bytes));
  // A replacement character that the file itself does not hold was put in for bytes that are not UTF-8.
  let at = text.indexOf('\ufffd');
  if (at < 0) return { text, fault: null };
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, fault: null };
  } catch {
    let line = 1;
    while (at >= 0) {
      at = text.lastIndexOf('\n', at - 1);
      if (at < 0) break;
      line++;
      if (at === 0) break;
    }
    return { text, fault: { line, message: 'the text is not UTF-8 and declares no other encoding' } };
  }
}

/** Each byte is one character; TextDecoder's own latin1 is Windows-1252. */
function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return text;
}

function evenNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
