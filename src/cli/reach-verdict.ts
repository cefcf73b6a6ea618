// A verdict of reachability and its way, as text for a person and as a value for JSON.
import type { ReachVerdict } from '../audit/reach/decide.ts';
import { escapeControls } from '../report/escape.ts';
import { formatSteps } from '../report/explain/story.ts';
import { MEANINGS } from '../report/explain/words.ts';
import { toPublicSteps } from '../report/public-finding.ts';

/** The verdict, its reason and every step of the way, a line each. */
export function formatVerdict(symbol: string, verdict: ReachVerdict): string {
  const lines = [`${symbol}: ${verdict.reach.replace('-', ' ')}, ${MEANINGS[verdict.reach]}`];
  if (verdict.reason !== null) lines.push(`  ${verdict.reason}`);
  return [...lines, ...formatSteps(verdict.witness)].map((line) => `${escapeControls(line)}\n`).join('');
}

/** The verdict with the field names of the public JSON. */
export function publicVerdict(verdict: ReachVerdict): object {
  return {
    reach: verdict.reach,
    precision: verdict.precision,
    ...(verdict.reason !== null && { reason: verdict.reason }),
    witness: toPublicSteps(verdict.witness),
  };
}
