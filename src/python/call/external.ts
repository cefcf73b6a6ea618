// Calls of the standard library and of compiled code: what they call back, and what they give.
import { type Call, callSpecial, letOneGo, plainCall } from './call-value.ts';
import type { ClassObject } from './class-object.ts';
import { allOf } from './container.ts';
import { CONTAINER_METHODS } from './container-method.ts';
import { type Engine, externalValue, textOf } from './engine.ts';
import type { Site } from './escape.ts';
import { MODELS } from './external-model.ts';
import { addValue, whenever } from './flow.ts';
import { noteHandedText } from './handed-text.ts';
import { holdType } from './held.ts';
import { request } from './hierarchy.ts';
import { makeLive, runOverride } from './live-class.ts';
import { addMembers } from './made-class.ts';
import { stepToNative } from './native.ts';
import type { Operand } from './node.ts';
import { isMetaclass, yieldsOf } from './reach.ts';
import { topOf } from './standard-names.ts';
import type { Unit } from './unit.ts';
import { mayAsk } from './unread.ts';
import { indexOf, isLiteral, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** Something outside of the program is called by its dotted name; `receiver` is what it is a method of, if known. */
export function callExternal(engine: Engine, call: Call, name: string, receiver: Operand | null): void {
  externalCalled(engine, call.unit, name);
  stepToNative(engine, call, name);
  // `asyncio.*.create_task`: whatever of the library's objects it is a method of.
  const model = MODELS[name] ?? MODELS[`${topOf(name)}.*.${name.slice(name.lastIndexOf('.') + 1)}`];
  if (model !== undefined) {
    model(engine, call, receiver, name);
    return;
  }
  if (receiver !== null && typeof receiver === 'number' && kindOf(receiver) === Kind.container) {
    const method = CONTAINER_METHODS[name.slice(name.lastIndexOf('.') + 1)];
    if (method !== undefined) {
      method(engine, call, receiver, name);
      return;
    }
  }
  if (name.endsWith('.__new__')) {
    makeInstance(engine, call);
    return;
  }
  if (!QUIET.test(name)) handOver(engine, call, name);
  if (call.result !== null) addValue(engine, call.result, externalValue(engine, name));
}

/** Modules that call nothing back. */
const QUIET = /^(typing|typing_extensions|keyword|stat|errno|uuid|platform)\./;

/** `object.__new__(cls)`, `type.__new__(mcs, name, bases, members)`: an instance of the first argument. */
function makeInstance(engine: Engine, call: Call): void {
  const [type] = call.passed;
  if (type === undefined) return;
  whenever(engine, type, (value) => {
    const made = engine.classes[indexOf(value)];
    const kind = kindOf(value);
    if (made === undefined || (kind !== Kind.class && kind !== Kind.subclass && kind !== Kind.subtype)) {
      if (call.result !== null && value !== NONE) addValue(engine, call.result, UNKNOWN);
      return;
    }
    if (kind === Kind.class) makeLive(engine, made, call);
    // Instances of a metaclass are classes: which one it is does not matter to its methods.
    const ofClasses = isMetaclass(made);
    const exact = kind === Kind.class && !ofClasses;
    const [, , , members] = call.passed;
    if (ofClasses && members !== undefined) addMembers(engine, made, members);
    if (call.result !== null) addValue(engine, call.result, makeValue(exact ? Kind.instance : Kind.subtype, made.id));
  });
}

/** Notes that a unit calls something outside, where somebody asks for that. */
export function externalCalled(engine: Engine, unit: Unit, name: string): void {
  if (engine.externalCalls === null) return;
  const known = engine.externalCalls.get(unit);
  if (known === undefined) engine.externalCalls.set(unit, new Set([name]));
  else known.add(name);
}

/** What only looks at functions that it is handed: that they are called is a guess. */
const LOOKS =
  /^(abc|inspect|dis|traceback|copyreg|gc|pydoc|types|builtins)\.|^<builtin>\.(eval|exec|hasattr|delattr|dir)$/;

/** Modules that take what they are handed for data: functions in it are not called, only special methods of objects. */
const DATA_MODULES = new Set(
  `base64 binascii calendar csv datetime decimal fnmatch fractions hashlib html ipaddress json marshal math ntpath pickle
plistlib posixpath pprint reprlib secrets shlex statistics struct textwrap time unicodedata uuid zlib`.split(/\s+/),
);

/** The same of single functions, and of methods of texts and numbers. */
const DATA_FUNCTION =
  /^<\*\*Py(Str|Num)\*\*>\.|^<builtin>\.(print|isinstance|issubclass|hash)$|^(os\.path|urllib\.parse)\.|^logging\.(.*\.)?(debug|info|warn|warning|error|critical|exception|log)$/;

/** All arguments go to code outside, which calls back what it is handed. */
export function handOver(engine: Engine, call: Call, name: string): void {
  const resolved = !LOOKS.test(name) && engine.unread?.holds(name) !== true;
  const site: Site = { unit: call.unit, line: call.line, kind: 'callback', resolved, pick: call.pick ?? null };
  const isData = DATA_MODULES.has(topOf(name)) || DATA_FUNCTION.test(name);
  for (const operand of call.passed) handOneOver(engine, operand, site, name, isData);
  for (const [, operand] of call.keywords) handOneOver(engine, operand, site, name);
}

/** Something goes to code outside; `isData`: it calls no function in it. */
export function handOneOver(engine: Engine, operand: Operand, site: Site, callee: string, isData = false): void {
  if (!isData) letOneGo(engine, operand, site);
  const isUnread = engine.unread?.holds(callee) === true;
  if (typeof operand === 'number' && (operand === NONE || (isLiteral(operand) && !isUnread))) return;
  // A container may hold itself.
  const seen: Value[] = [];
  const take = (value: Value): void => {
    const kind = kindOf(value);
    if (kind === Kind.container) {
      if (seen.includes(value) || seen.length > MAX_HELD) return;
      seen.push(value);
      whenever(engine, allOf(engine, indexOf(value)), take);
      return;
    }
    if (kind === Kind.generator) {
      const unit = engine.units[indexOf(value)];
      if (unit === undefined || seen.includes(value)) return;
      seen.push(value);
      whenever(engine, yieldsOf(unit), take);
      return;
    }
    if (kind === Kind.function || kind === Kind.method) {
      const unit = engine.units[indexOf(value)];
      if (unit === undefined || seen.includes(value)) return;
      seen.push(value);
      whenever(engine, unit.result, take);
      return;
    }
    if (kind === Kind.string) {
      if (isUnread) noteHandedText(engine, textOf(engine, indexOf(value)), callee, site);
      return;
    }
    // A class is handed over to be called, or for its instances to be known.
    if (kind !== Kind.instance && kind !== Kind.subtype && kind !== Kind.class) return;
    const type = engine.classes[indexOf(value)];
    if (type === undefined) return;
    useOutside(engine, type, site, callee);
    holdType(engine, topOf(callee), type);
    if (kind === Kind.class || seen.includes(value) || !type.order.some((each) => each.members.has('__call__'))) return;
    seen.push(value);
    whenever(engine, request(engine, type, '__call__', 'subtype').result, take);
  };
  whenever(engine, operand, take);
}

/** Containers looked into, of what is handed over at one place. */
const MAX_HELD = 20;

/** Bases of which code outside of the program calls nothing of a subclass, whatever it is asked. */
const IDLE_BASE =
  /^(<builtin>\.|abc\.|typing\.(Generic|Protocol|NamedTuple|TypedDict|Any)$|typing_extensions\.|enum\.)/;

/**
 * Something is asked of a class that only a base outside of the program answers (`Mapping.pop`, `ContextDecorator.__call__`):
 * the base then uses what the class has. False where there is no such base.
 */
export function leaveToBase(engine: Engine, type: ClassObject, site: Site): boolean {
  let found = false;
  for (const base of type.outside) {
    if (IDLE_BASE.test(base)) continue;
    found = true;
    useOutside(engine, type, { ...site, kind: 'override' }, base, true);
  }
  return found;
}

/** Special methods that only the language itself calls, at other places than code that is handed an instance. */
const OWN_PLACE = new Set([
  '__init__',
  '__new__',
  '__init_subclass__',
  '__class_getitem__',
  '__set_name__',
  '__get__',
  '__set__',
  '__delete__',
  '__mro_entries__',
  '__prepare__',
  '__instancecheck__',
  '__subclasscheck__',
]);

/**
 * Code outside holds an instance: its special methods may be called, and those that such code knows by name. `isBase`:
 * it is the code of a base, which also calls what the class overrides of it.
 */
function useOutside(engine: Engine, type: ClassObject, site: Site, callee: string, isBase = false): void {
  const isUnread = engine.unread?.holds(callee) === true;
  const user = isUnread ? UNREAD : isBase ? callee : topOf(callee);
  const from: Site = { ...site, kind: 'callback', resolved: false };
  for (const [name, node] of type.offers(user)) {
    const isSpecial = name.startsWith('__') && name.endsWith('__');
    if (OWN_PLACE.has(name) || (!isSpecial && !mayAsk(engine, callee, name, isBase))) continue;
    runOverride(engine, name, node, from);
    if (!isUnread) continue;
    // Code that is not read goes on with what it is given.
    whenever(engine, node, (value) => {
      const unit = kindOf(value) === Kind.function ? engine.units[indexOf(value)] : undefined;
      if (unit !== undefined) handOneOver(engine, unit.result, from, callee, true);
    });
  }
}

/** All code that is not read counts as one. */
const UNREAD = '<unread>';

const ASKED: ReadonlySet<number> = new Set([
  Kind.instance,
  Kind.subtype,
  Kind.class,
  Kind.subclass,
  Kind.unknown,
  Kind.named,
]);

/** Calls a special method of whatever an operand is. */
export function callSpecialOf(engine: Engine, call: Call, operand: Operand, ...names: string[]): void {
  const site = plainCall(call, call.passed.slice(1), call.result);
  whenever(engine, operand, (value) => {
    const kind = kindOf(value);
    if (!ASKED.has(kind)) return;
    const isAnything = kind === Kind.unknown || kind === Kind.named;
    for (const name of names) if (callSpecial(engine, site, value, name) && !isAnything) return;
  });
}
