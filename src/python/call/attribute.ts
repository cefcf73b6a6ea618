// Attributes: what reading one from a value gives, and where writing one goes.
import { callByName, loadByName, MIN_KNOWN } from './by-name.ts';
import { type Call, callOperand, callSpecial, plainCall } from './call-value.ts';
import { frameNames } from './caller-names.ts';
import type { ClassObject } from './class-object.ts';
import { entryOf } from './container.ts';
import { CONTAINER_METHODS } from './container-method.ts';
import {
  ALL_NAMES,
  boundValue,
  type Engine,
  externalAttribute,
  externalValue,
  makeUnit,
  STRING,
  textId,
  textOf,
} from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { wantFallback } from './fallback.ts';
import { addValue, flow, whenever } from './flow.ts';
import { askHeld } from './held.ts';
import { ask, request } from './hierarchy.ts';
import { letNamesGo, moduleAttribute } from './module-value.ts';
import { fits, knownLetters } from './name-pattern.ts';
import { Node, type Operand } from './node.ts';
import { isMetaclass } from './reach.ts';
import { isForeign } from './standard-names.ts';
import { namesOffered, offersName } from './star-names.ts';
import { isAnyModule, loadFromAnyModule } from './text-module.ts';
import { addStep } from './unit.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** What `base.name` gives. */
export function loadAttribute(engine: Engine, site: Site, base: Operand, name: string): Operand {
  if (typeof base === 'number') return loadFrom(engine, site, base, name);
  const result = new Node(site.unit);
  whenever(engine, base, (value) => flow(engine, loadFrom(engine, site, value, name), result));
  return result;
}

