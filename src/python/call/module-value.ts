// Modules as values: loading them, what their names stand for, and how imports bind names.
import { absoluteName } from '../graph/import-name.ts';
import { loadAttribute } from './attribute.ts';
import { loadByName } from './by-name.ts';
import { callOperand, plainCall } from './call-value.ts';
import { compileModule } from './compile-unit.ts';
import { type Engine, externalValue, makeUnit, stringValue, textId, textOf } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { addValue, flow, whenever } from './flow.ts';
import type { ModuleObject } from './module-object.ts';
import { Node, type Operand } from './node.ts';
import { bindingsOf } from './scope.ts';
import { namesOffered, offersName, starSource } from './star-names.ts';
import { anyModule } from './text-module.ts';
import { addStep } from './unit.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, type Value } from './value.ts';

/** Loads deeper in each other than this wait their turn, so that the stack holds. */
const MAX_DEPTH = 120;

/** Loads a module by a step: its parents, then its own top level, run. */
export function loadModule(engine: Engine, module: ModuleObject, site: Site): void {
  const { top } = prepare(engine, module);
  if (top === null) return;
  addStep(site.unit, top, site.line, site.kind, site.resolved, site.pick);
  if (module.loaded) return;
  module.loaded = true;
  top.reached = true;
  const dot = module.name.lastIndexOf('.');
  const parent = dot < 0 ? null : engine.source.find(module.name.slice(0, dot));
  if (parent !== null) {
    addValue(engine, parent.children, makeValue(Kind.module, module.id));
    loadModule(engine, parent, site);
    const last = module.name.slice(dot + 1);
    if (!parent.bound?.has(last)) {
      // What a star import gave under its name was there before.
      const offering = parent.attributes.has(last) ? null : starSource(parent, last);
      const node = attributeNode(engine, parent, last);
      if (offering !== null) flow(engine, moduleAttribute(engine, offering, last, site), node);
      addValue(engine, node, makeValue(Kind.module, module.id));
    }
  }
  if (engine.depth > MAX_DEPTH) {
    engine.pending.push(top);
    return;
  }
  engine.depth++;
  compileModule(engine, module);
  engine.depth--;
  engine.source.loaded(module);
}

/** Makes a module ready to be asked: its unit and the names that it binds. */
export function prepare(engine: Engine, module: ModuleObject): ModuleObject {
  if (module.top !== null) return module;
  module.top = makeUnit(engine, 'module', module, { path: '', line: 1 });
  const bindings = module.summary === null ? null : bindingsOf(module.summary.body);
  module.bound = bindings?.bound ?? new Set();
  if (bindings !== null) module.once = bindings.once;
  return module;
}

export function attributeNode(engine: Engine, module: ModuleObject, name: string): Node {
  let node = module.attributes.get(name);
  if (node === undefined) {
    node = new Node(module.top ?? engine.outside);
    module.attributes.set(name, node);
  }
  return node;
}

/** What `module.name` is. */
export function moduleAttribute(engine: Engine, module: ModuleObject, name: string, site: Site): Operand {
  prepare(engine, module);
  module.deferred?.get(name)?.();
  const known = module.attributes.get(name);
  if (known !== undefined) return settled(module, name, known);
  const node = attributeNode(engine, module, name);
  // What a lazy package imports for types alone it gives when it is asked.
  if (module.bound?.has(name) && !(module.typeImports.has(name) && isAsked(module))) return node;
  resolveUnbound(engine, module, name, node, site);
  return node;
}

/** The value of a name that only one place binds, once that is known; else its node. */
function settled(module: ModuleObject, name: string, node: Node): Operand {
  if (!module.constants.has(name) || node.values.length !== 1) return node;
  const [value] = node.values;
  if (value === undefined) return node;
  const kind = kindOf(value);
  const isFinal =
    kind === Kind.function ||
    kind === Kind.class ||
    kind === Kind.external ||
    kind === Kind.module ||
    kind === Kind.instance;
  if (!isFinal) return node;
  module.taken.add(name);
  return value;
}

/** Whether a module answers for names that it does not bind: by its `__getattr__`, or as another object. */
function isAsked(module: ModuleObject): boolean {
  return module.bound?.has('__getattr__') === true || module.graph?.facts?.isLazy === true;
}

