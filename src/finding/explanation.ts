// The whole story of one vulnerability in a project, as values: the contract between the audit and those who draw it.
import type { Finding, Step, Unit } from './finding.ts';
import type { Location } from './inventory.ts';

/** What is known of one vulnerable unit. */
export interface ExplainedUnit extends Unit {
  /** Where it is defined, as `file:line`; null where that is not known. */
  readonly defined: string | null;
  /** Whether its module is loaded; null where no code was analysed. */
  readonly loaded: boolean | null;
}

/** A place that names vulnerable code in a call or import, and that nothing running gets to, or that means another. */
export interface Neighbour extends Location {
  readonly how: 'calls' | 'loads';
  /** The code that it stands in; `function` null: the module's own. */
  readonly module: string;
  readonly function: string | null;
  /** Whether that code runs. */
  readonly runs: boolean;
  readonly ownCode: boolean;
}

/** Where the trail ends of code that is not reached. */
export interface Trail {
  /** How its module is loaded, step by step; empty where it is not. */
  readonly loadedBy: readonly Step[];
  readonly neighbours: readonly Neighbour[];
  /** How many neighbours more there are. */
  readonly more: number;
}

/** One step of a way, with what a drawing must know of the code that it arrives at. */
export interface WayStep extends Step {
  /** The distribution that owns the code arrived at; null for the project's own and where none is known to. */
  readonly distribution: string | null;
  /** Whether the code arrived at is the project's own; `firstParty` is about where the step is taken. */
  readonly ownCode: boolean;
  /** Where the code arrived at is defined. */
  readonly defined: Location;
}

/** One chain from a root of the project to code that the advisory calls vulnerable. */
export type Way = readonly WayStep[];

/** Some lines of a file around one of them; `lines` null: `missing` says why the source is not at hand. */
export interface Excerpt extends Location {
  /** Whether the file belongs to the project rather than to a distribution. */
  readonly firstParty: boolean;
  /** The number of the first of the lines, from 1. */
  readonly first: number;
  readonly lines: readonly string[] | null;
  readonly missing: string | null;
}

export interface Explanation {
  readonly finding: Finding;
  readonly units: readonly ExplainedUnit[];
  /** Where the search was made; null where no code was analysed. */
  readonly searched: {
    readonly roots: number;
    readonly modules: number;
    /** Whether calls were followed; else the modules are those that imports alone load. */
    readonly calls: boolean;
    /** How many of the distribution's modules are loaded, and which, at most a dozen. */
    readonly own: number;
    readonly ownNames: readonly string[];
  } | null;
  /** Null where the code is reached, or where that could not be decided. */
  readonly trail: Trail | null;
  /** What could not be seen: places and reasons. */
  readonly unseen: readonly string[];
  /** A handful of ways to vulnerable code, the best first; the finding's witness is among them. */
  readonly ways: readonly Way[];
  /** The source around each step and definition; empty where it was not asked for. */
  readonly excerpts: readonly Excerpt[];
}
