// A summary as nested arrays, in the shape that test/recorded/python/ast-summary.py gives for CPython's own tree.
import type {
  Expression,
  FormatField,
  Parameter,
  Pattern,
  Statement,
  StringExpression,
  TypeParameter,
} from '../../../src/python/summary/summary.ts';

/** Nested arrays of what JSON holds. */
export type Plain = string | number | boolean | null | readonly Plain[];

/** Statements; `syntax` 2 leaves out the lines that Python 2 counts differently. */
export function plainBlock(statements: readonly Statement[], syntax: 2 | 3): Plain[] {
  const two = syntax === 2;
  const line = (x: { readonly line: number }): number => (two ? 0 : x.line);
  const block = (body: readonly Statement[]): Plain[] => body.map(statement);
  const optional = (x: Expression | null): Plain => (x === null ? null : expression(x));
  const all = (xs: readonly Expression[]): Plain[] => xs.map(expression);

  function expression(x: Expression): Plain {
    switch (x.kind) {
      case 'name':
        return ['name', line(x), x.id];
      case 'string':
        return ['string', line(x), x.value, x.length, x.bytes];
      case 'number':
        return ['number', line(x), x.value];
      case 'constant':
        return ['constant', line(x), x.value];
      case 'format':
        return ['format', line(x), x.template, parts(x.parts)];
      case 'attribute':
        return ['attribute', line(x), expression(x.value), x.name];
      case 'subscript':
        return ['subscript', line(x), expression(x.value), expression(x.index)];
      case 'slice':
        return ['slice', line(x), optional(x.lower), optional(x.upper), optional(x.step)];
      case 'call':
        return ['call', line(x), expression(x.callee), all(x.arguments), keywords(x.keywords)];
      case 'starred':
      case 'await':
        return [x.kind, line(x), expression(x.value)];
      case 'tuple':
      case 'list':
      case 'set':
        return [x.kind, line(x), all(x.items)];
      case 'dictionary':
        return ['dictionary', line(x), x.entries.map(({ key, value }) => [optional(key), expression(value)])];
      case 'binary': {
        let folded = expression(x.operands[0] as Expression);
        for (const [index, operator] of x.operators.entries()) {
          folded = ['binary', line(x), operator, folded, expression(x.operands[index + 1] as Expression)];
        }
        return folded;
      }
      case 'unary':
        return ['unary', line(x), x.operator, expression(x.operand)];
      case 'boolean':
        return ['boolean', line(x), x.operator, all(x.values)];
      case 'compare':
        return ['compare', line(x), x.operators, all(x.operands)];
      case 'conditional':
        return ['conditional', line(x), expression(x.test), expression(x.then), expression(x.otherwise)];
      case 'lambda':
        return ['lambda', line(x), x.parameters.map(parameter), expression(x.value)];
      case 'comprehension': {
        const clauses = x.clauses.map((clause) => [
          clause.isAsync,
          expression(clause.target),
          expression(clause.iterable),
          all(clause.conditions),
        ]);
        return ['comprehension', line(x), x.form, expression(x.element), optional(x.value), clauses];
      }
      case 'yield':
        return ['yield', line(x), x.from, optional(x.value)];
      case 'walrus':
        return ['walrus', line(x), expression(x.target), expression(x.value)];
      case 'unread':
        return ['unread', line(x)];
    }
  }

  function parts(all: readonly (StringExpression | FormatField)[]): Plain[] {
    return all.map((part) =>
      part.kind === 'string'
        ? ['string', part.value]
        : [
            'field',
            expression(part.value),
            part.conversion,
            part.specification === null ? null : parts(part.specification),
          ],
    );
  }

  function keywords(all: readonly { readonly name: string | null; readonly value: Expression }[]): Plain[] {
    return all.map(({ name, value }) => [name, expression(value)]);
  }

  function parameter(x: Parameter): Plain {
    return [x.name, x.form, optional(x.annotation), optional(x.default), optional(x.pattern)];
  }

  function typeParameters(all: readonly TypeParameter[]): Plain[] {
    return all.map((x) => [x.form, x.name, optional(x.bound), optional(x.default)]);
  }

  function statement(x: Statement): Plain {
    switch (x.kind) {
      case 'import':
        return ['import', x.line, x.names.map(({ name, alias }) => [name, alias])];
      case 'from':
        return ['from', x.line, x.level, x.module, x.names.map(({ name, alias }) => [name, alias])];
      case 'function':
        return [
          'function',
          line(x),
          x.firstLine,
          x.name,
          x.isAsync,
          all(x.decorators),
          typeParameters(x.typeParameters),
          x.parameters.map(parameter),
          optional(x.returns),
          block(x.body),
        ];
      case 'class':
        return [
          'class',
          line(x),
          x.firstLine,
          x.name,
          all(x.decorators),
          typeParameters(x.typeParameters),
          all(x.bases),
          keywords(x.keywords),
          block(x.body),
        ];
      case 'expression':
        return ['expression', line(x), expression(x.value)];
      case 'assign':
        return ['assign', line(x), all(x.targets), expression(x.value)];
      case 'augmented':
        return ['augmented', line(x), expression(x.target), x.operator, expression(x.value)];
      case 'annotated':
        return ['annotated', line(x), expression(x.target), expression(x.annotation), optional(x.value)];
      case 'return':
        return ['return', line(x), optional(x.value)];
      case 'delete':
        return ['delete', line(x), all(x.targets)];
      case 'raise':
        return ['raise', line(x), optional(x.exception), optional(x.cause), all(x.others)];
      case 'assert':
        return ['assert', line(x), expression(x.test), optional(x.message)];
      case 'global':
      case 'nonlocal':
        return [x.kind, line(x), x.names];
      case 'if': {
        let rest = block(x.otherwise);
        for (const { test, body } of [...x.branches].reverse()) rest = [['if', 0, expression(test), block(body), rest]];
        return rest[0] as Plain;
      }
      case 'while':
        return ['while', line(x), expression(x.test), block(x.body), block(x.otherwise)];
      case 'for':
        return [
          'for',
          line(x),
          x.isAsync,
          expression(x.target),
          expression(x.iterable),
          block(x.body),
          block(x.otherwise),
        ];
      case 'with':
        return withStatement(x);
      case 'try':
        return tryStatement(x);
      case 'match':
        return [
          'match',
          line(x),
          expression(x.subject),
          x.cases.map((one) => [pattern(one.pattern), optional(one.guard), block(one.body)]),
        ];
      case 'type':
        return ['type', line(x), x.name, typeParameters(x.typeParameters), expression(x.value)];
      case 'print':
        return ['print', line(x), optional(x.destination), all(x.values)];
      case 'exec':
        return ['exec', line(x), expression(x.code), all(x.scopes)];
      case 'unread':
        return ['unread', x.line];
    }
  }

  /** Python 2 nests one `with` for each item. */
  function withStatement(x: Extract<Statement, { kind: 'with' }>): Plain {
    const items = x.items.map(({ context, target }) => [expression(context), optional(target)]);
    if (!two) return ['with', line(x), x.isAsync, items, block(x.body)];
    let body: Plain[] = block(x.body);
    for (const item of items.reverse()) body = [['with', 0, false, [item], body]];
    return body[0] as Plain;
  }

  /** Python 2 puts `try … except … finally` as a `try … except` inside a `try … finally`. */
  function tryStatement(x: Extract<Statement, { kind: 'try' }>): Plain {
    const handlers = x.handlers.map((handler) => {
      const target = two || handler.target?.kind !== 'name' ? optional(handler.target) : ['name', 0, handler.target.id];
      return [handler.group, optional(handler.type), target, block(handler.body)];
    });
    const body = block(x.body);
    if (two && x.handlers.length > 0 && hasFinally(x)) {
      return ['try', 0, [['try', 0, body, handlers, block(x.otherwise), []]], [], [], block(x.final)];
    }
    return ['try', line(x), body, handlers, block(x.otherwise), block(x.final)];
  }

  function pattern(x: Pattern): Plain {
    switch (x.kind) {
      case 'value':
        return ['value', expression(x.value)];
      case 'capture':
        return ['capture', x.name, x.pattern === null ? null : pattern(x.pattern)];
      case 'star':
        return ['star', x.name];
      case 'sequence':
      case 'or':
        return [x.kind, x.patterns.map(pattern)];
      case 'mapping':
        return ['mapping', x.entries.map((entry) => [expression(entry.key), pattern(entry.pattern)]), x.rest];
      case 'instance':
        return [
          'instance',
          expression(x.type),
          x.patterns.map(pattern),
          x.keywords.map((keyword) => [keyword.name, pattern(keyword.pattern)]),
        ];
    }
  }

  return block(statements);
}

