// Foreign text inside SARIF messages: data, never placeholders or links.
import { oneLine } from '../escape.ts';

export interface TextMessage {
  readonly text: string;
}

/**
 * One line of plain text. Braces are doubled, else they would be placeholders (§3.11.5); brackets that would make an
 * embedded link are escaped (§3.11.6). SARIF forbids an empty text nowhere, but readers do: it says so then.
 */
export function toMessage(text: string, limit = 2000): TextMessage {
  const line = oneLine(text, limit).replace(/[{}]/g, (brace) => brace + brace);
  const safe = line.includes('](') ? line.replace(/[\\[\]]/g, (character) => `\\${character}`) : line;
  return { text: safe === '' ? '(no text)' : safe };
}
