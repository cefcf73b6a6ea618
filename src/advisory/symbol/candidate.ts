// What a fix is about: the units that it changed, and the functions that use a constant or table that it changed.
import type { ChangedBinding, ChangedUnit, TreeChange } from './compare-trees.ts';
import { findUsers } from './find-users.ts';
import type { SourceTree } from './source-tree.ts';
import type { Unit } from './unit.ts';
import { splitWords } from './words.ts';

/** How many users a name may have: more, and it is too common to tell anything. */
export const MOST_CALLERS = 12;

/** A unit that the fix is about, directly or through what it uses. */
export interface Candidate {
  readonly module: string;
  readonly attribute: string | null;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly lines: readonly string[];
  readonly how: string;
  /** What its part in the change is worth: 1 for a changed function. */
  readonly weight: number;
}

/** A unit that the fix changed or removed. */
export function candidateOf({ module, unit, how, removed, added }: ChangedUnit): Candidate {
  const isClass = unit.kind === 'class';
  return {
    module,
    attribute: unit.name,
    name: unit.name,
    parameters: unit.parameters,
    removed,
    added,
    lines: unit.lines,
    how: how === 'removed' ? 'the fix removed it' : 'the fix changed it',
    weight: (how === 'removed' ? 0.7 : 1) * (isClass ? 0.7 : 1),
  };
}

/** The functions that use a changed constant, table or expression, or what is set from it. */
export function usersOfBindings(change: TreeChange, before: SourceTree): readonly Candidate[] {
  const users = new Map<string, Candidate>();
  const direct = change.bindings.map((binding): UsedBinding => ({ ...binding, why: 'which the fix changed' }));
  for (const { module, name, removed, added, why } of [...direct, ...builtOnChanged(change)]) {
    const dot = name.lastIndexOf('.');
    const [owner, own] = dot < 0 ? ['', name] : [name.slice(0, dot), name.slice(dot + 1)];
    if (own.length < 2) continue;
    const add = (where: string, unit: Unit, how: string, weight: number): void => {
      const key = `${where}:${unit.name}:${own}`;
      if (users.has(key)) return;
      users.set(key, {
        module: where,
        attribute: unit.name,
        name: `${unit.name} ${own}`,
        parameters: unit.parameters,
        removed: [removed],
        added: [added],
        lines: unit.lines,
        how,
        weight,
      });
    };
    // Imports are changed in passing far more often than a fix is one.
    const worth = /^(?:from|import) /.test(added) ? 0.45 : 0.9;
    const escaped = own.replaceAll('$', '\\$');
    const pattern = new RegExp(owner === '' ? `(?<![\\w"])${escaped}(?!\\w)` : `\\.${escaped}(?!\\w)`);
    // Defaults of parameters see the names of the class around them.
    const bare = new RegExp(`(?<![\\w".])${escaped}(?!\\w)`);
    const inside = [...(change.affected.get(module)?.units.values() ?? [])].filter(
      (unit) =>
        unit.kind === 'function' && (unit.lines.some((line) => pattern.test(line)) || bare.test(unit.lines[0] ?? '')),
    );
    for (const unit of inside) {
      if (owner === '' || unit.name.startsWith(`${owner}.`)) add(module, unit, `it uses ${own}, ${why}`, worth);
    }
    if (owner !== '' && worth === 0.9 && !inside.some((unit) => unit.name.startsWith(`${owner}.`))) {
      // A table that a base class reads: it is applied where objects of the class are asked to work.
      for (const unit of change.affected.get(module)?.units.values() ?? []) {
        const method = unit.name.startsWith(`${owner}.`) ? unit.name.slice(owner.length + 1) : '';
        if (ENTRY_METHOD.test(method)) add(module, unit, `it works with ${own} of its class, ${why}`, 0.7);
      }
    }
    // Only a name of its own is the same thing in another module.
    if (worth < 0.9 || own.length < 5 || (owner !== '' && !/_|^[A-Z]/.test(own))) continue;
    const others = findUsers(before, own, pattern).filter((user) => user.module !== module);
    if (others.length <= MOST_CALLERS) {
      for (const user of others) add(user.module, user.unit, `it uses ${own} of ${module}, ${why}`, 0.75);
    }
    // `self.headers = headers`, where HEADERS is what the parameter is by default: those who use the attribute use it.
    for (const unit of inside) {
      const set = unit.lines.flatMap((line) => /assign self\.(\w+) /.exec(line)?.[1] ?? []);
      const related = set.find((attribute) => isRelated(attribute, own));
      if (related === undefined) continue;
      const attributeUsers = findUsers(before, related, new RegExp(`\\.${related}(?!\\w)`)).filter(
        (user) =>
          user.module !== module && user.unit.lines.some((line) => new RegExp(`\\.${related}(?!\\w)`).test(line)),
      );
      if (attributeUsers.length > MOST_CALLERS) continue;
      for (const user of attributeUsers) {
        add(user.module, user.unit, `it uses ${related}, which is set from ${own}, ${why}`, 0.85);
      }
    }
  }
  return [...users.values()];
}

