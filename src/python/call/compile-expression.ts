// Reads expressions: what each gives, and the calls that it makes on the way.
import type { CallExpression, Expression, FormatField, StringExpression } from '../summary/summary.ts';
import { loadAttribute } from './attribute.ts';
import { callBuiltin } from './builtin.ts';
import { loadByName } from './by-name.ts';
import { type Call, callOperand, callSpecial, plainCall } from './call-value.ts';
import { assign } from './compile-assign.ts';
import { compileCompare } from './compile-compare.ts';
import { compileLambda } from './compile-definition.ts';
import { branch } from './compile-statement.ts';
import { CONSTANT_KEY, keyOf, putEntry } from './container.ts';
import { externalValue, makeContainer, STRING, stringValue, textId } from './engine.ts';
import { addValue, flow, union, whenever } from './flow.ts';
import { isWrittenImport } from './generated.ts';
import { resultOfCall } from './gives-back.ts';
import { keysOf, mergeInto } from './mapping.ts';
import { narrow, ownedAttribute } from './narrow.ts';
import { Node, type Operand } from './node.ts';
import { sendsOf, yieldsOf } from './reach.ts';
import { cellOf, type Frame, lookUp, Path, siteOf } from './scope.ts';
import { awaited, formatValue, iterate, operate, testTruth } from './special.ts';
import { readSubscript } from './subscript.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** A text that may name a template, perhaps with parts to be filled in, or be one. */
const TEMPLATE = /^[^\s<>"'*?|]{1,200}\.\w[\w-]{1,11}$|\{[{%].*[}%]\}/s;
/** Displays with more entries than this mix them. */
const ORDERED = 12;
/** A text that may name a class or function: `package.module.Class`, `package.module:function`, `name = module:Class`. */
const DOTTED =
  /^(?:(?:ext:\/\/)?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*[.:]|[\w.-]+\s*=\s*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:)[A-Za-z_]\w*$/;
/** How the configuration of `logging` begins such a text, and what the name of an entry point is in front of it. */
const AROUND = /^(?:ext:\/\/|[\w.-]+\s*=\s*)/;
/** Entries of literals in a larger display are left out. */
const LITERAL_ENTRIES = 40;

/** A text with dots may name a function or class that a computed import gets. */
function noteDotted({ engine, unit }: Frame, expression: Expression): void {
  if (expression.kind !== 'string' || expression.value === null || !DOTTED.test(expression.value)) return;
  engine.dotted.push({ unit, line: expression.line, text: expression.value.replace(AROUND, '') });
}

/** Reads an expression whose value nobody looks at. */
export function visitExpression(frame: Frame, expression: Expression): void {
  if (expression.kind === 'call') compileCall(frame, expression, false);
  else compileExpression(frame, expression);
}

/** What an expression gives. */
export function compileExpression(frame: Frame, expression: Expression): Operand {
  const { engine } = frame;
  switch (expression.kind) {
    case 'name':
      return lookUp(frame, expression.id);
    case 'string':
      if (expression.bytes) return externalValue(engine, '<**PyBytes**>');
      noteDotted(frame, expression);
      if (expression.value !== null && TEMPLATE.test(expression.value)) {
        engine.templateTexts.push({ unit: frame.unit, line: expression.line, text: expression.value });
      }
      if (expression.value !== null && isWrittenImport(expression.value)) {
        const site = { unit: frame.unit, line: expression.line, kind: 'dynamic', resolved: false } as const;
        engine.writtenImports.push({ site, text: expression.value });
      }
      if (expression.value?.includes('{')) {
        // `"{task.percentage}".format(…)` reads attributes.
        for (const [, path] of expression.value.matchAll(/\{\w*((?:\.\w+|\[\w+\])+)[!:}]/g)) {
          for (const name of path?.split(/[.[\]]+/) ?? []) {
            if (name !== '') loadByName(engine, frame.unit, expression.line, name);
          }
        }
      }
      return stringValue(engine, expression.value);
    case 'number': {
      const { value } = expression;
      return value !== null && value < 32 ? makeValue(Kind.integer, value) : externalValue(engine, '<**PyNum**>');
    }
    case 'constant':
      return NONE;
    case 'format':
      return compileFormat(frame, expression.parts);
    case 'attribute': {
      const own = expression.value.kind === 'name' ? ownedAttribute(frame, expression.value.id, expression.name) : null;
      if (own !== null) return own;
      const base = compileExpression(frame, expression.value);
      frame.line = expression.line;
      return loadAttribute(engine, siteOf(frame), base, expression.name);
    }
    case 'subscript': {
      const { value: object } = expression;
      if (object.kind === 'attribute' && object.name === '__dict__' && expression.index.kind === 'string') {
        // `x.__dict__["name"]`.
        const of = compileExpression(frame, object.value);
        frame.line = expression.line;
        return loadAttribute(engine, siteOf(frame), of, expression.index.value ?? '');
      }
      const base = compileExpression(frame, expression.value);
      const index = compileExpression(frame, expression.index);
      frame.line = expression.line;
      return readSubscript(engine, siteOf(frame), base, index, expression.index);
    }
    case 'slice':
      for (const part of [expression.lower, expression.upper, expression.step]) {
        if (part !== null) compileExpression(frame, part);
      }
      return externalValue(engine, '<builtin>.slice');
    case 'call':
      return compileCall(frame, expression, true);
    case 'starred':
      return compileExpression(frame, expression.value);
    case 'tuple':
    case 'list':
    case 'set':
      return compileSequence(frame, expression.kind, expression.items);
    case 'dictionary':
      return compileDictionary(frame, expression);
    case 'binary': {
      let left = compileExpression(frame, expression.operands[0] ?? expression);
      for (const [index, operator] of expression.operators.entries()) {
        const next = expression.operands[index + 1];
        if (next === undefined) break;
        const right = compileExpression(frame, next);
        frame.line = expression.line;
        left = operate(frame, operator, left, right, false);
      }
      return left;
    }
    case 'unary': {
      const operand = compileExpression(frame, expression.operand);
      if (expression.operator === 'not') {
        testTruth(frame, operand);
        return NONE;
      }
      const name = { '-': '__neg__', '+': '__pos__', '~': '__invert__', '`': '__repr__' }[expression.operator];
      const result = new Node(frame.unit);
      const call = plainCall(siteOf(frame), [], result);
      whenever(engine, operand, (value) => {
        callSpecial(engine, call, value, name);
      });
      return result;
    }
    case 'boolean':
      return compileBoolean(frame, expression.values, expression.operator);
    case 'compare':
      return compileCompare(frame, expression);
    case 'conditional': {
      testTruth(frame, compileExpression(frame, expression.test));
      const operands: Operand[] = [];
      const side = (holds: boolean, value: Expression) => (): boolean => {
        narrow(frame, expression.test, holds);
        operands.push(compileExpression(frame, value));
        return true;
      };
      branch(frame, [side(true, expression.then), side(false, expression.otherwise)], false);
      return union(engine, operands, frame.unit);
    }
    case 'lambda':
      return compileLambda(frame, expression);
    case 'comprehension':
      return compileComprehension(frame, expression);
    case 'await':
      return awaited(engine, siteOf(frame), compileExpression(frame, expression.value));
    case 'yield': {
      if (expression.value === null) return union(engine, [UNKNOWN, sendsOf(frame.unit)], frame.unit);
      const operand = compileExpression(frame, expression.value);
      if (!expression.from) {
        flow(engine, operand, yieldsOf(frame.unit));
        // Frameworks that drive generators send back what was waited for.
        return union(engine, [awaited(engine, siteOf(frame), operand), sendsOf(frame.unit)], frame.unit);
      }
      flow(engine, iterate(engine, siteOf(frame), operand, false), yieldsOf(frame.unit));
      const result = new Node(frame.unit);
      whenever(engine, operand, (value) => {
        const unit = kindOf(value) === Kind.generator ? engine.units[indexOf(value)] : undefined;
        if (unit !== undefined) flow(engine, unit.result, result);
        else if (kindOf(value) === Kind.external || kindOf(value) === Kind.unknown) addValue(engine, result, value);
      });
      return result;
    }
    case 'walrus': {
      const operand = compileExpression(frame, expression.value);
      if (expression.target.kind === 'name' && frame.scope !== null && frame.type === null) {
        const name = expression.target.id;
        frame.bindings.bound.add(name);
        frame.bindings.loose.add(name);
        flow(engine, operand, cellOf(frame.scope, name));
        frame.path.names.set(name, operand);
      } else assign(frame, expression.target, operand);
      return operand;
    }
    case 'unread':
      return UNKNOWN;
  }
}

function compileFormat(frame: Frame, parts: readonly (StringExpression | FormatField)[]): Operand {
  const { engine } = frame;
  for (const part of parts) {
    if (part.kind !== 'field') continue;
    formatValue(frame, compileExpression(frame, part.value), part.conversion === 'r' ? '__repr__' : '__format__');
    if (part.specification !== null) compileFormat(frame, part.specification);
  }
  const pattern = parts.map((part) => (part.kind === 'field' ? '%s' : (part.value ?? ''))).join('');
  if (TEMPLATE.test(pattern)) engine.templateTexts.push({ unit: frame.unit, line: frame.line, text: pattern });
  const [first] = parts;
  if (first?.kind === 'string' && first.value !== null && first.value.length < 40) {
    const last = parts.at(-1);
    const end = last !== first && last?.kind === 'string' ? (last.value ?? '') : '';
    return makeValue(Kind.prefix, textId(engine, `${first.value}*${end.length < 40 ? end : ''}`));
  }
  return externalValue(engine, STRING);
}

function compileSequence(frame: Frame, form: 'tuple' | 'list' | 'set', items: readonly Expression[]): Operand {
  const { engine } = frame;
  const made = makeContainer(engine, form, frame.unit, items.length > ORDERED);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return made;
  const ordered = items.length <= ORDERED;
  let spread = false;
  for (const [index, item] of items.entries()) {
    if (item.kind === 'starred') {
      spread = true;
      flow(engine, iterate(engine, siteOf(frame), compileExpression(frame, item.value), false), container.rest);
      continue;
    }
    if (!ordered && items.length > LITERAL_ENTRIES && isLiteralExpression(item)) {
      noteDotted(frame, item);
      continue;
    }
    putEntry(engine, container, ordered && !spread ? index : null, compileExpression(frame, item));
  }
  return made;
}

function isLiteralExpression(expression: Expression): boolean {
  return expression.kind === 'string' || expression.kind === 'number' || expression.kind === 'constant';
}

function compileDictionary(frame: Frame, expression: Extract<Expression, { kind: 'dictionary' }>): Operand {
  const { engine } = frame;
  const made = makeContainer(engine, 'dictionary', frame.unit, expression.entries.length > ORDERED);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return made;
  for (const { key, value } of expression.entries) {
    if (key === null) {
      const spread = compileExpression(frame, value);
      mergeInto(frame, made, spread, siteOf(frame));
      continue;
    }
    const keyOperand = compileExpression(frame, key);
    if (expression.entries.length > LITERAL_ENTRIES && isLiteralExpression(value)) {
      noteDotted(frame, value);
      continue;
    }
    const operand = compileExpression(frame, value);
    putEntry(engine, container, typeof keyOperand === 'number' ? keyOf(engine, keyOperand) : null, operand);
    if (keyOperand === NONE) putEntry(engine, container, CONSTANT_KEY, operand);
    if (typeof keyOperand !== 'number' || isInteresting(keyOperand)) flow(engine, keyOperand, keysOf(frame, made));
  }
  return made;
}

function isInteresting(value: Value): boolean {
  const kind = kindOf(value);
  return kind === Kind.class || kind === Kind.function || kind === Kind.instance;
}

function compileBoolean(frame: Frame, values: readonly Expression[], operator: 'and' | 'or'): Operand {
  const { engine } = frame;
  const operands: Operand[] = [];
  const before = frame.path;
  for (const [index, value] of values.entries()) {
    const operand = compileExpression(frame, value);
    operands.push(operand);
    if (index === values.length - 1) continue;
    testTruth(frame, operand);
    // What follows is only read when the test so far held, or failed.
    frame.path = new Path(frame.path);
    narrow(frame, value, operator === 'and');
  }
  frame.path = before;
  // What `and` gives on the way is false: nothing that can be called.
  return operator === 'and' ? (operands.at(-1) ?? NONE) : union(engine, operands, frame.unit);
}

function compileComprehension(frame: Frame, expression: Extract<Expression, { kind: 'comprehension' }>): Operand {
  const { engine } = frame;
  const before = frame.path;
  frame.path = new Path(before);
  const own = new Path(frame.path);
  for (const clause of expression.clauses) {
    const iterable = compileExpression(frame, clause.iterable);
    const element = iterate(engine, siteOf(frame), iterable, clause.isAsync);
    frame.path = own;
    bindLocally(frame, clause.target, element);
    for (const condition of clause.conditions) {
      testTruth(frame, compileExpression(frame, condition));
      narrow(frame, condition, true);
    }
  }
  const made = makeContainer(engine, expression.form === 'generator' ? 'list' : expression.form, frame.unit);
  const container = engine.containers[indexOf(made)];
  const element = compileExpression(frame, expression.element);
  if (container !== undefined) {
    if (expression.value !== null) {
      flow(engine, compileExpression(frame, expression.value), container.rest);
      flow(engine, element, keysOf(frame, made));
    } else flow(engine, element, container.rest);
  }
  frame.path = before;
  return made;
}

/** The target of a comprehension is bound inside of it only. */
function bindLocally(frame: Frame, target: Expression, element: Operand): void {
  if (target.kind === 'name') frame.path.names.set(target.id, element);
  else if (target.kind === 'tuple' || target.kind === 'list') {
    for (const [index, item] of target.items.entries()) {
      const inner = new Node(frame.unit);
      const { engine } = frame;
      const site = siteOf(frame);
      whenever(engine, element, (value) => {
        const part =
          kindOf(value) === Kind.container
            ? readSubscript(engine, site, value, makeValue(Kind.integer, index))
            : iterate(engine, site, value, false);
        flow(engine, part, inner);
      });
      bindLocally(frame, item.kind === 'starred' ? item.value : item, inner);
    }
  } else assign(frame, target, element);
}

/** A call. `wanted`: somebody looks at the result. */
function compileCall(frame: Frame, expression: CallExpression, wanted: boolean): Operand {
  const { engine } = frame;
  const callee = compileExpression(frame, expression.callee);
  if (typeof callee === 'number' && kindOf(callee) === Kind.external) {
    const special = callBuiltin(frame, expression, callee);
    if (special !== null) return special;
  }
  const passed: Operand[] = [];
  let spread: boolean[] | null = null;
  for (const [index, argument] of expression.arguments.entries()) {
    if (argument.kind === 'starred') {
      spread ??= expression.arguments.map(() => false);
      spread[index] = true;
    }
    passed.push(compileExpression(frame, argument));
  }
  const keywords = expression.keywords.map(({ name, value }): readonly [string | null, Operand] => [
    name,
    compileExpression(frame, value),
  ]);
  frame.line = expression.line;
  const site = siteOf(frame);
  if (typeof callee === 'number') {
    const kind = kindOf(callee);
    if (kind === Kind.function || kind === Kind.method) {
      // One callee for good: its result needs no place of its own.
      const unit = engine.units[indexOf(callee)];
      callOperand(engine, { ...site, passed, spread, keywords, result: null }, callee);
      return unit === undefined ? NONE : resultOfCall(engine, unit, { passed, spread, keywords }, kind === Kind.method);
    }
  }
  const result = wanted ? new Node(frame.unit) : null;
  const call: Call = { ...site, passed, spread, keywords, result };
  callOperand(engine, call, callee);
  return result ?? NONE;
}
