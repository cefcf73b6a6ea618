// Scores a call graph on PyCG's micro-benchmark by the measures of its paper: completeness, soundness, edges.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CallGraph, type CallGraphOf, callGraphOf } from './call-graph-of.ts';

const usage = `usage: npm run bench:pycg -- FOLDER [--graphs FOLDER] [--only CATEGORY[/CASE]] [--quiet]

FOLDER is micro-benchmark/ of a checkout of vitsalis/PyCG. --graphs scores graphs that another tool wrote
(FOLDER/CATEGORY/CASE.json, same form as callgraph.json) instead of Theriac's.
complete: no edge that is not expected. sound: no expected edge is missing.
`;

/** How one case came out; edges as `caller → callee`. */
interface Score {
  readonly name: string;
  readonly expected: number;
  readonly found: number;
  readonly spurious: readonly string[];
  readonly missing: readonly string[];
  readonly fault: string | null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { graphs: { type: 'string' }, only: { type: 'string', default: '' }, quiet: { type: 'boolean' } },
});
const given = positionals[0];
if (given === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
const tool = values.graphs === undefined ? callGraphOf : null;
if (tool === null && values.graphs === undefined) {
  process.stderr.write('Theriac has no call graph to score yet: name another tool’s graphs with --graphs FOLDER.\n');
  process.exit(2);
}

const snippets = existsSync(join(given, 'snippets')) ? join(given, 'snippets') : given;
const cases = listFolders(snippets)
  .flatMap((category) => listFolders(join(snippets, category)).map((name) => `${category}/${name}`))
  .filter((name) => existsSync(join(snippets, name, 'callgraph.json')) && name.startsWith(values.only));
const scores: Score[] = [];
for (const name of cases) scores.push(await score(name, tool));
if (!values.quiet) for (const one of scores) process.stdout.write(lines(one));
process.stdout.write(summary(scores));

async function score(name: string, tool: CallGraphOf | null): Promise<Score> {
  const folder = join(snippets, name);
  const expected = edgesOf(readGraph(join(folder, 'callgraph.json')));
  let found = new Set<string>();
  let fault: string | null = null;
  try {
    const graph = tool === null ? readGraph(join(values.graphs ?? '', `${name}.json`)) : await tool(folder, 'main.py');
    found = edgesOf(graph);
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  return {
    name,
    expected: expected.size,
    found: found.size,
    spurious: [...found].filter((edge) => !expected.has(edge)),
    missing: [...expected].filter((edge) => !found.has(edge)),
    fault,
  };
}

function readGraph(path: string): CallGraph {
  const read = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string[]>;
  return new Map(Object.entries(read).map(([caller, callees]) => [caller, new Set(callees)]));
}

function edgesOf(graph: CallGraph): Set<string> {
  return new Set([...graph].flatMap(([caller, callees]) => [...callees].map((callee) => `${caller} → ${callee}`)));
}

function listFolders(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

function lines({ name, spurious, missing, fault }: Score): string {
  const edges = [...spurious.map((edge) => `  + ${edge}\n`), ...missing.map((edge) => `  - ${edge}\n`)];
  if (fault !== null) edges.unshift(`  ${fault}\n`);
  return edges.length === 0 ? '' : `${name}\n${edges.join('')}`;
}

function summary(scores: readonly Score[]): string {
  const rows: string[] = [];
  const row = (name: string, of: readonly Score[]): void => {
    const complete = of.filter((one) => one.fault === null && one.spurious.length === 0).length;
    const sound = of.filter((one) => one.fault === null && one.missing.length === 0).length;
    const found = sum(of, (one) => one.found);
    const expected = sum(of, (one) => one.expected);
    const right = found - sum(of, (one) => one.spurious.length);
    rows.push(
      [name.padEnd(14), of.length, complete, sound, percent(right, found), percent(right, expected)]
        .map((cell) => String(cell).padStart(9))
        .join(' '),
    );
  };
  rows.push(`${'category'.padEnd(14)}     cases  complete     sound precision    recall`);
  const categories = new Map<string, Score[]>();
  for (const one of scores) {
    const category = one.name.slice(0, one.name.indexOf('/'));
    const known = categories.get(category);
    if (known === undefined) categories.set(category, [one]);
    else known.push(one);
  }
  for (const [category, of] of categories) row(category, of);
  row('all', scores);
  return `${rows.join('\n')}\n`;
}

function sum(of: readonly Score[], value: (one: Score) => number): number {
  return of.reduce((total, one) => total + value(one), 0);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
