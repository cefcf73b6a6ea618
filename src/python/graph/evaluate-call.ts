// What calls give to the abstract evaluator: methods of strings and tables, functions that pass their argument on, others.
import type { CallExpression, Expression } from '../summary/summary.ts';
import type { Evaluation } from './evaluate.ts';
import { selectEntries } from './lookup.ts';
import { applyMethod, bracePieces, SPLITTERS, splitString } from './string-method.ts';
import { distinct, HOLE, isKnown, product, products, type StringPattern } from './string-pattern.ts';
import { keywordOf, lastName, type Unit } from './unit.ts';
import {
  asValues,
  CALL_DEPTH,
  type Callable,
  type Display,
  type Frame,
  integer,
  isCallable,
  known,
  listOf,
  type Part,
  textOf,
  UNKNOWN,
  type Value,
} from './value.ts';

/** Functions whose result has the elements of their argument, in whatever order. */
const TRANSPARENT = new Set([
  'list',
  'tuple',
  'set',
  'frozenset',
  'sorted',
  'iter',
  'reversed',
  'dict',
  'OrderedDict',
  'deque',
  'copy',
  'deepcopy',
  'MappingProxyType',
  'cast',
  'islice',
  'filter',
  'unique',
]);
/** Functions that give their argument, as far as strings go. */
const IDENTITY = new Set(['str', 'intern', 'force_str', 'force_text', 'text_type', 'ensure_str', 'fspath']);
/** Methods of tables that give a table or list with the same parts. */
const SAME = new Set(['copy', 'union', 'intersection', 'difference', '__iter__']);

/** What a call can give. */
export function callResult(evaluation: Evaluation, call: CallExpression, frame: Frame): readonly Value[] {
  const { callee } = call;
  const result =
    callee.kind === 'attribute'
      ? methodResult(evaluation, call, callee.value, callee.name, frame)
      : callee.kind === 'name'
        ? builtinResult(evaluation, call, callee.id, frame)
        : null;
  return result ?? functionResult(evaluation, call, frame);
}

function methodResult(
  evaluation: Evaluation,
  call: CallExpression,
  receiver: Expression,
  method: string,
  frame: Frame,
): readonly Value[] | null {
  const { texts } = evaluation;
  const [first, second] = call.arguments;
  if (method === 'format') return asValues(formatted(evaluation, call, receiver, frame));
  if (method === 'join' && first !== undefined && call.arguments.length === 1) {
    return asValues(joined(evaluation, texts(receiver, frame), first, frame));
  }
  if (method === 'get' || method === 'pop' || method === 'setdefault') {
    if (first === undefined) return null;
    const fallback = second === undefined ? [] : evaluation.values(second, frame);
    const found = evaluation.values(receiver, frame).flatMap((value): readonly Value[] => {
      if (value.kind !== 'display') return [UNKNOWN];
      const parts = value.keys === null ? value.items : selectEntries(evaluation, value, texts(first, frame), frame);
      return parts.flatMap(evaluation.resolve);
    });
    return [...found, ...fallback];
  }
  if (method === 'getenv') return [...(second === undefined ? [] : evaluation.values(second, frame)), UNKNOWN];
  if (/^(iter|view)?(items|values|keys)$/.test(method) && call.arguments.length === 0) {
    return evaluation.values(receiver, frame).flatMap((value) => tableView(value, method));
  }
  if (SAME.has(method)) {
    const displays = [receiver, ...call.arguments].flatMap((each) => displaysOf(evaluation, each, frame));
    return displays.length > 0 ? displays : null;
  }
  if (SPLITTERS.has(method)) {
    const by = first ?? keywordOf(call.keywords, 'sep');
    const most = second ?? keywordOf(call.keywords, 'maxsplit');
    const separator = by?.kind === 'string' ? by.value : null;
    if (by != null && by.kind !== 'constant' && separator === null) return [UNKNOWN];
    const limit = most == null ? null : integer(most);
    return texts(receiver, frame).map((pattern) =>
      isKnown(pattern) ? listOf(splitString(pattern[0], method, separator, limit).map(known)) : UNKNOWN,
    );
  }
  if (method === 'from_iterable') {
    return [listOf(partsOf(evaluation, first, frame).flatMap((part) => elementsOf(evaluation, part)))];
  }
  if (METHODS.has(method)) {
    const operands = call.arguments.map((argument) => {
      const [only, ...more] = texts(argument, frame);
      return only !== undefined && more.length === 0 && isKnown(only) ? only[0] : null;
    });
    return asValues(distinct(texts(receiver, frame).map((pattern) => applyMethod(pattern, method, operands) ?? HOLE)));
  }
  // `copy.copy(x)`, `itertools.chain(x, y)`, `collections.OrderedDict(x)`.
  return builtinResult(evaluation, call, method, frame);
}

