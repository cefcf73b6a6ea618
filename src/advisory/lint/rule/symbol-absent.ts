// Rule: a vulnerable symbol that the sources of an affected release do not have, so that nothing can ever reach it.

import { normaliseDistributionName } from '../../../standard/distribution-name.ts';
import { readImports } from '../../../standard/osv.ts';
import { isPython } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'symbol-absent',
  severity: 'error',
  title: 'a symbol is not in the affected sources',
  help: 'Name the function as the affected release defines it; theriac advisory symbols proposes names.',
  needs: 'sources',
  async check({ record }, { sources }): Promise<Iterable<LintProblem>> {
    const problems: LintProblem[] = [];
    if (sources === null || record.withdrawn !== null) return problems;
    for (const [index, affected] of record.affected.entries()) {
      if (affected.package === null || !isPython(affected)) continue;
      const releases = await sources.affectedReleases(normaliseDistributionName(affected.package.name), affected);
      for (const release of releases) {
        for (const [at, { attribute, modules }] of readImports(affected).entries()) {
          for (const module of modules) {
            const lacks = await release.lacks(module, attribute);
            if (lacks === null) continue;
            const path = `/affected/${index}/ecosystem_specific/imports/${at}`;
            problems.push({ path, message: `${release.name} has no ${lacks}` });
          }
        }
      }
    }
    return problems;
  },
};
