// Rule: records of different bugs that are fixed by the very same commits: the commits were copied, or are too wide.
import { fixKey } from '../lint-index.ts';
import { type LintProblem, type LintRule, sameDatabase } from '../rule.ts';

export const rule: LintRule = {
  id: 'fix-shared',
  severity: 'warning',
  title: 'other records have the very same fixing commits',
  help: 'Name the commits that fix this bug alone, or say in the record that one change fixed several.',
  *check(file, { index }): Iterable<LintProblem> {
    const { record } = file;
    const key = record.withdrawn === null ? fixKey(record) : null;
    if (key === null) return;
    const ours = new Set([record.id, ...record.aliases].map((id) => id.toUpperCase()));
    const others = (index.byFix.get(key) ?? []).filter(
      (other) =>
        other !== file &&
        sameDatabase(record, other.record) &&
        ![other.record.id, ...other.record.aliases].some((id) => ours.has(id.toUpperCase())),
    );
    if (others.length === 0) return;
    const names = others.map((other) => other.record.id);
    const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
    const at = record.affected.findIndex(({ ranges }) =>
      ranges.some(({ type, events }) => type === 'GIT' && events.some(({ kind }) => kind === 'fixed')),
    );
    yield {
      path: `/affected/${Math.max(0, at)}/ranges`,
      message: `${shown} ${names.length === 1 ? 'has' : 'have'} the very same fixing commits`,
    };
  },
};
