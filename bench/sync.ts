// `theriac sync` of a real zip against unzipping and parsing the same records: at most 3 times, under 120 MB.
// node bench/sync.ts [RUNS]; the data is found through THERIAC_DATA.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundle } from './bundle.ts';
import { best, measure } from './measure.ts';

const data = process.env['THERIAC_DATA'] ?? resolve(import.meta.dirname, '../../shared/data');
const zip = join(data, 'pypi-osv.zip');
const folder = mkdtempSync(join(tmpdir(), 'theriac-bench-'));
const [sync, unzip] = [
  await bundle(join(import.meta.dirname, 'advisory-process.ts')),
  await bundle(join(import.meta.dirname, 'unzip-process.ts')),
];
const runs = Number(process.argv[2] ?? 7);
const yardstick = [];
const synced = [];
for (let run = 0; run < runs; run++) {
  yardstick.push(measure(unzip, zip));
  synced.push(measure(sync, 'sync', join(folder, `${run}.sqlite`), zip));
}
rmSync(folder, { recursive: true });
const [base, own] = [best(yardstick), best(synced)];
console.log(`records: ${own.result} of ${base.result}`);
for (const [unit, figure] of [
  ['ms', 'milliseconds'],
  ['ms of CPU', 'processor'],
] as const) {
  const [least, ours] = [base[figure], own[figure]];
  const ratio = (ours / least).toFixed(2);
  console.log(
    `unzip and parse: ${least.toFixed(0)} ${unit}; sync: ${ours.toFixed(0)} ${unit}, ${ratio} times (at most 3)`,
  );
}
console.log(`memory: ${own.megabytes.toFixed(0)} MB (under 120)`);
