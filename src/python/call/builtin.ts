// Built-in functions that look at the place they are called from, or at how their arguments are written.
import { starGives } from '../graph/import-name.ts';
import { summariseText } from '../summary/summarise.ts';
import type { CallExpression } from '../summary/summary.ts';
import { loadAnything, loadAttribute, loadByPattern } from './attribute.ts';
import { storeAnything, storeAttribute } from './attribute-store.ts';
import { callByName, loadByName } from './by-name.ts';
import { letOneGo } from './call-value.ts';
import type { ClassObject } from './class-object.ts';
import { compileExpression, visitExpression } from './compile-expression.ts';
import { compileBlock } from './compile-statement.ts';
import { noteMember } from './construct.ts';
import { putEntry } from './container.ts';
import { ALL_NAMES, type Engine, makeContainer, textOf } from './engine.ts';
import { letEscape, type Site } from './escape.ts';
import { externalCalled } from './external.ts';
import { addValue, flow, whenever } from './flow.ts';
import { noteRunner } from './generated.ts';
import { request } from './hierarchy.ts';
import { isAskedName, loadAsked } from './hook-load.ts';
import { anyName, importComputed } from './module-value.ts';
import { knownLetters } from './name-pattern.ts';
import { Node, type Operand } from './node.ts';
import { inputsOf, isMetaclass } from './reach.ts';
import { type Frame, lookUp, ownerOf, siteOf } from './scope.ts';
import { isAnyModule, loadSpelled } from './text-module.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** What the call gives; null where it is a call like any other. */
export function callBuiltin(frame: Frame, expression: CallExpression, callee: Value): Operand | null {
  const name = textOf(frame.engine, indexOf(callee));
  const special = SPECIAL[name];
  if (special === undefined) return null;
  const given = special(frame, expression);
  if (given !== null) externalCalled(frame.engine, frame.unit, name);
  return given;
}

type Special = (frame: Frame, expression: CallExpression) => Operand | null;

const SPECIAL: Readonly<Record<string, Special>> = {
  '<builtin>.super': compileSuper,
  '<builtin>.getattr': compileGetattr,
  '<builtin>.setattr': compileSetattr,
  '<builtin>.hasattr': compileHasattr,
  '<builtin>.globals': ({ module }, expression) => {
    if (expression.arguments.length > 0) return null;
    module.takeDictionary();
    return makeValue(Kind.module, module.id);
  },
  '<builtin>.locals': compileLocals,
  '<builtin>.eval': compileEval,
  '<builtin>.exec': compileEval,
  '<builtin>.compile': runsCode,
  '<builtin>.__import__': compileImport,
  'importlib.import_module': compileImport,
};

/** `locals()`: everything bound so far, by name. */
function compileLocals(frame: Frame, expression: CallExpression): Operand | null {
  const { engine, scope } = frame;
  if (expression.arguments.length > 0 || scope === null || frame.type !== null) return null;
  const made = makeContainer(engine, 'dictionary', frame.unit);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return null;
  for (const name of scope.bindings.bound) putEntry(engine, container, name, lookUp(frame, name));
  return made;
}

function compileSuper(frame: Frame, expression: CallExpression): Operand | null {
  const { engine } = frame;
  const [first, ...others] = expression.arguments;
  const onClass = isOnClass(frame);
  if (first === undefined) {
    const owner = ownerOf(frame);
    return owner === null ? UNKNOWN : superOf(frame, owner, onClass);
  }
  const operand = compileExpression(frame, first);
  for (const other of others) visitExpression(frame, other);
  const above = (value: Value): Value => {
    const kind = kindOf(value);
    const type = kind === Kind.class || kind === Kind.subclass ? engine.classes[indexOf(value)] : ownerOf(frame);
    // What follows a class outside in the order of bases is outside, too.
    if (kind === Kind.external) return value;
    return type === undefined || type === null ? UNKNOWN : superOf(frame, type, onClass);
  };
  if (typeof operand === 'number') return above(operand);
  const result = new Node(frame.unit);
  whenever(engine, operand, (value) => addValue(engine, result, above(value)));
  return result;
}

function isOnClass(frame: Frame): boolean {
  const { unit } = frame;
  if (unit.owner !== null && isMetaclass(unit.owner)) return false;
  return unit.binding === 'class' || (unit.statement?.name === '__new__' && unit.owner !== null);
}

/** `super().make()` in a class method: the class is still the one that the method was called on, and may be made. */
function passClasses({ engine, unit }: Frame, above: ClassObject): void {
  const [given] = inputsOf(engine, unit);
  if (given === undefined) return;
  whenever(engine, given, (value) => {
    const kind = kindOf(value);
    const type = kind === Kind.class || kind === Kind.subclass ? engine.classes[indexOf(value)] : undefined;
    if (type !== undefined) noteMember(engine, above, type);
  });
}

