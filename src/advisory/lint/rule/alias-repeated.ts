// Rule: an alias that is the record's own identifier or is there twice.
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'alias-repeated',
  severity: 'warning',
  title: 'an alias is repeated',
  help: 'Take the repeated alias out.',
  *check({ record }): Iterable<LintProblem> {
    const given = record.original['aliases'];
    if (!Array.isArray(given)) return;
    const seen = new Set<string>();
    for (const [index, alias] of given.entries()) {
      if (typeof alias !== 'string') continue;
      const word = alias.trim().toUpperCase();
      const own = word === record.id.toUpperCase();
      if (!own && !seen.has(word)) {
        seen.add(word);
        continue;
      }
      yield {
        path: `/aliases/${index}`,
        message: own ? `${alias} is the record itself` : `${alias} is there twice`,
        fix: (editor) => {
          const now = editor.get(['aliases']);
          const at = Array.isArray(now) ? now.lastIndexOf(alias) : -1;
          if (at >= 0) editor.removeField(['aliases', at]);
        },
      };
    }
  },
};
