// Names of zip entries: their two encodings (APPNOTE, appendix D) and what makes one dangerous.
import { Buffer } from 'node:buffer';

const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Decodes a name whose bytes are given as one character each: UTF-8 where its flag says so, else code page 437. */
export function decodeName(raw: string, utf8: boolean): string {
  if (!/[\x80-\xff]/.test(raw)) return raw;
  if (utf8) return Buffer.from(raw, 'latin1').toString('utf8');
  return raw.replace(/[\x80-\xff]/g, (letter) => CODE_PAGE_437[letter.charCodeAt(0) - 128] ?? letter);
}

/**
 * The name with `/` between its parts; null where it is empty, absolute, has a drive letter, a NUL or a part `..`:
 * names by which an archive would write outside the folder it is unpacked in.
 */
export function safeName(name: string): string | null {
  const path = name.includes('\\') ? name.replaceAll('\\', '/') : name;
  if (path === '' || path.startsWith('/') || path.includes('\0') || /^[A-Za-z]:/.test(path)) return null;
  if (path.includes('..') && path.split('/').includes('..')) return null;
  return path;
}
