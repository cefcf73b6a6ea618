// Asks CPython's `ast` what it sees in files, and compares it with their summaries, file by file.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSummary } from '../../../src/python/summary/decode.ts';
import { summarise } from '../../../src/python/summary/summarise.ts';
import { firstDifference, type Plain, plainBlock } from './plain.ts';

const SCRIPT = fileURLToPath(new URL('../../recorded/python/ast-summary.py', import.meta.url));
const BATCH = 60;

/** What a comparison found. */
export interface Comparison {
  readonly compared: number;
  /** One line a file that differs. */
  readonly differences: readonly string[];
  /** Files that none of the interpreters parses. */
  readonly rejected: readonly string[];
}

/** Whether this interpreter can be started and runs `check`. */
export function isInterpreter(python: string, check: string): boolean {
  try {
    execFileSync(python, ['-c', check], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** All Python files below a folder, sorted, without those below a folder named in `without`. */
export function listPython(folder: string, without: readonly string[] = []): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !without.includes(entry.name)) found.push(...listPython(path, without));
    else if (entry.isFile() && entry.name.endsWith('.py')) found.push(path);
  }
  return found.sort();
}

/** Compares each file with what the first interpreter that parses it says. */
export function compareFiles(pythons: readonly string[], files: readonly string[]): Comparison {
  const differences: string[] = [];
  let pending = [...files];
  let compared = 0;
  for (const python of pythons) {
    const rejected: string[] = [];
    for (let start = 0; start < pending.length; start += BATCH) {
      for (const [path, error, body] of askInterpreter(python, pending.slice(start, start + BATCH))) {
        if (error !== null) {
          rejected.push(path);
          continue;
        }
        compared++;
        const difference = compareFile(path, body, python);
        if (difference !== null) differences.push(`${path}: ${difference}`);
      }
    }
    pending = rejected;
  }
  return { compared, differences, rejected: pending };
}

function askInterpreter(python: string, files: readonly string[]): [path: string, error: string | null, body: Plain][] {
  const { stdout } = spawnSync(python, [SCRIPT], { input: `${files.join('\n')}\n`, maxBuffer: 2 ** 30 });
  const lines = stdout.toString('utf8').split('\n').slice(0, -1);
  const rows = lines.map((line) => JSON.parse(line) as [string, string | null, Plain]);
  // A file at which the interpreter itself ends is set aside, and the rest asked for again.
  if (rows.length === files.length) return rows;
  const failed = files[rows.length] ?? '';
  return [...rows, [failed, 'the interpreter ended', null], ...askInterpreter(python, files.slice(rows.length + 1))];
}

function compareFile(path: string, expected: Plain, python: string): string | null {
  const summary = decodeSummary(summarise(readFileSync(path)));
  if (summary === null) return 'no summary';
  const [fault] = summary.faults;
  if (fault !== undefined) return `fault at line ${fault.line}: ${fault.message}`;
  const two = expected !== null && /2\.7|python2/.test(python);
  return firstDifference(plainBlock(summary.body, two ? 2 : 3), expected);
}
