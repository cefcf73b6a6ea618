// Calls: which units a called value runs, what flows into their parameters and out of their results.
import { callAnyMember } from './attribute.ts';
import { callByName, callNamed } from './by-name.ts';
import { type Choice, choiceAt, pickSite } from './choice.ts';
import { construct } from './construct.ts';
import { allOf, entryOf, putEntry } from './container.ts';
import { type Engine, externalValue, STRING, textOf } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { callExternal, leaveToBase } from './external.ts';
import { addValue, flow, isOver, whenever } from './flow.ts';
import { askByTexts } from './generated.ts';
import { resultOfCall } from './gives-back.ts';
import { eachInstance, request } from './hierarchy.ts';
import { takeMapping } from './mapping.ts';
import { Node, type Operand } from './node.ts';
import { inputsOf, isMetaclass, reach } from './reach.ts';
import { iterate } from './special.ts';
import { GIVES_TEXT } from './standard-names.ts';
import { takesText } from './template-read.ts';
import { callThrough } from './through.ts';
import { addStep, type Unit } from './unit.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';
import { variantOf } from './variant.ts';

/** One call as written, or as the language makes it. */
export interface Call extends Site {
  /** Positional arguments; `spread` tells which are written `*x`. */
  readonly passed: readonly Operand[];
  readonly spread: readonly boolean[] | null;
  readonly keywords: readonly (readonly [string | null, Operand])[];
  /** Where the result flows; null where nobody looks at it. */
  readonly result: Node | null;
  /** What stood for something else on the way to what is called: partials, wrappers, instances. */
  readonly through?: readonly Value[];
}

/** A call without keywords or spread arguments. */
export function plainCall(site: Site, passed: readonly Operand[], result: Node | null): Call {
  return { ...site, passed, spread: null, keywords: [], result };
}

/** Calls whatever `callee` is or becomes. */
export function callOperand(engine: Engine, call: Call, callee: Operand, choice: Choice = []): void {
  if (typeof callee === 'number') {
    callValue(engine, call, callee);
    return;
  }
  whenever(engine, callee, (value) => callValue(engine, pickSite(engine, call, choice, value), value));
}

/** Calls made on the way of one call; deeper ones are things that stand for themselves when called. */
const MAX_DEPTH = 60;

export function callValue(engine: Engine, call: Call, value: Value): void {
  if ((++engine.calls & 1023) === 0) isOver(engine);
  if (engine.isCut || engine.callDepth > MAX_DEPTH) return;
  engine.callDepth++;
  callKnown(engine, call, value);
  engine.callDepth--;
}

