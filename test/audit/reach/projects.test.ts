// Each feature of docs/reachability.md has a project in test/projects/reach/ that holds what is right for it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideReach, decideUnits, type ReachVerdict } from '../../../src/audit/reach/decide.ts';
import { listReached } from '../../../src/audit/reach/list-reached.ts';
import { analyseReach, type ReachAnalysis, type ReachView } from '../../../src/audit/reach/reach-analysis.ts';
import { splitSymbol } from '../../../src/audit/reach/split-symbol.ts';
import type { Step } from '../../../src/finding/finding.ts';
import type { Inventory } from '../../../src/finding/inventory.ts';
import type { Precision, Reach } from '../../../src/finding/reach.ts';
import { loadInventory } from '../../../src/project/load-inventory.ts';
import { capturedHost, ROOT } from '../../host/captured-host.ts';

const FOLDER = join(ROOT, 'test/projects/reach');
const PAGE = readFileSync(join(ROOT, 'docs/reachability.md'), 'utf8');

/** The file `expected.json` of a project. */
interface Project {
  readonly feature: string;
  /** Where the project's own code is, `.` where left out. */
  readonly project?: string;
  readonly python?: string;
  readonly platform?: string;
  readonly include_tests?: boolean;
  /** What `--entry` names. */
  readonly entries?: readonly string[];
  /** The first-party files that `trace.py` runs. */
  readonly run: readonly string[];
  /** What ran of the environment, each as `file qualified-name`; `<module>` is top-level code. Written by `trace.py`. */
  readonly ran?: readonly string[];
  /** Of `ran` what is not listed yet: known defects. */
  readonly unlisted?: readonly string[];
  readonly answers: readonly Answer[];
}

/** What is right for a symbol, or for a distribution as a whole. */
interface Answer {
  readonly symbol?: string;
  readonly distribution?: string;
  /** Several where the design leaves open which of them. */
  readonly reach: Reach | readonly Reach[];
  readonly precision: Precision;
  /** How many steps of the witness are no plain imports or calls. */
  readonly dynamic?: number;
  /** The kinds of the witness's steps. */
  readonly steps?: readonly string[];
  /** A part of the reason; null where none may be given. */
  readonly reason: string | null;
  /** The part of the analysis that does not give this yet: it is skipped, and its project is among the known gaps. */
  readonly needs?: string;
  /** Whether `trace.py` saw it run. */
  readonly runs?: boolean;
}

const projects = readdirSync(FOLDER)
  .filter((name) => existsSync(join(FOLDER, name, 'expected.json')))
  .map((name) => ({ name, held: JSON.parse(readFileSync(join(FOLDER, name, 'expected.json'), 'utf8')) as Project }));

/** `THERIAC_NEEDS=1` also runs what is skipped, to see what has become right. */
const everything = process.env['THERIAC_NEEDS'] !== undefined;

describe.each(projects)('$name', ({ name, held }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open(name, held);
  });
  afterAll(() => opened.analysis.close());

  for (const answer of held.answers) {
    const skipped = answer.needs !== undefined && !everything;
    const title = `${answer.symbol ?? answer.distribution}: ${reachesOf(answer).join(' or ')}`;
    it.skipIf(skipped)(skipped ? `${title} (needs ${answer.needs})` : title, async () => {
      const { reach, precision, reason, witness } = await decide(opened, answer);
      expect({ reach, precision }, reason ?? '').toEqual({
        reach: reachesOf(answer).length > 1 ? expect.toBeOneOf([...reachesOf(answer)]) : answer.reach,
        precision: answer.precision,
      });
      if (answer.reason === null) expect(reason).toBeNull();
      else expect(reason).toContain(answer.reason);
      if (answer.dynamic !== undefined) expect(witness.filter(isDynamic), 'dynamic').toHaveLength(answer.dynamic);
      if (answer.steps !== undefined) expect(witness.map(({ kind }) => kind)).toEqual(answer.steps);
      if (reach === 'loaded' || reach === 'installed') expect(witness).toEqual([]);
      if (reach === 'reached' || reach === 'possibly-reached') expectWay(witness, reach);
    });
  }

  it('lies between its bounds', async () => {
    const { analysis } = opened;
    const [lower, upper, whole] = (await Promise.all([analysis.lower(), reopen(name, held), analysis.calls()])).map(
      (view) => new Map(view.index.map.units.flatMap((unit) => (unit.form === 'module' ? [[unit.module, unit]] : []))),
    );
    expect([...(whole?.keys() ?? [])].filter((module) => !upper?.has(module))).toEqual([]);
    expect([...(lower?.keys() ?? [])].filter((module) => !whole?.has(module))).toEqual([]);
  });

  const { ran = [] } = held;
  it.skipIf(ran.length === 0)(`lists ${ran.length} that ran`, async () => {
    const { map } = (await opened.analysis.calls()).index;
    const listed = new Set(listReached(map).map(({ file, function: name }) => `${file} ${name ?? '<module>'}`));
    const known = everything ? [] : (held.unlisted ?? []);
    expect(ran.filter((each) => !listed.has(each) && !known.includes(each))).toEqual([]);
  });
});

