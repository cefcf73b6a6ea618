// Models of what the standard library does with what it is given, where that matters: data, by dotted name.
// Long because it is a table, one row for each name of the standard library that matters.
import { storeAttribute } from './attribute.ts';
import { loadComputed } from './builtin.ts';
import { type Call, callOperand, callSpecial, letGo, plainCall } from './call-value.ts';
import { type Choice, pickSite } from './choice.ts';
import { ClassObject } from './class-object.ts';
import { mergeInto } from './compile-expression.ts';
import { putEntry } from './container.ts';
import type { Container } from './container-object.ts';
import { type Engine, externalValue, makeContainer, STRING } from './engine.ts';
import { letEscape } from './escape.ts';
import { callSpecialOf, type Model } from './external.ts';
import { addValue, flow, union, whenever } from './flow.ts';
import { addBase, makeLive, memberOf } from './hierarchy.ts';
import { importComputed, letNamesGo } from './module-value.ts';
import { Node, type Operand } from './node.ts';
import { iterate } from './special.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** A fresh container for the result, given to `fill`. */
function giveContainer(
  engine: Engine,
  call: Call,
  form: Container['form'],
  fill: (container: Container, value: Value) => void,
): void {
  const made = makeContainer(engine, form, call.unit);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return;
  fill(container, made);
  if (call.result !== null) addValue(engine, call.result, made);
}

function give(engine: Engine, call: Call, operand: Operand | undefined): void {
  if (call.result !== null && operand !== undefined) flow(engine, operand, call.result);
}

function keyword(call: Call, name: string): Operand | undefined {
  return call.keywords.find(([each]) => each === name)?.[1];
}

/** Gives back its argument number `index`. */
function passes(index: number): Model {
  return (engine, call, _receiver, name) => {
    give(engine, call, call.passed[index]);
    if (call.passed[index] === undefined) give(engine, call, externalValue(engine, name));
  };
}

/** Gives back its first argument, or itself, to be called again: `@wraps(f)`, `@lru_cache(maxsize=3)`. */
const decorator: Model = (engine, call, _receiver, name) => {
  give(engine, call, externalValue(engine, name));
  give(engine, call, call.passed[0]);
};

/** A list, tuple or set of what its arguments hold. */
function collects(form: Container['form']): Model {
  return (engine, call) => {
    giveContainer(engine, call, form, (container) => {
      for (const operand of call.passed) flow(engine, iterate(engine, call, operand, false), container.rest);
    });
  };
}

const dictionary: Model = (engine, call) => {
  giveContainer(engine, call, 'dictionary', (container, value) => {
    fillDictionary(engine, call, container, value, call.passed);
  });
};

/** What mappings, pairs and keywords hold goes in. */
function fillDictionary(
  engine: Engine,
  call: Call,
  container: Container,
  value: Value,
  operands: readonly Operand[],
): void {
  for (const operand of operands) {
    mergeInto({ engine }, value, operand);
    whenever(engine, operand, (each) => {
      if (kindOf(each) === Kind.container && engine.containers[indexOf(each)]?.form === 'dictionary') return;
      whenever(engine, iterate(engine, call, each, false), (pair) => {
        flow(engine, iterate(engine, call, pair, false), container.rest);
      });
    });
  }
  for (const [name, operand] of call.keywords) {
    if (name === null) mergeInto({ engine }, value, operand);
    else putEntry(engine, container, name, operand);
  }
}

const defaultDictionary: Model = (engine, call) => {
  giveContainer(engine, call, 'dictionary', (container, value) => {
    const [factory, ...given] = call.passed;
    if (factory !== undefined) {
      callOperand(engine, plainCall({ ...call, kind: 'callback' }, [], container.rest), factory);
    }
    fillDictionary(engine, call, container, value, given);
  });
};

const object: Model = (engine, call) => {
  giveContainer(engine, call, 'object', (container) => {
    for (const [name, operand] of call.keywords) if (name !== null) putEntry(engine, container, name, operand);
  });
};

