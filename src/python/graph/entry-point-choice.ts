// Plugins that are picked by their names: of a large group only those that somebody could ask for.
import { walkExpressionsOf } from '../summary/visit.ts';
import { LOOKUP_TABLE } from './lookup.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { GraphModule, Growth } from './module-graph.ts';
import { type CallSite, keywordOf } from './unit.ts';

/** Whether the code around a reader takes a large group's plugins one by one, by their names, and never all. */
export function picksByName(growth: Growth, { found }: GraphModule, { call }: CallSite, size: number): boolean {
  if (size <= LOOKUP_TABLE) return false;
  if (keywordOf(call.keywords, 'group') !== null && keywordOf(call.keywords, 'name') !== null) return true;
  const top = topOf(found.name);
  let picks = false;
  for (const { loaded, facts, found: other } of growth.modules.values()) {
    if (!loaded || facts === null || topOf(other.name) !== top) continue;
    const loads = facts.callsOf('load').filter(isPlain);
    if (loads.length === 0) continue;
    if (!loads.every(({ call: { callee } }) => bySubscript(callee)) && !comparesNames(facts)) return false;
    picks = true;
  }
  return picks;
}

/** Whether the project, or code that imports the package of the reader, writes a plugin's name. */
export function isAskedFor(growth: Growth, { found }: GraphModule, name: string): boolean {
  if (growth.firstPartyWords.has(name)) return true;
  const top = topOf(found.name);
  for (const { loaded, facts, found: other } of growth.modules.values()) {
    if (!loaded || facts === null || !facts.table.has(name) || !facts.summary.strings.includes(name)) continue;
    if (topOf(other.name) === top || importsTop(facts, top)) return true;
  }
  return false;
}

/** `plugin.load()`: files and documents are loaded with arguments. */
function isPlain({ call }: CallSite): boolean {
  return call.callee.kind === 'attribute' && call.arguments.length === 0 && call.keywords.length === 0;
}

/** `plugins[name].load()`. */
function bySubscript(callee: CallSite['call']['callee']): boolean {
  return callee.kind === 'attribute' && callee.value.kind === 'subscript';
}

/** `plugin.name == wanted`. */
function comparesNames({ summary }: ModuleFacts): boolean {
  let found = false;
  walkExpressionsOf(summary.body, (expression) => {
    found ||=
      expression.kind === 'compare' &&
      expression.operators.includes('==') &&
      expression.operands.some((operand) => operand.kind === 'attribute' && operand.name === 'name');
    return !found;
  });
  return found;
}

function importsTop({ summary }: ModuleFacts, top: string): boolean {
  return summary.imports.some(({ statement }) =>
    statement.kind === 'from'
      ? statement.level === 0 && topOf(statement.module) === top
      : statement.names.some(({ name }) => topOf(name) === top),
  );
}

function topOf(name: string): string {
  return name.split('.', 1)[0] ?? '';
}
