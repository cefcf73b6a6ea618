// Rule: a range without `introduced` begins nowhere, so that no reader knows what it says.
import { ranges } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'range-introduced-missing',
  severity: 'error',
  title: 'a range has no introduced event',
  help: 'Write introduced: "0" where every version before the end is affected.',
  *check({ record }): Iterable<LintProblem> {
    for (const { range, path } of ranges(record)) {
      if (range.events.length > 0 && !range.events.some(({ kind }) => kind === 'introduced')) {
        yield { path: `${path}/events`, message: 'the range has no introduced event' };
      }
    }
  },
};
