// File names of source distributions (the "Source distribution format" specification, PEP 625).
import { type DistributionName, normaliseDistributionName } from './distribution-name.ts';
import { type Parsed, parsed, unparsable } from './parsed.ts';
import { parseVersion, quote, type Version } from './version.ts';

export interface SdistFileName {
  readonly name: DistributionName;
  readonly version: Version;
}

const LONGEST = 4096;

/** Parses a file name that ends in `.tar.gz` or `.zip`, as `packaging.utils.parse_sdist_filename` does. */
export function parseSdistFileName(fileName: string): Parsed<SdistFileName> {
  const wrong = (why: string) => unparsable(`${quote(fileName)} is no source distribution’s file name: ${why}`);
  if (fileName.length > LONGEST) return wrong(`it has more than ${LONGEST} characters`);
  const ending = ['.tar.gz', '.zip'].find((text) => fileName.endsWith(text));
  if (ending === undefined) return wrong('it ends neither in .tar.gz nor in .zip');
  const stem = fileName.slice(0, -ending.length);
  // A version has no dash, so the last one parts it from the name.
  const dash = stem.lastIndexOf('-');
  if (dash < 0) return wrong('it has no dash between name and version');
  if (dash === 0) return wrong('it has no name');
  const version = parseVersion(stem.slice(dash + 1));
  if (!version.ok) return wrong(version.fault.message);
  return parsed({ name: normaliseDistributionName(stem.slice(0, dash)), version: version.value });
}

/** The file name that PEP 625 gives a source distribution: `jaraco_text-4.0.tar.gz`. */
export function formatSdistFileName(sdist: SdistFileName): string {
  return `${sdist.name.replaceAll('-', '_')}-${sdist.version.text}.tar.gz`;
}
