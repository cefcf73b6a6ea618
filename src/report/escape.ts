// Foreign text made harmless: what could steer a terminal, hide or reorder text, or be read as markup becomes visible.

/**
 * C0 and C1 controls, DEL, soft hyphen, bidirectional marks, overrides and isolates, line and paragraph separators,
 * zero-width space and other invisible format characters, tags, lone surrogates. The joiners U+200C and U+200D stay:
 * several scripts need them.
 */
const UNSAFE =
  /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/** The same in text that JSON.stringify has made, where C0 and lone surrogates are escaped already. */
const UNSAFE_IN_JSON =
  /[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\udb40-\udb43][\udc00-\udfff]/g;

/** Text that surely holds none of it: Latin, Greek, Cyrillic, the usual punctuation; one pass instead of several. */
const PLAIN = /^[\x20-\x7e\xa1-\xac\xae-\u05ff\u2010-\u2027\u2030-\u205e]*$/;

/** Makes every unsafe character visible: `\x1b`, `\u202e`, `\u{e0041}`; line ends too. */
export function escapeControls(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, visible);
}

/** The text on one line: runs of white space become one space, the rest is escaped; at most `limit` UTF-16 units. */
export function oneLine(text: string, limit = 1000): string {
  const bounded = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  if (PLAIN.test(bounded) && !bounded.includes('  ')) return bounded.trim();
  return bounded
    .replace(/[\s\x85]+/g, ' ')
    .trim()
    .replace(UNSAFE, visible);
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

/** A value as JSON on one line, every unsafe character as `\uXXXX`: parsing it gives the same value. */
export function formatJson(value: unknown): string {
  const json = JSON.stringify(value);
  return PLAIN.test(json) ? json : json.replace(UNSAFE_IN_JSON, escapeUnits);
}

function escapeUnits(text: string): string {
  let escaped = '';
  for (let index = 0; index < text.length; index += 1) {
    escaped += `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '&#64;' };

/** One line of text that Markdown (CommonMark with GitHub's extensions) shows as it is: no markup, links or mentions. */
export function escapeMarkdown(text: string): string {
  return escapeMarkup(oneLine(text));
}

/** The same for text that is on one line already. */
export function escapeMarkup(line: string): string {
  const marked = line.replace(/[\\`*_{}[\]()#+.!|~:^$=-]/g, '\\$&');
  return /[&<>@]/.test(marked) ? marked.replace(/[&<>@]/g, (character) => ENTITIES[character] ?? character) : marked;
}
