// The story of an explanation in sections of lines, as the text form prints it and the page shows it.
import type { Explanation, Trail } from '../../finding/explanation.ts';
import type { Finding, Step } from '../../finding/finding.ts';
import { MEANINGS, stepWord } from './words.ts';

export interface StorySection {
  /** The head is the finding itself; the way is its witness. */
  readonly part: 'head' | 'match' | 'vulnerable' | 'way' | 'search' | 'unseen';
  readonly title: string;
  readonly lines: readonly string[];
}

/** The sections in order; a part that has nothing to say is left out. */
export function tellStory({ finding, units, searched, trail, unseen }: Explanation): readonly StorySection[] {
  const { distribution, severity } = finding;
  const rated = severity === null ? 'unrated' : `${severity.level} ${severity.score.toFixed(1)}`;
  const head: StorySection = {
    part: 'head',
    title: `${finding.id}  ${finding.title}`,
    lines: [
      `${distribution.name} ${distribution.version} · ${rated} · ${finding.reach.replace('-', ' ')}: ${MEANINGS[finding.reach]}`,
      ...(finding.reason === null ? [] : [finding.reason]),
      ...(finding.aliases.length === 0 ? [] : [finding.aliases.join(' · ')]),
      ...(finding.link === null ? [] : [finding.link]),
    ],
  };
  const matched: StorySection = {
    part: 'match',
    title: 'Why it matches',
    lines: [
      `affected: ${finding.matched.detail}`,
      ...(finding.fixed.length === 0 ? ['no fixed version is known'] : [`fixed in: ${finding.fixed.join(', ')}`]),
      ...finding.why.map((chain) => `it is there through ${chain.join(' → ')}`),
    ],
  };
  const vulnerable: StorySection = {
    part: 'vulnerable',
    title: 'What is vulnerable',
    lines:
      units.length === 0
        ? ['the advisory names no function: the whole distribution counts']
        : units.map(({ module, attribute, defined, loaded }) => {
            const name = attribute === null ? module : `${module}:${attribute}`;
            if (loaded === null) return name;
            return `${name}  ${defined === null ? 'not found' : `at ${defined}`}, ${loaded ? 'loaded' : 'not loaded'}`;
          }),
  };
  const way: StorySection | null =
    finding.witness.length > 0
      ? { part: 'way', title: 'The way there', lines: formatSteps(finding.witness).map((line) => line.trimStart()) }
      : null;
  const end: StorySection | null =
    searched === null
      ? null
      : {
          part: 'search',
          title: way === null ? 'Where the trail ends' : 'What was searched',
          lines: [
            searched.calls
              ? `calls were followed from ${filesOf(searched.roots)} through what can lead there: ${searched.modules} modules`
              : `${searched.modules} modules are loaded from ${filesOf(searched.roots)} by imports; calls were not followed`,
            searched.own === 0
              ? `none of them belongs to ${distribution.name}`
              : `${searched.own} of them ${searched.own === 1 ? 'belongs' : 'belong'} to ${distribution.name}: ${searched.ownNames.join(', ')}${searched.own > searched.ownNames.length ? ', …' : ''}`,
            ...(trail === null ? [] : tellTrail(trail, finding.reach)),
          ],
        };
  const hidden: StorySection | null =
    unseen.length === 0 ? null : { part: 'unseen', title: 'What could not be seen', lines: unseen };
  return [head, matched, vulnerable, way, end, hidden].filter((section) => section !== null);
}

/** How far the code comes, and who would have to run for it to come further. */
function tellTrail({ loadedBy, neighbours, more }: Trail, reach: Finding['reach']): readonly string[] {
  const verb = reach === 'loaded' ? 'call' : 'load';
  const title = verb === 'call' ? 'nearest callers, by name' : 'who would load it';
  const rest = more === 0 ? '' : ` (${more} more not shown)`;
  const places = neighbours.map(({ file, line }) => `${file}:${line}`);
  const width = Math.min(60, Math.max(0, ...places.map((place) => place.length)));
  return [
    ...(loadedBy.length === 0 ? [] : ['its module is loaded so:', ...formatSteps(loadedBy)]),
    neighbours.length === 0 ? `nothing was found that would ${verb} it` : `${title}${rest}:`,
    ...neighbours.map(({ module, function: name, runs }, index) => {
      const where = name === null ? module : `${module}.${name}`;
      const why = !runs
        ? 'does not run'
        : verb === 'call'
          ? 'runs, and calls something else so'
          : 'runs, but not this line';
      return `  ${(places[index] ?? '').padEnd(width)}  ${where}  (${why})`;
    }),
  ];
}

/** Every step on a line of its own: place, kind, where it leads. */
export function formatSteps(steps: readonly Step[]): readonly string[] {
  const places = steps.map((step) => `${step.file}:${step.line}`);
  const width = Math.min(60, Math.max(0, ...places.map((place) => place.length)));
  return steps.map((step, index) => {
    const target = step.function === null ? step.module : `${step.module}.${step.function}`;
    return `  ${(places[index] ?? '').padEnd(width)}  ${stepWord(step).padEnd(13)} ${target}`;
  });
}

function filesOf(count: number): string {
  return count === 1 ? 'the one file of the project' : `the ${count} files of the project`;
}
