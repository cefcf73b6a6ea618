// Rule: a severity whose vector cannot be scored, or is of another version than its type says.
import { scoreCvss } from '../../../standard/cvss.ts';
import { severities } from '../each-severity.ts';
import type { LintProblem, LintRule } from '../rule.ts';

const TYPES: Readonly<Record<string, string>> = {
  '2.0': 'CVSS_V2',
  '3.0': 'CVSS_V3',
  '3.1': 'CVSS_V3',
  '4.0': 'CVSS_V4',
};

export const rule: LintRule = {
  id: 'severity-invalid',
  severity: 'error',
  title: 'a severity vector is invalid',
  help: 'Write the vector as FIRST’s calculator gives it, with the type of its version.',
  *check({ record }): Iterable<LintProblem> {
    for (const { severity, path, keys } of severities(record)) {
      if (!severity.type.startsWith('CVSS')) continue;
      const scored = scoreCvss(severity.score);
      if (!scored.ok) {
        yield { path: `${path}/score`, message: `${severity.score} is no CVSS vector: ${scored.fault.message}` };
        continue;
      }
      const type = TYPES[scored.value.version];
      if (type === undefined || type === severity.type) continue;
      yield {
        path: `${path}/type`,
        message: `the vector is of CVSS ${scored.value.version}, so its type is ${type}, not ${severity.type}`,
        fix: (editor) => editor.setField([...keys, 'type'], type),
      };
    }
  },
};
