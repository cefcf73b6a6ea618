// Models of what looks objects up by name, or looks through all that they have: `getattr`, `vars`, `inspect`.
import { declaredType } from './annotation.ts';
import { loadAttribute, loadByPattern, memberOfAny } from './attribute.ts';
import { deleteAttribute, storeAttribute } from './attribute-store.ts';
import { loadComputed } from './builtin.ts';
import { callOperand, plainCall } from './call-value.ts';
import { ClassObject } from './class-object.ts';
import { putEntry } from './container.ts';
import { boundValue, externalValue, makeContainer, STRING, textOf } from './engine.ts';
import { letEscape } from './escape.ts';
import { handOver } from './external.ts';
import { addValue, flow, whenever } from './flow.ts';
import { eachInstance } from './hierarchy.ts';
import { makeLive } from './live-class.ts';
import { all, give, giveContainer, keyword, type Model } from './model.ts';
import { importAny, importComputed, letNamesGo } from './module-value.ts';
import { namespaceOf } from './namespace.ts';
import { Node, type Operand } from './node.ts';
import { isMetaclass } from './reach.ts';
import { readSubscript } from './subscript.ts';
import { indexOf, Kind, kindOf, makeValue, UNKNOWN } from './value.ts';

const subclasses: Model = (engine, call, receiver) => {
  const type = typeof receiver === 'number' ? engine.classes[indexOf(receiver)] : undefined;
  if (type === undefined) return;
  giveContainer(engine, call, 'list', (container) => {
    addValue(engine, container.rest, makeValue(Kind.subclass, type.id));
    type.listeners.push((below) => makeLive(engine, below, { ...call, kind: 'dynamic', resolved: false }));
    const below = new Set(type.subclasses);
    for (const each of below) {
      makeLive(engine, each, { ...call, kind: 'dynamic', resolved: false });
      for (const further of each.subclasses) below.add(further);
    }
  });
};

const setAttribute: Model = (engine, call, receiver) => {
  const [object, name, value] = receiver === null ? call.passed : [receiver, ...call.passed];
  if (object === undefined || name === undefined || value === undefined) return;
  whenever(engine, name, (text) => {
    if (kindOf(text) === Kind.string) storeAttribute(engine, call, object, engine.texts[indexOf(text)] ?? '', value);
  });
};

const deleteNamed: Model = (engine, call, receiver) => {
  const [object, name] = receiver === null ? call.passed : [receiver, ...call.passed];
  if (object === undefined || name === undefined) return;
  whenever(engine, name, (text) => {
    if (kindOf(text) === Kind.string) deleteAttribute(engine, call, object, engine.texts[indexOf(text)] ?? '');
  });
};

/** A callable that remembers its arguments for later: `operator.attrgetter("a", "b.c")`. */
const remembers: Model = (engine, call, _receiver, name) => {
  const made = makeContainer(engine, 'tuple', call.unit);
  const container = engine.containers[indexOf(made)];
  for (const [index, operand] of call.passed.entries()) {
    if (container !== undefined) putEntry(engine, container, call.spread?.[index] ? null : index, operand);
  }
  const id = engine.partials.length;
  engine.partials.push({ callee: externalValue(engine, `${name}.call`), passed: [made], keywords: [] });
  give(engine, call, makeValue(Kind.partial, id));
};

const getAttribute: Model = (engine, call) => {
  const [object, name, otherwise] = call.passed;
  if (object === undefined || name === undefined) return;
  give(engine, call, loadComputed(engine, call, object, name));
  give(engine, call, otherwise);
};

/** `attrgetter(…)(x)`: dotted names go deeper. */
const attributeGotten: Model = (engine, call) => {
  const [names, object] = call.passed;
  if (object === undefined || typeof names !== 'number') return;
  const container = engine.containers[indexOf(names)];
  const several = makeContainer(engine, 'tuple', call.unit);
  const into = engine.containers[indexOf(several)];
  for (const [key, node] of container?.entries() ?? []) {
    const found = new Node(call.unit);
    whenever(engine, node, (name) => {
      if (kindOf(name) !== Kind.string) {
        flow(engine, loadComputed(engine, call, object, name), found);
        return;
      }
      let operand: Operand = object;
      for (const part of textOf(engine, indexOf(name)).split('.')) operand = loadAttribute(engine, call, operand, part);
      flow(engine, operand, found);
    });
    give(engine, call, found);
    if (into !== undefined) putEntry(engine, into, key, found);
  }
  if ((container?.size ?? 0) > 1) give(engine, call, several);
};

