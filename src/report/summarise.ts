// The sum of a run whose own is missing, by the same rules as the audit's.
import type { Fault } from '../finding/fault.ts';
import type { Finding } from '../finding/finding.ts';
import type { Summary } from '../finding/message.ts';
import { emptyCounts, fails, type Policy, verdict } from '../finding/policy.ts';

/** Counts findings by reach and gives the verdict that they, the faults and the policy make. */
export function summarise(findings: readonly Finding[], faults: readonly Fault[], policy: Policy): Summary {
  const counts = emptyCounts();
  let ignored = 0;
  let failing = 0;
  for (const finding of findings) {
    if (finding.ignored === null) counts[finding.reach] += 1;
    else ignored += 1;
    if (fails(finding, policy)) failing += 1;
  }
  return { counts, ignored, failing, exitCode: verdict(findings, faults, policy) };
}
