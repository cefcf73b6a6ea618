// An explanation as a Graphviz file: modules as clusters, functions as nodes, steps as edges.
import type { Explanation } from '../../finding/explanation.ts';
import { quoteDot } from './markup.ts';
import { deriveWayGraph, moduleGroups, moduleLabel, nodeLabel, type WayEdge, type WayNode } from './way-graph.ts';
import { stepWord } from './words.ts';

/** The DOT text; `note` is the caption: what the drawing shows, or why it shows nothing. */
export function renderDot(explanations: readonly Explanation[], note: string): string {
  const graph = deriveWayGraph(explanations);
  const lines = [
    'digraph theriac {',
    `  graph [label=${quoteDot(note)}, labelloc=b, labeljust=l, rankdir=TB, fontname="sans-serif", fontsize=11];`,
    '  node [shape=box, fontname="monospace", fontsize=11, margin="0.16,0.08"];',
    '  edge [fontname="sans-serif", fontsize=9];',
  ];
  let cluster = 0;
  for (const members of moduleGroups(graph).values()) {
    const first = graph.nodes[members[0] ?? -1];
    if (first === undefined) continue;
    lines.push(`  subgraph cluster_${cluster} {`);
    lines.push(
      `    label=${quoteDot(moduleLabel(first))}; labelloc=t; labeljust=l; style=rounded; color="#8a8578"; fontsize=10;`,
    );
    for (const index of members) {
      const node = graph.nodes[index];
      if (node !== undefined) lines.push(`    n${index} [${nodeAttributes(node).join(', ')}];`);
    }
    lines.push('  }');
    cluster += 1;
  }
  for (const edge of graph.edges) lines.push(`  n${edge.from} -> n${edge.to} [${edgeAttributes(edge).join(', ')}];`);
  return `${[...lines, '}'].join('\n')}\n`;
}

/** The project's own code is rounded and bold, vulnerable code has a double border. */
function nodeAttributes(node: WayNode): readonly string[] {
  const place = node.defined === null ? null : `${node.defined.file}:${node.defined.line}`;
  return [
    `label=${quoteDot(nodeLabel(node))}`,
    ...(node.ownCode ? ['style="rounded,bold"'] : []),
    ...(node.vulnerable ? ['peripheries=2', 'color="#9b1c31"'] : []),
    ...(place === null ? [] : [`tooltip=${quoteDot(place)}`]),
  ];
}

function edgeAttributes({ step: { step } }: WayEdge): readonly string[] {
  return [
    `label=${quoteDot(`${stepWord(step)} · line ${step.line}`)}`,
    `tooltip=${quoteDot(`${step.file}:${step.line}`)}`,
    `style=${step.resolved ? 'solid' : 'dashed'}`,
  ];
}