/** `methodcaller(name, …)(x)`. */
const methodCalled: Model = (engine, call) => {
  const [given, object] = call.passed;
  if (object === undefined || typeof given !== 'number') return;
  const container = engine.containers[indexOf(given)];
  const name = container?.get(0);
  if (container === undefined || name === undefined) return;
  const passed = [...container.entries()].filter(([key]) => key !== 0).map(([, node]) => node);
  const callee = new Node(call.unit);
  whenever(engine, name, (each) => flow(engine, loadComputed(engine, call, object, each), callee));
  callOperand(engine, plainCall(call, passed, call.result), callee);
};

/** `itemgetter(…)(x)`. */
const itemGotten: Model = (engine, call) => {
  const [keys, object] = call.passed;
  if (object === undefined || typeof keys !== 'number') return;
  const container = engine.containers[indexOf(keys)];
  const several = makeContainer(engine, 'tuple', call.unit);
  const into = engine.containers[indexOf(several)];
  for (const [key, node] of container?.entries() ?? []) {
    const found = readSubscript(engine, call, object, node);
    give(engine, call, found);
    if (into !== undefined) putEntry(engine, into, key, found);
  }
  if ((container?.size ?? 0) > 1) give(engine, call, several);
};

/** `operator.getitem(x, key)`. */
const itemRead: Model = (engine, call) => {
  const [object, key] = call.passed;
  if (object !== undefined && key !== undefined) give(engine, call, readSubscript(engine, call, object, key));
};

/** `object.__getattribute__(x, name)`. */
const baseAttribute: Model = (engine, call, receiver) => {
  const [object, name] = receiver === null ? call.passed : [receiver, call.passed[0]];
  if (object !== undefined && name !== undefined) give(engine, call, loadComputed(engine, call, object, name));
};

const importModel: Model = (engine, call, _receiver, name) => {
  const [target] = call.passed;
  if (target === undefined) return;
  const whole = name !== '<builtin>.__import__' || call.passed.length > 3 || keyword(call, 'fromlist') !== undefined;
  give(engine, call, importComputed(engine, call.unit.module, call, target, whole));
};

/** `entry_point.load()`. */
const loadsPlugin: Model = (engine, call) => {
  const loaded = new Node(call.unit, true);
  importAny(engine, call.unit.module, loaded);
  give(engine, call, loaded);
};

/** `inspect.signature(f)`, `get_type_hints(f)`: who reads annotations may make what they name. */
const annotations: Model = (engine, call, receiver, name) => {
  const [object] = call.passed;
  const site = { ...call, kind: 'dynamic', resolved: false } as const;
  handOver(engine, call, name);
  if (object !== undefined) {
    whenever(engine, object, (value) => {
      const isUnit = kindOf(value) === Kind.function || kindOf(value) === Kind.method;
      const unit = isUnit ? engine.units[indexOf(value)] : undefined;
      for (const { annotation } of unit?.parameters ?? []) {
        if (unit === undefined || annotation === null) continue;
        for (const type of declaredType(engine, unit.module, unit, annotation)) {
          if (typeof type === 'number' && kindOf(type) === Kind.subtype) {
            letEscape(engine, makeValue(Kind.class, indexOf(type)), site);
          }
        }
      }
    });
  }
  anything(engine, call, receiver, name);
};

/** Something that the running program can get at in ways that are not followed. */
const anything: Model = (engine, call, _receiver, name) => {
  for (const operand of call.passed) {
    whenever(engine, operand, (value) => {
      if (kindOf(value) === Kind.function) give(engine, call, value);
    });
  }
  give(engine, call, externalValue(engine, name));
  give(engine, call, UNKNOWN);
};

/** `vars(x)`: the names of a module, class or instance. */
const namespace: Model = (engine, call) => {
  const [object] = call.passed;
  if (object === undefined) return;
  whenever(engine, object, (value) => {
    const module = kindOf(value) === Kind.module ? engine.modules[indexOf(value)] : undefined;
    module?.takeDictionary();
    if (module !== undefined) give(engine, call, value);
    else give(engine, call, namespaceOf(engine, value, call.unit) ?? UNKNOWN);
  });
};

