// An abstract evaluator for strings: which texts an expression can give, followed through names, loops and calls.
import type { Expression } from '../summary/summary.ts';
import { type Binding, ELEMENT, lastName, type Unit } from './module-facts.ts';
import { distinct, HOLE, isKnown, MAX_PATTERNS, product, type StringPattern } from './string-pattern.ts';

/** What the evaluator asks of the program around an expression. */
export interface StringScope {
  /** The module's `__name__` and `__package__`. */
  readonly moduleName: string;
  readonly packageName: string;
  /** What flows into a module-level name of another module (relative names resolved); null where it is not known. */
  importedValue(
    module: string,
    level: number,
    name: string,
  ): { expression: Expression; scope: StringScope; unit: Unit } | null;
  /** The arguments that calls of this function pass to a parameter. */
  argumentsOf(
    unit: Unit,
    parameter: string,
  ): readonly { expression: Expression; scope: StringScope; unit: Unit; element: boolean }[];
  /** What is assigned to an attribute of that name in this module. */
  attributeValues(name: string): readonly { value: Expression; unit: Unit }[];
  /** The functions of that name in this module: what a call returns. */
  functionsNamed(name: string): readonly Unit[];
}

/** How far calls are followed: 3 and 4 found nothing more than 2. */
const CALL_DEPTH = 2;
const MAX_STEPS = 4000;
const MAX_LEVEL = 60;

interface State {
  readonly scope: StringScope;
  readonly unit: Unit;
  readonly depth: number;
  /** How deep the evaluation is nested; bounded, since names may lead in circles. */
  readonly level: number;
  readonly active: ReadonlySet<unknown>;
  /** What the name of `pairOf` stands for. */
  readonly element: Expression | null;
  readonly budget: { steps: number };
}

/** The strings that an expression can be, in the place where it stands; a hole for what is not known. */
export function evaluateString(expression: Expression, scope: StringScope, unit: Unit): readonly StringPattern[] {
  const state: State = {
    scope,
    unit,
    depth: 0,
    level: 0,
    active: new Set(),
    element: null,
    budget: { steps: MAX_STEPS },
  };
  return distinct(text(expression, state));
}

/** The strings that the elements of an expression can be: what a loop over it gives. */
export function evaluateElements(expression: Expression, scope: StringScope, unit: Unit): readonly StringPattern[] {
  const state: State = {
    scope,
    unit,
    depth: 0,
    level: 0,
    active: new Set(),
    element: null,
    budget: { steps: MAX_STEPS },
  };
  return distinct(elements(expression, null, state));
}

function text(expression: Expression, state: State): readonly StringPattern[] {
  state.budget.steps -= 1;
  if (state.budget.steps < 0 || state.level > MAX_LEVEL || state.active.has(expression)) return [HOLE];
  const inner: State = { ...state, level: state.level + 1, active: new Set(state.active).add(expression) };
  switch (expression.kind) {
    case 'string':
      return expression.value === null ? [HOLE] : [[expression.value]];
    case 'format':
      return expression.parts
        .map((part) => (part.kind === 'string' ? text(part, inner) : text(part.value, inner)))
        .reduce(product, [['']]);
    case 'name':
      return nameValue(expression.id, inner);
    case 'attribute':
      return attributeValue(expression, inner);
    case 'binary':
      return binary(expression, inner);
    case 'boolean':
      return distinct(expression.values.flatMap((value) => text(value, inner)));
    case 'conditional':
      return distinct([...text(expression.then, inner), ...text(expression.otherwise, inner)]);
    case 'walrus':
      return text(expression.value, inner);
    case 'subscript':
      return subscript(expression, inner);
    case 'call':
      return callValue(expression, inner);
    default:
      return [HOLE];
  }
}

function nameValue(name: string, state: State): readonly StringPattern[] {
  if (name === '__name__') return [[state.scope.moduleName]];
  if (name === '__package__') return [[state.scope.packageName]];
  for (let unit: Unit | null = state.unit; unit !== null; unit = unit.parent) {
    const bindings = unit.bindings.get(name);
    const isParameter = unit.parameters.some((parameter) => parameter.name === name);
    if (bindings === undefined && !isParameter) continue;
    const own: State = { ...state, unit };
    const values = (bindings ?? []).flatMap((binding) => bindingText(binding, own));
    return distinct(isParameter ? [...values, ...parameterValue(unit, name, own)] : values);
  }
  return [HOLE];
}

