// `theriac audit` with reachability, cold and warm, against the time that CPython's `ast.parse` takes on one core for the
// modules it loads.
//
// node bench/reach/speed.ts PROJECT ENVIRONMENT [--python PYTHON] [--runs N] [--of DISTRIBUTION…]   (`npm run build` first)
// --of: asks for a function of each of these alone.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    runs: { type: 'string', default: '3' },
    of: { type: 'string', multiple: true },
  },
});
const [project, environment] = positionals;
if (project === undefined || environment === undefined) throw new Error('name a project and its environment');

/** Runs a command in a process of its own; Python tells what it took. */
const MEASURE = `
import json, os, resource, subprocess, sys, time
started = time.monotonic()
with open(sys.argv[1], "wb") as output:
    status = subprocess.run(sys.argv[2:], stdout=output, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([status, time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
`;
const PARSE = `
import ast, json, sys, time, warnings
warnings.simplefilter("ignore")
sources = [open(path, "rb").read() for path in sys.stdin.read().splitlines()]
started = time.process_time()
for source in sources:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        pass
print(json.dumps([len(sources), sum(map(len, sources)) / 1e6, time.process_time() - started]))
`;

const folder = mkdtempSync(join(tmpdir(), 'theriac-bench-'));
const cache = join(folder, 'cache');
const env = { ...process.env, THERIAC_CACHE: cache };
const theriac = [process.execPath, resolve(import.meta.dirname, '../../dist/theriac.js')];

function python<T>(code: string, words: readonly string[], input = ''): T {
  const { stdout, stderr, status } = spawnSync(values.python, ['-c', code, ...words], { env, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

/** What a run took: seconds, seconds of all processors, megabytes. */
interface Run {
  readonly wall: number;
  readonly processor: number;
  readonly megabytes: number;
}

const output = join(folder, 'output');
function measure(...words: readonly string[]): Run {
  type Answer = readonly [status: number, wall: number, processor: number, megabytes: number];
  const [status, wall, processor, megabytes] = python<Answer>(MEASURE, [output, ...theriac, ...words]);
  if (status > 1) throw new Error(`theriac ${words.join(' ')}: exit code ${status}`);
  return { wall, processor, megabytes };
}

interface Line {
  readonly distribution: string | null;
  readonly module: string;
  readonly function: string | null;
  readonly file: string;
}

/** A vulnerability: of a function, or of a distribution as a whole. */
interface Made {
  readonly name: string;
  readonly unit: Line | null;
}

/** Writes a record for each and makes a database of them. */
function makeDatabase(title: string, made: readonly Made[]): string {
  const into = join(folder, `${title} advisories`);
  mkdirSync(into);
  for (const [index, { name, unit }] of made.entries()) {
    const imports = unit === null ? [] : [{ modules: [unit.module], attribute: unit.function }];
    const record = {
      schema_version: '1.7.0',
      id: `TEST-2026-${index + 1}`,
      modified: '2026-01-01T00:00:00Z',
      summary: `A made-up vulnerability in ${name}`,
      affected: [
        {
          package: { ecosystem: 'PyPI', name },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
          ...(imports.length > 0 && { ecosystem_specific: { imports } }),
        },
      ],
    };
    writeFileSync(join(into, `${record.id}.json`), JSON.stringify(record));
  }
  const database = join(folder, `${title} database`);
  measure('sync', into, '--database', database);
  return database;
}

/** The functions reached in each distribution, those with most code first. */
function functionsByDistribution(lines: readonly Line[]): readonly (readonly [string, readonly Line[]])[] {
  const byDistribution = Map.groupBy(
    lines.filter((line) => line.function !== null && line.distribution !== null),
    (line) => line.distribution ?? '',
  );
  return [...byDistribution].sort(([, left], [, right]) => right.length - left.length);
}

/** What is installed, by the names of its metadata folders. */
function installed(): readonly string[] {
  return readdirSync(sitePackages()).flatMap((name) => {
    const match = /^(.+?)-[^-]+\.dist-info$/.exec(name);
    return match === null ? [] : [(match[1] ?? '').toLowerCase().replaceAll(/[-_.]+/g, '-')];
  });
}

function sitePackages(): string {
  const library = join(environment ?? '', 'lib');
  const version = readdirSync(library).find((name) => name.startsWith('python3')) ?? '';
  return join(library, version, 'site-packages');
}

const where = [project, '--environment', environment] as const;
measure('reach', '--all', ...where, '--format', 'jsonl');
const lines = readFileSync(output, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Line);
const root = sitePackages();
const files = [...new Set(lines.map(({ file }) => file))].filter((file) => file.endsWith('.py'));
const present = files.map((file) => resolve(file.startsWith('./') ? project : root, file));

const byDistribution = functionsByDistribution(lines);
const largest = byDistribution.slice(0, 10);
const loaded = new Set(lines.map(({ distribution }) => distribution));
const whole = largest.map(([name]): Made => ({ name, unit: null }));
const functions = largest.map(([name, [unit]]): Made => ({ name, unit: unit ?? null }));
const unloaded = installed().filter((name) => !loaded.has(name));
const each = (values.of ?? []).map((name): [string, readonly Made[]] => {
  const [, [unit = null] = []] = byDistribution.find(([known]) => known === name) ?? [];
  if (unit === null) throw new Error(`${name}: none of its functions is reached`);
  return [`a function of ${name}`, [{ name, unit }]];
});
const standard: Readonly<Record<string, readonly Made[]>> = {
  'the largest distribution': whole.slice(0, 1),
  'that, and all that are never loaded': [
    ...whole.slice(0, 1),
    ...unloaded.map((name): Made => ({ name, unit: null })),
  ],
  'the ten largest distributions': whole,
  'a function of each of the nine after the largest': functions.slice(1),
  'a function of the largest': functions.slice(0, 1),
  'a function of each of the ten': functions,
};
const questions = values.of === undefined ? Object.entries(standard) : each;
const kinds: Readonly<Record<string, () => void>> = {
  'cold, nothing kept': () => rmSync(cache, { recursive: true }),
  'summaries kept': () => rmSync(join(cache, 'reach'), { recursive: true, force: true }),
  'warm, nothing changed': () => {},
};
const runs = Number(values.runs);
const parsed = Array.from({ length: runs }, () =>
  python<readonly [files: number, megabytes: number, seconds: number]>(PARSE, [], present.join('\n')),
);
const [count, megabytes] = parsed[0] ?? [0, 0];
const parse = Math.min(...parsed.map(([, , seconds]) => seconds));
console.log(`ast.parse, one core: ${parse.toFixed(2)} s for ${count} modules, ${megabytes.toFixed(1)} MB`);
for (const [title, made] of questions) {
  const audit = ['audit', ...where, '--database', makeDatabase(title, made)];
  console.log(`audit, asked for ${title} (${made.length}):`);
  for (const [kind, prepare] of Object.entries(kinds)) {
    const all = Array.from({ length: runs }, () => {
      prepare();
      return measure(...audit);
    });
    const wall = Math.min(...all.map((run) => run.wall));
    const processor = Math.min(...all.map((run) => run.processor));
    const memory = Math.max(...all.map((run) => run.megabytes));
    console.log(
      `  ${kind}: ${wall.toFixed(2)} s, ${(wall / parse).toFixed(2)} times ast.parse; ${processor.toFixed(2)} s of all processors; ${memory.toFixed(0)} MB`,
    );
  }
}
rmSync(folder, { recursive: true });