/** A name that the top level does not bind itself: from a star import, a submodule, or made on demand. */
function resolveUnbound(engine: Engine, module: ModuleObject, name: string, node: Node, site: Site): void {
  const offering = starSource(module, name);
  if (offering !== null) {
    flow(engine, moduleAttribute(engine, offering, name, site), node);
    return;
  }
  for (const outside of module.starsOutside) addValue(engine, node, externalValue(engine, `${outside}.${name}`));
  const sub = engine.source.find(`${module.name}.${name}`);
  if (sub?.loaded) {
    addValue(engine, node, makeValue(Kind.module, sub.id));
    return;
  }
  if (name === '__name__' || name === '__file__' || name === '__doc__' || name === '__package__') {
    addValue(engine, node, stringValue(engine, module.name));
    return;
  }
  const hasHook = module.bound?.has('__getattr__') === true;
  const isLazy = module.graph?.facts?.isLazy === true;
  const target = hasHook || isLazy ? engine.source.lazy(module, name) : null;
  const isItself = target?.name.endsWith(`.${name}`) === true && !prepare(engine, target).bound?.has(name);
  if (hasHook) {
    // Which names it knows is not seen: that it is asked at all is a guess. Where a table of it says what it gives for
    // the name, all that it gives for others is left out.
    const isKnown = target !== null && (isItself || prepare(engine, target).bound?.has(name) === true);
    const called: Site = { ...site, kind: 'dynamic', resolved: false };
    callOperand(
      engine,
      plainCall(called, [stringValue(engine, name)], isKnown ? null : node),
      moduleAttribute(engine, module, '__getattr__', site),
    );
  }
  // `sys.modules[__name__] = …`
  if (isLazy && !hasHook) flow(engine, loadAttribute(engine, site, aliasNode(engine, module.name), name), node);
  if (target !== null) {
    loadModule(engine, target, { ...site, kind: 'dynamic', resolved: false });
    flow(engine, isItself ? makeValue(Kind.module, target.id) : moduleAttribute(engine, target, name, site), node);
  }
  if (hasHook || target !== null) return;
  if (!module.missing.has(name)) module.missing.set(name, site);
}

/** `from source import *` in a module: names of it that were asked for or are submodules of it may be what it gives. */
export function addStar(engine: Engine, module: ModuleObject, source: ModuleObject, site: Site): void {
  if (module.stars.includes(source)) return;
  module.stars.push(source);
  for (const [name, node] of module.attributes) {
    if (module.bound?.has(name) || starSource(module, name) !== source) continue;
    flow(engine, moduleAttribute(engine, source, name, site), node);
  }
}

/** What a name that is bound nowhere in a function means in its module: a global, else a built-in. */
export function globalName(engine: Engine, module: ModuleObject, name: string, site: Site): Operand {
  prepare(engine, module);
  module.deferred?.get(name)?.();
  const known = module.attributes.get(name);
  if (known !== undefined) return settled(module, name, known);
  if (module.bound?.has(name) || starSource(module, name) !== null) {
    return moduleAttribute(engine, module, name, site);
  }
  if (/^__(name|file|doc|package|spec|path)__$/.test(name)) return stringValue(engine, module.name);
  if (BUILTINS.has(name)) return externalValue(engine, `<builtin>.${name}`);
  if (module.starsOutside.length > 0) return externalValue(engine, `${module.starsOutside[0]}.${name}`);
  // Bound by code that cannot be seen: a `global` statement elsewhere, `exec`, a name injected by somebody.
  const node = attributeNode(engine, module, name);
  if (!module.missing.has(name)) module.missing.set(name, site);
  return node;
}

/** The value of `import name` when bound whole. */
export function importedModule(engine: Engine, name: string): Operand {
  const module = engine.source.find(name);
  return module === null ? importedName(engine, name) : makeValue(Kind.module, module.id);
}

/** What an import gives of a name that is none of the program's modules: something outside, or an alias. */
export function importedName(engine: Engine, name: string): Operand {
  const outside = externalValue(engine, name);
  if (engine.source.isOutside(name)) return outside;
  const node = aliasNode(engine, name);
  addValue(engine, node, outside);
  return node;
}