/** Classes that the fix gives a method which nothing of the change calls: it takes the place of an inherited one. */
export function classesWithMore({ units, fresh, affected }: TreeChange): readonly Candidate[] {
  return fresh.flatMap(({ module, unit }): readonly Candidate[] => {
    const owner = unit.name.slice(0, Math.max(unit.name.lastIndexOf('.'), 0));
    const known = owner === '' ? undefined : affected.get(module)?.units.get(owner);
    const method = lastPart(unit.name);
    if (known === undefined || unit.kind !== 'function' || MADE_BY_PYTHON.test(method)) return [];
    const called = new RegExp(`\\.${method}(?!\\w)`);
    if ([...units].some(({ added }) => added.some((line) => called.test(line)))) return [];
    return [
      {
        module,
        attribute: owner,
        name: unit.name,
        parameters: unit.parameters,
        removed: [],
        added: unit.lines,
        lines: known.lines,
        how: `the fix gives it ${method}`,
        weight: 0.6,
      },
    ];
  });
}

/** Methods that say how an object looks, not what it does. */
const MADE_BY_PYTHON = /^__(?:repr|str|hash|eq|ne|len|dir|bool|reduce|copy|deepcopy)__$/;

/** `method` of `Class.method`. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A constant that the fix changed or that is built on one; `why` says which. */
interface UsedBinding extends ChangedBinding {
  readonly why: string;
}

/** How many constants may be built on a changed one: more, and it is part of everything. */
const MOST_BUILT = 40;

/** The constants that are built on a changed one, through others too: a regular expression of its parts. */
function builtOnChanged({ bindings, affected }: TreeChange): readonly UsedBinding[] {
  const known = new Set(bindings.map(({ module, name }) => `${module}:${name}`));
  const found: UsedBinding[] = [];
  // What is found is looked for in turn: the list grows while it is read.
  const queue = bindings
    .filter(({ name, added }) => name.length > 2 && !/^(?:from|import) /.test(added))
    .map((binding): UsedBinding => ({ ...binding, why: 'which the fix changed' }));
  for (const { module, name, removed, added, why } of queue) {
    const used = new RegExp(`(?<![\\w."])${escapeName(name)}(?!\\w)|[%{]\\(?${escapeName(name)}[)}]`);
    for (const [other, value] of affected.get(module)?.bindings ?? []) {
      const key = `${module}:${other}`;
      if (known.has(key) || found.length >= MOST_BUILT || !used.test(value)) continue;
      known.add(key);
      const built = { module, name: other, removed, added, why: `which is built on ${name}, ${why}` };
      found.push(built);
      queue.push(built);
    }
  }
  return found;
}

const escapeName = (name: string): string => name.replace(/[$.]/g, '\\$&');

/** Methods by which objects are set to work. */
const ENTRY_METHOD =
  /^(?:__call__|parse|process|run|handle|feed|read|load|loads|tokenize|get_tokens|render|match|clean|convert|dispatch|execute|validate)$/;

/** Whether two names share at least two words, and all of the shorter one's. */
function isRelated(attribute: string, constant: string): boolean {
  const [left, right] = [new Set(splitWords(attribute)), new Set(splitWords(constant))];
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared >= 2 && shared >= Math.min(left.size, right.size) - 1;
}
