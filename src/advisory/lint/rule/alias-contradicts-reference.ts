// Rule: the references speak of another identifier of the same kind than the aliases do.
import { kindOf, namedIdentifiers } from '../reference-identifier.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'alias-contradicts-reference',
  severity: 'error',
  title: 'an alias contradicts the references',
  help: 'Correct the alias or the reference, whichever names the wrong identifier.',
  *check({ record }): Iterable<LintProblem> {
    if (record.withdrawn !== null) return;
    const named = [...namedIdentifiers(record).keys()];
    const known = new Set(
      [record.id, ...record.aliases, ...record.related, ...record.upstream].map((id) => id.toUpperCase()),
    );
    for (const kind of ['CVE', 'GHSA'] as const) {
      const aliases = record.aliases.filter((alias) => kindOf(alias) === kind);
      const spoken = named.filter((id) => kindOf(id) === kind);
      if (aliases.length === 0 || spoken.length === 0 || spoken.some((id) => known.has(id))) continue;
      const at = record.aliases.indexOf(aliases[0] ?? '');
      yield {
        path: `/aliases/${at}`,
        message: `the references name ${spoken.join(', ')} and not ${aliases.join(', ')}`,
      };
    }
  },
};
