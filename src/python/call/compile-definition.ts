// Reads definitions: functions with their defaults and decorators, classes with their bases, lambdas.
import type { ClassStatement, Expression, FunctionStatement, LambdaExpression, Statement } from '../summary/summary.ts';
import { eachExpression, walkExpression, walkStatements } from '../summary/visit.ts';
import { isOverload } from './abstract.ts';
import { isPlainValue } from './bind-member.ts';
import { listClassMethods, listDefinition } from './by-name.ts';
import { type Call, callOperand, callSpecial, plainCall } from './call-value.ts';
import { type Choice, pickSite } from './choice.ts';
import { compileBase, takeMetaclass } from './class-base.ts';
import { ClassObject } from './class-object.ts';
import { compileExpression } from './compile-expression.ts';
import { compileBlock } from './compile-statement.ts';
import { boundValue, type Engine, makeUnit, stringValue, textOf } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { addValue, flow, whenever } from './flow.ts';
import { request } from './hierarchy.ts';
import { makeLive } from './live-class.ts';
import { attributeNode } from './module-value.ts';
import { Node, type Operand } from './node.ts';
import { registrationOf } from './registration.ts';
import { bindingsOf, bindName, type Frame, Path, type Scope, siteOf } from './scope.ts';
import { isLibraryHook } from './standard-names.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** `def`. */
export function compileFunction(frame: Frame, statement: FunctionStatement): void {
  const { engine } = frame;
  const defaults = statement.parameters.map((parameter) =>
    parameter.default === null ? null : compileExpression(frame, parameter.default),
  );
  for (const { annotation } of statement.parameters) visitAnnotation(frame, annotation);
  visitAnnotation(frame, statement.returns);
  const decorators = statement.decorators.map((decorator) => compileExpression(frame, decorator));
  if (decorators.some((decorator) => isOverload(engine, decorator))) return;
  const unit = makeUnit(engine, 'function', frame.module, {
    path: pathOf(frame, statement.name),
    line: statement.line,
    firstLine: statement.firstLine,
    parameters: statement.parameters,
    statement,
    owner: frame.type,
    outer: scopeHere(frame),
    defaults,
    binding: bindingOf(engine, statement, decorators),
    isHelper: frame.type?.helpers.has(statement.name) ?? false,
  });
  engine.source.defined(unit);
  if (frame.scope === null && frame.type === null)
    listDefinition(engine, statement.name, makeValue(Kind.function, unit.id));
  frame.line = statement.firstLine;
  const value = makeValue(Kind.function, unit.id);
  const made = registrationOf(frame, statement);
  if (made === null) {
    bindName(frame, statement.name, decorateAll(frame, statement, decorators, value));
    return;
  }
  // The decorators run here; the function reaches them once somebody names it.
  decorateAll(frame, statement, decorators, NONE);
  const result = new Node(frame.unit);
  let isTaken = false;
  const take = (): Operand => {
    if (isTaken) return result;
    isTaken = true;
    const { line } = frame;
    flow(engine, decorateAll(frame, statement, decorators, value), result);
    frame.line = line;
    return result;
  };
  engine.registrations.push({ ...made, take });
  frame.module.deferred ??= new Map();
  frame.module.deferred.set(statement.name, take);
  flow(engine, result, attributeNode(engine, frame.module, statement.name));
}

/** What all decorators of a function make of it, from the last one to the first. */
function decorateAll(
  frame: Frame,
  statement: FunctionStatement,
  decorators: readonly Operand[],
  target: Operand,
): Operand {
  let operand = target;
  for (const [index, decorator] of decorators.toReversed().entries()) {
    const written = statement.decorators[decorators.length - 1 - index];
    frame.line = written?.line ?? statement.line;
    operand = decorate(frame, decorator, operand);
  }
  return operand;
}

/** Annotations are expressions that run where they stand, unless the module or the interpreter puts that off. */
export function visitAnnotation(frame: Frame, annotation: Expression | null): void {
  if (annotation === null || frame.module.lazyAnnotations || isDeferred(frame)) return;
  if (annotation.kind === 'subscript' || annotation.kind === 'call') compileExpression(frame, annotation);
}

