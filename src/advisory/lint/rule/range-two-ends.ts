// Rule: `fixed` beside `last_affected` in one range: readers disagree about which of them counts.
import { ranges } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'range-two-ends',
  severity: 'error',
  title: 'fixed stands beside last_affected in one range',
  help: 'Keep fixed where the fixing version is known, and last_affected only where it is not.',
  *check({ record }): Iterable<LintProblem> {
    for (const { range, path } of ranges(record)) {
      const kinds = new Set(range.events.map(({ kind }) => kind));
      if (kinds.has('fixed') && kinds.has('last_affected')) {
        yield { path: `${path}/events`, message: 'the range has both fixed and last_affected' };
      }
    }
  },
};
