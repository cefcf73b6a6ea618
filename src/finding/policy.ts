// What a run fails on, and the verdict that follows from the findings: the same for every output format.
import type { Fault } from './fault.ts';
import { type Finding, SEVERITY_LEVELS, type SeverityLevel } from './finding.ts';
import { REACHES, type Reach } from './reach.ts';

export type ExitCode = 0 | 1 | 2 | 3;

/** An entry that sets a finding aside: by any identifier of its group, with a reason, and with an end if one is given. */
export interface IgnoreEntry {
  readonly id: string;
  readonly reason: string;
  /** Only for this distribution, normalised; null for any. */
  readonly package: string | null;
  /** The last day on which the entry holds, `YYYY-MM-DD`; null for ever. */
  readonly until: string | null;
  /** Whether the entry ends as soon as a fixed version is known. */
  readonly unlessFixed: boolean;
  /** Where it was written: file and line, or the command line. */
  readonly origin: string;
}

export interface Policy {
  /** The reaches that fail; the others pass. */
  readonly failOn: readonly Reach[];
  /** Findings below this level pass; one without a severity always counts. Null: every level. */
  readonly severity: SeverityLevel | null;
  readonly ignore: readonly IgnoreEntry[];
}

/** The design's default: everything that is reached, possibly reached or unknown fails. */
export const DEFAULT_POLICY: Policy = {
  failOn: ['reached', 'possibly-reached', 'unknown'],
  severity: null,
  ignore: [],
};

/** Whether the policy fails on this finding. */
export function fails(finding: Finding, policy: Policy): boolean {
  if (finding.ignored !== null || !policy.failOn.includes(finding.reach)) return false;
  if (policy.severity === null || finding.severity === null) return true;
  return SEVERITY_LEVELS.indexOf(finding.severity.level) <= SEVERITY_LEVELS.indexOf(policy.severity);
}

/** The exit code that findings and faults give: 1 before 3 before 0; 2 is for what ends a run before it has findings. */
export function verdict(findings: Iterable<Finding>, faults: Iterable<Fault>, policy: Policy): ExitCode {
  for (const finding of findings) if (fails(finding, policy)) return 1;
  for (const fault of faults) if (fault.effect === 'incomplete') return 3;
  return 0;
}

/** An empty count for each reach. */
export function emptyCounts(): Record<Reach, number> {
  return Object.fromEntries(REACHES.map((reach) => [reach, 0])) as Record<Reach, number>;
}
