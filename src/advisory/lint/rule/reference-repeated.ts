// Rule: an address that is there twice with the same type.
import { isRecord } from '../../../standard/osv-value.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'reference-repeated',
  severity: 'note',
  title: 'a reference is repeated',
  help: 'Take the repeated reference out.',
  *check({ record }): Iterable<LintProblem> {
    const given = record.original['references'];
    if (!Array.isArray(given)) return;
    const seen = new Set<string>();
    for (const [index, reference] of given.entries()) {
      if (!isRecord(reference)) continue;
      const { type, url } = reference;
      if (typeof url !== 'string') continue;
      const key = `${String(type)} ${url}`;
      if (!seen.has(key)) {
        seen.add(key);
        continue;
      }
      yield {
        path: `/references/${index}`,
        message: `${url} is there twice`,
        fix: (editor) => {
          const now = editor.get(['references']);
          if (!Array.isArray(now)) return;
          const at = now.findLastIndex((each) => isRecord(each) && each['type'] === type && each['url'] === url);
          if (at >= 0) editor.removeField(['references', at]);
        },
      };
    }
  },
};