/** What stands in `sys.modules` under a name, besides the module of that name. */
export function aliasNode(engine: Engine, name: string): Node {
  let node = engine.aliases.get(name);
  if (node === undefined) {
    node = new Node(null);
    engine.aliases.set(name, node);
  }
  return node;
}

/** Runs `import a.b.c`; gives the module, null where it is none of the program's. */
export function importModule(engine: Engine, from: ModuleObject, name: string, site: Site): ModuleObject | null {
  const module = engine.source.findFrom(from, name);
  if (module === null) return null;
  loadModule(engine, module, { ...site, kind: 'load' });
  return module;
}

/** The absolute name that an import in a module means. */
export function absolute(module: ModuleObject, level: number, name: string): string {
  if (level === 0 || module.graph === null) return name;
  return absoluteName(module.graph, level, name) ?? name;
}

/** What `from source import name` binds. */
export function importName(
  engine: Engine,
  from: ModuleObject,
  source: ModuleObject,
  name: string,
  site: Site,
): Operand {
  prepare(engine, source);
  const isSelf =
    from === source
      ? source.selfImports.has(name)
      : source.selfImports.get(name) === true && !source.foreignImports.has(name);
  const isBound = source.bound?.has(name) === true && !isSelf;
  if (isBound) return moduleAttribute(engine, source, name, site);
  const sub = engine.source.findFrom(from, `${source.name}.${name}`) ?? engine.source.find(`${source.name}.${name}`);
  if (sub !== null && starSource(source, name) === null) {
    loadModule(engine, sub, { ...site, kind: 'load' });
    return makeValue(Kind.module, sub.id);
  }
  if (engine.source.isOutside(`${source.name}.${name}`)) return externalValue(engine, `${source.name}.${name}`);
  return moduleAttribute(engine, source, name, site);
}

/** Names that nobody bound in the end: code that was not seen did. True where some were asked for. */
export function answerMissing(engine: Engine): boolean {
  let changed = false;
  for (const module of engine.modules) {
    for (const [name, asked] of module.missing) {
      const node = module.attributes.get(name);
      if (node === undefined || node.values.length > 0) continue;
      if (starSource(module, name) !== null) {
        const site: Site = { ...asked, kind: 'load', resolved: true };
        module.attributes.delete(name);
        flow(engine, moduleAttribute(engine, module, name, site), node);
      } else if (engine.aliases.has(module.name)) {
        // Something else stands for the module.
        const site: Site = { ...asked, kind: 'load', resolved: true };
        flow(engine, loadAttribute(engine, site, aliasNode(engine, module.name), name), node);
      } else {
        // Some code that is not seen put it there: it may be anything of that name.
        loadByName(engine, asked.unit, asked.line, name);
        addValue(engine, node, makeValue(Kind.named, textId(engine, name)));
      }
      changed = true;
    }
    module.missing.clear();
  }
  return changed;
}

/** Everything that a module binds gets away: `globals()[name]()`. */
export function letNamesGo(engine: Engine, module: ModuleObject, site: Site): void {
  if (module.namesGone) return;
  module.namesGone = true;
  eachOffered(engine, module, site, (value) => letEscape(engine, value, site));
}

/** What `getattr(module, name)` gives for any name: one of its functions, run where that is called; all else gets away. */
export function anyName(engine: Engine, module: ModuleObject, site: Site): Value {
  if (module.anyName >= 0) return makeValue(Kind.rest, module.anyName);
  const functions = new Node(site.unit, true);
  module.anyName = engine.rests.push(functions) - 1;
  eachOffered(engine, module, site, (value) => {
    if (kindOf(value) === Kind.function) addValue(engine, functions, value);
    else letEscape(engine, value, site);
  });
  return makeValue(Kind.rest, module.anyName);
}

function eachOffered(engine: Engine, module: ModuleObject, site: Site, take: (value: Value) => void): void {
  for (const name of namesOffered(engine, module)) {
    if (!offersName(module, name) && engine.source.lazy(module, name) === null) continue;
    whenever(engine, moduleAttribute(engine, module, name, site), (value) => {
      if (isDefinedIn(engine, module, value)) take(value);
    });
  }
}

