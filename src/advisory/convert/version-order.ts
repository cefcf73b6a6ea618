// How versions are ordered in records of other formats: Semantic Versioning, PEP 440, or by their parts.
import { compareVersions, parseLooseVersion, parseVersion } from '../../standard/version.ts';

export type OrderName = 'semver' | 'python' | 'generic';

/** An order of versions; `successor` is a version above `text` with no release between them, null where none is known. */
export interface VersionOrder {
  readonly name: OrderName;
  compare(left: string, right: string): number;
  successor(text: string): string | null;
}

const SEMVER =
  /^v?(\d{1,20})(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:-([0-9A-Za-z.-]{1,200}))?(?:\+[0-9A-Za-z.-]{0,200})?$/;

/** Whether a text is a version by Semantic Versioning 2.0.0; missing parts and a leading `v` are tolerated. */
export function isSemver(text: string): boolean {
  return SEMVER.test(text);
}

/** Semantic Versioning 2.0.0, section 11. Texts that are no such versions compare by their parts. */
const semver: VersionOrder = {
  name: 'semver',
  compare(left, right) {
    const [a, b] = [SEMVER.exec(left), SEMVER.exec(right)];
    if (a === null || b === null) return compareParts(left, right);
    for (const index of [1, 2, 3]) {
      const order = compareNumbers(a[index] ?? '0', b[index] ?? '0');
      if (order !== 0) return order;
    }
    return comparePrerelease(a[4], b[4]);
  },
  successor(text) {
    const match = SEMVER.exec(text);
    if (match === null) return null;
    const [, major, minor = '0', patch = '0', pre] = match;
    // Nothing lies between a version and itself with one more, lowest part of its pre-release.
    return pre === undefined ? `${major}.${minor}.${BigInt(patch) + 1n}-0` : `${major}.${minor}.${patch}-${pre}.0`;
  },
};

function comparePrerelease(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
  const [a, b] = [left.split('.'), right.split('.')];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [one, other] = [a[index], b[index]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    const order =
      isNumber && isOtherNumber ? compareNumbers(one, other) : isNumber !== isOtherNumber ? (isNumber ? -1 : 1) : 0;
    if (order !== 0) return order;
    if (!isNumber && one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function compareNumbers(left: string, right: string): number {
  const [a, b] = [left.replace(/^0+(?=\d)/, ''), right.replace(/^0+(?=\d)/, '')];
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** PEP 440; what is no such version orders as setuptools once ordered it. */
const python: VersionOrder = {
  name: 'python',
  compare: (left, right) => compareVersions(parseLooseVersion(left), parseLooseVersion(right)),
  successor(text) {
    const version = parseVersion(text);
    if (!version.ok || version.value.local !== null) return null;
    const { post, dev } = version.value;
    // The lowest version above it: one development release further, or the first of a post-release.
    if (dev !== null) return version.value.text.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n));
    return post === null
      ? `${version.value.text}.post0.dev0`
      : `${version.value.text.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n))}.dev0`;
  },
};

/** Numbers as numbers, words as words; a word for a pre-release stands below the end of the text. */
const generic: VersionOrder = { name: 'generic', compare: compareParts, successor: () => null };

const PRERELEASE = /^(?:a|alpha|b|beta|c|cr|rc|pre|preview|dev|snapshot|milestone|m|~)$/;
const LONGEST = 1024;

function compareParts(left: string, right: string): number {
  const [a, b] = [partsOf(left), partsOf(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = comparePart(a[index], b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(text: string): readonly string[] {
  const parts =
    text
      .slice(0, LONGEST)
      .toLowerCase()
      .replace(/^v(?=\d)/, '')
      .match(/\d+|[a-z]+|~/g) ?? [];
  let last = parts.length;
  while (last > 1 && /^0+$/.test(parts[last - 1] ?? '')) last -= 1;
  return parts.slice(0, last);
}

function comparePart(left: string | undefined, right: string | undefined): number {
  const [a, b] = [rankOf(left), rankOf(right)];
  if (a !== b) return a - b;
  if (left === undefined || right === undefined || left === right) return 0;
  if (a === 3) return compareNumbers(left, right);
  return left < right ? -1 : 1;
}

function rankOf(part: string | undefined): number {
  if (part === undefined) return 1;
  if (/^\d/.test(part)) return 3;
  return PRERELEASE.test(part) ? 0 : 2;
}

export const VERSION_ORDERS: Readonly<Record<OrderName, VersionOrder>> = { semver, python, generic };

const SEMVER_ECOSYSTEMS = /^(?:Go|npm|crates\.io|Hex|SwiftURL|Pub|Julia|GitHub Actions)$/;

/** The order that an OSV ecosystem uses; null where it has one of its own. */
export function orderOfEcosystem(ecosystem: string): OrderName | null {
  const [name = ''] = ecosystem.split(':');
  if (name === 'PyPI') return 'python';
  return SEMVER_ECOSYSTEMS.test(name) ? 'semver' : null;
}

/**
 * The order for some versions of one product: what their type says (CVE schema, `versionType`), else the first order
 * in which all of them are versions.
 */
export function chooseOrder(types: readonly (string | null)[], texts: readonly string[]): VersionOrder {
  const named = new Set(types.map((type) => type?.toLowerCase() ?? null));
  const [only] = named;
  if (named.size === 1) {
    if (only === 'semver' && texts.every(isSemver)) return semver;
    if (only === 'python' || only === 'pep440') return python;
    if (only !== undefined && only !== null && /^(?:rpm|deb|dpkg|maven|apk|ebuild)$/.test(only)) return generic;
  }
  if (texts.every((text) => parseVersion(text).ok)) return python;
  return texts.every(isSemver) ? semver : generic;
}
