// Special methods behind operators and statements: iteration, contexts, truth, formatting, arithmetic.
import { type Call, callSpecial, plainCall } from './call-value.ts';
import { allOf } from './container.ts';
import { type Engine, externalValue, STRING, textId, textOf } from './engine.ts';
import type { Site } from './escape.ts';
import { addValue, flow, whenever } from './flow.ts';
import { request } from './hierarchy.ts';
import { patternOf } from './name-pattern.ts';
import { Node, type Operand } from './node.ts';
import { yieldsOf } from './reach.ts';
import { type Frame, siteOf } from './scope.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** What iterating over something gives. */
export function iterate(engine: Engine, site: Site, operand: Operand, isAsync: boolean): Operand {
  if (typeof operand === 'number') {
    const direct = iterateKnown(engine, operand);
    if (direct !== null) return direct;
  }
  const result = new Node(site.unit);
  whenever(engine, operand, (value) => iterateInto(engine, site, value, isAsync, result));
  return result;
}

function iterateKnown(engine: Engine, value: Value): Operand | null {
  switch (kindOf(value)) {
    case Kind.container: {
      const container = engine.containers[indexOf(value)];
      if (container?.form === 'dictionary') {
        container.keys ??= new Node(container.home);
        return container.keys;
      }
      return allOf(engine, indexOf(value));
    }
    case Kind.generator: {
      const unit = engine.units[indexOf(value)];
      return unit === undefined ? NONE : yieldsOf(unit);
    }
    case Kind.external:
      return value;
    case Kind.string:
    case Kind.prefix:
      return externalValue(engine, STRING);
    case Kind.none:
    case Kind.integer:
    case Kind.function:
    case Kind.method:
    case Kind.module:
      return NONE;
    default:
      return null;
  }
}

function iterateInto(engine: Engine, site: Site, value: Value, isAsync: boolean, result: Node): void {
  const direct = iterateKnown(engine, value);
  if (direct !== null) {
    flow(engine, direct, result);
    return;
  }
  const kind = kindOf(value);
  const type = engine.classes[indexOf(value)];
  if (kind === Kind.instance || kind === Kind.subtype) {
    if (type === undefined) return;
    const iterator = new Node(site.unit);
    const found = callSpecial(engine, plainCall(site, [], iterator), value, isAsync ? '__aiter__' : '__iter__');
    whenever(engine, iterator, (each) => {
      const isIterator = kindOf(each) === Kind.instance || kindOf(each) === Kind.subtype;
      if (isIterator || kindOf(each) === Kind.unknown || kindOf(each) === Kind.named) {
        callSpecial(engine, plainCall(site, [], result), each, isAsync ? '__anext__' : '__next__');
        if (!isIterator) addValue(engine, result, UNKNOWN);
      } else if (each !== value) iterateInto(engine, site, each, isAsync, result);
    });
    if (!found) callSpecial(engine, plainCall(site, [makeValue(Kind.integer, 0)], result), value, '__getitem__');
    const form = kind === Kind.instance ? 'instance' : 'subtype';
    flow(engine, request(engine, type, '[]', form).result, result);
    return;
  }
  if (kind === Kind.class || kind === Kind.subclass) {
    const iterator = new Node(site.unit);
    callSpecial(engine, plainCall(site, [], iterator), value, '__iter__');
    whenever(engine, iterator, (each) => {
      if (each !== value) iterateInto(engine, site, each, isAsync, result);
    });
    // An enumeration gives its members.
    if (type?.outside.some((name) => name.startsWith('enum.'))) {
      addValue(engine, result, makeValue(Kind.subtype, type.id));
    }
    return;
  }
  if (kind === Kind.unknown || kind === Kind.named) {
    callSpecial(engine, plainCall(site, [], null), value, isAsync ? '__aiter__' : '__iter__');
    callSpecial(engine, plainCall(site, [], null), value, isAsync ? '__anext__' : '__next__');
    addValue(engine, result, UNKNOWN);
  }
}

/** What `with x as y` binds. */
export function enterContext(engine: Engine, site: Site, operand: Operand, isAsync: boolean): Operand {
  const result = new Node(site.unit);
  const [enter, exit] = isAsync ? ['__aenter__', '__aexit__'] : ['__enter__', '__exit__'];
  whenever(engine, operand, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.generator) {
      const unit = engine.units[indexOf(value)];
      if (unit !== undefined) flow(engine, yieldsOf(unit), result);
      return;
    }
    if (kind === Kind.external) {
      addValue(engine, result, value);
      return;
    }
    if (kind === Kind.bound || kind === Kind.container) addValue(engine, result, value);
    callSpecial(engine, plainCall(site, [], result), value, enter);
    callSpecial(engine, plainCall(site, [NONE, NONE, NONE], null), value, exit);
  });
  return result;
}

/** `await x`. */
export function awaited(engine: Engine, site: Site, operand: Operand): Operand {
  if (typeof operand === 'number' && kindOf(operand) !== Kind.instance && kindOf(operand) !== Kind.subtype) {
    return operand;
  }
  const result = new Node(site.unit);
  whenever(engine, operand, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.instance || kind === Kind.subtype) {
      const iterator = new Node(site.unit);
      if (callSpecial(engine, plainCall(site, [], iterator), value, '__await__')) {
        flow(engine, iterate(engine, site, iterator, false), result);
        whenever(engine, iterator, (each) => {
          const unit = kindOf(each) === Kind.generator ? engine.units[indexOf(each)] : undefined;
          if (unit !== undefined) flow(engine, unit.result, result);
        });
        return;
      }
    }
    addValue(engine, result, value);
  });
  return result;
}

