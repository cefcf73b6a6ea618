// The part of the page about one distribution: its upgrade, the way to it, and a line for each finding with evidence.
import type { Finding } from '../../finding/finding.ts';
import { cut, cutMiddle, displayWidth } from '../display-width.ts';
import { oneLine } from '../escape.ts';
import { safeLink } from '../safe-link.ts';
import { flow, joinedBy, type Part, words } from './flow.ts';
import { cveAlias, type Layout, shownId } from './layout.ts';
import type { Block, Page } from './page.ts';
import { formatCount, formatGroups, reachStyle, reachWord, severityStyle, severityWord } from './phrase.ts';
import { type Line, type Look, padding, type Span, span, spread } from './styled.ts';
import { formatWitness } from './witness.ts';

/** All lines of a block. */
export function* blockLines(block: Block, page: Page, layout: Layout, look: Look): Iterable<Line> {
  yield headLine(block, look);
  yield* pathLines(block, look);
  for (const finding of [...block.affecting, ...block.others]) yield* findingLines(finding, page, layout, look);
}

function headLine({ name, version, groups, affecting, others }: Block, look: Look): Line {
  const right: Span[] = [];
  if (affecting.length > 0) {
    const sure = affecting.some(({ reach }) => reach === 'reached');
    const verb = sure ? (affecting.length === 1 ? 'affects' : 'affect') : 'may affect';
    right.push(span(`${formatCount(affecting.length)} ${verb} you`), ...remedy(affecting));
  } else {
    right.push(
      span(
        others.length === 1 ? '1 matches, it does not affect you' : `${others.length} match, none affects you`,
        'faint',
      ),
    );
  }
  const room = look.width - 2 - right.reduce((sum, { text }) => sum + displayWidth(text), 0);
  const number = oneLine(version, 100);
  const title = cutMiddle(
    oneLine(name, 200) || '(no name)',
    Math.max(6, room - 1 - Math.min(12, displayWidth(number))),
  );
  const rest = cut(` ${number}`, Math.max(0, room - displayWidth(title)));
  const origin = groups.length === 0 ? '' : `  for ${formatGroups(groups)}`;
  const left = room - displayWidth(title) - displayWidth(rest);
  return spread(
    [
      span(title, affecting.length > 0 ? 'strong' : null),
      span(rest),
      span(left > 12 ? cut(origin, left) : '', 'faint'),
    ],
    right,
    look.width,
  );
}

function remedy(affecting: readonly Finding[]): Span[] {
  const upgrade = affecting.find((finding) => finding.upgrade !== null)?.upgrade ?? null;
  if (upgrade !== null) return [span(' → '), span(`upgrade to ${cut(oneLine(upgrade, 100), 16)}`, 'green')];
  const [only, ...others] = affecting;
  const [fix] = only?.fixed ?? [];
  if (others.length === 0)
    return [span(fix === undefined ? ' · no fix known' : ` · fixed in ${cut(oneLine(fix, 100), 16)}`)];
  const fixable = affecting.every(({ fixed }) => fixed.length > 0);
  return [span(fixable ? ' · no one fix for all' : ' · not all have a fix')];
}

/** The shortest way from the project to the distribution; with `--all` every way that is known. */
function* pathLines({ affecting, others }: Block, look: Look): Iterable<Line> {
  const paths = ((affecting[0] ?? others[0])?.why ?? [])
    .map((path) => path.slice(0, 100).map((name) => oneLine(name, 100) || '?'))
    .filter((path) => path.length > 0);
  const [first] = paths;
  if (first === undefined) return;
  if (look.all) {
    for (const path of paths) yield [span(`  ${formatPath(path, look.width - 2)}`, 'faint')];
    return;
  }
  const more = paths.length > 1 ? `  (and ${paths.length - 1} more)` : '';
  yield [span(`  ${formatPath(first, look.width - 2 - more.length)}${more}`, 'faint')];
}

/** `storefront → thumbnails → pillow`, shortened in its middle. */
function formatPath(names: readonly string[], room: number): string {
  const text = names.join(' → ');
  if (displayWidth(text) <= room) return text;
  for (let kept = Math.min(names.length - 1, 20); kept >= 2; kept -= 1) {
    const first = Math.ceil(kept / 2);
    const shorter = [...names.slice(0, first), '…', ...names.slice(names.length - (kept - first))].join(' → ');
    if (displayWidth(shorter) <= room) return shorter;
  }
  return cutMiddle(text, room);
}

