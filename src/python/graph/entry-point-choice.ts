// Plugins that are picked by their names: of a large group only those that somebody could ask for.
import { walkExpressionsOf } from '../summary/visit.ts';
import { LOOKUP_TABLE } from './lookup.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { Activation, GraphModule, Growth } from './module-graph.ts';
import { type CallSite, keywordOf } from './unit.ts';

export interface PluginChoice {
  /** Code that began to count. */
  note(activation: Activation): void;
  /** Whether the code around a reader can ask for a plugin of that name, of a group of so many. */
  mayAskFor(reader: GraphModule, site: CallSite, size: number, name: string): boolean;
}

/** What is known of the code of one top-level package that reads entry points. */
interface Package {
  /** The first file that was not looked at. */
  next: number;
  /** Whether its code takes plugins by their names, as far as it takes any; null: all at once. */
  picks: boolean | null;
  /** The files that import it, its own among them. */
  readonly importers: ModuleFacts[];
  readonly asked: Set<string>;
}

export function makePluginChoice({ firstPartyWords }: Growth): PluginChoice {
  const seen = new Set<GraphModule>();
  const files: { readonly top: string; readonly facts: ModuleFacts }[] = [];
  const packages = new Map<string, Package>();

  function packageOf(top: string): Package {
    const known: Package = packages.get(top) ?? { next: 0, picks: false, importers: [], asked: new Set() };
    packages.set(top, known);
    for (const { top: from, facts } of files.slice(known.next)) {
      if (from !== top && !importsTop(facts, top)) continue;
      known.importers.push(facts);
      if (from === top && known.picks !== null) known.picks = picksIn(facts, known.picks);
    }
    known.next = files.length;
    return known;
  }

  return {
    note({ module, facts }) {
      if (seen.has(module)) return;
      seen.add(module);
      files.push({ top: topOf(module.found.name), facts });
    },
    mayAskFor({ found }, { call }, size, name) {
      if (size <= LOOKUP_TABLE || firstPartyWords.has(name)) return true;
      const known = packageOf(topOf(found.name));
      const isNamed = keywordOf(call.keywords, 'group') !== null && keywordOf(call.keywords, 'name') !== null;
      if (known.picks !== true && !isNamed) return true;
      if (known.asked.has(name)) return true;
      if (!known.importers.some(({ table, summary }) => table.has(name) && summary.strings.includes(name)))
        return false;
      known.asked.add(name);
      return true;
    },
  };
}

/** Whether a file that loads plugins picks them by name, given what the others do; null: it loads all. */
function picksIn(facts: ModuleFacts, before: boolean): boolean | null {
  const loads = facts.callsOf('load').filter(isPlain);
  if (loads.length === 0) return before;
  return loads.every(({ call: { callee } }) => bySubscript(callee)) || comparesNames(facts) ? true : null;
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
