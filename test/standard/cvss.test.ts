// CVSS scores against FIRST's published examples and another implementation's answers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Cvss3P0, Cvss3P1 } from 'ae-cvss-calculator';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelOf, scoreCvss } from '../../src/standard/cvss.ts';

const recorded = join(import.meta.dirname, '../recorded/cvss/cases.json.gz');
const cases: readonly [string, number][] = JSON.parse(gunzipSync(readFileSync(recorded)).toString('utf8'));

test('every recorded vector has the score that the Python library gives', () => {
  const wrong = cases.filter(([vector, score]) => {
    const result = scoreCvss(vector);
    return !result.ok || result.value.score !== score || result.value.level !== levelOf(score);
  });
  expect(wrong).toEqual([]);
  expect(cases.length).toBeGreaterThan(7000);
});

test.each([
  ['AV:N/AC:L/Au:N/C:N/I:N/A:C', '2.0', 7.8, 'high'],
  ['(AV:N/AC:L/Au:N/C:C/I:C/A:C)', '2.0', 10, 'critical'],
  ['CVSS:2.0/AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C', '2.0', 6.2, 'medium'],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', '3.0', 9.8, 'critical'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', '3.1', 6.1, 'medium'],
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', '3.1', 6.4, 'medium'],
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', '3.1', 3.1, 'low'],
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', '3.1', 9.9, 'critical'],
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N', '3.1', 6.8, 'medium'],
  ['CVSS:3.1/C:H/I:N/A:N/AV:N/AC:L/PR:N/UI:N/S:U/E:U/RL:O', '3.1', 7.5, 'high'],
  ['CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N', '3.1', 0, 'none'],
  ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0', 7.3, 'high'],
  ['CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0', 7.7, 'high'],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', '4.0', 10, 'critical'],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N', '4.0', 8.7, 'high'],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U', '4.0', 9.1, 'critical'],
])('%s', (vector, version, score, level) => {
  expect(scoreCvss(vector)).toEqual({ ok: true, value: { version, score, level } });
});

test('every base vector of 3.0 and 3.1 has the score that another calculator gives', () => {
  const values = { AV: 'NALP', AC: 'LH', PR: 'NLH', UI: 'NR', S: 'UC', C: 'HLN', I: 'HLN', A: 'HLN' };
  let vectors = [''];
  for (const [name, letters] of Object.entries(values)) {
    vectors = vectors.flatMap((start) => [...letters].map((letter) => `${start}/${name}:${letter}`));
  }
  const wrong = vectors.flatMap((metrics) => {
    const [old, current] = [`CVSS:3.0${metrics}`, `CVSS:3.1${metrics}`];
    const expected = [new Cvss3P0(old).calculateScores().base, new Cvss3P1(current).calculateScores().base];
    const given = [scoreCvss(old), scoreCvss(current)].map((result) => (result.ok ? result.value.score : null));
    return given[0] === expected[0] && given[1] === expected[1] ? [] : [{ metrics, given, expected }];
  });
  expect(vectors).toHaveLength(2592);
  expect(wrong).toEqual([]);
});

test.each([
  ['', '"" is no metric of CVSS 2.0'],
  ['7.5', '"7.5" is no metric of CVSS 2.0'],
  ['CVSS:5.0/AV:N', 'its CVSS version is not known'],
  ['CVSS:3.1/AV:N/AC:L', 'the metric PR is missing'],
  ['CVSS:3.1/AV:N/AV:N', 'the metric AV is given more than once'],
  ['CVSS:3.1/AV:X', '"X" is no value of the metric AV of CVSS 3.1'],
  ['CVSS:3.1/AV:N:N', '"N:N" is no value of the metric AV of CVSS 3.1'],
  ['CVSS:3.1/constructor:N', '"constructor" is no metric of CVSS 3.1'],
  ['AV:N/'.repeat(200), 'a CVSS vector has at most 512 characters'],
])('%j has no score', (vector, message) => {
  expect(scoreCvss(vector)).toMatchObject({ ok: false, fault: { message } });
});

test('any text gives a score or a fault', () => {
  const parts = fc.constantFrom(
    'CVSS:3.1',
    'CVSS:4.0',
    '/',
    ':',
    'AV',
    'N',
    'L',
    'AC:L',
    'S:U',
    '(',
    ')',
    ' ',
    '__proto__',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(parts).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(text, (vector) => {
      const result = scoreCvss(vector);
      if (result.ok) expect(result.value.score).toBeLessThanOrEqual(10);
      else expect(result.fault.message).not.toBe('');
    }),
  );
});
