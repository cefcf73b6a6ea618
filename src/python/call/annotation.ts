// Declared types: what an annotation says of a value that nothing else is known of.

import { summariseText } from '../summary/summarise.ts';
import type { Expression, Statement } from '../summary/summary.ts';
import { type Engine, externalValue, makeContainer, textOf } from './engine.ts';
import { addValue } from './flow.ts';
import type { ModuleObject } from './module-object.ts';
import { attributeNode, globalName, moduleAttribute } from './module-value.ts';
import type { Operand } from './node.ts';
import type { Scope } from './scope.ts';
import type { Unit } from './unit.ts';
import { indexOf, Kind, kindOf, makeValue, NONE, UNKNOWN, type Value } from './value.ts';

/** What something of the annotated type can be; empty where the annotation says nothing of use. */
export function declaredType(
  engine: Engine,
  module: ModuleObject,
  unit: Unit,
  annotation: Expression,
): readonly Operand[] {
  const values = typeOf(engine, module, unit, annotation, 0);
  return values.includes(UNKNOWN) ? [] : values;
}

const MAX_DEPTH = 8;

/** Generic types whose one argument is what is meant. */
const TRANSPARENT = new Set([
  'Optional',
  'Annotated',
  'ClassVar',
  'Final',
  'Required',
  'NotRequired',
  'ReadOnly',
  'Awaitable',
]);
/** Those that hold what their last argument names. */
const HOLDERS =
  /^(List|list|Sequence|MutableSequence|Iterable|Iterator|Set|set|FrozenSet|frozenset|AbstractSet|MutableSet|Collection|Deque|deque|AsyncIterator|AsyncIterable)$/;
const MAPPINGS = /^(Dict|dict|Mapping|MutableMapping|OrderedDict|DefaultDict|defaultdict|ChainMap)$/;

function typeOf(
  engine: Engine,
  module: ModuleObject,
  unit: Unit,
  annotation: Expression,
  depth: number,
): readonly Value[] {
  if (depth > MAX_DEPTH) return [UNKNOWN];
  const inner = (expression: Expression): readonly Value[] => typeOf(engine, module, unit, expression, depth + 1);
  switch (annotation.kind) {
    case 'constant':
      return [NONE];
    case 'string': {
      const parsed = annotation.value === null ? null : parseAnnotation(annotation.value);
      return parsed === null ? [UNKNOWN] : inner(parsed);
    }
    case 'binary':
      if (annotation.operators.some((operator) => operator !== '|')) return [UNKNOWN];
      return annotation.operands.flatMap((operand) => [...inner(operand)]);
    case 'name':
    case 'attribute':
      return resolve(engine, module, unit, annotation).map((value) => instanceOfType(engine, value));
    case 'subscript': {
      const { value, index } = annotation;
      const name = value.kind === 'name' ? value.id : value.kind === 'attribute' ? value.name : '';
      const parts = index.kind === 'tuple' ? index.items : [index];
      const [first] = parts;
      const last = parts.at(-1);
      if (first === undefined || last === undefined) return [UNKNOWN];
      if (TRANSPARENT.has(name)) return name === 'Optional' ? [NONE, ...inner(first)] : inner(first);
      if (name === 'Union') return parts.flatMap((part) => [...inner(part)]);
      if (name === 'Coroutine') return inner(last);
      if (name === 'Type' || name === 'type') return inner(first).map(classOfInstance);
      if (HOLDERS.test(name) || MAPPINGS.test(name)) return [holding(engine, unit, inner(last), MAPPINGS.test(name))];
      if (name === 'Generator' || name === 'AsyncGenerator') return [holding(engine, unit, inner(first), false)];
      if (name === 'Tuple' || name === 'tuple') {
        return [
          holding(
            engine,
            unit,
            parts.flatMap((part) => [...inner(part)]),
            false,
          ),
        ];
      }
      if (name === 'Literal' || name === 'Callable') return [UNKNOWN];
      return inner(value);
    }
    default:
      return [UNKNOWN];
  }
}

/** Types of the standard library that say nothing about what an object can do. */
const VAGUE = /^(typing|typing_extensions|collections\.abc)\.|^<builtin>\.(object|type|callable)$|^types\./;
const PLAIN = /^<builtin>\.(list|dict|set|tuple|frozenset)$/;

function instanceOfType(engine: Engine, value: Value): Value {
  switch (kindOf(value)) {
    case Kind.class:
    case Kind.subclass:
      return makeValue(Kind.subtype, indexOf(value));
    case Kind.external: {
      const name = textOf(engine, indexOf(value));
      if (VAGUE.test(name) || PLAIN.test(name) || engine.outsideBases.has(name)) return UNKNOWN;
      return value;
    }
    case Kind.none:
      return NONE;
    default:
      return UNKNOWN;
  }
}

