// Rule: a record that names no fixed version or commit, and no last affected one: it holds for all time.
import { readWheels } from '../../../standard/osv.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'fix-missing',
  severity: 'warning',
  title: 'no fix is named',
  help: 'Add the fixed version or commit, or last_affected; where there is no fix yet, ignore the rule for now.',
  *check({ record }): Iterable<LintProblem> {
    if (record.withdrawn !== null) return;
    for (const [index, affected] of record.affected.entries()) {
      if (affected.ranges.length === 0 || readWheels(affected).length > 0) continue;
      // Every range must end somewhere: a list of commits may stand beside a range of versions that says it.
      const ends = affected.ranges.some(({ events }) => events.some(({ kind }) => kind !== 'introduced'));
      if (ends) continue;
      const referred = record.references.some(({ type }) => type === 'FIX');
      const hint = referred ? ', though a reference names one' : '';
      yield {
        path: `/affected/${index}/ranges`,
        message: `no fix is named: every version from the first on stays affected${hint}`,
      };
    }
  },
};
