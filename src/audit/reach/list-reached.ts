// Everything that the project's code gets to in its distributions: the lines of `theriac reach --all`.
import type { ReachAnalysis } from './reach-analysis.ts';

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

/** Lists what is reached in dependencies, in order of files and lines. */
export function listReached(analysis: ReachAnalysis): readonly ReachedUnit[] {
  const units: ReachedUnit[] = [];
  for (const module of analysis.graph.modules) {
    const chain = analysis.chains.get(module);
    const { file } = module.found;
    if (module.firstParty || file === null || chain === undefined) continue;
    units.push({
      distribution: analysis.program.ownerOf(module.found) ?? 'unknown',
      module: module.found.name,
      function: null,
      file,
      line: 1,
      reach: chain.dynamic === 0 ? 'reached' : 'possibly-reached',
    });
  }
  return units.sort((left, right) =>
    left.file === right.file ? left.line - right.line : left.file < right.file ? -1 : 1,
  );
}
