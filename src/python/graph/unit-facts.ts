// What the module graph asks of one function, or of a module's top level, gathered in one walk over its own code.
import type { CallExpression, Expression, Keyword, Statement } from '../summary/summary.ts';
import { eachExpression, eachPart } from '../summary/visit.ts';

/** A function, or the module's own top level (`name` null), as a scope for values. */
export interface Unit {
  /** Its path of classes and functions in the module, as `UnitName` has it; a lambda has that of its owner. */
  readonly name: string | null;
  /** The name of the innermost class around it; null where a function or nothing is closer. */
  readonly className: string | null;
  /** The lines of `def` and of the first decorator; 1 for the module. */
  readonly line: number;
  readonly firstLine: number;
  readonly parameters: readonly UnitParameter[];
  /** The scope around it. */
  readonly parent: Unit | null;
  /** What must run for its code to run: itself; for a lambda the function around it. */
  readonly owner: Unit;
  /** Derived when first asked for. A lambda's are its owner's, but for bindings and returns. */
  readonly facts: UnitFacts;
}

export interface UnitParameter {
  readonly name: string;
  readonly form: string;
  readonly default: Expression | null;
}

export interface UnitFacts {
  /** Names bound here: what flows into each. */
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  readonly returns: readonly Expression[];
  /** What a generator gives, each. */
  readonly yields: readonly Expression[];
  readonly strings: readonly StringSite[];
  /** Calls by the last name of their callee. */
  readonly calls: ReadonlyMap<string, readonly CallSite[]>;
  /** What flows into attributes, by attribute name: `self.x = …` and the names of classes defined here. */
  readonly attributes: ReadonlyMap<string, readonly AttributeBinding[]>;
  /** Functions and methods defined directly here. */
  readonly functions: readonly Unit[];
  /** It lists a folder or walks a package: a computed name may then be any module there. */
  readonly walksFolder: boolean;
}

/** What flows into a name. */
export type Binding =
  | { readonly kind: 'value'; readonly value: Expression }
  /** A part of a value: of each element where it is a loop, then by positions (unpacking), null for any. */
  | {
      readonly kind: 'part';
      readonly value: Expression;
      readonly loop: boolean;
      readonly path: readonly (number | null)[];
    }
  /** One more element, all elements of one more value, or one more entry of a table. */
  | { readonly kind: 'more'; readonly value: Expression }
  /** `name += value`. */
  | { readonly kind: 'plus'; readonly value: Expression }
  | { readonly kind: 'import'; readonly module: string; readonly level: number; readonly name: string | null }
  | { readonly kind: 'function'; readonly unit: Unit }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'other' };

export interface AttributeBinding {
  readonly binding: Binding;
  readonly unit: Unit;
}

/** A string literal and where it stands. */
export interface StringSite {
  readonly value: string;
  readonly line: number;
  readonly unit: Unit;
  /** How many entries the table around it has: the innermost list, set or dict, or the one whose rows are tuples. */
  readonly container: number;
  /** The strings of the same dict entry or tuple, itself included: what names it in a table. */
  readonly entry: readonly string[];
  /** In a container at module or class level. */
  readonly declared: boolean;
}

export interface CallSite {
  readonly call: CallExpression;
  readonly unit: Unit;
  /** Conditions that hold where it stands, of its own function. */
  readonly tests: readonly Expression[];
}

/** Says whether code under a condition runs: null where that is not known. */
export type Judge = (test: Expression) => boolean | null;

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

/** A function or the module, derived when asked for. */
export function makeUnit(
  place: Pick<Unit, 'name' | 'className' | 'line' | 'firstLine' | 'parameters' | 'parent'>,
  body: () => readonly Statement[],
  judge: Judge,
): Unit {
  let facts: UnitFacts | null = null;
  const unit: Unit = {
    ...place,
    get owner() {
      return unit;
    },
    get facts() {
      facts ??= deriveUnitFacts(unit, body(), judge);
      return facts;
    },
  };
  return unit;
}

/** Where the walk is. */
interface Place {
  readonly unit: Unit;
  /** Dotted names of the classes around, inside of the unit; null outside of any. */
  readonly path: string | null;
  readonly tests: readonly Expression[];
}

