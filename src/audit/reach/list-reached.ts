// Everything that the project's code gets to in its distributions: the lines of `theriac reach --all`.
import type { ReachMap } from './reach-map.ts';

/** One module (`function` null: its top-level code) or function that runs or may run. */
export interface ReachedUnit {
  readonly distribution: string;
  readonly module: string;
  readonly function: string | null;
  /** Relative to its `site-packages`. */
  readonly file: string;
  /** The line of `def`, or of the first decorator, as CPython's `co_firstlineno` has it; 1 for a module. */
  readonly line: number;
  readonly reach: 'reached' | 'possibly-reached';
}

const LISTED: ReadonlySet<ReachMap['units'][number]['form']> = new Set(['module', 'function']);

/** Lists what is reached in dependencies, in order of files and lines. */
export function listReached(map: ReachMap): readonly ReachedUnit[] {
  const units = map.units
    // Templates and classes are steps on the way; what compiled code holds has no place.
    .filter(({ firstParty, form, file }) => !firstParty && LISTED.has(form) && /\.\w+$/.test(file))
    .map(
      (unit): ReachedUnit => ({
        distribution: unit.distribution ?? 'unknown',
        module: unit.module,
        function: unit.function,
        file: unit.file,
        line: unit.line,
        reach: unit.dynamic === 0 ? 'reached' : 'possibly-reached',
      }),
    );
  return units.sort((left, right) =>
    left.file === right.file ? left.line - right.line : left.file < right.file ? -1 : 1,
  );
}