/** `inspect.getmembers(x, test)`: reads everything that `x` has, and gives the names with what they are. */
const members: Model = (engine, call) => {
  const [object] = call.passed;
  const test = keyword(call, 'predicate') ?? call.passed[1];
  if (object === undefined) return;
  const site = { ...call, kind: 'dynamic', resolved: false } as const;
  giveContainer(engine, call, 'list', (container) => {
    const pair = makeContainer(engine, 'tuple', call.unit);
    const inner = engine.containers[indexOf(pair)];
    if (inner === undefined) return;
    putEntry(engine, inner, 0, externalValue(engine, STRING));
    putEntry(engine, inner, 1, UNKNOWN);
    addValue(engine, container.rest, pair);
    whenever(engine, object, (value) => {
      const module = kindOf(value) === Kind.module ? engine.modules[indexOf(value)] : undefined;
      if (module !== undefined) letNamesGo(engine, module, site);
      else {
        // Properties run right here, methods where they are called.
        loadByPattern(engine, site, value, '*');
        const held = memberOfAny(engine, value);
        if (held === null) return;
        putEntry(engine, inner, 1, held);
        if (test !== undefined) callOperand(engine, plainCall({ ...call, kind: 'callback' }, [held], null), test);
      }
    });
    if (test !== undefined) callOperand(engine, plainCall({ ...call, kind: 'callback' }, [UNKNOWN], null), test);
  });
};

/** `C.mro()`, and what `__mro__` and `__bases__` hold. */
const order: Model = (engine, call, receiver) => {
  const type = typeof receiver === 'number' ? engine.classes[indexOf(receiver)] : undefined;
  if (type === undefined) return;
  giveContainer(engine, call, 'list', (container) => {
    if (isMetaclass(type)) {
      // The classes that it made: those at the top stand for those below.
      eachInstance(type, (each) => {
        const isBelow = each.bases.some((base) => base instanceof ClassObject && type.instances.includes(base));
        if (isBelow) return;
        addValue(engine, container.rest, makeValue(Kind.subclass, each.id));
        for (const above of each.order) addValue(engine, container.rest, makeValue(Kind.class, above.id));
      });
      return;
    }
    for (const each of type.order) addValue(engine, container.rest, makeValue(Kind.class, each.id));
    if (typeof receiver === 'number' && kindOf(receiver) === Kind.subclass) addValue(engine, container.rest, receiver);
  });
};

/** `f.__get__(x)`: the function bound to `x`. */
const binds: Model = (engine, call, receiver) => {
  const [object] = call.passed;
  if (typeof receiver !== 'number') return;
  give(engine, call, receiver);
  if (object !== undefined) {
    whenever(engine, object, (value) => give(engine, call, boundValue(engine, receiver, value)));
  }
};

/** `classmethod(f).__get__(None, cls)`: the function, bound to the class; of `staticmethod(f)` the function. */
const unwraps: Model = (engine, call, receiver) => {
  const wrapped = typeof receiver === 'number' ? engine.wrappers[indexOf(receiver)] : undefined;
  const owner = call.passed[1] ?? call.passed[0];
  if (typeof receiver !== 'number' || wrapped === undefined) return;
  whenever(engine, wrapped, (inner) => {
    give(engine, call, inner);
    if (kindOf(receiver) !== Kind.classMethod || owner === undefined) return;
    whenever(engine, owner, (value) => give(engine, call, boundValue(engine, inner, value)));
  });
};

/** By dotted name. */
export const REFLECTION_MODELS: readonly (readonly [string, Model])[] = [
  ...all('operator.attrgetter operator.methodcaller operator.itemgetter', remembers),
  ...all('operator.attrgetter.call', attributeGotten),
  ...all('operator.methodcaller.call', methodCalled),
  ...all('operator.itemgetter.call', itemGotten),
  ...all('operator.getitem', itemRead),
  ...all('<builtin>.getattr inspect.getattr_static', getAttribute),
  ...all('<builtin>.__import__ importlib.import_module', importModel),
  ...all('importlib.*.load', loadsPlugin),
  ...all('<builtin>.vars', namespace),
  ...all('inspect.getmembers inspect.getmembers_static', members),
  ...all('<builtin>.setattr <builtin>.object.__setattr__', setAttribute),
  ...all('<builtin>.delattr <builtin>.object.__delattr__', deleteNamed),
  ...all('<builtin>.object.__getattribute__', baseAttribute),
  ...all('<builtin>.type.__subclasses__', subclasses),
  ...all('<builtin>.type.mro', order),
  ...all('<builtin>.function.__get__', binds),
  ...all('<builtin>.classmethod.__get__', unwraps),
  ...all('gc.get_objects gc.get_referrers gc.get_referents sys.exc_info sys.exception', anything),
  ...all('sys._getframe inspect.currentframe inspect.stack', anything),
  ...all('pickle.load pickle.loads pickle.*.load copyreg.__newobj__ marshal.loads', anything),
  ...all('pkgutil.resolve_name pydoc.locate importlib.util.module_from_spec', anything),
  ...all('typing.get_type_hints inspect.get_annotations inspect.signature inspect.getfullargspec', annotations),
  ...all('typing.get_args typing.get_origin', anything),
];
