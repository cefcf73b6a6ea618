// The recorded answers of an oracle, and fresh ones where THERIAC_ORACLE_PYTHON names a Python that can give them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const RECORDED = join(import.meta.dirname, '../recorded');
const PYTHON = process.env['THERIAC_ORACLE_PYTHON'];
/** How many cases are asked for live; each run draws others. */
const COUNT = process.env['THERIAC_ORACLE_COUNT'] ?? '20000';

/** How many disagreements a failure shows. */
const SHOWN = 10;

/** The answers that `test/recorded/<topic>/cases.json.gz` holds. */
export function readRecorded<T>(topic: string): T {
  return JSON.parse(gunzipSync(readFileSync(join(RECORDED, topic, 'cases.json.gz'))).toString()) as T;
}

/** Tests that `disagreements` finds none in the recorded answers, nor in fresh ones. */
export function testOracle<T>(topic: string, disagreements: (answer: T) => readonly string[]): void {
  describe(`${topic}, as packaging has it`, () => {
    test('recorded', () => {
      expect(disagreements(readRecorded<T>(topic)).slice(0, SHOWN)).toEqual([]);
    });
    test.skipIf(PYTHON === undefined)(
      'live (set THERIAC_ORACLE_PYTHON to a Python with packaging; THERIAC_ORACLE_COUNT for more)',
      () => {
        const seed = process.env['THERIAC_ORACLE_SEED'] ?? String(Date.now());
        const script = join(RECORDED, topic, 'ask.py');
        const run = spawnSync(PYTHON ?? '', ['-B', script, COUNT, seed], { maxBuffer: 2 ** 30, encoding: 'utf8' });
        expect(run.stderr).toBe('');
        expect(disagreements(JSON.parse(run.stdout) as T).slice(0, SHOWN), `seed ${seed}`).toEqual([]);
      },
      600_000,
    );
  });
}
