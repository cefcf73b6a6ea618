// Rule: a range of versions in an entry that names no package, so that nobody can tell whose versions they are.
import { ranges } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'package-missing',
  severity: 'note',
  title: 'versions without a package',
  help: 'Name the package whose versions these are, or give the range as commits (GIT).',
  *check({ record }): Iterable<LintProblem> {
    for (const { affected, range, path } of ranges(record)) {
      if (affected.package !== null || range.type === 'GIT') continue;
      yield { path, message: 'a range of versions in an entry without a package: nothing can match it' };
    }
  },
};
