// Who calls a function, by its name: found in the files that mention it, as more of their code comes to run.
import type { ModuleFacts } from './module-facts.ts';
import type { Activation, Callee, GraphModule } from './module-graph.ts';
import type { CallSite } from './unit.ts';

export interface CallIndex {
  /** Code begins to count. */
  note(activation: Activation): void;
  /** The calls there are by now, in code that counts; the list grows. */
  sitesOf(callee: Callee): readonly { readonly module: GraphModule; readonly site: CallSite }[];
}

/** The activations of one file, in their order. */
interface ActiveFile {
  readonly module: GraphModule;
  readonly facts: ModuleFacts;
  readonly activations: Activation[];
}

interface CalleeIndex {
  readonly sites: { readonly module: GraphModule; readonly site: CallSite }[];
  /** The first active file that was not looked at. */
  next: number;
  /** The files that may call it: the names it goes by there, and the first activation that was not looked at. */
  readonly mentions: { readonly file: ActiveFile; readonly names: readonly string[]; next: number }[];
}

export function makeCallIndex(): CallIndex {
  const files: ActiveFile[] = [];
  const byFacts = new Map<ModuleFacts, ActiveFile>();
  const indexes = new Map<string, CalleeIndex>();
  return {
    note(activation) {
      const { module, facts } = activation;
      let file = byFacts.get(facts);
      if (file === undefined) {
        file = { module, facts, activations: [] };
        byFacts.set(facts, file);
        files.push(file);
      }
      file.activations.push(activation);
    },
    sitesOf(callee) {
      const key = `${callee.name} ${callee.className ?? ''} ${callee.module.found.name}`;
      let index = indexes.get(key);
      if (index === undefined) {
        index = { sites: [], next: 0, mentions: [] };
        indexes.set(key, index);
      }
      for (; index.next < files.length; index.next += 1) {
        const file = files[index.next];
        if (file !== undefined) noteMention(index, file, callee);
      }
      for (const mention of index.mentions) {
        for (; mention.next < mention.file.activations.length; mention.next += 1) {
          const activation = mention.file.activations[mention.next];
          if (activation !== undefined) addCalls(index, activation, mention.names);
        }
      }
      return index.sites;
    },
  };
}

/** A method's name that more modules than this mention says nothing: then only those that know the class are looked at. */
const TELLING = 20;

function noteMention(index: CalleeIndex, file: ActiveFile, callee: Callee): void {
  const { name, className, nested } = callee;
  const { module, facts } = file;
  const same = module === callee.module;
  if ((nested && !same) || !facts.table.has(name)) return;
  if (!same && className === null && !mayImport(facts, callee)) return;
  if (!same && className !== null && index.mentions.length >= TELLING) {
    if (!mayImport(facts, { ...callee, name: className })) return;
  }
  const names = [name];
  for (const { statement } of facts.summary.imports) {
    if (statement.kind !== 'from') continue;
    for (const imported of statement.names) {
      if (imported.name === name && imported.alias !== null) names.push(imported.alias);
    }
  }
  index.mentions.push({ file, names, next: 0 });
}

function addCalls(index: CalleeIndex, { module, facts, unit }: Activation, names: readonly string[]): void {
  for (const each of unit === null ? facts.allUnits() : [unit]) {
    for (const called of names) {
      for (const site of each.callsOf(called)) index.sites.push({ module, site });
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
