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
    const changed = history?.lastChange(file) ?? null;
    const { modified } = file.record;
    if (changed === null || modified === null) return;
    const time = Date.parse(modified);
    if (Number.isNaN(time) || time + GRACE >= changed) return;
    const fixed = formatTime(changed);
    const days = Math.floor((changed - time) / 86_400_000);
    const late = days > 730 ? `${Math.floor(days / 365.25)} years` : `${days} days`;
    const message = `modified ${modified} is ${late} older than the file’s last change (${fixed})`;
    yield { path: '/modified', message, fix: (editor) => editor.setField(['modified'], fixed) };
  },
};