function callKnown(engine: Engine, call: Call, value: Value): void {
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.function:
    case Kind.method: {
      const unit = engine.units[index];
      if (unit !== undefined) callUnit(engine, call, unit, null, kindOf(value) === Kind.method);
      return;
    }
    case Kind.bound: {
      const bound = engine.bounds[index];
      if (bound === undefined) return;
      const { callable, receiver } = bound;
      const unit = kindOf(callable) === Kind.function ? engine.units[indexOf(callable)] : undefined;
      if (unit !== undefined) callUnit(engine, call, variantOf(engine, unit, receiver), receiver, true);
      else if (kindOf(callable) === Kind.external) {
        callExternal(engine, call, textOf(engine, indexOf(callable)), receiver);
      } else callValue(engine, withReceiver(call, receiver), callable);
      return;
    }
    case Kind.class:
    case Kind.subclass: {
      const type = engine.classes[index];
      if (type !== undefined) construct(engine, call, type, kindOf(value) === Kind.class);
      return;
    }
    case Kind.instance:
    case Kind.subtype: {
      const type = engine.classes[index];
      if (type === undefined) return;
      if (isMetaclass(type)) {
        // It is a class: which one does not matter, each may be made.
        const made: Call = { ...call, kind: 'dynamic', resolved: false };
        eachInstance(type, (each) => construct(engine, made, each, true));
        return;
      }
      const form = kindOf(value) === Kind.instance ? 'instance' : 'subtype';
      const behind = callThrough(call, value);
      if (behind !== null) callOperand(engine, behind, request(engine, type, '__call__', form).result);
      if (!type.order.some((each) => each.members.has('__call__')) && leaveToBase(engine, type, call))
        letGo(engine, call);
      return;
    }
    case Kind.external:
      callExternal(engine, call, textOf(engine, index), null);
      return;
    case Kind.rest:
      letEscape(engine, value, { ...call, kind: 'dynamic', resolved: false });
      return;
    case Kind.unknown:
      letGo(engine, call);
      callByName(engine, call.unit, call.line, '__call__');
      if (call.result !== null) addValue(engine, call.result, UNKNOWN);
      return;
    case Kind.named:
      letGo(engine, call);
      callNamed(engine, call.unit, call.line, textOf(engine, index));
      if (call.result !== null) {
        addValue(engine, call.result, GIVES_TEXT.has(textOf(engine, index)) ? externalValue(engine, STRING) : UNKNOWN);
      }
      return;
    case Kind.partial: {
      const partial = engine.partials[index];
      const behind = callThrough(call, value);
      if (partial === undefined || behind === null) return;
      const passed = [...partial.passed, ...call.passed];
      const spread = call.spread === null ? null : [...partial.passed.map(() => false), ...call.spread];
      callOperand(
        engine,
        { ...behind, passed, spread, keywords: [...partial.keywords, ...call.keywords] },
        partial.callee,
      );
      return;
    }
    case Kind.static:
    case Kind.classMethod: {
      const inner = engine.wrappers[index];
      const behind = callThrough(call, value);
      if (inner !== undefined && behind !== null) callOperand(engine, behind, inner);
      return;
    }
    case Kind.anyMember:
      callAnyMember(engine, call, index);
      return;
    case Kind.decorated: {
      const decorated = engine.decorated[index];
      const behind = callThrough(call, value);
      if (decorated === undefined || behind === null) return;
      callOperand(engine, behind, decorated.target);
      callOperand(engine, behind, request(engine, decorated.by, '__call__', 'instance').result);
      return;
    }
    default:
  }
}

function withReceiver(call: Call, receiver: Operand): Call {
  return {
    ...call,
    passed: [receiver, ...call.passed],
    spread: call.spread === null ? null : [false, ...call.spread],
  };
}

/** All arguments get away to code that is not known. */
export function letGo(engine: Engine, call: Call, kind: Site['kind'] = 'dynamic', resolved = false): void {
  const site: Site = { unit: call.unit, line: call.line, kind, resolved, pick: call.pick ?? null };
  for (const operand of call.passed) letOneGo(engine, operand, site);
  for (const [, operand] of call.keywords) letOneGo(engine, operand, site);
}

export function letOneGo(engine: Engine, operand: Operand, site: Site): void {
  if (typeof operand === 'number') letEscape(engine, operand, site);
  else {
    if (operand.goneBy === site.unit && (operand.goneSurely || !site.resolved)) return;
    operand.goneBy = site.unit;
    operand.goneSurely = site.resolved;
    const choice: Choice = [];
    whenever(engine, operand, (value) => letEscape(engine, value, pickSite(engine, site, choice, value)));
  }
}

/** A unit of the program is called: it runs, arguments flow in, the result flows out. */
function callUnit(engine: Engine, call: Call, unit: Unit, receiver: Operand | null, bound: boolean): void {
  addStep(call.unit, unit, call.line, call.kind, call.resolved, call.pick);
  reach(engine, unit);
  if (unit.module.rendersTemplates && takesText(call.unit, unit)) {
    engine.textCalls.push({ text: call.passed[0] ?? call.keywords[0]?.[1] ?? NONE });
  }
  if (unit.runsCode) askByTexts(engine, call.unit, call.line);
  const inputs = inputsOf(engine, unit);
  const [first] = inputs;
  if (receiver !== null && first !== undefined) flow(engine, receiver, first);
  bindArguments(engine, call, unit, inputs, bound ? 1 : 0);
  if (call.result !== null) flow(engine, resultOfCall(engine, unit, call, bound), call.result);
}

