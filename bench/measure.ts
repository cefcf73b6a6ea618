// Runs a measured process and picks the best of several runs.
import { spawnSync } from 'node:child_process';

/** What a measured process prints: the times it took without its start, its peak of memory, and a count to check by. */
export interface Measured {
  readonly milliseconds: number;
  /** The milliseconds that processors worked for it: what other programs disturb least. */
  readonly processor: number;
  readonly megabytes: number;
  readonly result: number;
}

export function measure(script: string, ...values: readonly string[]): Measured {
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...values], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

/** The least of each figure: what disturbs a run only ever makes it slower. Of memory the most. */
export function best(runs: readonly Measured[]): Measured {
  if (runs.length === 0) throw new Error('nothing was measured');
  return {
    milliseconds: Math.min(...runs.map((run) => run.milliseconds)),
    processor: Math.min(...runs.map((run) => run.processor)),
    megabytes: Math.max(...runs.map((run) => run.megabytes)),
    result: runs[0]?.result ?? 0,
  };
}
