// Names of zip entries: their two encodings (APPNOTE, appendix D) and what makes one dangerous.
import type { Buffer } from 'node:buffer';

const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Decodes a name: UTF-8 where its flag says so, else code page 437. */
export function decodeName(raw: Buffer, utf8: boolean): string {
  if (utf8) return raw.toString('utf8');
  const text = raw.toString('latin1');
  return text.replace(/[\x80-\xff]/g, (letter: string) => CODE_PAGE_437[letter.charCodeAt(0) - 128] ?? letter);
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
