// What a class statement derives from: bases of every kind, what stands in for some, and metaclasses.
import type { CallExpression, Expression } from '../summary/summary.ts';
import { callOperand, callSpecial, plainCall } from './call-value.ts';
import type { ClassObject } from './class-object.ts';
import { compileExpression } from './compile-expression.ts';
import { type Engine, textOf } from './engine.ts';
import { runOpen, type Site } from './escape.ts';
import { addValue, whenever } from './flow.ts';
import { addBase, addMetaclass, request } from './hierarchy.ts';
import { makeLive } from './live-class.ts';
import { Node } from './node.ts';
import { isMetaclass } from './reach.ts';
import { type Frame, siteOf } from './scope.ts';
import { iterate } from './special.ts';
import { readSubscript } from './subscript.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** One of the expressions that a class statement lists as bases. */
export function compileBase(frame: Frame, type: ClassObject, base: Expression, site: Site): void {
  const { engine } = frame;
  const starred = base.kind === 'starred';
  // A subscript among the bases spells a generic's arguments (PEP 560): the base is what is subscripted.
  const operand = compileExpression(frame, starred || base.kind === 'subscript' ? base.value : base);
  if (base.kind === 'subscript') {
    readSubscript(engine, site, operand, compileExpression(frame, base.index), base.index);
  }
  let given = 0;
  let isReplaced = false;
  whenever(engine, starred ? iterate(engine, site, operand, false) : operand, (value) => {
    if (base.kind === 'call' && isStandIn(engine, value)) {
      if (!isReplaced) takeGivenBases(frame, type, base);
      isReplaced = true;
      // Making the class runs what the one that stands in has for that.
      const standIn = kindOf(value) === Kind.external ? undefined : engine.classes[indexOf(value)];
      if (standIn !== undefined) runMetaclass(engine, standIn, site);
    } else if (given++ < MAX_ALTERNATIVES) takeBase(engine, type, value, site);
  });
}

/** Whether a base is what `with_metaclass` gives (six, and the copies of it): a class that only stands in for others. */
function isStandIn(engine: Engine, value: Value): boolean {
  const kind = kindOf(value);
  if (kind === Kind.external) return textOf(engine, indexOf(value)).endsWith('.with_metaclass');
  const type = kind === Kind.instance || kind === Kind.subtype ? engine.classes[indexOf(value)] : undefined;
  return type !== undefined && isMetaclass(type);
}

/** The bases of a class written as `class C(with_metaclass(Meta, Base)):` are what the call is handed. */
function takeGivenBases(frame: Frame, type: ClassObject, base: CallExpression): void {
  const { engine } = frame;
  const site = siteOf(frame);
  for (const [index, argument] of base.arguments.entries()) {
    if (argument.kind === 'starred') continue;
    const take = index === 0 ? takeMetaclass : takeBase;
    whenever(engine, compileExpression(frame, argument), (value) => take(engine, type, value, site));
  }
}

/** Classes taken for one base: which one it is may depend on the platform, not on much more. */
const MAX_ALTERNATIVES = 4;

function takeBase(engine: Engine, type: ClassObject, value: Value, site: Site): void {
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.class:
    case Kind.subclass: {
      const base = engine.classes[index];
      if (base === undefined) return;
      addBase(engine, type, base);
      for (const above of base.order) {
        for (const meta of above.metaclasses) runMetaclass(engine, meta, site);
      }
      return;
    }
    case Kind.external:
      addBase(engine, type, textOf(engine, index));
      return;
    case Kind.unknown:
    case Kind.named:
      addBase(engine, type, null);
      return;
    case Kind.instance:
    case Kind.subtype: {
      // PEP 560: an instance among the bases says what stands in for it.
      const result = new Node(type.unit);
      if (callSpecial(engine, plainCall(site, [UNKNOWN], result), value, '__mro_entries__')) {
        whenever(engine, iterate(engine, site, result, false), (each) => takeBase(engine, type, each, site));
      }
      return;
    }
    case Kind.decorated: {
      const by = engine.decorated[index]?.by;
      if (by !== undefined) takeBase(engine, type, makeValue(Kind.instance, by.id), site);
      return;
    }
    default:
  }
}

export function takeMetaclass(engine: Engine, type: ClassObject, value: Value, site: Site): void {
  const kind = kindOf(value);
  if (kind === Kind.class || kind === Kind.subclass) {
    const meta = engine.classes[indexOf(value)];
    if (meta === undefined || type.metaclasses.includes(meta)) return;
    addMetaclass(engine, type, meta);
    runMetaclass(engine, meta, site);
  } else if (kind === Kind.function || kind === Kind.unknown || kind === Kind.named) {
    callOperand(engine, plainCall(site, [NONE, NONE, UNKNOWN], null), value);
  } else if (kind === Kind.external) addBase(engine, type, `${textOf(engine, indexOf(value))}.instance`);
}

/** A class statement calls its metaclass. */
function runMetaclass(engine: Engine, meta: ClassObject, site: Site): void {
  makeLive(engine, meta, site);
  for (const name of ['__prepare__', '__new__', '__init__'] as const) {
    const found = request(engine, meta, name, name === '__init__' ? 'instance' : 'class').result;
    whenever(engine, found, (value) => {
      const callable = kindOf(value) === Kind.bound ? (engine.bounds[indexOf(value)]?.callable ?? value) : value;
      const isUnit = kindOf(callable) === Kind.function || kindOf(callable) === Kind.method;
      const unit = isUnit ? engine.units[indexOf(callable)] : undefined;
      if (unit === undefined) return;
      runOpen(engine, unit, { ...site, kind: 'call' });
      const first = unit.inputs?.[0];
      if (first !== undefined && name !== '__init__') addValue(engine, first, makeValue(Kind.class, meta.id));
    });
  }
}
