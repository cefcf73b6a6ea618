// The drawings and the page of an explanation: golden files, and no hostile text that leaves its place.
import { execFileSync, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../src/finding/explanation.ts';
import { renderDot } from '../../../src/report/explain/dot.ts';
import { renderHtml } from '../../../src/report/explain/html.ts';
import { layOut } from '../../../src/report/explain/layout.ts';
import { renderSvg } from '../../../src/report/explain/svg.ts';
import { deriveWayGraph, MAX_NODES } from '../../../src/report/explain/way-graph.ts';
import { explanation, hostile } from './arbitrary.ts';
import { type ReadMarkup, readMarkup } from './markup-reader.ts';
import { INSTALLED, REACHED } from './sample.ts';

const NOTE = 'PYSEC-2023-9001 in pillow 9.5.0';
const explanations = fc.array(explanation, { maxLength: 2 });
const SVG_ELEMENTS = ['svg', 'title', 'desc', 'style', 'rect', 'text', 'g', 'path', 'polygon', 'circle'];
const HTML_ELEMENTS = [
  ...[
    'html',
    'head',
    'meta',
    'body',
    'main',
    'footer',
    'article',
    'header',
    'section',
    'h1',
    'h2',
    'h3',
    'h4',
    'p',
    'a',
  ],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'div', 'span', 'strong', 'code', 'pre', 'mark', 'i', 'wbr'],
  ...SVG_ELEMENTS,
];
const ATTRIBUTES = [
  ...['xmlns', 'class', 'id', 'width', 'height', 'viewBox', 'role', 'aria-labelledby', 'aria-label', 'aria-hidden'],
  ...['x', 'y', 'rx', 'cx', 'cy', 'r', 'd', 'points', 'lang', 'charset', 'http-equiv', 'content', 'name', 'href'],
  ...['rel', 'tabindex'],
];
const CONTROLS = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;

/** The names of elements and attributes that the renderers do not write. */
function foreignTo(elements: ReadMarkup['elements'], known: readonly string[]): readonly string[] {
  return elements.flatMap(({ name, attributes }) => [
    ...(known.includes(name) ? [] : [name]),
    ...[...attributes.keys()].filter((attribute) => !ATTRIBUTES.includes(attribute)),
  ]);
}

describe('golden files', () => {
  for (const [name, rendered] of [
    ['reached.dot', renderDot([REACHED], NOTE)],
    ['reached.svg', renderSvg([REACHED], NOTE)],
    ['reached.html', renderHtml([REACHED], NOTE)],
    ['installed.dot', renderDot([INSTALLED], NOTE)],
    ['installed.svg', renderSvg([INSTALLED], NOTE)],
    ['nothing.svg', renderSvg([], 'CVE-2000-1: the database has no advisory of this identifier')],
  ] as const) {
    it(name, async () => {
      await expect(rendered).toMatchFileSnapshot(`${name}.golden`);
    });
  }
});

describe('hostile text', () => {
  it('stays text in SVG', () => {
    fc.assert(
      fc.property(explanations, hostile, (made, note) => {
        const svg = renderSvg(made, note);
        expect(svg).not.toMatch(CONTROLS);
        const { elements } = readMarkup(svg);
        expect(foreignTo(elements, SVG_ELEMENTS)).toEqual([]);
        const links = elements.filter(({ attributes }) => attributes.has('href'));
        expect(links, 'a file of its own links nowhere').toEqual([]);
      }),
    );
  });

  it('stays text in HTML, links only to the page and to http addresses, and the policy allows this style alone', () => {
    fc.assert(
      fc.property(explanations, hostile, (made, note) => {
        const html = renderHtml(made, note);
        expect(html).not.toMatch(CONTROLS);
        const { elements } = readMarkup(html);
        const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
        expect(new Set(ids).size, 'each id once').toBe(ids.length);
        expect(foreignTo(elements, HTML_ELEMENTS)).toEqual([]);
        for (const { attributes } of elements) {
          const href = attributes.get('href');
          if (href?.startsWith('#')) expect(ids).toContain(href.slice(1));
          else if (href !== undefined) expect(href).toMatch(/^https?:\/\/[a-z0-9.-]+/);
        }
        const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)];
        expect(styles.length).toBe(1);
        expect(html).toContain(
          `default-src 'none'; style-src 'sha256-${hash('sha256', styles[0]?.[1] ?? '', 'base64')}'`,
        );
      }),
    );
  });

  it('stays in its string in DOT', () => {
    fc.assert(
      fc.property(explanations, hostile, (made, note) => {
        const dot = renderDot(made, note);
        expect(dot).not.toMatch(CONTROLS);
        const skeleton = dot.replace(/"(?:[^"\\\n]|\\.)*"/g, 'S');
        for (const line of skeleton.split('\n')) {
          expect(line).toMatch(
            /^(digraph theriac \{|\}?| {2}\}| {2}(graph|node|edge) \[[\w=, .]+\];| {2}subgraph cluster_\d+ \{| {4}label=S; [\w=; ]+| {4}n\d+ \[[\w=, ]+\];| {2}n\d+ -> n\d+ \[label=S, tooltip=S, style=(solid|dashed)\];)$/,
          );
        }
      }),
    );
  });

  it('is shown, not lost', () => {
    const [unit] = INSTALLED.units;
    if (unit === undefined) throw new Error('the sample has no unit');
    const odd: Explanation = { ...INSTALLED, units: [{ ...unit, attribute: '<b>&amp;\x1b"' }] };
    for (const markup of [renderSvg([odd], NOTE), renderHtml([odd], NOTE)]) {
      expect(readMarkup(markup).text).toContain('<b>&amp;\\x1b"');
    }
  });

  it('would be noticed by the reader of these tests', () => {
    for (const bad of ['<p><b></p>', '<p a=b></p>', 'a & b', '<p>', '<p a="1" a="2"></p>', '<!-- x -->', 'a > b']) {
      expect(() => readMarkup(bad), bad).toThrow();
    }
  });
});

