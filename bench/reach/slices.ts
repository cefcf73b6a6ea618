// Asks about each of the largest distributions alone, and compares with what following all calls finds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { MappedUnit } from '../../src/audit/reach/reach-map.ts';
import { analyseTruth } from './analyse-truth.ts';
import { readTruth, type Truth } from './truth.ts';

const usage = `usage: npm run bench:slices -- TRUTH_FOLDER… [--top N]

For each distribution: seconds of all processors once its bounds are known; its functions in the whole and in the slice,
those reached for sure, those that the project's tests were seen to run, and how many of these the slice lacks.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { top: { type: 'string', default: '20' } },
});
if (positionals.length === 0) {
  process.stderr.write(usage);
  process.exit(2);
}
const caches = mkdtempSync(join(tmpdir(), 'theriac-slices-'));
for (const folder of positionals) await compare(readTruth(folder));
rmSync(caches, { recursive: true });

/** What one analysis keeps must not answer the other. */
function useCache(name: string): void {
  process.env['THERIAC_CACHE'] = join(mkdtempSync(join(caches, 'run-')), name);
}

async function compare(truth: Truth): Promise<void> {
  useCache('whole');
  const whole = await analyseTruth(truth);
  const all = functionsOf((await whole.calls()).index.map.units);
  whole.close();
  const observed = new Set(
    [...truth.functions].filter(([, { beneath }]) => beneath === 'first-party').map(([key]) => key),
  );
  useCache('slices');
  const analysis = await analyseTruth(truth);
  await analysis.upper();
  const total = { whole: 0, slice: 0, seen: 0, lost: 0 };
  const largest = [...all].sort(([, left], [, right]) => right.size - left.size).slice(0, Number(values.top));
  console.log(`${truth.name}: ${largest.length} of ${all.size} distributions`);
  for (const [name, functions] of largest) {
    const before = process.cpuUsage();
    const slice = functionsOf((await analysis.calls([name])).index.map.units).get(name) ?? new Map<string, number>();
    const { user, system } = process.cpuUsage(before);
    const seen = [...functions.keys()].filter((place) => observed.has(place));
    const lost = seen.filter((place) => !slice.has(place));
    total.whole += functions.size;
    total.slice += slice.size;
    total.seen += seen.length;
    total.lost += lost.length;
    console.log(
      `  ${name.padEnd(24)} ${((user + system) / 1e6).toFixed(1).padStart(5)} s   functions ${functions.size} → ${slice.size}, ` +
        `reached ${sure(functions)} → ${sure(slice)}, observed ${seen.length}, of these lost ${lost.length} ${lost.slice(0, 3).join(' ')}`,
    );
  }
  console.log(`  all: functions ${total.whole} → ${total.slice}, observed ${total.seen}, of these lost ${total.lost}`);
  analysis.close();
}

function sure(functions: ReadonlyMap<string, number>): number {
  return [...functions.values()].filter((dynamic) => dynamic === 0).length;
}

/** By distribution, the functions by file and line, each with its dynamic steps. */
function functionsOf(units: readonly MappedUnit[]): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const { form, distribution, file, line, dynamic } of units) {
    if (form !== 'function' || distribution === null) continue;
    const known = found.get(distribution) ?? new Map<string, number>();
    found.set(distribution, known.set(`${file}:${line}`, dynamic));
  }
  return found;
}
