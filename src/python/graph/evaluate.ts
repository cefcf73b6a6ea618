// An abstract evaluator: which strings and displays an expression can be, followed through names, loops and calls.

import { dottedName } from '../summary/outline.ts';
import type { CallExpression, Expression } from '../summary/summary.ts';
import { callResult } from './evaluate-call.ts';
import { comprehended, joinedDisplays, tableOf } from './evaluate-display.ts';
import { itemParts, parameterValues } from './evaluate-parameter.ts';
import { platformOf } from './guard.ts';
import { selectEntries, selectRows } from './lookup.ts';
import { percentPieces } from './string-method.ts';
import { distinct, HOLE, isKnown, product, products, type StringPattern } from './string-pattern.ts';
import type { Binding, Unit } from './unit.ts';
import {
  asValues,
  type Callable,
  type Frame,
  integer,
  isCallable,
  isCode,
  known,
  listOf,
  type Part,
  textOf,
  UNKNOWN,
  type Value,
} from './value.ts';

/** What methods call their own object or class. */
const SELF = new Set(['self', 'cls', 'klass']);

/** Expressions looked at for one question, and how deep they nest. */
const MAX_STEPS = 20_000;
const MAX_LEVEL = 80;
/** Elements followed of one display. */
const MAX_ELEMENTS = 4000;
/** How often a module is given another name before that counts as unknown. */
const MAX_RENAMED = 4;

/** One question to the evaluator, with the budget for its answer. */
export interface Evaluation {
  /** What code can be. Never empty. */
  values(expression: Expression, frame: Frame): readonly Value[];
  /** What a part is. */
  resolve(part: Part): readonly Value[];
  /** The strings among what code can be; a hole for anything else. */
  texts(expression: Expression, frame: Frame): readonly StringPattern[];
  /** What a loop over code gives. */
  elements(expression: Expression, frame: Frame): readonly Part[];
  /** What the binding of a name can be. */
  bound(binding: Binding, frame: Frame): readonly Value[];
  /** The strings of a part, and of the parts of that. */
  wordsOf(part: Part): readonly string[];
  /** What stands at a path of positions in a part, any for null. */
  at(part: Part, path: readonly (number | null)[]): readonly Part[];
}

/** The strings that an expression can be, in the place where it stands; a hole for what is not known. */
export function evaluateString(expression: Expression, frame: Frame): readonly StringPattern[] {
  return distinct(makeEvaluation().texts(expression, frame));
}

/** The strings that the elements of an expression can be: what a loop over it gives. */
export function evaluateElements(expression: Expression, frame: Frame): readonly StringPattern[] {
  const evaluation = makeEvaluation();
  return distinct(evaluation.elements(expression, frame).flatMap((part) => evaluation.resolve(part).map(textOf)));
}

