// What a clone adds to an affected entry: versions for its commits, commits for its versions, and where they disagree.
import type { OsvAffected } from '../../standard/osv.ts';
import { parseLooseVersion } from '../../standard/version.ts';
import { readVersionRanges } from './affected-versions.ts';
import type { CloneHistory, TaggedRelease } from './clone-history.ts';
import { commitsOfReleases, eventsOfReleases, firstFixed, releasesOfCommits } from './commit-range.ts';

/** A range to be added to an entry. */
export interface AddedRange {
  readonly type: 'GIT' | 'ECOSYSTEM';
  readonly repo?: string;
  readonly events: readonly Readonly<Record<string, string>>[];
}

/** What a clone says of an entry. */
export interface Resolved {
  /** The first fixed release of each branch; `named`: a range of versions names it, or one before it that has no tag. */
  readonly fixed: readonly { readonly version: string; readonly named: boolean }[];
  readonly range: AddedRange | null;
  /** The tags of affected releases that `versions` lacks, for an entry in no ecosystem. */
  readonly tags: readonly string[];
  /** Sentences on what cannot be resolved, or contradicts. */
  readonly notes: readonly string[];
}

/**
 * Resolves an entry. One with commits gets the versions that they amount to: a range where its package orders versions,
 * else the tags of affected releases. One with versions alone gets a range of commits in `repository`, of the fixing
 * commits that are named elsewhere if they fit. One with both is left as it is, and what only one of them holds is named.
 */
export async function resolveEntry(
  history: CloneHistory,
  affected: OsvAffected,
  repository: string | null,
  fixes: readonly string[],
): Promise<Resolved> {
  const commits = affected.ranges.filter(({ type }) => type === 'GIT');
  if (commits.length === 0) return fromVersions(history, affected, repository, fixes);
  const held = await releasesOfCommits(history, commits);
  if (typeof held === 'string') return nothing(held);
  const ends = affected.ranges.flatMap(({ type, events }) =>
    type === 'GIT' ? [] : events.flatMap(({ kind, value }) => (kind === 'fixed' ? parseLooseVersion(value).key : [])),
  );
  const fixed = firstFixed(history, held).map(({ version }) => {
    const before = history.releases.findLast((release) => release.version.key < version.key)?.version.key ?? '';
    // A release between the two may have no tag.
    return { version: version.text, named: ends.some((key) => before < key && key <= version.key) };
  });
  const resolved = { ...nothing(), fixed };
  const holds = readVersionRanges(affected);
  if (holds !== null) return { ...resolved, notes: contradictions(history, held, holds) };
  if (affected.ranges.length > commits.length) return resolved;
  if (held.size === 0) return { ...resolved, notes: ['no release of the clone is affected by its commits'] };
  if (affected.package === null) {
    const tags = history.releases.filter((release) => held.has(release)).map(({ tag }) => tag);
    return { ...resolved, tags: tags.filter((tag) => !affected.versions.includes(tag)) };
  }
  if (affected.package.ecosystem !== 'PyPI') return resolved;
  return { ...resolved, range: { type: 'ECOSYSTEM', events: eventsOfReleases(history, held) } };
}

async function fromVersions(
  history: CloneHistory,
  affected: OsvAffected,
  repository: string | null,
  fixes: readonly string[],
): Promise<Resolved> {
  const holds = readVersionRanges(affected);
  if (holds === null && affected.versions.length === 0) return nothing('it has no range that a clone could resolve');
  const listed = new Set(affected.versions.map((text) => parseLooseVersion(text).key));
  const wanted = new Set(
    history.releases.filter(({ version }) => listed.has(version.key) || holds?.(version) === true),
  );
  if (wanted.size === 0) return nothing('no tag of the clone is an affected version');
  if (repository === null) return nothing('its repository is not known: name it in theriac.toml');
  const fromStart = affected.ranges.some(({ events }) => events.some(({ value }) => value === '0'));
  const events = await commitsOfReleases(history, wanted, fromStart, fixes);
  if (typeof events === 'string') return nothing(events);
  return { ...nothing(), range: { type: 'GIT', repo: repository, events } };
}

function contradictions(
  history: CloneHistory,
  held: ReadonlySet<TaggedRelease>,
  holds: (version: TaggedRelease['version']) => boolean,
): readonly string[] {
  const by = (commits: boolean) =>
    history.releases.filter((release) => held.has(release) === commits && holds(release.version) !== commits);
  const say = (releases: readonly TaggedRelease[], one: string, other: string): readonly string[] => {
    const names = releases.map(({ version }) => version.text);
    const shown = names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
    return names.length === 0 ? [] : [`${shown}: affected by the range of ${one}, not by that of ${other}`];
  };
  return [...say(by(true), 'commits', 'versions'), ...say(by(false), 'versions', 'commits')];
}

function nothing(...notes: readonly string[]): Resolved {
  return { fixed: [], range: null, tags: [], notes };
}
