// Rule: a score or level beside a vector that the vector does not give.
import { levelOf, scoreCvss } from '../../../standard/cvss.ts';
import type { OsvObject } from '../../../standard/osv.ts';
import { isRecord } from '../../../standard/osv-value.ts';
import { severities } from '../each-severity.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'severity-contradicts',
  severity: 'warning',
  title: 'a severity vector contradicts the score beside it',
  help: 'Correct whichever is wrong; readers take the vector.',
  *check({ record }): Iterable<LintProblem> {
    const scores = severities(record).flatMap(({ severity }) => {
      const scored = severity.type.startsWith('CVSS') ? scoreCvss(severity.score) : null;
      return scored?.ok ? [scored.value.score] : [];
    });
    if (scores.length === 0) return;
    const places: (readonly [string, OsvObject | null])[] = [['/database_specific', record.databaseSpecific]];
    for (const [index, affected] of record.affected.entries()) {
      places.push([`/affected/${index}/database_specific`, affected.databaseSpecific]);
      places.push([`/affected/${index}/ecosystem_specific`, affected.ecosystemSpecific]);
    }
    for (const [place, object] of places) if (object !== null) yield* contradictions(place, object, scores);
  },
};

const LEVELS: Readonly<Record<string, string>> = { moderate: 'medium', important: 'high' };

function* contradictions(place: string, object: OsvObject, scores: readonly number[]): Iterable<LintProblem> {
  const levels = scores.map(levelOf);
  const { severity, cvss } = object;
  if (typeof severity === 'string') {
    const word = severity.trim().toLowerCase();
    const level = LEVELS[word] ?? word;
    const known = ['none', 'low', 'medium', 'high', 'critical'].includes(level);
    if (known && !levels.some((each) => each === level)) {
      yield {
        path: `${place}/severity`,
        message: `${severity} is not what the vector gives, ${levels.join(' or ')} (${scores.join(', ')})`,
      };
    }
  }
  for (const [key, value] of Object.entries({ ...object, ...(isRecord(cvss) ? cvss : {}) })) {
    if (!/^(?:cvss_?)?(?:base_?)?score$/i.test(key)) continue;
    const score = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
    if (!Number.isFinite(score) || scores.some((each) => Math.abs(each - score) < 0.05)) continue;
    yield { path: `${place}/${key}`, message: `the score ${score} is not the vector’s, ${scores.join(' or ')}` };
  }
}
