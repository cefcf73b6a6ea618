// `type name = value` (PEP 695): what stands on the right runs once somebody asks the alias for its value.
import type { TypeStatement } from '../summary/summary.ts';
import { ClassObject } from './class-object.ts';
import { pathOf, scopeHere } from './compile-definition.ts';
import { makeUnit } from './engine.ts';
import { addValue } from './flow.ts';
import { memberOf } from './hierarchy.ts';
import { makeLive } from './live-class.ts';
import { Node } from './node.ts';
import { bindName, type Frame, siteOf } from './scope.ts';
import { Kind, makeValue } from './value.ts';

/** Binds an object of which `__value__` is a property: CPython makes a function of the value, named as the alias. */
export function compileTypeAlias(frame: Frame, { name, line, value }: TypeStatement): void {
  const { engine } = frame;
  frame.line = line;
  const path = pathOf(frame, name);
  const unit = makeUnit(engine, 'function', frame.module, {
    path,
    line,
    lambda: { kind: 'lambda', line, parameters: [], value },
    outer: scopeHere(frame),
  });
  const type = new ClassObject(engine.classes.length, name, frame.unit, path, line);
  engine.classes.push(type);
  const property = { getter: new Node(unit), setter: new Node(unit), deleter: new Node(unit) };
  addValue(engine, property.getter, makeValue(Kind.function, unit.id));
  addValue(engine, memberOf(engine, type, '__value__'), makeValue(Kind.property, engine.properties.length));
  engine.properties.push(property);
  makeLive(engine, type, siteOf(frame));
  bindName(frame, name, makeValue(Kind.instance, type.id));
}
