// Ranges of commits as releases and back, through the tags of a clone.
import type { OsvEvent, OsvRange } from '../../standard/osv.ts';
import type { CloneHistory, TaggedRelease } from './clone-history.ts';

type Event = Readonly<Record<string, string>>;

/** Why a range cannot be followed in a clone: a sentence about the record. */
export type NotFollowed = string;

const MOST_EVENTS = 200;

/**
 * The releases that ranges of commits hold affected: those that descend from a beginning and from none of its ends
 * (OSV schema, "affected[].ranges[].events fields", type GIT). A text where the clone lacks one of the commits.
 */
export async function releasesOfCommits(
  history: CloneHistory,
  ranges: readonly OsvRange[],
): Promise<ReadonlySet<TaggedRelease> | NotFollowed> {
  const affected = new Set<TaggedRelease>();
  for (const { events, incomplete } of ranges) {
    if (incomplete || events.length > MOST_EVENTS) return 'its range of commits cannot be read as a whole';
    const of = (kind: OsvEvent['kind']) => events.filter((event) => event.kind === kind).map(({ value }) => value);
    if (of('limit').some((value) => value !== '*')) return 'its range of commits has a limit of branches';
    const begins = of('introduced');
    for (const begin of begins) {
      const within = begin === '0' ? new Set(history.releases) : await history.releasesWith(begin);
      if (within === null) return `the clone has no commit ${begin}`;
      const left = new Set(within);
      for (const { kind, value } of events) {
        if (kind !== 'fixed' && kind !== 'last_affected') continue;
        const ended = await history.releasesWith(value);
        if (ended === null) return `the clone has no commit ${value}`;
        // An end before the beginning ended something else.
        if (begin !== '0' && begins.length > 1 && !(await history.isAncestor(begin, value))) continue;
        for (const release of ended) if (kind === 'fixed' || release.commit !== value) left.delete(release);
      }
      for (const release of left) affected.add(release);
    }
  }
  return affected;
}

/** The first fixed release of each branch: not affected, and the one before it is. In order. */
export function firstFixed(history: CloneHistory, affected: ReadonlySet<TaggedRelease>): readonly TaggedRelease[] {
  return history.releases.filter((release, at) => {
    const before = history.releases[at - 1];
    return before !== undefined && affected.has(before) && !affected.has(release);
  });
}

/** The events of a range of versions that holds exactly these of the clone's releases; none where none is affected. */
export function eventsOfReleases(history: CloneHistory, affected: ReadonlySet<TaggedRelease>): readonly Event[] {
  const events: Event[] = [];
  let inside = false;
  for (const [at, release] of history.releases.entries()) {
    if (affected.has(release) === inside) continue;
    inside = !inside;
    if (inside) events.push({ introduced: at === 0 ? '0' : release.version.text });
    else events.push({ fixed: release.version.text });
  }
  return events;
}

/**
 * The events of a range of commits that holds exactly these of the clone's releases. Where the fixing commits that are
 * named do it, they are its ends; else the commits of tags: a fix is then known to lie no later than the first release
 * that has it. A text where no such range can be found.
 */
export async function commitsOfReleases(
  history: CloneHistory,
  wanted: ReadonlySet<TaggedRelease>,
  fromStart: boolean,
  fixes: readonly string[],
): Promise<readonly Event[] | NotFollowed> {
  const events: OsvEvent[] = fromStart ? [{ kind: 'introduced', value: '0' }] : [];
  const first = history.releases.find((release) => wanted.has(release));
  if (fixes.length > 0 && first !== undefined) {
    const begin = fromStart ? '0' : first.commit;
    const ends = fixes.map((value): OsvEvent => ({ kind: 'fixed', value }));
    const named: readonly OsvEvent[] = [{ kind: 'introduced', value: begin }, ...ends];
    const held = await releasesOfCommits(history, [{ ...EMPTY, events: named }]);
    if (typeof held !== 'string' && history.releases.every((release) => wanted.has(release) === held.has(release))) {
      return named.map(({ kind, value }) => ({ [kind]: value }));
    }
  }
  const evaluate = () => releasesOfCommits(history, [{ ...EMPTY, events }]);
  for (const release of history.releases) {
    const held = await evaluate();
    if (typeof held === 'string') return held;
    if (wanted.has(release) === held.has(release)) continue;
    events.push({ kind: wanted.has(release) ? 'introduced' : 'fixed', value: release.commit });
  }
  const held = await evaluate();
  if (typeof held === 'string') return held;
  // Tags on one line of history, in another order than their versions.
  const odd = history.releases.find((release) => wanted.has(release) !== held.has(release));
  if (odd !== undefined) return `no range of commits holds what its versions say of ${odd.version.text}`;
  return events.map(({ kind, value }) => ({ [kind]: value }));
}

const EMPTY: OsvRange = { type: 'GIT', repo: null, events: [], databaseSpecific: null, incomplete: false };
