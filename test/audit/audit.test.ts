// Findings from matches: one for each alias group and distribution, the smallest upgrade, policy, faults and the verdict.
import { afterEach, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { Fault } from '../../src/finding/fault.ts';
import type { Finding } from '../../src/finding/finding.ts';
import type { Distribution, Inventory } from '../../src/finding/inventory.ts';
import type { Summary } from '../../src/finding/message.ts';
import { DEFAULT_POLICY, type IgnoreEntry, type Policy } from '../../src/finding/policy.ts';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';
import { advisory, type MadeDatabase, makeDatabase } from './made-database.ts';

const NOW = Date.UTC(2026, 10, 22);
const open: MadeDatabase[] = [];

afterEach(() => {
  for (const made of open.splice(0)) made.remove();
});

function distribution(name: string, version: string | null, more: Partial<Distribution> = {}): Distribution {
  return {
    name: normaliseDistributionName(name),
    version,
    source: { kind: 'index', url: null },
    artifacts: [],
    installed: false,
    extras: [],
    marker: null,
    groups: [],
    requires: [],
    location: { file: 'requirements.txt', line: 1 },
    folder: null,
    ...more,
  };
}

function inventory(distributions: readonly Distribution[], faults: readonly Fault[] = []): Inventory {
  const requires = distributions.map(({ name }) => ({
    name,
    version: null,
    extras: [],
    marker: null,
    extra: null,
    group: null,
    member: null,
  }));
  return {
    kind: 'requirements',
    source: 'requirements.txt',
    root: '/project',
    project: 'shop',
    target: null,
    distributions,
    requires,
    faults,
  };
}

interface Result {
  readonly findings: readonly Finding[];
  readonly faults: readonly Fault[];
  readonly summary: Summary;
}

async function run(records: readonly object[], held: Inventory, policy: Partial<Policy> = {}): Promise<Result> {
  const made = await makeDatabase(records);
  open.push(made);
  const findings: Finding[] = [];
  const faults: Fault[] = [];
  let summary: Summary | null = null;
  const input = {
    inventory: held,
    database: made.database,
    policy: { ...DEFAULT_POLICY, ...policy },
    version: '0',
    now: NOW,
    reach: { kind: 'none' as const, reason: 'reachability was not analysed' },
  };
  for await (const message of audit(input)) {
    if (message.kind === 'finding') findings.push(message.finding);
    if (message.kind === 'incomplete') faults.push(message.fault);
    if (message.kind === 'summary') summary = message.summary;
  }
  if (summary === null) throw new Error('the stream has no summary');
  return { findings, faults, summary };
}

const ignore = (entry: Partial<IgnoreEntry>): IgnoreEntry => ({
  id: 'CVE-2024-1',
  reason: 'not used',
  package: null,
  until: null,
  unlessFixed: false,
  origin: 'pyproject.toml',
  ...entry,
});

describe('grouping', () => {
  it('reports one finding for twins that share an alias nobody has a record of', async () => {
    const { findings } = await run(
      [
        advisory('GHSA-aaaa-bbbb-cccc', 'pillow', { fixed: '10.0.1', aliases: ['CVE-2024-1'] }),
        advisory('PYSEC-2024-1', 'Pillow', { fixed: '10.0.2', aliases: ['CVE-2024-1'] }),
      ],
      inventory([distribution('pillow', '9.5.0')]),
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      id: 'PYSEC-2024-1',
      aliases: ['GHSA-aaaa-bbbb-cccc', 'CVE-2024-1'],
      fixed: ['10.0.1', '10.0.2'],
      upgrade: '10.0.2',
      reach: 'unknown',
      reason: 'reachability was not analysed',
    });
  });

  it('keeps two locked versions of one distribution apart and says one version once', async () => {
    const { findings } = await run(
      [advisory('PYSEC-2024-1', 'numpy', { fixed: '2.0' })],
      inventory([
        distribution('numpy', '1.0'),
        distribution('numpy', '1.5'),
        distribution('numpy', '1.5'),
        distribution('numpy', '2.0'),
      ]),
    );
    expect(findings.map((finding) => finding.distribution.version)).toEqual(['1.0', '1.5']);
  });

  it('takes the severity of the newest CVSS version', async () => {
    const three = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
    const four = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N' };
    const { findings } = await run(
      [
        advisory('GHSA-aaaa-bbbb-cccc', 'x', { aliases: ['CVE-2024-1'], severity: [four] }),
        advisory('PYSEC-2024-1', 'x', { aliases: ['CVE-2024-1'], severity: [three] }),
      ],
      inventory([distribution('x', '1')]),
    );
    expect(findings[0]?.severity).toMatchObject({ score: 6.9, level: 'medium', vector: four.score });
  });
});

