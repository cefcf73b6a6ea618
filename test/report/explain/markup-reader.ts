// A strict reader of the markup that the renderers write: anything that is not plain, balanced and quoted is an error.
export interface ReadMarkup {
  /** Each start tag with its attributes, in order. */
  readonly elements: readonly { readonly name: string; readonly attributes: ReadonlyMap<string, string> }[];
  /** The text of everything but styles, entities decoded. */
  readonly text: string;
}

const VOID = new Set(['meta', 'wbr']);
const TOKEN = /<\/([a-zA-Z0-9]+)>|<([a-zA-Z0-9]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>|([^<>]+)|([\s\S])/g;
const ENTITY = /&(?:(amp|lt|gt|quot)|#39);/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Reads a document; throws at the first thing that is not as the renderers write it. */
export function readMarkup(document: string): ReadMarkup {
  const body = document
    .replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n|^<!doctype html>\n/, '')
    .replace(/<style>[^<]*<\/style>/g, '<style></style>');
  const open: string[] = [];
  const elements: { name: string; attributes: Map<string, string> }[] = [];
  const texts: string[] = [];
  for (const [whole, end, start, attributes, closed, text] of body.matchAll(TOKEN)) {
    if (end !== undefined) {
      if (open.pop() !== end) throw new Error(`${whole} closes nothing`);
    } else if (start !== undefined) {
      elements.push({ name: start, attributes: readAttributes(attributes ?? '') });
      if (closed !== '/' && !VOID.has(start)) open.push(start);
    } else if (text !== undefined) {
      texts.push(decode(text));
    } else throw new Error(`a stray ${whole}`);
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(' ')}`);
  return { elements, text: texts.join('') };
}

function readAttributes(text: string): Map<string, string> {
  const found = [...text.matchAll(/ ([a-zA-Z:-]+)="([^"<]*)"/g)];
  const attributes = new Map(found.map(([, name, value]) => [name ?? '', decode(value ?? '')]));
  if (attributes.size !== found.length) throw new Error('an attribute twice');
  return attributes;
}

function decode(text: string): string {
  if (text.replace(ENTITY, '').includes('&')) throw new Error('a stray &');
  return text.replace(ENTITY, (_, name: string | undefined) => (name === undefined ? "'" : (CHARACTERS[name] ?? '')));
}
