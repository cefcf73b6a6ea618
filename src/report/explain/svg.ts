// An explanation as a drawing: an SVG file of its own, or the same inside a page. No scripts, nothing from outside.
import type { Explanation } from '../../finding/explanation.ts';
import { cut, displayWidth } from '../display-width.ts';
import { HEAD_HEIGHT, type Layout, layOut, NODE_HEIGHT, type PlacedNode, SPINE } from './layout.ts';
import { escapeMarkup } from './markup.ts';
import { COLOURS, DRAWING } from './style.ts';
import { deriveWayGraph, moduleLabel, nodeLabel, type WayEdge, type WayGraph, type WayNode } from './way-graph.ts';
import { stepWord } from './words.ts';

export interface DrawingOptions {
  /** What the drawing shows, in a line. */
  readonly title: string;
  /** Before every `id`, so that several drawings can share a page. */
  readonly prefix: string;
  /** The rules of a file of its own; null inside a page that has them. */
  readonly style: string | null;
  /** Where the step that arrives at a node is told; null: nodes are no links. */
  readonly linkTo: ((step: number) => string) | null;
}

const LEGEND = [
  ['round: the project’s own', 'own'],
  ['square: of a distribution', ''],
  ['double: called vulnerable', 'harm'],
] as const;
/** Columns of a step's label. */
const MAX_LABEL = 60;
const LEGEND_ROW = 20;
const LEGEND_WIDTH = 270;
const DYNAMIC = 'dashed step: a guess, it may not happen';

/** The drawing as a file; `title` says what it shows. */
export function renderSvg(explanations: readonly Explanation[], title: string): string {
  const graph = deriveWayGraph(explanations);
  const drawing = renderDrawing(graph, { title, prefix: 'theriac', style: `${COLOURS}\n${DRAWING}`, linkTo: null });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawing}\n`;
}

/** The `svg` element of a graph. */
export function renderDrawing(graph: WayGraph, options: DrawingOptions): string {
  const layout = layOut(graph);
  const empty = graph.nodes.length === 0;
  const captions = empty ? [options.title] : graph.edges.length === 0 ? ['no way there was found'] : [];
  if (graph.omitted > 0) captions.push(`not drawn: ${graph.omitted} more way${graph.omitted === 1 ? '' : 's'}`);
  const textWidth = Math.max(0, ...captions.map((caption) => displayWidth(caption) * 6.6)) + 32;
  const width = Math.ceil(Math.max(layout.width, textWidth, LEGEND_WIDTH + 40));
  const legendTop = empty ? 16 : layout.height + 8;
  const height = legendTop + captions.length * LEGEND_ROW + (empty ? 0 : (LEGEND.length + 1) * LEGEND_ROW) + 12;
  const ids = [`${options.prefix}-title`, `${options.prefix}-desc`];
  const parts = [
    `<title id="${ids[0]}">${escapeMarkup(options.title)}</title>`,
    `<desc id="${ids[1]}">${escapeMarkup(describe(graph))}</desc>`,
    ...(options.style === null ? [] : [`<style>${options.style}</style>`]),
    `<rect class="back" width="${width}" height="${height}"/>`,
    ...layout.modules.map(
      ({ x, y, width, height }) =>
        `<rect class="module" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    ),
    ...graph.nodes.flatMap((node, index) => (node.root ? [drawStart(layout.nodes[index])] : [])),
    ...graph.edges.map((edge) => drawEdge(graph, layout, edge)),
    ...layout.modules.map(
      ({ x, y, label }) => `<text class="head" x="${x + SPINE + 28}" y="${y + 17}">${escapeMarkup(label)}</text>`,
    ),
    ...graph.nodes.map((node, index) => drawNode(node, layout.nodes[index], options)),
    ...captions.map((text, row) => drawNote(text, 16, legendTop + row * LEGEND_ROW + 12)),
    ...(empty ? [] : drawLegend(legendTop + captions.length * LEGEND_ROW)),
  ];
  const role = options.linkTo === null ? 'img' : 'group';
  return `<svg xmlns="http://www.w3.org/2000/svg" class="ways" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="${role}" aria-labelledby="${ids.join(' ')}">\n${parts.join('\n')}\n</svg>`;
}

/** The steps in words, for those who do not see the drawing. */
function describe(graph: WayGraph): string {
  if (graph.edges.length === 0)
    return graph.nodes.length === 0 ? 'There is nothing to draw.' : 'No way there was found.';
  const name = (index: number): string => {
    const node = graph.nodes[index];
    return node === undefined ? '' : fullName(node);
  };
  const sentences = graph.edges.slice(0, 60).map(({ from, to, step: { step } }) => {
    const doubt = step.resolved ? '' : ' (a guess)';
    return `${name(from)} ${stepWord(step)} ${name(to)} at ${step.file}:${step.line}${doubt}.`;
  });
  return sentences.join(' ');
}

function fullName(node: Pick<WayNode, 'module' | 'function'>): string {
  return node.function === null ? node.module : `${node.module}.${node.function}`;
}