function bindArguments(engine: Engine, call: Call, unit: Unit, inputs: readonly Node[], offset: number): void {
  const { parameters } = unit;
  const { passed, spread, keywords } = call;
  // A receiver that is fixed takes nothing from callers that pass it by hand.
  const fixed =
    offset === 0 && unit.owner !== null && first(inputs)?.values.length === 1 && isFixed(unit, inputs) ? 1 : 0;
  let at = offset;
  for (let index = 0; index < passed.length; index++) {
    const operand = passed[index] ?? NONE;
    if (spread?.[index]) {
      spreadInto(engine, call, operand, unit, inputs, at);
      // What follows a spread argument may land anywhere after it.
      for (const later of passed.slice(index + 1)) intoRest(engine, later, unit, inputs, at);
      break;
    }
    const form = parameters[at]?.form;
    if (form === '' || form === '/') {
      const node = inputs[at];
      if (node !== undefined && !(at === 0 && fixed === 1)) flow(engine, operand, node);
      at++;
    } else if (form === '*') {
      const container = collecting(engine, inputs[at]);
      if (container !== undefined) putEntry(engine, container, index - (at - offset), operand);
    } else break;
  }
  for (const [name, operand] of keywords) {
    if (name === null) spreadKeywords(engine, call, operand, unit, inputs);
    else bindKeyword(engine, name, operand, unit, inputs);
  }
}

function first(inputs: readonly Node[]): Node | undefined {
  return inputs[0];
}

function isFixed(unit: Unit, inputs: readonly Node[]): boolean {
  const value = inputs[0]?.values[0];
  return value !== undefined && kindOf(value) === Kind.subtype && indexOf(value) === unit.owner?.id;
}

function collecting(engine: Engine, node: Node | undefined) {
  const value = node?.values[0];
  return value === undefined ? undefined : engine.containers[indexOf(value)];
}

function bindKeyword(engine: Engine, name: string, operand: Operand, unit: Unit, inputs: readonly Node[]): void {
  const { parameters } = unit;
  for (let index = 0; index < parameters.length; index++) {
    const parameter = parameters[index];
    const node = inputs[index];
    if (parameter === undefined || node === undefined) continue;
    if (parameter.form === '**') {
      const container = collecting(engine, node);
      if (container !== undefined) putEntry(engine, container, name, operand);
    } else if (parameter.name === name && parameter.form !== '/' && parameter.form !== '*') {
      flow(engine, operand, node);
      return;
    }
  }
}

/** `*x`: what it holds reaches every positional parameter from here on; in order where the order is known. */
function spreadInto(
  engine: Engine,
  site: Site,
  operand: Operand,
  unit: Unit,
  inputs: readonly Node[],
  from: number,
): void {
  whenever(engine, operand, (value) => {
    if (kindOf(value) === Kind.container) {
      const container = engine.containers[indexOf(value)];
      if (container === undefined) return;
      let key = 0;
      for (let at = from; at < inputs.length; at++) {
        const form = unit.parameters[at]?.form;
        const node = inputs[at];
        if (node === undefined || (form !== '' && form !== '/')) break;
        flow(engine, entryOf(engine, container, key++), node);
        flow(engine, container.rest, node);
      }
      const rest = restOf(engine, unit, inputs);
      if (rest !== undefined) flow(engine, allOf(engine, indexOf(value)), rest.rest);
    } else intoRest(engine, iterate(engine, site, value, false), unit, inputs, from);
  });
}

function restOf(engine: Engine, unit: Unit, inputs: readonly Node[]) {
  const at = unit.parameters.findIndex((parameter) => parameter.form === '*');
  return at < 0 ? undefined : collecting(engine, inputs[at]);
}

function intoRest(engine: Engine, operand: Operand, unit: Unit, inputs: readonly Node[], from: number): void {
  if (operand === NONE) return;
  for (let at = from; at < inputs.length; at++) {
    const form = unit.parameters[at]?.form;
    const node = inputs[at];
    if (node === undefined || (form !== '' && form !== '/')) break;
    flow(engine, operand, node);
  }
  const rest = restOf(engine, unit, inputs);
  if (rest !== undefined) flow(engine, operand, rest.rest);
}

