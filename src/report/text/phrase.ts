// Words and numbers as the page says them.
import type { Finding } from '../../finding/finding.ts';
import type { Reach } from '../../finding/reach.ts';
import { oneLine } from '../escape.ts';
import type { Style } from './styled.ts';

/** `2,661`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 finding`, `2 findings`; `several` where the plural takes no plain s. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

export const REACH_WORDS: Readonly<Record<Reach, string>> = {
  reached: 'reached',
  'possibly-reached': 'possibly reached',
  unknown: 'unknown',
  loaded: 'loaded',
  installed: 'installed',
};

const REACH_STYLES: Readonly<Record<Reach, Style>> = {
  reached: 'alarm',
  'possibly-reached': 'yellow',
  unknown: 'violet',
  loaded: 'faint',
  installed: 'faint',
};

/** Below so many columns the title needs the room more than the verdict does. */
const NARROW = 100;

/** How far a finding gets, or that it is set aside; `possibly` alone where the page is narrow. */
export function reachWord({ ignored, reach }: Finding, width: number): string {
  if (ignored !== null) return 'ignored';
  return reach === 'possibly-reached' && width < NARROW ? 'possibly' : REACH_WORDS[reach];
}

export function reachStyle({ ignored, reach }: Finding): Style {
  return ignored === null ? REACH_STYLES[reach] : 'faint';
}

/** `high 8.8`, or `unrated` where the record carries no severity. */
export function severityWord({ severity }: Finding): string {
  return severity === null ? 'unrated' : `${severity.level} ${severity.score.toFixed(1)}`;
}

const SEVERITY_STYLES = { critical: 'alarm', high: 'red', medium: 'yellow', low: 'blue', none: 'faint' } as const;

export function severityStyle({ severity }: Finding): Style {
  return severity === null ? 'faint' : SEVERITY_STYLES[severity.level];
}

/** `dev, extra redis`. */
export function formatGroups(groups: readonly string[]): string {
  return groups.map((group) => oneLine(group.replace(/^extra:/, 'extra '), 60)).join(', ');
}

/** The day of an RFC 3339 time; null where there is none. */
export function formatDay(time: string | null): string | null {
  const day = time === null ? null : oneLine(time, 40);
  return day !== null && /^\d{4}-\d\d-\d\d/.test(day) ? day.slice(0, 10) : day;
}
