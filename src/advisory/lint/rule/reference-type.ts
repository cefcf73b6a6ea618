// Rule: a reference of a type that the schema does not have, or no longer.
import { OSV_REFERENCE_TYPES } from '../../../standard/osv-term.ts';
import { isRecord } from '../../../standard/osv-value.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'reference-type',
  severity: 'error',
  title: 'a reference has a type that is not known',
  help: 'Use one of the types of the OSV schema; WEB fits everything.',
  *check({ record }): Iterable<LintProblem> {
    const given = record.original['references'];
    if (!Array.isArray(given)) return;
    for (const [index, reference] of given.entries()) {
      if (!isRecord(reference)) continue;
      const { type } = reference;
      if (typeof type === 'string' && OSV_REFERENCE_TYPES.includes(type)) continue;
      const capitals = typeof type === 'string' ? type.trim().toUpperCase() : '';
      const fixed = OSV_REFERENCE_TYPES.includes(capitals) ? capitals : 'WEB';
      yield {
        path: `/references/${index}/type`,
        message: type === undefined ? 'the reference has no type' : `${JSON.stringify(type)} is no type of reference`,
        fix: (editor) => editor.setField(['references', index, 'type'], fixed),
      };
    }
  },
};
