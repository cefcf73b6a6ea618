// The main job: an inventory against the advisory database, as a stream of messages that ends in a verdict.
import type { Database } from '../advisory/database/database.ts';
import type { Fault } from '../finding/fault.ts';
import type { Finding } from '../finding/finding.ts';
import type { Inventory } from '../finding/inventory.ts';
import type { Message } from '../finding/message.ts';
import { emptyCounts, fails, type Policy, verdict } from '../finding/policy.ts';
import { compareReach } from '../finding/reach.ts';
import { databaseAge } from './database-age.ts';
import { applyIgnores } from './ignore.ts';
import { matchInventory } from './match-inventory.ts';
import { decideReach, type ReachVerdict } from './reach/decide.ts';
import { EntryError } from './reach/entry-error.ts';
import type { ReachAnalysis } from './reach/reach-analysis.ts';

export interface AuditInput {
  readonly inventory: Inventory;
  readonly database: Database;
  readonly policy: Policy;
  /** The release of Theriac, for the report. */
  readonly version: string;
  /** Decides how far the code gets towards each finding; asked only where there is one. */
  readonly reach: ReachSource;
  /** When the run began, milliseconds since 1970: the day that ignore entries and the data's age are judged by. */
  readonly now: number;
}

/** Where the reach of findings comes from: an analysis of the project's code, or the reason why there is none. */
export type ReachSource =
  | { readonly kind: 'analysis'; readonly analyse: () => Promise<ReachAnalysis | Unanalysed> }
  | ({ readonly kind: 'none' } & Unanalysed);

/** There is nothing to analyse, and why. */
export interface Unanalysed {
  readonly reason: string;
}

/** Matches every distribution of the inventory; yields the messages in the order that `Message` promises. */
export async function* audit(input: AuditInput): AsyncIterable<Message> {
  const { inventory, database, policy, now } = input;
  yield { kind: 'config', version: input.version, started: new Date(now).toISOString(), policy };
  yield { kind: 'inventory', inventory };
  yield { kind: 'advisory', sources: database.sources, builtIn: database.builtIn };

  const matched = matchInventory(inventory, database);
  const { findings: decided, faults: reachFaults } = await decideAll(matched, input.reach);
  const { findings, faults: ignoreFaults } = applyIgnores(decided, policy.ignore, now);
  findings.sort(bySignificance);
  for (const finding of findings) yield { kind: 'finding', finding };

  const names = new Set(inventory.distributions.map((distribution) => distribution.name));
  const faults: readonly Fault[] = [
    ...inventory.faults,
    ...database.faults(names),
    ...databaseAge(database, now),
    ...reachFaults,
    ...ignoreFaults,
  ];
  for (const fault of faults) yield { kind: 'incomplete', fault };
  yield { kind: 'summary', summary: summarise(findings, faults, policy) };
}

/** Sets the reach of each finding. */
async function decideAll(
  findings: readonly Finding[],
  source: ReachSource,
): Promise<{ findings: readonly Finding[]; faults: readonly Fault[] }> {
  if (findings.length === 0) return { findings, faults: [] };
  try {
    const analysis = source.kind === 'none' ? source : await source.analyse();
    if ('reason' in analysis) return { findings: withReason(findings, analysis.reason), faults: [] };
    try {
      const decisions = await decideReach(analysis, findings);
      const decided = decisions.map(({ question, verdict }) => applyVerdict(question, verdict));
      return { findings: decided, faults: analysis.faults() };
    } finally {
      analysis.close();
    }
  } catch (error) {
    if (error instanceof EntryError) throw error;
    // A defect in the analysis must not hide what the versions alone say.
    return failed(findings, error instanceof Error ? error.message : String(error));
  }
}

/** A doubt whether the version is affected at all stays the reason, and `unknown` the reach unless it is cleared. */
function applyVerdict(finding: Finding, verdict: ReachVerdict): Finding {
  if (finding.reason === null) return { ...finding, ...verdict };
  const cleared = verdict.reach === 'loaded' || verdict.reach === 'installed';
  return cleared ? { ...finding, ...verdict, reason: finding.reason } : { ...finding, witness: verdict.witness };
}

function failed(
  findings: readonly Finding[],
  message: string,
): { findings: readonly Finding[]; faults: readonly Fault[] } {
  const reason = 'the analysis of the code failed';
  const fault: Fault = {
    code: 'analysis-failed',
    effect: 'incomplete',
    file: 'the project',
    message: `${reason}: ${message}; please report this as a defect of theriac`,
  };
  return { findings: withReason(findings, reason), faults: [fault] };
}

function withReason(findings: readonly Finding[], reason: string): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, reason: finding.reason ?? reason }));
}

/** Worst reach first, then the higher score, then name and identifier, so that two runs give the same order. */
function bySignificance(left: Finding, right: Finding): number {
  return (
    compareReach(left.reach, right.reach) ||
    (right.severity?.score ?? -1) - (left.severity?.score ?? -1) ||
    compareText(left.distribution.name, right.distribution.name) ||
    compareText(left.distribution.version, right.distribution.version) ||
    compareText(left.id, right.id)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function summarise(
  findings: readonly Finding[],
  faults: readonly Fault[],
  policy: Policy,
): Extract<Message, { kind: 'summary' }>['summary'] {
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
