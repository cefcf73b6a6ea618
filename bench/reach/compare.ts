// Prints how an analysis of reach compares with what a project's tests were seen to run.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Measure, type Miss, measure, readAnswer } from './measure.ts';
import { type Frame, readTruth, type Truth } from './truth.ts';

const usage = `usage: node bench/reach/compare.ts TRUTH_FOLDER [REACH.jsonl] [--misses N] [--format text|json]

REACH.jsonl is what \`theriac reach --all PATH --format jsonl\` printed; without it the baseline's answers
in TRUTH_FOLDER (baseline-*.jsonl) are measured alone.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { misses: { type: 'string', default: '20' }, format: { type: 'string', default: 'text' } },
});
const [folder, reach] = positionals;
if (folder === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}

const truth = readTruth(folder);
const answers: [string, string][] = ['imports', 'strings', 'names']
  .map((name): [string, string] => [`baseline: ${name}`, `${folder}/baseline-${name}.jsonl`])
  .filter(([, path]) => existsSync(path));
if (reach !== undefined) answers.unshift([reach, reach]);
const measures = answers.map(([name, path]) => ({ name, ...measure(truth, readAnswer(path)) }));

if (values.format === 'json') {
  const shown = measures.map(({ misses, ...numbers }) => ({ ...numbers, misses: misses.length }));
  process.stdout.write(`${JSON.stringify({ project: truth.name, commit: truth.commit, measures: shown }, null, 1)}\n`);
} else {
  process.stdout.write(heading(truth));
  for (const found of measures) process.stdout.write(table(found));
  const first = measures[0];
  if (reach !== undefined && first !== undefined) process.stdout.write(missText(first.misses, Number(values.misses)));
}

function heading({ name, kind, commit, modules, functions }: Truth): string {
  return `${name} (${kind}) at ${commit?.slice(0, 12)}: ${modules.size} modules, ${functions.size} functions ran\n`;
}

function table(found: Measure & { name: string }): string {
  const percent = (value: number): string => (Number.isNaN(value) ? '-' : `${(100 * value).toFixed(2)} %`);
  const rows = [
    ['module recall', percent(found.moduleRecall), `${found.foundModules} of ${found.observedModules}`],
    ['named / observed', found.namedPerObserved.toFixed(2), `${found.namedModules} named`],
  ];
  if (found.foundFunctions > 0) {
    rows.push(
      ['function recall', percent(found.functionRecall), `${found.foundFunctions} of ${found.observedFunctions}`],
      ['  through test code', '', `${found.foundThroughTests} of ${found.throughTests}`],
      ['share of named', percent(found.share), `of ${found.namedFunctions} functions in the modules named`],
      ['  as reached', percent(found.shareReached), ''],
      ['share of observed', percent(found.shareOfObserved), 'of the functions in the modules observed'],
    );
    if (found.orphans > 0) rows.push(['orphans', '', `${found.orphans} functions in modules that are not named`]);
    if (found.misplaced > 0) rows.push(['misplaced', '', `${found.misplaced} lines where CPython sees no function`]);
  }
  return `\n${found.name}\n${rows.map(([a, b, c]) => `  ${a?.padEnd(20)}${b?.padStart(9)}   ${c}\n`).join('')}`;
}

function missText(misses: readonly Miss[], limit: number): string {
  const count = (cause: Miss['cause']): string => {
    const of = misses.filter((miss) => miss.cause === cause);
    const modules = of.reduce((sum, miss) => sum + miss.modules.length, 0);
    const functions = of.reduce((sum, miss) => sum + miss.functions.length, 0);
    return `  ${cause}: ${of.length} causes behind ${modules} modules and ${functions} functions\n`;
  };
  const frame = ([file, line, name]: Frame): string => `${file}:${line} ${name}`;
  const shown = misses.slice(0, limit).map((miss) => {
    const examples = [...miss.modules, ...miss.functions].slice(0, 3).map((seen) => seen.name ?? seen.file);
    const way = [...miss.between].reverse().map((step) => `      through ${frame(step)}\n`);
    const from = miss.from === null ? '      from a stack too deep to show\n' : `      from ${frame(miss.from)}\n`;
    const weight = `${miss.modules.length} modules, ${miss.functions.length} functions (${examples.join(', ')})`;
    return `\n  ${miss.cause}: ${frame(miss.to)}\n${from}${way.join('')}      ${weight}\n`;
  });
  const head = `\nmisses, by the first step that the analysis does not know\n`;
  return head + count('module not loaded') + count('function not reached') + shown.join('');
}
