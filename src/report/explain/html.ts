// An explanation as one page that needs nothing else: the story, the drawing, and each step with the source around it.
import { hash } from 'node:crypto';
import type { Explanation } from '../../finding/explanation.ts';
import { safeLink } from '../safe-link.ts';
import { renderExcerpt } from './html-excerpt.ts';
import { renderSteps } from './html-steps.ts';
import { escapeMarkup } from './markup.ts';
import { type StorySection, tellStory } from './story.ts';
import { COLOURS, DRAWING, PAGE } from './style.ts';
import { renderDrawing } from './svg.ts';
import { deriveWayGraph } from './way-graph.ts';
import { MEANINGS } from './words.ts';

const STYLE = `${COLOURS}\n${DRAWING}\n${PAGE}`;

/** The page; `note` says what it is about, or why there is nothing to tell. Works without scripts and network. */
export function renderHtml(explanations: readonly Explanation[], note: string): string {
  const [first] = explanations;
  const title = first === undefined ? note : `${first.finding.id}: ${first.finding.title}`;
  // Nothing may be loaded or run, whatever slips into the page: not even a style of its own.
  const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'`;
  const articles = explanations.map((explanation, index) => renderArticle(explanation, `e${index + 1}`));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeMarkup(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#story">Skip to the story</a>
<main id="story">
${articles.length === 0 ? `<h1>${escapeMarkup(note)}</h1>` : articles.join('\n')}
</main>
<footer>${escapeMarkup(note)}. Told by Theriac.</footer>
</body>
</html>
`;
}

function renderArticle(explanation: Explanation, prefix: string): string {
  const sections = tellStory(explanation).map((section) => {
    if (section.part === 'head') return renderHead(explanation);
    if (section.part === 'way') return renderWay(explanation, prefix, section);
    const own = renderSection(section);
    return section.part === 'vulnerable' && explanation.ways.length === 0 ? own + renderDefinitions(explanation) : own;
  });
  return `<article>\n${sections.join('\n')}\n</article>`;
}

function renderHead({ finding }: Explanation): string {
  const { distribution, severity } = finding;
  const link = safeLink(finding.link);
  const ids = [finding.id, ...finding.aliases].map((id) => `<span>${escapeMarkup(id)}</span>`).join(' · ');
  const rated = severity === null ? 'not rated' : `${severity.level}, ${severity.score.toFixed(1)} of 10`;
  const fixed = finding.fixed.length === 0 ? 'in no known version' : finding.fixed.join(', ');
  const reach = finding.reach.replace('-', ' ');
  const fact = (term: string, text: string, kind = ''): string =>
    `<div${kind === '' ? '' : ` class="${kind}"`}><dt>${term}</dt><dd>${text}</dd></div>`;
  const lines = [
    `<p class="id">${ids}</p>`,
    `<h1>${escapeMarkup(finding.title === '' ? finding.id : finding.title)}</h1>`,
    `<p>${escapeMarkup(sentence(MEANINGS[finding.reach]))}</p>`,
    '<dl class="facts">',
    fact('Distribution', `<strong>${escapeMarkup(`${distribution.name} ${distribution.version}`)}</strong>`),
    fact('Reach', `<strong>${reach}</strong>`, finding.reach),
    fact('Severity', escapeMarkup(rated)),
    fact('Fixed', escapeMarkup(fixed)),
    '</dl>',
    ...(finding.reason === null ? [] : [`<p>${escapeMarkup(sentence(finding.reason))}</p>`]),
    ...(link === null ? [] : [`<p><a href="${escapeMarkup(link)}" rel="noreferrer">${escapeMarkup(link)}</a></p>`]),
  ];
  return `<header>\n${lines.join('\n')}\n</header>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** A line that begins with blanks belongs to the item before it: a place, then what is there. */
function renderSection({ title, lines }: StorySection): string {
  const items: { readonly text: string; readonly places: string[] }[] = [];
  for (const line of lines) {
    const last = items.at(-1);
    if (line.startsWith(' ') && last !== undefined) last.places.push(renderPlaced(line.trim()));
    else items.push({ text: escapeMarkup(line), places: [] });
  }
  const rendered = items.map(({ text, places }) =>
    places.length === 0 ? `<li>${text}</li>` : `<li>${text}\n<ul>\n${places.join('\n')}\n</ul></li>`,
  );
  return `<section>\n<h2>${escapeMarkup(title)}</h2>\n<ul>\n${rendered.join('\n')}\n</ul>\n</section>`;
}

function renderPlaced(line: string): string {
  const [place = '', ...rest] = line.split(/ {2,}/);
  return `<li><code>${escapeMarkup(place)}</code> ${escapeMarkup(rest.join(' '))}</li>`;
}

/** The drawing, then each way step by step. */
function renderWay(explanation: Explanation, prefix: string, section: StorySection): string {
  const graph = deriveWayGraph([explanation]);
  // A way may be known only as the finding's witness: then it is told in lines.
  if (graph.steps.length === 0) return renderSection(section);
  const anchor = (step: number): string => `${prefix}-step-${step}`;
  const title = `How the project gets to ${explanation.finding.distribution.name}`;
  const drawing = renderDrawing(graph, { title, prefix, style: null, linkTo: anchor });
  return `<section>
<h2>${escapeMarkup(section.title)}</h2>
<div class="scroll" role="region" aria-label="Drawing of the way" tabindex="0">
${drawing}
</div>
${renderSteps(graph, explanation, anchor)}
</section>`;
}

/** Where no way leads there, what would have been reached is shown all the same. */
function renderDefinitions({ excerpts }: Explanation): string {
  return excerpts
    .map(
      (excerpt) =>
        `\n<p class="where"><code>${escapeMarkup(`${excerpt.file}:${excerpt.line}`)}</code></p>\n${renderExcerpt(excerpt)}`,
    )
    .join('');
}
