// The page of an inventory: what was read of a project, before anything is matched.
import type { Artifact, Distribution, DistributionSource, Inventory } from '../../finding/inventory.ts';
import { cut, cutMiddle, displayWidth } from '../display-width.ts';
import { oneLine } from '../escape.ts';
import type { Run } from '../run.ts';
import { flow, joinedBy } from './flow.ts';
import { projectLines } from './header.ts';
import { notCheckedLines } from './not-checked.ts';
import { counted, formatCount, formatGroups } from './phrase.ts';
import { type Line, type Look, padding, span } from './styled.ts';

/** All lines of the page: one for each distribution, with what it needs under it when all is asked for. */
export function* inventoryLines(run: Run, inventory: Inventory, look: Look): Iterable<Line> {
  yield* projectLines(run, look);
  yield [];
  // On the narrowest page a third is left for the facts.
  const [nameRoom, versionRoom] = look.width < 80 ? [26, 14] : [36, 24];
  const rows = inventory.distributions.map((distribution) => ({
    distribution,
    name: cutMiddle(oneLine(distribution.name, 200) || '(no name)', nameRoom),
    version: distribution.version === null ? 'unpinned' : cut(oneLine(distribution.version, 200), versionRoom),
  }));
  rows.sort((a, b) => compareText(a.distribution.name, b.distribution.name) || compareText(a.version, b.version));
  const names = rows.reduce((width, { name }) => Math.max(width, displayWidth(name)), 0);
  const versions = rows.reduce((width, { version }) => Math.max(width, displayWidth(version)), 0);
  for (const { distribution, name, version } of rows) {
    const facts = flow(joinedBy(' · ', factsOf(distribution, look.all)), {
      width: look.width,
      indent: names + versions + 4,
    });
    yield [
      span(name, 'strong'),
      span(`${padding(name, names)}  `),
      span(version, distribution.version === null ? 'yellow' : null),
      span(`${padding(version, versions)}  `),
      span(facts[0] ?? '', 'faint'),
    ];
    for (const fact of facts.slice(1)) yield [span(' '.repeat(names + versions + 4)), span(fact, 'faint')];
    if (look.all) yield* requiresLines(distribution, look);
  }
  if (rows.length > 0) yield [];
  yield* notCheckedLines(run.faults, look);
  yield [span(lastLine(run, inventory, look), 'strong')];
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function factsOf({ source, artifacts, groups, marker, extras }: Distribution, all: boolean): string[] {
  const facts: string[] = [];
  if (source.kind !== 'index') facts.push(describeSource(source));
  const [only] = artifacts;
  if (artifacts.length > 1) facts.push(`${formatCount(artifacts.length)} files`);
  else if (only !== undefined) facts.push(...describeArtifact(only, all));
  if (extras.length > 0) facts.push(`extras ${extras.map((extra) => oneLine(extra, 60)).join(', ')}`);
  if (groups.length > 0) facts.push(`for ${formatGroups(groups)}`);
  if (marker !== null) facts.push(`when ${oneLine(marker, 300)}`);
  return facts;
}

/** What a file's name says beyond name and version: its build, and its tags where it is not for every platform. */
function describeArtifact({ fileName, build }: Artifact, all: boolean): string[] {
  const facts = build === null ? [] : [`build ${oneLine(build, 60)}`];
  if (fileName === null) return facts;
  if (all) return [...facts, oneLine(fileName, 200)];
  if (!fileName.endsWith('.whl')) return [...facts, 'source distribution'];
  const tags = fileName.slice(0, -'.whl'.length).split('-').slice(-3).join('-');
  return tags.endsWith('-none-any') ? facts : [...facts, oneLine(tags, 200)];
}

function describeSource(source: DistributionSource): string {
  switch (source.kind) {
    case 'index':
      return 'from an index';
    case 'url':
      return `from ${oneLine(source.url, 400)}`;
    case 'vcs': {
      const commit = source.commit === null ? '' : ` at ${oneLine(source.commit.slice(0, 12))}`;
      return `from ${oneLine(source.system, 20)} ${oneLine(source.url, 400)}${commit}`;
    }
    case 'path':
      return `from ${oneLine(source.path, 400)}${source.editable ? ', editable' : ''}`;
  }
}

function* requiresLines({ requires }: Distribution, look: Look): Iterable<Line> {
  if (requires.length === 0) return;
  const label = '  needs ';
  const names = [...new Set(requires.map(({ name }) => oneLine(name, 100)))];
  const lines = flow(joinedBy(', ', names), { width: look.width, indent: label.length });
  for (const [index, line] of lines.entries()) {
    yield [span(index === 0 ? label : ' '.repeat(label.length), 'faint'), span(line, 'faint')];
  }
}

const SOURCE_PHRASES = { index: 'from an index', url: 'from a URL', vcs: 'from a repository', path: 'from a path' };

function lastLine({ faults }: Run, { project, distributions }: Inventory, look: Look): string {
  const kinds = Map.groupBy(distributions, ({ source }) => source.kind);
  const unpinned = distributions.filter(({ version }) => version === null).length;
  const missing = faults.filter(({ effect }) => effect === 'incomplete').length;
  const sources = (['index', 'url', 'vcs', 'path'] as const).flatMap((kind) => {
    const count = kinds.get(kind)?.length ?? 0;
    return count === 0 ? [] : [`${formatCount(count)} ${SOURCE_PHRASES[kind]}`];
  });
  const total = `${cut(oneLine(project, 200) || 'this project', 40)} has ${counted(distributions.length, 'distribution')}`;
  const tail = [
    ...(unpinned > 0 ? [`${formatCount(unpinned)} unpinned`] : []),
    ...(missing > 0 ? [`${formatCount(missing)} not checked`] : []),
  ];
  const full = [sources.length > 1 ? `${total}: ${sources.join(', ')}` : total, ...tail].join(' · ');
  return displayWidth(full) <= look.width ? full : cut([total, ...tail].join(' · '), look.width);
}