function bindingText(binding: Binding, state: State): readonly StringPattern[] {
  switch (binding.kind) {
    case 'value':
      return text(binding.value, state);
    case 'element':
      return elements(binding.value, binding.index, state);
    case 'append': {
      return text(binding.value, state).filter(isKnown);
    }
    case 'import': {
      if (binding.name === null) return [HOLE];
      const found = state.scope.importedValue(binding.module, binding.level, binding.name);
      if (found === null) return [HOLE];
      return text(found.expression, { ...state, scope: found.scope, unit: found.unit });
    }
    default:
      return [HOLE];
  }
}

function parameterValue(unit: Unit, name: string, state: State): readonly StringPattern[] {
  if (state.depth >= CALL_DEPTH) return [HOLE];
  const parameter = unit.parameters.find((each) => each.name === name);
  const byDefault = parameter?.default ? text(parameter.default, { ...state, unit: unit.parent ?? unit }) : [];
  const passed = state.scope.argumentsOf(unit, name).flatMap((argument) => {
    const inner = { ...state, scope: argument.scope, unit: argument.unit, depth: state.depth + 1 };
    return argument.element ? elements(argument.expression, null, inner) : text(argument.expression, inner);
  });
  return [...byDefault, ...passed, HOLE];
}

function attributeValue(
  expression: Extract<Expression, { kind: 'attribute' }>,
  state: State,
): readonly StringPattern[] {
  if (expression.name === 'parent' && isNamed(expression.value, '__spec__')) return [[state.scope.packageName]];
  if (expression.name === '__name__') {
    // The name of a module or class that is held in a variable: a hole, but `package.__name__` is the package itself.
    if (expression.value.kind === 'name') {
      const binding = lookup(expression.value.id, state);
      if (binding?.kind === 'import' && binding.level === 0 && binding.name === null) return [[binding.module]];
    }
    return [HOLE];
  }
  const values = state.scope
    .attributeValues(expression.name)
    .flatMap(({ value, unit }) => text(value, { ...state, unit }));
  return values.length === 0 ? [HOLE] : distinct([...values, HOLE]);
}

function binary(expression: Extract<Expression, { kind: 'binary' }>, state: State): readonly StringPattern[] {
  const [first, ...rest] = expression.operands;
  if (first === undefined) return [HOLE];
  let value = text(first, state);
  for (const [index, operand] of rest.entries()) {
    const operator = expression.operators[index];
    if (operator === '+') value = product(value, text(operand, state));
    else if (operator === '%') value = percent(value, operand, state);
    else return [HOLE];
  }
  return value;
}

