// What differs between two trees of modules by what the code does: reformatted, annotated or moved code does not.
import type { SourceTree } from './source-tree.ts';
import { readUnits } from './source-tree.ts';
import type { Unit, Units } from './unit.ts';

/** A unit of the affected code that the fix changed or removed. */
export interface ChangedUnit {
  readonly module: string;
  readonly unit: Unit;
  readonly how: 'changed' | 'removed';
  /** Statements that only the old code has, and only the new. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** A name of a module or class that is bound to another value. */
export interface ChangedBinding {
  readonly module: string;
  /** `NAME` or `Class.NAME`. */
  readonly name: string;
  readonly removed: string;
  readonly added: string;
}

/** What differs. */
export interface TreeChange {
  readonly units: readonly ChangedUnit[];
  readonly bindings: readonly ChangedBinding[];
  /** Modules whose own statements changed, other than bindings. */
  readonly modules: readonly {
    readonly module: string;
    readonly removed: readonly string[];
    readonly added: readonly string[];
  }[];
  /** The units of each module of the affected code that was looked at. */
  readonly affected: ReadonlyMap<string, Units>;
  /** Functions and classes that only the new code has. */
  readonly fresh: readonly { readonly module: string; readonly unit: Unit }[];
}

/** Compares; modules whose files are the same are not read. */
export function compareTrees(before: SourceTree, after: SourceTree): TreeChange {
  const pairs: { module: string; old: Units | null; new: Units | null }[] = [];
  for (const module of new Set([...before.modules.keys(), ...after.modules.keys()])) {
    const [left, right] = [before.read(module), after.read(module)];
    if (left !== null && right !== null && Buffer.compare(left, right) === 0) continue;
    pairs.push({ module, old: readUnits(left), new: readUnits(right) });
  }
  const all = (side: 'old' | 'new'): Set<string> =>
    new Set(pairs.flatMap((pair) => [...(pair[side]?.units.values() ?? [])].map(bodyOf)));
  const [oldBodies, newBodies] = [all('old'), all('new')];
  const units: ChangedUnit[] = [];
  const bindings: ChangedBinding[] = [];
  const modules: { module: string; removed: readonly string[]; added: readonly string[] }[] = [];
  const affected = new Map<string, Units>();
  const fresh: { module: string; unit: Unit }[] = [];
  for (const { module, old, new: now } of pairs) {
    if (old === null) {
      for (const unit of now?.units.values() ?? []) if (!oldBodies.has(bodyOf(unit))) fresh.push({ module, unit });
      continue;
    }
    affected.set(module, old);
    for (const unit of old.units.values()) {
      const match = now?.units.get(unit.name);
      if (match === undefined) {
        const owner = unit.name.slice(0, Math.max(unit.name.lastIndexOf('.'), 0));
        // Moved elsewhere, or gone with all of its class or module: the latter is told of the class alone.
        const isGone = !newBodies.has(bodyOf(unit)) && now !== null && (owner === '' || now.units.has(owner));
        if (isGone) units.push({ module, unit, how: 'removed', removed: unit.lines, added: [] });
        continue;
      }
      const difference = compareLines(unit.lines, match.lines);
      if (difference !== null) units.push({ module, unit, how: 'changed', ...difference });
    }
    for (const [name, value] of old.bindings) {
      const match = now?.bindings.get(name);
      if (match !== undefined && match !== value) bindings.push({ module, name, removed: value, added: match });
    }
    const difference = now === null ? null : compareLines(old.rest, now.rest);
    if (difference !== null) modules.push({ module, ...difference });
    for (const unit of now?.units.values() ?? []) {
      if (!old.units.has(unit.name) && !oldBodies.has(bodyOf(unit))) fresh.push({ module, unit });
    }
  }
  return { units, bindings, modules, affected, fresh };
}

/** A unit's code without its own name: what tells moved and renamed code. Trifles are too common to tell anything. */
function bodyOf(unit: Unit): string {
  const [, ...body] = unit.lines;
  return body.length < 2 ? `${unit.name} ${body.join('\n')}` : body.join('\n');
}

/** The statements that differ as bags; null where the two are equal. Statements in another order count as changed. */
function compareLines(
  old: readonly string[],
  now: readonly string[],
): { readonly removed: readonly string[]; readonly added: readonly string[] } | null {
  if (old.length === now.length && old.every((line, index) => line === now[index])) return null;
  const counts = new Map<string, number>();
  for (const line of now) counts.set(strip(line), (counts.get(strip(line)) ?? 0) + 1);
  const removed: string[] = [];
  for (const line of old) {
    const left = counts.get(strip(line)) ?? 0;
    if (left > 0) counts.set(strip(line), left - 1);
    else removed.push(line);
  }
  const added = now.filter((line) => {
    const left = counts.get(strip(line)) ?? 0;
    if (left > 0) counts.set(strip(line), left - 1);
    return left > 0;
  });
  return { removed, added };
}

/** A statement without its depth: an added condition around others changes itself alone. */
function strip(line: string): string {
  return line.replace(/^\d+ /, '');
}
