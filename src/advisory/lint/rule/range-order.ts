// Rule: events that are not in the order of their versions, so that people misread them.
import { eventKey, isPython, ranges } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'range-order',
  severity: 'warning',
  title: 'the events of a range are out of order',
  help: 'Write the events in the order of their versions.',
  *check({ record }): Iterable<LintProblem> {
    for (const { affected, range, path, keys } of ranges(record)) {
      if (range.type === 'GIT' || !isPython(affected) || range.incomplete) continue;
      const keyed = range.events.map((event) => ({ event, key: eventKey(event) }));
      if (keyed.some(({ key }) => key === null)) continue;
      // At one version an end stands before the next beginning: sorting keeps what is equal as it was.
      const sorted = keyed.toSorted((left, right) =>
        (left.key ?? '') < (right.key ?? '') ? -1 : left.key === right.key ? 0 : 1,
      );
      const wrong = sorted.findIndex(({ event }, index) => event !== range.events[index]);
      const [event, expected] = [range.events[wrong], sorted[wrong]];
      if (event === undefined || expected === undefined) continue;
      const order = sorted.map((each) => each.event.index);
      yield {
        path: `${path}/events/${event.index}`,
        message: `${event.kind} ${event.value} stands before ${expected.event.kind} ${expected.event.value}`,
        fix: (editor) => {
          const events = editor.get([...keys, 'events']);
          if (!Array.isArray(events) || events.length !== order.length) return;
          editor.setField(
            [...keys, 'events'],
            order.map((index) => events[index]),
          );
        },
      };
    }
  },
};