function loadFrom(engine: Engine, site: Site, value: Value, name: string): Operand {
  const index = indexOf(value);
  const kind = kindOf(value);
  switch (kind) {
    case Kind.unknown:
    case Kind.named:
      // Only modules have it.
      if (name === '__all__') return externalValue(engine, ALL_NAMES);
      loadByName(engine, site.unit, site.line, name);
      return makeValue(Kind.named, textId(engine, name));
    case Kind.function:
    case Kind.method:
      return functionAttribute(engine, value, name);
    case Kind.class:
    case Kind.subclass:
      return classAttribute(engine, site, value, name);
    case Kind.instance:
    case Kind.subtype:
      return instanceAttribute(engine, site, value, name);
    case Kind.module: {
      const module = engine.modules[index];
      if (module === undefined) return UNKNOWN;
      if (name === '__dict__') {
        module.takeDictionary();
        return value;
      }
      if (name === '__all__') return externalValue(engine, ALL_NAMES);
      if (DICTIONARY_METHODS.has(name) && !offersName(module, name)) {
        // Its `__dict__` as a whole.
        module.asDictionary(() => letNamesGo(engine, module, { ...site, kind: 'dynamic', resolved: false }));
        return UNKNOWN;
      }
      return moduleAttribute(engine, module, name, site);
    }
    case Kind.external: {
      const text = textOf(engine, index);
      // The names of a frame are those of code of the program.
      if (name === 'f_locals') return UNKNOWN;
      if (name === 'f_globals') return frameNames(engine, site, text);
      if (isAnyModule(engine, value)) {
        if (name === '__all__') return externalValue(engine, ALL_NAMES);
        loadByName(engine, site.unit, site.line, name);
        return loadFromAnyModule(engine, site, name);
      }
      if (!isForeign(text, name)) {
        askHeld(engine, site.unit, site.line, text, name);
        return externalAttribute(engine, text, name);
      }
      // Nothing in the standard library has such an attribute: it hands out what it was given.
      loadByName(engine, site.unit, site.line, name);
      return makeValue(Kind.named, textId(engine, name));
    }
    case Kind.container: {
      const container = engine.containers[index];
      if (container === undefined) return NONE;
      if (container.form === 'object') return container.nodeAt(name) ?? objectAttribute(engine, value, name);
      if (CONTAINER_METHODS[name] === undefined && !name.startsWith('__')) return NONE;
      return boundValue(engine, externalValue(engine, `${CONTAINER_NAMES[container.form]}.${name}`), value);
    }
    case Kind.string:
    case Kind.prefix:
      if (name === 'format' || name === 'join') {
        return boundValue(engine, externalValue(engine, `${STRING}.${name}`), value);
      }
      return STRING_METHODS.has(name) ? externalValue(engine, `${STRING}.${name}`) : NONE;
    case Kind.integer:
      return externalValue(engine, `<**PyNum**>.${name}`);
    case Kind.property:
      if (name === 'fget') return engine.properties[index]?.getter ?? NONE;
      if (name === 'fset') return engine.properties[index]?.setter ?? NONE;
      if (name === 'fdel') return engine.properties[index]?.deleter ?? NONE;
      return boundValue(engine, externalValue(engine, `<builtin>.property.${name}`), value);
    case Kind.partial:
      return name === 'func' ? (engine.partials[index]?.callee ?? NONE) : NONE;
    case Kind.bound: {
      const bound = engine.bounds[index];
      if (bound === undefined) return NONE;
      return name === '__self__' ? bound.receiver : loadFrom(engine, site, bound.callable, name);
    }
    case Kind.super: {
      const above = engine.supers[index];
      if (above === undefined) return NONE;
      if (name === '__thisclass__') return makeValue(Kind.class, above.above.id);
      const made = request(engine, above.above, name, above.onClass || name === '__new__' ? 'superclass' : 'super');
      wantFallback(engine, made);
      return ask(made, site.unit, site.line);
    }
    case Kind.static:
    case Kind.classMethod:
      if (name === '__get__') return boundValue(engine, externalValue(engine, '<builtin>.classmethod.__get__'), value);
      return engine.wrappers[index] ?? NONE;
    case Kind.decorated: {
      const decorated = engine.decorated[index];
      if (decorated === undefined) return NONE;
      const { by, target } = decorated;
      // Its own methods may call the function that it holds: `@Repeated def work(): …`, `work.start()`.
      if (by.order.some((each) => each.members.has(name))) {
        whenever(engine, target, (each) => letEscape(engine, each, { ...site, kind: 'callback', resolved: false }));
      }
      return instanceAttribute(engine, site, makeValue(Kind.instance, by.id), name);
    }
    case Kind.generator:
      return boundValue(engine, externalValue(engine, `<**PyGenerator**>.${name}`), value);
    case Kind.anyMember:
      loadByName(engine, site.unit, site.line, name);
      return makeValue(Kind.named, textId(engine, name));
    default:
      return NONE;
  }
}

const STRING_METHODS = new Set(
  `capitalize casefold center count decode encode endswith expandtabs find format format_map index isalnum isalpha
isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip
maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines
startswith strip swapcase title translate upper zfill __class__ __len__ __getitem__ __contains__ __format__ __mod__`.split(
    /\s+/,
  ),
);

const DICTIONARY_METHODS = new Set(['items', 'values', 'get', 'copy', 'pop', 'setdefault']);

const CONTAINER_NAMES = {
  list: '<**PyList**>',
  tuple: '<**PyTuple**>',
  set: '<**PySet**>',
  dictionary: '<**PyDict**>',
  object: '<**PyObject**>',
} as const;

/** An attribute of a plain object that may be set later. */
function objectAttribute(engine: Engine, value: Value, name: string): Operand {
  const container = engine.containers[indexOf(value)];
  if (container === undefined) return NONE;
  const node = entryOf(engine, container, name);
  flow(engine, container.rest, node);
  return node;
}

/** What an attribute of a function holds. */
/** The attributes of a function that hold its code; assigned to, it runs another's. */
export const CODE: ReadonlySet<string> = new Set(['__code__', 'func_code']);

