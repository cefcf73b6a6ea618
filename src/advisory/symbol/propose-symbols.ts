// Proposes the vulnerable functions of an advisory: from its fix commits, else from the releases around the fix.
import type { Host } from '../../host/host.ts';
import type { OsvRecord } from '../../standard/osv.ts';
import { openCommitTrees, type TreePair } from './commit-trees.ts';
import { compareTrees } from './compare-trees.ts';
import { type ExposedName, findExposures } from './exposure.ts';
import { findFixCommits } from './fix-commits.ts';
import { mergeProposals } from './merge-proposals.ts';
import { type Proposal, rankChange } from './rank.ts';
import { openReleaseTree, type SourceTree } from './source-tree.ts';
import { readWords } from './words.ts';

/** A proposal as it is shown: also under which other names the release offers it. */
export interface SymbolProposal extends Proposal {
  readonly exposed: readonly ExposedName[];
}

/** An archive of a release: its path, and its name for a person. */
export interface ReleaseFile {
  readonly path: string;
  readonly name: string;
}

export interface SymbolRequest {
  /** A local clone of the product; null: none. */
  readonly repository: string | null;
  /** Pairs of the last affected and the first fixed release, one for each branch. */
  readonly releases: readonly { readonly before: ReleaseFile; readonly after: ReleaseFile }[];
}

export interface SymbolAnswer {
  readonly proposals: readonly SymbolProposal[];
  /** What it was derived from, for a person: `commit 1a2b…`, `pillow 9.5.0 → 10.0.0`. */
  readonly derivedFrom: readonly string[];
  /** What could not be read, each a sentence. */
  readonly faults: readonly string[];
}

/** How many proposals are given. */
const MOST = 100;
/** Of how many it is asked under which names they are offered: the first, which a person reads. */
const MOST_EXPOSED = 20;

/** Derives. Commits say most exactly what the fix is; releases are compared where no commit is at hand. */
export async function proposeSymbols(host: Host, record: OsvRecord, request: SymbolRequest): Promise<SymbolAnswer> {
  const faults: string[] = [];
  const derivedFrom: string[] = [];
  const words = readWords(record);
  const pairs: TreePair[] = [];
  if (request.repository !== null) {
    const commits = await findFixCommits(host, request.repository, record);
    if (commits.length === 0) faults.push('the clone has none of the commits that the advisory names as its fix');
    for (const commit of commits) {
      const opened = await openCommitTrees(host, request.repository, commit);
      if (opened.ok) {
        pairs.push(opened.value);
        derivedFrom.push(`commit ${commit}`);
      } else faults.push(opened.fault.message);
    }
  }
  const released = await openReleases(host, request, faults);
  const fromCommits = pairs.map(({ before, after }) => rankChange(compareTrees(before, after), words, before));
  let proposals: readonly Proposal[] = mergeProposals(fromCommits, 'any');
  const [first] = released;
  if (proposals.length === 0) {
    for (const { before, after } of released) derivedFrom.push(`${before.name} → ${after.name}`);
    const rankings = released.map(({ before, after }) => rankChange(compareTrees(before, after), words, before));
    proposals = mergeProposals(rankings, 'all');
  } else if (first !== undefined) proposals = proposals.map((proposal) => placeInRelease(proposal, first.before));
  const exposing = first?.before ?? pairs[0]?.before ?? null;
  return {
    proposals: proposals.slice(0, MOST).map((proposal, at) => {
      const { module, attribute } = proposal;
      const isShown = exposing !== null && attribute !== null && at < MOST_EXPOSED;
      return { ...proposal, exposed: isShown ? findExposures(exposing, module, attribute) : [] };
    }),
    derivedFrom,
    faults,
  };
}

async function openReleases(host: Host, request: SymbolRequest, faults: string[]): Promise<readonly TreePair[]> {
  const pairs: TreePair[] = [];
  for (const { before, after } of request.releases) {
    const [old, now] = [
      await openReleaseTree(host, before.path, before.name),
      await openReleaseTree(host, after.path, after.name),
    ];
    if (!old.ok) faults.push(`${before.name}: ${old.fault.message}`);
    if (!now.ok) faults.push(`${after.name}: ${now.fault.message}`);
    if (old.ok && now.ok) pairs.push({ before: old.value, after: now.value });
  }
  return pairs;
}

/** The module as the release has it, where the repository lays its packages out in another way. */
function placeInRelease(proposal: Proposal, release: SourceTree): Proposal {
  if (release.modules.has(proposal.module)) return proposal;
  const parts = proposal.module.split('.');
  for (let length = parts.length - 1; length > 0; length--) {
    const tail = parts.slice(parts.length - length).join('.');
    const found = [...release.modules.keys()].filter((module) => module === tail || module.endsWith(`.${tail}`));
    const [only] = found;
    if (found.length === 1 && only !== undefined) return { ...proposal, module: only };
  }
  return proposal;
}
