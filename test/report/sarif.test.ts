// The format sarif: valid against the official schema for any messages, and saying what code scanning needs.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding/finding.ts';
import type { Message } from '../../src/finding/message.ts';
import { run } from './arbitrary.ts';
import { rendered } from './rendered.ts';
import { SAMPLE_FAULTS, sampleRun } from './sample.ts';

const validate = compileSchema();

/** The schema is of draft 4; all that it uses means the same in draft 7 but the name of `id`. */
function compileSchema() {
  const text = readFileSync(new URL('../recorded/sarif/sarif-schema-2.1.0.json', import.meta.url), 'utf8');
  const { id: $id, $schema: _draft, ...schema } = JSON.parse(text);
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv, { mode: 'full' });
  return ajv.compile({ $id, ...schema });
}

/** A view of the log as deep as these tests look. */
// biome-ignore lint/suspicious/noExplicitAny: what is tested is the shape of untyped JSON.
async function sarif(messages: Iterable<Message>): Promise<any> {
  const log = JSON.parse(await rendered('sarif', messages));
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log.runs[0];
}

function findingsOf(messages: readonly Message[]): Finding[] {
  return messages.flatMap((message) => (message.kind === 'finding' ? [message.finding] : []));
}

describe('the recorded schema', () => {
  it('refuses what SARIF does not allow', async () => {
    const log = JSON.parse(await rendered('sarif', sampleRun({ findings: 1 })));
    expect(validate(log)).toBe(true);
    const [run] = log.runs;
    for (const wrong of [
      { ...run, results: [{ ...run.results[0], level: 'bad' }] },
      { ...run, invocations: [{}] },
      { ...run, unknown: 1 },
      { ...run, tool: { driver: { ...run.tool.driver, rules: [{ id: 'x', helpUri: 'not a uri' }] } } },
    ]) {
      expect(validate({ ...log, runs: [wrong] })).toBe(false);
    }
  });
});

describe('renderSarif', () => {
  it('is valid for any messages, without a raw control', async () => {
    await fc.assert(
      fc.asyncProperty(run, async (messages) => {
        const result = await sarif(messages);
        expect(result.results).toHaveLength(messages.filter(({ kind }) => kind === 'finding').length);
        for (const { ruleId, ruleIndex } of result.results) {
          expect(result.tool.driver.rules[ruleIndex].id).toBe(ruleId);
        }
        const text = await rendered('sarif', messages);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 150 },
    );
  });

  it('levels results by reach and places them where the project acts, else where it locks', async () => {
    const messages = sampleRun({ findings: 40, seed: 5, ignored: 2, faults: SAMPLE_FAULTS });
    const result = await sarif(messages);
    const levels: Record<string, string> = {
      reached: 'error',
      'possibly-reached': 'error',
      unknown: 'warning',
      loaded: 'note',
      installed: 'note',
    };
    const findings = findingsOf(messages);
    for (const [index, finding] of findings.entries()) {
      const item = result.results[index];
      expect(item.level).toBe(levels[finding.reach]);
      const { artifactLocation, region } = item.locations[0].physicalLocation;
      if (finding.witness.length > 0) {
        expect(artifactLocation).toEqual({ uri: 'shop/thumbs.py', uriBaseId: '%SRCROOT%' });
        expect(region).toEqual({ startLine: 18 });
        expect(item.relatedLocations[0].physicalLocation.artifactLocation.uri).toBe('uv.lock');
        expect(item.codeFlows[0].threadFlows[0].locations).toHaveLength(finding.witness.length);
      } else {
        expect(artifactLocation).toEqual({ uri: 'uv.lock', uriBaseId: '%SRCROOT%' });
        expect(region).toEqual({ startLine: finding.location?.line });
      }
      expect(item.suppressions).toHaveLength(finding.ignored === null ? 0 : 1);
    }
    expect(result.automationDetails.id).toBe('theriac/storefront/uv.lock/');
    const [invocation] = result.invocations;
    expect(invocation).toMatchObject({
      executionSuccessful: true,
      exitCode: 1,
      startTimeUtc: '2026-11-22T08:00:00.000Z',
    });
    expect(invocation.toolExecutionNotifications).toHaveLength(SAMPLE_FAULTS.length);
    expect(invocation.toolExecutionNotifications[0]).toMatchObject({
      descriptor: { id: 'distribution-unpinned' },
      level: 'warning',
    });
  });

  it('keeps fingerprints when lines and versions move, and gives each result its own', async () => {
    const fingerprints = async (messages: Iterable<Message>) =>
      (await sarif(messages)).results.map((item: { partialFingerprints: unknown }) =>
        JSON.stringify(item.partialFingerprints),
      );
    const messages = sampleRun({ findings: 12 });
    const moved = messages.map((message): Message => {
      if (message.kind !== 'finding') return message;
      const { finding } = message;
      const distribution = { ...finding.distribution, version: '0.1' };
      return { ...message, finding: { ...finding, distribution, location: { file: 'uv.lock', line: 9999 } } };
    });
    const before = await fingerprints(messages);
    expect(await fingerprints(moved)).toEqual(before);
    const twice = messages.flatMap((message): Message[] =>
      message.kind === 'finding' ? [message, message] : [message],
    );
    expect(new Set(await fingerprints(twice)).size).toBe(24);
  });

  it('makes one rule of an advisory that concerns several distributions, with the worst score', async () => {
    const [one] = findingsOf(sampleRun({ findings: 1 }));
    if (one === undefined) throw new Error('the sample holds a finding');
    const other = {
      ...one,
      distribution: { ...one.distribution, name: 'pillow-simd' },
      severity: { score: 9.8, level: 'critical' as const, vector: '' },
      weaknesses: ['CWE-787'],
    };
    const result = await sarif([one, other].map((finding): Message => ({ kind: 'finding', finding })));
    expect(result.tool.driver.rules).toHaveLength(1);
    expect(result.tool.driver.rules[0].properties).toMatchObject({
      'security-severity': '9.8',
      tags: ['security', 'vulnerability', 'external/cwe/cwe-787'],
    });
    expect(result.results.map((item: { ruleIndex: number }) => item.ruleIndex)).toEqual([0, 0]);
  });

  it('treats text of records as data: no placeholders, links, markup or escapes', async () => {
    const messages = sampleRun({ findings: 1 }).map((message): Message => {
      if (message.kind !== 'finding') return message;
      return { ...message, finding: { ...message.finding, title: '{0} [x](https://evil.example) \x1b[31m <b>@me' } };
    });
    const { tool } = await sarif(messages);
    const [rule] = tool.driver.rules;
    expect(rule.shortDescription.text).toBe('{{0}} \\[x\\](https://evil.example) \\\\x1b\\[31m <b>@me');
    expect(rule.help.markdown).toContain('\\[x\\]\\(https\\://evil\\.example\\)');
    expect(rule.help.markdown).toContain('&lt;b&gt;&#64;me');
  });

  it('names an installed environment without a line where that is all there is', async () => {
    const messages = sampleRun({ reachability: false, findings: 1 }).map((message): Message => {
      if (message.kind === 'inventory') return { ...message, inventory: { ...message.inventory, source: '.venv' } };
      return message.kind === 'finding' ? { ...message, finding: { ...message.finding, location: null } } : message;
    });
    const { results } = await sarif(messages);
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: '.venv', uriBaseId: '%SRCROOT%' },
    });
  });
});
