// What the module graph asks of one file, gathered in a single walk over its summary.
import type { CallExpression, Expression, Keyword, Statement, Summary } from '../summary/summary.ts';
import { childExpressions, childStatements, ownExpressions } from './children.ts';

/** A function, or the module's own top level (`name` null), as a scope for values. */
export interface Unit {
  readonly name: string | null;
  /** The name of the innermost class around it; null where there is none. */
  readonly className: string | null;
  readonly line: number;
  readonly parameters: readonly { readonly name: string; readonly form: string; readonly default: Expression | null }[];
  /** Names bound here: what flows into each. */
  readonly bindings: Map<string, Binding[]>;
  readonly parent: Unit | null;
  /** It lists a folder or walks a package: a computed name may then be any module there. */
  walksFolder: boolean;
  readonly returns: Expression[];
}

/** What flows into a name. */
export type Binding =
  | { readonly kind: 'value'; readonly value: Expression }
  /** One element of a value: loops, comprehensions, unpacking (`index` null: any element). */
  | { readonly kind: 'element'; readonly value: Expression; readonly index: number | null }
  | { readonly kind: 'append'; readonly value: Expression }
  | { readonly kind: 'import'; readonly module: string; readonly level: number; readonly name: string | null }
  | { readonly kind: 'function'; readonly unit: Unit }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'other' };

/** A string literal and where it stands. */
export interface StringSite {
  readonly value: string;
  readonly line: number;
  readonly unit: Unit;
  /** How many entries the innermost list, tuple, set or dict around it has; 0 outside of any. */
  readonly container: number;
  /** The strings of the same dict entry or tuple, itself included: what names it in a table. */
  readonly entry: readonly string[];
  /** In a container at module or class level. */
  readonly declared: boolean;
}

export interface CallSite {
  readonly call: CallExpression;
  readonly unit: Unit;
}

export interface ModuleFacts {
  readonly summary: Summary;
  readonly top: Unit;
  /** Names bound at module level other than by importing a submodule of the module itself. */
  readonly bound: ReadonlySet<string>;
  readonly strings: readonly StringSite[];
  /** Calls by the last name of their callee. */
  readonly calls: ReadonlyMap<string, readonly CallSite[]>;
  /** Values assigned to attributes, by attribute name: `self.x = …` and class-level names. */
  readonly attributes: ReadonlyMap<string, readonly { readonly value: Expression; readonly unit: Unit }[]>;
  readonly functions: ReadonlyMap<string, readonly Unit[]>;
  readonly hasModuleGetattr: boolean;
  readonly words: ReadonlySet<string>;
}

const WALKERS = new Set([
  'listdir',
  'scandir',
  'iter_modules',
  'walk_packages',
  'iterdir',
  'glob',
  'rglob',
  'contents',
  'walk',
]);

