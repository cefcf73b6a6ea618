// Where the values of a YAML text are, from the `yaml` library's own nodes.
import { createRequire } from 'node:module';
import type { Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { TreeNode, TreePair } from './record-tree.ts';

type Yaml = typeof import('yaml');
let yaml: Yaml | null = null;

/** Loaded at the first YAML text: it takes longer to load than most commands take. */
export function loadYaml(): Yaml {
  yaml ??= createRequire(import.meta.url)('yaml') as Yaml;
  return yaml;
}

/** A YAML text as the records' reader sees it: scalars are texts, but for null and truth values. */
export function readYaml(text: string): Document.Parsed {
  return loadYaml().parseDocument(text, {
    schema: 'failsafe',
    customTags: ['null', 'bool'],
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'silent',
    keepSourceTokens: true,
  });
}

/** The tree of a YAML text; null where it is none, holds errors, or means things that have no place of their own. */
export function parseYamlTree(text: string): TreeNode | null {
  let document: Document.Parsed;
  try {
    document = readYaml(text);
  } catch {
    return null;
  }
  if (document.errors.length > 0 || document.contents === null) return null;
  return toTree(text, document.contents);
}

function toTree(text: string, node: Node): TreeNode {
  const { isMap, isScalar, isSeq } = loadYaml();
  const [start, valueEnd] = node.range ?? [0, 0];
  if (isMap(node)) return mapTree(text, node, start, valueEnd);
  if (isSeq(node)) return listTree(text, node, start, valueEnd);
  const style = isScalar(node) ? styleOf(node, start === valueEnd) : 'plain';
  // A block scalar's place ends behind its last line break.
  const end = style === 'block' ? start + text.slice(start, valueEnd).trimEnd().length : valueEnd;
  return { kind: 'scalar', start, end, flow: false, style, pairs: [], items: [] };
}

function styleOf(node: Scalar, empty: boolean): NonNullable<TreeNode['style']> {
  if (empty) return 'empty';
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return 'block';
  if (node.type === 'QUOTE_DOUBLE') return 'double';
  return node.type === 'QUOTE_SINGLE' ? 'single' : 'plain';
}

function mapTree(text: string, node: YAMLMap, start: number, end: number): TreeNode {
  const pairs: TreePair[] = [];
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    const { isScalar } = loadYaml();
    const { key, value } = pair;
    const [keyStart, keyEnd] = key?.range ?? [start, start];
    const empty: TreeNode = {
      kind: 'scalar',
      start: keyEnd,
      end: keyEnd,
      flow: false,
      style: 'empty',
      pairs: [],
      items: [],
    };
    const tree = value === null || value === undefined ? empty : toTree(text, value);
    pairs.push({ key: isScalar(key) ? String(key.value) : '', keyStart, keyEnd, value: tree });
  }
  const flow = node.flow === true;
  return { kind: 'map', start, end: flow ? end : (pairs.at(-1)?.value.end ?? end), flow, pairs, items: [] };
}

function listTree(text: string, node: YAMLSeq, start: number, end: number): TreeNode {
  const items = (node.items as Node[]).map((item) => toTree(text, item));
  const flow = node.flow === true;
  return { kind: 'list', start, end: flow ? end : (items.at(-1)?.end ?? end), flow, pairs: [], items };
}
