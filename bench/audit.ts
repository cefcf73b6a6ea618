// `theriac audit` of an installed environment as a whole process, against an empty Node program: at most 5 times.
// node bench/audit.ts ENVIRONMENT [RUNS]; `npm run build` first; the data is found through THERIAC_DATA. Others that are
// on the PATH (osv-scanner, pip-audit) are timed beside it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const [environment = '.venv', runs = '15'] = process.argv.slice(2);
if (!existsSync(environment)) throw new Error(`there is no ${environment}: name an installed environment`);
const zip = join(process.env['THERIAC_DATA'] ?? resolve(ROOT, '../shared/data'), 'pypi-osv.zip');
const folder = mkdtempSync(join(tmpdir(), 'theriac-bench-'));
const osv = join(folder, 'osv-scanner/PyPI');
mkdirSync(osv, { recursive: true });
copyFileSync(zip, join(osv, 'all.zip'));
const env = { ...process.env, THERIAC_CACHE: folder, OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY: folder };
const theriac = [process.execPath, join(ROOT, 'dist/theriac.js')] as const;

/** Wall milliseconds of a whole process; null where it cannot be started. */
function time([program, ...words]: readonly [string, ...string[]]): number | null {
  const started = performance.now();
  const { error } = spawnSync(program, words, { env, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 });
  return error === undefined ? performance.now() - started : null;
}

/** What is installed as pinned requirements, for tools that read no environment. */
function pins(): string {
  const { stdout } = spawnSync(theriac[0], [theriac[1], 'inventory', environment, '--format', 'json'], { env });
  const { distributions } = JSON.parse(String(stdout)) as { distributions: { name: string; version: string }[] };
  const file = join(folder, 'requirements.txt');
  writeFileSync(file, distributions.map(({ name, version }) => `${name}==${version}\n`).join(''));
  return file;
}

const rivals: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'theriac --version': [...theriac, '--version'],
  'theriac audit': [...theriac, 'audit', environment, '--no-reach'],
  'osv-scanner, offline': [
    'osv-scanner',
    '--experimental-offline',
    '--format',
    'json',
    `--lockfile=requirements.txt:${pins()}`,
  ],
  'pip-audit --help, its start alone': ['pip-audit', '--help'],
};
time([...theriac, 'sync', zip]);
const ratios = new Map<string, number[]>();
const times = new Map<string, number[]>([['node -e 0', []]]);
for (let run = 0; run <= Number(runs); run++) {
  const empty = time([process.execPath, '-e', '0']) ?? Number.NaN;
  if (run > 0) times.get('node -e 0')?.push(empty);
  for (const [name, command] of Object.entries(rivals)) {
    const own = time(command);
    // The first run fills the caches.
    if (own === null || run === 0) continue;
    times.set(name, [...(times.get(name) ?? []), own]);
    ratios.set(name, [...(ratios.get(name) ?? []), own / empty]);
  }
}
rmSync(folder, { recursive: true });
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
for (const [name, all] of times) {
  const ratio = ratios.get(name);
  const told = ratio === undefined ? '' : `, ${median(ratio).toFixed(2)} times an empty Node program`;
  console.log(`${name}: ${median(all).toFixed(0)} ms (least ${Math.min(...all).toFixed(0)})${told}`);
}
