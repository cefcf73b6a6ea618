// The linter's reports: SARIF that the official schema accepts, annotations that carry no foreign command.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLint } from '../../../src/cli/advisory/lint-format.ts';

const validate = compileSchema();

/** The schema is of draft 4; all that it uses means the same in draft 7 but the name of `id`. */
function compileSchema() {
  const text = readFileSync(new URL('../../recorded/sarif/sarif-schema-2.1.0.json', import.meta.url), 'utf8');
  const { id: $id, $schema: _draft, ...schema } = JSON.parse(text);
  const ajv = new Ajv({ strict: false });
  formats.default(ajv, { mode: 'full' });
  return ajv.compile({ $id, ...schema });
}

const run = { records: 1, version: '1.0.0' };
const finding = fc.record({
  rule: fc.constantFrom('schema', 'alias-owned'),
  severity: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
  file: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a.yaml', 'a,b::c.yaml', '../x/ä.json')),
  line: fc.option(fc.integer({ min: 1, max: 1e6 })),
  id: fc.string({ unit: 'binary' }),
  message: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n::set-env name=x::y', '%0A::error::z', '[a](b) {0}'),
  ),
  fixable: fc.boolean(),
});
const result = fc
  .array(finding, { maxLength: 4 })
  .map((findings) => ({ findings, notChecked: [], faults: [], fixed: [] }));

describe('reports', () => {
  it('in SARIF are as the official schema has them', () => {
    fc.assert(
      fc.property(result, (given) => {
        validate(JSON.parse(formatLint('sarif', given, run)));
        expect(validate.errors ?? []).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('for workflows are one command a finding', () => {
    fc.assert(
      fc.property(result, (given) => {
        const lines = formatLint('github', given, run)
          .split('\n')
          .filter((line) => line !== '');
        expect(lines).toHaveLength(given.findings.length);
        for (const line of lines)
          expect(line).toMatch(/^::(?:error|warning|notice) file=[^,:]*(?:,line=\d+)?,title=[a-z-]+::[^\r\n]*$/);
      }),
    );
  });

  it('in JSON give back what was found; in text keep a line to each', () => {
    fc.assert(
      fc.property(result, (given) => {
        const { schema, findings } = JSON.parse(formatLint('json', given, run));
        expect(schema).toBe('theriac.lint/1');
        expect(findings).toEqual(given.findings.map(({ line, ...rest }) => (line === null ? rest : { ...rest, line })));
        const lines = formatLint('text', given, run).trimEnd().split('\n');
        expect(lines).toHaveLength(given.findings.length + (given.findings.length > 0 ? 2 : 1));
      }),
    );
  });
});