/** Something that holds what it is given and gives it back: queues, context variables. */
const holder: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    for (const operand of call.passed) flow(engine, operand, container.rest);
    for (const [, operand] of call.keywords) flow(engine, operand, container.rest);
  });
};

/** Calls each function among its arguments with what the others hold; `keep`: gives what they hold, else the results. */
function applies(keep: boolean): Model {
  return (engine, call) => {
    giveContainer(engine, call, 'list', (container) => {
      const element = union(
        engine,
        call.passed.map((operand) => iterate(engine, call, operand, false)),
        call.unit,
      );
      const result = keep ? null : container.rest;
      const choice: Choice = [];
      for (const operand of call.passed) {
        whenever(engine, operand, (value) => {
          if (!isCallable(value)) return;
          const called = pickSite(engine, { ...call, kind: 'callback' as const }, choice, value);
          callOperand(engine, plainCall(called, [element], result), value);
        });
      }
      if (keep) flow(engine, element, container.rest);
    });
  };
}

function isCallable(value: Value): boolean {
  const kind = kindOf(value);
  return (
    kind === Kind.function ||
    kind === Kind.method ||
    kind === Kind.bound ||
    kind === Kind.class ||
    kind === Kind.partial ||
    kind === Kind.external ||
    kind === Kind.named
  );
}

/** `sorted`, `min`, `max`, `groupby`: a key function sees each element. */
function keyed(whole: boolean): Model {
  return (engine, call) => {
    const single = call.passed.length === 1 || whole;
    const [first] = call.passed;
    const element = single
      ? first === undefined
        ? NONE
        : iterate(engine, call, first, false)
      : union(engine, call.passed, call.unit);
    const key = keyword(call, 'key') ?? (whole ? call.passed[1] : undefined);
    if (key !== undefined) callOperand(engine, plainCall({ ...call, kind: 'callback' }, [element], null), key);
    else {
      whenever(engine, element, (value) => {
        callSpecial(engine, plainCall(call, [element], null), value, '__lt__');
      });
    }
    if (whole) giveContainer(engine, call, 'list', (container) => flow(engine, element, container.rest));
    else give(engine, call, element);
    const otherwise = keyword(call, 'default');
    if (otherwise !== undefined) give(engine, call, otherwise);
  };
}

const enumerate: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    const pair = makeContainer(engine, 'tuple', call.unit);
    const inner = engine.containers[indexOf(pair)];
    const [first] = call.passed;
    if (inner !== undefined && first !== undefined) putEntry(engine, inner, 1, iterate(engine, call, first, false));
    addValue(engine, container.rest, pair);
  });
};

const zip: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    const tuple = makeContainer(engine, 'tuple', call.unit);
    const inner = engine.containers[indexOf(tuple)];
    for (const [index, operand] of call.passed.entries()) {
      const element = iterate(engine, call, operand, false);
      if (inner === undefined) continue;
      if (call.spread?.[index]) flow(engine, iterate(engine, call, element, false), inner.rest);
      else putEntry(engine, inner, index, element);
    }
    addValue(engine, container.rest, tuple);
  });
};

const next: Model = (engine, call) => {
  const [iterator, otherwise] = call.passed;
  if (iterator === undefined) return;
  whenever(engine, iterator, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.instance || kind === Kind.subtype) {
      callSpecial(engine, plainCall(call, [], call.result), value, '__next__');
    } else give(engine, call, iterate(engine, call, value, false));
  });
  give(engine, call, otherwise);
};

const iter: Model = (engine, call) => {
  const [iterable] = call.passed;
  if (iterable === undefined) return;
  whenever(engine, iterable, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.instance || kind === Kind.subtype) {
      callSpecial(engine, plainCall(call, [], call.result), value, '__iter__');
      return;
    }
    if (isCallable(value)) callOperand(engine, plainCall({ ...call, kind: 'callback' }, [], null), value);
    giveContainer(engine, call, 'list', (container) =>
      flow(engine, iterate(engine, call, value, false), container.rest),
    );
  });
};

