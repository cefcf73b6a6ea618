// Rule: the file changed after `modified` says, as git knows: readers will not fetch the change.
import { formatTime } from '../../repository/write-record.ts';
import type { LintProblem, LintRule } from '../rule.ts';

/** Between the time that is written and the commit lie a person's review and zone. */
const GRACE = 2 * 86_400_000;

export const rule: LintRule = {
  id: 'modified-stale',
  severity: 'error',
  title: 'modified is older than the last change of the file',
  help: 'Set it to the time of the last change; readers fetch only what is newer than what they have.',
  needs: 'history',
  *check(file, { history }): Iterable<LintProblem> {
    const change = history?.lastChange(file) ?? null;
    const { modified } = file.record;
    if (change === null || modified === null) return;
    const time = Date.parse(modified);
    if (Number.isNaN(time) || time + GRACE >= change.time) return;
    const fixed = formatTime(change.time);
    const days = Math.floor((change.time - time) / 86_400_000);
    const late = days > 730 ? `${Math.floor(days / 365.25)} years` : `${days} days`;
    if (change.added) {
      // It may have been kept elsewhere before, and not have changed since: that is for a person to say.
      const message = `modified ${modified} is ${late} older than the record’s first commit here (${fixed})`;
      yield { path: '/modified', message, severity: 'note' };
      return;
    }
    const message = `modified ${modified} is ${late} older than the file’s last change (${fixed})`;
    yield { path: '/modified', message, fix: (editor) => editor.setField(['modified'], fixed) };
  },
};
