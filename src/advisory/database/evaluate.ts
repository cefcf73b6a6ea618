// Whether a version, and the builds of it that may be installed, are affected: the pure heart of matching.
import type { Version } from '../../standard/version.ts';
import { makeVersion, versionKey } from '../../standard/version.ts';
import { type BuildVerdict, decideBuilds, type ListedWheel } from './build-number.ts';
import type { KnownArtifact } from './match.ts';
import { contains, formatInterval, type Interval } from './range.ts';
import { type VersionFinder, versionFinder } from './version-list.ts';

/** One `affected` entry of a record, as the database keeps it. */
export type Block = readonly [
  intervals: readonly Interval[],
  /** See formatVersionList. */
  versions: string,
  wheels: readonly ListedWheel[],
  /** Why every version counts as affected although nothing readable says so; empty: it does not. */
  doubt: string,
  /** Keys and texts of all fixing versions, in order. */
  fixed: readonly (readonly [key: string, text: string])[],
];

/** A version prepared for many comparisons. */
export interface Candidate {
  readonly version: Version;
  readonly key: string;
  readonly publicKey: string;
  readonly isListed: VersionFinder;
}

/** Prepares a version for evaluation. */
export function candidateOf(version: Version): Candidate {
  const key = versionKey(version);
  const publicKey = version.local === null ? key : versionKey(makeVersion({ ...version, local: null }));
  return { version, key, publicKey, isListed: versionFinder(version, publicKey) };
}

/** Why a block matches; `doubt` null where it is certain. */
export interface Verdict {
  readonly by: 'versions' | 'range' | 'wheel';
  readonly detail: string;
  readonly doubt: string | null;
}

/** Evaluates one block (OSV, "Evaluation", then docs/build-numbers.md); null: not affected. */
export function evaluateBlock(block: Block, candidate: Candidate, artifacts: readonly KnownArtifact[]): Verdict | null {
  const base = evaluateVersion(block, candidate);
  const wheels = block[2];
  if (wheels.length === 0) return base;
  const builds = decideBuilds(wheels, candidate, artifacts, base !== null);
  if (builds === null) return base;
  return builds.affected ? joinVerdicts(base, builds) : null;
}

function joinVerdicts(base: Verdict | null, builds: BuildVerdict): Verdict {
  return { by: 'wheel', detail: builds.detail, doubt: builds.doubt ?? base?.doubt ?? null };
}

/** Evaluates versions and ranges alone. */
function evaluateVersion(block: Block, candidate: Candidate): Verdict | null {
  const [intervals, versions, , doubt] = block;
  let doubted: Interval | null = null;
  for (const interval of intervals) {
    if (!contains(interval, candidate.key, candidate.publicKey)) continue;
    if (interval[5] === '') return { by: 'range', detail: formatInterval(interval), doubt: null };
    doubted ??= interval;
  }
  if (candidate.isListed(versions)) {
    return { by: 'versions', detail: `listed version ${candidate.version.text}`, doubt: null };
  }
  if (doubted !== null) return { by: 'range', detail: formatInterval(doubted), doubt: doubted[5] };
  return doubt === '' ? null : { by: 'range', detail: 'every version', doubt };
}

/** The fixing versions of all blocks above the candidate that no block holds affected; in order, each once. */
export function laterFixes(blocks: readonly Block[], candidate: Candidate): readonly string[] {
  const fixes = new Map<string, string>();
  for (const block of blocks) {
    for (const [key, text] of block[4]) {
      if (key > candidate.key && !blocks.some((other) => isWithin(other, key))) fixes.set(key, text);
    }
  }
  if (fixes.size < 2) return [...fixes.values()];
  return [...fixes.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, text]) => text);
}

function isWithin(block: Block, key: string): boolean {
  return block[0].some((interval) => interval[5] === '' && contains(interval, key, key));
}
