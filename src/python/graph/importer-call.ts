// Which calls of a module import what a string names, told by the names under which it has the library's functions.
import type { Expression } from '../summary/summary.ts';
import { IMPORTERS, SINKS } from './interest.ts';
import type { ModuleFacts } from './module-facts.ts';
import { type CallSite, lastName } from './unit.ts';

/** Where the library's functions are that import by name; others have functions of these names too. */
const HOMES: Readonly<Record<string, string>> = { run_module: 'runpy', resolve_name: 'pkgutil', locate: 'pydoc' };

/** The names under which a module calls functions that import by name. */
export function importerNames(facts: ModuleFacts): readonly string[] {
  const names = [...IMPORTERS];
  for (const { statement } of facts.summary.imports) {
    if (statement.kind !== 'from') continue;
    for (const { name, alias } of statement.names) if (SINKS.has(name) && alias !== null) names.push(alias);
  }
  for (const [name, bindings] of facts.top.facts.bindings) {
    if (bindings.some((binding) => binding.kind === 'value' && givesImporter(binding.value))) names.push(name);
  }
  return [...new Set(names)];
}

/** `load = importlib.import_module`, `load = partial(import_module, package=…)`. */
function givesImporter(value: Expression): boolean {
  const held = value.kind === 'call' && lastName(value.callee) === 'partial' ? value.arguments[0] : value;
  const name = held === undefined ? null : lastName(held);
  return name === 'import_module' || name === '__import__';
}

/** Whether a call by one of these names can be the library's: a method of that name is not. */
export function mayImport(facts: ModuleFacts, { call: { callee } }: CallSite): boolean {
  const name = lastName(callee) ?? '';
  const home = Object.hasOwn(HOMES, name) ? HOMES[name] : undefined;
  if (callee.kind === 'name') {
    return (
      home === undefined ||
      facts.summary.imports.some(
        ({ statement }) =>
          statement.kind === 'from' &&
          statement.module === home &&
          statement.names.some((each) => (each.alias ?? each.name) === name || each.name === '*'),
      )
    );
  }
  if (callee.kind !== 'attribute') return true;
  const { value } = callee;
  if (value.kind === 'name' && (value.id === 'self' || value.id === 'cls')) return false;
  return home === undefined || (value.kind === 'name' && namesModule(facts, value.id, home));
}

/** Whether an import statement gives a module that name. */
function namesModule(facts: ModuleFacts, name: string, module: string): boolean {
  return facts.summary.imports.some(
    ({ statement }) =>
      statement.kind === 'import' &&
      statement.names.some((each) => each.name === module && (each.alias ?? module) === name),
  );
}
