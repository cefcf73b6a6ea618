// Rule: a record that names no weakness (CWE), in the field that OSV databases keep them in.
import type { LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'weaknesses-empty',
  severity: 'warning',
  title: 'the record names no weakness',
  help: 'Name the CWE in database_specific.cwe_ids; cwe.mitre.org lists them.',
  *check({ record }): Iterable<LintProblem> {
    if (record.withdrawn !== null) return;
    const given = record.databaseSpecific?.['cwe_ids'];
    if (given === undefined || given === null) {
      yield {
        path: '/database_specific',
        message: 'the record names no weakness (cwe_ids is absent)',
        severity: 'note',
      };
    } else if (!Array.isArray(given) || given.length === 0) {
      yield { path: '/database_specific/cwe_ids', message: 'cwe_ids is empty' };
    } else {
      for (const [index, weakness] of given.entries()) {
        if (typeof weakness === 'string' && /^CWE-[1-9]\d*$/.test(weakness)) continue;
        yield {
          path: `/database_specific/cwe_ids/${index}`,
          message: `${JSON.stringify(weakness)} is no weakness such as CWE-79`,
        };
      }
    }
  },
};
