// Scores verdicts: functions that advisories name, asked of projects of which it is known whether they run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decideUnits, type ReachVerdict } from '../../src/audit/reach/decide.ts';
import type { ReachAnalysis } from '../../src/audit/reach/reach-analysis.ts';
import { splitSymbol } from '../../src/audit/reach/split-symbol.ts';
import type { Unit } from '../../src/finding/finding.ts';
import { findDefinition } from '../../src/python/definition/find-definition.ts';
import { parseModuleName } from '../../src/python/module/module-name.ts';
import { analyseTruth } from './analyse-truth.ts';
import { readTruth, type Truth } from './truth.ts';

const usage = `usage: npm run bench:verdicts -- TRUTH_FOLDER… [--list runs|cannot|can|wrong|unjudged|all] [--chains] [--slices]

runs: what the project's tests ran must not be cleared. cannot run: by judgement, with the reason in verdicts.json.
--slices: each distribution is asked about alone, as an audit with one advisory does; else all calls are followed first.
`;

/** What \`verdicts.json\` holds: units by advisory, and what reading the projects told of those that no test ran. */
interface Given {
  readonly units: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly judgements: readonly {
    readonly projects: readonly string[];
    /** Whether the units can run in these projects. */
    readonly can: boolean;
    readonly why: string;
    readonly units: readonly string[];
  }[];
}

/** One unit in one project. */
interface Case {
  readonly project: string;
  readonly unit: string;
  readonly truth: 'runs' | 'can' | 'cannot' | 'unjudged';
  readonly verdict: ReachVerdict;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'string', default: 'wrong' },
    chains: { type: 'boolean', default: false },
    slices: { type: 'boolean', default: false },
  },
});
if (positionals.length === 0) {
  process.stderr.write(usage);
  process.exit(2);
}
const given = JSON.parse(readFileSync(join(import.meta.dirname, 'verdicts.json'), 'utf8')) as Given;
const cases: Case[] = [];
for (const folder of positionals) cases.push(...(await casesOf(readTruth(folder))));
for (const each of cases) if (isListed(each)) process.stdout.write(line(each));
for (const project of [...new Set(cases.map((each) => each.project))]) {
  process.stdout.write(summary(project, (each) => each.project === project));
}
process.stdout.write(summary('all', () => true));

async function casesOf(truth: Truth): Promise<Case[]> {
  let analysis = await analyseTruth(truth);
  try {
    if (!values.slices) await analysis.calls();
    const units = new Set(
      Object.values(given.units)
        .flatMap((each) => Object.values(each))
        .flat(),
    );
    const found: Case[] = [];
    let owner: string | null = null;
    for (const unit of units) {
      const symbol = splitSymbol(analysis, unit);
      if (symbol === null || symbol.owner === null || symbol.attribute === null) continue;
      if (values.slices && owner !== symbol.owner) {
        // With time and memory of its own.
        analysis.close();
        analysis = await analyseTruth(truth);
        owner = symbol.owner;
      }
      const verdict = await decideUnits(analysis, symbol.owner, [symbol]);
      // What the installed release does not have (any more) is no question.
      if (verdict.reach === 'unknown' && verdict.reason?.includes('does not exist')) continue;
      const runs = await isObserved(analysis, truth, symbol);
      found.push({ project: truth.name, unit, truth: runs ? 'runs' : judged(truth.name, unit), verdict });
    }
    return found;
  } finally {
    analysis.close();
  }
}

/** Whether a function, or a method of a class, was seen to run beneath first-party code. */
async function isObserved(analysis: ReachAnalysis, truth: Truth, { module, attribute }: Unit): Promise<boolean> {
  const name = parseModuleName(module);
  const found = name === null ? null : analysis.program.finder.find(name);
  if (found === null || attribute === null) return false;
  const definition = await findDefinition((await analysis.lower()).code, found, attribute);
  if (definition.kind !== 'defined' || definition.form === 'value' || definition.form === 'module') return false;
  const file = analysis.program.fileOf(definition.module);
  for (const seen of truth.functions.values()) {
    if (seen.file !== file || seen.beneath !== 'first-party' || seen.name === null) continue;
    if (seen.name === definition.name || seen.name.startsWith(`${definition.name}.`)) return true;
  }
  return false;
}

function judged(project: string, unit: string): Case['truth'] {
  const known = given.judgements.find(({ projects, units }) => projects.includes(project) && units.includes(unit));
  return known === undefined ? 'unjudged' : known.can ? 'can' : 'cannot';
}

function isCleared({ verdict }: Case): boolean {
  return verdict.reach === 'loaded' || verdict.reach === 'installed';
}

function isListed(each: Case): boolean {
  if (values.list === 'all' || values.list === each.truth) return true;
  if (values.list !== 'wrong' || each.truth === 'unjudged') return false;
  return (each.truth === 'cannot') !== isCleared(each);
}

function line({ project, unit, truth, verdict }: Case): string {
  const { reach, reason, witness } = verdict;
  const shown = values.chains ? witness : [];
  const steps = shown.map(
    (step) => `      ${step.kind} ${step.module}.${step.function ?? ''} ${step.file}:${step.line}\n`,
  );
  return `${project}  ${truth.padEnd(9)} ${reach.padEnd(17)} ${unit}${reason === null ? '' : ` (${reason})`}\n${steps.join('')}`;
}

function summary(name: string, belongs: (each: Case) => boolean): string {
  const mine = cases.filter(belongs);
  const of = (truth: Case['truth']): readonly Case[] => mine.filter((each) => each.truth === truth);
  const share = (truth: Case['truth']): string => {
    const all = of(truth);
    const cleared = all.filter(isCleared).length;
    const percent = all.length === 0 ? '' : ` (${((100 * cleared) / all.length).toFixed(1)} %)`;
    return `${cleared} of ${all.length}${percent}`;
  };
  const withheld = of('cannot').filter(({ verdict }) => verdict.reach === 'unknown').length;
  return (
    `${name}: cleared of those that run ${share('runs')}, that can run ${share('can')}, ` +
    `that cannot run ${share('cannot')}, ${withheld} withheld; ${of('unjudged').length} unjudged\n`
  );
}
