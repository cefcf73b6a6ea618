// Styled text: pieces whose columns are measured before colour and links are added. Text is escaped by who makes it.
import { displayWidth } from '../display-width.ts';

const SEQUENCES = {
  strong: '1',
  faint: '2',
  red: '31',
  alarm: '1;31',
  yellow: '33',
  green: '32',
  blue: '36',
  violet: '35',
} as const;

/** How a piece looks where colour is allowed; colour repeats what the words say. */
export type Style = keyof typeof SEQUENCES;

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly style?: Style | null;
  /** A safe address that the piece links to. */
  readonly link?: string | null;
}

/** The pieces of one line. */
export type Line = readonly Span[];

/** What decides how lines are written. */
export interface Look {
  readonly width: number;
  readonly colour: boolean;
  readonly hyperlinks: boolean;
  readonly all: boolean;
}

export function span(text: string, style: Style | null = null, link: string | null = null): Span {
  return { text, style, link };
}

export function lineWidth(line: Line): number {
  let width = 0;
  for (const { text } of line) width += displayWidth(text);
  return width;
}

/** The line as text with its end; nothing trails it. */
export function formatLine(line: Line, look: Look): string {
  let last = line.length - 1;
  while (last >= 0 && (line[last]?.text ?? '').trimEnd() === '') last -= 1;
  let text = '';
  for (let index = 0; index <= last; index += 1) {
    const piece = line[index];
    if (piece !== undefined) text += formatSpan(piece, index === last ? piece.text.trimEnd() : piece.text, look);
  }
  return `${text}\n`;
}

function formatSpan({ style, link }: Span, text: string, look: Look): string {
  if (text === '') return '';
  const coloured =
    look.colour && style !== null && style !== undefined ? `\x1b[${SEQUENCES[style]}m${text}\x1b[0m` : text;
  return look.hyperlinks && link !== null && link !== undefined
    ? `\x1b]8;;${link}\x1b\\${coloured}\x1b]8;;\x1b\\`
    : coloured;
}

/** Spaces that fill a piece up to so many columns. */
export function padding(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** The left pieces, and the right ones at the end of the width; at least two spaces lie between. */
export function spread(left: Line, right: Line, width: number): Line {
  const gap = Math.max(2, width - lineWidth(left) - lineWidth(right));
  return [...left, span(' '.repeat(gap)), ...right];
}