/** `"%s.base" % name`, with a tuple or a dict on the right. */
function percent(formats: readonly StringPattern[], operand: Expression, state: State): readonly StringPattern[] {
  const values = operand.kind === 'tuple' ? operand.items : [operand];
  return formats.flatMap((format) => {
    if (!isKnown(format)) return [HOLE];
    let position = 0;
    const pieces = format[0].split(/(%(?:\([^)]*\))?[#0\- +]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z%])/);
    return pieces
      .map((piece): readonly StringPattern[] => {
        if (piece === '%%') return [['%']];
        const field = /^%(?:\(([^)]*)\))?.*[a-zA-Z]$/.exec(piece);
        if (field === null) return [[piece]];
        if (field[1] !== undefined) return keyed(operand, field[1], state);
        const value = values[position];
        position += 1;
        return value === undefined ? [HOLE] : text(value, state);
      })
      .reduce(product, [['']]);
  });
}

function keyed(operand: Expression, key: string, state: State): readonly StringPattern[] {
  if (operand.kind !== 'dictionary') return [HOLE];
  const entry = operand.entries.find((each) => each.key?.kind === 'string' && each.key.value === key);
  return entry === undefined ? [HOLE] : text(entry.value, state);
}

function callValue(expression: Extract<Expression, { kind: 'call' }>, state: State): readonly StringPattern[] {
  const { callee } = expression;
  const [argument] = expression.arguments;
  if (callee.kind === 'attribute') {
    const receiver = callee.value;
    switch (callee.name) {
      case 'format':
        return braces(text(receiver, state), expression, state);
      case 'join':
        return argument === undefined ? [HOLE] : joined(text(receiver, state), argument, state);
      case 'lower':
        return text(receiver, state).map(
          (pattern) => pattern.map((piece) => piece.toLowerCase()) as unknown as StringPattern,
        );
      case 'upper':
        return text(receiver, state).map(
          (pattern) => pattern.map((piece) => piece.toUpperCase()) as unknown as StringPattern,
        );
      case 'strip':
      case 'rstrip':
      case 'lstrip':
        return text(receiver, state);
      case 'replace':
        return replaced(text(receiver, state), expression.arguments, state);
      case 'removesuffix':
      case 'removeprefix':
        return text(receiver, state);
      case 'get':
      case 'pop': {
        const fallback = expression.arguments[1];
        return distinct([...elements(receiver, null, state), ...(fallback === undefined ? [] : text(fallback, state))]);
      }
      default:
    }
  } else if (callee.kind === 'name' && (callee.id === 'str' || callee.id === 'next') && argument !== undefined) {
    return callee.id === 'str' ? text(argument, state) : elements(argument, null, state);
  }
  if (state.depth >= CALL_DEPTH) return [HOLE];
  const name = lastName(callee);
  const functions = name === null ? [] : state.scope.functionsNamed(name);
  const values = functions.flatMap((unit) =>
    unit.returns.flatMap((value) => text(value, { ...state, unit, depth: state.depth + 1 })),
  );
  return values.length === 0 ? [HOLE] : distinct(values);
}

/** `"{}.{name}".format(a, name=b)`. */
function braces(
  formats: readonly StringPattern[],
  call: Extract<Expression, { kind: 'call' }>,
  state: State,
): readonly StringPattern[] {
  return formats.flatMap((format) => {
    if (!isKnown(format)) return [HOLE];
    let position = 0;
    return format[0]
      .split(/(\{[^{}]*\})/)
      .map((piece): readonly StringPattern[] => {
        const field = /^\{(\w*)[^{}]*\}$/.exec(piece);
        if (field === null) return [[piece]];
        const key = field[1] ?? '';
        const value =
          key === ''
            ? call.arguments[position++]
            : /^\d+$/.test(key)
              ? call.arguments[Number(key)]
              : call.keywords.find((keyword) => keyword.name === key)?.value;
        return value === undefined ? [HOLE] : text(value, state);
      })
      .reduce(product, [['']]);
  });
}

function joined(separators: readonly StringPattern[], argument: Expression, state: State): readonly StringPattern[] {
  const [separator] = separators;
  if (separator === undefined || !isKnown(separator)) return [HOLE];
  if (argument.kind !== 'tuple' && argument.kind !== 'list') return [HOLE];
  return argument.items
    .map((item) => text(item, state))
    .reduce<readonly StringPattern[]>(
      (all, item, index) => product(index === 0 ? all : product(all, [separator]), item),
      [['']],
    );
}

function replaced(
  values: readonly StringPattern[],
  args: readonly Expression[],
  state: State,
): readonly StringPattern[] {
  const [from, to] = args.map((argument) => text(argument, state));
  const [search] = from ?? [];
  const [replacement] = to ?? [];
  if (search === undefined || replacement === undefined || !isKnown(search) || !isKnown(replacement)) return [HOLE];
  return values.map(
    (pattern) => pattern.map((piece) => piece.replaceAll(search[0], replacement[0])) as unknown as StringPattern,
  );
}

/** `value[index]`: a slice of a string, a part of a split, an element of a list or an entry of a table. */
function subscript(expression: Extract<Expression, { kind: 'subscript' }>, state: State): readonly StringPattern[] {
  const { value, index } = expression;
  if (value.kind === 'name' && value.id === ELEMENT) {
    const position = index.kind === 'number' ? index.value : null;
    return state.element === null ? [HOLE] : elements(state.element, position, state);
  }
  const position = integer(index);
  if (value.kind === 'call' && value.callee.kind === 'attribute' && position !== null) {
    const parts = splitParts(value, state);
    if (parts !== null) return parts.map((list) => (list === null ? HOLE : ([list.at(position) ?? ''] as const)));
  }
  if (index.kind === 'slice') {
    const lower = index.lower === null ? 0 : integer(index.lower);
    const upper = index.upper === null ? undefined : (integer(index.upper) ?? null);
    if (lower === null || upper === null) return [HOLE];
    const whole = text(value, state);
    return whole.map((pattern) => (isKnown(pattern) ? [pattern[0].slice(lower, upper)] : HOLE));
  }
  return elements(value, position, state);
}

/** The parts that `split`, `rsplit`, `partition` and `rpartition` make; null for an unknown string. */
function splitParts(
  call: Extract<Expression, { kind: 'call' }>,
  state: State,
): readonly (readonly string[] | null)[] | null {
  if (call.callee.kind !== 'attribute') return null;
  const method = call.callee.name;
  if (!/^r?(split|partition)$/.test(method)) return null;
  const [separators, limits] = call.arguments;
  const separator = separators?.kind === 'string' ? separators.value : null;
  if (separator === null || separator === '') return null;
  const limit = limits === undefined ? null : integer(limits);
  return text(call.callee.value, state).map((pattern) =>
    isKnown(pattern) ? splitText(pattern[0], method, separator, limit) : null,
  );
}

function splitText(whole: string, method: string, separator: string, limit: number | null): readonly string[] {
  const at = method.startsWith('r') ? whole.lastIndexOf(separator) : whole.indexOf(separator);
  if (method.endsWith('partition')) {
    if (at === -1) return method.startsWith('r') ? ['', '', whole] : [whole, '', ''];
    return [whole.slice(0, at), separator, whole.slice(at + separator.length)];
  }
  const parts = whole.split(separator);
  if (limit === null || limit < 0 || parts.length <= limit + 1) return parts;
  if (method === 'rsplit') {
    const cut = parts.length - limit;
    return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
  }
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

/** The strings among the elements of a value; `index` picks one position where the value is a display. */
function elements(expression: Expression, index: number | null, state: State): readonly StringPattern[] {
  state.budget.steps -= 1;
  if (state.budget.steps < 0 || state.level > MAX_LEVEL) return [HOLE];
  return elementsWithin(expression, index, { ...state, level: state.level + 1 });
}

function elementsWithin(expression: Expression, index: number | null, state: State): readonly StringPattern[] {
  switch (expression.kind) {
    case 'tuple':
    case 'list':
    case 'set': {
      const chosen = index === null ? expression.items : present(expression.items.at(index));
      return distinct(
        chosen.flatMap((item) => (item.kind === 'starred' ? elements(item.value, null, state) : text(item, state))),
      );
    }
    case 'dictionary':
      // A subscript gives values, a loop keys: both are kept, since a name from either may be meant.
      return distinct(
        expression.entries.flatMap(({ key, value }) => [
          ...(key === null ? [] : text(key, state)),
          ...text(value, state),
          ...(value.kind === 'tuple' || value.kind === 'list' ? elements(value, null, state) : []),
        ]),
      );
    case 'name':
      return elementsOfName(expression.id, index, state);
    case 'attribute': {
      const values = state.scope.attributeValues(expression.name);
      if (values.length === 0) return [HOLE];
      return distinct(
        values.flatMap(({ value, unit }) => elements(value, index, { ...state, unit, budget: state.budget })),
      );
    }
    case 'comprehension': {
      const [clause] = expression.clauses;
      if (clause === undefined) return [HOLE];
      return text(expression.element, { ...state, element: clause.iterable });
    }
    case 'binary':
      return distinct(expression.operands.flatMap((operand) => elements(operand, null, state)));
    case 'boolean':
      return distinct(expression.values.flatMap((value) => elements(value, index, state)));
    case 'conditional':
      return distinct([...elements(expression.then, index, state), ...elements(expression.otherwise, index, state)]);
    case 'call':
      return elementsOfCall(expression, index, state);
    case 'subscript':
      return elements(expression.value, null, state);
    default:
      return [HOLE];
  }
}

function elementsOfName(name: string, index: number | null, state: State): readonly StringPattern[] {
  for (let unit: Unit | null = state.unit; unit !== null; unit = unit.parent) {
    const bindings = unit.bindings.get(name);
    const parameter = unit.parameters.find((each) => each.name === name);
    if (bindings === undefined && parameter === undefined) continue;
    const own: State = { ...state, unit };
    const values = (bindings ?? []).flatMap((binding): readonly StringPattern[] => {
      if (state.active.has(binding)) return [];
      const inner: State = { ...own, active: new Set(own.active).add(binding) };
      if (binding.kind === 'value' || binding.kind === 'append') return elements(binding.value, index, inner);
      if (binding.kind === 'element') return elementsOfElements(binding.value, inner);
      if (binding.kind !== 'import' || binding.name === null) return [HOLE];
      const found = state.scope.importedValue(binding.module, binding.level, binding.name);
      return found === null
        ? [HOLE]
        : elements(found.expression, index, { ...inner, scope: found.scope, unit: found.unit });
    });
    if (parameter === undefined) return distinct(values);
    return distinct([...values, ...parameterElements(unit, parameter, own)]);
  }
  return [HOLE];
}

function parameterElements(unit: Unit, parameter: Unit['parameters'][number], state: State): readonly StringPattern[] {
  if (state.depth >= CALL_DEPTH) return [HOLE];
  const passed = state.scope.argumentsOf(unit, parameter.name).flatMap((argument) => {
    const inner = { ...state, scope: argument.scope, unit: argument.unit, depth: state.depth + 1 };
    // What `*args` collects are the arguments themselves.
    return parameter.form === '*' ? text(argument.expression, inner) : elements(argument.expression, null, inner);
  });
  return [...(parameter.default === null ? [] : elements(parameter.default, null, state)), ...passed, HOLE];
}

function elementsOfElements(expression: Expression, state: State): readonly StringPattern[] {
  if (expression.kind !== 'list' && expression.kind !== 'tuple' && expression.kind !== 'set') return [HOLE];
  return distinct(expression.items.slice(0, MAX_PATTERNS).flatMap((item) => elements(item, null, state)));
}

const TRANSPARENT = new Set(['list', 'tuple', 'set', 'frozenset', 'sorted', 'iter', 'reversed', 'dict', 'OrderedDict']);

function elementsOfCall(
  call: Extract<Expression, { kind: 'call' }>,
  index: number | null,
  state: State,
): readonly StringPattern[] {
  const { callee } = call;
  const [argument] = call.arguments;
  if (callee.kind === 'name' && TRANSPARENT.has(callee.id) && argument !== undefined) {
    return elements(argument, index, state);
  }
  if (callee.kind === 'attribute') {
    if (/^(items|keys|values|copy|get|union|iteritems|itervalues)$/.test(callee.name))
      return elements(callee.value, index, state);
    const parts = splitParts(call, state);
    if (parts !== null) {
      return parts.flatMap((list) => (list === null ? [HOLE] : list.map((part): StringPattern => [part])));
    }
  }
  const name = lastName(callee);
  const functions = name === null || state.depth >= CALL_DEPTH ? [] : state.scope.functionsNamed(name);
  const values = functions.flatMap((unit) =>
    unit.returns.flatMap((value) => elements(value, index, { ...state, unit, depth: state.depth + 1 })),
  );
  return values.length === 0 ? [HOLE] : distinct(values);
}

function lookup(name: string, state: State): Binding | null {
  for (let unit: Unit | null = state.unit; unit !== null; unit = unit.parent) {
    const binding = unit.bindings.get(name)?.[0];
    if (binding !== undefined) return binding;
  }
  return null;
}

function integer(expression: Expression): number | null {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'unary' || expression.operator !== '-') return null;
  return expression.operand.kind === 'number' && expression.operand.value !== null ? -expression.operand.value : null;
}

function isNamed(expression: Expression, name: string): boolean {
  return expression.kind === 'name' && expression.id === name;
}

function present(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : [expression];
}