/** Whether a module is another or lies below it: what a package offers is often defined there. */
function isWithin(inner: ModuleObject | undefined, outer: ModuleObject): boolean {
  return inner === outer || inner?.name.startsWith(`${outer.name}.`) === true;
}

function isDefinedIn(engine: Engine, module: ModuleObject, value: Value): boolean {
  const index = indexOf(value);
  switch (kindOf(value)) {
    case Kind.function:
      return isWithin(engine.units[index]?.module, module);
    case Kind.class:
    case Kind.instance:
      return isWithin(engine.classes[index]?.module, module);
    default:
      return kindOf(value) !== Kind.module;
  }
}

/** What a module loads by names that cannot be read: all that the module graph finds it to load so. */
export function importAny(engine: Engine, from: ModuleObject, result: Node): void {
  addValue(engine, result, anyModule(engine));
  if (from.dynamicImports.includes(result)) return;
  from.dynamicImports.push(result);
  for (const module of from.dynamicModules) addValue(engine, result, makeValue(Kind.module, module.id));
  for (const value of from.dynamicUnread) addValue(engine, result, value);
}

/** A module is imported by a computed name: what is known of it, and what the module graph finds it to load. */
export function importComputed(engine: Engine, from: ModuleObject, site: Site, name: Operand, whole: boolean): Node {
  const result = new Node(site.unit, true);
  const open = (): void => importAny(engine, from, result);
  whenever(engine, name, (value) => {
    const text = kindOf(value) === Kind.string ? textOf(engine, indexOf(value)) : null;
    const module = text === null || text.startsWith('.') ? null : engine.source.find(text);
    if (module === null || text === null) {
      if (value !== NONE) open();
      if (text?.startsWith('.') === false) engine.lateImports.push({ name: text, site, whole, result });
      // `__import__("a.%s" % name)` gives `a` as well.
      const top =
        whole || !isText(value)
          ? null
          : engine.source.find(/^\w+(?=\.)/.exec(textOf(engine, indexOf(value)))?.[0] ?? '');
      if (top !== null) addValue(engine, result, makeValue(Kind.module, top.id));
      return;
    }
    giveImported(engine, module, { name: text, site, whole, result });
  });
  if (typeof name !== 'number' && name.values.length === 0) engine.openIndexes.push({ index: name, run: open });
  return result;
}

/** An import by a name that is known, of a module that was not read when it was asked for. */
export interface LateImport {
  readonly name: string;
  readonly site: Site;
  /** Whether it gives the module itself, not the package at the top. */
  readonly whole: boolean;
  readonly result: Node;
}

function giveImported(engine: Engine, module: ModuleObject, { name, site, whole, result }: LateImport): void {
  // A name that was computed is a guess at which module it is, however few values flowed in.
  loadModule(engine, module, { ...site, kind: 'string', resolved: false });
  // `__import__("a.b")` gives `a`.
  const top = whole ? module : (engine.source.find(name.split('.', 1)[0] ?? name) ?? module);
  addValue(engine, result, makeValue(Kind.module, top.id));
  if (top !== module) addValue(engine, result, makeValue(Kind.module, module.id));
}

/** Gives the modules that were read since they were asked for. True where there are some. */
export function answerLateImports(engine: Engine): boolean {
  let found = false;
  // What they load may import more.
  for (const late of engine.lateImports.splice(0)) {
    const module = engine.source.find(late.name);
    if (module === null) engine.lateImports.push(late);
    else giveImported(engine, module, late);
    found ||= module !== null;
  }
  return found;
}

function isText(value: Value): boolean {
  return kindOf(value) === Kind.string || kindOf(value) === Kind.prefix;
}

const BUILTINS = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup
False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError
ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError
MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError
OverflowError PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError
ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning
SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError
__build_class__ __debug__ __import__ __loader__ abs aiter all anext any apply ascii basestring bin bool breakpoint
buffer bytearray bytes callable chr classmethod cmp coerce compile complex copyright credits delattr dict dir divmod
enumerate eval exec execfile exit file filter float format frozenset getattr globals hasattr hash help hex id input
int intern isinstance issubclass iter len license list locals long map max memoryview min next object oct open ord pow
print property quit range raw_input reduce reload repr reversed round set setattr slice sorted staticmethod str sum
super tuple type unichr unicode vars xrange zip`.split(/\s+/),
);