function superOf(frame: Frame, above: ClassObject, onClass: boolean): Value {
  const { engine } = frame;
  if (frame.unit.binding === 'class') passClasses(frame, above);
  const key = `${above.id} ${onClass}`;
  const known = engine.superIds.get(key) ?? engine.supers.length;
  if (known === engine.supers.length) {
    engine.superIds.set(key, known);
    engine.supers.push({ above, onClass });
  }
  return makeValue(Kind.super, known);
}

function compileGetattr(frame: Frame, expression: CallExpression): Operand | null {
  const { engine } = frame;
  const [object, name, fallback] = expression.arguments;
  if (object === undefined || name === undefined || object.kind === 'starred' || name.kind === 'starred') return null;
  const base = compileExpression(frame, object);
  const attribute = compileExpression(frame, name);
  const otherwise = fallback === undefined ? NONE : compileExpression(frame, fallback);
  frame.line = expression.line;
  const found = loadComputed(engine, siteOf(frame), base, attribute);
  if (otherwise === NONE) return found;
  const result = new Node(frame.unit);
  flow(engine, found, result);
  flow(engine, otherwise, result);
  return result;
}

/** An attribute whose name is a value. */
export function loadComputed(engine: Engine, site: Site, base: Operand, attribute: Operand): Operand {
  if (typeof attribute === 'number' && kindOf(attribute) === Kind.string) {
    return loadAttribute(engine, site, base, textOf(engine, indexOf(attribute)));
  }
  const dynamic = { ...site, kind: 'dynamic', resolved: false } as const;
  const result = new Node(site.unit);
  let isOpen = false;
  whenever(engine, attribute, (value) => {
    const kind = kindOf(value);
    const text = textOf(engine, indexOf(value));
    if (kind === Kind.string) flow(engine, loadAttribute(engine, site, base, text), result);
    else if (kind === Kind.prefix && knownLetters(text) > 0)
      flow(engine, loadByPattern(engine, dynamic, base, text), result);
    else if (kind === Kind.external && text === ALL_NAMES) loadListed(engine, dynamic, base, result);
    else if (isAskedName(engine, site, value)) loadAsked(engine, dynamic, base, result);
    else if (value !== NONE && !isOpen) {
      isOpen = true;
      loadAnything(engine, dynamic, base, result);
      whenever(engine, base, (receiver) => {
        if (isAnyModule(engine, receiver)) loadSpelled(engine, dynamic, result);
        const module = kindOf(receiver) === Kind.module ? engine.modules[indexOf(receiver)] : undefined;
        if (module === undefined) return;
        // A package's own `__getattr__` gives what it is asked for, which is followed where that is asked.
        if (site.unit.path !== '__getattr__') addValue(engine, result, anyName(engine, module, dynamic));
        flow(engine, module.children, result);
      });
    }
  });
  if (typeof attribute !== 'number' && attribute.values.length === 0) {
    engine.openIndexes.push({ index: attribute, run: () => loadAnything(engine, dynamic, base, result) });
  }
  return result;
}

/** What the names in the `__all__` of modules stand for; of other values anything. */
function loadListed(engine: Engine, site: Site, base: Operand, result: Node): void {
  whenever(engine, base, (value) => {
    const module = kindOf(value) === Kind.module ? engine.modules[indexOf(value)] : undefined;
    if (module === undefined) {
      loadAnything(engine, site, value, result);
      return;
    }
    const facts = module.graph?.facts ?? null;
    for (const name of module.bound ?? []) {
      if (facts === null || starGives(facts, name)) flow(engine, loadAttribute(engine, site, value, name), result);
    }
    flow(engine, module.children, result);
  });
}

function compileSetattr(frame: Frame, expression: CallExpression): Operand | null {
  const { engine } = frame;
  const [object, name, value] = expression.arguments;
  if (object === undefined || name === undefined || value === undefined || object.kind === 'starred') return null;
  const base = compileExpression(frame, object);
  const attribute = compileExpression(frame, name);
  const operand = compileExpression(frame, value);
  frame.line = expression.line;
  const site = siteOf(frame);
  let isOpen = false;
  whenever(engine, attribute, (text) => {
    if (kindOf(text) === Kind.string) storeAttribute(engine, site, base, textOf(engine, indexOf(text)), operand);
    else if (text !== NONE) {
      const dynamic: Site = { ...site, kind: 'dynamic', resolved: false };
      letOneGo(engine, operand, dynamic);
      if (!isOpen) storeAnything(engine, dynamic, base, operand);
      isOpen = true;
      // It may be stored by a descriptor, or be one.
      callByName(engine, site.unit, site.line, '__set__');
      whenever(engine, operand, (each) => {
        runAccess(engine, each, { ...site, kind: 'descriptor', resolved: false });
        if (kindOf(each) !== Kind.anyMember) return;
        whenever(engine, base, (target) => {
          if (kindOf(target) === Kind.external) giveMembers(engine, each, dynamic);
        });
      });
    }
  });
  return NONE;
}