const typeModel: Model = (engine, call) => {
  const [first, bases, members] = call.passed;
  if (first === undefined) return;
  if (bases !== undefined) {
    makeClass(engine, call, bases, members);
    return;
  }
  whenever(engine, first, (value) => {
    const kind = kindOf(value);
    const index = indexOf(value);
    if (kind === Kind.instance) give(engine, call, makeValue(Kind.class, index));
    else if (kind === Kind.subtype) give(engine, call, makeValue(Kind.subclass, index));
    else if (kind === Kind.unknown || kind === Kind.named) give(engine, call, UNKNOWN);
    else if (kind === Kind.external) give(engine, call, value);
    else if (kind === Kind.class || kind === Kind.subclass) {
      for (const each of engine.classes[index]?.order ?? []) {
        for (const meta of each.metaclasses) give(engine, call, makeValue(Kind.class, meta.id));
      }
    }
  });
};

/** `type(name, bases, members)`. */
function makeClass(engine: Engine, call: Call, bases: Operand, members: Operand | undefined): void {
  const type = new ClassObject(engine.classes.length, '', call.unit, call.unit.path, call.line);
  engine.classes.push(type);
  whenever(engine, iterate(engine, call, bases, false), (value) => {
    const base = engine.classes[indexOf(value)];
    const kind = kindOf(value);
    if ((kind === Kind.class || kind === Kind.subclass) && base !== undefined) addBase(engine, type, base);
    else if (kind === Kind.unknown || kind === Kind.named) addBase(engine, type, null);
  });
  if (members !== undefined) {
    whenever(engine, members, (value) => {
      const container = kindOf(value) === Kind.container ? engine.containers[indexOf(value)] : undefined;
      for (const [key, entry] of container?.entries() ?? []) {
        if (typeof key === 'string') flow(engine, entry, memberOf(engine, type, key));
      }
    });
  }
  makeLive(engine, type, call);
  give(engine, call, makeValue(Kind.class, type.id));
}

const property: Model = (engine, call) => {
  const id = engine.properties.length;
  const made = { getter: new Node(call.unit), setter: new Node(call.unit), deleter: new Node(call.unit) };
  engine.properties.push(made);
  const parts = [
    [made.getter, call.passed[0] ?? keyword(call, 'fget')],
    [made.setter, call.passed[1] ?? keyword(call, 'fset')],
    [made.deleter, call.passed[2] ?? keyword(call, 'fdel')],
  ] as const;
  for (const [node, operand] of parts) if (operand !== undefined) flow(engine, operand, node);
  give(engine, call, makeValue(Kind.property, id));
};

/** `@x.setter` and the like: the property itself, with one function more. */
function accessor(part: 'getter' | 'setter' | 'deleter'): Model {
  return (engine, call, receiver) => {
    const made = typeof receiver === 'number' ? engine.properties[indexOf(receiver)] : undefined;
    const [target] = call.passed;
    if (made !== undefined && target !== undefined) flow(engine, target, made[part]);
    if (receiver !== null) give(engine, call, receiver);
  };
}

const partial: Model = (engine, call) => {
  const [callee, ...passed] = call.passed;
  if (callee === undefined) return;
  const id = engine.partials.length;
  engine.partials.push({ callee, passed, keywords: call.keywords });
  give(engine, call, makeValue(Kind.partial, id));
};

/** A callable that gives its argument when called: `weakref.ref(x)()`. */
const reference: Model = (engine, call) => {
  const [target, callback] = call.passed;
  if (target === undefined) return;
  const id = engine.partials.length;
  engine.partials.push({ callee: externalValue(engine, 'weakref.target'), passed: [target], keywords: [] });
  give(engine, call, makeValue(Kind.partial, id));
  if (callback !== undefined) callOperand(engine, plainCall({ ...call, kind: 'callback' }, [NONE], null), callback);
};

