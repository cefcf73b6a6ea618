// What a tracer run left behind for a project, read into one value.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** One frame of an observed stack: file, line that ran, qualified name, first line of its code. */
export type Frame = readonly [file: string, line: number, name: string, first: number];

/** A module or function that ran; `stack` leads from it, innermost first, down to the first-party frame. */
export interface Observed {
  readonly file: string;
  readonly name: string | null;
  readonly line: number;
  readonly beneath: 'first-party' | 'through-test' | null;
  readonly run: 'tests' | 'imports';
  readonly stack: readonly Frame[];
}

/** Everything known about how a project really ran. */
export interface Truth {
  readonly name: string;
  readonly kind: string;
  readonly commit: string | null;
  readonly python: string;
  readonly project: string;
  readonly sitePackages: string;
  /** Dependency files whose top level ran, by file. */
  readonly modules: ReadonlyMap<string, Observed>;
  /** Dependency functions that ran, by `functionKey`. */
  readonly functions: ReadonlyMap<string, Observed>;
  /** First lines and names of all functions, by file relative to site-packages. */
  readonly listing: ReadonlyMap<string, readonly (readonly [line: number, name: string])[]>;
}

/** The key of a function: CPython's first line tells functions of one file apart, but for two on one line. */
export const functionKey = (file: string, line: number): string => `${file}:${line}`;

/** A line of a trace or of an answer: the fields that either may have. */
export interface Line {
  readonly kind?: string;
  readonly commit?: string | null;
  readonly file?: string;
  readonly function?: string | null;
  readonly line?: number;
  readonly reach?: 'reached' | 'possibly-reached';
  readonly beneath?: 'first-party' | 'through-test' | null;
  readonly stack?: readonly Frame[];
}

/** The records of a file with one JSON value a line. */
export function* readLines(path: string): Generator<Line> {
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line !== '') yield JSON.parse(line) as Line;
  }
}

/** Reads `truth.json`, `trace.jsonl` and, where they exist, `imports.jsonl` and `functions.json` of a folder. */
export function readTruth(folder: string): Truth {
  const given = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as {
    name?: string;
    kind?: string;
    python: string;
    project: string;
    site_packages: string;
  };
  const place = (path: string): string => resolve(folder, path);
  const modules = new Map<string, Observed>();
  const functions = new Map<string, Observed>();
  let commit: string | null = null;
  for (const run of ['tests', 'imports'] as const) {
    const path = join(folder, run === 'tests' ? 'trace.jsonl' : 'imports.jsonl');
    if (run === 'imports' && !existsSync(path)) continue;
    for (const record of readLines(path)) {
      if (record.kind === 'header') commit ??= record.commit ?? null;
      if (record.file === undefined) continue;
      if (record.kind === 'module') keep(modules, record.file, observed(record, run));
      else if (record.kind === 'function') {
        keep(functions, functionKey(record.file, record.line ?? 1), observed(record, run));
      }
    }
  }
  return {
    name: given.name ?? dirname(folder),
    kind: given.kind ?? '',
    commit,
    python: place(given.python),
    project: place(given.project),
    sitePackages: place(given.site_packages),
    modules,
    functions,
    listing: readListing(folder, place(given.python)),
  };
}

const rank = { 'first-party': 2, 'through-test': 1 } as const;

function keep(table: Map<string, Observed>, key: string, found: Observed): void {
  const known = table.get(key);
  const value = (beneath: Observed['beneath']): number => (beneath === null ? 0 : rank[beneath]);
  if (known === undefined || value(found.beneath) > value(known.beneath)) table.set(key, found);
}

function observed(record: Line, run: Observed['run']): Observed {
  return {
    file: record.file ?? '',
    name: record.function ?? null,
    line: record.line ?? 1,
    beneath: record.beneath ?? null,
    run,
    stack: record.stack ?? [],
  };
}

function readListing(folder: string, python: string): Truth['listing'] {
  const path = join(folder, 'functions.json');
  if (!existsSync(path)) {
    const script = join(import.meta.dirname, 'functions.py');
    const listed = spawnSync(python, ['-W', 'ignore', script, join(folder, 'truth.json')], { maxBuffer: 2 ** 29 });
    if (listed.status !== 0) throw new Error(`functions.py failed: ${listed.stderr}`);
    writeFileSync(path, listed.stdout);
  }
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, [number, string][]>));
}
