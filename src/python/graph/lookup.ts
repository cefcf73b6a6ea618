// Tables that are looked up, not run through: of a large one only the entries count that the project could ask for.
import type { Expression } from '../summary/summary.ts';
import { eachPart } from '../summary/visit.ts';
import type { Evaluation } from './evaluate.ts';
import { isKnown, type StringPattern } from './string-pattern.ts';
import { lastName } from './unit.ts';
import type { Display, Frame, Part } from './value.ts';

/** A table with more entries than this is looked up by key: an entry needs a word of the project to count. */
export const LOOKUP_TABLE = 12;

/** The rows of a loop that go on to where the frame stands: all, but for a search through a large table. */
export function selectRows(
  evaluation: Evaluation,
  rows: readonly Part[],
  iterable: Expression,
  frame: Frame,
): readonly Part[] {
  if (rows.length <= LOOKUP_TABLE) return rows;
  const columns = searchedColumns(iterable, frame);
  if (columns.length === 0) return rows;
  const { isProjectWord } = frame.scope;
  return rows.filter((row) =>
    columns.some((column) =>
      evaluation.at(row, column).some((part) => hasWord(evaluation.wordsOf(part), isProjectWord)),
    ),
  );
}

/** The values of a table for keys: those of known keys; for an unknown one those that the project could ask for. */
export function selectEntries(
  evaluation: Evaluation,
  table: Display,
  keys: readonly StringPattern[],
  frame: Frame,
): readonly Part[] {
  const wanted = new Set(keys.filter(isKnown).map(([key]) => key));
  const open = wanted.size < keys.length;
  return table.items.filter((_, index) => {
    const key = table.keys?.[index];
    if (key === undefined) return true;
    const names = evaluation.resolve(key);
    if (names.some((name) => name.kind !== 'text' || !isKnown(name.pattern))) return true;
    if (names.some((name) => name.kind === 'text' && wanted.has(name.pattern[0]))) return true;
    if (!open) return false;
    return table.items.length <= LOOKUP_TABLE || hasWord(evaluation.wordsOf(key), frame.scope.isProjectWord);
  });
}

/**
 * Whether the project's own files mention one of the strings: of a dotted name the last part, of prose and patterns the
 * whole. One letter is a variable's name as likely as a key.
 */
export function hasWord(strings: readonly string[], isProjectWord: (word: string) => boolean): boolean {
  return strings.some((text) => {
    const word = /^[\w.]+$/.test(text) ? text.slice(text.lastIndexOf('.') + 1) : text;
    return word.length > 1 && isProjectWord(word);
  });
}

/** The positions of a row that lead to a part of it, outermost first; empty: the row itself. */
export type Column = readonly (number | null)[];

/**
 * What of each row a condition around the place compares with something: `if wanted == name`, `if alias in aliases`,
 * `if fnmatch(file, pattern)`; nothing where no row is searched for. `not in` is no search: so is asked whether a row
 * was done before.
 */
function searchedColumns(iterable: Expression, frame: Frame): readonly Column[] {
  const columnsOf = (name: string, hops: number): readonly Column[] =>
    hops >= 3
      ? []
      : (frame.unit.facts.bindings.get(name) ?? []).flatMap((binding): readonly Column[] => {
          if (binding.kind !== 'part' || !binding.loop) return [];
          if (binding.value === iterable) return [binding.path];
          return namesIn(binding.value).flatMap((inner) => columnsOf(inner, hops + 1));
        });
  return frame.tests.flatMap((test) =>
    comparisons(test)
      .flatMap(namesIn)
      .flatMap((name) => columnsOf(name, 0)),
  );
}

/** The positive comparisons and calls that a condition consists of. */
function comparisons(test: Expression): readonly Expression[] {
  switch (test.kind) {
    case 'boolean':
      return test.values.flatMap(comparisons);
    case 'compare':
      return test.operators.some((operator) => operator === '==' || operator === 'in' || operator === 'is') &&
        !test.operands.some((operand) => operand.kind === 'constant')
        ? [test]
        : [];
    case 'call':
      return lastName(test.callee) === 'isinstance' || lastName(test.callee) === 'hasattr' ? [] : [test];
    default:
      return [];
  }
}

function namesIn(expression: Expression): readonly string[] {
  const names: string[] = [];
  const visit = (part: Expression): void => {
    if (part.kind === 'name') names.push(part.id);
    else eachPart(part, visit);
  };
  visit(expression);
  return names;
}
