// The part of the page about what could not be checked: promise one is that it never goes unsaid.
import type { Fault } from '../../finding/fault.ts';
import { cutMiddle, displayWidth } from '../display-width.ts';
import { oneLine } from '../escape.ts';
import { FAULT_HEADINGS } from '../public-fault.ts';
import { flow, words } from './flow.ts';
import { counted, formatCount } from './phrase.ts';
import { type Line, type Look, padding, span } from './styled.ts';

const SHOWN = 3;
const MESSAGE_LINES = 2;

/** One heading for each kind of fault, and under it where and why: three of a kind, all of them with `--all`. */
export function* notCheckedLines(faults: readonly Fault[], look: Look): Iterable<Line> {
  const incomplete = faults.filter(({ effect }) => effect === 'incomplete');
  for (const [code, group] of Map.groupBy(incomplete, (fault) => fault.code)) {
    const [one, several] = FAULT_HEADINGS[code];
    yield [span('not checked: ', 'yellow'), span(counted(group.length, one, several))];
    const shown = look.all ? group : group.slice(0, SHOWN);
    const places = shown.map((fault) => cutMiddle(formatPlace(fault), Math.floor(look.width / 3)));
    const column = Math.max(...places.map(displayWidth));
    for (const [index, fault] of shown.entries()) yield* faultLines(fault, places[index] ?? '', column, look);
    const hidden = group.length - shown.length;
    if (hidden > 0) yield [span(`  … and ${formatCount(hidden)} more  (--all)`, 'faint')];
  }
}

function formatPlace({ file, line }: Fault): string {
  return oneLine(line === undefined ? file : `${file}:${line}`, 400);
}

function* faultLines({ message }: Fault, place: string, column: number, look: Look): Iterable<Line> {
  const indent = 2 + column + (column === 0 ? 0 : 2);
  const lines = flow(words(oneLine(message, 600)), { width: look.width, indent });
  const limit = look.all ? lines.length : MESSAGE_LINES;
  for (const [index, line] of lines.slice(0, limit).entries()) {
    const more = index === limit - 1 && lines.length > limit ? ' …' : '';
    const left = index === 0 ? `  ${place}${padding(place, column)}` : ' '.repeat(indent);
    yield [span(index === 0 && column > 0 ? `${left}  ` : left, 'faint'), span(`${line}${more}`)];
  }
}
