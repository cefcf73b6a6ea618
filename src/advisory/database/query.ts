// What the database says of a requirement, a distribution or an identifier: a plain value that the command renders.
import type { Severity, Unit } from '../../finding/finding.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { type OsvRecord, parseOsvRecord } from '../../standard/osv.ts';
import { parseRequirement } from '../../standard/requirement.ts';
import { parseLooseVersion, versionKey } from '../../standard/version.ts';
import { parseDocument } from '../parse-document.ts';
import type { Database, StoredRecord } from './database.ts';
import { describeRecord, indexRecord } from './index-record.ts';
import type { Match } from './match.ts';
import { formatInterval } from './range.ts';
import { parseVersionList } from './version-list.ts';

/** What a record says of one distribution. */
export interface AffectedSummary {
  readonly name: string;
  /** Each range as text: `>=9.0, <10.0.1`. */
  readonly ranges: readonly string[];
  /** How many versions it lists one by one. */
  readonly versions: number;
  readonly fixed: readonly string[];
  readonly severity: Severity | null;
  readonly units: readonly Unit[];
  readonly wheels: readonly { readonly fileName: string; readonly affected: boolean }[];
}

/** A record as a person wants to see it. */
export interface RecordSummary {
  readonly id: string;
  readonly aliases: readonly string[];
  /** The vulnerabilities in bundled libraries that it speaks of. */
  readonly upstream: readonly string[];
  readonly title: string;
  readonly details: string | null;
  readonly published: string | null;
  readonly modified: string | null;
  /** When it was withdrawn; null: it is in force. */
  readonly withdrawn: string | null;
  readonly superseded: boolean;
  readonly severity: Severity | null;
  readonly weaknesses: readonly string[];
  /** The distributions on PyPI; whatever else the record is about is named in `others`. */
  readonly affected: readonly AffectedSummary[];
  readonly others: readonly string[];
  readonly references: readonly { readonly type: string; readonly url: string }[];
  readonly source: string;
  readonly file: string;
}

export type QueryAnswer =
  /** `pillow==9.5.0`: the records that match. */
  | {
      readonly kind: 'version';
      readonly name: DistributionName;
      readonly version: string;
      readonly matches: readonly Match[];
    }
  /** `pillow`: every record about it, withdrawn ones too. */
  | { readonly kind: 'distribution'; readonly name: DistributionName; readonly records: readonly RecordSummary[] }
  /**
   * `PYSEC-2023-227`, `CVE-…`: the records of its alias group, and those that have it upstream; none: the database does
   * not know it, and `related` are the identifiers of records that name it as related.
   */
  | {
      readonly kind: 'advisory';
      readonly id: string;
      readonly records: readonly RecordSummary[];
      readonly related: readonly string[];
    }
  /** Neither an identifier nor a requirement with a single version: `message` says what to ask instead. */
  | { readonly kind: 'unknown'; readonly text: string; readonly message: string };

/**
 * Answers a question. What the database knows as an identifier, alias or upstream of one is one; else it is read as a requirement, which
 * must name one version (`==` or `===`, without `*`) or none. A distribution without advisories has an empty answer.
 */
export function queryDatabase(database: Database, text: string): QueryAnswer {
  const asked = text.trim();
  const about = database.about(asked);
  if (about.length > 0) return { kind: 'advisory', id: asked, records: about.map(summarise), related: [] };
  if (IDENTIFIER.test(asked)) return { kind: 'advisory', id: asked, records: [], related: database.related(asked) };
  const requirement = parseRequirement(asked);
  if (!requirement.ok) return { kind: 'unknown', text: asked, message: requirement.fault.message };
  const { normalisedName: name, specifiers, url } = requirement.value;
  const [specifier, ...more] = specifiers.specifiers;
  if (specifier !== undefined || url !== null) {
    const exact = specifier?.operator === '===' || (specifier?.operator === '==' && !specifier.version.endsWith('*'));
    if (!exact || more.length > 0) {
      return { kind: 'unknown', text: asked, message: 'ask for one version, NAME==VERSION, or for the name alone' };
    }
    const version = parseLooseVersion(specifier?.version ?? '');
    return { kind: 'version', name, version: version.text, matches: database.match(name, version, []) };
  }
  return { kind: 'distribution', name, records: database.recordsFor(name).map(summarise) };
}

/** The identifiers of well-known databases; anything else with a hyphen may as well be a distribution's name. */
const IDENTIFIER = /^(?:CVE-\d{4}-\d+|(?:PYSEC|PSF|OSV|MAL|GO|RUSTSEC)-\d[\w-]*|GHSA(?:-[0-9a-z]{4}){3})$/i;

/** Reads a kept record for display; what cannot be read any more is shown by its identifier alone. */
export function summarise(stored: StoredRecord): RecordSummary {
  const { record, faults } = findRecord(stored);
  const base = {
    id: stored.id,
    aliases: stored.aliases,
    upstream: stored.upstream,
    modified: stored.modified,
    superseded: stored.superseded,
    source: stored.source,
    file: stored.file,
  };
  if (record === null) {
    const empty = { title: '', details: null, published: null, severity: null, weaknesses: [], affected: [] };
    return { ...base, ...empty, withdrawn: stored.withdrawn ? 'unknown' : null, others: [], references: [] };
  }
  const { entries } = indexRecord(record, faults);
  const affected = entries.map(({ name, rule, shown }): AffectedSummary => {
    const fixes = new Map(rule.flatMap((block) => block[4]));
    const versions = new Set(rule.flatMap((block) => parseVersionList(block[1])));
    return {
      name,
      ranges: [...new Set(rule.flatMap((block) => block[0].map(formatInterval)))],
      versions: new Set([...versions].map((version) => versionKey(parseLooseVersion(version)))).size,
      fixed: [...fixes].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, version]) => version),
      severity: shown.blocks.find((block) => block.severity !== null)?.severity ?? null,
      units: shown.blocks.flatMap((block) => block.units),
      wheels: rule.flatMap((block) => block[2].map((wheel) => ({ fileName: wheel[5], affected: wheel[4] === 1 }))),
    };
  });
  const names = new Set<string>(entries.map((entry) => entry.name));
  const { title, weaknesses, severity } = describeRecord(record);
  return {
    ...base,
    title,
    details: record.details,
    published: record.published,
    withdrawn: stored.withdrawn ? record.withdrawn : null,
    severity: severity ?? affected.find((entry) => entry.severity !== null)?.severity ?? null,
    weaknesses,
    affected,
    others: otherSubjects(record, names),
    references: record.references,
  };
}

function findRecord(stored: StoredRecord): ReturnType<typeof parseOsvRecord> {
  for (const value of parseDocument(stored.text, stored.form).values) {
    const parsed = parseOsvRecord(value);
    if (parsed.record?.id === stored.id) return parsed;
  }
  return { record: null, faults: [] };
}

/** What the record is about besides distributions on PyPI: other packages, and repositories. */
function otherSubjects(record: OsvRecord, names: ReadonlySet<string>): readonly string[] {
  const others = new Set<string>();
  for (const { package: subject, ranges } of record.affected) {
    if (subject === null) for (const { repo } of ranges) if (repo !== null) others.add(repo);
    if (subject === null || names.has(normaliseDistributionName(subject.name.trim()))) continue;
    others.add(`${subject.ecosystem} ${subject.name}`);
  }
  return [...others];
}