/** Gathers the facts of a summary. */
export function deriveModuleFacts(summary: Summary): ModuleFacts {
  const strings: StringSite[] = [];
  const calls = new Map<string, CallSite[]>();
  const attributes = new Map<string, { value: Expression; unit: Unit }[]>();
  const functions = new Map<string, Unit[]>();
  const bound = new Set<string>();
  const top = makeUnit(null, null, 1, [], null);

  function bind(unit: Unit, name: string, binding: Binding, className: string | null): void {
    if (className !== null) {
      // A class body's names are attributes of the class.
      if (binding.kind === 'value') push(attributes, name, { value: binding.value, unit });
      if (binding.kind !== 'function') return;
      return;
    }
    push(unit.bindings, name, binding);
    if (unit === top) bound.add(name);
  }

  function bindTarget(unit: Unit, target: Expression, binding: Binding, className: string | null): void {
    if (target.kind === 'name') bind(unit, target.id, binding, className);
    else if (target.kind === 'attribute') {
      if (binding.kind === 'value') push(attributes, target.name, { value: binding.value, unit });
    } else if (target.kind === 'starred') bindTarget(unit, target.value, { kind: 'other' }, className);
    else if (target.kind === 'tuple' || target.kind === 'list') {
      for (const [index, item] of target.items.entries()) {
        bindTarget(unit, item, elementOf(binding, index), className);
      }
    } else if (target.kind === 'subscript') {
      // `table[key] = value` adds to what `table` holds.
      if (binding.kind === 'value') bindTarget(unit, target.value, { kind: 'append', value: binding.value }, className);
    }
  }

  function statements(list: readonly Statement[], unit: Unit, className: string | null): void {
    for (const statement of list) visitStatement(statement, unit, className);
  }

  function visitStatement(statement: Statement, unit: Unit, className: string | null): void {
    switch (statement.kind) {
      case 'import':
        for (const { name, alias } of statement.names) {
          const first = name.split('.')[0] ?? name;
          bind(
            unit,
            alias ?? first,
            { kind: 'import', module: alias === null ? first : name, level: 0, name: null },
            className,
          );
        }
        return;
      case 'from':
        for (const { name, alias } of statement.names) {
          if (name === '*') continue;
          const binding: Binding = { kind: 'import', module: statement.module, level: statement.level, name };
          if (className === null) push(unit.bindings, alias ?? name, binding);
          // `from . import x` inside package p binds x, but does not say that p has an x besides its submodule.
          const itself = statement.level === 1 && statement.module === '' && alias === null;
          if (unit === top && className === null && !itself) bound.add(alias ?? name);
        }
        return;
      case 'function': {
        const inner = makeUnit(
          unit.name === null || className !== null
            ? qualify(unit, className, statement.name)
            : `${unit.name}.${statement.name}`,
          className,
          statement.line,
          statement.parameters,
          unit,
        );
        push(functions, statement.name, inner);
        bind(unit, statement.name, { kind: 'function', unit: inner }, className);
        for (const expression of ownExpressions(statement)) visit(expression, unit, 0, [], false);
        statements(statement.body, inner, null);
        return;
      }
      case 'class':
        bind(unit, statement.name, { kind: 'class', name: statement.name }, className);
        for (const expression of ownExpressions(statement)) visit(expression, unit, 0, [], true);
        statements(statement.body, unit, statement.name);
        return;
      case 'assign':
        for (const target of statement.targets) {
          bindTarget(unit, target, { kind: 'value', value: statement.value }, className);
        }
        break;
      case 'annotated':
        if (statement.value !== null)
          bindTarget(unit, statement.target, { kind: 'value', value: statement.value }, className);
        break;
      case 'augmented':
        bindTarget(unit, statement.target, { kind: 'append', value: statement.value }, className);
        break;
      case 'for':
        bindTarget(unit, statement.target, { kind: 'element', value: statement.iterable, index: null }, className);
        break;
      case 'with':
        for (const { target } of statement.items)
          if (target !== null) bindTarget(unit, target, { kind: 'other' }, className);
        break;
      case 'return':
        if (statement.value !== null) unit.returns.push(statement.value);
        break;
      case 'expression':
        noteAppend(statement.value, unit, className);
        break;
      default:
    }
    for (const expression of ownExpressions(statement))
      visit(expression, unit, 0, [], unit === top || className !== null);
    for (const child of childStatements(statement)) visitStatement(child, unit, className);
  }

  /** `names.append(x)`, `names.extend(xs)`, `table.update(…)`, `names.insert(0, x)`. */
  function noteAppend(value: Expression, unit: Unit, className: string | null): void {
    if (value.kind !== 'call' || value.callee.kind !== 'attribute') return;
    const { callee } = value;
    const added = value.arguments.at(-1);
    if (added === undefined || !/^(append|add|insert|appendleft|extend|update)$/.test(callee.name)) return;
    const many = callee.name === 'extend' || callee.name === 'update';
    const item: Expression = many ? added : { kind: 'list', line: value.line, items: [added] };
    if (callee.value.kind === 'name') bind(unit, callee.value.id, { kind: 'append', value: item }, className);
    else if (callee.value.kind === 'attribute') push(attributes, callee.value.name, { value: item, unit });
  }

  function visit(
    expression: Expression,
    unit: Unit,
    container: number,
    entry: readonly string[],
    declared: boolean,
  ): void {
    switch (expression.kind) {
      case 'string':
        if (expression.value !== null && expression.value !== '' && !expression.bytes) {
          strings.push({
            value: expression.value,
            line: expression.line,
            unit,
            container,
            entry: entry.length === 0 ? [expression.value] : entry,
            declared: declared && container > 0,
          });
        }
        return;
      case 'call': {
        const name = lastName(expression.callee);
        if (name !== null) {
          push(calls, name, { call: expression, unit });
          if (WALKERS.has(name)) unit.walksFolder = true;
        }
        break;
      }
      case 'list':
      case 'tuple':
      case 'set': {
        const own =
          expression.kind === 'tuple' && expression.items.length <= 4 ? [...entry, ...stringsOf(expression.items)] : [];
        const size =
          expression.kind === 'tuple' && container > expression.items.length ? container : expression.items.length;
        for (const item of expression.items) visit(item, unit, size, own, declared);
        return;
      }
      case 'dictionary':
        for (const { key, value } of expression.entries) {
          const own = stringsOf(key === null ? [value] : [key, value]);
          if (key !== null) visit(key, unit, expression.entries.length, own, declared);
          visit(value, unit, expression.entries.length, own, declared);
        }
        return;
      case 'comprehension':
        for (const clause of expression.clauses) {
          bindTarget(unit, clause.target, { kind: 'element', value: clause.iterable, index: null }, null);
        }
        break;
      case 'walrus':
        bindTarget(unit, expression.target, { kind: 'value', value: expression.value }, null);
        break;
      case 'lambda': {
        const inner = makeUnit(unit.name, unit.className, expression.line, expression.parameters, unit);
        inner.returns.push(expression.value);
        visit(expression.value, inner, 0, [], false);
        for (const parameter of expression.parameters)
          if (parameter.default !== null) visit(parameter.default, unit, 0, [], false);
        return;
      }
      default:
    }
    for (const child of childExpressions(expression))
      visit(child, unit, container, entry, declared && expression.kind !== 'call');
  }

  statements(summary.body, top, null);
  return {
    summary,
    top,
    bound,
    strings,
    calls,
    attributes,
    functions,
    hasModuleGetattr: top.bindings.get('__getattr__') !== undefined,
    words: wordsOf(summary),
  };
}