/** PEP 649. */
function isDeferred(frame: Frame): boolean {
  const { version } = frame.engine.target;
  return version !== null && version[1] >= 14;
}

/** The path of a name defined here, as `__qualname__` without `<locals>`. */
export function pathOf(frame: Frame, name: string): string {
  const around = frame.type?.path ?? frame.unit.path;
  return around === '' ? name : `${around}.${name}`;
}

/** The scope that a function defined here sees around it, as it is on this path. */
export function scopeHere(frame: Frame): Scope | null {
  const outside = frame.type === null ? frame : outermost(frame);
  const { scope } = outside;
  return scope === null ? null : { ...scope, path: outside.path };
}

function outermost(frame: Frame): Frame {
  let around = frame;
  while (around.type !== null && around.around !== null) around = around.around;
  return around;
}

const IMPLICIT_CLASS = new Set(['__init_subclass__', '__class_getitem__']);

function bindingOf(
  engine: Engine,
  statement: FunctionStatement,
  decorators: readonly Operand[],
): 'instance' | 'class' | 'static' {
  for (const decorator of decorators) {
    const names = outsideNames(engine, decorator);
    if (names.includes('<builtin>.staticmethod') || names.includes('abc.abstractstaticmethod')) return 'static';
    if (names.includes('<builtin>.classmethod') || names.includes('abc.abstractclassmethod')) return 'class';
  }
  if (statement.name === '__new__') return 'static';
  return IMPLICIT_CLASS.has(statement.name) ? 'class' : 'instance';
}

/** What a decorator is outside of the program, or derives from there. */
function outsideNames(engine: Engine, decorator: Operand): readonly string[] {
  const [value, ...others] = typeof decorator === 'number' ? [decorator] : decorator.values;
  if (value === undefined || others.length > 0) return [];
  if (kindOf(value) === Kind.external) return [textOf(engine, indexOf(value))];
  return kindOf(value) === Kind.class ? (engine.classes[indexOf(value)]?.outside ?? []) : [];
}

/** What `@decorator` makes of a function or class. */
function decorate(frame: Frame, decorator: Operand, target: Operand): Operand {
  const { engine } = frame;
  const site = siteOf(frame);
  if (typeof decorator === 'number' && isTransparent(engine, decorator)) return target;
  const result = new Node(frame.unit);
  const choice: Choice = [];
  whenever(engine, decorator, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.class) {
      const by = engine.classes[indexOf(value)];
      if (by !== undefined && isWrapper(by)) {
        makeLive(engine, by, site);
        const id = engine.decorated.length;
        engine.decorated.push({ target, by });
        addValue(engine, result, makeValue(Kind.decorated, id));
        const initial = request(engine, by, '__init__', 'instance').result;
        callOperand(engine, plainCall(site, [NONE], null), initial);
        whenever(engine, initial, (made) => {
          if (callsFirst(engine, made))
            callOperand(engine, plainCall({ ...site, kind: 'callback' }, [NONE], null), target);
        });
        if (by.order.some((each) => each.members.has('__new__'))) {
          callOperand(engine, plainCall(site, [value, NONE], null), request(engine, by, '__new__', 'class').result);
        }
        return;
      }
    }
    const made = new Node(frame.unit);
    const call: Call = plainCall(pickSite(engine, site, choice, value), [target], made);
    callOperand(engine, call, value);
    // What a decorator that cannot be seen gives is taken for the function itself as well.
    whenever(engine, made, (given) => {
      // Of all that the decorator was ever given, what it was given here.
      if (kindOf(given) !== Kind.rest) addValue(engine, result, given);
      const givenKind = kindOf(given);
      if (givenKind === Kind.unknown || givenKind === Kind.external || givenKind === Kind.named || given === NONE) {
        flow(engine, target, result);
      }
    });
  });
  return result;
}

