// The first lines of the page: what was looked at, and against which advisories of which day.
import type { InterpreterTarget } from '../../finding/inventory.ts';
import { cutMiddle, displayWidth } from '../display-width.ts';
import { oneLine } from '../escape.ts';
import type { Run } from '../run.ts';
import { flow, joinedBy } from './flow.ts';
import { counted, formatCount, formatDay } from './phrase.ts';
import { type Line, type Look, span } from './styled.ts';

const DAY = 86_400_000;
const STALE_DAYS = 30;
const SOURCES_SHOWN = 3;

/** `storefront · uv.lock · 41 distributions for CPython 3.12 on Linux`. */
export function projectLines({ inventory }: Run, look: Look): Line[] {
  if (inventory === null) return [[span('the stream holds no inventory', 'strong')]];
  const name = cutMiddle(oneLine(inventory.project, 200) || 'this project', 40);
  // An environment that was named itself has no name within itself.
  const written = inventory.source === '.' ? 'what is installed' : inventory.source;
  const source = cutMiddle(oneLine(written, 400) || '.', look.width - 4);
  const total = counted(inventory.distributions.length, 'distribution');
  const parts = [name, source, `${total} for ${formatTarget(inventory.target)}`];
  const [first = '', ...rest] = flow(joinedBy(' · ', parts), { width: look.width, indent: 2 });
  const lines: Line[] = [[span(name, 'strong'), span(first.slice(name.length))]];
  return [...lines, ...rest.map((line) => [span(`  ${line}`)])];
}

const PLATFORMS: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

function formatTarget(target: InterpreterTarget | null): string {
  if (target === null) return 'any Python and platform';
  const platform = Object.hasOwn(PLATFORMS, target.platform) ? PLATFORMS[target.platform] : target.platform;
  return oneLine(`${target.implementation} ${target.version} on ${platform}`, 60);
}

/** `advisories: 2,661 from pypi-osv.zip, of 2026-11-20`, with how old they are where that is over 30 days. */
export function databaseLines({ advisory, config }: Run, look: Look): Line[] {
  if (advisory === null) return [];
  const { sources, builtIn } = advisory;
  const label = 'advisories: ';
  const parts: string[] = [];
  if (sources.length === 0) {
    parts.push('none', 'to get them: theriac sync');
  } else if (sources.length <= SOURCES_SHOWN) {
    for (const { name, advisories, modified } of sources) {
      const start = `${formatCount(advisories)} ${builtIn ? 'built in' : 'from '}`;
      const end = `, ${formatAge(modified, config?.started ?? null)}`;
      const room = Math.min(60, look.width - label.length - start.length - displayWidth(end) - 2);
      parts.push(`${start}${builtIn ? '' : cutMiddle(oneLine(name, 400), Math.max(12, room))}${end}`);
    }
  } else {
    const oldest = sources.map(({ modified }) => modified).toSorted()[0] ?? null;
    parts.push(`${formatCount(countAdvisories(advisory))} from ${sources.length} sources`);
    parts.push(`the oldest ${formatAge(oldest, config?.started ?? null)}`);
  }
  if (builtIn && sources.length > 0) parts.push('for all of them: theriac sync');
  const lines = flow(joinedBy(' · ', parts), { width: look.width, indent: 2, start: label.length });
  return lines.map((line, index) => [span(index === 0 ? label : '  ', 'faint'), ...highlightAge(line)]);
}

/** How many advisories all sources hold. */
export function countAdvisories({ sources }: NonNullable<Run['advisory']>): number {
  return sources.reduce((sum, { advisories }) => sum + advisories, 0);
}

function formatAge(modified: string | null, started: string | null): string {
  const day = formatDay(modified);
  if (day === null) return 'of unknown date';
  const days = Math.floor((Date.parse(started ?? '') - Date.parse(modified ?? '')) / DAY);
  return days > STALE_DAYS ? `of ${day} (${formatCount(days)} days old)` : `of ${day}`;
}

/** Splits a line so that every `(775 days old)` stands out. */
function highlightAge(line: string): Line {
  return line.split(/(\([\d,]+ days old\))/).map((text, index) => span(text, index % 2 === 1 ? 'yellow' : null));
}
