// A finding: one vulnerability (advisory group) in one distribution, with its evidence.
import type { Location } from './inventory.ts';
import type { Precision, Reach } from './reach.ts';

export const SEVERITY_LEVELS = ['critical', 'high', 'medium', 'low', 'none'] as const;
export type SeverityLevel = (typeof SEVERITY_LEVELS)[number];

/** The severity that the group's best vector gives; `score` from 0 to 10. */
export interface Severity {
  readonly score: number;
  readonly level: SeverityLevel;
  readonly vector: string;
}

/** What the advisory calls vulnerable: a whole module (attribute null) or a dotted attribute inside it. */
export interface Unit {
  readonly module: string;
  readonly attribute: string | null;
}

/** What in the advisory matched: `detail` is one readable phrase, `>=9.0, <10.0.1` or `listed version 9.5.0`. */
export interface Matched {
  readonly by: 'versions' | 'range' | 'wheel';
  readonly detail: string;
}

/** How the code gets from one step to the next. */
export const STEP_KINDS = [
  'root',
  'load',
  'call',
  'callback',
  'override',
  'descriptor',
  'template',
  'entry-point',
  'string',
  'dynamic',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** One step of a witness: where it happens and what it leads to. `file` is relative to the project or site-packages. */
export interface Step {
  readonly kind: StepKind;
  /** The module that this step arrives at, and the function in it; null is the module's own top-level code. */
  readonly module: string;
  readonly function: string | null;
  /** Where the step is taken: the line of the import or call. */
  readonly file: string;
  readonly line: number;
  /** Whether `file` belongs to the project rather than to a distribution. */
  readonly firstParty: boolean;
  /** Whether it surely happens once the code before it runs; a step that is not is a guess, whatever its kind. */
  readonly resolved: boolean;
}

/** The kinds of steps that are always guesses. */
export const GUESSED_KINDS: readonly StepKind[] = ['entry-point', 'string', 'dynamic'];

export interface Finding {
  /** The preferred identifier of the group: PYSEC, then GHSA, then CVE, then any other. */
  readonly id: string;
  readonly aliases: readonly string[];
  /** One line for a person; the record's summary, else the first sentence of its details. */
  readonly title: string;
  /** A page about it, null where the record names none. */
  readonly link: string | null;
  readonly distribution: {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    /** The artifact, where the inventory knows which one it is. */
    readonly fileName: string | null;
  };
  readonly reach: Reach;
  readonly precision: Precision;
  /** Why the reach is `unknown`, or what else a person must know about it; null otherwise. */
  readonly reason: string | null;
  readonly severity: Severity | null;
  readonly weaknesses: readonly string[];
  readonly published: string | null;
  readonly modified: string | null;
  readonly matched: Matched;
  readonly units: readonly Unit[];
  /** The versions that fix this vulnerability, in order. */
  readonly fixed: readonly string[];
  /** The smallest known version that clears every finding of the distribution; null where none is known. */
  readonly upgrade: string | null;
  /** Dependency paths from the project to the distribution, shortest first, at most three. */
  readonly why: readonly (readonly string[])[];
  readonly witness: readonly Step[];
  /** The line that locks or declares the distribution. */
  readonly location: Location | null;
  readonly ignored: { readonly reason: string; readonly until: string | null } | null;
}