/** Where a string stands among displays. */
interface Around {
  readonly container: number;
  readonly entry: readonly string[];
  readonly declared: boolean;
}

const NOWHERE: Around = { container: 0, entry: [], declared: false };
const MAX_ENTRY = 40;

function deriveUnitFacts(owner: Unit, body: readonly Statement[], judge: Judge): UnitFacts {
  const bindings = new Map<string, Binding[]>();
  const inner = new Map<Unit, Map<string, Binding[]>>([[owner, bindings]]);
  const returns: Expression[] = [];
  const yields: Expression[] = [];
  const strings: StringSite[] = [];
  const calls = new Map<string, CallSite[]>();
  const attributes = new Map<string, AttributeBinding[]>();
  const functions: Unit[] = [];
  let walksFolder = false;

  function bind(name: string, binding: Binding, { unit, path }: Place): void {
    // A class body's names are attributes of the class.
    if (path !== null) push(attributes, name, { binding, unit });
    else push(inner.get(unit) ?? bindings, name, binding);
  }

  function bindTarget(target: Expression, binding: Binding, place: Place): void {
    switch (target.kind) {
      case 'name':
        bind(target.id, binding, place);
        break;
      case 'attribute':
        push(attributes, target.name, { binding, unit: place.unit });
        break;
      case 'starred':
        bindTarget(target.value, { kind: 'other' }, place);
        break;
      case 'tuple':
      case 'list': {
        const star = target.items.findIndex((item) => item.kind === 'starred');
        for (const [index, item] of target.items.entries()) {
          bindTarget(item, partOf(binding, star === -1 || index < star ? index : index - target.items.length), place);
        }
        break;
      }
      case 'subscript': {
        if (binding.kind !== 'value') break;
        const { line } = target;
        const value: Expression = { kind: 'dictionary', line, entries: [{ key: target.index, value: binding.value }] };
        bindTarget(target.value, { kind: 'more', value }, place);
        break;
      }
      default:
    }
  }

  function statements(list: readonly Statement[], place: Place): void {
    for (const statement of list) visitStatement(statement, place);
  }

  function visitStatement(statement: Statement, place: Place): void {
    switch (statement.kind) {
      case 'import':
        for (const { name, alias } of statement.names) {
          const module = alias === null ? (name.split('.')[0] ?? name) : name;
          bind(alias ?? module, { kind: 'import', module, level: 0, name: null }, place);
        }
        return;
      case 'from':
        for (const { name, alias } of statement.names) {
          if (name === '*') continue;
          bind(alias ?? name, { kind: 'import', module: statement.module, level: statement.level, name }, place);
        }
        return;
      case 'function':
        visitFunction(statement, place);
        return;
      case 'class': {
        bind(statement.name, { kind: 'class', name: statement.name }, place);
        const around = { ...NOWHERE, declared: true };
        for (const expression of [...statement.decorators, ...statement.bases]) visit(expression, around, place);
        for (const { value } of statement.keywords) visit(value, around, place);
        const path = place.path === null ? statement.name : `${place.path}.${statement.name}`;
        statements(statement.body, { ...place, path });
        return;
      }
      case 'if': {
        visitIf(statement, place);
        return;
      }
      case 'assign':
        for (const target of statement.targets) bindTarget(target, { kind: 'value', value: statement.value }, place);
        break;
      case 'annotated':
        // The annotation is a type: strings in it name what is imported anyway, or only for type checkers.
        if (statement.value === null) return;
        bindTarget(statement.target, { kind: 'value', value: statement.value }, place);
        visit(statement.value, levelOf(place), place);
        return;
      case 'augmented':
        bindTarget(statement.target, { kind: 'plus', value: statement.value }, place);
        break;
      case 'for':
        bindTarget(statement.target, { kind: 'part', value: statement.iterable, loop: true, path: [] }, place);
        break;
      case 'with':
        for (const { target } of statement.items) if (target !== null) bindTarget(target, { kind: 'other' }, place);
        break;
      case 'return':
        if (statement.value !== null) returns.push(statement.value);
        break;
      case 'expression':
        noteGrowth(statement.value, place);
        break;
      case 'exec': {
        // Python 2's statement, as the function call that it is.
        const { line, code } = statement;
        const callee: Expression = { kind: 'name', line, id: 'exec' };
        visit({ kind: 'call', line, callee, arguments: [code], keywords: [] }, NOWHERE, place);
        return;
      }
      default:
    }
    eachExpression(statement, (expression) => visit(expression, levelOf(place), place));
    eachInnerBlock(statement, (block) => statements(block, place));
  }

  function levelOf({ unit, path }: Place): Around {
    return unit.name === null || path !== null ? { ...NOWHERE, declared: true } : NOWHERE;
  }

  function visitFunction(statement: Extract<Statement, { kind: 'function' }>, place: Place): void {
    const { unit, path } = place;
    const inside = [unit.name, path, statement.name].filter((part) => part !== null).join('.');
    const child = makeUnit(
      {
        name: inside,
        className: path === null ? null : path.slice(path.lastIndexOf('.') + 1),
        line: statement.line,
        firstLine: statement.firstLine,
        parameters: statement.parameters,
        parent: unit,
      },
      () => statement.body,
      judge,
    );
    functions.push(child);
    bind(statement.name, { kind: 'function', unit: child }, place);
    for (const expression of statement.decorators) visit(expression, NOWHERE, place);
    for (const parameter of statement.parameters) {
      if (parameter.default !== null) visit(parameter.default, NOWHERE, place);
    }
  }

  function visitIf(statement: Extract<Statement, { kind: 'if' }>, place: Place): void {
    for (const { test, body } of statement.branches) {
      visit(test, NOWHERE, place);
      const truth = judge(test);
      if (truth !== false) statements(body, { ...place, tests: [...place.tests, test] });
      if (truth === true) return;
    }
    statements(statement.otherwise, place);
  }

  /** `names.append(x)`, `names.extend(xs)`, `table.update(…)`, `names.insert(0, x)`. */
  function noteGrowth(value: Expression, place: Place): void {
    if (value.kind !== 'call' || value.callee.kind !== 'attribute') return;
    const { callee } = value;
    const added = value.arguments.at(-1);
    if (added === undefined || !GROWING.has(callee.name)) return;
    const many = callee.name === 'extend' || callee.name === 'update';
    const more: Expression = many ? added : { kind: 'list', line: value.line, items: [added] };
    if (callee.value.kind === 'name' || callee.value.kind === 'attribute') {
      bindTarget(callee.value, { kind: 'more', value: more }, place);
    }
  }

  function visit(expression: Expression, around: Around, place: Place): void {
    switch (expression.kind) {
      case 'name':
      case 'number':
      case 'constant':
      case 'unread':
        return;
      case 'string':
        if (expression.value === null || expression.value === '' || expression.bytes) return;
        strings.push({
          value: expression.value,
          line: expression.line,
          unit: place.unit,
          container: around.container,
          entry: around.entry.length === 0 ? [expression.value] : around.entry,
          declared: around.declared && around.container > 0,
        });
        return;
      case 'call': {
        const name = lastName(expression.callee);
        if (name !== null) {
          push(calls, name, { call: expression, unit: place.unit, tests: place.tests });
          if (WALKERS.has(name)) walksFolder = true;
        }
        eachPart(expression, (part) => visit(part, { ...around, declared: false }, place));
        return;
      }
      case 'list':
      case 'tuple':
      case 'set': {
        const { items } = expression;
        const isRow = expression.kind === 'tuple';
        const entry = isRow && items.length <= 8 ? [...around.entry, ...stringsOf(items)] : [];
        const container = isRow && around.container > items.length ? around.container : items.length;
        const inside: Around = { container, entry, declared: around.declared };
        for (const item of items) visit(item, inside, place);
        return;
      }
      case 'dictionary': {
        const container = Math.max(expression.entries.length, 0);
        for (const { key, value } of expression.entries) {
          const entry = stringsOf(key === null ? [value] : [key, value]);
          const inside: Around = { container, entry, declared: around.declared };
          if (key !== null) visit(key, inside, place);
          visit(value, inside, place);
        }
        return;
      }
      case 'comprehension':
        for (const clause of expression.clauses) {
          bindTarget(
            clause.target,
            { kind: 'part', value: clause.iterable, loop: true, path: [] },
            { ...place, path: null },
          );
          visit(clause.iterable, around, place);
          for (const condition of clause.conditions) visit(condition, NOWHERE, place);
        }
        {
          const tests = [...place.tests, ...expression.clauses.flatMap((clause) => clause.conditions)];
          visit(expression.element, around, { ...place, tests });
          if (expression.value !== null) visit(expression.value, around, { ...place, tests });
        }
        return;
      case 'conditional': {
        const truth = judge(expression.test);
        visit(expression.test, NOWHERE, place);
        if (truth !== false) visit(expression.then, around, { ...place, tests: [...place.tests, expression.test] });
        if (truth !== true) visit(expression.otherwise, around, place);
        return;
      }
      case 'walrus':
        bindTarget(expression.target, { kind: 'value', value: expression.value }, { ...place, path: null });
        break;
      case 'yield':
        if (expression.value !== null) {
          if (expression.from) returns.push(expression.value);
          else yields.push(expression.value);
        }
        break;
      case 'lambda': {
        for (const { default: initial } of expression.parameters) {
          if (initial !== null) visit(initial, NOWHERE, place);
        }
        visit(expression.value, NOWHERE, { unit: lambdaUnit(expression, place), path: null, tests: [] });
        return;
      }
      default:
    }
    eachPart(expression, (part) => visit(part, around, place));
  }

  function lambdaUnit(expression: Extract<Expression, { kind: 'lambda' }>, { unit, path }: Place): Unit {
    const own = new Map<string, Binding[]>();
    const lambda: Unit = {
      name: unit.name,
      className: path === null ? unit.className : path.slice(path.lastIndexOf('.') + 1),
      line: expression.line,
      firstLine: expression.line,
      parameters: expression.parameters,
      parent: unit,
      owner,
      get facts() {
        return { ...owner.facts, bindings: own, returns: [expression.value], yields: [], functions: [] };
      },
    };
    inner.set(lambda, own);
    return lambda;
  }

  statements(body, { unit: owner, path: null, tests: [] });
  return {
    bindings,
    returns,
    yields,
    strings,
    calls,
    attributes,
    functions,
    get walksFolder() {
      return walksFolder;
    },
  };
}