/** A value is asked whether it is true. */
export function testTruth(frame: Frame, operand: Operand): void {
  const { engine } = frame;
  if (typeof operand === 'number' && !hasMethods(operand)) return;
  const call = plainCall(siteOf(frame), [], null);
  whenever(engine, operand, (value) => {
    if (!hasMethods(value)) return;
    if (!callSpecial(engine, call, value, '__bool__') || isAnything(value)) callSpecial(engine, call, value, '__len__');
  });
}

/** A value becomes text. */
export function formatValue(frame: Frame, operand: Operand, name: '__format__' | '__str__' | '__repr__'): void {
  const { engine } = frame;
  if (typeof operand === 'number' && !hasMethods(operand)) return;
  const call = plainCall(siteOf(frame), [NONE], null);
  whenever(engine, operand, (value) => {
    if (!hasMethods(value)) return;
    const names =
      name === '__repr__' ? ['__repr__'] : name === '__str__' ? ['__str__', '__repr__'] : [name, '__str__', '__repr__'];
    for (const each of names) {
      if (callSpecial(engine, call, value, each) && !isAnything(value)) break;
    }
  });
}

function hasMethods(value: Value): boolean {
  const kind = kindOf(value);
  return kind === Kind.instance || kind === Kind.subtype || isAnything(value);
}

function isAnything(value: Value): boolean {
  const kind = kindOf(value);
  return kind === Kind.unknown || kind === Kind.named;
}

const OPERATORS: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '@': 'matmul',
  '**': 'pow',
  '<<': 'lshift',
  '>>': 'rshift',
  '&': 'and',
  '^': 'xor',
  '|': 'or',
};

/** `left operator right`; `inPlace` for `+=` and the like. */
export function operate(frame: Frame, operator: string, left: Operand, right: Operand, inPlace: boolean): Operand {
  const { engine } = frame;
  const name = OPERATORS[operator];
  if (name === undefined) return NONE;
  if (typeof left === 'number') {
    const text = joinedText(engine, operator, left, right);
    if (text !== null) return text;
  }
  if (typeof left === 'number' && typeof right === 'number' && isPlain(left) && isPlain(right)) {
    return operator === '%' || operator === '+' ? left : NONE;
  }
  const result = new Node(frame.unit);
  const site = siteOf(frame);
  const forward: Call = plainCall(site, [right], result);
  whenever(engine, left, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.container || kind === Kind.external) addValue(engine, result, value);
    else if (kind === Kind.string || kind === Kind.prefix) {
      const text = joinedText(engine, operator, value, right);
      addValue(engine, result, text ?? externalValue(engine, STRING));
    } else if (hasMethods(value) || kind === Kind.class) {
      if (inPlace) callSpecial(engine, forward, value, `__i${name}__`);
      const found = callSpecial(engine, forward, value, `__${name}__`);
      // A base outside answers: with one of the same, as paths, numbers and flags do.
      if (!found && engine.classes[indexOf(value)]?.outside.some((base) => base !== '<builtin>.object')) {
        addValue(engine, result, value);
      }
    }
  });
  const backward: Call = plainCall(site, [left], result);
  whenever(engine, right, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.container && (operator === '+' || operator === '|')) {
      addValue(engine, result, value);
      if (inPlace) flowInto(engine, site, left, value);
    } else if (kind === Kind.instance || kind === Kind.subtype) callSpecial(engine, backward, value, `__r${name}__`);
    else if (isAnything(value)) {
      callSpecial(engine, backward, value, `__r${name}__`);
      if (operator === '%') formatValue(frame, value, '__str__');
    }
  });
  if (operator === '%') {
    // `"…" % x` formats what it is given.
    whenever(engine, right, (value) => {
      if (kindOf(value) === Kind.container) formatValue(frame, allOf(engine, indexOf(value)), '__str__');
      else if (!isAnything(value)) formatValue(frame, value, '__str__');
    });
  }
  return result;
}

/** `xs += ys` puts the entries of one into the other. */
function flowInto(engine: Engine, site: Site, left: Operand, from: Value): void {
  whenever(engine, left, (value) => {
    const into = kindOf(value) === Kind.container ? engine.containers[indexOf(value)] : undefined;
    if (into !== undefined && value !== from) flow(engine, iterate(engine, site, from, false), into.rest);
  });
}

function isPlain(value: Value): boolean {
  const kind = kindOf(value);
  return (
    kind === Kind.none ||
    kind === Kind.external ||
    kind === Kind.string ||
    kind === Kind.integer ||
    kind === Kind.prefix
  );
}

/** Text of which a part is known: `"visit_" + name`, `"get_%s_url" % name`. */
function joinedText(engine: Engine, operator: string, left: Value, right: Operand): Value | null {
  const kind = kindOf(left);
  if (kind !== Kind.string && kind !== Kind.prefix) return null;
  if (operator !== '+' && operator !== '%') return null;
  const text = textOf(engine, indexOf(left));
  if (operator === '+') {
    if (typeof right === 'number' && kindOf(right) === Kind.string) {
      const whole = text + textOf(engine, indexOf(right));
      return whole.length > 120 ? null : makeValue(kind, textId(engine, whole));
    }
    return makeValue(Kind.prefix, textId(engine, `${kind === Kind.prefix ? text.split('*', 1)[0] : text}*`));
  }
  if (kind === Kind.prefix) return left;
  const pattern = text.length > 120 ? null : patternOf(text);
  return pattern === null || pattern.startsWith('*') ? null : makeValue(Kind.prefix, textId(engine, pattern));
}
