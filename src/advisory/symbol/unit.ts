// The units of a module that an advisory could name: functions, methods, classes, and the names bound beside them.
import type { Expression, Statement, Summary } from '../../python/summary/summary.ts';
import { shapeOf, shapeOfBlock, shapeOfStatement } from './shape.ts';

/** A function, method or class. */
export interface Unit {
  /** Dotted within its module: `Class.method`. */
  readonly name: string;
  readonly kind: 'function' | 'class';
  readonly line: number;
  readonly parameters: readonly string[];
  /** The statements in order, one text each; of a class only what stands in its own body. */
  readonly lines: readonly string[];
}

/** What a module is made of. */
export interface Units {
  readonly units: ReadonlyMap<string, Unit>;
  /** The value that each name of the module, or of a class (`Class.NAME`), is bound to, as text. */
  readonly bindings: ReadonlyMap<string, string>;
  /** The bases of each class as they are written: `Base`, `core.Base`. */
  readonly bases: ReadonlyMap<string, readonly string[]>;
  /** The modules that it imports every name of, as they are written: `.core`. */
  readonly stars: readonly string[];
  /** The module's other statements: what runs on import. */
  readonly rest: readonly string[];
}

/** Names whose values change with every release. */
const RELEASE_NAME =
  /^(?:__?version(?:_info|_tuple)?_*|version(?:_tuple|_info)?|VERSION|__all__|__date__|__author__|__build__|__copyright__|__slots__|__doc__|commit_id|__commit_id__)$/;

/** Lists the units of a module. Functions inside functions are part of those around them. */
export function listUnits(summary: Summary): Units {
  const units = new Map<string, Unit>();
  const bindings = new Map<string, string>();
  const bases = new Map<string, readonly string[]>();
  const stars: string[] = [];
  const rest: string[] = [];

  const add = (unit: Unit): void => {
    const before = units.get(unit.name);
    // Defined twice, as properties and conditional functions are: one unit of both.
    if (before === undefined) units.set(unit.name, unit);
    else {
      const parameters = [...new Set([...before.parameters, ...unit.parameters])];
      units.set(unit.name, { ...before, parameters, lines: [...before.lines, ...unit.lines] });
    }
  };
  const bind = (name: string, value: string): void => {
    if (!RELEASE_NAME.test(name.slice(name.lastIndexOf('.') + 1)))
      bindings.set(name, `${bindings.get(name) ?? ''}${value};`);
  };

  function visit(statements: readonly Statement[], owner: string, own: string[]): void {
    for (const statement of statements) {
      const prefix = owner === '' ? '' : `${owner}.`;
      switch (statement.kind) {
        case 'function': {
          const { name, line, parameters } = statement;
          const header = shapeOfStatement(statement) ?? '';
          const lines = [header, ...shapeOfBlock(statement.body)];
          const names = parameters
            .map((parameter) => parameter.name)
            .filter((each) => each !== 'self' && each !== 'cls');
          add({ name: `${prefix}${name}`, kind: 'function', line, parameters: names, lines });
          break;
        }
        case 'class': {
          const inner: string[] = [shapeOfStatement(statement) ?? ''];
          visit(statement.body, `${prefix}${statement.name}`, inner);
          bases.set(`${prefix}${statement.name}`, statement.bases.flatMap(dottedName));
          add({
            name: `${prefix}${statement.name}`,
            kind: 'class',
            line: statement.line,
            parameters: [],
            lines: inner,
          });
          break;
        }
        case 'if':
          own.push(statement.branches.map(({ test }) => shapeOf(test)).join(' '));
          for (const branch of statement.branches) if (!isForCheckers(branch.test)) visit(branch.body, owner, own);
          visit(statement.otherwise, owner, own);
          break;
        case 'try':
          visit(statement.body, owner, own);
          for (const handler of statement.handlers) visit(handler.body, owner, own);
          visit(statement.otherwise, owner, own);
          visit(statement.final, owner, own);
          break;
        case 'with':
          visit(statement.body, owner, own);
          break;
        default: {
          if (statement.kind === 'from' && statement.names.some(({ name }) => name === '*'))
            stars.push(`${'.'.repeat(statement.level)}${statement.module}`);
          const shape = shapeOfStatement(statement);
          const bound = boundNames(statement);
          for (const [name, value] of bound) bind(`${prefix}${name}`, value);
          if (shape !== null && !bound.some(([name]) => RELEASE_NAME.test(name))) own.push(shape);
        }
      }
    }
  }

  visit(summary.body, '', rest);
  return { units, bindings, bases, stars, rest };
}

/** The names that a statement binds, with the text of what they are bound to. */
function boundNames(statement: Statement): readonly (readonly [string, string])[] {
  switch (statement.kind) {
    case 'assign': {
      const value = shapeOf(statement.value);
      return statement.targets.flatMap(namesIn).map((name) => [name, value]);
    }
    case 'annotated':
      return statement.value === null
        ? []
        : namesIn(statement.target).map((name) => [name, shapeOf(statement.value as Expression)]);
    case 'augmented':
      return namesIn(statement.target).map((name) => [name, `${statement.operator}${shapeOf(statement.value)}`]);
    case 'from':
      return statement.names
        .filter(({ name }) => name !== '*')
        .map(({ name, alias }) => [alias ?? name, `from ${'.'.repeat(statement.level)}${statement.module} ${name}`]);
    case 'import':
      return statement.names.map(({ name, alias }) => [alias ?? name.split('.')[0] ?? name, `import ${name}`]);
    case 'expression': {
      // `TABLE.update(…)`, `register(…)`: the name that it is said to.
      const { value } = statement;
      if (value.kind !== 'call' || value.callee.kind !== 'attribute') return [];
      return namesIn(value.callee.value).map((name) => [name, shapeOf(value)]);
    }
    default:
      return [];
  }
}

/** `TYPE_CHECKING`: what stands below it never runs. */
function isForCheckers(test: Expression): boolean {
  return /(?:^|\.)TYPE_CHECKING$/.test(dottedName(test)[0] ?? '');
}

/** A name or a chain of attributes of one; nothing where it is computed. */
function dottedName(expression: Expression): readonly string[] {
  if (expression.kind === 'name') return [expression.id];
  if (expression.kind !== 'attribute') return [];
  return dottedName(expression.value).map((value) => `${value}.${expression.name}`);
}

function namesIn(target: Expression): readonly string[] {
  if (target.kind === 'name') return [target.id];
  if (target.kind === 'subscript' || target.kind === 'starred') return namesIn(target.value);
  if (target.kind === 'tuple' || target.kind === 'list') return target.items.flatMap(namesIn);
  return [];
}
