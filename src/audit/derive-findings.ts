// The records that match one distribution, made into one finding per alias group.
import type { Database } from '../advisory/database/database.ts';
import type { KnownArtifact, Match } from '../advisory/database/match.ts';
import type { Finding, Severity, Unit } from '../finding/finding.ts';
import type { Distribution } from '../finding/inventory.ts';
import { PRECISIONS } from '../finding/reach.ts';
import { formatPurl } from '../standard/purl.ts';
import { compareVersions, parseLooseVersion, type Version } from '../standard/version.ts';
import { orderIdentifiers } from './order-identifiers.ts';
import { findUpgrade } from './upgrade.ts';

/** One finding per alias group for this distribution; empty where it has no version or nothing matches. */
export function deriveFindings(
  database: Database,
  distribution: Distribution,
  why: () => readonly (readonly string[])[],
): readonly Finding[] {
  if (distribution.version === null) return [];
  const version = parseLooseVersion(distribution.version);
  const artifacts: readonly KnownArtifact[] = distribution.artifacts;
  const matches = database.match(distribution.name, version, artifacts);
  if (matches.length === 0) return [];
  const groups = Map.groupBy(matches, (match) => match.group);
  const drafts = [...groups.values()].map((group) => draftFinding(group, version));
  const upgrade = findUpgrade(database, distribution.name, version, drafts, new Set(groups.keys()));
  const fileName = onlyFileName(distribution);
  const shared = {
    distribution: {
      name: distribution.name,
      version: distribution.version,
      purl: formatPurl({ name: distribution.name, version: distribution.version, fileName }),
      fileName,
    },
    upgrade: upgrade?.text ?? null,
    why: why(),
    location: distribution.location,
    witness: [],
    ignored: null,
  };
  return drafts.map(({ fixedVersions, ...draft }) => ({
    ...draft,
    ...shared,
    fixed: fixedVersions.map((fixed) => fixed.text),
  }));
}

/** The file that is or will be installed, where there is no choice left. */
function onlyFileName(distribution: Distribution): string | null {
  const [only, ...others] = distribution.artifacts;
  return only !== undefined && others.length === 0 ? only.fileName : null;
}

type Draft = Omit<Finding, 'distribution' | 'upgrade' | 'why' | 'location' | 'witness' | 'ignored' | 'fixed'> & {
  readonly fixedVersions: readonly Version[];
};

function draftFinding(group: readonly Match[], version: Version): Draft {
  const [id = '', ...aliases] = orderIdentifiers(group);
  // The preferred record speaks for the group; one that is certain goes before one that is in doubt.
  const certain = group.filter((match) => match.doubt === null);
  const speakers = certain.length > 0 ? certain : group;
  const speaker = speakers.find((match) => match.id === id) ?? speakers[0];
  if (speaker === undefined) throw new Error('an alias group without a record');
  const described = [speaker, ...group].find((match) => match.title !== '') ?? speaker;
  return {
    id,
    aliases,
    title: described.title,
    link: speaker.link ?? group.find((match) => match.link !== null)?.link ?? null,
    reach: 'unknown',
    precision: PRECISIONS.find((precision) => speakers.some((match) => match.precision === precision)) ?? 'package',
    reason: speaker.doubt,
    severity: bestSeverity(group),
    weaknesses: [...new Set(group.flatMap((match) => match.weaknesses))],
    published: earliest(group.map((match) => match.published)),
    modified: earliest(group.map((match) => match.modified).reverse(), -1),
    matched: speaker.matched,
    units: distinctUnits(group),
    fixedVersions: laterFixes(group, version),
  };
}

/** The vector of the newest CVSS version, and of equals the highest score. */
function bestSeverity(group: readonly Match[]): Severity | null {
  const severities = group.flatMap((match) => (match.severity === null ? [] : [match.severity]));
  severities.sort((left, right) => cvssRank(right.vector) - cvssRank(left.vector) || right.score - left.score);
  return severities[0] ?? null;
}

function cvssRank(vector: string): number {
  return Number(/^CVSS:(\d\.\d)\//.exec(vector)?.[1] ?? '2.0');
}

/** The earliest time of a list (the latest for direction -1); RFC 3339 in UTC sorts as text. */
function earliest(times: readonly (string | null)[], direction: 1 | -1 = 1): string | null {
  const known = times.filter((time) => time !== null).sort();
  return (direction === 1 ? known[0] : known.at(-1)) ?? null;
}

function distinctUnits(group: readonly Match[]): readonly Unit[] {
  const units = new Map<string, Unit>();
  for (const unit of group.flatMap((match) => match.units)) units.set(`${unit.module}:${unit.attribute ?? ''}`, unit);
  return [...units.values()];
}

/** The fixing versions after the present one, in order, each once. */
function laterFixes(group: readonly Match[], version: Version): readonly Version[] {
  const fixes = group.flatMap((match) => match.fixed).map((text) => parseLooseVersion(text));
  const later = fixes.filter((fixed) => compareVersions(fixed, version) > 0).sort(compareVersions);
  return later.filter((fixed, index) => {
    const earlier = later[index - 1];
    return earlier === undefined || compareVersions(earlier, fixed) !== 0;
  });
}
