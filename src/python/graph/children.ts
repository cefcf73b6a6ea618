// The parts of statements and expressions, one level down, in source order.
import type { Expression, FormatField, Pattern, Statement, StringExpression } from '../summary/summary.ts';

/** The expressions directly inside an expression. */
export function childExpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'name':
    case 'string':
    case 'number':
    case 'constant':
    case 'unread':
      return [];
    case 'format':
      return formatParts(expression.parts);
    case 'attribute':
    case 'starred':
    case 'await':
      return [expression.value];
    case 'subscript':
      return [expression.value, expression.index];
    case 'slice':
      return present([expression.lower, expression.upper, expression.step]);
    case 'call':
      return [expression.callee, ...expression.arguments, ...expression.keywords.map((keyword) => keyword.value)];
    case 'tuple':
    case 'list':
    case 'set':
      return expression.items;
    case 'dictionary':
      return expression.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value]));
    case 'binary':
    case 'compare':
      return expression.operands;
    case 'unary':
      return [expression.operand];
    case 'boolean':
      return expression.values;
    case 'conditional':
      return [expression.test, expression.then, expression.otherwise];
    case 'lambda':
      return [...present(expression.parameters.map((parameter) => parameter.default)), expression.value];
    case 'comprehension':
      return [
        expression.element,
        ...present([expression.value]),
        ...expression.clauses.flatMap((clause) => [clause.target, clause.iterable, ...clause.conditions]),
      ];
    case 'yield':
      return present([expression.value]);
    case 'walrus':
      return [expression.target, expression.value];
  }
}

/** The expressions that a statement holds itself: not those of the statements inside it. */
export function ownExpressions(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'import':
    case 'from':
    case 'global':
    case 'nonlocal':
    case 'unread':
      return [];
    case 'function':
      return present([
        ...statement.decorators,
        ...statement.parameters.flatMap((parameter) => [parameter.annotation, parameter.default]),
        statement.returns,
      ]);
    case 'class':
      return [...statement.decorators, ...statement.bases, ...statement.keywords.map((keyword) => keyword.value)];
    case 'expression':
    case 'type':
      return [statement.value];
    case 'assign':
      return [...statement.targets, statement.value];
    case 'augmented':
      return [statement.target, statement.value];
    case 'annotated':
      return present([statement.target, statement.annotation, statement.value]);
    case 'return':
      return present([statement.value]);
    case 'delete':
      return statement.targets;
    case 'raise':
      return present([statement.exception, statement.cause, ...statement.others]);
    case 'assert':
      return present([statement.test, statement.message]);
    case 'if':
      return statement.branches.map((branch) => branch.test);
    case 'while':
      return [statement.test];
    case 'for':
      return [statement.target, statement.iterable];
    case 'with':
      return statement.items.flatMap((item) => present([item.context, item.target]));
    case 'try':
      return statement.handlers.flatMap((handler) => present([handler.type]));
    case 'match':
      return [
        statement.subject,
        ...statement.cases.flatMap((each) => [...patternExpressions(each.pattern), ...present([each.guard])]),
      ];
    case 'print':
      return present([statement.destination, ...statement.values]);
    case 'exec':
      return [statement.code, ...statement.scopes];
  }
}

/** The statements directly inside a statement; those of functions and classes too. */
export function childStatements(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'function':
    case 'class':
    case 'with':
      return statement.body;
    case 'if':
      return [...statement.branches.flatMap((branch) => branch.body), ...statement.otherwise];
    case 'while':
    case 'for':
      return [...statement.body, ...statement.otherwise];
    case 'try':
      return [
        ...statement.body,
        ...statement.handlers.flatMap((handler) => handler.body),
        ...statement.otherwise,
        ...statement.final,
      ];
    case 'match':
      return statement.cases.flatMap((each) => each.body);
    default:
      return [];
  }
}

function formatParts(parts: readonly (StringExpression | FormatField)[]): Expression[] {
  return parts.flatMap((part) =>
    part.kind === 'string' ? [part] : [part.value, ...formatParts(part.specification ?? [])],
  );
}

function patternExpressions(pattern: Pattern): Expression[] {
  switch (pattern.kind) {
    case 'value':
      return [pattern.value];
    case 'capture':
      return pattern.pattern === null ? [] : patternExpressions(pattern.pattern);
    case 'star':
      return [];
    case 'sequence':
    case 'or':
      return pattern.patterns.flatMap(patternExpressions);
    case 'mapping':
      return pattern.entries.flatMap((entry) => [entry.key, ...patternExpressions(entry.pattern)]);
    case 'instance':
      return [
        pattern.type,
        ...pattern.patterns.flatMap(patternExpressions),
        ...pattern.keywords.flatMap((keyword) => patternExpressions(keyword.pattern)),
      ];
  }
}

function present(expressions: readonly (Expression | null)[]): Expression[] {
  return expressions.filter((expression) => expression !== null);
}
