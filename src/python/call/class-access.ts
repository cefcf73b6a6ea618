// What a descriptor does where it is read from the class itself: most give themselves, some run what they stand for.
import type { Expression, Statement } from '../summary/summary.ts';
import { eachBlock, eachExpression, eachPart } from '../summary/visit.ts';
import type { ClassObject } from './class-object.ts';
import type { Engine } from './engine.ts';
import { indexOf, Kind, kindOf } from './value.ts';

/** Whether some `__get__` of a class asks whether there is an instance: then it runs nothing for a class. */
export function asksForInstance(engine: Engine, type: ClassObject): boolean {
  return type.order.some((each) =>
    (each.members.get('__get__')?.values ?? []).some((value) => {
      const unit = kindOf(value) === Kind.function ? engine.units[indexOf(value)] : undefined;
      const instance = unit?.parameters[1]?.name;
      return instance !== undefined && testsName(unit?.statement?.body ?? [], instance);
    }),
  );
}

function testsName(body: readonly Statement[], name: string): boolean {
  return body.some((statement) => {
    let found = false;
    const visit = (part: Expression): void => {
      if (part.kind === 'compare' || (part.kind === 'unary' && part.operator === 'not')) {
        eachPart(part, (inner) => {
          found ||= inner.kind === 'name' && inner.id === name;
        });
      }
      if (!found) eachPart(part, visit);
    };
    eachExpression(statement, (part) => {
      found ||= statement.kind === 'if' && part.kind === 'name' && part.id === name;
      if (!found) visit(part);
    });
    eachBlock(statement, (block) => {
      found ||= testsName(block, name);
    });
    return found;
  });
}