/** What position `index` of a bound value is: unpacking, and the pairs that a loop over `items()` gives. */
function elementOf(binding: Binding, index: number): Binding {
  if (binding.kind === 'value') return { kind: 'element', value: binding.value, index };
  if (binding.kind === 'element') return { kind: 'element', value: pairOf(binding.value, index), index: binding.index };
  return { kind: 'other' };
}

/** The last name of a callee: `c` of `a.b.c`, null for calls of calls and the like. */
export function lastName(callee: Expression): string | null {
  return callee.kind === 'name' ? callee.id : callee.kind === 'attribute' ? callee.name : null;
}

/** The dotted name that an expression spells, null where it is anything else. */
export function dottedName(expression: Expression): string | null {
  if (expression.kind === 'name') return expression.id;
  if (expression.kind !== 'attribute') return null;
  const left = dottedName(expression.value);
  return left === null ? null : `${left}.${expression.name}`;
}

/** The keyword argument of a call, null where it is not given. */
export function keywordOf(keywords: readonly Keyword[], name: string): Expression | null {
  return keywords.find((keyword) => keyword.name === name)?.value ?? null;
}

function makeUnit(
  name: string | null,
  className: string | null,
  line: number,
  parameters: Unit['parameters'],
  parent: Unit | null,
): Unit {
  return { name, className, line, parameters, bindings: new Map(), parent, walksFolder: false, returns: [] };
}

function qualify(unit: Unit, className: string | null, name: string): string {
  const outer = unit.name === null ? '' : `${unit.name}.`;
  return className === null ? `${outer}${name}` : `${outer}${className}.${name}`;
}

/** Stands for position `index` of each element of a value; the string evaluator knows subscripts. */
function pairOf(value: Expression, index: number): Expression {
  return {
    kind: 'comprehension',
    line: value.line,
    form: 'list',
    element: {
      kind: 'subscript',
      line: value.line,
      value: { kind: 'name', line: value.line, id: ELEMENT },
      index: { kind: 'number', line: value.line, value: index },
    },
    value: null,
    clauses: [
      { isAsync: false, target: { kind: 'name', line: value.line, id: ELEMENT }, iterable: value, conditions: [] },
    ],
  };
}

/** The name that `pairOf` binds: no Python identifier, so it meets no other. */
export const ELEMENT = '<element>';

function stringsOf(expressions: readonly Expression[]): string[] {
  return expressions.flatMap((expression): string[] => {
    if (expression.kind === 'string') return expression.value === null ? [] : [expression.value];
    if (expression.kind === 'tuple' || expression.kind === 'list') return stringsOf(expression.items.slice(0, 40));
    return [];
  });
}

const WORD = /[\p{XID_Start}_][\p{XID_Continue}]*/gu;

/** Every identifier of the file and every identifier-like part of its strings. */
function wordsOf(summary: Summary): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of summary.strings) {
    if (/^\w+$/.test(text)) words.add(text);
    else for (const [word] of text.matchAll(WORD)) words.add(word);
  }
  return words;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
