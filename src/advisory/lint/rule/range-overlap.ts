// Rule: a range that begins again before it has ended, or ends twice: one of the events is wrong or superfluous.
import { eventKey, isPython, ranges } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'range-overlap',
  severity: 'warning',
  title: 'affected ranges overlap',
  help: 'Let every introduced have one end, and no range begin inside of another.',
  *check({ record }): Iterable<LintProblem> {
    for (const { affected, range, path } of ranges(record)) {
      if (range.type === 'GIT' || !isPython(affected) || range.incomplete) continue;
      const keyed = range.events.map((event) => ({ event, key: eventKey(event) }));
      if (keyed.some(({ key }) => key === null)) continue;
      const sorted = keyed.toSorted((left, right) =>
        (left.key ?? '') < (right.key ?? '') ? -1 : left.key === right.key ? 0 : 1,
      );
      let open: string | null = null;
      let ended: string | null = null;
      for (const { event } of sorted) {
        if (event.kind === 'limit') continue;
        const at = `${path}/events/${event.index}`;
        if (event.kind === 'introduced') {
          if (open !== null)
            yield { path: at, message: `introduced ${event.value} lies in the range that ${open} began` };
          open ??= event.value;
          ended = null;
          continue;
        }
        if (open === null && ended !== null) {
          yield { path: at, message: `${event.kind} ${event.value} ends the range that ended at ${ended}` };
        }
        if (open !== null) ended = event.value;
        open = null;
      }
    }
  },
};
