// The `versions` of an affected entry from its ranges and the list of releases.
import type { OsvAffected } from '../../standard/osv.ts';
import { compareVersions, parseLooseVersion, parseVersion, type Version } from '../../standard/version.ts';
import { candidateOf, evaluateBlock } from '../database/evaluate.ts';
import { readIntervals } from '../database/range.ts';

/** What an entry's `versions` should be. */
export interface AffectedVersions {
  /** Affected releases in order of their versions, as the list spells them; listed ones that no list knows stay. */
  readonly versions: readonly string[];
  readonly added: readonly string[];
  /** Listed versions that the ranges do not hold. */
  readonly outside: readonly string[];
  /** Listed versions that were never released. */
  readonly unreleased: readonly string[];
}

/**
 * Fills `versions` (OSV schema, "affected[].versions"). A version that is listed although no range holds it stays: it
 * may be affected for reasons of its own. Null where there is no range of versions to fill from.
 */
export function affectedVersions(affected: OsvAffected, releases: readonly string[]): AffectedVersions | null {
  const holds = readVersionRanges(affected);
  if (holds === null) return null;
  const released = new Map<string, string>();
  for (const text of releases) {
    const version = parseVersion(text);
    if (version.ok && !released.has(version.value.key)) released.set(version.value.key, text);
  }
  const listed = affected.versions.map((text) => ({ text, version: parseLooseVersion(text) }));
  const keys = new Set(listed.map(({ version }) => version.key));
  const added = [...released]
    .filter(([key, text]) => !keys.has(key) && holds(parseLooseVersion(text)))
    .map(([, text]) => text);
  const order = (left: string, right: string): number =>
    compareVersions(parseLooseVersion(left), parseLooseVersion(right));
  return {
    versions: [...affected.versions, ...added].sort(order),
    added: added.sort(order),
    outside: listed.filter(({ version }) => !holds(version)).map(({ text }) => text),
    unreleased: listed.filter(({ version }) => !released.has(version.key)).map(({ text }) => text),
  };
}

/** Whether an entry's ranges of versions hold a version; null where it has none, or none that can be read as a whole. */
export function readVersionRanges(affected: OsvAffected): ((version: Version) => boolean) | null {
  const ranges = affected.ranges.filter(({ type }) => type !== 'GIT');
  if (ranges.length === 0 || ranges.some(({ incomplete }) => incomplete)) return null;
  const intervals = ranges.flatMap((range) => readIntervals(range).intervals);
  if (intervals.some(([, , , , , doubt]) => doubt !== '')) return null;
  return (version) => evaluateBlock([intervals, '', [], '', []], candidateOf(version), []) !== null;
}
