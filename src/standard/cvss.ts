// Scores of CVSS vectors, versions 2.0, 3.0, 3.1 and 4.0, behind a strict reader.
import { createRequire } from 'node:module';
import { cvssBase3 } from './cvss-base-3.ts';
import { type Parsed, parsed, unparsable } from './parsed.ts';

export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';
export type CvssLevel = 'critical' | 'high' | 'medium' | 'low' | 'none';

/** A vector's score from 0 to 10 in steps of a tenth, and its level. */
export interface CvssScore {
  readonly version: CvssVersion;
  readonly score: number;
  readonly level: CvssLevel;
}

/** The metrics of each version: those that must be there, and the others; values parted by a blank. */
const EXPLOIT_3 = { E: 'X U P F H', RL: 'X O T W U', RC: 'X U R C' };
const METRICS: Readonly<Record<'2' | '3' | '4', readonly [Record<string, string>, Record<string, string>]>> = {
  2: [
    { AV: 'L A N', AC: 'H M L', Au: 'M S N', C: 'N P C', I: 'N P C', A: 'N P C' },
    {
      E: 'U POC F H ND',
      RL: 'OF TF W U ND',
      RC: 'UC UR C ND',
      CDP: 'N L LM MH H ND',
      TD: 'N L M H ND',
      CR: 'L M H ND',
      IR: 'L M H ND',
      AR: 'L M H ND',
    },
  ],
  3: [
    { AV: 'N A L P', AC: 'L H', PR: 'N L H', UI: 'N R', S: 'U C', C: 'N L H', I: 'N L H', A: 'N L H' },
    {
      ...EXPLOIT_3,
      CR: 'X L M H',
      IR: 'X L M H',
      AR: 'X L M H',
      MAV: 'X N A L P',
      MAC: 'X L H',
      MPR: 'X N L H',
      MUI: 'X N R',
      MS: 'X U C',
      MC: 'X N L H',
      MI: 'X N L H',
      MA: 'X N L H',
    },
  ],
  4: [
    {
      AV: 'N A L P',
      AC: 'L H',
      AT: 'N P',
      PR: 'N L H',
      UI: 'N P A',
      VC: 'H L N',
      VI: 'H L N',
      VA: 'H L N',
      SC: 'H L N',
      SI: 'H L N',
      SA: 'H L N',
    },
    {
      E: 'X A P U',
      CR: 'X H M L',
      IR: 'X H M L',
      AR: 'X H M L',
      MAV: 'X N A L P',
      MAC: 'X L H',
      MAT: 'X N P',
      MPR: 'X N L H',
      MUI: 'X N P A',
      MVC: 'X N L H',
      MVI: 'X N L H',
      MVA: 'X N L H',
      MSC: 'X N L H',
      MSI: 'X N L H S',
      MSA: 'X N L H S',
      S: 'X N P',
      AU: 'X N Y',
      R: 'X A U I',
      V: 'X D C',
      RE: 'X L M H',
      U: 'X Clear Green Amber Red',
    },
  ],
};

const LONGEST = 512;
const MOST_KEPT = 10_000;
const kept = new Map<string, Parsed<CvssScore>>();

/**
 * Scores a vector (FIRST, CVSS specification documents 2.0, 3.0, 3.1, 4.0). For 2.0 and 3.x the score is the base
 * score, whatever temporal or environmental metrics stand behind it: those lower it for a moment or a place that is
 * not the reader's. For 4.0 it is the score of all metrics given, since that version defines no other. Levels follow
 * the scale of 3.0 for every version. Metrics may stand in any order; version 2.0 may have parentheses around it.
 */
export function scoreCvss(vector: string): Parsed<CvssScore> {
  if (vector.length > LONGEST) return unparsable(`a CVSS vector has at most ${LONGEST} characters`);
  const known = kept.get(vector);
  if (known !== undefined) return known;
  const result = score(vector.trim());
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(vector, result);
  return result;
}

function score(vector: string): Parsed<CvssScore> {
  const read = readVector(vector);
  if (!read.ok) return read;
  const { version, metrics } = read.value;
  const calculated = calculate(version, metrics);
  // Rounds away what binary fractions leave behind, as in 4.1000000000000005.
  const rounded = Math.round(calculated * 10) / 10;
  if (!(rounded >= 0 && rounded <= 10)) return unparsable('the CVSS vector has no score');
  return parsed({ version, score: rounded, level: levelOf(rounded) });
}

/** The level of a score on the qualitative scale (CVSS 3.0, section 5; the same in 4.0, section 6). */
export function levelOf(score: number): CvssLevel {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}

interface Vector {
  readonly version: CvssVersion;
  readonly metrics: ReadonlyMap<string, string>;
}

function readVector(vector: string): Parsed<Vector> {
  const prefix = /^CVSS:(2\.0|3\.0|3\.1|4\.0)\//.exec(vector);
  const version = (prefix?.[1] ?? '2.0') as CvssVersion;
  if (prefix === null && vector.startsWith('CVSS:')) return unparsable('its CVSS version is not known', 5);
  const body = vector.slice(prefix?.[0].length ?? 0).replace(version === '2.0' ? /^\((.*)\)$/ : /(?!)/, '$1');
  const [mandatory, optional] = METRICS[version[0] as '2' | '3' | '4'];
  const metrics = new Map<string, string>();
  for (const part of body.replace(/\/$/, '').split('/')) {
    const [name = '', value = '', ...more] = part.split(':');
    const values = own(mandatory, name) ?? own(optional, name);
    if (values === undefined) return unparsable(`${quote(name)} is no metric of CVSS ${version}`);
    if (more.length > 0 || value === '' || !values.split(' ').includes(value)) {
      return unparsable(`${quote(part.slice(name.length + 1))} is no value of the metric ${name} of CVSS ${version}`);
    }
    if (metrics.has(name)) return unparsable(`the metric ${name} is given more than once`);
    metrics.set(name, value);
  }
  const missing = Object.keys(mandatory).find((name) => !metrics.has(name));
  if (missing !== undefined) return unparsable(`the metric ${missing} is missing`);
  return parsed({ version, metrics });
}

function own(record: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

/** The rare versions go to a calculator that takes 10 ms to load; only `require` can wait for them in silence. */
function calculate(version: CvssVersion, metrics: ReadonlyMap<string, string>): number {
  if (version === '3.0' || version === '3.1') return cvssBase3(version, metrics);
  const require = createRequire(import.meta.url);
  const { Cvss2, Cvss4P0 } = require('ae-cvss-calculator') as typeof import('ae-cvss-calculator');
  const text = [...metrics].map(([name, value]) => `${name}:${value}`).join('/');
  try {
    if (version === '4.0') return new Cvss4P0(`CVSS:4.0/${text}`).calculateScores().overall;
    return new Cvss2(text).calculateScores().base ?? Number.NaN;
  } catch {
    return Number.NaN;
  }
}
