// Changes JSON texts in place: what is not changed keeps every byte, what is new follows the text's own layout.
import { parseJsonTree } from './json-tree.ts';
import { nodeAt, type Path, placeOf, type Splice, type TreeNode } from './record-tree.ts';

/** How a text is laid out: the step of its indentation (empty: all on one line) and what follows colons and commas. */
interface Layout {
  readonly unit: string;
  readonly colon: string;
  readonly comma: string;
  readonly newline: string;
}

/** The change that puts a value at a path; null where the path leads through something that holds no values. */
export function setInJson(text: string, path: Path, value: unknown): Splice | null {
  const root = parseJsonTree(text);
  if (root === null) return null;
  const layout = layoutOf(text, root);
  const node = nodeAt(root, path);
  if (node !== null) {
    const spread = text.slice(node.start, node.end).includes('\n') || isSpread(text, nodeAt(root, path.slice(0, -1)));
    return { start: node.start, end: node.end, text: render(value, layout, indentAt(text, node.start), spread) };
  }
  const key = path.at(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  if (parent?.kind === 'map' && typeof key === 'string') {
    const place = placeOf(key, parent.pairs, path.length === 1);
    const entry = (indent: string, spread: boolean) =>
      `${JSON.stringify(key)}:${layout.colon}${render(value, layout, indent, spread)}`;
    const spans = parent.pairs.map((pair) => ({ start: pair.keyStart, end: pair.value.end }));
    return insert(text, layout, parent, spans, place, entry);
  }
  return parent === null && path.length > 1 && key !== undefined
    ? setInJson(text, path.slice(0, -1), typeof key === 'number' ? [value] : { [key]: value })
    : null;
}

/** The change that puts an item into a list, before the one at `index`. */
export function insertInJson(text: string, path: Path, item: unknown, index: number): Splice | null {
  const root = parseJsonTree(text);
  const list = root === null ? null : nodeAt(root, path);
  if (root === null || list?.kind !== 'list') return setInJson(text, path, [item]);
  const layout = layoutOf(text, root);
  return insert(text, layout, list, list.items, index - 1, (indent, spread) => render(item, layout, indent, spread));
}

/** The change that takes the value at a path out of its object or list. */
export function removeFromJson(text: string, path: Path): Splice | null {
  const root = parseJsonTree(text);
  const parent = root === null ? null : nodeAt(root, path.slice(0, -1));
  const step = path.at(-1);
  if (parent === null || step === undefined) return null;
  const spans = parent.pairs.map((pair) => ({ start: pair.keyStart, end: pair.value.end }));
  const entries = parent.kind === 'map' ? spans : parent.items;
  const index = parent.kind === 'map' ? parent.pairs.findLastIndex(({ key }) => key === step) : Number(step);
  const [before, entry, after] = [entries[index - 1], entries[index], entries[index + 1]];
  if (entry === undefined) return null;
  if (before !== undefined) return { start: before.end, end: entry.end, text: '' };
  if (after !== undefined) return { start: entry.start, end: after.start, text: '' };
  return { start: parent.start + 1, end: parent.end - 1, text: '' };
}

function insert(
  text: string,
  layout: Layout,
  parent: TreeNode,
  entries: readonly { readonly start: number; readonly end: number }[],
  place: number,
  entry: (indent: string, spread: boolean) => string,
): Splice {
  const [first] = entries;
  if (first === undefined) {
    const outer = indentAt(text, parent.start);
    const inner = outer + layout.unit;
    const spread = layout.unit !== '';
    const content = entry(inner, spread);
    const piece = spread ? `${layout.newline}${inner}${content}${layout.newline}${outer}` : content;
    return { start: parent.start + 1, end: parent.end - 1, text: piece };
  }
  const gap = text.slice(parent.start + 1, first.start);
  const spread = gap.includes('\n');
  const indent = spread ? gap.slice(gap.lastIndexOf('\n') + 1) : indentAt(text, parent.start);
  const separator = spread ? gap : layout.comma;
  const before = entries[Math.min(place, entries.length - 1)];
  if (before !== undefined)
    return { start: before.end, end: before.end, text: `,${separator}${entry(indent, spread)}` };
  return { start: first.start, end: first.start, text: `${entry(indent, spread)},${separator}` };
}

function isSpread(text: string, node: TreeNode | null): boolean {
  if (node === null) return false;
  const first = node.pairs[0]?.keyStart ?? node.items[0]?.start ?? node.end;
  return text.slice(node.start, first).includes('\n');
}

/** The white space that the line of an offset begins with. */
function indentAt(text: string, offset: number): string {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, offset))?.[0] ?? '';
}

function layoutOf(text: string, root: TreeNode): Layout {
  const [pair] = root.pairs;
  const gap = pair === undefined ? '' : text.slice(root.start + 1, pair.keyStart);
  const spread = gap.includes('\n');
  const colon = pair === undefined ? ' ' : text.slice(pair.keyEnd, pair.value.start).replace(/^\s*:/, '');
  const [one, two] = root.pairs;
  const comma = one && two ? text.slice(one.value.end, two.keyStart).replace(/^\s*,/, '') : ' ';
  return {
    unit: spread ? gap.slice(gap.lastIndexOf('\n') + 1) : '',
    colon: /^[ \t]*$/.test(colon) ? colon : ' ',
    comma: /^[ \t]*$/.test(comma) ? comma : colon,
    newline: gap.includes('\r\n') ? '\r\n' : '\n',
  };
}

function render(value: unknown, layout: Layout, indent: string, spread: boolean): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Array.isArray(value)
    ? value.map((item): readonly [string, unknown] => ['', item])
    : Object.entries(value).map(([key, item]): [string, unknown] => [`${JSON.stringify(key)}:${layout.colon}`, item]);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (entries.length === 0) return `${open}${close}`;
  const inner = indent + layout.unit;
  const parts = entries.map(([key, item]) => key + render(item, layout, inner, spread));
  if (!spread || layout.unit === '') return `${open}${parts.join(`,${layout.comma}`)}${close}`;
  const { newline } = layout;
  return `${open}${newline}${inner}${parts.join(`,${newline}${inner}`)}${newline}${indent}${close}`;
}