const METHODS = new Set(
  'lower casefold upper capitalize title replace strip lstrip rstrip removesuffix removeprefix encode decode'.split(
    ' ',
  ),
);

function tableView(value: Value, method: string): readonly Value[] {
  if (value.kind !== 'display') return [UNKNOWN];
  const { keys } = value;
  if (keys === null) return [value];
  if (method.endsWith('keys')) return [listOf(keys)];
  if (method.endsWith('values')) return [listOf(value.items)];
  return [listOf(value.items.map((item, index): Part => listOf([keys[index] ?? UNKNOWN, item])))];
}

function builtinResult(
  evaluation: Evaluation,
  call: CallExpression,
  name: string,
  frame: Frame,
): readonly Value[] | null {
  const [first] = call.arguments;
  if (first === undefined || first.kind === 'starred') return null;
  if (TRANSPARENT.has(name)) {
    const argument = (name === 'filter' || name === 'cast' ? call.arguments[1] : first) ?? first;
    const displays = displaysOf(evaluation, argument, frame);
    return displays.length > 0 ? displays : null;
  }
  if (IDENTITY.has(name)) return evaluation.values(first, frame);
  switch (name) {
    case 'next':
      return evaluation.elements(first, frame).flatMap(evaluation.resolve);
    case 'chain':
      return [listOf(call.arguments.flatMap((argument) => partsOf(evaluation, argument, frame)))];
    case 'enumerate':
      return [listOf(partsOf(evaluation, first, frame).map((part): Part => listOf([UNKNOWN, part])))];
    case 'zip': {
      const columns = call.arguments.map((argument) => partsOf(evaluation, argument, frame));
      const length = Math.min(...columns.map((column) => column.length));
      return [listOf(Array.from({ length }, (_, row) => listOf(columns.map((column) => column[row] ?? UNKNOWN))))];
    }
    case 'getattr': {
      const [, name_, fallback] = call.arguments;
      if (name_?.kind !== 'string' || name_.value === null) return null;
      const attribute: Expression = { kind: 'attribute', line: call.line, value: first, name: name_.value };
      return [
        ...evaluation.values(attribute, frame),
        ...(fallback === undefined ? [] : evaluation.values(fallback, frame)),
      ];
    }
    default:
      return null;
  }
}

function displaysOf(evaluation: Evaluation, expression: Expression, frame: Frame): readonly Display[] {
  return evaluation.values(expression, frame).filter((value) => value.kind === 'display');
}

function partsOf(evaluation: Evaluation, expression: Expression | undefined, frame: Frame): readonly Part[] {
  return expression === undefined ? [] : evaluation.elements(expression, frame);
}

function elementsOf(evaluation: Evaluation, part: Part): readonly Part[] {
  return evaluation
    .resolve(part)
    .flatMap((value): readonly Part[] => (value.kind === 'display' ? (value.keys ?? value.items) : [UNKNOWN]));
}

