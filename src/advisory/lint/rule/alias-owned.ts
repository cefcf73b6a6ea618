// Rule: an alias that another record about the same thing has too: one of the two is wrong, or they are one record.

import { shareSubject } from '../lint-index.ts';
import { namedIdentifiers } from '../reference-identifier.ts';
import { type LintProblem, type LintRule, sameDatabase } from '../rule.ts';

export const rule: LintRule = {
  id: 'alias-owned',
  severity: 'error',
  title: 'an alias belongs to another record',
  help: 'Take the alias out of the record that is not about it, or merge the records and withdraw one.',
  *check(file, { index }): Iterable<LintProblem> {
    const { record } = file;
    if (record.withdrawn !== null) return;
    for (const [at, alias] of record.aliases.entries()) {
      const owners = index.byAlias.get(alias.toUpperCase()) ?? [];
      const others = [...new Set([...owners, ...(index.byId.get(alias.toUpperCase()) ?? [])])].filter(
        (other) =>
          other !== file &&
          other.record.withdrawn === null &&
          sameDatabase(record, other.record) &&
          shareSubject(record, other.record),
      );
      if (others.length === 0) continue;
      const names = others.map((other) => other.record.id);
      const named = others.filter((other) => namedIdentifiers(other.record).has(alias.toUpperCase()));
      const own = namedIdentifiers(record).has(alias.toUpperCase());
      const whose =
        !own && named.length > 0
          ? `, and the references of ${named.map((other) => other.record.id).join(', ')} name it`
          : '';
      yield { path: `/aliases/${at}`, message: `${alias} is an alias of ${names.join(', ')} too${whose}` };
    }
  },
};
