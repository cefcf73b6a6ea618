// What an advisory calls vulnerable, found in the code at hand: a module, or a name that a module defines or re-exports.
import type { GraphModule } from './graph/module-graph.ts';
import type { ClassStatement, Statement } from './summary/summary.ts';

/** Where a dotted attribute of a module is defined. */
export type Definition =
  /** A function, method, class or value in this module; `name` is dotted as the module writes it. */
  | { readonly kind: 'defined'; readonly module: GraphModule; readonly name: string; readonly line: number }
  /** It leads into code that cannot be read: compiled, or the standard library. */
  | { readonly kind: 'opaque'; readonly module: GraphModule }
  | { readonly kind: 'absent' };

const MAX_HOPS = 20;

/**
 * Follows a dotted attribute from a module to its definition, through imports, re-exports, star imports and base
 * classes. `resolve` gives the module that an import in a module means, null where that is the standard library or
 * nothing.
 */
export function findDefinition(
  module: GraphModule,
  attribute: string,
  resolve: (importer: GraphModule, level: number, name: string) => GraphModule | null,
): Definition {
  return follow(module, attribute.split('.'), resolve, 0);
}

type Resolve = (importer: GraphModule, level: number, name: string) => GraphModule | null;

function follow(module: GraphModule, parts: readonly string[], resolve: Resolve, hops: number): Definition {
  const [first = '', ...rest] = parts;
  if (module.found.kind === 'compiled') return { kind: 'opaque', module };
  if (module.facts === null || hops > MAX_HOPS) return { kind: 'absent' };
  const body = [...flatten(module.facts.summary.body)];
  // The last binding wins, as it does when the module runs; conditions are not judged here.
  for (const statement of body.reverse()) {
    if (statement.kind === 'function' && statement.name === first) {
      return { kind: 'defined', module, name: [first, ...rest].join('.'), line: statement.line };
    }
    if (statement.kind === 'class' && statement.name === first) {
      if (rest.length === 0) return { kind: 'defined', module, name: first, line: statement.line };
      const member = memberOf(module, statement, rest, resolve, hops + 1, [first]);
      if (member.kind !== 'absent') return member;
    }
    if (statement.kind === 'from') {
      const imported = statement.names.find(({ name, alias }) => (alias ?? name) === first);
      if (imported === undefined) continue;
      const source = resolve(module, statement.level, statement.module);
      if (source === null) continue;
      const inside = source === module ? absent : follow(source, [imported.name, ...rest], resolve, hops + 1);
      if (inside.kind !== 'absent') return inside;
      const dotted = statement.module === '' ? imported.name : `${statement.module}.${imported.name}`;
      const submodule = resolve(module, statement.level, dotted);
      if (submodule === null || submodule === module) continue;
      return rest.length === 0
        ? { kind: 'defined', module: submodule, name: '', line: 1 }
        : follow(submodule, rest, resolve, hops + 1);
    }
    if (
      statement.kind === 'assign' &&
      statement.targets.some((target) => target.kind === 'name' && target.id === first)
    ) {
      const alias = statement.value;
      if (alias.kind === 'name' && alias.id !== first) {
        const target = follow(module, [alias.id, ...rest], resolve, hops + 1);
        if (target.kind !== 'absent') return target;
      }
      return { kind: 'defined', module, name: [first, ...rest].join('.'), line: statement.line };
    }
    if (statement.kind === 'annotated' && statement.target.kind === 'name' && statement.target.id === first) {
      return { kind: 'defined', module, name: [first, ...rest].join('.'), line: statement.line };
    }
  }
  for (const statement of body) {
    if (statement.kind !== 'from' || statement.names[0]?.name !== '*') continue;
    const source = resolve(module, statement.level, statement.module);
    if (source === null || source === module) continue;
    const inside = follow(source, parts, resolve, hops + 1);
    if (inside.kind !== 'absent') return inside;
  }
  return absent;
}

const absent: Definition = { kind: 'absent' };

/** A member of a class, its own or inherited; the name it gives is the class's that defines it. */
function memberOf(
  module: GraphModule,
  statement: ClassStatement,
  parts: readonly string[],
  resolve: Resolve,
  hops: number,
  path: readonly string[],
): Definition {
  const [first = '', ...rest] = parts;
  for (const inner of [...flatten(statement.body)].reverse()) {
    if (inner.kind === 'function' && inner.name === first) {
      return { kind: 'defined', module, name: [...path, first, ...rest].join('.'), line: inner.line };
    }
    if (inner.kind === 'class' && inner.name === first) {
      if (rest.length === 0) return { kind: 'defined', module, name: [...path, first].join('.'), line: inner.line };
      return memberOf(module, inner, rest, resolve, hops + 1, [...path, first]);
    }
    const targets = inner.kind === 'assign' ? inner.targets : inner.kind === 'annotated' ? [inner.target] : [];
    if (targets.some((target) => target.kind === 'name' && target.id === first)) {
      return { kind: 'defined', module, name: [...path, first].join('.'), line: inner.line };
    }
  }
  if (hops > MAX_HOPS) return absent;
  for (const base of statement.bases) {
    const dotted = base.kind === 'subscript' ? dottedBase(base.value) : dottedBase(base);
    if (dotted === null) continue;
    const inherited = follow(module, [...dotted, ...parts], resolve, hops + 1);
    if (inherited.kind !== 'absent') return inherited;
  }
  return absent;
}

function dottedBase(base: { readonly kind: string }): readonly string[] | null {
  const expression = base as ClassStatement['bases'][number];
  if (expression.kind === 'name') return [expression.id];
  if (expression.kind !== 'attribute') return null;
  const left = dottedBase(expression.value);
  return left === null ? null : [...left, expression.name];
}

/** The statements of a block and of the conditions in it: what can bind a name there. */
function* flatten(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement;
    switch (statement.kind) {
      case 'if':
        for (const branch of statement.branches) yield* flatten(branch.body);
        yield* flatten(statement.otherwise);
        break;
      case 'try':
        yield* flatten(statement.body);
        for (const handler of statement.handlers) yield* flatten(handler.body);
        yield* flatten(statement.otherwise);
        yield* flatten(statement.final);
        break;
      case 'with':
        yield* flatten(statement.body);
        break;
      case 'for':
      case 'while':
        yield* flatten(statement.body);
        yield* flatten(statement.otherwise);
        break;
      default:
    }
  }
}
