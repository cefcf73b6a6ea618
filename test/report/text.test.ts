// The page that people see: as recorded at several widths, and sound for any messages.
import { readFileSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding/finding.ts';
import type { Message } from '../../src/finding/message.ts';
import { DEFAULT_POLICY } from '../../src/finding/policy.ts';
import { displayWidth } from '../../src/report/display-width.ts';
import { oneLine } from '../../src/report/escape.ts';
import type { RenderOptions } from '../../src/report/renderer.ts';
import { normaliseDistributionName } from '../../src/standard/distribution-name.ts';
import { run } from './arbitrary.ts';
import { rendered } from './rendered.ts';
import { SAMPLE_FAULTS, sampleRun } from './sample.ts';

const MIXED = sampleRun({ faults: SAMPLE_FAULTS, findings: 14, seed: 3, ignored: 1 });
const UNANALYSED = sampleRun({ reachability: false, findings: 14, builtIn: true });

const GOLDEN: Readonly<Record<string, readonly [Message[], Partial<RenderOptions>]>> = {
  'mixed-60': [MIXED, { width: 60 }],
  'mixed-80': [MIXED, { width: 80 }],
  'mixed-100': [MIXED, { width: 100 }],
  'mixed-120-all': [MIXED, { width: 120, all: true }],
  'mixed-80-colour': [MIXED, { width: 80, colour: true, hyperlinks: true }],
  'unanalysed-100': [UNANALYSED, { width: 100 }],
  'nothing-100': [sampleRun({ findings: 0, faults: SAMPLE_FAULTS.slice(4, 5) }), { width: 100 }],
  'inventory-100': [
    sampleRun({ distributions: 12, findings: 0, faults: SAMPLE_FAULTS }).filter(({ kind }) => kind === 'inventory'),
    { width: 100 },
  ],
};

describe('the page', () => {
  // THERIAC_RECORD=1 records the pages anew; read the difference before committing it.
  it.each(Object.keys(GOLDEN))('%s looks as recorded', async (name) => {
    const [messages, options] = GOLDEN[name] ?? [[], {}];
    const page = await rendered('text', messages, options);
    const file = new URL(`${name}.golden`, import.meta.url);
    if (process.env['THERIAC_RECORD'] === '1') writeFileSync(file, page);
    expect(page).toBe(readFileSync(file, 'utf8'));
  });

  it('says the same with and without colour and links', async () => {
    const plain = await rendered('text', MIXED, { width: 80 });
    const styled = await rendered('text', MIXED, { width: 80, colour: true, hyperlinks: true });
    expect(styled).not.toBe(plain);
    expect(stripVTControlCharacters(styled)).toBe(plain);
  });

  it('fits its width, trails no space and holds no control, for any messages', async () => {
    await fc.assert(
      fc.asyncProperty(run, fc.constantFrom(60, 80, 100, 120, 160), fc.boolean(), async (messages, width, all) => {
        const page = await rendered('text', messages, { width, all });
        expect(page.endsWith('\n')).toBe(true);
        const lines = page.slice(0, -1).split('\n');
        for (const line of lines) {
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
          expect(line).toBe(line.trimEnd());
          expect(displayWidth(line), line).toBeLessThanOrEqual(width);
        }
        expect(lines.at(-1)).not.toBe('');
        expect(page).not.toContain('\n\n\n');
      }),
      { numRuns: 300 },
    );
  });

  it('keeps facts within a narrow page beside long names, and a row for what has no name', async () => {
    const messages = sampleRun({ distributions: 2, findings: 0 }).flatMap((message): Message[] => {
      if (message.kind !== 'inventory') return [];
      const { inventory } = message;
      const [first, second] = inventory.distributions;
      if (first === undefined || second === undefined) return [];
      const long = normaliseDistributionName('a-name-that-takes-all-the-columns-it-can-get');
      const distributions = [
        { ...first, name: long, version: `1.${'0'.repeat(40)}`, marker: "sys_platform == 'linux'" },
        { ...second, name: normaliseDistributionName('') },
      ];
      return [{ ...message, inventory: { ...inventory, distributions } }];
    });
    const page = await rendered('text', messages, { width: 60 });
    for (const line of page.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(page).toContain('(no name)');
  });

  it('writes no sequence of a record through colour and links', async () => {
    await fc.assert(
      fc.asyncProperty(run, async (messages) => {
        const page = await rendered('text', messages, { colour: true, hyperlinks: true, all: true });
        const own = /\x1b\[[\d;]*m|\x1b\]8;;(?:https?:\/\/[!-~]+)?\x1b\\/g;
        expect(page.replace(own, '').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('shows the identifier of every finding that affects the project, whole', async () => {
    await fc.assert(
      fc.asyncProperty(run, async (messages) => {
        const page = await rendered('text', messages, { width: 160 });
        for (const finding of affecting(messages)) {
          const id = oneLine(finding.id, 100);
          if (displayWidth(id) < 100) expect(page).toContain(id);
        }
      }),
    );
  });

  it('puts the most reached and most severe first, in blocks of one distribution and version', async () => {
    const page = await rendered('text', sampleRun({ findings: 60, seed: 9 }));
    const heads = page.split('\n').filter((line) => / affects? you| may affect you/.test(line) && line.includes('→'));
    expect(new Set(heads.map((head) => head.split('  ')[0])).size).toBe(heads.length);
    const words = [...page.matchAll(/(reached|possibly reached|unknown)$/gm)].map(([word]) => word);
    expect(words.indexOf('reached')).toBe(0);
    const sure = heads.map((head) => !head.includes('may affect'));
    expect(sure).toEqual(sure.toSorted((a, b) => Number(b) - Number(a)));
  });
});

function affecting(messages: readonly Message[]): Finding[] {
  return messages.flatMap((message) => {
    if (message.kind !== 'finding' || message.finding.ignored !== null) return [];
    return ['reached', 'possibly-reached', 'unknown'].includes(message.finding.reach) ? [message.finding] : [];
  });
}

describe('the last line', () => {
  const last = async (messages: Message[], options: Partial<RenderOptions> = {}) =>
    (await rendered('text', messages, options)).trimEnd().split('\n').at(-1);

  it('sums up alone', async () => {
    expect(await last(UNANALYSED)).toBe(
      '4 of 41 distributions may affect you: pillow, flask, werkzeug, jinja2 · 14 findings, all unknown',
    );
    expect(await last(MIXED, { width: 80 })).toBe(
      '5 of 41 affect you · 4 reached, 3 possibly, 2 unknown · 6 not checked',
    );
  });

  it('says what was checked against what when nothing was found', async () => {
    expect(await last(sampleRun({ findings: 0, builtIn: true }))).toBe(
      'no known vulnerability in storefront: 41 distributions checked against 27 built-in advisories',
    );
    const unpinned = sampleRun({ findings: 0, faults: SAMPLE_FAULTS.slice(0, 2) });
    expect(await last(unpinned)).toBe(
      'no known vulnerability in storefront: 39 of 41 checked against 2,661 advisories · 2 not checked',
    );
  });

  it('never calls safe what was not looked at', async () => {
    const messages = sampleRun({ findings: 0 });
    const without = messages.map((message) => (message.kind === 'advisory' ? { ...message, sources: [] } : message));
    expect(await last(without)).toContain('was not checked: no advisories to match');
    expect(await last(sampleRun({ distributions: 0, findings: 0 }))).toContain('no distributions were found');
    expect(await last([])).toContain('was not checked');
  });
});

describe('a block', () => {
  const messagesWith = (change: (finding: Finding) => Finding, groups: readonly string[] = []) =>
    sampleRun({ findings: 1, reachability: false }).map((message): Message => {
      if (message.kind === 'finding') return { ...message, finding: change(message.finding) };
      if (message.kind !== 'inventory') return message;
      const distributions = message.inventory.distributions.map((distribution) => ({ ...distribution, groups }));
      return { ...message, inventory: { ...message.inventory, distributions } };
    });

  it('names the groups where they alone bring the distribution', async () => {
    expect(
      await rendered(
        'text',
        messagesWith((finding) => finding, ['dev', 'extra:redis']),
      ),
    ).toMatch(/^pillow [\d.]+ {2}for dev, extra redis +1 may affect you → upgrade to 10\.0\.1$/m);
  });

  it('says where there is no upgrade', async () => {
    const none = await rendered(
      'text',
      messagesWith((finding) => ({ ...finding, upgrade: null, fixed: [] })),
    );
    expect(none).toMatch(/1 may affect you · no fix known$/m);
    expect(none).not.toContain('upgrade:');
    const known = await rendered(
      'text',
      messagesWith((finding) => ({ ...finding, upgrade: null, fixed: ['2.0'] })),
    );
    expect(known).toMatch(/1 may affect you · fixed in 2\.0$/m);
  });

  it('shows which build matched, and a reason that the finding has alone', async () => {
    const matched = { by: 'wheel' as const, detail: 'pillow-10.0.1-1-cp312-cp312-manylinux_2_28_x86_64.whl' };
    const page = await rendered(
      'text',
      messagesWith((finding) => ({ ...finding, matched, reach: 'possibly-reached', reason: 'receiver unknown' })),
    );
    expect(page).toContain(`  ${matched.detail}\n`);
    expect(page).toContain('  receiver unknown\n');
  });
});

describe('the page of a policy', () => {
  it('says when the policy fails on less than what affects the project', async () => {
    const policy = { ...DEFAULT_POLICY, severity: 'critical' as const };
    const page = await rendered('text', sampleRun({ findings: 14, seed: 3, policy }));
    expect(page).toMatch(
      /^policy: fails on reached, possibly reached, unknown, critical or worse · \d+ of \d+ fail it$/m,
    );
    expect(await rendered('text', sampleRun({ findings: 14, seed: 3 }))).not.toContain('policy:');
  });

  it('shows a finding that only the policy fails on', async () => {
    const messages = sampleRun({ findings: 30, seed: 3, policy: { ...DEFAULT_POLICY, failOn: ['installed'] } });
    expect(await rendered('text', messages)).toMatch(/ installed$/m);
  });
});

describe('a large run', () => {
  it('of 1,000 distributions and 20,000 findings takes no quadratic time', async () => {
    const time = async (findings: number) => {
      const messages = sampleRun({ distributions: 1000, findings, reachability: false });
      const started = performance.now();
      await rendered('text', messages);
      return performance.now() - started;
    };
    await time(2000);
    const small = Math.min(await time(5000), await time(5000));
    const large = Math.min(await time(20_000), await time(20_000));
    expect(large / small).toBeLessThan(10);
  });
});
