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

/** A class, by the name that it is defined under, and how far the files were searched for it. */
interface Wanted {
  readonly name: string;
  next: number;
}

interface Index {
  readonly found: GraphModule[];
  readonly files: Set<GraphModule>;
  readonly wanted: Wanted[];
  readonly names: Set<string>;
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

  /** Notes the classes of a file that derive from one, which others may derive from in turn. */
  function search(index: Index, of: GraphModule, wanted: Wanted): void {
    for (; wanted.next < files.length && index.found.length < MAX_FILES; wanted.next += 1) {
      const file = files[wanted.next];
      if (file?.facts.table.has(wanted.name) !== true) continue;
      file.classes ??= classesByBase(file.facts);
      for (const name of file.classes.get(wanted.name) ?? []) {
        if (file.module !== of && !index.files.has(file.module)) {
          index.files.add(file.module);
          index.found.push(file.module);
        }
        if (index.names.size >= MAX_CLASSES || index.names.has(name)) continue;
        index.names.add(name);
        index.wanted.push({ name, next: 0 });
      }
    }
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
        index = { found: [], files: new Set(), wanted: [{ name: className, next: 0 }], names: new Set([className]) };
        indexes.set(key, index);
      }
      // The list grows while it is gone through.
      for (const wanted of index.wanted) search(index, of, wanted);
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
