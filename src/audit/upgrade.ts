// The smallest known version that clears every finding of a distribution.
import type { Database } from '../advisory/database/database.ts';
import type { DistributionName } from '../standard/distribution-name.ts';
import { compareVersions, isPrerelease, parseLooseVersion, type Version, versionKey } from '../standard/version.ts';

/** Versions tried before giving up: what one distribution costs stays bounded. */
const TRIES = 200;

/**
 * The smallest fixing version that no advisory matches; where every one of them is matched by something, the smallest
 * that clears at least the groups found; null where none is known. Only versions that advisories name are candidates:
 * the index's release list is not at hand offline. Pre-releases are proposed only where no final release will do.
 */
export function findUpgrade(
  database: Database,
  name: DistributionName,
  current: Version,
  findings: readonly { readonly fixedVersions: readonly Version[] }[],
  groups: ReadonlySet<number>,
): Version | null {
  // No version below the latest of the findings' first fixes can clear them all.
  const floor = findings.map((finding) => finding.fixedVersions[0] ?? current).reduce(later, current);
  const candidates = findings
    .flatMap((finding) => finding.fixedVersions)
    .filter((version) => compareVersions(version, floor) >= 0)
    .sort(byPreference);
  const seen = new Set<string>();
  let clearsFound: Version | null = null;
  for (let candidate = candidates.shift(); candidate !== undefined; candidate = candidates.shift()) {
    if (seen.has(versionKey(candidate))) continue;
    if (seen.size >= TRIES) break;
    seen.add(versionKey(candidate));
    const matches = database.match(name, candidate, []).filter((match) => match.doubt === null);
    if (matches.length === 0) return candidate;
    if (clearsFound === null && !matches.some((match) => groups.has(match.group))) clearsFound = candidate;
    // What affects the candidate may be fixed a little later: that is a candidate too.
    candidates.push(...matches.flatMap((match) => match.fixed).map(parseLooseVersion));
    candidates.sort(byPreference);
  }
  return clearsFound;
}

function later(left: Version, right: Version): Version {
  return compareVersions(left, right) >= 0 ? left : right;
}

/** Final releases before pre-releases, then the smaller first. */
function byPreference(left: Version, right: Version): number {
  return Number(isPrerelease(left)) - Number(isPrerelease(right)) || compareVersions(left, right);
}
