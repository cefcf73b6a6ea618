// The line that says what takes so long, and the budget that ends it: on a terminal, with a clock that moves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startProgress } from '../../src/cli/progress.ts';
import { run } from '../../src/cli/run.ts';
import type { Host } from '../../src/host/host.ts';
import { capturedHost, ROOT } from '../host/captured-host.ts';

const cache = mkdtempSync(join(tmpdir(), 'theriac-progress-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** A host with a terminal of 40 columns; each look at its clock moves it on by so many milliseconds. */
function slowHost(step: number, isTerminal = true, folder = cache): { host: Host; notes(): string; output(): string } {
  const written: string[] = [];
  let now = 0;
  const { host, output } = capturedHost({}, { THERIAC_CACHE: folder });
  return {
    host: {
      ...host,
      clock: {
        now: () => host.clock.now(),
        elapsed: () => {
          now += step;
          return now;
        },
      },
      terminal: { ...host.terminal, notes: { isTerminal, columns: 40, write: (text) => written.push(text) } },
    },
    notes: () => written.join(''),
    output,
  };
}

const PROJECT = join(ROOT, 'test/projects/reach/counter');
const words = (...more: string[]) => ['reach', 'gablet.codec:decode', PROJECT, ...more];

describe('progress', () => {
  it('comes after a second, is cut to the terminal and leaves nothing behind', () => {
    const { host, notes } = slowHost(300);
    const progress = startProgress(host);
    for (let count = 0; count < 5; count += 1) progress.show(() => `${count} ${'x'.repeat(100)}\u001B[31m`);
    progress.end();
    progress.show(() => 'too late');
    const lines = notes().split('\r\u001B[K').slice(1);
    expect(lines.map((line) => line.slice(0, 2))).toEqual(['3 ', '4 ', '']);
    expect(lines.every((line) => line.length < 40)).toBe(true);
  });

  it('is seen while code is analysed, and not where nobody looks', async () => {
    const slow = slowHost(40);
    const environment = join(PROJECT, 'site-packages');
    expect(await run(slow.host, words('--environment', environment))).toBe(0);
    expect(slow.notes()).toMatch(/following calls: \d+ functions/);
    expect(slow.notes().endsWith('\r\u001B[K')).toBe(true);
    const piped = slowHost(40, false);
    await run(piped.host, words('--environment', environment));
    expect(piped.notes()).toBe('');
    expect(piped.output()).toBe(slow.output());
  });
});

describe('--reach-seconds', () => {
  it('ends the analysis wherever it is, and clears nothing', async () => {
    const environment = join(PROJECT, 'site-packages');
    const symbol = 'gablet.codec:encode';
    const whole = slowHost(20);
    await run(whole.host, ['reach', symbol, PROJECT, '--environment', environment]);
    expect(whole.output()).toContain('loaded');
    for (const seconds of ['0.001', '0.2', '1', '3']) {
      const { host, output } = slowHost(20, true, join(cache, seconds));
      const code = await run(host, [
        'reach',
        symbol,
        PROJECT,
        '--environment',
        environment,
        '--reach-seconds',
        seconds,
      ]);
      expect(code).toBe(0);
      expect(output(), seconds).toMatch(/: unknown, .*\n {2}the time for the analysis was up \(--reach-seconds\)\n/);
    }
  });

  it('says with --timings what took how long', async () => {
    const { host, notes } = slowHost(20, false);
    await run(host, words('--environment', join(PROJECT, 'site-packages'), '--timings'));
    expect(notes().match(/ms {2}(.+)/g)).toHaveLength(3);
    expect(notes()).toContain('analysis of the code');
  });
});
