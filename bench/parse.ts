// How fast Python source becomes a stored summary, against CPython's own `ast.parse` on the same files in the same run.
//
// node bench/parse.ts FOLDER… [--python PYTHON]   (CPU time of one thread; ratios above 1 are faster than CPython)
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { decodeSummary } from '../src/python/summary/decode.ts';
import { summarise } from '../src/python/summary/summarise.ts';
import { eachExpression, walkExpression, walkStatements } from '../src/python/summary/visit.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'string', default: 'python3' } },
});

const CPYTHON = `
import ast, sys, time, warnings
warnings.simplefilter("ignore")
spent = size = 0
for path in sys.stdin.read().splitlines():
    source = open(path, "rb").read()
    start = time.process_time()
    try:
        ast.parse(source)
        size += len(source)
        spent += time.process_time() - start
    except Exception:
        pass
print(size / spent / 1e6)
`;

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return list(path);
    return entry.isFile() && entry.name.endsWith('.py') ? [path] : [];
  });
}

/** Megabytes of source a second of CPU time. */
function rate(size: number, action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return size / (user + system);
}

const files = positionals.flatMap(list);
const sources = files.map((path) => readFileSync(path));
const size = sources.reduce((sum, { length }) => sum + length, 0);
const run = spawnSync(values.python, ['-c', CPYTHON], { input: files.join('\n') });
const cpython = Number(run.stdout.toString());

let stored: Uint8Array[] = [];
const summariseRate = rate(size, () => {
  stored = sources.map(summarise);
});
const importRate = rate(size, () => {
  for (const bytes of stored) decodeSummary(bytes);
});
let nodes = 0;
const walkRate = rate(size, () => {
  for (const bytes of stored) {
    walkStatements(decodeSummary(bytes)?.body ?? [], (statement) => {
      eachExpression(statement, (part) =>
        walkExpression(part, () => {
          nodes++;
        }),
      );
    });
  }
});
const total = stored.reduce((sum, { length }) => sum + length, 0);
const packed = stored.reduce((sum, bytes) => sum + zstdCompressSync(bytes).length, 0);

const show = (name: string, value: number): string =>
  `${name.padEnd(34)} ${value.toFixed(1).padStart(7)} MB/s  ${(value / cpython).toFixed(1).padStart(6)} × ast.parse`;
console.log(`${files.length} files, ${(size / 1e6).toFixed(1)} MB, ${nodes} expressions`);
console.log(show('CPython ast.parse', cpython));
console.log(show('source → stored summary', summariseRate));
console.log(show('stored → imports', importRate));
console.log(show('stored → every node, walked', walkRate));
console.log(
  `stored: ${((100 * total) / size).toFixed(1)} % of the source, zstd ${((100 * packed) / size).toFixed(1)} %`,
);
