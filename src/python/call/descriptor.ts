// What a descriptor's `__get__` gives to an instance: not itself, where it says that only the class gets that.
import type { Expression, Statement } from '../summary/summary.ts';
import type { ClassObject } from './class-object.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, type Value } from './value.ts';

/** Whether a `__get__` gives itself only where it was read from the class: `if instance is None: return self`. */
export function keepsToClass({ statement, parameters }: Unit): boolean {
  const [self, instance] = parameters;
  if (statement === null || self === undefined || instance === undefined) return false;
  return statement.body.some((each) => {
    const [branch] = each.kind === 'if' ? each.branches : [];
    return branch !== undefined && isAbsent(branch.test, instance.name) && branch.body.some(givesName(self.name));
  });
}

/** Whether a value is an instance of a descriptor's class. */
export function isItself(type: ClassObject, value: Value): boolean {
  const kind = kindOf(value);
  return (kind === Kind.instance || kind === Kind.subtype) && type.order.some((each) => each.id === indexOf(value));
}

/** `name is None`, `not name`. */
function isAbsent(test: Expression, name: string): boolean {
  if (test.kind === 'unary') return test.operator === 'not' && isName(test.operand, name);
  if (test.kind !== 'compare' || (test.operators[0] !== 'is' && test.operators[0] !== '==')) return false;
  const [left, right] = test.operands;
  return isName(left, name) && right?.kind === 'constant' && right.value === 'None';
}

function givesName(name: string): (statement: Statement) => boolean {
  return (statement) => statement.kind === 'return' && isName(statement.value ?? undefined, name);
}

function isName(expression: Expression | undefined, name: string): boolean {
  return expression?.kind === 'name' && expression.id === name;
}
