// What the page shows of a run and in which order: findings by distribution, the worst first.
import type { Finding } from '../../finding/finding.ts';
import type { Distribution } from '../../finding/inventory.ts';
import { DEFAULT_POLICY, fails } from '../../finding/policy.ts';
import type { Reach } from '../../finding/reach.ts';
import type { Run } from '../run.ts';

/** The findings of one distribution in one version, the worst first. */
export interface Block {
  readonly name: string;
  readonly version: string;
  /** The groups and extras that alone bring it; empty where the project itself does, or nothing is known. */
  readonly groups: readonly string[];
  /** Those that affect the project. */
  readonly affecting: readonly Finding[];
  /** The others that are shown: not reached, or ignored. */
  readonly others: readonly Finding[];
}

/** A run as the page tells it. */
export interface Page {
  readonly run: Run;
  readonly blocks: readonly Block[];
  /** All findings that affect the project. */
  readonly affecting: readonly Finding[];
  /** Those that match but do not affect it. */
  readonly harmless: readonly Finding[];
  readonly ignored: readonly Finding[];
  /** Why the reach is unknown, where most of those findings share one reason: it is said once. */
  readonly sharedReason: { readonly text: string; readonly count: number; readonly everywhere: boolean } | null;
}

/** Arranges a run. With `all`, blocks hold also what does not affect the project and what is ignored. */
export function arrange(run: Run, all: boolean): Page {
  const policy = run.config?.policy ?? DEFAULT_POLICY;
  const affecting: Finding[] = [];
  const harmless: Finding[] = [];
  const ignored: Finding[] = [];
  for (const finding of run.findings) {
    if (finding.ignored !== null) ignored.push(finding);
    else if (isAffecting(finding) || fails(finding, policy)) affecting.push(finding);
    else harmless.push(finding);
  }
  const affects = new Set(affecting);
  const shown = all ? run.findings : affecting;
  const groups = Map.groupBy(shown, ({ distribution }) => `${distribution.name}\0${distribution.version}`);
  const origins = Map.groupBy(run.inventory?.distributions ?? [], ({ name, version }) => `${name}\0${version ?? ''}`);
  const blocks = [...groups].map(([key, findings]): Block => {
    const sorted = findings.toSorted(compareFindings);
    return {
      name: sorted[0]?.distribution.name ?? '',
      version: sorted[0]?.distribution.version ?? '',
      groups: groupsOf(origins.get(key) ?? []),
      affecting: sorted.filter((finding) => affects.has(finding)),
      others: sorted.filter((finding) => !affects.has(finding)),
    };
  });
  blocks.sort(compareBlocks);
  return { run, blocks, affecting, harmless, ignored, sharedReason: findSharedReason(affecting) };
}

function groupsOf(distributions: readonly Distribution[]): readonly string[] {
  if (distributions.some(({ groups }) => groups.length === 0)) return [];
  return [...new Set(distributions.flatMap(({ groups }) => groups))];
}

function isAffecting({ reach }: Finding): boolean {
  return reach === 'reached' || reach === 'possibly-reached' || reach === 'unknown';
}

const RANKS: Readonly<Record<Reach, number>> = {
  reached: 0,
  'possibly-reached': 1,
  unknown: 2,
  loaded: 3,
  installed: 4,
};
const rank = ({ reach, ignored }: Finding) => RANKS[reach] + (ignored === null ? 0 : 5);

/** By reach, then by score (none last), then by identifier. */
function compareFindings(left: Finding, right: Finding): number {
  return (
    rank(left) - rank(right) ||
    (right.severity?.score ?? -1) - (left.severity?.score ?? -1) ||
    compareText(left.id, right.id)
  );
}

/** By the worst finding of each, then by how many there are, then by name. */
function compareBlocks(left: Block, right: Block): number {
  const [a] = left.affecting.length > 0 ? left.affecting : left.others;
  const [b] = right.affecting.length > 0 ? right.affecting : right.others;
  if (a === undefined || b === undefined) return 0;
  return (
    Number(right.affecting.length > 0) - Number(left.affecting.length > 0) ||
    rank(a) - rank(b) ||
    (b.severity?.score ?? -1) - (a.severity?.score ?? -1) ||
    right.affecting.length - left.affecting.length ||
    compareText(left.name, right.name) ||
    compareText(left.version, right.version)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function findSharedReason(affecting: readonly Finding[]): Page['sharedReason'] {
  const unknown = affecting.filter(({ reach }) => reach === 'unknown');
  const counts = new Map<string, number>();
  for (const { reason } of unknown) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  let best: readonly [text: string, count: number] | null = null;
  for (const entry of counts) if (best === null || entry[1] > best[1]) best = entry;
  if (best === null) return null;
  const [text, count] = best;
  const everywhere = count === unknown.length;
  return everywhere || (count >= 3 && count * 2 > unknown.length) ? { text, count, everywhere } : null;
}
