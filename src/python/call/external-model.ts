// Models of what the standard library does with what it is given, where that matters: data, by dotted name.
// Long because it is a table, one row for each name of the standard library that matters.

import { storeAttribute } from './attribute-store.ts';
import { callOperand, callSpecial, letGo, plainCall } from './call-value.ts';
import { CALLER_MODELS } from './caller-names.ts';
import { putEntry } from './container.ts';
import { externalValue, STRING } from './engine.ts';
import { callSpecialOf, handOver } from './external.ts';
import { flow, whenever } from './flow.ts';
import { ITERATION_MODELS } from './iteration-model.ts';
import { makeClass } from './made-class.ts';
import { MIXIN_MODELS } from './mapping-mixin.ts';
import { MAPPING_MODELS } from './mapping-model.ts';
import { all, give, giveContainer, keyword, type Model } from './model.ts';
import { Node } from './node.ts';
import { REFLECTION_MODELS } from './reflection-model.ts';
import { iterate } from './special.ts';
import { TASK_MODELS } from './task-model.ts';
import { indexOf, isLiteral, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** What is called as one calls all that it is made of. */
const passesAll: Model = (engine, { passed, result }) => {
  if (result !== null) for (const operand of passed) flow(engine, operand, result);
};

/** Gives back its argument number `index`. */
function passes(index: number): Model {
  return (engine, call, _receiver, name) => {
    give(engine, call, call.passed[index]);
    if (call.passed[index] === undefined) give(engine, call, externalValue(engine, name));
  };
}

/** Gives back the function or class that it is handed, else itself, to be called again: `@lru_cache(maxsize=3)`. */
const decorator: Model = (engine, call, _receiver, name) => {
  const [target] = call.passed;
  const itself = externalValue(engine, name);
  if (target === undefined) give(engine, call, itself);
  else whenever(engine, target, (value) => give(engine, call, isPlain(value) ? itself : value));
};

function isPlain(value: Value): boolean {
  return value === NONE || isLiteral(value) || kindOf(value) === Kind.external;
}

/** `functools.wraps(f)`: a decorator that lets `__wrapped__` of what it decorates be `f`. */
const wrapper: Model = (engine, call, _receiver, name) => {
  const id = engine.partials.length;
  engine.partials.push({
    callee: externalValue(engine, `${name}.call`),
    passed: call.passed.slice(0, 1),
    keywords: [],
  });
  give(engine, call, makeValue(Kind.partial, id));
};

const UNSEEN: ReadonlySet<number> = new Set([Kind.unknown, Kind.named, Kind.external, Kind.rest]);

/** What `functools.wraps(f)` does with the function that it decorates, and `update_wrapper(g, f)`. */
function wrapsUp(at: number): Model {
  return (engine, call) => {
    const target = call.passed[at] ?? keyword(call, at === 0 ? 'wrapper' : '');
    const wrapped = call.passed[1 - at] ?? keyword(call, 'wrapped');
    if (target === undefined) return;
    give(engine, call, target);
    if (wrapped === undefined) return;
    whenever(engine, target, (value) => {
      // Of what is not known nobody is seen to ask for it.
      if (!UNSEEN.has(kindOf(value))) storeAttribute(engine, call, value, '__wrapped__', wrapped);
    });
  };
}

const object: Model = (engine, call) => {
  giveContainer(engine, call, 'object', (container) => {
    for (const [name, operand] of call.keywords) if (name !== null) putEntry(engine, container, name, operand);
  });
};

const typeModel: Model = (engine, call) => {
  const [first, bases, members] = call.passed;
  if (first === undefined) return;
  if (bases !== undefined) {
    give(engine, call, makeValue(Kind.class, makeClass(engine, call, bases, members).id));
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

/** Reads or tests; nothing is kept or called but special methods. */
function asks(...names: string[]): Model {
  return (engine, call, _receiver, name) => {
    const [first] = call.passed;
    if (first !== undefined && names.length > 0) callSpecialOf(engine, { ...call, result: null }, first, ...names);
    give(engine, call, externalValue(engine, name === '<builtin>.str' ? STRING : name));
  };
}

/**
 * `isinstance` and `issubclass` ask the metaclass of what they compare with, `ABCMeta` what its classes say of
 * subclasses.
 */
function checks(...names: readonly string[]): Model {
  return (engine, call) => {
    const types = call.passed[1];
    if (types === undefined) return;
    // A container may hold itself.
    const seen = new Set<Value>();
    const take = (value: Value): void => {
      if (seen.has(value)) return;
      seen.add(value);
      const kind = kindOf(value);
      if (kind === Kind.class || kind === Kind.subclass) {
        for (const name of names) {
          const asked = name === names[0] ? (call.passed[0] ?? UNKNOWN) : UNKNOWN;
          callSpecial(engine, plainCall(call, [asked], null), value, name);
        }
      } else if (kind === Kind.container) whenever(engine, iterate(engine, call, value, false), take);
    };
    whenever(engine, types, take);
    give(engine, call, NONE);
  };
}

const boundMethod: Model = (engine, call) => {
  const [callee, receiver] = call.passed;
  if (callee === undefined) return;
  const id = engine.partials.length;
  engine.partials.push({ callee, passed: receiver === undefined ? [] : [receiver], keywords: [] });
  give(engine, call, makeValue(Kind.partial, id));
};

const letThemGo: Model = (engine, call) => {
  letGo(engine, call);
  give(engine, call, UNKNOWN);
};

/** Keeps a function for later, and gives it back: a decorator. */
const registers: Model = (engine, call, _receiver, name) => {
  handOver(engine, call, name);
  give(engine, call, call.passed[0]);
};

const wraps: Model = (engine, call, _receiver, name) => {
  for (const operand of call.passed) {
    const id = engine.wrappers.length;
    engine.wrappers.push(operand);
    const kind = name === '<builtin>.classmethod' ? Kind.classMethod : Kind.static;
    give(engine, call, makeValue(kind, id));
  }
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

/** By dotted name. What is not here is handed its arguments, and gives something outside again. */
export const MODELS: Readonly<Record<string, Model>> = Object.fromEntries([
  ...ITERATION_MODELS,
  ...MAPPING_MODELS,
  ...MIXIN_MODELS,
  ...REFLECTION_MODELS,
  ...CALLER_MODELS,
  ...TASK_MODELS,
  ...all('threading.local types.SimpleNamespace argparse.Namespace', object),
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
  ...all('weakref.target weakref.proxy contextlib.nullcontext', passes(0)),
  ...all('abc.abstractmethod', passes(0)),
  ...all('inspect.unwrap inspect.cleandoc', passes(0)),
  ...all('atexit.register abc.*.register', registers),
  ...all('typing.cast typing_extensions.cast', passes(1)),
  ...all('functools.lru_cache functools.cache functools.singledispatch functools.total_ordering', decorator),
  ...all('functools.wraps', wrapper),
  ...all('functools.wraps.call', wrapsUp(1)),
  ...all('functools.update_wrapper', wrapsUp(0)),
  ...all('contextlib.contextmanager contextlib.asynccontextmanager dataclasses.dataclass types.coroutine', decorator),
  ...all('enum.unique typing.final typing.no_type_check typing.runtime_checkable', decorator),
  ...all('typing_extensions.deprecated warnings.deprecated typing.dataclass_transform', decorator),
  ...all('typing_extensions.dataclass_transform asyncio.coroutine reprlib.recursive_repr', decorator),
  ...all('copy.copy copy.deepcopy', copies),
  ...all('<builtin>.isinstance', checks('__instancecheck__', '__subclasscheck__', '__subclasshook__')),
  ...all('<builtin>.issubclass', checks('__subclasscheck__', '__subclasshook__')),
  ...all('<builtin>.id <builtin>.callable', asks()),
  ...all('<builtin>.range', asks('__index__')),
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
  // Compiled, so that nothing shows it: the one sets a text, the other makes what calls all that it is handed when it is
  // called itself. Nearly every function of NumPy goes through them when its module is loaded.
  ...all('numpy._core._multiarray_umath.add_docstring numpy.core._multiarray_umath.add_docstring', asks()),
  ...all('numpy._core._multiarray_umath._ArrayFunctionDispatcher', passesAll),
  ...all('numpy.core._multiarray_umath._ArrayFunctionDispatcher', passesAll),
]);
