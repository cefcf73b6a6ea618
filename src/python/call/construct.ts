// Classes that are called: an instance comes to be, constructors run, arguments become fields where none is written.
import { type Call, callOperand, letGo, plainCall } from './call-value.ts';
import type { ClassObject } from './class-object.ts';
import { boundValue, type Engine } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { externalCalled } from './external.ts';
import { addValue, flow, whenever } from './flow.ts';
import { addMetaclass, fieldOf, noteMade, request } from './hierarchy.ts';
import { makeLive } from './live-class.ts';
import { makeClass } from './made-class.ts';
import { Node } from './node.ts';
import { isMetaclass } from './reach.ts';
import { addStep } from './unit.ts';
import { indexOf, Kind, kindOf, makeValue, type Value } from './value.ts';

/** One class more stands behind `family or a subclass of it`; whoever makes instances of that makes its. */
export function noteMember(engine: Engine, family: ClassObject, type: ClassObject): void {
  if (family.family.includes(type)) return;
  family.family.push(type);
  if (family.familySite !== null) constructOpen(engine, type.id, family.familySite);
}

/** Instances of a class or any subclass are made, which one is not known. */
export function makeFamily(engine: Engine, family: ClassObject, site: Site): void {
  if (family.familySite !== null) return;
  family.familySite = { unit: site.unit, line: site.line, kind: 'dynamic', resolved: false };
  for (const type of family.family) constructOpen(engine, type.id, family.familySite);
}

/** A class is called. `exact`: it is this class, else it or any live subclass. */
export function construct(engine: Engine, call: Call, type: ClassObject, exact: boolean): void {
  if (exact) makeLive(engine, type, call);
  else {
    noteMade(engine, type);
    makeFamily(engine, type, call);
  }
  const self = makeValue(exact ? Kind.class : Kind.subclass, type.id);
  const made = makeValue(exact ? Kind.instance : Kind.subtype, type.id);
  let custom = false;
  for (const each of type.order) {
    for (const meta of each.metaclasses) {
      if (!defines(meta, '__call__')) continue;
      whenever(engine, request(engine, meta, '__call__', 'instance').result, (callable) => {
        callOperand(engine, { ...call, kind: 'call' }, callable);
      });
    }
  }
  if (defines(type, '__new__')) {
    custom = true;
    const form = exact ? 'class' : 'subclass';
    const given = new Node(call.unit);
    addValue(engine, given, made);
    whenever(engine, request(engine, type, '__new__', form).result, (callable) => {
      const isPlain = kindOf(callable) === Kind.function;
      callOperand(engine, { ...call, result: given }, isPlain ? boundValue(engine, callable, self) : callable);
    });
    if (call.result !== null) flow(engine, given, call.result);
    whenever(engine, given, (value) => initialiseOther(engine, call, type, value));
  }
  const initialise = request(engine, type, '__init__', exact ? 'instance' : 'subtype').result;
  callOperand(engine, { ...call, result: null }, initialise);
  if (defines(type, '__init__')) custom = true;
  if (call.result !== null) addValue(engine, call.result, made);
  const [, bases, members] = call.passed;
  if (bases !== undefined && members !== undefined && isMetaclass(type)) {
    const instance = makeClass(engine, call, bases, members);
    addMetaclass(engine, instance, type);
    if (call.result !== null) addValue(engine, call.result, makeValue(Kind.class, instance.id));
  }
  if (custom) return;
  const [outside] = type.outside;
  if (outside !== undefined) {
    if (outside !== '<builtin>.object' && !outside.startsWith('typing.')) {
      externalCalled(engine, call.unit, `${outside}.__init__`);
    }
    letGo(engine, call, 'callback');
  }
  fillFields(engine, call, type);
}

/** `return object.__new__(Derived)`: what `__new__` makes of a class below is initialised as such. */
function initialiseOther(engine: Engine, call: Call, type: ClassObject, value: Value): void {
  const kind = kindOf(value);
  const made = kind === Kind.instance || kind === Kind.subtype ? engine.classes[indexOf(value)] : undefined;
  if (made === undefined || made === type || !made.order.includes(type)) return;
  const form = kind === Kind.instance ? 'instance' : 'subtype';
  callOperand(engine, { ...call, result: null }, request(engine, made, '__init__', form).result);
}

function defines(type: ClassObject, name: string): boolean {
  return type.order.some((each) => each.members.has(name));
}

/** A class without a constructor of its own: a dataclass, a model, a named tuple. */
function fillFields(engine: Engine, call: Call, type: ClassObject): void {
  const names = type.order.toReversed().flatMap((each) => each.annotated);
  for (const [index, operand] of call.passed.entries()) {
    const name = names[index];
    if (name !== undefined && !call.spread?.[index]) flow(engine, operand, fieldOf(engine, type, name));
  }
  for (const [name, operand] of call.keywords) {
    if (name !== null) flow(engine, operand, fieldOf(engine, type, name));
  }
  // What is set under that name by code that makes it may be a class again.
  if (names.length > 0 && defines(type, '__post_init__') && !type.filledBy.has(call.unit)) {
    type.filledBy.add(call.unit);
    callOperand(engine, plainCall(call, [], null), request(engine, type, '__post_init__', 'instance').result);
  }
}

/** A class gets away to code that is not known, which may call it with anything. */
export function constructOpen(engine: Engine, id: number, site: Site): void {
  const type = engine.classes[id];
  if (type === undefined) return;
  makeLive(engine, type, site);
  const again = type.opened;
  type.opened = true;
  for (const name of ['__init__', '__new__'] as const) {
    if (!defines(type, name)) continue;
    const { result } = request(engine, type, name, name === '__init__' ? 'instance' : 'class');
    if (again) {
      for (const value of result.values) stepTo(engine, value, site);
      continue;
    }
    const self: Value = makeValue(Kind.class, id);
    whenever(engine, result, (callable) => {
      const isNew = name === '__new__' && kindOf(callable) === Kind.function;
      letEscape(engine, isNew ? boundValue(engine, callable, self) : callable, site);
    });
  }
}

function stepTo(engine: Engine, value: Value, site: Site): void {
  const kind = kindOf(value);
  if (kind !== Kind.function && kind !== Kind.method) return;
  const unit = engine.units[indexOf(value)];
  if (unit !== undefined) addStep(site.unit, unit, site.line, site.kind, site.resolved, site.pick);
}
