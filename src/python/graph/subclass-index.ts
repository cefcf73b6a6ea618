// Which files that count derive from a class of another file: what they set on the class is read through `self`.
import { eachInnerBlock } from './inner-block.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { GraphModule } from './module-graph.ts';
import { lastName } from './unit.ts';

export interface SubclassIndex {
  /** A file begins to count. */
  note(module: GraphModule, facts: ModuleFacts): void;
  /** The files with a class that derives from this one, directly or through others; the list grows. */
  filesOf(module: GraphModule, className: string): readonly GraphModule[];
}

/** Files listed for one class, and classes that they are looked for by. */
const MAX_FILES = 8000;
const MAX_CLASSES = 500;

/** What is known of one class. */
interface Index {
  readonly found: GraphModule[];
  readonly files: Set<GraphModule>;
  /** It and the classes that derive from it, by name, with the first file that was not searched for each. */
  readonly wanted: Map<string, number>;
}

interface File {
  readonly module: GraphModule;
  readonly facts: ModuleFacts;
  /** Its classes at module level by the names of their bases, once they were asked for. */
  classes: ReadonlyMap<string, readonly string[]> | null;
}

export function makeSubclassIndex(): SubclassIndex {
  const files: File[] = [];
  const seen = new Set<ModuleFacts>();
  const indexes = new Map<string, Index>();

  /** Notes the classes that derive from one, which others may derive from in turn; gives the next file to search. */
  function search(index: Index, of: GraphModule, className: string, from: number): number {
    let next = from;
    for (; next < files.length && index.found.length < MAX_FILES; next += 1) {
      const file = files[next];
      if (file?.facts.table.has(className) !== true) continue;
      file.classes ??= classesByBase(file.facts);
      for (const name of file.classes.get(className) ?? []) {
        if (file.module !== of && !index.files.has(file.module)) {
          index.files.add(file.module);
          index.found.push(file.module);
        }
        if (index.wanted.size < MAX_CLASSES && !index.wanted.has(name)) index.wanted.set(name, 0);
      }
    }
    return next;
  }

  return {
    note(module, facts) {
      if (seen.has(facts)) return;
      seen.add(facts);
      files.push({ module, facts, classes: null });
    },
    filesOf(of, className) {
      const key = `${of.found.name} ${className}`;
      let index = indexes.get(key);
      if (index === undefined) {
        index = { found: [], files: new Set(), wanted: new Map([[className, 0]]) };
        indexes.set(key, index);
      }
      // The map grows while it is gone through.
      for (const [name, next] of index.wanted) index.wanted.set(name, search(index, of, name, next));
      return index.found;
    },
  };
}

/** The classes at module level by the last names of their bases, and by the names that these are imported under. */
function classesByBase({ summary }: ModuleFacts): ReadonlyMap<string, readonly string[]> {
  const imported = new Map<string, string>();
  for (const { statement } of summary.imports) {
    if (statement.kind !== 'from') continue;
    for (const { name, alias } of statement.names) if (alias !== null) imported.set(alias, name);
  }
  const classes = new Map<string, string[]>();
  const visit = (statements: typeof summary.body): void => {
    for (const statement of statements) {
      if (statement.kind === 'class') {
        for (const base of statement.bases) {
          const name = lastName(base) ?? '';
          for (const each of new Set([name, imported.get(name) ?? name])) {
            const known = classes.get(each);
            if (known === undefined) classes.set(each, [statement.name]);
            else known.push(statement.name);
          }
        }
      } else if (statement.kind === 'if') {
        for (const { body } of statement.branches) visit(body);
        visit(statement.otherwise);
      } else eachInnerBlock(statement, visit);
    }
  };
  visit(summary.body);
  return classes;
}
