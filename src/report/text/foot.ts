// The end of the page: what else matched, what was not checked, what to do, and a last line that says it all alone.
import { DEFAULT_POLICY } from '../../finding/policy.ts';
import { REACHES } from '../../finding/reach.ts';
import { cut, displayWidth } from '../display-width.ts';
import { oneLine } from '../escape.ts';
import { flow, joinedBy, words } from './flow.ts';
import { countAdvisories } from './header.ts';
import { notCheckedLines } from './not-checked.ts';
import type { Page } from './page.ts';
import { counted, formatCount, REACH_WORDS } from './phrase.ts';
import { type Line, type Look, span } from './styled.ts';

const UPGRADE_LINES = 6;

/** All lines of the foot but the last; what was not checked stands by itself. */
export function* footLines(page: Page, look: Look): Iterable<Line> {
  const above = [...matchedLines(page, look)];
  const middle = [...notCheckedLines(page.run.faults, look)];
  yield* above;
  if (above.length > 0 && middle.length > 0) yield [];
  yield* middle;
  if (middle.length > 0) yield [];
  yield* policyLines(page, look);
  yield* upgradeLines(page, look);
}

function* matchedLines(page: Page, look: Look): Iterable<Line> {
  yield* harmlessLines(page, look);
  if (page.ignored.length > 0 && !look.all)
    yield [span(`${formatCount(page.ignored.length)} ignored by your settings  (--all)`)];
  yield* sharedReasonLines(page, look);
}

/** Why the reach is unknown, once for all findings that share the reason. */
function* sharedReasonLines({ sharedReason, affecting }: Page, look: Look): Iterable<Line> {
  if (sharedReason === null) return;
  const { text, count, everywhere } = sharedReason;
  const all = count === affecting.length && count > 1;
  const label = all
    ? `all ${formatCount(count)} unknown: `
    : `${formatCount(count)} unknown${everywhere ? '' : ' without a reason above'}: `;
  const lines = flow(words(oneLine(text, 300)), { width: look.width, indent: 2, start: label.length });
  yield* labelled(label, lines, 'violet');
}

function* labelled(label: string, lines: readonly string[], style: 'faint' | 'green' | 'violet'): Iterable<Line> {
  for (const [index, line] of lines.entries()) {
    yield index === 0 ? [span(label, style), span(line)] : [span(`  ${line}`)];
  }
}

function* harmlessLines({ harmless }: Page, look: Look): Iterable<Line> {
  if (harmless.length === 0) return;
  const loaded = harmless.filter(({ reach }) => reach === 'loaded').length;
  const never = harmless.filter(({ reach }) => reach === 'installed').length;
  const other = harmless.length - loaded - never;
  const label = `${formatCount(harmless.length)} more ${harmless.length === 1 ? 'does' : 'do'} not affect you: `;
  const kinds = [
    [loaded, 'loaded, never called'],
    [never, 'never loaded'],
    [other, 'allowed by your policy'],
  ] as const;
  const parts = kinds.flatMap(([count, what]) => {
    // What all of them are needs no number.
    if (count === 0) return [];
    return count === harmless.length ? [what] : [`${formatCount(count)} ${what}`];
  });
  const lines = flow([...joinedBy(' · ', parts), ...(look.all ? [] : [{ text: '(--all)', glue: '  ' }])], {
    width: look.width,
    indent: 2,
    start: label.length,
  });
  yield* labelled(label, lines, 'faint');
}

/** Where the policy fails on less than what affects the project, that is said: the exit code would surprise. */
function* policyLines({ run, affecting }: Page, look: Look): Iterable<Line> {
  const { failing } = run.summary;
  if (failing === affecting.length) return;
  const { failOn, severity } = run.config?.policy ?? DEFAULT_POLICY;
  const rule = REACHES.filter((reach) => failOn.includes(reach)).map((reach) => REACH_WORDS[reach]);
  const parts = [
    `fails on ${rule.length === 0 ? 'nothing' : rule.join(', ')}${severity === null ? '' : `, ${severity} or worse`}`,
    failing === 0 ? 'nothing here fails it' : `${formatCount(failing)} of ${formatCount(affecting.length)} fail it`,
  ];
  const label = 'policy: ';
  yield* labelled(label, flow(joinedBy(' · ', parts), { width: look.width, indent: 2, start: label.length }), 'faint');
}

function* upgradeLines({ blocks }: Page, look: Look): Iterable<Line> {
  const targets = new Set<string>();
  for (const { name, affecting } of blocks) {
    const upgrade = affecting.find((finding) => finding.upgrade !== null)?.upgrade;
    if (upgrade !== undefined && upgrade !== null) targets.add(`${oneLine(name, 100)} ${oneLine(upgrade, 60)}`);
  }
  if (targets.size === 0) return;
  const label = 'upgrade: ';
  const place = { width: look.width, indent: label.length, start: label.length };
  const lines = flow(joinedBy(' · ', [...targets]), place);
  const shown = look.all || lines.length <= UPGRADE_LINES ? lines : lines.slice(0, UPGRADE_LINES);
  for (const [index, line] of shown.entries()) {
    yield [span(index === 0 ? label : ' '.repeat(label.length), 'green'), span(line)];
  }
  const left = lines.slice(shown.length).reduce((sum, line) => sum + line.split(' · ').length, 0);
  if (left > 0) yield [span(`${' '.repeat(label.length)}… and ${formatCount(left)} more  (--all)`, 'faint')];
}

