// Rule: a range that ends where or before it begins affects nothing.
import { eventKey, isPython, ranges } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'range-empty',
  severity: 'error',
  title: 'a range holds no version',
  help: 'Correct the beginning or the end.',
  *check({ record }): Iterable<LintProblem> {
    for (const { affected, range, path } of ranges(record)) {
      if (range.type === 'GIT') {
        const same = range.events.find(
          ({ kind, value }) =>
            kind === 'introduced' &&
            value !== '0' &&
            range.events.some((other) => other.kind === 'fixed' && other.value === value),
        );
        if (same !== undefined)
          yield { path: `${path}/events/${same.index}`, message: `commit ${same.value} both introduces and fixes it` };
        continue;
      }
      if (!isPython(affected)) continue;
      for (const [at, event] of range.events.entries()) {
        const next = range.events[at + 1];
        if (event.kind !== 'introduced' || next === undefined || next.kind === 'introduced' || next.kind === 'limit')
          continue;
        const [low, high] = [eventKey(event), eventKey(next)];
        if (low === null || high === null) continue;
        // Ends before a later beginning are another rule's; here the two belong together.
        if (
          range.events.length === 2
            ? high < low || (high === low && next.kind === 'fixed')
            : high === low && next.kind === 'fixed'
        ) {
          yield {
            path: `${path}/events/${next.index}`,
            message: `nothing lies between introduced ${event.value} and ${next.kind} ${next.value}`,
          };
        }
      }
    }
  },
};
