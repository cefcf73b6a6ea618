// The public JSON: the design's contract to the letter, and nothing lost on the way there and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding/finding.ts';
import { toPublicFinding } from '../../src/report/public-finding.ts';
import { fromPublicMessage, toPublicMessage } from '../../src/report/public-message.ts';
import { run } from './arbitrary.ts';
import { sampleRun } from './sample.ts';

const FULL: Finding = {
  id: 'PYSEC-2023-175',
  aliases: ['CVE-2023-4863', 'GHSA-j7hp-h8jx-5ppr'],
  title: 'Heap overflow when decoding WebP',
  link: 'https://advisories.example/PYSEC-2023-175',
  distribution: { name: 'pillow', version: '9.5.0', purl: 'pkg:pypi/pillow@9.5.0', fileName: 'pillow-9.5.0.tar.gz' },
  reach: 'possibly-reached',
  precision: 'function',
  reason: 'receiver unknown',
  severity: { score: 8.8, level: 'high', vector: 'CVSS:3.1/AV:N' },
  weaknesses: ['CWE-787'],
  published: '2023-09-20T00:00:00Z',
  modified: '2023-10-01T00:00:00Z',
  matched: { by: 'range', detail: '>=0, <10.0.1' },
  units: [{ module: 'PIL.WebPImagePlugin', attribute: null }],
  fixed: ['10.0.1'],
  upgrade: '10.3.0',
  why: [['storefront', 'thumbnails', 'pillow']],
  witness: [
    {
      kind: 'call',
      module: 'PIL.Image',
      function: 'open',
      file: 'shop/thumbs.py',
      line: 18,
      firstParty: true,
      resolved: true,
    },
  ],
  location: { file: 'uv.lock', line: 812 },
  ignored: { reason: 'never decodes WebP', until: '2027-01-31' },
};

describe('toPublicFinding', () => {
  it('spells every field as the contract does', () => {
    expect(toPublicFinding(FULL)).toEqual({
      id: 'PYSEC-2023-175',
      aliases: ['CVE-2023-4863', 'GHSA-j7hp-h8jx-5ppr'],
      distribution: {
        name: 'pillow',
        version: '9.5.0',
        purl: 'pkg:pypi/pillow@9.5.0',
        file_name: 'pillow-9.5.0.tar.gz',
      },
      reach: 'possibly-reached',
      precision: 'function',
      reason: 'receiver unknown',
      severity: { score: 8.8, level: 'high', vector: 'CVSS:3.1/AV:N' },
      matched: { by: 'range', detail: '>=0, <10.0.1' },
      units: [{ module: 'PIL.WebPImagePlugin', attribute: null }],
      fixed: ['10.0.1'],
      upgrade: '10.3.0',
      why: [['storefront', 'thumbnails', 'pillow']],
      witness: [
        {
          kind: 'call',
          module: 'PIL.Image',
          function: 'open',
          file: 'shop/thumbs.py',
          line: 18,
          first_party: true,
          resolved: true,
        },
      ],
      ignored: { reason: 'never decodes WebP', until: '2027-01-31' },
      title: 'Heap overflow when decoding WebP',
      link: 'https://advisories.example/PYSEC-2023-175',
      weaknesses: ['CWE-787'],
      published: '2023-09-20T00:00:00Z',
      modified: '2023-10-01T00:00:00Z',
      location: { file: 'uv.lock', line: 812 },
    });
  });

  it('leaves optional fields out, and says null where the contract does', () => {
    const bare = toPublicFinding({
      ...FULL,
      distribution: { ...FULL.distribution, fileName: null },
      reason: null,
      severity: null,
      upgrade: null,
      link: null,
      published: null,
      modified: null,
      location: null,
      ignored: null,
    });
    expect(Object.keys(bare)).toEqual(
      'id aliases distribution reach precision severity matched units fixed upgrade why witness title weaknesses'.split(
        ' ',
      ),
    );
    expect(bare.severity).toBeNull();
    expect(bare.upgrade).toBeNull();
    expect(bare.distribution).not.toHaveProperty('file_name');
  });
});

describe('a public message', () => {
  it('gives back every message that it was made of', () => {
    fc.assert(
      fc.property(run, (messages) => {
        for (const message of messages) {
          const line = JSON.parse(JSON.stringify(toPublicMessage(message)));
          expect(fromPublicMessage(line)).toEqual({ ok: true, value: message });
        }
      }),
    );
  });

  it('reads steps that were saved before they said whether they are guesses', () => {
    const step = { module: 'm', function: null, file: 'm.py', line: 1, first_party: true };
    const finding = {
      ...toPublicFinding(FULL),
      witness: [
        { ...step, kind: 'call' },
        { ...step, kind: 'string' },
      ],
    };
    const message = fromPublicMessage({ kind: 'finding', ...finding });
    const read = message.ok && message.value.kind === 'finding' ? message.value.finding : null;
    expect(read?.witness.map(({ resolved }) => resolved)).toEqual([true, false]);
  });

  it('names each field that is missing or wrong, and never throws', () => {
    const [finding] = sampleRun().filter(({ kind }) => kind === 'finding');
    const line = JSON.parse(JSON.stringify(finding && toPublicMessage(finding)));
    const message = (value: unknown) => {
      const result = fromPublicMessage(value);
      return result.ok ? null : result.fault.message;
    };
    expect(message({ ...line, id: 7 })).toBe('id is not text');
    expect(message({ ...line, severity: { score: 'x', level: 'high', vector: '' } })).toBe(
      'severity.score is not a number',
    );
    expect(message({ ...line, reach: 'near' })).toContain('reach is not one of reached, possibly-reached');
    expect(message({ ...line, why: [1] })).toBe('why[0] is not an array of names');
    expect(message({ ...line, distribution: undefined })).toBe('distribution is missing');
    expect(message({ ...line, added_later: true })).toBeNull();
    expect(message({ kind: 'weather' })).toContain('“weather”');
    expect(message([])).toContain('is not an object');
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('config', 'inventory', 'finding', 'summary'), (value, kind) => {
        expect(fromPublicMessage(value).ok).toBe(false);
        expect(fromPublicMessage({ kind, ...(typeof value === 'object' ? value : {}) })).toHaveProperty('ok');
      }),
    );
  });
});