describe('the projects', () => {
  it('are each named in the page, and the page names no other', () => {
    const named = [...PAGE.matchAll(/\|\s*`([a-z0-9-]+)`\s*\|$/gm)].map(([, project]) => project);
    expect([...new Set(named)].sort()).toEqual(projects.map(({ name }) => name).sort());
  });

  it('are named among the known gaps where an answer is not given yet', () => {
    const [, gaps = ''] = PAGE.split('## Known gaps');
    const open = projects.filter(
      ({ held }) => held.unlisted !== undefined || held.answers.some(({ needs }) => needs !== undefined),
    );
    expect([...gaps.matchAll(/`([a-z0-9-]+)`[,.]/g)].map(([, project]) => project)).toEqual(
      open.map(({ name }) => name),
    );
  });

  it('never call safe what was seen to run', () => {
    const wrong = projects.flatMap(({ name, held }) =>
      held.answers
        .filter((answer) => answer.runs === true)
        .filter((answer) => reachesOf(answer).some((reach) => reach === 'loaded' || reach === 'installed'))
        .map(({ symbol, distribution }) => `${name}: ${symbol ?? distribution}`),
    );
    expect(wrong).toEqual([]);
    const traced = projects.flatMap(({ held }) => held.answers.filter(({ runs }) => runs === true));
    expect(traced.length, 'trace.py wrote nothing').toBeGreaterThan(50);
  });
});

interface Opened {
  readonly analysis: ReachAnalysis;
  readonly inventory: Inventory;
}

async function open(
  name: string,
  held: Pick<Project, 'project' | 'python' | 'platform' | 'include_tests' | 'entries'>,
) {
  const { host } = capturedHost();
  const environment = join(FOLDER, name, 'site-packages');
  const inventory = await loadInventory(host, join(FOLDER, name, held.project ?? ''), {
    python: held.python ?? null,
    platform: held.platform ?? null,
    environment,
  });
  if ('error' in inventory) throw new Error(inventory.error.message);
  const analysis = await analyseReach(host, {
    inventory,
    sitePackages: [environment],
    code: { trees: [], missing: [], faults: [] },
    includeTests: held.include_tests ?? false,
    entries: held.entries ?? [],
    cacheDirectory: null,
    version: '0',
    tick: () => null,
  });
  return { analysis, inventory };
}

/** The upper bound, from an analysis of its own: one that has the whole gives that. */
async function reopen(name: string, held: Project): Promise<ReachView> {
  const { analysis } = await open(name, held);
  try {
    return await analysis.upper();
  } finally {
    analysis.close();
  }
}

async function decide(
  { analysis, inventory }: Opened,
  answer: Pick<Answer, 'symbol' | 'distribution'>,
): Promise<ReachVerdict> {
  if (answer.symbol !== undefined) {
    const unit = splitSymbol(analysis, answer.symbol);
    if (unit === null) throw new Error(`${answer.symbol}: there is no such module`);
    return decideUnits(analysis, unit.owner, [unit]);
  }
  const found = inventory.distributions.find((each) => each.name === answer.distribution);
  const distribution = { name: answer.distribution ?? '', version: found?.version ?? '', purl: '', fileName: null };
  const [decision] = await decideReach(analysis, [{ distribution, units: [], precision: 'package' }]);
  if (decision === undefined) throw new Error(`${answer.distribution}: there is no verdict`);
  return decision.verdict;
}

function isDynamic({ resolved }: Step): boolean {
  return !resolved;
}

/** A way has steps, each with a place; one that is certain has no guess in it. */
function expectWay(witness: readonly Step[], reach: Reach): void {
  expect(witness.length).toBeGreaterThan(0);
  for (const { line, file } of witness) {
    expect(line).toBeGreaterThan(0);
    expect(file).not.toBe('');
  }
  if (reach === 'reached') expect(witness.filter(isDynamic)).toEqual([]);
}

function reachesOf({ reach }: Answer): readonly Reach[] {
  return typeof reach === 'string' ? [reach] : reach;
}