/** Decorators that change nothing about what runs when the function is called. */
const TRANSPARENT = new Set([
  '<builtin>.staticmethod',
  '<builtin>.classmethod',
  'abc.abstractmethod',
  'abc.abstractclassmethod',
  'abc.abstractstaticmethod',
  'typing.final',
  'typing.override',
  'typing.no_type_check',
  'typing.runtime_checkable',
  'typing_extensions.override',
  'typing_extensions.final',
  'typing_extensions.runtime_checkable',
  'typing_extensions.deprecated',
  'warnings.deprecated',
  'functools.lru_cache',
  'functools.cache',
  'functools.total_ordering',
  'functools.singledispatch',
  'functools.wraps',
  'contextlib.contextmanager',
  'contextlib.asynccontextmanager',
  'dataclasses.dataclass',
  'enum.unique',
  'types.coroutine',
  'asyncio.coroutine',
  'reprlib.recursive_repr',
]);

/** Whether a decorator gives back what it is given. */
function isTransparent(engine: Engine, decorator: Value): boolean {
  return kindOf(decorator) === Kind.external && TRANSPARENT.has(textOf(engine, indexOf(decorator)));
}

/** A class whose instances stand in for the function that they are made of. */
function isWrapper(type: ClassObject): boolean {
  return type.order.some((each) => each.members.has('__get__') || each.members.has('__call__'));
}

/** Whether a method's own code calls what it is handed first: `def __init__(self, function): self.flag = function(None)`. */
function callsFirst(engine: Engine, method: Value): boolean {
  const unit = kindOf(method) === Kind.method ? engine.units[indexOf(method)] : undefined;
  const name = unit?.parameters[1]?.name;
  if (name === undefined) return false;
  let isCalled = false;
  walkStatements(unit?.statement?.body ?? [], (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    eachExpression(statement, (part) =>
      walkExpression(part, (x) => {
        if (x.kind === 'lambda') return false;
        isCalled ||= x.kind === 'call' && x.callee.kind === 'name' && x.callee.id === name;
        return !isCalled;
      }),
    );
    return !isCalled;
  });
  return isCalled;
}

/** `lambda`. */
export function compileLambda(frame: Frame, expression: LambdaExpression): Value {
  const { engine } = frame;
  const defaults = expression.parameters.map((parameter) =>
    parameter.default === null ? null : compileExpression(frame, parameter.default),
  );
  frame.unit.lambdas++;
  const unit = makeUnit(engine, 'lambda', frame.module, {
    path: pathOf(frame, `<lambda${frame.unit.lambdas}>`),
    line: expression.line,
    parameters: expression.parameters,
    lambda: expression,
    outer: scopeHere(frame),
    within: frame.unit,
    defaults,
  });
  return makeValue(Kind.function, unit.id);
}

/** `class`. */
export function compileClass(frame: Frame, statement: ClassStatement): void {
  const { engine } = frame;
  const decorators = statement.decorators.map((decorator) => compileExpression(frame, decorator));
  const path = pathOf(frame, statement.name);
  const type = new ClassObject(engine.classes.length, statement.name, frame.unit, path, statement.line);
  type.helpers = calledNames(statement.body);
  engine.classes.push(type);
  engine.source.definedClass(type);
  frame.line = statement.line;
  const site = siteOf(frame);
  for (const base of statement.bases) compileBase(frame, type, base, site);
  const keywords: [string | null, Operand][] = [];
  for (const { name, value } of statement.keywords) {
    const operand = compileExpression(frame, value);
    if (name === 'metaclass') whenever(engine, operand, (meta) => takeMetaclass(engine, type, meta, site));
    else keywords.push([name, operand]);
  }
  const inner: Frame = {
    engine,
    unit: frame.unit,
    module: frame.module,
    scope: frame.scope,
    type,
    around: frame,
    bindings: bindingsOf(statement.body),
    path: new Path(null),
    line: statement.line,
  };
  compileBlock(inner, statement.body);
  const legacy = inner.path.get('__metaclass__');
  if (legacy !== null) whenever(engine, legacy, (meta) => takeMetaclass(engine, type, meta, site));
  listClassMethods(engine, type);
  if (type.module.firstParty) makeLive(engine, type, { ...site, kind: 'root' });
  runClassHooks(frame, type, keywords);
  makeMembers(frame, type);
  let operand: Operand = makeValue(Kind.class, type.id);
  for (const [index, decorator] of decorators.toReversed().entries()) {
    frame.line = statement.decorators[decorators.length - 1 - index]?.line ?? statement.line;
    const before = operand;
    operand = decorate(frame, decorator, before);
    // A class keeps its name even where its decorator is not understood.
    if (typeof operand !== 'number') flow(engine, before, operand);
  }
  frame.line = statement.line;
  bindName(frame, statement.name, operand);
}

