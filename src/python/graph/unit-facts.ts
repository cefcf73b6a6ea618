// Gathers what the module graph asks of one function, or of a module's top level, in one walk over its own code.
import type { Expression, SequenceExpression, Statement } from '../summary/summary.ts';
import { eachExpression, eachPart } from '../summary/visit.ts';
import { eachInnerBlock, eachLiveBlock } from './inner-block.ts';
import { insideEntry, insideList, NOWHERE, type StringPlace } from './string-place.ts';
import {
  type AttributeBinding,
  type Binding,
  type CallSite,
  type Judge,
  lastName,
  type StringSite,
  type Unit,
  type UnitFacts,
} from './unit.ts';

/** Methods of applications and configurations that take the name of a package to load, often one without dots. */
const INCLUDERS = new Set(['include', 'scan', 'load_extension', 'setup_extension', 'load_plugin', 'register_plugin']);
const INCLUDED = { ...NOWHERE, container: 1, declared: true };

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

/** Where the walk is. */
interface Place {
  readonly unit: Unit;
  /** Dotted names of the classes around, inside of the unit; null outside of any. */
  readonly path: string | null;
  readonly tests: readonly Expression[];
}

/** Walks over a unit's own code. */
export function deriveUnitFacts(owner: Unit, body: readonly Statement[], judge: Judge): UnitFacts {
  const bindings = new Map<string, Binding[]>();
  /** Of the lambdas inside. */
  const inner = new Map<Unit, Map<string, Binding[]>>();
  const returns: Expression[] = [];
  const yields: Expression[] = [];
  const strings: StringSite[] = [];
  const calls = new Map<string, CallSite[]>();
  const attributes = new Map<string, AttributeBinding[]>();
  const functions = new Map(owner.functions.map((unit) => [`${unit.line} ${unit.name}`, unit]));
  let walksFolder = false;

  function bind(name: string, binding: Binding, { unit, path }: Place): void {
    // A class body's names are attributes of the class.
    if (path !== null) push(attributes, name, { binding, unit });
    else push(unit === owner ? bindings : (inner.get(unit) ?? bindings), name, binding);
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
          if (item.kind === 'starred') bindTarget(item.value, middleOf(binding, target, index), place);
          else {
            bindTarget(item, partOf(binding, star === -1 || index < star ? index : index - target.items.length), place);
          }
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

  function levelOf({ unit, path }: Place): StringPlace {
    return unit.name === null || path !== null ? { ...NOWHERE, declared: true } : NOWHERE;
  }

  function visitFunction(statement: Extract<Statement, { kind: 'function' }>, place: Place): void {
    const { unit, path } = place;
    const inside = [unit.name, path, statement.name].filter((part) => part !== null).join('.');
    const child = functions.get(`${statement.line} ${inside}`);
    if (child !== undefined) bind(statement.name, { kind: 'function', unit: child }, place);
    for (const expression of statement.decorators) visit(expression, NOWHERE, place);
    for (const parameter of statement.parameters) {
      if (parameter.default !== null) visit(parameter.default, NOWHERE, place);
    }
  }

  function visitIf(statement: Extract<Statement, { kind: 'if' }>, place: Place): void {
    for (const { test } of statement.branches) {
      visit(test, NOWHERE, place);
      if (judge(test) === true) break;
    }
    eachLiveBlock(statement, judge, (block, test) => {
      statements(block, test === null ? place : { ...place, tests: [...place.tests, test] });
    });
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

  function visit(expression: Expression, around: StringPlace, place: Place): void {
    switch (expression.kind) {
      case 'name':
      case 'number':
      case 'constant':
      case 'unread':
        return;
      case 'string': {
        if (expression.value === null || expression.value === '' || expression.bytes || around.compared) return;
        const entry = around.entry.length === 0 ? [expression.value] : around.entry;
        strings.push({
          value: expression.value,
          line: expression.line,
          unit: place.unit,
          container: around.container,
          entry,
          keys: around.keys.length === 0 ? entry : around.keys,
          declared: around.declared && around.container > 0,
        });
        return;
      }
      case 'call': {
        const name = lastName(expression.callee);
        if (name !== null) {
          push(calls, name, { call: expression, unit: place.unit, tests: place.tests });
          if (WALKERS.has(name)) walksFolder = true;
        }
        const [first] = expression.callee.kind === 'attribute' && INCLUDERS.has(name ?? '') ? expression.arguments : [];
        eachPart(expression, (part) => {
          const isIncluded = part === first && part.kind === 'string';
          visit(part, isIncluded ? INCLUDED : { ...around, declared: false, compared: false }, place);
        });
        return;
      }
      case 'list':
      case 'tuple':
      case 'set': {
        const inside = insideList(around, expression);
        for (const item of expression.items) visit(item, inside, place);
        return;
      }
      case 'dictionary': {
        for (const { key, value } of expression.entries) {
          const inside = insideEntry(around, expression.entries.length, key, value);
          if (key !== null) visit(key, inside.key, place);
          visit(value, inside.value, place);
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
      case 'compare':
        for (const operand of expression.operands) visit(operand, { ...around, compared: true }, place);
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
      functions: [],
      get facts() {
        return { ...owner.facts, bindings: own, returns: [expression.value], yields: [] };
      },
      callsOf: (name) => owner.callsOf(name),
      attributesOf: (name) => owner.attributesOf(name),
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
    get walksFolder() {
      return walksFolder;
    },
  };
}

const GROWING = new Set(['append', 'add', 'insert', 'appendleft', 'extend', 'update']);

/** What position `index` of a bound value is. */
/** What the starred name of `first, *middle, last = value` gets; not followed in loops and inner targets. */
function middleOf(binding: Binding, { items, line }: SequenceExpression, index: number): Binding {
  if (binding.kind !== 'value') return { kind: 'other' };
  const number = (value: number): Expression => ({ kind: 'number', line, value });
  const after = items.length - 1 - index;
  const upper: Expression = { kind: 'unary', line, operator: '-', operand: number(after) };
  const slice: Expression = {
    kind: 'slice',
    line,
    lower: number(index),
    upper: after === 0 ? null : upper,
    step: null,
  };
  return { kind: 'value', value: { kind: 'subscript', line, value: binding.value, index: slice } };
}

function partOf(binding: Binding, index: number): Binding {
  if (binding.kind === 'value') return { kind: 'part', value: binding.value, loop: false, path: [index] };
  if (binding.kind === 'part') return { ...binding, path: [...binding.path, index] };
  return { kind: 'other' };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
