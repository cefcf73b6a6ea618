// How many columns text takes on a terminal, and how to cut and pad it to columns. Expects escaped text.

const ASCII = /^[\x20-\x7e]*$/;

/** No column: marks that combine, joiners, and the vowels and finals of conjoining Hangul. */
const NONE = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]$/u;

/**
 * Two columns: East_Asian_Width Wide or Fullwidth (UAX #11), which regular expressions cannot name. It is emoji that
 * show as pictures without a variation selector, and these blocks.
 */
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufad9\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1aff0}-\u{1b2fb}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]$/u;
const PICTURE = /^\p{Emoji_Presentation}$/u;
const REGIONAL = /^[\u{1f1e6}-\u{1f1ff}]$/u;

/** The columns that text takes; ambiguous characters count one. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): 0 | 1 | 2 {
  if (character <= '\u02ff') return 1;
  if (NONE.test(character)) return 0;
  if (WIDE.test(character)) return 2;
  return PICTURE.test(character) && !REGIONAL.test(character) ? 2 : 1;
}

/** The text cut to at most so many columns, with `…` where something is missing. */
export function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return columns < 1 ? '' : `${head(text, columns - 1).trimEnd()}…`;
}

/** The text cut in its middle to at most so many columns: both ends of a path say something. */
export function cutMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 5) return cut(text, columns);
  const right = Math.floor((columns - 1) / 2);
  const characters = [...text];
  let start = characters.length;
  for (let width = 0; start > 0; start -= 1) {
    width += characterWidth(characters[start - 1] ?? '');
    if (width > right) break;
  }
  return `${head(text, columns - 1 - right)}…${characters.slice(start).join('')}`;
}

/** The longest start of a text that fits into so many columns, with the marks that combine with its last character. */
export function head(text: string, columns: number): string {
  if (ASCII.test(text)) return text.slice(0, columns);
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}
