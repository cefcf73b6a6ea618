// Rule: two records with one identifier.
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'identifier-duplicate',
  severity: 'error',
  title: 'another record has the same identifier',
  help: 'Give one of the records another identifier.',
  *check(file, { index }): Iterable<LintProblem> {
    const others = (index.byId.get(file.record.id.toUpperCase()) ?? []).filter((other) => other !== file);
    const [other] = others;
    if (other !== undefined)
      yield { path: '/id', message: `${file.record.id} is also the identifier of ${other.file}` };
  },
};
