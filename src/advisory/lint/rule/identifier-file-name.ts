// Rule: a record lies in a file of its own name, so that it is found and never there twice.
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'identifier-file-name',
  severity: 'error',
  title: 'the file is not named after the record',
  help: 'Rename the file to the identifier, with its ending.',
  *check({ record: { id }, inside, path }): Iterable<LintProblem> {
    const name = inside.slice(inside.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
    // What others export may be laid out otherwise; a file that cannot be renamed is no mistake of ours.
    if (path !== null && name !== id) yield { path: '/id', message: `the file is named ${name}, the record ${id}` };
  },
};
