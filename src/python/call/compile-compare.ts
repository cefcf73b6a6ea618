// Comparisons: `a < b`, `a == b`, `a in b`, and what a library's sort asks of the elements.
import type { Expression } from '../summary/summary.ts';
import { callSpecial, plainCall } from './call-value.ts';
import { compileExpression } from './compile-expression.ts';
import { allOf } from './container.ts';
import type { Engine } from './engine.ts';
import type { Site } from './escape.ts';
import { whenever } from './flow.ts';
import { Node, type Operand } from './node.ts';
import { type Frame, siteOf } from './scope.ts';
import { indexOf, Kind, kindOf, NONE, type Value } from './value.ts';

/** By operator: the method of the left side, and that of the right side where the left has none. */
const COMPARISONS: Readonly<Record<string, readonly [string, string]>> = {
  '<': ['__lt__', '__gt__'],
  '>': ['__gt__', '__lt__'],
  '<=': ['__le__', '__ge__'],
  '>=': ['__ge__', '__le__'],
  '==': ['__eq__', '__eq__'],
  '!=': ['__ne__', '__ne__'],
};

/** `functools.total_ordering` makes each of these out of any other. */
const ORDERINGS = ['__lt__', '__gt__', '__le__', '__ge__'];

/** `a < b <= c`. */
export function compileCompare(frame: Frame, expression: Extract<Expression, { kind: 'compare' }>): Operand {
  const { engine } = frame;
  let left = compileExpression(frame, expression.operands[0] ?? expression);
  let result: Operand = NONE;
  for (const [index, operator] of expression.operators.entries()) {
    const next = expression.operands[index + 1];
    if (next === undefined) break;
    const right = compileExpression(frame, next);
    frame.line = expression.line;
    const names = COMPARISONS[operator];
    const node = new Node(frame.unit);
    const site = siteOf(frame);
    if (names !== undefined) {
      const [forward, backward] = names;
      const isAsked = compareSide(engine, site, left, right, forward, node, true);
      if (compareSide(engine, site, right, left, backward, node, false) || isAsked) result = node;
    } else if (operator === 'in' || operator === 'not in') {
      if (compareSide(engine, site, right, left, '__contains__', node, true)) result = node;
    }
    left = right;
  }
  return result;
}

/** Asks one side; `isFirst`: where nothing is known of it, it is asked by name. False where it is never asked. */
function compareSide(
  engine: Engine,
  site: Site,
  side: Operand,
  other: Operand,
  name: string,
  result: Node,
  isFirst: boolean,
): boolean {
  if (typeof side === 'number' && !isAsked(side, isFirst)) return false;
  const call = plainCall(site, [other], result);
  whenever(engine, side, (value) => {
    if (!isAsked(value, isFirst)) return;
    const found = callSpecial(engine, call, value, name);
    if (found) return;
    if (name === '__ne__') callSpecial(engine, call, value, '__eq__');
    else if (ORDERINGS.includes(name)) for (const each of ORDERINGS) callSpecial(engine, call, value, each);
    else if (name === '__contains__') {
      // Without it, the elements are looked through.
      const iterator = new Node(site.unit);
      callSpecial(engine, plainCall(site, [], iterator), value, '__iter__');
      whenever(engine, iterator, (each) => {
        if (kindOf(each) === Kind.instance || kindOf(each) === Kind.subtype) {
          callSpecial(engine, plainCall(site, [], null), each, '__next__');
        }
      });
      callSpecial(engine, plainCall(site, [NONE], null), value, '__getitem__');
    }
  });
  return true;
}

function isAsked(value: Value, isFirst: boolean): boolean {
  const kind = kindOf(value);
  if (kind === Kind.unknown || kind === Kind.named) return isFirst;
  return kind === Kind.instance || kind === Kind.subtype || kind === Kind.class || kind === Kind.subclass;
}

/** Elements are put in order, as `sort` does: what they are, or hold, is compared. */
export function orderElements(engine: Engine, site: Site, element: Operand): void {
  // A container may hold itself.
  const seen = new Set<Value>();
  const take = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const kind = kindOf(value);
    if (kind === Kind.container) whenever(engine, allOf(engine, indexOf(value)), take);
    else if (kind !== Kind.external && isAsked(value, true)) {
      const call = plainCall(site, [element], null);
      for (const name of ORDERINGS) callSpecial(engine, call, value, name);
    }
  };
  whenever(engine, element, take);
}