/** The names that a class's body calls while it runs, as decorators and otherwise. */
function calledNames(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (callee: Expression): void => {
    if (callee.kind === 'name') names.add(callee.id);
  };
  const visit = (part: Expression): void =>
    walkExpression(part, (x) => {
      if (x.kind === 'call') note(x.callee);
      return x.kind !== 'lambda';
    });
  walkStatements(body, (statement) => {
    if (statement.kind === 'function') for (const each of statement.decorators) note(each);
    eachExpression(statement, visit);
    return statement.kind !== 'function' && statement.kind !== 'class';
  });
  return names;
}

/** Each plain value in the body of an enumeration is handed to its constructor. */
function makeMembers(frame: Frame, type: ClassObject): void {
  const { engine } = frame;
  if (!type.outside.some((name) => name.startsWith('enum.'))) return;
  const site = siteOf(frame);
  makeLive(engine, type, site);
  for (const node of type.members.values()) {
    whenever(engine, node, (value) => {
      if (!isPlainValue(value)) return;
      const isTuple = kindOf(value) === Kind.container && engine.containers[indexOf(value)]?.form === 'tuple';
      const call: Call = { ...plainCall(site, [value], null), spread: isTuple ? [true] : null };
      callOperand(engine, call, request(engine, type, '__init__', 'subtype').result);
      whenever(engine, request(engine, type, '__new__', 'class').result, (callable) => {
        const bound = boundValue(engine, callable, makeValue(Kind.class, type.id));
        if (kindOf(callable) === Kind.function) callOperand(engine, call, bound);
      });
    });
  }
}

/** `__init_subclass__` of the bases and `__set_name__` of the members. */
function runClassHooks(frame: Frame, type: ClassObject, keywords: readonly [string | null, Operand][]): void {
  const { engine } = frame;
  const site = siteOf(frame);
  const self = makeValue(Kind.class, type.id);
  const hook = request(engine, type, '__init_subclass__', 'super').result;
  whenever(engine, hook, (value) => {
    const callable = kindOf(value) === Kind.bound ? (engine.bounds[indexOf(value)]?.callable ?? value) : value;
    const unit = kindOf(callable) === Kind.function ? engine.units[indexOf(callable)] : undefined;
    if (unit === undefined || unit.owner === type) return;
    callOperand(engine, { ...plainCall(site, [self], null), keywords }, makeValue(Kind.function, unit.id));
  });
  for (const [name, node] of type.members) {
    if (isLibraryHook(name)) runOwnHook(engine, node, site);
    if (node.values.length > 0 && node.values.every((value) => kindOf(value) === Kind.function)) continue;
    whenever(engine, node, (value) => {
      const kind = kindOf(value);
      if (kind !== Kind.instance && kind !== Kind.subtype && kind !== Kind.decorated) return;
      const owner = kind === Kind.decorated ? engine.decorated[indexOf(value)]?.by : engine.classes[indexOf(value)];
      if (!owner?.order.some((each) => each.members.has('__set_name__'))) return;
      const receiver = kind === Kind.decorated ? makeValue(Kind.instance, owner.id) : value;
      callSpecial(engine, plainCall(site, [UNKNOWN, stringValue(engine, name)], null), receiver, '__set_name__', []);
    });
  }
}

/** A hook that is asked of the class itself, whether or not somebody makes instances: a class method. */
function runOwnHook(engine: Engine, node: Node, site: Site): void {
  whenever(engine, node, (value) => {
    const unit = kindOf(value) === Kind.function ? engine.units[indexOf(value)] : undefined;
    if (unit?.binding !== 'class' && kindOf(value) !== Kind.classMethod) return;
    letEscape(engine, value, { ...site, kind: 'callback', resolved: false });
  });
}
