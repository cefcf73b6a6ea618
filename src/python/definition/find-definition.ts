// What an advisory calls vulnerable, found in the code at hand: a name that a module defines, inherits or re-exports.
import type { FoundModule } from '../module/module-finder.ts';
import { type ModuleName, parseModuleName, resolveRelative } from '../module/module-name.ts';
import type { ClassStatement, Expression, Statement, Summary } from '../summary/summary.ts';

/** Where a dotted attribute of a module is defined. */
export type Definition =
  /** Something in this module; `name` is dotted as the module writes it, '' for the module itself. */
  | {
      readonly kind: 'defined';
      readonly form: 'function' | 'class' | 'value' | 'module';
      readonly module: FoundModule;
      readonly name: string;
      readonly line: number;
    }
  /** It leads into code that cannot be read: compiled, or the standard library. */
  | { readonly kind: 'opaque'; readonly module: FoundModule; readonly name: string }
  | { readonly kind: 'absent' };

const MAX_HOPS = 20;

/** The code at hand. */
export interface Code {
  /** The module of a name, null where there is none. */
  find(name: ModuleName): FoundModule | null;
  /** Its summary, null where it is compiled or cannot be read. */
  summaryOf(module: FoundModule): Promise<Summary | null>;
}

/** Follows a dotted attribute from a module to its definition, through imports, star imports, aliases and base classes. */
export function findDefinition(code: Code, module: FoundModule, attribute: string): Promise<Definition> {
  return follow(code, module, attribute.split('.'), 0);
}

async function follow(code: Code, module: FoundModule, parts: readonly string[], hops: number): Promise<Definition> {
  const [first = '', ...rest] = parts;
  if (module.kind === 'compiled' || module.kind === 'standard')
    return { kind: 'opaque', module, name: parts.join('.') };
  const submodule = code.find(`${module.name}.${first}` as ModuleName);
  const summary = hops > MAX_HOPS ? null : await code.summaryOf(module);
  const inside = summary === null ? absent : await search(code, module, summary, parts, hops);
  if (inside.kind !== 'absent' || submodule === null || submodule.kind === 'standard') return inside;
  return rest.length === 0 ? itself(submodule) : follow(code, submodule, rest, hops + 1);
}

/** The last binding of a name wins, as it does when the module runs; conditions are not judged. */
async function search(
  code: Code,
  module: FoundModule,
  summary: Summary,
  parts: readonly string[],
  hops: number,
): Promise<Definition> {
  const [first = '', ...rest] = parts;
  const body = [...flatten(summary.body)].reverse();
  for (const statement of body) {
    const found = await bindingOf(code, module, statement, first, rest, hops);
    if (found.kind !== 'absent') return found;
  }
  for (const statement of body) {
    if (statement.kind !== 'from' || statement.names[0]?.name !== '*') continue;
    const source = sourceOf(code, module, statement.level, statement.module);
    if (source === null || source.name === module.name) continue;
    const found = await follow(code, source, parts, hops + 1);
    if (found.kind !== 'absent') return found;
  }
  return absent;
}

/** What one statement makes of a name. */
async function bindingOf(
  code: Code,
  module: FoundModule,
  statement: Statement,
  first: string,
  rest: readonly string[],
  hops: number,
): Promise<Definition> {
  const here = (form: 'function' | 'class' | 'value', name: string): Definition => ({
    kind: 'defined',
    form,
    module,
    name,
    line: statement.line,
  });
  switch (statement.kind) {
    case 'function':
      return statement.name === first ? here('function', [first, ...rest].join('.')) : absent;
    case 'class':
      if (statement.name !== first) return absent;
      return rest.length === 0 ? here('class', first) : memberOf(code, module, statement, rest, hops + 1, [first]);
    case 'import': {
      const imported = statement.names.find(({ name, alias }) => (alias ?? name.split('.')[0]) === first);
      const target =
        imported === undefined ? null : code.find((imported.alias === null ? first : imported.name) as ModuleName);
      if (target === null || target.name === module.name) return absent;
      return rest.length === 0 ? itself(target) : follow(code, target, rest, hops + 1);
    }
    case 'from': {
      const imported = statement.names.find(({ name, alias }) => (alias ?? name) === first);
      const source = imported === undefined ? null : sourceOf(code, module, statement.level, statement.module);
      if (imported === undefined || source === null) return absent;
      if (source.kind === 'compiled' || source.kind === 'standard') {
        return { kind: 'opaque', module: source, name: [imported.name, ...rest].join('.') };
      }
      if (source.name !== module.name) return follow(code, source, [imported.name, ...rest], hops + 1);
      const child = code.find(`${source.name}.${imported.name}` as ModuleName);
      if (child === null) return absent;
      return rest.length === 0 ? itself(child) : follow(code, child, rest, hops + 1);
    }
    case 'assign': {
      if (!statement.targets.some((target) => binds(target, first))) return absent;
      const alias = statement.value.kind === 'name' && statement.value.id !== first ? statement.value.id : null;
      const target =
        alias === null || hops > MAX_HOPS ? absent : await follow(code, module, [alias, ...rest], hops + 1);
      return target.kind === 'absent' ? here('value', [first, ...rest].join('.')) : target;
    }
    case 'annotated':
      return binds(statement.target, first) ? here('value', [first, ...rest].join('.')) : absent;
    default:
      return absent;
  }
}

function sourceOf(code: Code, module: FoundModule, level: number, name: string): FoundModule | null {
  const absolute = resolveRelative(module.name, module.isPackage, level, name);
  const valid = absolute === null ? null : parseModuleName(absolute);
  return valid === null ? null : code.find(valid);
}

function binds(target: Expression, name: string): boolean {
  if (target.kind === 'name') return target.id === name;
  return (target.kind === 'tuple' || target.kind === 'list') && target.items.some((item) => binds(item, name));
}

const absent: Definition = { kind: 'absent' };

function itself(module: FoundModule): Definition {
  return { kind: 'defined', form: 'module', module, name: '', line: 1 };
}

/** A member of a class, its own or inherited; the name it gives is that of the class that defines it. */
async function memberOf(
  code: Code,
  module: FoundModule,
  statement: ClassStatement,
  parts: readonly string[],
  hops: number,
  path: readonly string[],
): Promise<Definition> {
  const [first = '', ...rest] = parts;
  for (const inner of [...flatten(statement.body)].reverse()) {
    if (inner.kind === 'function' && inner.name === first) {
      return { kind: 'defined', form: 'function', module, name: [...path, first, ...rest].join('.'), line: inner.line };
    }
    if (inner.kind === 'class' && inner.name === first) {
      if (rest.length === 0) {
        return { kind: 'defined', form: 'class', module, name: [...path, first].join('.'), line: inner.line };
      }
      return memberOf(code, module, inner, rest, hops + 1, [...path, first]);
    }
    const targets = inner.kind === 'assign' ? inner.targets : inner.kind === 'annotated' ? [inner.target] : [];
    if (targets.some((target) => binds(target, first))) {
      return { kind: 'defined', form: 'value', module, name: [...path, first].join('.'), line: inner.line };
    }
  }
  if (hops > MAX_HOPS) return absent;
  for (const base of statement.bases) {
    const dotted = dottedBase(base.kind === 'subscript' ? base.value : base);
    const inherited = dotted === null ? absent : await follow(code, module, [...dotted, ...parts], hops + 1);
    if (inherited.kind !== 'absent') return inherited;
  }
  return absent;
}

function dottedBase(expression: Expression): readonly string[] | null {
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