/** What a class has is put, under names that nothing tells, on one that is not read: whatever it defines may be called there. */
function giveMembers(engine: Engine, value: Value, site: Site): void {
  const base = kindOf(value) === Kind.anyMember ? engine.anyOf[indexOf(value)]?.base : undefined;
  if (base === undefined || (kindOf(base) !== Kind.class && kindOf(base) !== Kind.subclass)) return;
  for (const member of engine.classes[indexOf(base)]?.members.values() ?? []) {
    whenever(engine, member, (each) => {
      letEscape(engine, each, site);
      const property = kindOf(each) === Kind.property ? engine.properties[indexOf(each)] : undefined;
      if (property === undefined) return;
      for (const behind of [property.getter, property.setter, property.deleter]) letOneGo(engine, behind, site);
    });
  }
}

/** A descriptor that is put where it cannot be seen runs wherever its attribute is read or set. */
function runAccess(engine: Engine, value: Value, site: Site): void {
  const type =
    kindOf(value) === Kind.instance || kindOf(value) === Kind.subtype ? engine.classes[indexOf(value)] : null;
  for (const name of ['__get__', '__set__', '__delete__']) {
    if (!type?.order.some((each) => each.members.has(name))) continue;
    whenever(engine, request(engine, type, name, 'subtype').result, (each) => letEscape(engine, each, site));
  }
}

function compileHasattr(frame: Frame, expression: CallExpression): Operand | null {
  const { engine } = frame;
  const [object, name] = expression.arguments;
  if (object === undefined || name === undefined) return null;
  const base = compileExpression(frame, object);
  const attribute = compileExpression(frame, name);
  frame.line = expression.line;
  const site = siteOf(frame);
  if (typeof attribute !== 'number' || kindOf(attribute) !== Kind.string) return NONE;
  const text = textOf(engine, indexOf(attribute));
  // Properties run; what they give is not looked at.
  whenever(engine, base, (value) => {
    const kind = kindOf(value);
    if (kind === Kind.unknown || kind === Kind.named) loadByName(engine, site.unit, site.line, text);
    else if (kind === Kind.instance || kind === Kind.subtype) {
      const type = engine.classes[indexOf(value)];
      if (type?.order.some((each) => each.members.has(text) || each.members.has('__getattr__'))) {
        loadAttribute(engine, site, value, text);
      }
    }
  });
  return NONE;
}

/** Text that is not known becomes code: a call like any other, but for what wrote it. */
function runsCode({ engine, unit, line }: Frame): null {
  noteRunner(engine, unit, line);
  return null;
}

/** Code in a literal is read like any other. */
function compileEval(frame: Frame, expression: CallExpression): Operand | null {
  const [code, ...scopes] = expression.arguments;
  if (code?.kind !== 'string') runsCode(frame);
  if (code?.kind !== 'string' || code.value === null || scopes.length > 0) return null;
  const { body, faults } = summariseText(`${code.value.trim()}\n`);
  if (faults.length > 0) return null;
  const [only] = body;
  if (only?.kind === 'expression' && body.length === 1) {
    const operand = compileExpression(frame, only.value);
    frame.line = expression.line;
    return operand;
  }
  compileBlock(frame, body);
  return NONE;
}

function compileImport(frame: Frame, expression: CallExpression): Operand | null {
  const { engine } = frame;
  const [name, ...others] = expression.arguments;
  if (name === undefined || name.kind === 'starred') return null;
  const operand = compileExpression(frame, name);
  for (const other of others) visitExpression(frame, other);
  for (const { value } of expression.keywords) visitExpression(frame, value);
  frame.line = expression.line;
  const isWhole = expression.callee.kind !== 'name' || expression.callee.id !== '__import__';
  return importComputed(engine, frame.module, siteOf(frame), operand, isWhole || hasNames(expression));
}

/** `__import__(name, globals(), locals(), ["…"])` gives the module itself. */
function hasNames(expression: CallExpression): boolean {
  return expression.arguments.length > 3 || expression.keywords.some(({ name }) => name === 'fromlist');
}
