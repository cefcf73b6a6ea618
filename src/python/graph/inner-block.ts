// The blocks inside a statement that are part of the same function.
import type { Expression, Statement } from '../summary/summary.ts';
import type { Judge } from './unit.ts';

/** The blocks of an `if` that may run, each with the test that holds there. */
export function eachLiveBlock(
  { branches, otherwise }: Extract<Statement, { kind: 'if' }>,
  judge: Judge,
  visit: (block: readonly Statement[], test: Expression | null) => void,
): void {
  for (const { test, body } of branches) {
    const truth = judge(test);
    if (truth !== false) visit(body, test);
    if (truth === true) return;
  }
  visit(otherwise, null);
}

/** The blocks of a statement that are part of the same function, but for those of `if`, which are judged. */
export function eachInnerBlock(statement: Statement, visit: (block: readonly Statement[]) => void): void {
  switch (statement.kind) {
    case 'while':
    case 'for':
      visit(statement.body);
      visit(statement.otherwise);
      break;
    case 'with':
      visit(statement.body);
      break;
    case 'try':
      visit(statement.body);
      for (const handler of statement.handlers) visit(handler.body);
      visit(statement.otherwise);
      visit(statement.final);
      break;
    case 'match':
      for (const each of statement.cases) visit(each.body);
      break;
    default:
  }
}