function makeEvaluation(): Evaluation {
  let steps = MAX_STEPS;
  let level = 0;
  const active = new Set<Expression>();

  function values(expression: Expression, frame: Frame): readonly Value[] {
    steps -= 1;
    frame.scope.budget.left -= 1;
    if (steps < 0 || frame.scope.budget.left < 0 || level > MAX_LEVEL || active.has(expression)) return [UNKNOWN];
    active.add(expression);
    level += 1;
    const result = compute(expression, frame);
    level -= 1;
    active.delete(expression);
    return result.length === 0 ? [UNKNOWN] : result;
  }

  function compute(expression: Expression, frame: Frame): readonly Value[] {
    switch (expression.kind) {
      case 'string':
        return expression.value === null ? [UNKNOWN] : [known(expression.value)];
      case 'format':
        return asValues(
          products(expression.parts.map((part) => texts(part.kind === 'string' ? part : part.value, frame))),
        );
      case 'name':
        return nameValues(expression.id, frame);
      case 'attribute': {
        const platform = platformOf(expression, frame.scope.target);
        return platform === null ? attributeValues(expression, frame) : [known(platform)];
      }
      case 'binary':
        return binaryValues(expression, frame);
      case 'boolean':
        return expression.values.flatMap((value) => values(value, frame));
      case 'conditional':
        return [...values(expression.then, frame), ...values(expression.otherwise, frame)];
      case 'walrus':
      case 'await':
        return values(expression.value, frame);
      case 'subscript':
        return subscriptValues(expression, frame);
      case 'call': {
        const platform = platformOf(expression, frame.scope.target);
        return platform === null ? callResult(evaluation, expression, frame) : [known(platform)];
      }
      case 'list':
      case 'tuple':
      case 'set':
        return [listOf(expression.items.flatMap((item) => itemParts(evaluation, item, frame)))];
      case 'dictionary':
        return [tableOf(evaluation, expression, frame)];
      case 'comprehension':
        return [comprehended(evaluation, expression, frame)];
      default:
        return [UNKNOWN];
    }
  }

  function texts(expression: Expression, frame: Frame): readonly StringPattern[] {
    return distinct(values(expression, frame).map(textOf));
  }

  function resolve(part: Part): readonly Value[] {
    return isCode(part) ? values(part.expression, part.frame) : [part];
  }

  function elements(expression: Expression, frame: Frame): readonly Part[] {
    const walked = expression.kind === 'call' ? walkedNames(expression, frame) : null;
    if (walked !== null) return walked;
    return values(expression, frame)
      .flatMap((value): readonly Part[] => (value.kind === 'display' ? (value.keys ?? value.items) : [UNKNOWN]))
      .slice(0, MAX_ELEMENTS);
  }

  /** What `pkgutil.iter_modules(path, prefix)` gives: rows whose second part begins with the prefix. */
  function walkedNames({ callee, arguments: given, keywords }: CallExpression, frame: Frame): readonly Part[] | null {
    const name = callee.kind === 'attribute' ? callee.name : callee.kind === 'name' ? callee.id : '';
    if (name !== 'iter_modules' && name !== 'walk_packages') return null;
    const prefix = given[1] ?? keywords.find((keyword) => keyword.name === 'prefix')?.value;
    if (prefix === undefined) return null;
    return asValues(distinct(product(texts(prefix, frame), [HOLE]))).map(
      (item): Part => ({ kind: 'display', keys: null, items: [UNKNOWN, item, UNKNOWN] }),
    );
  }

  function nameValues(name: string, frame: Frame): readonly Value[] {
    if (name === '__name__') return [known(frame.scope.moduleName)];
    if (name === '__package__') return [known(frame.scope.packageName)];
    const local = frame.locals?.get(name);
    if (local !== undefined) {
      return at(local.element, local.path).flatMap(resolve);
    }
    const added: Value[] = [];
    for (let unit: Unit | null = frame.unit; unit !== null; unit = unit.parent) {
      const bindings = unit.facts.bindings.get(name);
      const isParameter = unit.parameters.some((parameter) => parameter.name === name);
      if (bindings === undefined && !isParameter) continue;
      const own: Frame = unit === frame.unit ? frame : { ...frame, unit, tests: [], entered: null, locals: null };
      const parameter = isParameter ? parameterValues(evaluation, unit, name, own) : [];
      const found = [...parameter, ...boundAll(bindings ?? [], own, parameter)];
      // `table[key] = value` binds nothing: the table is one of a scope around.
      const isOutside = !isParameter && unit.parent !== null && bindings?.every(({ kind }) => kind === 'more') === true;
      if (!isOutside) return [...found, ...added];
      added.push(...found);
    }
    return [...follow(frame.scope.starValue(name), frame), ...added];
  }

  /** All that flows into a name; `name += "x"` goes after what it was before. */
  function boundAll(bindings: readonly Binding[], frame: Frame, before: readonly Value[]): readonly Value[] {
    const plain = bindings.filter((binding) => binding.kind !== 'plus').flatMap((binding) => bound(binding, frame));
    const found: Value[] = [...plain];
    const starts = [...before, ...plain].filter((value) => value.kind === 'text').map(textOf);
    for (const binding of bindings) {
      if (binding.kind !== 'plus') continue;
      const added = values(binding.value, frame);
      const ends = added.filter((value) => value.kind === 'text').map(textOf);
      found.push(...added.filter((value) => value.kind === 'display'));
      if (starts.length > 0 && ends.length > 0) found.push(...asValues(distinct(product(starts, ends))));
    }
    return found;
  }

  function bound(binding: Binding, frame: Frame): readonly Value[] {
    switch (binding.kind) {
      case 'value':
        return values(binding.value, frame);
      case 'more':
        return values(binding.value, frame).filter((value) => value.kind === 'display');
      case 'plus':
        return values(binding.value, frame);
      case 'part': {
        const { value, loop, path } = binding;
        const parts: readonly Part[] = loop
          ? selectRows(evaluation, elements(value, frame), value, frame)
          : [{ expression: value, frame }];
        return parts.flatMap((part) => at(part, path)).flatMap(resolve);
      }
      case 'import': {
        const { scope } = frame;
        const module = scope.absolute(binding.level, binding.module);
        if (module === null) return [UNKNOWN];
        if (binding.name === null) return [{ kind: 'module', name: module }];
        const found = scope.moduleValue(module, binding.name);
        return found === null ? [{ kind: 'module', name: `${module}.${binding.name}` }] : follow(found, frame);
      }
      default:
        return [UNKNOWN];
    }
  }

  /** What another module's name can be: evaluated there, as deep in calls as here. */
  function follow(parts: readonly (Part | Callable)[] | null, frame: Frame): readonly Value[] {
    if (parts === null) return [UNKNOWN];
    return parts.flatMap((part) => {
      if (isCallable(part)) return [UNKNOWN];
      return isCode(part) ? values(part.expression, { ...part.frame, depth: frame.depth }) : [part];
    });
  }

  function at(part: Part, path: readonly (number | null)[]): readonly Part[] {
    let parts: readonly Part[] = [part];
    for (const index of path) {
      parts = parts.flatMap(resolve).flatMap((value): readonly Part[] => {
        if (value.kind !== 'display') return [UNKNOWN];
        const list = value.keys ?? value.items;
        if (index === null) return list;
        const found = list.at(index);
        return found === undefined ? [] : [found];
      });
    }
    return parts;
  }

  function attributeValues(expression: Extract<Expression, { kind: 'attribute' }>, frame: Frame): readonly Value[] {
    const { name, value } = expression;
    const { scope } = frame;
    const dotted = dottedName(expression);
    if (dotted === '__spec__.parent') return [known(scope.packageName)];
    if (dotted === '__spec__.name') return [known(scope.moduleName)];
    if (name === '__module__') return [known(scope.moduleName), UNKNOWN];
    const modules = importsName(value, frame) ? values(value, frame) : [];
    const found = modules.flatMap((base): readonly Value[] => {
      if (base.kind !== 'module') return [];
      if (name === '__name__' || name === '__package__') return [known(base.name)];
      const inside = scope.moduleValue(base.name, name);
      return inside === null ? [{ kind: 'module', name: `${base.name}.${name}` }] : follow(inside, frame);
    });
    if (found.length > 0) return found;
    if (name === '__name__' || name === '__qualname__' || name === '__file__') return [UNKNOWN];
    const assigned = scope
      .attributesOf(name)
      .flatMap(({ binding, unit }) => bound(binding, { ...frame, unit, tests: [], entered: null, locals: null }));
    const all = [...assigned, ...overridden(value, name, frame)];
    return scope.budget.onlySeen && all.length > 0 ? all : [...all, UNKNOWN];
  }

  /** What classes of other files that derive from the one around set under a name, read through `self`. */
  function overridden(value: Expression, name: string, frame: Frame): readonly Value[] {
    if (value.kind !== 'name' || !SELF.has(value.id)) return [];
    let unit: Unit | null = frame.unit;
    while (unit !== null && unit.className === null) unit = unit.parent;
    if (unit === null || unit.className === null) return [];
    return frame.scope
      .overridesOf(unit.className, name)
      .flatMap(({ binding, unit: at, scope }) =>
        bound(binding, { ...frame, scope, unit: at, tests: [], entered: null, locals: null }),
      );
  }

  /** Whether an expression starts at an imported name, or at one that is given such: then it may be a module. */
  function importsName(expression: Expression, frame: Frame, renamed = 0): boolean {
    let base = expression;
    while (base.kind === 'attribute') base = base.value;
    if (base.kind !== 'name' || renamed > MAX_RENAMED) return false;
    for (let unit: Unit | null = frame.unit; unit !== null; unit = unit.parent) {
      const bindings = unit.facts.bindings.get(base.id);
      if (bindings === undefined) continue;
      const own = { ...frame, unit };
      return bindings.some(
        (binding) =>
          binding.kind === 'import' || (binding.kind === 'value' && importsName(binding.value, own, renamed + 1)),
      );
    }
    return false;
  }

  function binaryValues(expression: Extract<Expression, { kind: 'binary' }>, frame: Frame): readonly Value[] {
    const [first, ...rest] = expression.operands;
    if (first === undefined) return [UNKNOWN];
    let found = values(first, frame);
    for (const [index, operand] of rest.entries()) {
      const operator = expression.operators[index];
      if (operator === '%') {
        found = asValues(found.flatMap((value) => percent(textOf(value), operand, frame)));
      } else if (operator === '+' || operator === '|') {
        const right = values(operand, frame);
        const sums = joinedDisplays(found, right);
        if (sums.length > 0) found = sums;
        else if (operator === '+') found = asValues(distinct(product(found.map(textOf), right.map(textOf))));
        else return [UNKNOWN];
      } else {
        return [UNKNOWN];
      }
    }
    return found;
  }

  /** `"%s.base" % name`, with a tuple or a dict on the right. */
  function percent(format: StringPattern, operand: Expression, frame: Frame): readonly StringPattern[] {
    if (!isKnown(format)) return [HOLE];
    const operands = operand.kind === 'tuple' ? operand.items : [operand];
    const lists = percentPieces(format[0]).map((piece): readonly StringPattern[] => {
      if (piece.kind === 'text') return [[piece.text]];
      if (typeof piece.key === 'number') {
        const value = operands[piece.key];
        return value === undefined ? [HOLE] : texts(value, frame);
      }
      const { key } = piece;
      return values(operand, frame).flatMap((value): readonly StringPattern[] =>
        value.kind === 'display' ? selectEntries(evaluation, value, [[key]], frame).flatMap(partTexts) : [HOLE],
      );
    });
    return products(lists);
  }

  function partTexts(part: Part): readonly StringPattern[] {
    return resolve(part).map(textOf);
  }

  /** `value[index]`: a slice, a character, an element of a list, an entry of a table. */
  function subscriptValues(expression: Extract<Expression, { kind: 'subscript' }>, frame: Frame): readonly Value[] {
    const { index } = expression;
    const base = values(expression.value, frame);
    if (index.kind === 'slice') {
      const lower = index.lower === null ? 0 : integer(index.lower);
      const upper = index.upper === null ? undefined : (integer(index.upper) ?? null);
      if (lower === null || upper === null || index.step !== null) {
        return base.map((value) => (value.kind === 'display' ? value : UNKNOWN));
      }
      return base.map((value): Value => {
        if (value.kind === 'display') return listOf((value.keys ?? value.items).slice(lower, upper));
        const pattern = textOf(value);
        return isKnown(pattern) ? known(pattern[0].slice(lower, upper)) : UNKNOWN;
      });
    }
    const position = integer(index);
    let keys: readonly StringPattern[] | null = null;
    return base.flatMap((value): readonly Value[] => {
      if (value.kind !== 'display') {
        const pattern = textOf(value);
        const character = position !== null && isKnown(pattern) ? pattern[0].at(position) : undefined;
        return [character === undefined ? UNKNOWN : known(character)];
      }
      if (value.keys === null) {
        const found = position === null ? undefined : value.items.at(position);
        return position === null ? value.items.flatMap(resolve) : found === undefined ? [] : resolve(found);
      }
      keys ??= texts(index, frame);
      return selectEntries(evaluation, value, keys, frame).flatMap(resolve);
    });
  }

  function wordsOf(part: Part): readonly string[] {
    if (isCode(part) && !isDisplay(part.expression)) {
      return part.expression.kind === 'string' && part.expression.value !== null ? [part.expression.value] : [];
    }
    return resolve(part).flatMap((value): readonly string[] => {
      if (value.kind === 'text') return isKnown(value.pattern) ? [value.pattern[0]] : [];
      if (value.kind === 'module') return [];
      return [...(value.keys ?? []), ...value.items].slice(0, 60).flatMap(wordsOf);
    });
  }

  const evaluation: Evaluation = { values, resolve, texts, elements, bound, wordsOf, at };
  return evaluation;
}

function isDisplay(expression: Expression): boolean {
  const { kind } = expression;
  return kind === 'list' || kind === 'tuple' || kind === 'set' || kind === 'dictionary';
}
