// Lists that run over several lines: broken between their parts, never inside one unless it is wider than the line.
import { cutMiddle, displayWidth } from '../display-width.ts';

/** How parts are put one after the other. */
export interface Flow {
  readonly width: number;
  /** The columns that following lines are indented by. */
  readonly indent: number;
  /** The columns that are taken on the first line already; `indent` where not given. */
  readonly start?: number;
}

/** A part and what stands before it: a comma stays at the end of a broken line, arrows begin the next. */
export interface Part {
  readonly text: string;
  readonly glue: string;
}

/** The lines, without indentation; the first begins at column `start`. */
export function flow(parts: readonly Part[], { width, indent, start = indent }: Flow): string[] {
  const lines: string[] = [];
  let line = '';
  let used = start;
  for (const { text, glue } of parts) {
    const arrow = /[→⇢]/.test(glue);
    const room = width - indent - (arrow ? glue.length : 1);
    const piece = cutMiddle(text, Math.max(8, room));
    const columns = displayWidth(piece);
    if (line === '') {
      // A first part that does not fit beside its heading begins below it.
      if (start > indent && used + columns > width) {
        lines.push('');
        used = indent;
      }
      line = piece;
      used += columns;
      continue;
    }
    // What follows a comma must leave room for the next one.
    if (used + glue.length + columns + (glue === ', ' ? 1 : 0) <= width) {
      line += glue + piece;
      used += glue.length + columns;
      continue;
    }
    lines.push(glue === ', ' ? `${line},` : line);
    line = arrow ? glue.trimStart() + piece : piece;
    used = indent + displayWidth(line);
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Parts with the same glue between them. */
export function joinedBy(glue: string, texts: readonly string[]): Part[] {
  return texts.map((text) => ({ text, glue }));
}

/** The words of a text as parts. */
export function words(text: string): Part[] {
  return joinedBy(' ', text.split(' '));
}
