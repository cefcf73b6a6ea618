// Some lines of source on the page: numbered, the line in question marked, whatever they hold harmless.
import type { Excerpt } from '../../finding/explanation.ts';
import { escapeMarkup } from './markup.ts';

/** The lines as `pre`; the marked line has a sign and a `mark`, so that neither colour nor sight is needed. */
export function renderExcerpt(excerpt: Excerpt): string {
  const { file, line, first, lines, missing } = excerpt;
  if (lines === null) return `<p class="soft">No source: ${escapeMarkup(missing ?? 'it was not read')}.</p>`;
  const rows = lines.map((text, index) => {
    const number = first + index;
    const here = number === line;
    const code = escapeMarkup(text.replaceAll('\t', '    '));
    const tag = here ? 'mark' : 'span';
    return `<${tag} class="line"><i>${here ? '▸ ' : ''}${number}</i>${code}\n</${tag}>`;
  });
  const label = `${file}, lines ${first} to ${first + lines.length - 1}, line ${line} marked`;
  return `<pre tabindex="0" role="region" aria-label="${escapeMarkup(label)}"><code>${rows.join('')}</code></pre>`;
}
