// Walks a summary: the direct parts of each node, and whole trees in source order.
import type { ComprehensionClause, Expression, FormatField, Parameter, StringExpression } from './expression.ts';
import type { Pattern, Statement, TypeParameter } from './statement.ts';

/** Calls `visit` for each expression directly inside `x`, in source order. Parameters' defaults and annotations count. */
export function eachPart(x: Expression, visit: (part: Expression) => void): void {
  switch (x.kind) {
    case 'attribute':
    case 'starred':
    case 'await':
      visit(x.value);
      break;
    case 'call':
      visit(x.callee);
      for (const argument of x.arguments) visit(argument);
      for (const { value } of x.keywords) visit(value);
      break;
    case 'tuple':
    case 'list':
    case 'set':
      for (const item of x.items) visit(item);
      break;
    case 'dictionary':
      for (const { key, value } of x.entries) {
        if (key !== null) visit(key);
        visit(value);
      }
      break;
    case 'subscript':
      visit(x.value);
      visit(x.index);
      break;
    case 'slice':
      for (const part of [x.lower, x.upper, x.step]) if (part !== null) visit(part);
      break;
    case 'binary':
    case 'compare':
      for (const operand of x.operands) visit(operand);
      break;
    case 'unary':
      visit(x.operand);
      break;
    case 'boolean':
      for (const value of x.values) visit(value);
      break;
    case 'conditional':
      visit(x.then);
      visit(x.test);
      visit(x.otherwise);
      break;
    case 'lambda':
      eachParameterPart(x.parameters, visit);
      visit(x.value);
      break;
    case 'comprehension':
      visit(x.element);
      if (x.value !== null) visit(x.value);
      for (const clause of x.clauses) eachClausePart(clause, visit);
      break;
    case 'yield':
      if (x.value !== null) visit(x.value);
      break;
    case 'walrus':
      visit(x.target);
      visit(x.value);
      break;
    case 'format':
      eachField(x.parts, visit);
  }
}

function eachClausePart(clause: ComprehensionClause, visit: (part: Expression) => void): void {
  visit(clause.target);
  visit(clause.iterable);
  for (const condition of clause.conditions) visit(condition);
}

/** The fields of an f-string and of their format specifications; the literal parts are not visited. */
function eachField(parts: readonly (StringExpression | FormatField)[], visit: (part: Expression) => void): void {
  for (const part of parts) {
    if (part.kind !== 'field') continue;
    visit(part.value);
    if (part.specification !== null) eachField(part.specification, visit);
  }
}

/** Annotations and defaults. */
export function eachParameterPart(parameters: readonly Parameter[], visit: (part: Expression) => void): void {
  for (const { pattern, annotation, default: initial } of parameters) {
    for (const part of [pattern, annotation, initial]) if (part !== null) visit(part);
  }
}

function eachTypePart(parameters: readonly TypeParameter[], visit: (part: Expression) => void): void {
  for (const { bound, default: initial } of parameters) {
    if (bound !== null) visit(bound);
    if (initial !== null) visit(initial);
  }
}

/**
 * Calls `visit` for each expression directly inside a statement, not those of the statements in its blocks. For a
 * function or class: what runs where it is defined (decorators, defaults, annotations, bases), not its body.
 */
