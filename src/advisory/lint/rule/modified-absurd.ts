// Rule: `modified` is no real time: the year 1, the future, or before the record was published.
import { formatTime } from '../../repository/write-record.ts';
import type { LintProblem, LintRule } from '../rule.ts';

const DAY = 86_400_000;
/** No database of advisories in OSV form is older (the CVE list, which they are made from, began in 1999). */
const EARLIEST = Date.UTC(1999, 0);

export const rule: LintRule = {
  id: 'modified-absurd',
  severity: 'error',
  title: 'modified is no time at which the record can have changed',
  help: 'Set it to when the record last changed; readers fetch only what is newer than what they have.',
  *check(file, { now, history }): Iterable<LintProblem> {
    const { modified, published } = file.record;
    if (modified === null) return;
    const time = Date.parse(modified);
    const why = Number.isNaN(time)
      ? 'is no time'
      : time < EARLIEST
        ? 'is before there were such records'
        : time > now + DAY
          ? 'lies in the future'
          : published !== null && time < Date.parse(published)
            ? `is before the record was published (${published})`
            : null;
    if (why === null) return;
    const fixed = formatTime(history?.lastChange(file)?.time ?? now);
    yield {
      path: '/modified',
      message: `modified ${modified} ${why}`,
      fix: (editor) => editor.setField(['modified'], fixed),
    };
  },
};
