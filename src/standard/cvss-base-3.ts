// The base score of CVSS 3.0 and 3.1 (specification documents, section 7.1): the one that nearly every record has.

const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { N: 0.85, L: 0.62, H: 0.27 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};

/** Privileges count for more where the scope changes. */
const PRIVILEGES_CHANGED: Readonly<Record<string, number>> = { N: 0.85, L: 0.68, H: 0.5 };

/** The score of a vector whose eight base metrics are all there with known values. */
export function cvssBase3(version: '3.0' | '3.1', metrics: ReadonlyMap<string, string>): number {
  const weigh = (name: string) => WEIGHTS[name]?.[metrics.get(name) ?? ''] ?? Number.NaN;
  const changed = metrics.get('S') === 'C';
  const subScore = 1 - (1 - weigh('C')) * (1 - weigh('I')) * (1 - weigh('A'));
  const impact = changed ? 7.52 * (subScore - 0.029) - 3.25 * (subScore - 0.02) ** 15 : 6.42 * subScore;
  if (impact <= 0) return 0;
  const privileges = changed ? (PRIVILEGES_CHANGED[metrics.get('PR') ?? ''] ?? Number.NaN) : weigh('PR');
  const exploitability = 8.22 * weigh('AV') * weigh('AC') * privileges * weigh('UI');
  const sum = Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10);
  return version === '3.0' ? Math.ceil(sum * 10) / 10 : roundUp(sum);
}

/** `Roundup` of 3.1 (appendix A), which binary fractions do not lead astray. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