function classOfInstance(value: Value): Value {
  return kindOf(value) === Kind.subtype ? makeValue(Kind.subclass, indexOf(value)) : UNKNOWN;
}

function holding(engine: Engine, unit: Unit, values: readonly Value[], isMapping: boolean): Value {
  const made = makeContainer(engine, isMapping ? 'dictionary' : 'list', unit);
  const container = engine.containers[indexOf(made)];
  if (container === undefined) return UNKNOWN;
  for (const value of values) addValue(engine, container.rest, value);
  return made;
}

/** The values that a dotted name has by now; none that are yet to come. */
function resolve(engine: Engine, module: ModuleObject, unit: Unit, expression: Expression): readonly Value[] {
  if (expression.kind === 'name') {
    for (let scope: Scope | null = unit.outer; scope !== null; scope = scope.outer) {
      const found = scope.path.get(expression.id) ?? scope.cells.get(expression.id);
      if (found !== undefined && found !== null) return present(found);
    }
    const owned = unit.owner?.members.get(expression.id);
    if (owned !== undefined && owned.values.length > 0) return owned.values;
    const operand = globalName(engine, module, expression.id, {
      unit,
      line: expression.line,
      kind: 'load',
      resolved: true,
    });
    const values = present(operand);
    if (values.length > 0) return values;
    const typed = module.typeImports.get(expression.id);
    if (typed === undefined) return [UNKNOWN];
    const source = engine.source.find(typed.module);
    if (source === null) return [externalValue(engine, `${typed.module}.${typed.name}`)];
    if (!source.loaded) return [UNKNOWN];
    return present(
      moduleAttribute(engine, source, typed.name, { unit, line: expression.line, kind: 'load', resolved: true }),
    );
  }
  if (expression.kind !== 'attribute') return [UNKNOWN];
  return resolve(engine, module, unit, expression.value).flatMap((value): readonly Value[] => {
    const site = { unit, line: expression.line, kind: 'load', resolved: true } as const;
    if (kindOf(value) === Kind.module) {
      const of = engine.modules[indexOf(value)];
      return of === undefined ? [UNKNOWN] : present(moduleAttribute(engine, of, expression.name, site));
    }
    if (kindOf(value) === Kind.external)
      return [externalValue(engine, `${textOf(engine, indexOf(value))}.${expression.name}`)];
    if (kindOf(value) === Kind.class) {
      const member = engine.classes[indexOf(value)]?.order.map((each) => each.members.get(expression.name));
      return member?.find((node) => node !== undefined)?.values ?? [UNKNOWN];
    }
    return [UNKNOWN];
  });
}

function present(operand: Operand): readonly Value[] {
  if (typeof operand === 'number') return [operand];
  const values = operand.values.filter((value) => value !== NONE);
  return values.length > 0 ? values : [];
}

const parsed = new Map<string, Expression | null>();

/** The expression that an annotation written as text is. Kept by text; the cache is emptied when it gets large. */
export function parseAnnotation(text: string): Expression | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size > 20_000) parsed.clear();
  const [statement] = summariseText(`_ = (${text.trim()})\n`).body;
  const expression = statement?.kind === 'assign' ? statement.value : null;
  parsed.set(text, expression);
  return expression;
}

/**
 * What a block that never runs (`if TYPE_CHECKING:`) says of a module's names: `util = _util` there tells what stands
 * under a name that some code puts there in a way that cannot be seen.
 */
export function declareNames(engine: Engine, module: ModuleObject, body: readonly Statement[]): void {
  for (const statement of body) {
    if (statement.kind !== 'assign' || statement.value.kind !== 'name') continue;
    const typed = module.typeImports.get(statement.value.id);
    if (typed === undefined) continue;
    for (const target of statement.targets) {
      if (target.kind !== 'name') continue;
      attributeNode(engine, module, target.id).declared ??= () => {
        const sub = engine.source.find(`${typed.module}.${typed.name}`);
        if (sub?.loaded) return [makeValue(Kind.module, sub.id)];
        const source = engine.source.find(typed.module);
        if (!source?.loaded) return [];
        const site = {
          unit: module.top ?? engine.outside,
          line: statement.line,
          kind: 'load',
          resolved: true,
        } as const;
        return present(moduleAttribute(engine, source, typed.name, site));
      };
    }
  }
}
