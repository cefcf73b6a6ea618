// The steps of the ways on the page: place, what happens there, and the source around it.
import type { Excerpt, Explanation, WayStep } from '../../finding/explanation.ts';
import { renderExcerpt } from './html-excerpt.ts';
import { escapeMarkup } from './markup.ts';
import type { ListedStep, WayGraph } from './way-graph.ts';
import { stepWord } from './words.ts';

/** One list for each way; a step told already is only pointed at. */
export function renderSteps(graph: WayGraph, explanation: Explanation, anchor: (step: number) => string): string {
  const told = new Set<number>();
  const excerpts = new Map(explanation.excerpts.map((excerpt) => [placeKey(excerpt), excerpt]));
  const several = graph.ways.length > 1;
  const heading = several ? 'h4' : 'h3';
  const lists = graph.ways.map((way, index) => {
    const fresh = way.filter((number) => !told.has(number));
    const common = way.filter((number) => told.has(number));
    for (const number of way) told.add(number);
    const last = graph.steps[(way.at(-1) ?? 0) - 1];
    const end = last === undefined ? '' : renderEnd(last, heading, excerpts);
    const items = fresh.flatMap((number) => {
      const listed = graph.steps[number - 1];
      if (listed === undefined) return [];
      return [renderStep(listed, { last: listed === last && end === '', heading }, excerpts, anchor)];
    });
    const title = several && last !== undefined ? `<h3>Way ${index + 1}, to ${nameOf(last.step)}</h3>\n` : '';
    return `${title}${pointAt(common, anchor)}<ol class="steps">\n${items.join('\n')}\n${end}</ol>`;
  });
  const omitted =
    graph.omitted === 0
      ? ''
      : `\n<p class="soft">Left out: ${graph.omitted} more way${graph.omitted === 1 ? '' : 's'}.</p>`;
  return `${lists.join('\n')}${omitted}`;
}

/** What an excerpt is found by. */
function placeKey(place: { readonly file: string; readonly line: number; readonly firstParty: boolean }): string {
  return `${place.firstParty}:${place.line}:${place.file}`;
}

function pointAt(numbers: readonly number[], anchor: (step: number) => string): string {
  if (numbers.length === 0) return '';
  const links = numbers.map((number) => `<a href="#${anchor(number)}">${number}</a>`).join(', ');
  return `<p class="soft">After ${numbers.length === 1 ? 'step' : 'steps'} ${links} above:</p>\n`;
}

function renderStep(
  { number, step, origin }: ListedStep,
  { last, heading }: { readonly last: boolean; readonly heading: string },
  excerpts: ReadonlyMap<string, Excerpt>,
  anchor: (step: number) => string,
): string {
  const classes = [...(step.ownCode ? ['own'] : []), ...(last ? ['end'] : []), ...(step.resolved ? [] : ['dynamic'])];
  const verb = `${stepWord(step)}${step.resolved ? '' : ' (a guess)'}`;
  const what =
    origin === null
      ? `${nameOf(step)} <span class="verb">${verb}</span>`
      : `<span class="verb">${verb}</span> ${nameOf(step)}`;
  const within = origin === null ? '' : `, in ${nameOf(origin)}`;
  const excerpt = excerpts.get(placeKey(step));
  return `<li id="${anchor(number)}"${classes.length === 0 ? '' : ` class="${classes.join(' ')}"`}><span class="number" aria-hidden="true">${number}</span>
<${heading}><span class="unseen">Step ${number}: </span>${what}</${heading}>
<p class="where">${renderPlace(step)}${within} · ${owner(step, origin)}</p>
${excerpt === undefined ? '' : renderExcerpt(excerpt)}</li>`;
}

/** The vulnerable code itself, where a way ends. */
function renderEnd({ step }: ListedStep, heading: string, excerpts: ReadonlyMap<string, Excerpt>): string {
  const place = { ...step.defined, firstParty: step.ownCode };
  const excerpt = excerpts.get(placeKey(place));
  if (excerpt === undefined || placeKey(place) === placeKey(step)) return '';
  return `<li class="end"><span class="number" aria-hidden="true">!</span>
<${heading}><span class="verb">the way ends in</span> ${nameOf(step)}</${heading}>
<p class="where">${renderPlace(step.defined)} · called vulnerable</p>
${renderExcerpt(excerpt)}</li>
`;
}

function renderPlace({ file, line }: { readonly file: string; readonly line: number }): string {
  return `<code>${escapeMarkup(`${file}:${line}`)}</code>`;
}

/** Whose code the step is taken in. */
function owner(step: WayStep, origin: WayStep | null): string {
  if (step.firstParty) return 'the project’s own';
  return escapeMarkup((origin ?? step).distribution ?? 'of an unknown distribution');
}

function nameOf(step: Pick<WayStep, 'module' | 'function'>): string {
  const name = step.function === null ? step.module : `${step.module}.${step.function}`;
  // Long dotted names may break after a dot.
  return `<code>${escapeMarkup(name).replaceAll('.', '.<wbr>')}</code>`;
}