/** Runs coroutines or functions and gives what they give. */
const runs: Model = (engine, call) => {
  for (const [index, operand] of call.passed.entries()) {
    whenever(engine, operand, (value) => {
      if (isCallable(value)) {
        const rest = call.passed.slice(index + 1);
        callOperand(engine, { ...call, kind: 'callback', passed: rest, spread: null, keywords: call.keywords }, value);
      } else if (kindOf(value) !== Kind.none) give(engine, call, value);
    });
  }
};

/** `Thread(target=f, args=(…))` and the like. */
const starts: Model = (engine, call, _receiver, name) => {
  const target = keyword(call, 'target') ?? keyword(call, 'function') ?? call.passed[1];
  const given = keyword(call, 'args') ?? call.passed[3];
  if (target !== undefined) {
    callOperand(
      engine,
      {
        ...call,
        kind: 'callback',
        passed: given === undefined ? [] : [given],
        spread: given === undefined ? null : [true],
        keywords: [],
        result: null,
      },
      target,
    );
  }
  give(engine, call, externalValue(engine, name));
};

const reduce: Model = (engine, call) => {
  const [callee, items, initial] = call.passed;
  if (callee === undefined || items === undefined) return;
  const result = new Node(call.unit);
  flow(engine, iterate(engine, call, items, false), result);
  if (initial !== undefined) flow(engine, initial, result);
  const element = iterate(engine, call, items, false);
  callOperand(engine, plainCall({ ...call, kind: 'callback' }, [result, element], result), callee);
  give(engine, call, result);
};

/** Reads or tests; nothing is kept or called but special methods. */
function asks(...names: string[]): Model {
  return (engine, call, _receiver, name) => {
    const [first] = call.passed;
    if (first !== undefined && names.length > 0) callSpecialOf(engine, { ...call, result: null }, first, ...names);
    give(engine, call, externalValue(engine, name === '<builtin>.str' ? STRING : name));
  };
}

/** `isinstance` and `issubclass` ask the metaclass of what they compare with. */
function checks(name: string): Model {
  return (engine, call) => {
    const types = call.passed[1];
    if (types === undefined) return;
    // A container may hold itself.
    const seen = new Set<Value>();
    const take = (value: Value): void => {
      if (seen.has(value)) return;
      seen.add(value);
      const kind = kindOf(value);
      if (kind === Kind.class || kind === Kind.subclass) callSpecial(engine, { ...call, result: null }, value, name);
      else if (kind === Kind.container) whenever(engine, iterate(engine, call, value, false), take);
    };
    whenever(engine, types, take);
    give(engine, call, NONE);
  };
}

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

const boundMethod: Model = (engine, call) => {
  const [callee, receiver] = call.passed;
  if (callee === undefined) return;
  const id = engine.partials.length;
  engine.partials.push({ callee, passed: receiver === undefined ? [] : [receiver], keywords: [] });
  give(engine, call, makeValue(Kind.partial, id));
};

const setAttribute: Model = (engine, call) => {
  const [object, name, value] = call.passed;
  if (object === undefined || name === undefined || value === undefined) return;
  whenever(engine, name, (text) => {
    if (kindOf(text) === Kind.string) storeAttribute(engine, call, object, engine.texts[indexOf(text)] ?? '', value);
  });
};

const letThemGo: Model = (engine, call) => {
  letGo(engine, call);
  give(engine, call, UNKNOWN);
};

const wraps: Model = (engine, call, _receiver, name) => {
  for (const operand of call.passed) {
    const id = engine.wrappers.length;
    engine.wrappers.push(operand);
    const kind = name === '<builtin>.classmethod' ? Kind.classMethod : Kind.static;
    give(engine, call, makeValue(kind, id));
  }
};

/** `operator.attrgetter(name)`: a callable that reads the attribute of what it is given. */
const attributeGetter: Model = (engine, call, _receiver, name) => {
  const id = engine.partials.length;
  engine.partials.push({
    callee: externalValue(engine, `${name}.call`),
    passed: call.passed.slice(0, 1),
    keywords: [],
  });
  give(engine, call, makeValue(Kind.partial, id));
};