describe('other parsers', () => {
  const python = spawnSync('python3', ['-c', 'import xml.parsers.expat, html.parser']).status === 0;
  const samples = fc.sample(explanations, { numRuns: 40, seed: 7 });

  it.skipIf(!python)('Python (python3 is needed) reads the same elements and text', () => {
    const svgs = samples.map((made) => renderSvg(made, NOTE));
    const htmls = samples.map((made) => renderHtml(made, NOTE));
    const output = execFileSync('python3', [join(import.meta.dirname, 'read-markup.py')], {
      input: JSON.stringify({ svgs, htmls }),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const read: { svgs: [string, string][]; htmls: [string, string][] } = JSON.parse(output);
    for (const [kind, documents] of [['svgs', svgs] as const, ['htmls', htmls] as const]) {
      documents.forEach((document, index) => {
        const own = readMarkup(document);
        expect(read[kind][index]).toEqual([
          own.elements.map(({ name }) => name).join(' '),
          own.text.replace(/\s+/g, ' '),
        ]);
      });
    }
  });

  const graphviz = spawnSync('dot', ['-V']).status === 0;
  it.skipIf(!graphviz)('Graphviz (dot is needed) draws as many nodes and edges', () => {
    const folder = mkdtempSync(join(tmpdir(), 'theriac-dot-'));
    try {
      for (const made of samples.slice(0, 12)) {
        const path = join(folder, 'ways.dot');
        writeFileSync(path, renderDot(made, NOTE));
        const drawn = JSON.parse(execFileSync('dot', ['-Tjson0', path], { encoding: 'utf8', stdio: 'pipe' }));
        const graph = deriveWayGraph(made);
        const nodes = (drawn.objects ?? []).filter((each: { name: string }) => /^n\d+$/.test(each.name));
        expect(nodes.length).toBe(graph.nodes.length);
        expect((drawn.edges ?? []).length).toBe(graph.edges.length);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the layout', () => {
  it('lets no two boxes of modules and no two nodes overlap, and all lie inside', () => {
    fc.assert(
      fc.property(explanations, (made) => {
        const { nodes, modules, width, height } = layOut(deriveWayGraph(made));
        for (const boxes of [nodes, modules]) {
          for (const [index, box] of boxes.entries()) {
            expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
            for (const other of boxes.slice(index + 1)) {
              const beside = box.x + box.width <= other.x || other.x + other.width <= box.x;
              expect(beside || box.y + box.height <= other.y || other.y + other.height <= box.y).toBe(true);
            }
          }
        }
      }),
    );
  });

  it('leaves out what nobody could read, and says so', () => {
    const [way = []] = REACHED.ways;
    const [first] = way;
    if (first === undefined) throw new Error('the sample has no step');
    const long = Array.from({ length: MAX_NODES }, (_, index) => ({ ...first, function: `f${index}` }));
    const made = { ...REACHED, ways: [way, long] };
    expect(deriveWayGraph([made])).toMatchObject({ omitted: 1, ways: [[1, 2, 3, 4, 5]] });
    expect(renderSvg([made], NOTE)).toContain('1 more way');
    expect(renderHtml([made], NOTE)).toContain('1 more way');
  });
});

it('the page is what a browser may show without asking anyone', () => {
  expect(renderHtml([REACHED], NOTE)).not.toMatch(/<script|<link|<img|\son\w+=|url\(|@import/);
});
