// Words that OSV and CVE records have for the same things: references, credits, severities.
import type { CveMetric, CveReference } from '../../standard/cve.ts';
import { scoreCvss } from '../../standard/cvss.ts';
import type { OsvReference, OsvSeverity } from '../../standard/osv.ts';

/** The reference type of OSV for each tag of CVE records; those that say nothing of what is behind the address have none. */
const TYPE_OF_TAG: Readonly<Record<string, string>> = {
  patch: 'FIX',
  exploit: 'EVIDENCE',
  'issue-tracking': 'REPORT',
  'vendor-advisory': 'ADVISORY',
  'third-party-advisory': 'ADVISORY',
  'vdb-entry': 'ADVISORY',
  'government-resource': 'ADVISORY',
  'mailing-list': 'DISCUSSION',
  'technical-description': 'ARTICLE',
  'media-coverage': 'ARTICLE',
  product: 'PACKAGE',
  x_introduced: 'INTRODUCED',
  x_detection: 'DETECTION',
  x_git: 'GIT',
};

const TAG_OF_TYPE: Readonly<Record<string, string>> = {
  FIX: 'patch',
  EVIDENCE: 'exploit',
  REPORT: 'issue-tracking',
  ADVISORY: 'vendor-advisory',
  DISCUSSION: 'mailing-list',
  ARTICLE: 'technical-description',
  PACKAGE: 'product',
  INTRODUCED: 'x_introduced',
  DETECTION: 'x_detection',
  GIT: 'x_git',
};

/** What an address itself tells of its type. */
const TYPE_OF_URL: readonly (readonly [RegExp, string])[] = [
  [/\/(?:security\/)?advisories\/GHSA-|\/security\/advisories\/|^https?:\/\/nvd\.nist\.gov\/vuln\//, 'ADVISORY'],
  [
    /\/commits?\/[0-9a-f]{7,64}\b|\/\+\/[0-9a-f]{7,64}\b|[?&;](?:id|h)=[0-9a-f]{7,64}\b|\/pull\/\d+\/(?:commits|files)/,
    'FIX',
  ],
  [/\/(?:pull|merge_requests)\/\d+/, 'FIX'],
  [/\/issues?\/\d+|\/show_bug\.cgi|\/browse\/[A-Z]+-\d+/, 'REPORT'],
];

/** The references of an OSV record; an address with tags of several types is there once for each. */
export function osvReferences(references: readonly CveReference[]): readonly OsvReference[] {
  const found = new Map<string, OsvReference>();
  for (const { url, tags } of references) {
    const types = new Set(tags.map((tag) => (Object.hasOwn(TYPE_OF_TAG, tag) ? TYPE_OF_TAG[tag] : undefined)));
    types.delete(undefined);
    const guessed = TYPE_OF_URL.find(([pattern]) => pattern.test(url))?.[1] ?? 'WEB';
    for (const type of types.size === 0 ? [guessed] : types) {
      if (type !== undefined) found.set(`${type} ${url}`, { type, url });
    }
  }
  return [...found.values()];
}

/** Tags that have no word in OSV. */
export function lostTags(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => !Object.hasOwn(TYPE_OF_TAG, tag));
}

/** The references of a CVE record: one for each address, with all its tags. */
export function cveReferences(references: readonly OsvReference[]): readonly { url: string; tags?: string[] }[] {
  const found = new Map<string, string[]>();
  for (const { type, url } of references) {
    const tags = found.get(url) ?? [];
    found.set(url, tags);
    const tag = Object.hasOwn(TAG_OF_TYPE, type) ? TAG_OF_TYPE[type] : undefined;
    if (tag !== undefined && !tags.includes(tag)) tags.push(tag);
  }
  return [...found].map(([url, tags]) => (tags.length === 0 ? { url } : { url, tags }));
}

/** `remediation developer` as `REMEDIATION_DEVELOPER`. */
export function osvCreditType(type: string): string {
  return type.trim().toUpperCase().replaceAll(/[ -]/g, '_');
}

const CREDIT_TYPES = new Set([
  'finder',
  'reporter',
  'analyst',
  'coordinator',
  'remediation developer',
  'remediation reviewer',
  'remediation verifier',
  'tool',
  'sponsor',
  'other',
]);

/** The credit type of CVE records; null: they have none of that name. */
export function cveCreditType(type: string): string | null {
  const found = type.toLowerCase().replaceAll('_', ' ');
  return CREDIT_TYPES.has(found) ? found : null;
}

/** Severities of OSV, one for each vector. */
export function osvSeverities(metrics: readonly CveMetric[]): readonly OsvSeverity[] {
  const found = new Map<string, OsvSeverity>();
  for (const { version, vector } of metrics) {
    const score = version === '2.0' ? vector.replace(/^\((.*)\)$/, '$1') : vector;
    found.set(`${version} ${score}`, { type: `CVSS_V${version[0]}`, score });
  }
  return [...found.values()];
}

/** A `metrics` entry of a CVE record; text: why there is none. */
export function cveMetric(severity: OsvSeverity): Readonly<Record<string, unknown>> | string {
  if (!/^CVSS_V[234]$/.test(severity.type)) return `CVE records have no severity of the type ${severity.type}`;
  const scored = scoreCvss(severity.score);
  if (!scored.ok) return scored.fault.message;
  const { version, score, level } = scored.value;
  const vector = severity.score
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .replace(/\/$/, '');
  const metric = {
    version,
    vectorString: version === '2.0' ? vector.replace(/^CVSS:2\.0\//, '') : vector,
    baseScore: score,
  };
  const key = `cvssV${version.replace('.', '_')}`;
  return { format: 'CVSS', [key]: version === '2.0' ? metric : { ...metric, baseSeverity: level.toUpperCase() } };
}
