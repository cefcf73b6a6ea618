// A saved stream read back: any format made of it equals the one made directly; damage is said and the rest is kept.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/finding/message.ts';
import { parseStream } from '../../src/report/parse-stream.ts';
import { FORMATS } from '../../src/report/render.ts';
import { run } from './arbitrary.ts';
import { rendered } from './rendered.ts';
import { SAMPLE_FAULTS, sampleRun } from './sample.ts';

async function replay(text: string, size = 1000): Promise<Message[]> {
  const chunks: string[] = [];
  for (let start = 0; start < text.length; start += size) chunks.push(text.slice(start, start + size));
  const messages: Message[] = [];
  for await (const message of parseStream(chunks, 'saved.jsonl')) messages.push(message);
  return messages;
}

const faultsOf = (messages: readonly Message[]) =>
  messages.flatMap((message) => (message.kind === 'incomplete' ? [message.fault] : []));

describe('parseStream', () => {
  it('gives every message back, however the text is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(run, fc.integer({ min: 1, max: 400 }), async (messages, size) => {
        const text = await rendered('jsonl', messages);
        expect(await replay(text, size)).toEqual(messages);
      }),
      { numRuns: 60 },
    );
  });

  it.each(FORMATS)('makes the same %s of a saved stream as the run itself', async (format) => {
    await fc.assert(
      fc.asyncProperty(run, fc.boolean(), async (messages, all) => {
        const saved = await replay(await rendered('jsonl', messages));
        expect(await rendered(format, saved, { all })).toBe(await rendered(format, messages, { all }));
      }),
      { numRuns: 40 },
    );
  });

  it('reads past damaged lines, names each and never says 0 then', async () => {
    const lines = (await rendered('jsonl', sampleRun({ findings: 0 }))).trimEnd().split('\n');
    const kept = [lines[0], '{"kind":"finding","id":', ...lines.slice(1, 3), '{"kind":"finding"}', '', lines[3]];
    const messages = await replay(kept.join('\n'));
    expect(messages.map(({ kind }) => kind)).toEqual([
      'config',
      'incomplete',
      'inventory',
      'advisory',
      'incomplete',
      'summary',
    ]);
    expect(faultsOf(messages).map(({ file, line, effect }) => ({ file, line, effect }))).toEqual([
      { file: 'saved.jsonl', line: 2, effect: 'incomplete' },
      { file: 'saved.jsonl', line: 5, effect: 'incomplete' },
    ]);
    expect(messages.at(-1)).toMatchObject({ kind: 'summary', summary: { exitCode: 3 } });
  });

  it('sums up a stream that was cut short', async () => {
    const text = await rendered('jsonl', sampleRun({ reachability: false, findings: 6, faults: SAMPLE_FAULTS }));
    const lines = text.split('\n');
    const messages = await replay(`${lines.slice(0, 6).join('\n')}\n${(lines[6] ?? '').slice(0, 50)}`);
    const last = messages.at(-1);
    expect(last).toMatchObject({ kind: 'summary', summary: { counts: { unknown: 3 }, failing: 3, exitCode: 1 } });
    expect(faultsOf(messages).at(-1)?.message).toContain('cut short');
  });

  it('says what the file is not, and counts what it does not list', async () => {
    const [fault] = faultsOf(await replay('{"schema":"theriac.audit/1"}\n'));
    expect(fault?.message).toContain('theriac.stream/1');
    const many = faultsOf(await replay('no\n'.repeat(5000)));
    expect(many).toHaveLength(22);
    expect(many.at(-2)?.message).toBe('4980 more lines are damaged');
    expect(faultsOf(await replay(''))).toHaveLength(1);
  });

  it('takes a mark at the start and line ends of any kind', async () => {
    const messages = sampleRun({ findings: 2 });
    const text = await rendered('jsonl', messages);
    expect(await replay(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(messages);
  });
});