/** `"{}.{name}".format(a, name=b)`. */
function formatted(
  evaluation: Evaluation,
  call: CallExpression,
  receiver: Expression,
  frame: Frame,
): readonly StringPattern[] {
  const formats = evaluation.texts(receiver, frame);
  return formats.flatMap((format) => {
    if (!isKnown(format)) return [HOLE];
    const lists = bracePieces(format[0]).map((piece): readonly StringPattern[] => {
      if (piece.kind === 'text') return [[piece.text]];
      const { key } = piece;
      const value = typeof key === 'number' ? call.arguments[key] : keywordOf(call.keywords, key);
      return value == null || value.kind === 'starred' ? [HOLE] : evaluation.texts(value, frame);
    });
    return products(lists);
  });
}

function joined(
  evaluation: Evaluation,
  separators: readonly StringPattern[],
  argument: Expression,
  frame: Frame,
): readonly StringPattern[] {
  // One element that stands for many has no length.
  if (argument.kind === 'comprehension') return [HOLE];
  return displaysOf(evaluation, argument, frame)
    .flatMap(({ keys, items }) => {
      if (items.length > 20) return [HOLE];
      const lists = (keys ?? items).map((part) => evaluation.resolve(part).map(textOf));
      return separators.flatMap((separator) =>
        lists.reduce<readonly StringPattern[]>(
          (all, list, index) => product(index === 0 ? all : product(all, [separator]), list),
          [['']],
        ),
      );
    })
    .concat(displaysOf(evaluation, argument, frame).length === 0 ? [HOLE] : []);
}

/** What the functions that the callee can be return; the call itself gives their parameters. */
function functionResult(evaluation: Evaluation, call: CallExpression, frame: Frame): readonly Value[] {
  if (frame.depth >= CALL_DEPTH) return [UNKNOWN];
  const results = calledFunctions(call.callee, frame).flatMap(({ callable, scope }): readonly Value[] => {
    const shift = callable.className === null || isStatic(callable) ? 0 : 1;
    const inner: Frame = {
      scope,
      unit: callable,
      depth: frame.depth + 1,
      tests: [],
      entered: { call, frame, shift },
      locals: null,
    };
    const { returns, yields } = callable.facts;
    const given = returns.flatMap((value) => evaluation.values(value, inner));
    if (yields.length === 0) return given;
    return [...given, listOf(yields.map((expression) => ({ expression, frame: inner })))];
  });
  return results.length === 0 ? [UNKNOWN] : results;
}

function isStatic(unit: Unit): boolean {
  const first = unit.parameters[0]?.name ?? '';
  return !/^(self|cls|mcs|klass|_cls|metacls)$/.test(first);
}

function calledFunctions(callee: Expression, frame: Frame): readonly Callable[] {
  const { scope } = frame;
  const named = (units: readonly Unit[]): readonly Callable[] =>
    units.slice(0, 20).map((callable) => ({ callable, scope }));
  if (callee.kind === 'name') {
    for (let unit: Unit | null = frame.unit; unit !== null; unit = unit.parent) {
      const bindings = unit.facts.bindings.get(callee.id);
      if (bindings === undefined) continue;
      return bindings.flatMap((binding) => {
        if (binding.kind === 'function') return named([binding.unit]);
        if (binding.kind !== 'import' || binding.name === null) return [];
        const module = scope.absolute(binding.level, binding.module);
        return module === null ? [] : (scope.moduleValue(module, binding.name) ?? []).filter(isCallable);
      });
    }
    return (scope.starValue(callee.id) ?? []).filter(isCallable);
  }
  const name = lastName(callee);
  if (name === null || callee.kind !== 'attribute') return [];
  const base = callee.value;
  if (base.kind === 'name') {
    const binding = frame.unit.facts.bindings.get(base.id)?.[0] ?? topOf(frame.unit).facts.bindings.get(base.id)?.[0];
    if (binding?.kind === 'import') {
      const module = scope.absolute(binding.level, binding.module);
      const dotted = binding.name === null || module === null ? module : `${module}.${binding.name}`;
      const found = dotted === null ? null : scope.moduleValue(dotted, name);
      if (found !== null) return found.filter(isCallable);
    }
  }
  return named(scope.functionsNamed(name).filter((unit) => unit.className !== null));
}

function topOf(unit: Unit): Unit {
  let top = unit;
  while (top.parent !== null) top = top.parent;
  return top;
}
