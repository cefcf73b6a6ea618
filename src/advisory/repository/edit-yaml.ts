// Changes YAML texts in place: comments, order, quotes and indentation of what is not changed keep every byte.
import { columnOf, nodeAt, type Path, placeOf, type Splice, type TreeNode } from './record-tree.ts';
import { loadYaml, parseYamlTree } from './yaml-tree.ts';

/** The change that puts a value at a path; null where it cannot be made in place. */
export function setInYaml(text: string, path: Path, value: unknown): Splice | null {
  const root = parseYamlTree(text);
  if (root === null) return null;
  const key = path.at(-1);
  const node = nodeAt(root, path);
  const parent = nodeAt(root, path.slice(0, -1));
  if (key === undefined) return null;
  if (node === null || parent === null) {
    if (parent?.kind === 'map' && typeof key === 'string' && parent.pairs.length > 0) {
      return addPair(text, root, parent, key, value, path.length === 1);
    }
    return path.length > 1
      ? setInYaml(text, path.slice(0, -1), typeof key === 'number' ? [value] : { [key]: value })
      : null;
  }
  if (isInFlow(root, path.slice(0, -1)))
    return { start: node.start, end: node.end, text: renderScalar(value, node.style) };
  const nested = isNested(value);
  const sameShape = nested && !node.flow && node.kind === (Array.isArray(value) ? 'list' : 'map');
  const indent = ' '.repeat(columnOf(text, node.start));
  if (sameShape) return { start: node.start, end: node.end, text: renderBlock(value, indent, root, text) };
  if (node.flow && nested && Array.isArray(value) === (node.kind === 'list') && !hasObjects(value)) {
    return { start: node.start, end: node.end, text: renderFlow(value) };
  }
  const oneLine = !nested && !(typeof value === 'string' && value.includes('\n'));
  if (oneLine && node.kind === 'scalar' && node.style !== 'block' && node.style !== 'empty') {
    const piece = node.style === 'plain' ? renderBlock(value, indent, root, text) : renderScalar(value, node.style);
    return { start: node.start, end: node.end, text: piece };
  }
  if (parent.kind === 'list') {
    return { start: node.start, end: node.end, text: renderBlock(value, indent, root, text) };
  }
  const pair = parent.pairs.findLast((each) => each.key === key);
  if (pair === undefined) return null;
  const colon = text.indexOf(':', pair.keyEnd);
  const end = Math.max(node.end, colon < 0 || node.style !== 'empty' ? node.end : colon + 1);
  const outer = ' '.repeat(columnOf(text, pair.keyStart));
  return {
    start: pair.keyStart,
    end,
    text: renderPair(text.slice(pair.keyStart, pair.keyEnd), value, outer, root, text),
  };
}

/** The change that puts an item into a list, before the one at `index`. */
export function insertInYaml(text: string, path: Path, item: unknown, index: number): Splice | null {
  const root = parseYamlTree(text);
  const list = root === null ? null : nodeAt(root, path);
  if (root === null || list?.kind !== 'list' || list.items.length === 0) return setInYaml(text, path, [item]);
  const before = list.items[Math.min(index, list.items.length) - 1];
  const [first] = list.items;
  if (list.flow) {
    if (before !== undefined) return { start: before.end, end: before.end, text: `, ${renderFlow(item)}` };
    const at = first?.start ?? list.start + 1;
    return { start: at, end: at, text: `${renderFlow(item)}, ` };
  }
  const indent = ' '.repeat(columnOf(text, list.start));
  const piece = `- ${renderBlock(item, `${indent}  `, root, text)}`;
  if (before === undefined) return { start: list.start, end: list.start, text: `${piece}\n${indent}` };
  const at = lineEnd(text, before.end);
  return { start: at, end: at, text: `\n${indent}${piece}` };
}

