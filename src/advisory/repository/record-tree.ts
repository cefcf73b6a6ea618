// The places of a record's values in its text, the same for JSON and YAML, and how values are changed by their paths.

/** A way into a record: keys of objects and indexes of lists. */
export type Path = readonly (string | number)[];

/** One key of an object with the place of its value. */
export interface TreePair {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: TreeNode;
}

/** A value's place in the text: offsets in UTF-16 units, `end` just behind its last character. */
export interface TreeNode {
  readonly kind: 'map' | 'list' | 'scalar';
  readonly start: number;
  readonly end: number;
  /** In YAML: whether it is written between brackets; JSON always is. */
  readonly flow: boolean;
  /** In YAML: how a scalar is written. */
  readonly style?: 'plain' | 'single' | 'double' | 'block' | 'empty';
  readonly pairs: readonly TreePair[];
  readonly items: readonly TreeNode[];
}

/** The node at a path; null where there is none. Of a key written twice the last counts, as it does for readers. */
export function nodeAt(root: TreeNode, path: Path): TreeNode | null {
  let node: TreeNode | undefined = root;
  for (const step of path) {
    node = typeof step === 'number' ? node.items[step] : node.pairs.findLast(({ key }) => key === step)?.value;
    if (node === undefined) return null;
  }
  return node;
}

/** The path that a JSON pointer (RFC 6901) names in a value: digits are an index only where a list is. */
export function pathOfPointer(pointer: string): Path {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** The place of the value that a pointer names, or of the nearest one above that is there. */
export function nearestNode(root: TreeNode, pointer: string): { readonly start: number } {
  let place: { readonly start: number } = root;
  let node: TreeNode | undefined = root;
  for (const step of pathOfPointer(pointer)) {
    const pair: TreePair | undefined = node.pairs.findLast(({ key }) => key === String(step));
    node = pair?.value ?? (typeof step === 'number' ? node.items[step] : undefined);
    if (node === undefined) break;
    place = pair === undefined ? node : { start: pair.keyStart };
  }
  return place;
}

/** A value with one place in it changed, as `change` makes it from what was there; the value itself stays as it is. */
export function changedAt(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value) && typeof step === 'number') {
    const items: unknown[] = [...value];
    const item = changedAt(items[step], rest, change);
    if (item === undefined) items.splice(step, 1);
    else items[step] = item;
    return items;
  }
  const old = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const entries = new Map<string, unknown>(Object.entries(old));
  const item = changedAt(entries.get(String(step)), rest, change);
  if (item === undefined) entries.delete(String(step));
  else entries.set(String(step), item);
  return Object.fromEntries(entries);
}

/** Whether two JSON values are equal; the order of keys does not matter. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [ours, theirs] = [Object.keys(left), Object.keys(right)];
  if (ours.length !== theirs.length) return false;
  return ours.every((key) => Object.hasOwn(right, key) && sameValue(Reflect.get(left, key), Reflect.get(right, key)));
}

/** The order of fields in the OSV schema: a new field goes where a reader looks for it. */
export const FIELD_ORDER: readonly string[] = [
  'schema_version',
  'id',
  'modified',
  'published',
  'withdrawn',
  'aliases',
  'related',
  'upstream',
  'summary',
  'details',
  'severity',
  'affected',
  'references',
  'credits',
  'database_specific',
];

/** Behind which pair of an object a new key goes; -1: before all of them. */
export function placeOf(key: string, pairs: readonly TreePair[], isRoot: boolean): number {
  const rank = FIELD_ORDER.indexOf(key);
  if (!isRoot || rank < 0) return pairs.length - 1;
  let place = -1;
  for (const [index, pair] of pairs.entries()) {
    const other = FIELD_ORDER.indexOf(pair.key);
    if (other >= 0 && other < rank) place = index;
  }
  return place;
}

/** One replacement in a text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with one piece replaced. */
export function splice(text: string, { start, end, text: piece }: Splice): string {
  return text.slice(0, start) + piece + text.slice(end);
}

/** The column of an offset: how many characters stand before it on its line. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** The line of an offset, counted from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