const getAttribute: Model = (engine, call) => {
  const [object, name, otherwise] = call.passed;
  if (object === undefined || name === undefined) return;
  give(engine, call, loadComputed(engine, call, object, name));
  give(engine, call, otherwise);
};

const attributeGotten: Model = (engine, call) => {
  const [name, object] = call.passed;
  if (object !== undefined && name !== undefined) give(engine, call, loadComputed(engine, call, object, name));
};

const methodCalled: Model = (engine, call) => {
  const [name, object] = call.passed;
  if (object === undefined || name === undefined) return;
  callOperand(engine, plainCall(call, [], call.result), loadComputed(engine, call, object, name));
};

const importModel: Model = (engine, call, _receiver, name) => {
  const [target] = call.passed;
  if (target === undefined) return;
  const whole = name !== '<builtin>.__import__' || call.passed.length > 3 || keyword(call, 'fromlist') !== undefined;
  give(engine, call, importComputed(engine, call.unit.module, call, target, whole));
};

/** Looks through everything that its argument has. */
const members: Model = (engine, call) => {
  const [object] = call.passed;
  if (object !== undefined) {
    whenever(engine, object, (value) => {
      const module = kindOf(value) === Kind.module ? engine.modules[indexOf(value)] : undefined;
      const site = { ...call, kind: 'dynamic', resolved: false } as const;
      if (module !== undefined) letNamesGo(engine, module, site);
      else letEscape(engine, value, site);
    });
  }
  give(engine, call, UNKNOWN);
};

/** Copies its argument, by its own methods for that where it has some. */
const copies: Model = (engine, call, _receiver, name) => {
  const [object] = call.passed;
  if (object === undefined) return;
  const hook = name === 'copy.copy' ? '__copy__' : '__deepcopy__';
  callSpecialOf(engine, { ...call, result: null }, object, hook, '__reduce_ex__', '__reduce__', '__getstate__');
  callSpecialOf(engine, { ...call, result: null }, object, '__setstate__');
  give(engine, call, object);
};

const chain: Model = (engine, call) => {
  giveContainer(engine, call, 'list', (container) => {
    for (const operand of call.passed) {
      const element = iterate(engine, call, operand, false);
      flow(engine, element, container.rest);
      // `chain.from_iterable` goes one deeper.
      flow(engine, iterate(engine, call, element, false), container.rest);
    }
  });
};

function all(names: string, model: Model): [string, Model][] {
  return names.split(/\s+/).map((name): [string, Model] => [name, model]);
}

