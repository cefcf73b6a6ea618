// Rule: a record still has the placeholder that stands for its identifier until one is assigned.
import { isPlaceholder } from '../../assign/identifier.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'identifier-placeholder',
  severity: 'note',
  title: 'the record has no identifier yet',
  help: 'theriac advisory assign gives it one.',
  *check({ record }): Iterable<LintProblem> {
    if (isPlaceholder(record.id))
      yield { path: '/id', message: `${record.id} is a placeholder; theriac advisory assign gives it a number` };
    for (const field of ['aliases', 'related', 'upstream'] as const) {
      for (const [index, id] of record[field].entries()) {
        if (isPlaceholder(id)) yield { path: `/${field}/${index}`, message: `${field} names the placeholder ${id}` };
      }
    }
  },
};
