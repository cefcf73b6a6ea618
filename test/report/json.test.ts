// The format json: the contract's object for an audit and for an inventory.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from './arbitrary.ts';
import { rendered } from './rendered.ts';
import { SAMPLE_FAULTS, sampleRun } from './sample.ts';

describe('renderJson', () => {
  it('writes an audit as the contract says', async () => {
    const report = JSON.parse(
      await rendered('json', sampleRun({ findings: 5, faults: SAMPLE_FAULTS, seed: 3, ignored: 1 })),
    );
    expect(Object.keys(report)).toEqual([
      'schema',
      'database',
      'inventory',
      'findings',
      'faults',
      'summary',
      'exit_code',
    ]);
    expect(report.schema).toBe('theriac.audit/1');
    expect(report.database.sources).toEqual([
      { name: 'pypi-osv.zip', modified: '2024-10-10T12:00:00Z', advisories: 2661 },
    ]);
    expect(report.inventory).toMatchObject({ source: 'uv.lock', distributions: 41, project: 'storefront' });
    expect(report.findings).toHaveLength(5);
    expect(report.findings[0].ignored).toEqual({
      reason: 'images come from our own camera only',
      until: '2027-01-31',
    });
    expect(report.faults[0]).toEqual({
      code: 'distribution-unpinned',
      effect: 'incomplete',
      file: 'requirements.txt',
      line: 4,
      message: SAMPLE_FAULTS[0]?.message,
    });
    // The inventory's faults come again as messages; each is one fault.
    expect(report.faults).toHaveLength(SAMPLE_FAULTS.length);
    expect(report.summary).toMatchObject({ ignored: 1 });
    expect(Object.keys(report.summary)).toEqual([
      'reached',
      'possibly_reached',
      'unknown',
      'loaded',
      'installed',
      'ignored',
      'failing',
    ]);
    expect(report.exit_code).toBe(1);
  });

  it('writes an inventory that was matched against nothing as the contract says', async () => {
    const messages = sampleRun({ distributions: 3, findings: 0 }).filter(({ kind }) => kind === 'inventory');
    const report = JSON.parse(await rendered('json', messages));
    expect(report).toMatchObject({ schema: 'theriac.inventory/1', source: 'uv.lock', faults: [] });
    expect(report.distributions[0]).toEqual({
      name: 'pillow',
      version: expect.any(String),
      purl: expect.stringMatching(/^pkg:pypi\/pillow@.*\?file_name=pillow-.*-py3-none-any\.whl$/),
      source: { kind: 'index', url: 'https://index.example/simple' },
      file_name: expect.stringMatching(/^pillow-/),
      hashes: [`sha256:${'0'.repeat(64)}`],
      groups: [],
      requires: [],
      installed: false,
      location: { file: 'uv.lock', line: 10 },
    });
  });

  it('is JSON without a raw control for any messages, and holds all findings', async () => {
    await fc.assert(
      fc.asyncProperty(run, async (messages) => {
        const text = await rendered('json', messages);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        const report = JSON.parse(text);
        const findings = messages.filter(({ kind }) => kind === 'finding');
        if (report.schema === 'theriac.audit/1') expect(report.findings).toHaveLength(findings.length);
        else expect(findings).toHaveLength(0);
      }),
    );
  });
});