/** By dotted name. What is not here is handed its arguments, and gives something outside again. */
export const MODELS: Readonly<Record<string, Model>> = Object.fromEntries([
  ...all('<builtin>.list', collects('list')),
  ...all('<builtin>.tuple', collects('tuple')),
  ...all('<builtin>.set <builtin>.frozenset weakref.WeakSet', collects('set')),
  ...all('<builtin>.reversed collections.deque itertools.cycle itertools.islice', collects('list')),
  ...all('itertools.chain itertools.chain.from_iterable', chain),
  ...all('<builtin>.dict collections.OrderedDict collections.Counter collections.ChainMap', dictionary),
  ...all('weakref.WeakValueDictionary weakref.WeakKeyDictionary types.MappingProxyType', dictionary),
  ...all('collections.defaultdict', defaultDictionary),
  ...all('threading.local types.SimpleNamespace argparse.Namespace', object),
  ...all('queue.Queue queue.LifoQueue queue.PriorityQueue queue.SimpleQueue asyncio.Queue', holder),
  ...all('contextvars.ContextVar', holder),
  ...all('<builtin>.map itertools.starmap', applies(false)),
  ...all('<builtin>.filter itertools.filterfalse itertools.takewhile itertools.dropwhile', applies(true)),
  ...all('<builtin>.sorted itertools.groupby heapq.nsmallest heapq.nlargest heapq.merge', keyed(true)),
  ...all('<builtin>.min <builtin>.max', keyed(false)),
  ...all('<builtin>.enumerate', enumerate),
  ...all('<builtin>.zip itertools.zip_longest itertools.product', zip),
  ...all('<builtin>.next <builtin>.anext', next),
  ...all('<builtin>.iter <builtin>.aiter', iter),
  ...all('<builtin>.type', typeModel),
  ...all('<builtin>.property abc.abstractproperty functools.cached_property types.DynamicClassAttribute', property),
  ...all('enum.property', property),
  ...all('<builtin>.property.setter', accessor('setter')),
  ...all('<builtin>.property.getter', accessor('getter')),
  ...all('<builtin>.property.deleter', accessor('deleter')),
  ...all('<builtin>.staticmethod <builtin>.classmethod', wraps),
  ...all('functools.partial functools.partialmethod', partial),
  ...all('weakref.ref weakref.WeakMethod', reference),
  ...all('types.MethodType', boundMethod),
  ...all('weakref.target weakref.proxy contextlib.closing contextlib.nullcontext', passes(0)),
  ...all('contextlib.aclosing operator.itemgetter.call abc.abstractmethod functools.update_wrapper', passes(0)),
  ...all('inspect.unwrap inspect.cleandoc asyncio.ensure_future', passes(0)),
  ...all('typing.cast typing_extensions.cast', passes(1)),
  ...all(
    'functools.wraps functools.lru_cache functools.cache functools.singledispatch functools.total_ordering',
    decorator,
  ),
  ...all('contextlib.contextmanager contextlib.asynccontextmanager dataclasses.dataclass types.coroutine', decorator),
  ...all('enum.unique typing.overload typing.final typing.no_type_check typing.runtime_checkable', decorator),
  ...all('typing_extensions.deprecated warnings.deprecated typing.dataclass_transform', decorator),
  ...all('typing_extensions.dataclass_transform asyncio.coroutine reprlib.recursive_repr', decorator),
  ...all('asyncio.run asyncio.wait_for asyncio.shield asyncio.create_task asyncio.gather asyncio.to_thread', runs),
  ...all('contextlib.ExitStack.enter_context contextlib.AsyncExitStack.enter_async_context', passes(0)),
  ...all('threading.Thread threading.Timer multiprocessing.Process', starts),
  ...all('functools.reduce', reduce),
  ...all('copy.copy copy.deepcopy', copies),
  ...all('operator.attrgetter operator.methodcaller', attributeGetter),
  ...all('operator.attrgetter.call', attributeGotten),
  ...all('operator.methodcaller.call', methodCalled),
  ...all('<builtin>.getattr inspect.getattr_static', getAttribute),
  ...all('<builtin>.__import__ importlib.import_module', importModel),
  ...all('inspect.getmembers <builtin>.vars', members),
  ...all('<builtin>.setattr <builtin>.object.__setattr__', setAttribute),
  ...all('<builtin>.type.__subclasses__', subclasses),
  ...all('<builtin>.isinstance', checks('__instancecheck__')),
  ...all('<builtin>.issubclass', checks('__subclasscheck__')),
  ...all('<builtin>.id <builtin>.callable <builtin>.range', asks()),
  ...all('<builtin>.str', asks('__str__', '__repr__')),
  ...all('<builtin>.repr <builtin>.ascii', asks('__repr__')),
  ...all('<builtin>.len', asks('__len__')),
  ...all('<builtin>.bool', asks('__bool__', '__len__')),
  ...all('<builtin>.int', asks('__int__', '__index__', '__trunc__')),
  ...all('<builtin>.float', asks('__float__', '__index__')),
  ...all('<builtin>.hash', asks('__hash__')),
  ...all('<builtin>.bytes', asks('__bytes__', '__iter__')),
  ...all('<builtin>.abs', asks('__abs__')),
  ...all('<builtin>.round', asks('__round__')),
  ...all('<builtin>.dir', asks('__dir__')),
  ...all('importlib.reload runpy.run_module runpy.run_path', letThemGo),
]);