const GROWING = new Set(['append', 'add', 'insert', 'appendleft', 'extend', 'update']);

/** The blocks of a statement that are part of the same function, but for those of `if`, which are judged. */
function eachInnerBlock(statement: Statement, visit: (block: readonly Statement[]) => void): void {
  switch (statement.kind) {
    case 'while':
    case 'for':
      visit(statement.body);
      visit(statement.otherwise);
      break;
    case 'with':
      visit(statement.body);
      break;
    case 'try':
      visit(statement.body);
      for (const handler of statement.handlers) visit(handler.body);
      visit(statement.otherwise);
      visit(statement.final);
      break;
    case 'match':
      for (const each of statement.cases) visit(each.body);
      break;
    default:
  }
}

/** What position `index` of a bound value is. */
function partOf(binding: Binding, index: number): Binding {
  if (binding.kind === 'value') return { kind: 'part', value: binding.value, loop: false, path: [index] };
  if (binding.kind === 'part') return { ...binding, path: [...binding.path, index] };
  return { kind: 'other' };
}

/** The last name of a callee: `c` of `a.b.c`, null for calls of calls and the like. */
export function lastName(callee: Expression): string | null {
  return callee.kind === 'name' ? callee.id : callee.kind === 'attribute' ? callee.name : null;
}

/** The keyword argument of a call, null where it is not given. */
export function keywordOf(keywords: readonly Keyword[], name: string): Expression | null {
  return keywords.find((keyword) => keyword.name === name)?.value ?? null;
}

function stringsOf(expressions: readonly Expression[]): string[] {
  return expressions.flatMap((expression): string[] => {
    if (expression.kind === 'string') return expression.value === null ? [] : [expression.value];
    if (expression.kind === 'tuple' || expression.kind === 'list')
      return stringsOf(expression.items.slice(0, MAX_ENTRY));
    return [];
  });
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
