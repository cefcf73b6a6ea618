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
  return showNonCharacters(escapeControls(text)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A quoted string of the DOT language; `&` is written as an entity, since Graphviz reads entities in labels. */
export function quoteDot(text: string): string {
  const plain = showNonCharacters(oneLine(text, 300)).replaceAll('&', '&amp;');
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The two code points of the basic plane that no XML document may hold. */
function showNonCharacters(text: string): string {
  return text.replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