describe('upgrade', () => {
  it('is the smallest version that clears all, passing over one that something else affects', async () => {
    const { findings } = await run(
      [
        advisory('PYSEC-2024-1', 'x', { fixed: '2.0' }),
        advisory('PYSEC-2024-2', 'x', { introduced: '1.0', fixed: '1.5' }),
        advisory('PYSEC-2024-3', 'x', { introduced: '2.0', fixed: '2.1' }),
        advisory('PYSEC-2024-4', 'x', { introduced: '3.0', fixed: '3.1' }),
      ],
      inventory([distribution('x', '1.2')]),
    );
    expect(findings.map((finding) => [finding.id, finding.upgrade])).toEqual([
      ['PYSEC-2024-1', '2.1'],
      ['PYSEC-2024-2', '2.1'],
    ]);
  });

  it('prefers a final release, and is absent where nothing is fixed', async () => {
    const { findings } = await run(
      [
        advisory('PYSEC-2024-1', 'x', { fixed: '2.0rc1' }),
        advisory('PYSEC-2024-2', 'x', { fixed: '2.0.1' }),
        advisory('PYSEC-2024-3', 'y'),
      ],
      inventory([distribution('x', '1'), distribution('y', '1')]),
    );
    expect(findings.map((finding) => finding.upgrade)).toEqual(['2.0.1', '2.0.1', null]);
  });
});

describe('policy', () => {
  const records = [advisory('PYSEC-2024-1', 'x', { fixed: '2', aliases: ['CVE-2024-1'] })];
  const held = inventory([distribution('x', '1')]);

  it('ignores by any identifier, and says so when an entry is expired or useless', async () => {
    const ignored = await run(records, held, { ignore: [ignore({ id: 'cve-2024-1' })] });
    expect(ignored.findings[0]?.ignored).toEqual({ reason: 'not used', until: null });
    expect(ignored.summary).toMatchObject({ exitCode: 0, ignored: 1, failing: 0, counts: { unknown: 0 } });

    const expired = await run(records, held, { ignore: [ignore({ until: '2026-11-21' })] });
    expect(expired.summary.exitCode).toBe(1);
    expect(expired.faults.map((fault) => fault.code)).toEqual(['ignore-expired']);
    const today = await run(records, held, { ignore: [ignore({ until: '2026-11-22' })] });
    expect(today.summary.exitCode).toBe(0);

    const other = await run(records, held, { ignore: [ignore({ package: 'y' })] });
    expect(other.summary.exitCode).toBe(1);
    expect(other.faults.map((fault) => fault.code)).toEqual(['ignore-unmatched']);
  });

  it('ends an entry that holds only until there is a fix', async () => {
    const fixed = await run(records, held, { ignore: [ignore({ unlessFixed: true })] });
    expect(fixed.summary.exitCode).toBe(1);
    expect(fixed.faults).toEqual([]);
    const open = await run([advisory('CVE-2024-1', 'x')], held, { ignore: [ignore({ unlessFixed: true })] });
    expect(open.summary.exitCode).toBe(0);
  });

  it('passes below the severity threshold, never what has no severity', async () => {
    const low = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N' };
    const rated = [advisory('PYSEC-2024-1', 'x', { severity: [low] })];
    expect((await run(rated, held, { severity: 'medium' })).summary.exitCode).toBe(0);
    expect((await run(rated, held, { severity: 'low' })).summary.exitCode).toBe(1);
    expect((await run(records, held, { severity: 'critical' })).summary.exitCode).toBe(1);
  });

  it('gives 3 for an incomplete answer only when nothing fails', async () => {
    const fault: Fault = { code: 'file-absent', effect: 'incomplete', file: 'other.txt', message: 'it is not there' };
    expect((await run(records, inventory([distribution('x', '2')], [fault]))).summary.exitCode).toBe(3);
    expect((await run(records, inventory([distribution('x', '1')], [fault]))).summary.exitCode).toBe(1);
    expect(
      (await run(records, inventory([distribution('x', '2')], [{ ...fault, effect: 'note' }]))).summary.exitCode,
    ).toBe(0);
  });
});

describe('builds', () => {
  const wheels = {
    id: 'PYSEC-2024-1',
    modified: '2024-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'x' },
        versions: ['1.0'],
        ecosystem_specific: { wheels: [{ file_name: 'x-1.0-2-py3-none-any.whl', status: 'unaffected' }] },
      },
    ],
  };
  const artifact = (fileName: string) => ({ artifacts: [{ fileName, build: null, hashes: [] }], installed: true });

  it('tells a rebuilt wheel from the others, and doubts what it does not know', async () => {
    const rebuilt = await run([wheels], inventory([distribution('x', '1.0', artifact('x-1.0-2-py3-none-any.whl'))]));
    expect(rebuilt.findings).toEqual([]);
    const first = await run([wheels], inventory([distribution('x', '1.0', artifact('x-1.0-1-py3-none-any.whl'))]));
    expect(first.findings[0]).toMatchObject({ precision: 'build', matched: { by: 'wheel' } });
    expect(first.findings[0]?.distribution.purl).toContain('file_name=x-1.0-1-py3-none-any.whl');
    const unknown = await run([wheels], inventory([distribution('x', '1.0')]));
    expect(unknown.findings[0]?.reason).toMatch(/only some builds/);
  });
});
