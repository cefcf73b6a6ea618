// Reads assignment targets: names, attributes, subscripts, and sequences of them.
import type { Expression } from '../summary/summary.ts';
import { declaredType } from './annotation.ts';
import { storeAttribute } from './attribute-store.ts';
import { compileExpression } from './compile-expression.ts';
import { makeContainer } from './engine.ts';
import { addValue, flow, whenever } from './flow.ts';
import { fieldOf } from './hierarchy.ts';
import { attributeNode } from './module-value.ts';
import { Node, type Operand } from './node.ts';
import { bindName, cellOf, type Frame, siteOf } from './scope.ts';
import { iterate } from './special.ts';
import { readSubscript, storeSubscript } from './subscript.ts';
import { indexOf, Kind, kindOf, makeValue, UNKNOWN } from './value.ts';

/** `target = operand`. */
export function assign(frame: Frame, target: Expression, operand: Operand): void {
  const { engine } = frame;
  switch (target.kind) {
    case 'name':
      bindName(frame, target.id, operand);
      return;
    case 'attribute':
      storeAttribute(engine, siteOf(frame), compileExpression(frame, target.value), target.name, operand);
      return;
    case 'subscript': {
      const base = compileExpression(frame, target.value);
      storeSubscript(engine, siteOf(frame), base, compileExpression(frame, target.index), operand);
      return;
    }
    case 'starred':
      assign(frame, target.value, operand);
      return;
    case 'tuple':
    case 'list':
      unpack(frame, target.items, operand);
      return;
    default:
  }
}

/** `a, *b, c = operand`. */
function unpack(frame: Frame, targets: readonly Expression[], operand: Operand): void {
  const { engine } = frame;
  const site = siteOf(frame);
  const star = targets.findIndex((target) => target.kind === 'starred');
  for (const [index, target] of targets.entries()) {
    if (target.kind === 'starred') {
      const rest = makeContainer(engine, 'list', frame.unit);
      const container = engine.containers[indexOf(rest)];
      if (container !== undefined) flow(engine, iterate(engine, site, operand, false), container.rest);
      assign(frame, target.value, rest);
    } else if (star < 0 || index < star) assign(frame, target, elementAt(frame, operand, index));
    else assign(frame, target, iterate(engine, site, operand, false));
  }
}

/** What stands at a place of a sequence, or comes out of it when it is iterated. */
function elementAt(frame: Frame, operand: Operand, index: number): Operand {
  const { engine } = frame;
  const site = siteOf(frame);
  const result = new Node(frame.unit);
  whenever(engine, operand, (value) => {
    const element =
      kindOf(value) === Kind.container
        ? readSubscript(engine, site, value, makeValue(Kind.integer, index))
        : iterate(engine, site, value, false);
    flow(engine, element, result);
  });
  return result;
}

/** `target: annotation`: what is unknown there is of that type. */
export function declareTarget(frame: Frame, target: Expression, annotation: Expression): void {
  const { engine, module, unit } = frame;
  let node: Node | null = null;
  if (target.kind === 'name') {
    if (frame.type !== null) {
      const type = frame.type;
      node = fieldOf(engine, type, target.id);
      const member = type.members.get(target.id);
      if (member !== undefined) member.declared = () => declaredType(engine, module, unit, annotation);
    } else if (frame.scope === null) node = attributeNode(engine, module, target.id);
    else if (frame.bindings.loose.has(target.id)) node = cellOf(frame.scope, target.id);
    else return;
  } else if (target.kind === 'attribute') {
    const base = compileExpression(frame, target.value);
    if (typeof base === 'number' && (kindOf(base) === Kind.subtype || kindOf(base) === Kind.instance)) {
      const type = engine.classes[indexOf(base)];
      if (type !== undefined) node = fieldOf(engine, type, target.name);
    }
  }
  if (node === null || node.declared !== null) return;
  node.declared = () => declaredType(engine, module, unit, annotation);
  // A field that is only declared is filled by code that is not seen.
  if (frame.type !== null) addValue(engine, node, UNKNOWN);
}
