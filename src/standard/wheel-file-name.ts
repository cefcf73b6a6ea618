// File names of wheels (the "Binary distribution format" specification, "File name convention").
import { type DistributionName, normaliseDistributionName } from './distribution-name.ts';
import { type Parsed, parsed, unparsable } from './parsed.ts';
import { formatTags, parseTags, type Tag } from './tag.ts';
import { parseVersion, quote, type Version, type VersionNumber } from './version.ts';

/** A build tag: `2abc` has the number 2 and the suffix `abc`. */
export interface BuildTag {
  readonly number: VersionNumber;
  readonly suffix: string;
  /** As written: `02abc`. */
  readonly text: string;
}

export interface WheelFileName {
  readonly name: DistributionName;
  readonly version: Version;
  readonly build: BuildTag | null;
  readonly tags: readonly Tag[];
}

const LONGEST = 4096;
const NAME = /^[\p{L}\p{N}_.]+$/u;

/** Parses a wheel's file name without its folder, as `packaging.utils.parse_wheel_filename` does. */
export function parseWheelFileName(fileName: string): Parsed<WheelFileName> {
  const wrong = (why: string) => unparsable(`${quote(fileName)} is no wheel’s file name: ${why}`);
  if (!fileName.endsWith('.whl')) return wrong('it does not end in .whl');
  if (fileName.length > LONGEST) return wrong(`it has more than ${LONGEST} characters`);
  const parts = fileName.slice(0, -4).split('-');
  if (parts.length !== 5 && parts.length !== 6) return wrong('it has not five or six parts');
  const [nameText = '', versionText = ''] = parts;
  if (nameText.includes('__') || !NAME.test(nameText)) return wrong('its first part is no escaped project name');
  const version = parseVersion(versionText);
  if (!version.ok) return wrong(version.fault.message);
  const build = parts.length === 6 ? parseBuildTag(parts[2] ?? '') : null;
  if (build !== null && !build.ok) return wrong(build.fault.message);
  const tags = parseTags(parts.slice(-3).join('-'));
  if (!tags.ok) return wrong(tags.fault.message);
  return parsed({
    name: normaliseDistributionName(nameText),
    version: version.value,
    build: build?.value ?? null,
    tags: tags.value,
  });
}

/** Parses a build tag, which must begin with a digit; also that of a `WHEEL` file's `Build` line. */
export function parseBuildTag(text: string): Parsed<BuildTag> {
  const [, digits, suffix = ''] = /^([0-9]+)(.*)/.exec(text) ?? [];
  if (digits === undefined) return unparsable(`the build tag ${quote(text)} does not begin with a digit`);
  const number = Number(digits);
  return parsed({ number: Number.isSafeInteger(number) ? number : BigInt(digits), suffix, text });
}

/**
 * Orders build tags as installers do, who take the highest: none first, then by number, then by suffix. Negative,
 * zero or positive.
 */
export function compareBuildTags(left: BuildTag | null, right: BuildTag | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (left.number !== right.number) return left.number < right.number ? -1 : 1;
  return left.suffix < right.suffix ? -1 : left.suffix > right.suffix ? 1 : 0;
}

/** A wheel's file name, escaped as the specification says; null where its tags are no compressed set. */
export function formatWheelFileName(wheel: WheelFileName): string | null {
  const tags = formatTags(wheel.tags);
  if (tags === null) return null;
  const build = wheel.build === null ? '' : `-${wheel.build.text}`;
  return `${wheel.name.replaceAll('-', '_')}-${wheel.version.text.replaceAll('-', '_')}${build}-${tags}.whl`;
}
