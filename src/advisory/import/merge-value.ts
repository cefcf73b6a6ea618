// Three-way merging of a record: what the source changed since the last import, and nothing that was edited by hand.
import { type Path, sameValue } from '../repository/record-tree.ts';

/** One change to make to the record, or one that its own edit forbids. */
export type MergeStep =
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'append'; readonly path: Path; readonly item: unknown }
  /** Both changed it in other ways: the record's own edit stays. */
  | { readonly kind: 'kept'; readonly path: Path };

type Json = Readonly<Record<string, unknown>>;

/** Fields that the record itself owns. */
const OWN = new Set(['id', 'modified', 'schema_version']);

/**
 * The steps that bring the source's changes (`base` to `theirs`) into `ours`. `base` null: it is not known what was
 * imported, so only what is missing is filled in. Lists of texts and small objects are merged item by item.
 */
export function mergeRecords(base: Json | null, theirs: Json, ours: Json): readonly MergeStep[] {
  const steps: MergeStep[] = [];
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(base ?? {})])) {
    if (!OWN.has(key)) mergeField(base === null ? UNKNOWN : base[key], theirs[key], ours[key], [key], steps);
  }
  return steps;
}

/** Stands for a base that is not known. */
const UNKNOWN = Symbol('unknown');

function mergeField(base: unknown, theirs: unknown, ours: unknown, path: Path, steps: MergeStep[]): void {
  if (sameValue(theirs, ours) || sameValue(base, theirs)) return;
  if (base === UNKNOWN) {
    if (ours === undefined) steps.push({ kind: 'set', path, value: theirs });
    else if (isObject(ours) && isObject(theirs)) {
      for (const key of Object.keys(theirs)) mergeField(UNKNOWN, theirs[key], ours[key], [...path, key], steps);
    } else if (isPlainList(ours) && isPlainList(theirs)) {
      for (const item of theirs) if (!includes(ours, item)) steps.push({ kind: 'append', path, item });
    } else steps.push({ kind: 'kept', path });
    return;
  }
  if (sameValue(base, ours)) {
    steps.push(theirs === undefined ? { kind: 'remove', path } : { kind: 'set', path, value: theirs });
    return;
  }
  if (isObject(theirs) && isObject(ours)) {
    const before = isObject(base) ? base : {};
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(before)])) {
      mergeField(before[key], theirs[key], ours[key], [...path, key], steps);
    }
    return;
  }
  if (isPlainList(theirs) && isPlainList(ours) && (base === undefined || isPlainList(base))) {
    mergeLists(base ?? [], theirs, ours, path, steps);
    return;
  }
  if (Array.isArray(theirs) && Array.isArray(ours) && Array.isArray(base)) {
    // Entries that keep their place are merged one by one, so that a hand's symbols survive a source's new range.
    if (theirs.length === ours.length && base.length === ours.length) {
      for (const index of ours.keys()) mergeField(base[index], theirs[index], ours[index], [...path, index], steps);
      return;
    }
  }
  steps.push({ kind: 'kept', path });
}

/** What the source added is added, what it took away is taken away; the rest and its order stay. */
function mergeLists(
  base: readonly unknown[],
  theirs: readonly unknown[],
  ours: readonly unknown[],
  path: Path,
  steps: MergeStep[],
): void {
  const gone = base.filter((item) => !includes(theirs, item));
  for (const index of [...ours.keys()].reverse()) {
    if (includes(gone, ours[index])) steps.push({ kind: 'remove', path: [...path, index] });
  }
  for (const item of theirs) {
    if (!includes(base, item) && !includes(ours, item)) steps.push({ kind: 'append', path, item });
  }
}

function includes(list: readonly unknown[], item: unknown): boolean {
  return list.some((each) => sameValue(each, item));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list whose items stand for themselves: texts, or objects of texts such as references. */
function isPlainList(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  return value.every((item) => typeof item === 'string' || (isObject(item) && Object.values(item).every(isShallow)));
}

function isShallow(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}
