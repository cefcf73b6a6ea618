// Rule: listed versions that no range of the entry holds.

import { normaliseDistributionName as nameOf } from '../../../standard/distribution-name.ts';
import { parseVersion, versionKey } from '../../../standard/version.ts';
import { contains, isVersionRange, readIntervals } from '../../database/range.ts';
import { isPython } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

const SHOWN = 5;

export const rule: LintRule = {
  id: 'versions-disagree',
  severity: 'warning',
  title: 'listed versions disagree with the ranges',
  help: 'A version counts as affected where either says so: correct the list or the range; theriac advisory versions makes the list.',
  *check({ record }, { releases }): Iterable<LintProblem> {
    for (const [index, affected] of record.affected.entries()) {
      if (!isPython(affected) || affected.versions.length === 0 || affected.incomplete) continue;
      const intervals = affected.ranges.filter(isVersionRange).flatMap((range) => readIntervals(range).intervals);
      if (intervals.length === 0 || intervals.some(([, , , , , doubt]) => doubt !== '')) continue;
      const keys = new Set<string>();
      const outside: string[] = [];
      for (const text of affected.versions) {
        const version = parseVersion(text);
        if (!version.ok) continue;
        const key = versionKey(version.value);
        keys.add(key);
        if (!intervals.some((interval) => contains(interval, key, key))) outside.push(text);
      }
      const path = `/affected/${index}/versions`;
      if (outside.length > 0) yield { path, message: `no range holds ${shorten(outside)}` };
      const name = affected.package === null ? null : releases?.of(nameOf(affected.package.name));
      if (!name) continue;
      const missing = name.versions.filter((text) => {
        const version = parseVersion(text);
        if (!version.ok) return false;
        const key = versionKey(version.value);
        return !keys.has(key) && intervals.some((interval) => contains(interval, key, key));
      });
      if (missing.length > 0) yield { path, message: `the list lacks ${shorten(missing)}, which the ranges hold` };
    }
  },
};

function shorten(versions: readonly string[]): string {
  if (versions.length <= SHOWN) return versions.join(', ');
  return `${versions.slice(0, SHOWN).join(', ')} and ${versions.length - SHOWN} more`;
}
