// How long the phases of a run took, for `--timings`.
import type { ReachSource } from '../audit/audit.ts';
import type { Host } from '../host/host.ts';
import type { Flag } from './command.ts';

export const TIMINGS_FLAG: Flag = {
  name: 'timings',
  value: null,
  help: 'say on standard error how long each phase took',
};

/** A stopwatch; each phase ends where the next begins. */
export interface Timings {
  /** Ends a phase under this name. */
  lap(phase: string): void;
  /** Writes one line for each phase to standard error. */
  write(): void;
}

/** Starts a stopwatch; one that is not wanted writes nothing. */
export function startTimings(host: Host, wanted: boolean): Timings {
  const laps: [phase: string, milliseconds: number][] = [];
  let last = host.clock.elapsed();
  return {
    lap(phase) {
      const now = host.clock.elapsed();
      laps.push([phase, now - last]);
      last = now;
    },
    write() {
      if (!wanted) return;
      for (const [phase, milliseconds] of laps) {
        host.terminal.notes.write(`${milliseconds.toFixed(0).padStart(7)} ms  ${phase}\n`);
      }
    },
  };
}

/** The source with its analysis, until it is closed, as a phase of its own, after the one that is named. */
export function timeAnalysis(source: ReachSource, timings: Timings, before = 'matching'): ReachSource {
  if (source.kind === 'none') return source;
  return {
    kind: 'analysis',
    analyse: async () => {
      timings.lap(before);
      const analysis = await source.analyse();
      if ('reason' in analysis) return analysis;
      let isOpen = true;
      return {
        ...analysis,
        close() {
          if (isOpen) timings.lap('analysis of the code');
          isOpen = false;
          analysis.close();
        },
      };
    },
  };
}
