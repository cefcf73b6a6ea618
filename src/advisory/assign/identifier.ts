// Identifiers of a database, `PREFIX-YEAR-N`, and the placeholders that stand for them until they are assigned.

/** An assigned identifier. */
export interface Identifier {
  readonly prefix: string;
  readonly year: number;
  readonly number: number;
}

const ASSIGNED = /^([A-Za-z][A-Za-z0-9_-]*?)-([1-9]\d{3})-([1-9]\d{0,14})$/;
const PLACEHOLDER = /^[A-Za-z][A-Za-z0-9_-]*?-0000-[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9])?$/;

/** Parses an identifier; null where it is none of this form. */
export function parseIdentifier(text: string): Identifier | null {
  const [, prefix, year, number] = ASSIGNED.exec(text) ?? [];
  return prefix === undefined ? null : { prefix, year: Number(year), number: Number(number) };
}

/** `PSF-2026-7`. */
export function formatIdentifier({ prefix, year, number }: Identifier): string {
  return `${prefix}-${year}-${number}`;
}

/** Whether a text stands for an identifier that is not assigned yet: `PSF-0000-some-words`. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

/** The placeholder of a prefix for a text: its first words, in lower case. */
export function formatPlaceholder(prefix: string, text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    if (slug.length + word.length > 40) break;
    slug = slug === '' ? word : `${slug}-${word}`;
  }
  return `${prefix}-0000-${slug || words[0]?.slice(0, 40) || 'new'}`;
}