export function functionAttribute(engine: Engine, value: Value, name: string): Operand {
  const unit = engine.units[indexOf(value)];
  if (unit === undefined) return NONE;
  // Whoever is given the code of a function runs that function.
  if (name === '__call__' || name === '__func__' || CODE.has(name)) return value;
  if (name === '__get__') return boundValue(engine, externalValue(engine, '<builtin>.function.__get__'), value);
  unit.attributes ??= new Map();
  let node = unit.attributes.get(name);
  if (node === undefined) {
    node = new Node(unit);
    // What decorators of the standard library add: `register`, `cache_clear`.
    addValue(engine, node, name === '__wrapped__' ? value : externalValue(engine, `<builtin>.function.${name}`));
    unit.attributes.set(name, node);
  }
  return node;
}

function classAttribute(engine: Engine, site: Site, value: Value, name: string): Operand {
  const type = engine.classes[indexOf(value)];
  if (type === undefined) return NONE;
  if (name === '__subclasses__')
    return boundValue(engine, externalValue(engine, '<builtin>.type.__subclasses__'), value);
  if (name === 'mro') return boundValue(engine, externalValue(engine, '<builtin>.type.mro'), value);
  if (name === '__mro__' || name === '__bases__') return orderOf(engine, site, value);
  // All that it holds under all names would flow together: on large projects that has no end.
  if (name === '__dict__') return UNKNOWN;
  const made = request(engine, type, name, kindOf(value) === Kind.class ? 'class' : 'subclass');
  wantFallback(engine, made);
  if (!made.asked) {
    made.asked = true;
    // A metaclass has the hooks of its classes.
    for (const meta of type.order.flatMap((each) => each.metaclasses)) {
      if (!type.order.some((each) => each.members.has(name))) {
        askHooks(engine, site, meta, makeValue(Kind.subtype, meta.id), name, made.result);
      }
    }
  }
  return ask(made, site.unit, site.line);
}

/** What `__mro__` gives. */
function orderOf(engine: Engine, site: Site, value: Value): Node {
  const result = new Node(site.unit);
  const order = boundValue(engine, externalValue(engine, '<builtin>.type.mro'), value);
  callOperand(engine, plainCall(site, [], result), order);
  return result;
}

function instanceAttribute(engine: Engine, site: Site, value: Value, name: string): Operand {
  const type = engine.classes[indexOf(value)];
  if (type === undefined) return NONE;
  const exact = kindOf(value) === Kind.instance;
  if (name === '__class__') return makeValue(exact ? Kind.class : Kind.subclass, type.id);
  if (name === '__dict__') return UNKNOWN;
  if ((name === '__mro__' || name === '__bases__') && isMetaclass(type)) return orderOf(engine, site, value);
  const made = request(engine, type, name, exact ? 'instance' : 'subtype');
  wantFallback(engine, made);
  if (!made.asked) {
    made.asked = true;
    askHooks(engine, site, type, value, name, made.result);
  }
  return ask(made, site.unit, site.line);
}

/** What every object has itself. */
const OBJECT_NAMES = new Set(
  `__class__ __delattr__ __dict__ __dir__ __doc__ __eq__ __format__ __getattribute__ __getstate__ __hash__ __init__
__init_subclass__ __module__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __setattr__ __sizeof__ __str__
__subclasshook__ __weakref__`.split(/\s+/),
);

/** `__getattr__` answers for names that nothing defines, `__getattribute__` for all. */
function askHooks(engine: Engine, site: Site, type: ClassObject, value: Value, name: string, result: Node): void {
  const defined = type.order.some((each) => each.members.has(name));
  const isDefined = defined || OBJECT_NAMES.has(name);
  const hooks = isDefined ? ['__getattribute__'] : ['__getattribute__', '__getattr__'];
  for (const hook of hooks) {
    if (!type.order.some((each) => each.members.has(hook))) continue;
    const passed = [makeValue(Kind.string, textId(engine, name))];
    engine.hookNames.add(name);
    callSpecial(engine, plainCall({ ...site, kind: 'descriptor' }, passed, result), value, hook);
    if (!defined) {
      loadByName(engine, site.unit, site.line, name);
      addValue(engine, result, makeValue(Kind.named, textId(engine, name)));
    }
  }
}

/**
 * Any attribute of a class or an instance: which one shows where it is called. `onlyAsked`: one that some code asks for.
 * Null for other values.
 */
