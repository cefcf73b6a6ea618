// Where the functions are called, by name, whose parameters a computed import takes its name from.
import type { ModuleFacts } from './module-facts.ts';
import type { Activation, Callee, GraphModule } from './module-graph.ts';
import type { CallSite } from './unit.ts';

/** The calls of one function that were found so far. */
export interface CallIndex {
  readonly sites: { readonly module: GraphModule; readonly site: CallSite }[];
  /** The first activation that was not looked at. */
  next: number;
  /** How many modules mention the name. */
  mentions: number;
}

/** A method's name that more modules than this mention says nothing: then only those that know the class are looked at. */
const TELLING = 20;

/** Adds the calls of a function in the code that an activation is about. */
export function addCalls(index: CallIndex, { module, facts, unit }: Activation, callee: Callee): void {
  const { name, className, nested } = callee;
  const same = module === callee.module;
  if ((nested && !same) || !facts.table.has(name)) return;
  if (!same && className === null && !mayImport(facts, callee)) return;
  index.mentions += 1;
  if (!same && className !== null && index.mentions > TELLING) {
    if (!mayImport(facts, { ...callee, name: className })) return;
  }
  const names = [name];
  for (const { statement } of facts.summary.imports) {
    if (statement.kind !== 'from') continue;
    for (const imported of statement.names) {
      if (imported.name === name && imported.alias !== null) names.push(imported.alias);
    }
  }
  for (const each of unit === null ? facts.allUnits() : [unit]) {
    for (const called of names) {
      for (const site of each.facts.calls.get(called) ?? []) index.sites.push({ module, site });
    }
  }
}

/** Whether a file imports the function itself, from wherever, or what could hold its module. */
function mayImport({ summary }: ModuleFacts, { name, module }: Callee): boolean {
  const whole = module.found.name;
  const last = whole.slice(whole.lastIndexOf('.') + 1);
  return summary.imports.some(({ statement }) =>
    statement.kind === 'import'
      ? statement.names.some((imported) => imported.name === whole || whole.startsWith(`${imported.name}.`))
      : statement.names.some((imported) => imported.name === name || imported.name === last || imported.name === '*'),
  );
}
