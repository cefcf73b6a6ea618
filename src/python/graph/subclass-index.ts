// Which files that count derive from a class of another file: what they set on the class is read through `self`.
import { eachInnerBlock } from './inner-block.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { GraphModule } from './module-graph.ts';
import { lastName } from './unit.ts';

export interface SubclassIndex {
  /** A file begins to count. */
  note(module: GraphModule, facts: ModuleFacts): void;
  /** The files with a class that names this one among its bases; the list grows. */
  filesOf(module: GraphModule, className: string): readonly GraphModule[];
}

/** Files listed for one class. */
const MAX_FILES = 200;

export function makeSubclassIndex(): SubclassIndex {
  const files: { readonly module: GraphModule; readonly facts: ModuleFacts }[] = [];
  const seen = new Set<ModuleFacts>();
  const indexes = new Map<string, { readonly found: GraphModule[]; next: number }>();
  return {
    note(module, facts) {
      if (seen.has(facts)) return;
      seen.add(facts);
      files.push({ module, facts });
    },
    filesOf(of, className) {
      const key = `${of.found.name} ${className}`;
      let index = indexes.get(key);
      if (index === undefined) {
        index = { found: [], next: 0 };
        indexes.set(key, index);
      }
      for (; index.next < files.length && index.found.length < MAX_FILES; index.next += 1) {
        const file = files[index.next];
        if (file === undefined || file.module === of || index.found.includes(file.module)) continue;
        if (derives(file.facts, className)) index.found.push(file.module);
      }
      return index.found;
    },
  };
}

/** Whether a class at module level has a base of that name, or of the name that the class is imported under. */
function derives({ summary, table }: ModuleFacts, className: string): boolean {
  if (!table.has(className)) return false;
  const names = new Set([className]);
  for (const { statement } of summary.imports) {
    if (statement.kind !== 'from') continue;
    for (const { name, alias } of statement.names) if (name === className && alias !== null) names.add(alias);
  }
  let found = false;
  const visit = (statements: typeof summary.body): void => {
    for (const statement of statements) {
      if (found) return;
      if (statement.kind === 'class') found = statement.bases.some((base) => names.has(lastName(base) ?? ''));
      else if (statement.kind === 'if') {
        for (const { body } of statement.branches) visit(body);
        visit(statement.otherwise);
      } else eachInnerBlock(statement, visit);
    }
  };
  visit(summary.body);
  return found;
}
