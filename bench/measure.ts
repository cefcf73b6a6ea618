// Runs a measured process and picks the best of several runs.
import { spawnSync } from 'node:child_process';

/** What a measured process prints: the time it took without its start, its peak of memory, and a count to check by. */
export interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly result: number;
}

export function measure(script: string, ...values: readonly string[]): Measured {
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...values], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

/** The fastest run: what disturbs a run only ever makes it slower. */
export function best(runs: readonly Measured[]): Measured {
  const [first, ...others] = runs;
  if (first === undefined) throw new Error('nothing was measured');
  return others.reduce((left, right) => (right.milliseconds < left.milliseconds ? right : left), first);
}