function* findingLines(finding: Finding, page: Page, layout: Layout, look: Look): Iterable<Line> {
  const severity = severityWord(finding);
  const id = cutMiddle(shownId(finding), look.width - layout.indent - layout.reach - 2);
  const left: Span[] = [
    span('  '),
    span(severity, severityStyle(finding)),
    span(`${padding(severity, layout.severity)}  `),
    span(id, null, safeLink(finding.link)),
  ];
  const reach = span(reachWord(finding, look.width), reachStyle(finding));
  const title = oneLine(finding.title, 400);
  let used = layout.indent + Math.max(displayWidth(id), layout.id);
  if (layout.cve > 0 && displayWidth(id) <= layout.id) {
    const cve = cveAlias(finding);
    left.push(span(padding(id, layout.id)), span('  '), span(cve), span(padding(cve, layout.cve)));
    used += 2 + layout.cve;
  } else {
    left.push(span(padding(id, layout.id)));
  }
  const room = look.width - used - 2 - reach.text.length - 2;
  const below = layout.titleBelow || room < 12;
  if (!below) left.push(span('  '), span(cut(title, room)));
  yield spread(trimmed(left), [reach], look.width);
  if (below && title !== '') yield detail(cut(title, look.width - layout.indent), layout, null);
  yield* evidenceLines(finding, page, layout, look);
}

/** The line without empty pieces at its end, so that the gap to the right is measured from its text. */
function trimmed(line: readonly Span[]): readonly Span[] {
  let end = line.length;
  while (end > 0 && (line[end - 1]?.text ?? '').trim() === '') end -= 1;
  return line.slice(0, end);
}

function* evidenceLines(finding: Finding, page: Page, layout: Layout, look: Look): Iterable<Line> {
  const { matched, ignored, witness } = finding;
  const { indent } = layout;
  const shared = finding.reach === 'unknown' && finding.ignored === null && page.sharedReason?.text === finding.reason;
  const reason = finding.reason === null || shared ? null : oneLine(finding.reason, 300);
  const place = { width: look.width, indent };
  if (witness.length > 0) {
    for (const [index, line] of formatWitness(witness, reason, look.width, indent + 2).entries()) {
      yield detail(index === 0 ? line : `  ${line}`, layout, 'faint');
    }
  } else if (reason !== null) {
    for (const line of flow(words(reason), place)) yield detail(line, layout, 'faint');
  }
  if (ignored !== null) {
    const until = ignored.until === null ? '' : `, until ${oneLine(ignored.until, 40)}`;
    const text = `ignored: ${oneLine(ignored.reason, 300) || 'no reason given'}${until}`;
    for (const line of flow(words(text), place)) yield detail(line, layout, null);
  }
  const facts: Part[] = [];
  if (look.all) facts.push(...allFacts(finding, layout.cve > 0 ? cveAlias(finding) : ''));
  else if (matched.by === 'wheel') facts.push({ text: oneLine(matched.detail, 300), glue: ' · ' });
  for (const line of flow(facts, place)) yield detail(line, layout, 'faint');
}

/** What else is known, for `--all`. */
function allFacts({ id, aliases, matched, fixed, weaknesses, link }: Finding, shown: string): Part[] {
  const others = aliases.filter((alias) => alias !== id && alias !== shown).map((alias) => oneLine(alias, 100));
  const address = safeLink(link);
  const facts = [...others, oneLine(matched.detail, 300)];
  if (fixed.length > 0)
    facts.push(
      `fixed in ${fixed
        .slice(0, 6)
        .map((version) => oneLine(version, 60))
        .join(', ')}`,
    );
  facts.push(...weaknesses.map((weakness) => oneLine(weakness, 60)));
  if (address !== null) facts.push(address);
  return joinedBy(
    ' · ',
    facts.filter((fact) => fact !== ''),
  );
}

function detail(text: string, { indent }: Layout, style: 'faint' | null): Line {
  return [span(' '.repeat(indent)), span(text, style)];
}
