// The form of Python code as text: what stays the same however it is laid out, annotated or commented.
import type { Expression, Statement } from '../../python/summary/summary.ts';
import { eachBlock, eachExpression } from '../../python/summary/visit.ts';

/** Fields that say where code stands or what a type checker makes of it, not what it does. */
const IGNORED = new Set(['line', 'firstLine', 'annotation', 'returns', 'typeParameters', 'kind']);

/** An expression on one line; equal texts do the same. Words in it are the code's own: other marks are no letters. */
export function shapeOf(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.id;
    case 'attribute':
      return `${shapeOf(expression.value)}.${expression.name}`;
    case 'string':
      return `${JSON.stringify(expression.value ?? `#${expression.length}`)}`;
    case 'number':
      return expression.value === null ? '#' : String(expression.value);
    case 'constant':
      return expression.value;
    default:
      return `${MARKS.indexOf(expression.kind)}§${shapeOfFields(expression)}`;
  }
}

/** Kinds as numbers, so that they are not taken for words of the code. */
const MARKS: readonly string[] = [
  'format',
  'subscript',
  'slice',
  'call',
  'starred',
  'tuple',
  'list',
  'set',
  'dictionary',
  'binary',
  'unary',
  'boolean',
  'compare',
  'conditional',
  'lambda',
  'comprehension',
  'await',
  'yield',
  'walrus',
  'unread',
];

function shapeOfFields(value: object): string {
  const parts: string[] = [];
  for (const [key, field] of Object.entries(value)) {
    if (!IGNORED.has(key)) parts.push(shapeOfValue(field));
  }
  return `(${parts.join(' ')})`;
}

function shapeOfValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOfValue).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return value === null ? '-' : String(value);
  if ('kind' in value && 'line' in value && value.kind !== 'field') return shapeOf(value as Expression);
  return shapeOfFields(value);
}

/** One statement without the blocks inside it; null for those that do nothing. */
export function shapeOfStatement(statement: Statement): string | null {
  if (statement.kind === 'annotated') {
    if (statement.value === null) return null;
    return `assign ${shapeOf(statement.target)} ${shapeOf(statement.value)}`;
  }
  if (statement.kind === 'assign') {
    return `assign ${statement.targets.map(shapeOf).join(' ')} ${shapeOf(statement.value)}`;
  }
  if (statement.kind === 'import' || statement.kind === 'from') return shapeOfImport(statement);
  const parts: string[] = [];
  if (statement.kind === 'function') {
    const { name, parameters, decorators } = statement;
    return `§def ${name} ${parameters.map(shapeOfFields).join(' ')} ${decorators.map(shapeOf).join(' ')}`;
  }
  if (statement.kind === 'class') {
    // `object` as the only base and parentheses alone are the same class in Python 3.
    const bases = statement.bases.map(shapeOf).filter((base) => base !== 'object');
    return `§class ${statement.name} ${bases.join(' ')} ${statement.decorators.map(shapeOf).join(' ')}`;
  }
  if (statement.kind === 'augmented') parts.push(statement.operator);
  if (statement.kind === 'global' || statement.kind === 'nonlocal') parts.push(...statement.names);
  eachExpression(statement, (expression) => parts.push(shapeOf(expression)));
  return `§${STATEMENTS.indexOf(statement.kind)} ${parts.join(' ')}`;
}

const STATEMENTS: readonly string[] = [
  'expression',
  'augmented',
  'return',
  'delete',
  'raise',
  'assert',
  'global',
  'nonlocal',
  'if',
  'while',
  'for',
  'with',
  'try',
  'match',
  'type',
  'print',
  'exec',
  'unread',
];

/** What a `raise` begins with, so that added ones can be counted. */
export const RAISE_MARK = `§${STATEMENTS.indexOf('raise')} `;

function shapeOfImport(statement: Extract<Statement, { kind: 'import' | 'from' }>): string {
  const names = statement.names.map(({ name, alias }) => `${name}${alias === null ? '' : `=${alias}`}`);
  return statement.kind === 'import'
    ? `§import ${names.join(' ')}`
    : `§from ${'.'.repeat(statement.level)}${statement.module} ${names.join(' ')}`;
}

/** All statements of blocks in order, one text each, with how deep each stands. */
export function shapeOfBlock(statements: readonly Statement[], depth = 0, lines: string[] = []): string[] {
  for (const statement of statements) {
    const shape = shapeOfStatement(statement);
    if (shape !== null) lines.push(`${depth} ${shape}`);
    let part = 0;
    eachBlock(statement, (block) => {
      part += 1;
      // Which part of a statement a block is matters: `else` is not `if`.
      if (part > 1 && block.length > 0) lines.push(`${depth} |${part}`);
      shapeOfBlock(block, depth + 1, lines);
    });
  }
  return lines;
}
