// Rule: a package's name that is not in its normalised form, so that readers who compare texts miss it.
import { normaliseDistributionName } from '../../../standard/distribution-name.ts';
import { isPython } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'name-not-normalised',
  severity: 'error',
  title: 'a package’s name is not normalised',
  help: 'Write the name in lower case with single hyphens (PEP 503).',
  *check({ record }): Iterable<LintProblem> {
    for (const [index, affected] of record.affected.entries()) {
      if (affected.package === null || !isPython(affected)) continue;
      const { name } = affected.package;
      const normal = normaliseDistributionName(name.trim());
      if (name === normal) continue;
      yield {
        path: `/affected/${index}/package/name`,
        message: `${name} is ${normal} in its normalised form`,
        fix: (editor) => editor.setField(['affected', index, 'package', 'name'], normal),
      };
    }
  },
};