export function memberOfAny(engine: Engine, value: Value, onlyAsked = false): Value | null {
  const kind = kindOf(value);
  const isType = kind === Kind.instance || kind === Kind.subtype || kind === Kind.class || kind === Kind.subclass;
  if (!isType) return null;
  let id = engine.anyOf.findIndex((each) => each.base === value && each.onlyAsked === onlyAsked);
  if (id < 0) id = engine.anyOf.push({ base: value, onlyAsked, offered: null }) - 1;
  return makeValue(Kind.anyMember, id);
}

/** Calls one of all that a value offers. Where many places do, they read it once: through a hub. */
export function callAnyMember(engine: Engine, call: Call, index: number): void {
  const any = engine.anyOf[index];
  const type = any === undefined ? undefined : engine.classes[indexOf(any.base)];
  if (any === undefined || type === undefined) return;
  if (any.offered === null) {
    const hub = makeUnit(engine, 'hub', type.module, { path: type.unit.path, line: type.line });
    const node = new Node(hub);
    any.offered = { hub, members: node };
    const site: Site = { unit: hub, line: 0, kind: 'dynamic', resolved: false };
    if (any.onlyAsked) engine.hookLoads.push({ site, value: any.base, result: node, done: new Set() });
    else flow(engine, loadByPattern(engine, site, any.base, '*'), node);
  }
  const dynamic: Call = { ...call, kind: 'dynamic', resolved: false };
  addStep(call.unit, any.offered.hub, call.line, 'dynamic', false);
  callOperand(engine, dynamic, any.offered.members);
}

/** An attribute whose name is not known is taken from something: any method, once it is called. */
export function loadAnything(engine: Engine, site: Site, base: Operand, result: Node): void {
  addValue(engine, result, UNKNOWN);
  callByName(engine, site.unit, site.line, '__get__');
  whenever(engine, base, (value) => {
    const member = memberOfAny(engine, value);
    if (member === null) return;
    if (site.unit.module.rendersTemplates) engine.namedLoads.push({ site, value, result });
    else addValue(engine, result, member);
  });
}

/** All that instances of a type offer under names that fit a pattern: `getattr(self, "visit_" + name)`. */
export function loadByPattern(engine: Engine, site: Site, base: Operand, pattern: string): Operand {
  const result = new Node(site.unit);
  whenever(engine, base, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.module) {
      const module = engine.modules[indexOf(value)];
      if (module === undefined) return;
      for (const name of namesOffered(engine, module)) {
        if (fits(name, pattern)) flow(engine, loadFrom(engine, site, value, name), result);
      }
      return;
    }
    const type = engine.classes[indexOf(value)];
    const isType = kind === Kind.instance || kind === Kind.subtype || kind === Kind.class || kind === Kind.subclass;
    if (!isType || type === undefined) {
      if (kind === Kind.unknown || kind === Kind.named) {
        // Whichever class the object is of: what has such a name and is called.
        addValue(
          engine,
          result,
          knownLetters(pattern) < MIN_KNOWN ? UNKNOWN : makeValue(Kind.named, textId(engine, pattern)),
        );
      }
      return;
    }
    for (const name of offeredNames(engine, value)) {
      if (fits(name, pattern) && (pattern !== '*' || !name.startsWith('__'))) {
        flow(engine, loadFrom(engine, site, value, name), result);
      }
    }
  });
  return result;
}

/** The names that a module binds, or that a class and, where a value may be of one, its subclasses define. */
export function offeredNames(engine: Engine, value: Value): ReadonlySet<string> {
  const kind = kindOf(value);
  if (kind === Kind.module) return engine.modules[indexOf(value)]?.bound ?? new Set();
  const names = new Set<string>();
  const type = engine.classes[indexOf(value)];
  const below = new Set<ClassObject>(type === undefined ? [] : [type]);
  for (const each of below) {
    for (const above of each.order) for (const name of above.members.keys()) names.add(name);
    if (kind === Kind.subtype || kind === Kind.subclass) for (const sub of each.subclasses) below.add(sub);
  }
  return names;
}
