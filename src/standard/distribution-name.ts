// Names of distributions, normalised as PEP 503 and the "Names and normalization" specification say.

/** A normalised distribution name such as `jaraco-text`: lower case, runs of `-`, `_` and `.` made one `-`. */
export type DistributionName = string & { readonly __brand: 'DistributionName' };

const VALID = /^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i;

/** Normalises a distribution's name (PEP 503, "Normalized Names"). Never fails: a strange name stays comparable. */
export function normaliseDistributionName(name: string): DistributionName {
  return name.toLowerCase().replace(/[-_.]+/g, '-') as DistributionName;
}

/** Whether a text is a valid distribution name before normalisation (PEP 508, "Names"). */
export function isValidDistributionName(name: string): boolean {
  return VALID.test(name);
}