function hasFinally(x: { readonly final: readonly Statement[] }): boolean {
  return x.final.length > 0;
}

/**
 * The first difference as a path and both values, null where there is none. U+FFFD in `ours` stands for a character given
 * by its Unicode name.
 */
export function firstDifference(ours: Plain, theirs: Plain, path = ''): string | null {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
      const found = firstDifference(ours[index] ?? null, theirs[index] ?? null, `${path}/${index}`);
      if (found !== null) return ours[0] === 'string' && isSameText(ours, theirs) ? null : found;
    }
    return null;
  }
  if (ours === theirs) return null;
  return `${path}: ${short(ours)} but CPython has ${short(theirs)}`;
}

/** Lengths may then differ by one for each such character. */
function isSameText(ours: readonly Plain[], theirs: readonly Plain[]): boolean {
  const [mine, other] = [ours, theirs].map((node) => node.find((part, index) => index > 0 && typeof part === 'string'));
  if (typeof mine !== 'string' || typeof other !== 'string') return false;
  // Python 2's plain literals are bytes there; here they are the text that the file's encoding makes of them.
  if (Buffer.from(mine).toString('latin1') === other) return true;
  if (!mine.includes('\ufffd')) return false;
  const pieces = mine.split('\ufffd').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[\\s\\S]{1,8}')}$`).test(other);
}

function short(value: Plain): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