/** The line that sums up and means something without the others. */
export function lastLine(page: Page, look: Look): Line {
  const { run, affecting, ignored } = page;
  const missing = run.faults.filter(({ effect }) => effect === 'incomplete').length;
  const tail = [
    ...(ignored.length > 0 ? [`${formatCount(ignored.length)} ignored`] : []),
    ...(missing > 0 ? [`${formatCount(missing)} not checked`] : []),
  ];
  const parts = affecting.length > 0 ? affectedParts(page, look, tail) : calmParts(page, look, tail);
  const style = affecting.length > 0 ? 'strong' : missing > 0 || run.advisory === null ? 'yellow' : 'green';
  const text = cut(parts.join(' · '), look.width);
  return [span(text, style)];
}

function affectedParts({ run, blocks, affecting }: Page, look: Look, tail: readonly string[]): string[] {
  const hit = blocks.filter((block) => block.affecting.length > 0);
  const names = [...new Set(hit.map(({ name }) => cut(oneLine(name, 100), 40)))];
  const sure = affecting.some(({ reach }) => reach === 'reached');
  const total = run.inventory === null ? '' : ` of ${formatCount(run.inventory.distributions.length)}`;
  const noun = (run.inventory?.distributions.length ?? hit.length) === 1 ? 'distribution' : 'distributions';
  const verb = sure ? (hit.length === 1 ? 'affects you' : 'affect you') : 'may affect you';
  const counts = REACHES.map(
    (reach) => [reach, affecting.filter((finding) => finding.reach === reach).length] as const,
  ).filter(([, count]) => count > 0);
  const head = `${formatCount(hit.length)}${total} ${noun} ${verb}`;
  const findings = counted(affecting.length, 'finding');
  const long = counts.map(([reach, count]) => `${formatCount(count)} ${REACH_WORDS[reach]}`).join(', ');
  const short = long.replace('possibly reached', 'possibly');
  const only = counts.length === 1 ? counts[0]?.[0] : undefined;
  const full =
    only === undefined
      ? `${findings}: ${long}`
      : `${findings}${affecting.length > 1 ? ', all' : ','} ${REACH_WORDS[only]}`;
  // From the fullest to the barest: the first that fits the width.
  const brief = `${formatCount(hit.length)}${total} ${verb}`;
  const candidates = [
    [head, full, ...tail],
    [head, `${findings}: ${short}`, ...tail],
    [head, short, ...tail],
    [brief, short, ...tail],
    [brief, short, ...tail.slice(-1)],
    [brief, findings, ...tail.slice(-1)],
  ];
  const [first = brief, ...rest] = candidates.find((parts) => displayWidth(parts.join(' · ')) <= look.width) ?? [
    head,
    findings,
  ];
  const listed = fitNames(names, look.width - displayWidth([first, ...rest].join(' · ')) - 2);
  return [listed === '' ? first : `${first}: ${listed}`, ...rest];
}

/** As many names as fit, then how many more; empty where not even one does. */
function fitNames(names: readonly string[], room: number): string {
  const whole = names.slice(0, 40).join(', ');
  if (names.length <= 40 && displayWidth(whole) <= room) return whole;
  for (let shown = Math.min(names.length - 1, 20); shown > 0; shown -= 1) {
    const text = `${names.slice(0, shown).join(', ')} and ${formatCount(names.length - shown)} more`;
    if (displayWidth(text) <= room) return text;
  }
  return '';
}

/** Nothing affects the project: what was looked at, and against what, or why nothing was. */
function calmParts({ run, harmless }: Page, look: Look, tail: readonly string[]): readonly string[] {
  const { inventory, advisory } = run;
  const project = inventory === null ? 'the project' : cut(oneLine(inventory.project, 200) || 'this project', 40);
  const advisories = advisory === null ? 0 : countAdvisories(advisory);
  const total = inventory?.distributions.length ?? 0;
  const checked = Math.max(0, total - countUnchecked(run));
  const unchecked = `${project} was not checked`;
  if (advisories === 0) return [`${unchecked}: no advisories to match`, ...tail];
  if (total === 0) return [`${unchecked}: no distributions were found`, ...tail];
  if (checked === 0) return [`${unchecked}: no distribution could be matched`, ...tail];
  const verdict = harmless.length > 0 ? 'nothing known affects' : 'no known vulnerability in';
  const of = checked === total ? formatCount(total) : `${formatCount(checked)} of ${formatCount(total)}`;
  const noun = total === 1 ? 'distribution' : 'distributions';
  const kind = advisory?.builtIn ? 'built-in ' : '';
  const against = counted(advisories, `${kind}advisory`, `${kind}advisories`);
  const candidates = [
    [`${verdict} ${project}: ${of} ${noun} checked against ${against}`, ...tail],
    [`${verdict} ${project}: ${of} checked against ${against}`, ...tail],
    [`${verdict} ${project}: ${of} checked against ${against}`, ...tail.slice(-1)],
    [`${verdict} ${of} ${noun}`, ...tail.slice(-1)],
  ];
  return candidates.find((parts) => displayWidth(parts.join(' · ')) <= look.width) ?? [`${verdict} ${of} ${noun}`];
}

/** Distributions that nothing could be matched with: without a version, or with a fault that says so. */
function countUnchecked({ inventory, faults }: Page['run']): number {
  const unpinned = inventory?.distributions.filter(({ version }) => version === null).length ?? 0;
  const faulty = faults.filter(
    ({ code, effect }) =>
      effect === 'incomplete' &&
      (code === 'distribution-unpinned' || code === 'distribution-unchecked' || code === 'distribution-malformed'),
  ).length;
  return Math.max(unpinned, faulty);
}
