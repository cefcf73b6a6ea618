// File names of wheels and source distributions, and tag sets, against packaging's answers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSdistFileName, parseSdistFileName } from '../../src/standard/sdist-file-name.ts';
import { formatTag, formatTags, parseTags } from '../../src/standard/tag.ts';
import {
  compareBuildTags,
  formatWheelFileName,
  parseBuildTag,
  parseWheelFileName,
} from '../../src/standard/wheel-file-name.ts';

type Answer = readonly [string, string, (readonly [string, string])?, (readonly string[])?];
interface Cases {
  readonly wheel: readonly (readonly [string, Answer | null])[];
  readonly sdist: readonly (readonly [string, readonly [string, string] | null])[];
  readonly tag: readonly (readonly [string, readonly string[] | null])[];
}
const recorded = process.env['THERIAC_WHEEL_CASES'] ?? join(import.meta.dirname, '../recorded/wheel/cases.json.gz');
const cases: Cases = JSON.parse(gunzipSync(readFileSync(recorded)).toString('utf8'));

function askWheel(text: string): unknown {
  const result = parseWheelFileName(text);
  if (!result.ok) return null;
  const { name, version, build, tags } = result.value;
  const sorted = tags.map(formatTag).sort();
  return [name, version.text, build === null ? null : [String(build.number), build.suffix], sorted];
}

function askSdist(text: string): unknown {
  const result = parseSdistFileName(text);
  return result.ok ? [result.value.name, result.value.version.text] : null;
}

function askTags(text: string): unknown {
  const result = parseTags(text);
  return result.ok ? result.value.map(formatTag).sort() : null;
}

describe('as packaging answers', () => {
  test.each([
    ['wheel', askWheel],
    ['sdist', askSdist],
    ['tag', askTags],
  ] as const)('%s', (kind, ask) => {
    const list: readonly (readonly [string, unknown])[] = cases[kind];
    const sorted = (answer: unknown) => JSON.stringify(answer);
    const wrong = list.filter(([text, answer]) => sorted(ask(text)) !== sorted(answer));
    expect(wrong.slice(0, 5).map(([text, answer]) => [text, answer, ask(text)])).toEqual([]);
    expect(list.filter(([, answer]) => answer !== null).length).toBeGreaterThan(100);
    expect(list.filter(([, answer]) => answer === null).length).toBeGreaterThan(100);
  });
});

test('a build tag has a number and a suffix, and orders wheels', () => {
  const result = parseWheelFileName('Pillow-9.5.0-02abc-cp312-cp312-win_amd64.whl');
  expect(result).toMatchObject({
    ok: true,
    value: { name: 'pillow', build: { number: 2, suffix: 'abc', text: '02abc' } },
  });
  const tags = ['3', '10', '2b', '2', '2a', '99999999999999999999'].map((text) => {
    const build = parseBuildTag(text);
    return build.ok ? build.value : null;
  });
  const order = [null, ...tags].sort(compareBuildTags).map((build) => build?.text ?? null);
  expect(order).toEqual([null, '2', '2a', '2b', '3', '10', '99999999999999999999']);
});

test('formatting what was parsed gives an equal wheel', () => {
  for (const [text, answer] of cases.wheel) {
    if (answer === null) continue;
    const first = parseWheelFileName(text);
    const formatted = first.ok ? formatWheelFileName(first.value) : null;
    if (formatted === null) throw new Error(text);
    // A build suffix with a dot stays, so only what was accepted must be accepted again.
    expect(askWheel(formatted)).toEqual(askWheel(text));
  }
  expect(formatTags([])).toBeNull();
  const uneven = parseTags('cp310-cp310-any');
  const other = parseTags('cp311-cp311-any');
  if (uneven.ok && other.ok) expect(formatTags([...uneven.value, ...other.value])).toBeNull();
  const sdist = parseSdistFileName('jaraco.text-4.0.zip');
  expect(sdist.ok && formatSdistFileName(sdist.value)).toBe('jaraco_text-4.0.tar.gz');
});

test('any text ends in an answer, in time', () => {
  const part = fc.constantFrom('a', '-', '.', '1', 'py3', '.whl', '.tar.gz', '_', '1.0', '\n', 'é', '💊');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((list) => list.join('')),
      ),
      (text) => {
        for (const name of [text, `${text}.whl`, `${text}.tar.gz`]) {
          parseWheelFileName(name);
          parseSdistFileName(name);
          parseTags(name);
        }
      },
    ),
  );
  const started = performance.now();
  for (const unit of ['a.', '1.', '-', 'a', '1', '_', '.-']) {
    const long = unit.repeat(200_000);
    parseWheelFileName(`${long}.whl`);
    parseSdistFileName(`a-${long}.tar.gz`);
    parseTags(`${long}-none-any`);
    parseTags(`${'a.'.repeat(600)}a-${'a.'.repeat(600)}a-a`);
  }
  expect(performance.now() - started).toBeLessThan(1000);
});