/** `**x`: entries reach the parameters of their names. */
function spreadKeywords(engine: Engine, site: Site, operand: Operand, unit: Unit, inputs: readonly Node[]): void {
  whenever(engine, operand, (value) => {
    const kind = kindOf(value);
    const container = kind === Kind.container ? engine.containers[indexOf(value)] : undefined;
    const last = unit.parameters.at(-1)?.form === '**' ? collecting(engine, inputs.at(-1)) : undefined;
    if (container === undefined) {
      const isObject = kind === Kind.instance || kind === Kind.subtype;
      if (kind !== Kind.unknown && kind !== Kind.named && !isObject) return;
      if (isObject) {
        const taken = new Node(unit);
        takeMapping(engine, site, value, taken);
        for (let at = 0; at < inputs.length; at++) {
          const form = unit.parameters[at]?.form;
          const node = inputs[at];
          if (node !== undefined && (form === '' || form === '=') && (at > 0 || unit.owner === null))
            flow(engine, taken, node);
        }
        if (last !== undefined) flow(engine, taken, last.rest);
        return;
      }
      for (let at = 0; at < inputs.length; at++) {
        const form = unit.parameters[at]?.form;
        const node = inputs[at];
        if (node === undefined || form === '*' || form === '**' || form === '/') continue;
        if (at === 0 && unit.owner !== null) continue;
        addValue(engine, node, UNKNOWN);
      }
      if (last !== undefined) addValue(engine, last.rest, UNKNOWN);
      return;
    }
    if (last === container) return;
    for (let at = 0; at < inputs.length; at++) {
      const parameter = unit.parameters[at];
      const node = inputs[at];
      if (node === undefined || parameter === undefined) continue;
      if (parameter.form === '*' || parameter.form === '**' || parameter.form === '/') continue;
      if (at === 0 && unit.owner !== null && unit.binding !== 'static') continue;
      flow(engine, entryOf(engine, container, parameter.name), node);
      flow(engine, container.rest, node);
    }
    if (last !== undefined) {
      flow(engine, allOf(engine, indexOf(value)), last.rest);
      for (const [key, entry] of container.entries())
        if (typeof key === 'string') flow(engine, entry, entryOf(engine, last, key));
    }
  });
}

/** Special methods that every object has, or that bases outside leave to the class. */
const DEFAULTS = new Set(
  `__bool__ __eq__ __ne__ __hash__ __repr__ __str__ __format__ __init__ __new__ __get__ __set__ __delete__ __set_name__
__getattribute__ __getattr__ __setattr__ __delattr__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __dir__
__copy__ __deepcopy__ __length_hint__ __sizeof__`.split(/\s+/),
);

/**
 * A special method of a value's type is called, as operators and statements do. `choice`: what else may be meant; by
 * default all that the line calls by this name.
 */
export function callSpecial(engine: Engine, call: Call, value: Value, name: string, choice?: Choice): boolean {
  const type = engine.classes[indexOf(value)];
  switch (kindOf(value)) {
    case Kind.instance:
    case Kind.subtype: {
      if (type === undefined) return false;
      const form = kindOf(value) === Kind.instance ? 'instance' : 'subtype';
      const among = choice ?? choiceAt(call.unit, call.line, name);
      callOperand(engine, call, request(engine, type, name, form).result, among);
      const found = type.order.some((each) => each.members.has(name));
      if (!found && !DEFAULTS.has(name)) leaveToBase(engine, type, call);
      return found;
    }
    case Kind.class:
    case Kind.subclass: {
      if (type === undefined) return false;
      const form = kindOf(value) === Kind.class ? 'class' : 'subclass';
      whenever(engine, request(engine, type, name, form).result, (callable) => {
        // Only what a metaclass defines: methods of the class itself are not bound.
        if (kindOf(callable) === Kind.bound || kindOf(callable) === Kind.method) callValue(engine, call, callable);
      });
      return type.order.some((each) => each.metaclasses.length > 0);
    }
    case Kind.unknown:
    case Kind.named:
      letGo(engine, call);
      callByName(engine, call.unit, call.line, name);
      if (call.result !== null) addValue(engine, call.result, UNKNOWN);
      return true;
    case Kind.external:
      if (call.result !== null) addValue(engine, call.result, makeValue(Kind.external, indexOf(value)));
      return true;
    default:
      return false;
  }
}