export function eachExpression(x: Statement, visit: (part: Expression) => void): void {
  const maybe = (part: Expression | null): void => {
    if (part !== null) visit(part);
  };
  switch (x.kind) {
    case 'function':
      for (const decorator of x.decorators) visit(decorator);
      eachTypePart(x.typeParameters, visit);
      eachParameterPart(x.parameters, visit);
      maybe(x.returns);
      break;
    case 'class':
      for (const decorator of x.decorators) visit(decorator);
      eachTypePart(x.typeParameters, visit);
      for (const base of x.bases) visit(base);
      for (const { value } of x.keywords) visit(value);
      break;
    case 'expression':
      visit(x.value);
      break;
    case 'assign':
      for (const target of x.targets) visit(target);
      visit(x.value);
      break;
    case 'augmented':
      visit(x.target);
      visit(x.value);
      break;
    case 'annotated':
      visit(x.target);
      visit(x.annotation);
      maybe(x.value);
      break;
    case 'return':
      maybe(x.value);
      break;
    case 'delete':
      for (const target of x.targets) visit(target);
      break;
    case 'raise':
      maybe(x.exception);
      maybe(x.cause);
      for (const other of x.others) visit(other);
      break;
    case 'assert':
      visit(x.test);
      maybe(x.message);
      break;
    case 'if':
      for (const { test } of x.branches) visit(test);
      break;
    case 'while':
      visit(x.test);
      break;
    case 'for':
      visit(x.target);
      visit(x.iterable);
      break;
    case 'with':
      for (const { context, target } of x.items) {
        visit(context);
        maybe(target);
      }
      break;
    case 'try':
      for (const { type, target } of x.handlers) {
        maybe(type);
        maybe(target);
      }
      break;
    case 'match':
      visit(x.subject);
      for (const { pattern, guard } of x.cases) {
        eachPatternPart(pattern, visit);
        maybe(guard);
      }
      break;
    case 'type':
      eachTypePart(x.typeParameters, visit);
      visit(x.value);
      break;
    case 'print':
      maybe(x.destination);
      for (const value of x.values) visit(value);
      break;
    case 'exec':
      visit(x.code);
      for (const scope of x.scopes) visit(scope);
  }
}

/** The expressions inside a pattern. */
export function eachPatternPart(x: Pattern, visit: (part: Expression) => void): void {
  switch (x.kind) {
    case 'value':
      visit(x.value);
      break;
    case 'capture':
      if (x.pattern !== null) eachPatternPart(x.pattern, visit);
      break;
    case 'sequence':
    case 'or':
      for (const pattern of x.patterns) eachPatternPart(pattern, visit);
      break;
    case 'mapping':
      for (const { key, pattern } of x.entries) {
        visit(key);
        eachPatternPart(pattern, visit);
      }
      break;
    case 'instance':
      visit(x.type);
      for (const pattern of x.patterns) eachPatternPart(pattern, visit);
      for (const { pattern } of x.keywords) eachPatternPart(pattern, visit);
  }
}

/** Calls `visit` for each block directly inside a statement, the body of a function or class included. */
export function eachBlock(x: Statement, visit: (block: readonly Statement[]) => void): void {
  switch (x.kind) {
    case 'function':
    case 'class':
      visit(x.body);
      break;
    case 'if':
      for (const { body } of x.branches) visit(body);
      visit(x.otherwise);
      break;
    case 'while':
    case 'for':
      visit(x.body);
      visit(x.otherwise);
      break;
    case 'with':
      visit(x.body);
      break;
    case 'try':
      visit(x.body);
      for (const { body } of x.handlers) visit(body);
      visit(x.otherwise);
      visit(x.final);
      break;
    case 'match':
      for (const { body } of x.cases) visit(body);
  }
}

/** Calls `visit` for an expression and all inside it, the outer ones first; not inside where `visit` returns false. */
export function walkExpression(x: Expression, visit: (expression: Expression) => unknown): void {
  if (visit(x) !== false) eachPart(x, (part) => walkExpression(part, visit));
}

/** Calls `visit` for every expression of some statements and of all inside them. */
export function walkExpressionsOf(statements: readonly Statement[], visit: (expression: Expression) => unknown): void {
  walkStatements(statements, (statement) => eachExpression(statement, (part) => walkExpression(part, visit)));
}

/** Calls `visit` for each statement, the outer ones first; not inside its blocks where `visit` returns false. */
export function walkStatements(statements: readonly Statement[], visit: (statement: Statement) => unknown): void {
  for (const statement of statements) {
    if (visit(statement) !== false) eachBlock(statement, (block) => walkStatements(block, visit));
  }
}
