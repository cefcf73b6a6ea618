// Lints records given as values, with the rules and the context that a test names.
import { type LintFinding, type LintOptions, lintRecords } from '../../../src/advisory/lint/lint.ts';
import { RULES } from '../../../src/advisory/lint/rules.ts';
import { parseDocument } from '../../../src/advisory/parse-document.ts';
import type { RecordFile } from '../../../src/advisory/repository/read-records.ts';
import { parseOsvRecord } from '../../../src/standard/osv.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

/** A record that no rule finds fault with. */
export const SOUND = {
  schema_version: '1.7.5',
  id: 'PSF-2026-1',
  modified: '2026-02-01T00:00:00Z',
  published: '2026-01-01T00:00:00Z',
  aliases: ['CVE-2026-1001'],
  summary: 'Reads files outside of the archive',
  details: 'Text.',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'jw-util', purl: 'pkg:pypi/jw-util' },
      ranges: [
        {
          type: 'GIT',
          repo: 'https://git.example/jw',
          events: [{ introduced: '0' }, { fixed: '0123456789abcdef0123456789abcdef01234567' }],
        },
        { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2' }, { introduced: '2.0' }, { fixed: '2.1' }] },
      ],
      versions: ['1.0', '1.1', '2.0'],
    },
  ],
  references: [{ type: 'ADVISORY', url: 'https://nvd.nist.gov/vuln/detail/CVE-2026-1001' }],
  credits: [{ name: 'Ann', type: 'FINDER' }],
  database_specific: { cwe_ids: ['CWE-22'], severity: 'CRITICAL' },
};

/** A record as a file of a folder. */
export function fileOf(value: unknown, name?: string): RecordFile {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const [parsed] = parseDocument(text, 'json').values;
  const { record, faults } = parseOsvRecord(parsed);
  if (record === null) throw new Error('a record needs an identifier');
  const inside = name ?? `${record.id}.json`;
  return { file: inside, path: `/${inside}`, inside, form: 'json', text, record, faults };
}

/** The findings in records, and their texts after the fixes where those are asked for. */
export async function lintFiles(
  files: readonly RecordFile[],
  options: { readonly fix?: boolean; readonly context?: Partial<LintOptions['context']> } = {},
): Promise<{ readonly findings: readonly LintFinding[]; readonly fixed: ReadonlyMap<string, string> }> {
  const none = { configuration: null, now: NOW, history: null, releases: null, sources: null };
  const result = await lintRecords(
    { records: files, unread: [], faults: [] },
    { rules: RULES, context: { ...none, ...options.context }, fix: options.fix === true },
  );
  return { findings: result.findings, fixed: new Map(result.fixed.map(({ file, text }) => [file.file, text])) };
}
