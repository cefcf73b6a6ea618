// Foreign text in SVG, HTML and Graphviz files: whatever it holds, it stays text.
import { escapeControls, oneLine } from '../escape.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for element content and quoted attributes of XML 1.0 (section 2.2, Char) and HTML; controls become visible. */
export function escapeMarkup(text: string): string {
  return escapeControls(text)
    .replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A quoted string of the DOT language; `&` is written as an entity, since Graphviz reads entities in labels. */
export function quoteDot(text: string): string {
  const plain = oneLine(text, 300).replaceAll('&', '&amp;');
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
