// Whether code behind a condition runs, for conditions on the platform, the interpreter and who imports whom.

import { dottedName } from '../summary/outline.ts';
import type { Expression, Guard } from '../summary/summary.ts';

/** The interpreter and platform that the graph is drawn for; null parts are not known, and decide nothing. */
export interface GraphTarget {
  /** `[3, 12]`. */
  readonly version: readonly [number, number] | null;
  /** As `sys.platform`: `linux`, `darwin`, `win32`. */
  readonly platform: string | null;
}

type Truth = boolean | null;

// Names by which libraries test for an interpreter that is not the one that runs: data, each seen in several of them.
const BY_NAME: Readonly<Record<string, boolean>> = {
  TYPE_CHECKING: false,
  MYPY: false,
  PY2: false,
  PY3: true,
  IS_PY2: false,
  PYPY: false,
  IS_PYPY: false,
  is_pypy: false,
  JYTHON: false,
  // Of `ssl`: true wherever Python 3.8 and later is built with OpenSSL.
  HAS_SNI: true,
};

/** Whether the guards let anything run: false only when one of them certainly fails. `try` parts are not judged here. */
export function guardsHold(guards: readonly Guard[], target: GraphTarget, isDependency: boolean): boolean {
  return guards.every((guard) => {
    if (guard.kind === 'try') return true;
    const truth = evaluate(guard.test, target, isDependency);
    return truth === null || truth === guard.holds;
  });
}

/** Whether a condition holds on the target; null where that is not known. */
export function testHolds(test: Expression, target: GraphTarget, isDependency: boolean): boolean | null {
  return evaluate(test, target, isDependency);
}

function evaluate(test: Expression, target: GraphTarget, isDependency: boolean): Truth {
  switch (test.kind) {
    case 'constant':
      return test.value === 'True' ? true : test.value === 'False' || test.value === 'None' ? false : null;
    case 'number':
      return test.value === null ? null : test.value !== 0;
    case 'unary': {
      if (test.operator !== 'not') return null;
      const inner = evaluate(test.operand, target, isDependency);
      return inner === null ? null : !inner;
    }
    case 'boolean': {
      const values = test.values.map((value) => evaluate(value, target, isDependency));
      const decisive = test.operator === 'or';
      if (values.includes(decisive)) return decisive;
      return values.includes(null) ? null : !decisive;
    }
    case 'name':
    case 'attribute': {
      const name = test.kind === 'name' ? test.id : test.name;
      if (name === 'WINDOWS' || name === 'IS_WINDOWS' || name === 'WIN32' || name === 'WIN') {
        return target.platform === null ? null : target.platform === 'win32';
      }
      return Object.hasOwn(BY_NAME, name) ? (BY_NAME[name] ?? null) : null;
    }
    case 'call': {
      const [, name] = test.arguments;
      if (test.callee.kind === 'name' && test.callee.id === 'getattr' && name?.kind === 'string') {
        return name.value !== null && Object.hasOwn(BY_NAME, name.value) ? (BY_NAME[name.value] ?? null) : null;
      }
      return startsWithPlatform(test, target);
    }
    case 'compare':
      return compare(test, target, isDependency);
    default:
      return null;
  }
}

/** `sys.platform.startswith("win")`. */
function startsWithPlatform(test: Extract<Expression, { kind: 'call' }>, target: GraphTarget): Truth {
  const argument = test.arguments[0];
  if (test.callee.kind !== 'attribute' || test.callee.name !== 'startswith' || argument?.kind !== 'string') return null;
  if (dottedName(test.callee.value) !== 'sys.platform' || target.platform === null || argument.value === null)
    return null;
  return target.platform.startsWith(argument.value);
}

function compare(test: Extract<Expression, { kind: 'compare' }>, target: GraphTarget, isDependency: boolean): Truth {
  const [left, right] = test.operands;
  const operator = test.operators[0];
  if (left === undefined || right === undefined || operator === undefined || test.operators.length > 1) return null;
  if (isNamed(left, '__name__') && isString(right, '__main__')) {
    // A dependency's script part runs only when the dependency is started as a program.
    return isDependency ? operator !== '==' : null;
  }
  const platform = platformOf(left, target);
  if (platform !== null) return comparePlatform(platform, operator, right);
  if (target.version === null) return null;
  const version = versionOf(left, target.version);
  const other = literalVersion(right);
  if (version === null || other === null) return null;
  const order = compareLists(version, other);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    default:
      return null;
  }
}

function comparePlatform(platform: string, operator: string, right: Expression): Truth {
  const values =
    right.kind === 'string'
      ? [right.value]
      : right.kind === 'tuple' || right.kind === 'list' || right.kind === 'set'
        ? right.items.map((item) => (item.kind === 'string' ? item.value : null))
        : null;
  if (values === null || values.includes(null)) return null;
  const included = values.includes(platform);
  if (operator === '==' || operator === 'in') return included;
  if (operator === '!=' || operator === 'not in') return !included;
  return null;
}

/** The value of `sys.platform`, `os.name`, `platform.system()` on the target. */
export function platformOf(expression: Expression, target: GraphTarget): string | null {
  if (target.platform === null) return null;
  const name = dottedName(expression.kind === 'call' ? expression.callee : expression);
  if (name === 'sys.platform') return target.platform;
  if (name === 'os.name') return target.platform === 'win32' ? 'nt' : 'posix';
  if (name === 'platform.system' && expression.kind === 'call') {
    return { linux: 'Linux', darwin: 'Darwin', win32: 'Windows' }[target.platform] ?? null;
  }
  return null;
}

/** `sys.version_info`, `sys.version_info[0]`, `sys.version_info[:2]`, `sys.version_info.major`, as a list of numbers. */
function versionOf(expression: Expression, version: readonly [number, number]): readonly number[] | null {
  if (dottedName(expression) === 'sys.version_info') return [...version, 99];
  if (dottedName(expression) === 'sys.version_info.major') return [version[0]];
  if (dottedName(expression) === 'sys.version_info.minor') return [version[1]];
  if (expression.kind !== 'subscript' || dottedName(expression.value) !== 'sys.version_info') return null;
  const { index } = expression;
  if (index.kind === 'number' && index.value !== null) {
    const part = version[index.value];
    return part === undefined ? null : [part];
  }
  if (index.kind === 'slice' && index.lower === null && index.upper?.kind === 'number' && index.upper.value !== null) {
    return version.slice(0, index.upper.value);
  }
  return null;
}

function literalVersion(expression: Expression): readonly number[] | null {
  if (expression.kind === 'number') return expression.value === null ? null : [expression.value];
  if (expression.kind !== 'tuple') return null;
  const numbers = expression.items.map((item) => (item.kind === 'number' ? item.value : null));
  return numbers.includes(null) ? null : numbers.filter((number) => number !== null);
}

/** Tuples compare element by element, a shorter one before its extensions. */
function compareLists(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function isNamed(expression: Expression, name: string): boolean {
  return expression.kind === 'name' && expression.id === name;
}

function isString(expression: Expression, value: string): boolean {
  return expression.kind === 'string' && expression.value === value;
}