function drawNode(node: WayNode, placed: PlacedNode | undefined, options: DrawingOptions): string {
  if (placed === undefined) return '';
  const { x, y, width, height } = placed;
  const radius = node.ownCode ? height / 2 : 2;
  const place = node.defined === null ? '' : ` — ${node.defined.file}:${node.defined.line}`;
  const ring = node.vulnerable
    ? `<rect x="${x + 3.5}" y="${y + 3.5}" width="${width - 7}" height="${height - 7}" rx="${Math.max(1, radius - 3.5)}"/>`
    : '';
  const classes = ['node', ...(node.ownCode ? ['own'] : []), ...(node.vulnerable ? ['harm'] : [])].join(' ');
  const shape = [
    `<g class="${classes}">`,
    `<title>${escapeMarkup(`${fullName(node)} · ${moduleLabel(node)} · ${nodeLabel(node)}${place}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>${ring}`,
    `<text x="${x + 14}" y="${y + 21.5}">${escapeMarkup(placed.label)}</text></g>`,
  ].join('');
  if (options.linkTo === null || node.arrival === null) return shape;
  return `<a href="#${escapeMarkup(options.linkTo(node.arrival))}">${shape}</a>`;
}

function drawStart(placed: PlacedNode | undefined): string {
  if (placed === undefined) return '';
  const x = placed.x + SPINE;
  const top = placed.y - HEAD_HEIGHT - 20;
  return `<g class="start"><circle cx="${x}" cy="${top}" r="4.5"/><path d="M${x} ${top}V${placed.y}"/></g>`;
}

function drawEdge(graph: WayGraph, layout: Layout, edge: WayEdge): string {
  const from = layout.nodes[edge.from];
  const to = layout.nodes[edge.to];
  if (from === undefined || to === undefined) return '';
  const { step } = edge.step;
  const isInside = (each: WayEdge): boolean =>
    layout.modules.some(({ nodes }) => nodes.includes(each.from) && nodes.includes(each.to));
  const inside = isInside(edge);
  const end = { x: to.x + SPINE, y: to.y };
  const start = { x: from.x + SPINE, y: from.y + NODE_HEIGHT };
  const down = (graph.nodes[edge.to]?.rank ?? 0) > (graph.nodes[edge.from]?.rank ?? 0);
  const head = `<polygon points="${end.x},${end.y} ${end.x - 4.5},${end.y - 8} ${end.x + 4.5},${end.y - 8}"/>`;
  const path = down ? downward(start, end, inside) : upward(from, end);
  const label = drawLabel(graph, edge, isInside, end);
  return `<g class="edge${step.resolved ? '' : ' dynamic'}"><path d="${path}"/>${head}${label}</g>`;
}

/** Steps that come in at the same place share one label, which the first of them draws. */
function drawLabel(graph: WayGraph, edge: WayEdge, isInside: (edge: WayEdge) => boolean, end: Point): string {
  const inside = isInside(edge);
  const company = graph.edges.filter((each) => each.to === edge.to && isInside(each) === inside);
  if (company[0] !== edge) return '';
  const words = company.map(({ step: { step } }) => `${stepWord(step)} · line ${step.line}`);
  const y = inside ? end.y - 15 : end.y - HEAD_HEIGHT - 12;
  const text = cut([...new Set(words)].join(' / '), MAX_LABEL);
  return `<text class="verb${inside ? ' inside' : ''}" x="${end.x + 10}" y="${y}">${escapeMarkup(text)}</text>`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Down and over right below the start, then straight down: labels and headings beside the end stay free. */
function downward(start: Point, end: Point, inside: boolean): string {
  if (start.x === end.x) return `M${start.x} ${start.y}V${end.y - 6}`;
  const turn = start.y + (inside ? 10 : 23);
  const radius = Math.min(8, Math.abs(end.x - start.x) / 2);
  const side = end.x > start.x ? radius : -radius;
  return `M${start.x} ${start.y}V${turn - radius}Q${start.x} ${turn} ${start.x + side} ${turn}H${end.x - side}Q${end.x} ${turn} ${end.x} ${turn + radius}V${end.y - 6}`;
}

/** A step back up or to the side leaves on the right and comes in from above. */
function upward(from: PlacedNode, end: Point): string {
  const x = from.x + from.width;
  const y = from.y + NODE_HEIGHT / 2;
  return `M${x} ${y}C${x + 50} ${y} ${end.x} ${end.y - 60} ${end.x} ${end.y - 6}`;
}

function drawNote(text: string, x: number, y: number): string {
  return `<text class="note" x="${x}" y="${y}">${escapeMarkup(text)}</text>`;
}

function drawLegend(top: number): readonly string[] {
  const rows = LEGEND.map(([text, kind], row) => {
    const y = top + row * LEGEND_ROW;
    const rect = (inset: number): string =>
      `<rect x="${17 + inset}" y="${y + 2 + inset}" width="${26 - 2 * inset}" height="${14 - 2 * inset}" rx="${kind === 'own' ? 7 - inset : 1}"/>`;
    return `<g class="node ${kind}">${rect(0)}${kind === 'harm' ? rect(2.5) : ''}</g>${drawNote(text, 54, y + 13)}`;
  });
  const y = top + LEGEND.length * LEGEND_ROW;
  return [...rows, `<g class="edge dynamic"><path d="M17 ${y + 9}H43"/></g>${drawNote(DYNAMIC, 54, y + 13)}`];
}
