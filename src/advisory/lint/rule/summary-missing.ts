// Rule: a record without a summary has no title in any list.
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'summary-missing',
  severity: 'warning',
  title: 'the record has no summary',
  help: 'Say in one line what an attacker can do, without the version.',
  *check({ record }): Iterable<LintProblem> {
    if (record.withdrawn === null && (record.summary ?? '').trim() === '') {
      yield { path: '/summary', message: 'the record has no summary, so it has no title in any list' };
    }
  },
};
