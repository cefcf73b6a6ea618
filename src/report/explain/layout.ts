// A layered layout of a way graph: rank by distance from the root, modules as boxes, order by where steps come from.
import { cutMiddle, displayWidth } from '../display-width.ts';
import { escapeControls } from '../escape.ts';
import { moduleLabel, nodeLabel, type WayGraph } from './way-graph.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends Box {
  readonly index: number;
  readonly label: string;
}

/** A module's box: those of its functions that lie in ranks without a gap. */
export interface PlacedModule extends Box {
  readonly label: string;
  readonly nodes: readonly number[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By the index of the graph's nodes. */
  readonly nodes: readonly PlacedNode[];
  readonly modules: readonly PlacedModule[];
}

/** Columns of a monospaced font of 13 and 11 units; a little more than any such font takes. */
const NODE_COLUMN = 7.9;
const HEAD_COLUMN = 6.7;
const MAX_COLUMNS = 40;
export const NODE_HEIGHT = 34;
/** How far the line of steps runs from the left edge of a node. */
export const SPINE = 20;
export const HEAD_HEIGHT = 26;
const PAD = 14;
const MARGIN = 16;
const START = 26;
const GAP_INSIDE = 40;
const GAP_BETWEEN = PAD + 40 + HEAD_HEIGHT;

interface Block {
  readonly members: readonly number[];
  readonly first: number;
  readonly last: number;
  readonly label: string;
  readonly width: number;
  /** Left edges of the members, from the block's own. */
  readonly offsets: ReadonlyMap<number, number>;
}

/** Places everything; the same graph always gives the same layout. */
export function layOut(graph: WayGraph): Layout {
  const labels = graph.nodes.map((node) => cutMiddle(escapeControls(nodeLabel(node)), MAX_COLUMNS));
  const widths = labels.map((label) => Math.max(84, Math.round(displayWidth(label) * NODE_COLUMN + 28)));
  const blocks = findBlocks(graph, widths);
  const lefts = placeBlocks(graph, blocks);
  const tops = rankTops(graph, blocks);
  const nodes = graph.nodes.map((node, index): PlacedNode => {
    const block = blocks.find(({ members }) => members.includes(index));
    const left = (block === undefined ? 0 : (lefts.get(block) ?? 0)) + (block?.offsets.get(index) ?? 0);
    const size = { width: widths[index] ?? 0, height: NODE_HEIGHT };
    return { index, label: labels[index] ?? '', x: left, y: tops[node.rank] ?? 0, ...size };
  });
  const modules = blocks.map((block): PlacedModule => {
    const y = (tops[block.first] ?? 0) - HEAD_HEIGHT;
    const height = (tops[block.last] ?? 0) + NODE_HEIGHT + PAD - y;
    return { label: block.label, nodes: block.members, x: lefts.get(block) ?? 0, y, width: block.width, height };
  });
  const width = Math.max(0, ...modules.map((box) => box.x + box.width)) + MARGIN;
  const height = Math.max(0, ...modules.map((box) => box.y + box.height)) + MARGIN;
  return { width: Math.ceil(width), height: Math.ceil(height), nodes, modules };
}

/** The functions of each module, cut where no rank in between has one. */
function findBlocks(graph: WayGraph, widths: readonly number[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const members of Map.groupBy(graph.nodes.keys(), (index) => graph.nodes[index]?.module).values()) {
    const sorted = [...members].sort((left, right) => rankOf(graph, left) - rankOf(graph, right) || left - right);
    let run: number[] = [];
    for (const index of sorted) {
      const last = run.at(-1);
      if (last !== undefined && rankOf(graph, index) - rankOf(graph, last) > 1) {
        blocks.push(makeBlock(graph, run, widths));
        run = [];
      }
      run.push(index);
    }
    if (run.length > 0) blocks.push(makeBlock(graph, run, widths));
  }
  return blocks;
}

function makeBlock(graph: WayGraph, members: readonly number[], widths: readonly number[]): Block {
  const ends = new Map<number, number>();
  const offsets = new Map<number, number>();
  for (const index of members) {
    const rank = rankOf(graph, index);
    const left = ends.get(rank) ?? PAD;
    offsets.set(index, left);
    ends.set(rank, left + (widths[index] ?? 0) + PAD);
  }
  const node = graph.nodes[members[0] ?? -1];
  const label = node === undefined ? '' : cutMiddle(escapeControls(moduleLabel(node)), MAX_COLUMNS + 6);
  const head = PAD + SPINE + 14 + displayWidth(label) * HEAD_COLUMN + PAD;
  const ranks = members.map((index) => rankOf(graph, index));
  return {
    members,
    label,
    offsets,
    first: Math.min(...ranks),
    last: Math.max(...ranks),
    width: Math.ceil(Math.max(head, ...ends.values())),
  };
}

/** Each box under the mean of what leads to it, or as near to the right of that as nothing else stands. */
function placeBlocks(graph: WayGraph, blocks: readonly Block[]): ReadonlyMap<Block, number> {
  const lefts = new Map<Block, number>();
  const spineOf = (index: number): number | null => {
    for (const [block, left] of lefts) {
      const offset = block.offsets.get(index);
      if (offset !== undefined) return left + offset;
    }
    return null;
  };
  const wish = (block: Block): number => {
    const wishes = graph.edges.flatMap(({ from, to }) => {
      const offset = block.offsets.get(to);
      const spine = offset === undefined || block.offsets.has(from) ? null : spineOf(from);
      return spine === null || offset === undefined ? [] : [spine - offset];
    });
    return wishes.length === 0 ? MARGIN : wishes.reduce((sum, each) => sum + each, 0) / wishes.length;
  };
  const byRank = [...Map.groupBy(blocks, (block) => block.first)].sort(([left], [right]) => left - right);
  for (const [, level] of byRank) {
    const wished = level.map((block, index) => ({ block, index, left: Math.max(MARGIN, wish(block)) }));
    wished.sort((one, other) => one.left - other.left || one.index - other.index);
    for (const { block, left } of wished) lefts.set(block, freeLeft(lefts, block, left));
  }
  return lefts;
}

function freeLeft(lefts: ReadonlyMap<Block, number>, block: Block, wished: number): number {
  const rivals = [...lefts].filter(([other]) => other.first <= block.last && block.first <= other.last);
  let left = Math.round(wished);
  for (let moved = true; moved; ) {
    moved = false;
    for (const [other, start] of rivals) {
      if (left < start + other.width + MARGIN && start < left + block.width + MARGIN) {
        left = start + other.width + MARGIN;
        moved = true;
      }
    }
  }
  return left;
}

/** The top of each rank's nodes: close together where every step stays in its module's box. */
function rankTops(graph: WayGraph, blocks: readonly Block[]): readonly number[] {
  const last = Math.max(0, ...graph.nodes.map((node) => node.rank));
  const tops = [MARGIN + START + HEAD_HEIGHT];
  for (let rank = 1; rank <= last; rank += 1) {
    const within = blocks.every((block) => block.last < rank - 1 || block.first > rank || spans(block, rank));
    tops.push((tops[rank - 1] ?? 0) + NODE_HEIGHT + (within ? GAP_INSIDE : GAP_BETWEEN));
  }
  return tops;
}

function spans(block: Block, rank: number): boolean {
  return block.first < rank && block.last >= rank;
}

function rankOf(graph: WayGraph, index: number): number {
  return graph.nodes[index]?.rank ?? 0;
}
