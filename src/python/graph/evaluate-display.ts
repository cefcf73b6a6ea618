// Lists and tables as the evaluator sees them: dict displays, comprehensions, sums.
import type { Expression } from '../summary/summary.ts';
import type { Evaluation } from './evaluate.ts';
import { type Display, type Frame, type Local, listOf, type Part, type Value } from './value.ts';

/** Displays on each side of a sum. */
const MAX_SUMMANDS = 8;

/** A dict display; what `**` spreads is laid open. */
export function tableOf(
  evaluation: Evaluation,
  expression: Extract<Expression, { kind: 'dictionary' }>,
  frame: Frame,
): Display {
  const keys: Part[] = [];
  const items: Part[] = [];
  for (const { key, value } of expression.entries) {
    if (key !== null) {
      keys.push({ expression: key, frame });
      items.push({ expression: value, frame });
      continue;
    }
    for (const inner of evaluation.values(value, frame)) {
      if (inner.kind !== 'display' || inner.keys === null) continue;
      keys.push(...inner.keys);
      items.push(...inner.items);
    }
  }
  return { kind: 'display', keys, items };
}

/** One element for each of what a comprehension runs over, so that keys and values stay together. */
export function comprehended(
  evaluation: Evaluation,
  expression: Extract<Expression, { kind: 'comprehension' }>,
  frame: Frame,
): Display {
  const { element, value, clauses } = expression;
  const [clause] = clauses;
  const rows = clause === undefined || clauses.length > 1 ? [] : evaluation.elements(clause.iterable, frame);
  const frames =
    clause === undefined || rows.length === 0
      ? [frame]
      : rows.map(
          (row): Frame => ({
            ...frame,
            locals: new Map([...(frame.locals ?? []), ...localsOf(clause.target, row, [])]),
          }),
        );
  const parts = frames.map((each): Part => ({ expression: element, frame: each }));
  if (value === null) return listOf(parts);
  return { kind: 'display', keys: parts, items: frames.map((each) => ({ expression: value, frame: each })) };
}

/** Each list or table on the left with each on the right; those of one side alone where the other has none. */
export function joinedDisplays(left: readonly Value[], right: readonly Value[]): readonly Display[] {
  const before = left.filter((value) => value.kind === 'display').slice(0, MAX_SUMMANDS);
  const after = right.filter((value) => value.kind === 'display').slice(0, MAX_SUMMANDS);
  if (before.length === 0 || after.length === 0) return [...before, ...after];
  return before.flatMap(({ keys, items }) =>
    after.map(
      (more): Display => ({
        kind: 'display',
        keys: keys === null || more.keys === null ? null : [...keys, ...more.keys],
        items: [...items, ...more.items],
      }),
    ),
  );
}

/** The names of a comprehension's target, each with its place in the element. */
function localsOf(target: Expression, element: Part, path: readonly number[]): readonly (readonly [string, Local])[] {
  if (target.kind === 'name') return [[target.id, { element, path }]];
  if (target.kind !== 'tuple' && target.kind !== 'list') return [];
  const star = target.items.findIndex((item) => item.kind === 'starred');
  return target.items.flatMap((item, index) =>
    localsOf(item, element, [...path, star === -1 || index < star ? index : index - target.items.length]),
  );
}
