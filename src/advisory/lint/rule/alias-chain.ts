// Rule: aliases that chain records together which have none in common: readers merge them into one vulnerability.
import type { RecordFile } from '../../repository/read-records.ts';
import { type LintProblem, type LintRule, sameDatabase } from '../rule.ts';

export const rule: LintRule = {
  id: 'alias-chain',
  severity: 'error',
  title: 'a chain of aliases merges unrelated records',
  help: 'Take out the alias that joins two different bugs: everything joined by aliases counts as one vulnerability.',
  *check(file, { index }): Iterable<LintProblem> {
    if (file.record.withdrawn !== null || file.record.aliases.length === 0) return;
    const ours = identifiersOf(file);
    const merged = index
      .groupOf(file)
      .filter(
        (other) =>
          other !== file &&
          sameDatabase(file.record, other.record) &&
          !identifiersOf(other).some((id) => ours.includes(id)),
      );
    if (merged.length === 0) return;
    const names = merged.map(({ record }) => record.id);
    const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
    const between = index
      .groupOf(file)
      .find((other) => other !== file && identifiersOf(other).some((id) => ours.includes(id)));
    const through = between === undefined ? '' : ` through ${between.record.id}`;
    yield { path: '/aliases', message: `is merged with ${shown}${through}, though they have no alias in common` };
  },
};

function identifiersOf({ record }: RecordFile): readonly string[] {
  return [record.id, ...record.aliases].map((id) => id.toUpperCase());
}
