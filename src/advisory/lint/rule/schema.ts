// Rule: what breaks the OSV schema, and what of a record cannot be read.
import { isRecord } from '../../../standard/osv-value.ts';
import type { LintProblem, LintRule } from '../rule.ts';
import { schemaProblems } from '../schema-check.ts';

export const rule: LintRule = {
  id: 'schema',
  severity: 'error',
  title: 'the record breaks the OSV schema',
  help: 'Write the field as the OSV schema says.',
  *check({ record, faults }): Iterable<LintProblem> {
    const found = isRecord(record.original) ? [...schemaProblems(record.original)] : [];
    yield* found;
    const known = new Set(found.map(({ path }) => path));
    for (const { path, message, effect } of faults) {
      // Other rules say these better.
      if (/^\/(?:modified|published|withdrawn)$/.test(path) && effect === 'note') continue;
      // Other ecosystems write their symbols in other ways.
      const [, entry] = /^\/affected\/(\d+)\/(?:ecosystem|database)_specific\//.exec(path) ?? [];
      if (entry !== undefined && !isPythonAt(record.original['affected'], Number(entry))) continue;
      if (known.has(path) || known.has(path.replace(/\/[^/]*$/, ''))) continue;
      yield {
        path,
        message: `${pointerName(path)} ${message}`.trim(),
        severity: effect === 'lost' ? 'error' : 'warning',
      };
    }
  },
};

function isPythonAt(affected: unknown, index: number): boolean {
  const entry: unknown = Array.isArray(affected) ? affected[index] : affected;
  const subject = isRecord(entry) ? entry['package'] : null;
  const ecosystem = isRecord(subject) ? subject['ecosystem'] : null;
  return typeof ecosystem === 'string' && /^pypi(?::|$)/i.test(ecosystem.trim());
}

function pointerName(path: string): string {
  return path.slice(1).replaceAll('/', '.');
}
