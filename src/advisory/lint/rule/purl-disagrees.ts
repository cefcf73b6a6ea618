// Rule: a purl that names something else than the ecosystem and name beside it.
import { normaliseDistributionName } from '../../../standard/distribution-name.ts';
import { formatPurl, parsePurl } from '../../../standard/purl.ts';
import { isPython } from '../each-range.ts';
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'purl-disagrees',
  severity: 'error',
  title: 'the purl disagrees with the package',
  help: 'Write the purl of the package, without a version.',
  *check({ record }): Iterable<LintProblem> {
    for (const [index, affected] of record.affected.entries()) {
      if (affected.package === null || !isPython(affected)) continue;
      const { name, purl } = affected.package;
      if (purl === null) continue;
      const normal = normaliseDistributionName(name.trim());
      const right = formatPurl({ name: normal, version: null, fileName: null });
      const read = parsePurl(purl);
      const why = !read.ok
        ? `cannot be read: ${read.fault.message}`
        : read.value.name !== normal
          ? `names ${read.value.name}, the package is ${normal}`
          : read.value.version !== null
            ? 'names a version, which the ranges are there for'
            : purl !== right
              ? `is not in its canonical form, ${right}`
              : null;
      if (why === null) continue;
      yield {
        path: `/affected/${index}/package/purl`,
        message: `${purl} ${why}`,
        fix: (editor) => editor.setField(['affected', index, 'package', 'purl'], right),
      };
    }
  },
};