/** The change that takes the value at a path out of its object or list. */
export function removeFromYaml(text: string, path: Path): Splice | null {
  const root = parseYamlTree(text);
  const parent = root === null ? null : nodeAt(root, path.slice(0, -1));
  const step = path.at(-1);
  if (root === null || parent === null || step === undefined) return null;
  const spans = parent.pairs.map((pair) => ({ start: pair.keyStart, end: Math.max(pair.value.end, pair.keyEnd + 1) }));
  const entries = parent.kind === 'map' ? spans : parent.items;
  const index = parent.kind === 'map' ? parent.pairs.findLastIndex(({ key }) => key === step) : Number(step);
  const [before, entry, after] = [entries[index - 1], entries[index], entries[index + 1]];
  if (entry === undefined) return null;
  if (parent.flow) {
    if (before !== undefined) return { start: before.end, end: entry.end, text: '' };
    if (after !== undefined) return { start: entry.start, end: after.start, text: '' };
    return { start: parent.start + 1, end: parent.end - 1, text: '' };
  }
  if (entries.length === 1) return setInYaml(text, path.slice(0, -1), parent.kind === 'map' ? {} : []);
  const start = parent.kind === 'map' ? entry.start : text.lastIndexOf('-', entry.start - 1);
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const end = Math.min(text.length, lineEnd(text, entry.end) + 1);
  if (text.slice(line, start).trim() === '') return { start: line, end, text: '' };
  // The first key of a list's item stands behind its dash: the next one moves up.
  const indent = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  return { start, end: end + indent, text: '' };
}

function addPair(
  text: string,
  root: TreeNode,
  parent: TreeNode,
  key: string,
  value: unknown,
  isRoot: boolean,
): Splice | null {
  const before = parent.pairs[placeOf(key, parent.pairs, isRoot)];
  const first = parent.pairs[0];
  if (parent.flow) {
    const piece = `${renderFlow(key)}: ${renderFlow(value)}`;
    if (before !== undefined) return { start: before.value.end, end: before.value.end, text: `, ${piece}` };
    return first === undefined ? null : { start: first.keyStart, end: first.keyStart, text: `${piece}, ` };
  }
  if (first === undefined) return null;
  const indent = ' '.repeat(columnOf(text, first.keyStart));
  const piece = renderPair(renderFlow(key), value, indent, root, text);
  if (before === undefined) return { start: first.keyStart, end: first.keyStart, text: `${piece}\n${indent}` };
  const at = lineEnd(text, Math.max(before.value.end, before.keyEnd));
  return { start: at, end: at, text: `\n${indent}${piece}` };
}

function isInFlow(root: TreeNode, path: Path): boolean {
  return path.some((_, index) => nodeAt(root, path.slice(0, index + 1))?.flow === true) || root.flow;
}

function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function hasObjects(value: object): boolean {
  return Object.values(value).some((item) => typeof item === 'object' && item !== null);
}

/** Quotes as readers of YAML 1.1 need them, such as PyYAML: times, `yes` and octal numbers stay texts. */
const SAFE = { version: '1.1', lineWidth: 0, singleQuote: true } as const;

function renderPair(key: string, value: unknown, indent: string, root: TreeNode, text: string): string {
  if (!isNested(value)) return `${key}: ${renderBlock(value, indent, root, text)}`;
  const inner = Array.isArray(value) && !indentsLists(root, text) ? indent : `${indent}  `;
  return `${key}:\n${inner}${renderBlock(value, inner, root, text)}`;
}

/** A value in block style; its first line goes where the text stands, the others are indented. */
function renderBlock(value: unknown, indent: string, root: TreeNode, text: string): string {
  // A text of several lines is only laid out as a block inside of something.
  const isText = typeof value === 'string';
  const document = new (loadYaml().Document)(isText ? { k: value } : value, SAFE);
  const lines = document
    .toString({ lineWidth: 0, singleQuote: true, indentSeq: indentsLists(root, text), flowCollectionPadding: false })
    .slice(isText ? 3 : 0)
    .replace(/\n$/, '')
    .split('\n');
  return lines.map((line, index) => (index === 0 || line === '' ? line : indent + line)).join('\n');
}

function renderFlow(value: unknown): string {
  const document = new (loadYaml().Document)([value], SAFE);
  const text = document.toString({
    collectionStyle: 'flow',
    lineWidth: 0,
    singleQuote: true,
    flowCollectionPadding: false,
  });
  return text.trim().slice(1, -1);
}

function renderScalar(value: unknown, style: TreeNode['style']): string {
  if (typeof value === 'string' && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|\p{Cs}/u.test(value)) {
    if (style === 'single') return `'${value.replaceAll("'", "''")}'`;
    if (style === 'double') return JSON.stringify(value);
  }
  return renderFlow(value);
}

/** Whether the text puts the dashes of a list deeper than the key above them, as its last list has it. */
function indentsLists(root: TreeNode, text: string): boolean {
  for (const { keyStart, value } of [...root.pairs].reverse()) {
    if (value.kind === 'list' && !value.flow && value.items.length > 0) {
      return columnOf(text, value.start) > columnOf(text, keyStart);
    }
  }
  return true;
}
