// Rule: a version that is none: nothing can be compared with it.

import { parseVersion } from '../../../standard/version.ts';
import { isPython, ranges } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'version-invalid',
  severity: 'error',
  title: 'a version is not valid by PEP 440',
  help: 'Write the version as it was released.',
  *check({ record }): Iterable<LintProblem> {
    for (const { affected, range, path } of ranges(record)) {
      if (range.type === 'GIT' || !isPython(affected)) continue;
      for (const { kind, value, index } of range.events) {
        if (value === '0' || (kind === 'limit' && value === '*') || parseVersion(value).ok) continue;
        yield {
          path: `${path}/events/${index}/${kind}`,
          message: `${kind} ${JSON.stringify(value)} is no version`,
        };
      }
    }
  },
};
