// Joins several rankings: of the commits of one fix, or of the branches that each have it.
import type { Proposal } from './rank.ts';

/**
 * One ranking of several. Commits add up to the fix (`any`), so the best score stands; of releases each branch has all
 * of it (`all`), so what only some of them changed counts less.
 */
export function mergeProposals(rankings: readonly (readonly Proposal[])[], mode: 'any' | 'all'): readonly Proposal[] {
  const [only] = rankings;
  if (rankings.length === 1 && only !== undefined) return only;
  const found = new Map<string, { best: Proposal; sum: number; count: number }>();
  for (const ranking of rankings) {
    for (const proposal of ranking) {
      const key = `${proposal.module}:${proposal.attribute ?? ''}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { best: proposal, sum: proposal.score, count: 1 });
      else {
        known.sum += proposal.score;
        known.count += 1;
        if (proposal.score > known.best.score) known.best = proposal;
      }
    }
  }
  return [...found.values()]
    .map(({ best, sum, count }) => {
      if (mode === 'any') return best;
      const score = (sum / count) * (count === rankings.length ? 1.2 : (0.8 * count) / rankings.length);
      return { ...best, score: Math.round(score * 1000) / 1000 };
    })
    .sort((left, right) => right.score - left.score);
}
