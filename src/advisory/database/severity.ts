// The severity that speaks for a record: of the newest CVSS version, the highest score.
import type { Severity } from '../../finding/finding.ts';
import { scoreCvss } from '../../standard/cvss.ts';
import type { OsvSeverity } from '../../standard/osv.ts';

/** Scores the vectors that can be read; null where there is none. */
export function bestSeverity(severities: readonly OsvSeverity[]): Severity | null {
  let best: { readonly version: string; readonly severity: Severity } | null = null;
  for (const { type, score: vector } of severities.slice(0, 20)) {
    if (!type.startsWith('CVSS')) continue;
    const scored = scoreCvss(vector);
    if (!scored.ok) continue;
    const { version, score, level } = scored.value;
    if (best === null || version > best.version || (version === best.version && score > best.severity.score)) {
      best = { version, severity: { score, level, vector: vector.trim() } };
    }
  }
  return best?.severity ?? null;
}
