// The words that the OSV schema has for references and credits.

/** The types of references (OSV schema, "references[].type field"). */
export const OSV_REFERENCE_TYPES: readonly string[] = [
  'ADVISORY',
  'ARTICLE',
  'DETECTION',
  'DISCUSSION',
  'REPORT',
  'FIX',
  'INTRODUCED',
  'GIT',
  'PACKAGE',
  'EVIDENCE',
  'WEB',
];

/** The types of credits (OSV schema, "credits[].type field"). */
export const OSV_CREDIT_TYPES: readonly string[] = [
  'FINDER',
  'REPORTER',
  'ANALYST',
  'COORDINATOR',
  'REMEDIATION_DEVELOPER',
  'REMEDIATION_REVIEWER',
  'REMEDIATION_VERIFIER',
  'TOOL',
  'SPONSOR',
  'OTHER',
];
