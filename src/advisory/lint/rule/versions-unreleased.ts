// Rule: versions that were never released, as the list of releases at hand knows.
import { normaliseDistributionName } from '../../../standard/distribution-name.ts';
import { parseLooseVersion, versionKey } from '../../../standard/version.ts';
import { isPython } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'versions-unreleased',
  severity: 'warning',
  title: 'a version was never released',
  help: 'Take the version out of the list, or correct it; a release that was deleted may stay.',
  needs: 'releases',
  *check({ record }, { releases }): Iterable<LintProblem> {
    for (const [index, affected] of record.affected.entries()) {
      if (affected.package === null || !isPython(affected)) continue;
      const known = releases?.of(normaliseDistributionName(affected.package.name)) ?? null;
      if (known === null) continue;
      for (const [at, version] of affected.versions.entries()) {
        if (!known.keys.has(versionKey(parseLooseVersion(version)))) {
          yield {
            path: `/affected/${index}/versions/${at}`,
            message: `${affected.package.name} ${version} was never released`,
          };
        }
      }
    }
  },
};
