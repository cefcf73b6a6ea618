// Python versions as PEP 440 (the "Version specifiers" specification) defines them: parse, normalise and order.
import { type Parsed, parsed, unparsable } from './parsed.ts';
import { PYTHON_WHITESPACE, quote } from './python-text.ts';

export { quote } from './python-text.ts';

/** A number of a version: a `bigint` exactly where a `number` would not be exact. */
export type VersionNumber = number | bigint;

/** A version. One that is not valid by PEP 440 (`legacy`) has no parts, only its text. */
export interface Version {
  readonly epoch: VersionNumber;
  /** As written, trailing zeros kept; empty for a legacy version. */
  readonly release: readonly VersionNumber[];
  readonly pre: readonly ['a' | 'b' | 'rc', VersionNumber] | null;
  readonly post: VersionNumber | null;
  readonly dev: VersionNumber | null;
  /** The local label, normalised: `ubuntu.1`. */
  readonly local: string | null;
  /** The text as PEP 440 normalises it; a legacy version's text as written. */
  readonly text: string;
  readonly legacy: boolean;
  /** Orders versions: comparing keys by UTF-16 units, or as UTF-8 bytes, compares the versions. See `versionKey`. */
  readonly key: string;
}

/** Longer texts are not versions. */
export const MAX_VERSION_LENGTH = 16_384;
/** CPython's own limit for the digits of an integer in text, so `packaging` refuses longer numbers as well. */
const MAX_DIGITS = 4300;

const PATTERN = new RegExp(
  `^[${PYTHON_WHITESPACE}]*v?(?:([0-9]+)!)?([0-9]+(?:\\.[0-9]+)*)` +
    '(?:[._-]?(alpha|a|beta|b|preview|pre|c|rc)[._-]?([0-9]+)?)?' +
    '(?:-([0-9]+)|[._-]?(post|rev|r)[._-]?([0-9]+)?)?' +
    '(?:[._-]?(dev)[._-]?([0-9]+)?)?' +
    `(?:\\+([a-z0-9]+(?:[._-][a-z0-9]+)*))?[${PYTHON_WHITESPACE}]*$`,
  'i',
);
const TOO_MANY_DIGITS = new RegExp(`[0-9]{${MAX_DIGITS + 1}}`);

/** Parses a version (PEP 440, Appendix B). Whitespace around it is allowed, as `packaging` allows it. */
export function parseVersion(text: string): Parsed<Version> {
  const version = parseRelease(text) ?? parseFull(text);
  return version === null ? unparsable(`${quote(text)} is not a version as PEP 440 defines it`) : parsed(version);
}

/** Parses a version; what is not valid becomes a legacy version, below all valid ones. Never fails. */
export function parseLooseVersion(text: string): Version {
  return parseRelease(text) ?? parseFull(text) ?? legacyVersion(text);
}

/** Negative, zero or positive as `left` is below, equal to (1.0 and 1.0.0) or above `right`. */
export function compareVersions(left: Version, right: Version): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

/**
 * A text that is equal for two versions exactly when they are equal, and that sorts as the versions do.
 * The key of `1.0` is a prefix of the keys of `1.0+local`, and of no other version's key.
 */
export function versionKey(version: Version): string {
  return version.key;
}

/** Whether the version is a pre-release or a development release; a legacy version is neither. */
export function isPrerelease(version: Version): boolean {
  return version.pre !== null || version.dev !== null;
}

/** The parts that `makeVersion` builds from; what is left out is absent. */
export interface VersionParts {
  readonly epoch: VersionNumber;
  readonly release: readonly VersionNumber[];
  readonly pre?: Version['pre'];
  readonly post?: VersionNumber | null;
  readonly dev?: VersionNumber | null;
  readonly local?: string | null;
}

/** Builds a version from its parts; numbers must not be negative, `local` normalised, the release not empty. */
export function makeVersion(parts: VersionParts): Version {
  const { epoch, release, pre = null, post = null, dev = null, local = null } = parts;
  let text = epoch === 0 ? release.join('.') : `${epoch}!${release.join('.')}`;
  let last = release.length;
  while (last > 0 && release[last - 1] === 0) last -= 1;
  let key = numberKey(String(epoch));
  for (let index = 0; index < last; index += 1) key += numberKey(String(release[index]));
  if (pre !== null) {
    text += pre[0] + pre[1];
    key += PRE_RANK[pre[0]] + numberKey(String(pre[1]));
  } else key += dev !== null && post === null ? '0' : '4';
  if (post !== null) {
    text += `.post${post}`;
    key += `1${numberKey(String(post))}`;
  } else key += '0';
  if (dev !== null) {
    text += `.dev${dev}`;
    key += `0${numberKey(String(dev))}`;
  } else key += '1';
  if (local !== null) {
    text += `+${local}`;
    for (const part of local.split('.')) key += DIGITS.test(part) ? `1${numberKey(part)}` : `0${part}!`;
  }
  return { epoch, release, pre, post, dev, local, text, legacy: false, key };
}

// The key, part by part: epoch; release without trailing zeros; then, below any number, the rank of the pre-release
// (0 development release only, 1 to 3 a, b and rc with their number, 4 none); post-release (0 none, 1 and its number);
// development release (0 and its number, 1 none); local parts (0 text ended by `!`, below it; 1 number).
const PRE_RANK = { a: '1', b: '2', rc: '3' } as const;
const DIGITS = /^[0-9]+$/;
/** A number so that longer, hence greater, ones sort later: one unit from `A` on for how many digits, then these. */
function numberKey(digits: string): string {
  return String.fromCharCode(0x40 + digits.length) + digits;
}

/** The common case, `N(.N)*` with small numbers and without leading zeros, read without a regular expression. */
function parseRelease(text: string): Version | null {
  const length = text.length;
  if (length === 0 || length > 64) return null;
  const release: number[] = [];
  let key = 'A0';
  let complete = key;
  let start = 0;
  let value = 0;
  for (let index = 0; index <= length; index += 1) {
    const code = index === length ? 0x2e : text.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) {
      value = value * 10 + code - 0x30;
    } else if (code === 0x2e) {
      const digits = index - start;
      if (digits === 0 || digits > 15 || (digits > 1 && text.charCodeAt(start) === 0x30)) return null;
      release.push(value);
      key += String.fromCharCode(0x40 + digits) + value;
      if (value !== 0) complete = key;
      value = 0;
      start = index + 1;
    } else return null;
  }
  return {
    epoch: 0,
    release,
    pre: null,
    post: null,
    dev: null,
    local: null,
    text,
    legacy: false,
    key: `${complete}401`,
  };
}

const PRE_LETTER: Readonly<Record<string, 'a' | 'b' | 'rc'>> = { a: 'a', alpha: 'a', b: 'b', beta: 'b' };

function parseFull(text: string): Version | null {
  if (text.length > MAX_VERSION_LENGTH) return null;
  const match = PATTERN.exec(text);
  if (match === null || (text.length > MAX_DIGITS && TOO_MANY_DIGITS.test(text))) return null;
  const [, epoch, release = '', preLetter, pre, postAlone, postLetter, post, devLetter, dev, local] = match;
  return makeVersion({
    epoch: toNumber(epoch),
    release: release.split('.').map(toNumber),
    pre: preLetter === undefined ? null : [PRE_LETTER[preLetter.toLowerCase()] ?? 'rc', toNumber(pre)],
    post: postAlone === undefined && postLetter === undefined ? null : toNumber(postAlone ?? post),
    dev: devLetter === undefined ? null : toNumber(dev),
    local: local === undefined ? null : normaliseLocal(local),
  });
}

function toNumber(digits: string | undefined): VersionNumber {
  if (digits === undefined) return 0;
  if (digits.length < 16) return Number(digits);
  const exact = BigInt(digits);
  return exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact;
}

function normaliseLocal(local: string): string {
  const parts = local.toLowerCase().split(/[._-]/);
  return parts.map((part) => (DIGITS.test(part) ? part.replace(/^0+(?=[0-9])/, '') : part)).join('.');
}

function legacyVersion(text: string): Version {
  const key = legacyKey(text);
  return { epoch: 0, release: [], pre: null, post: null, dev: null, local: null, text, legacy: true, key };
}

const LEGACY_PART = /(\p{Nd}+|[a-z]+|\.|-)/u;
const LEGACY_WORD: ReadonlyMap<string, string> = new Map([
  ['pre', 'c'],
  ['preview', 'c'],
  ['-', 'final-'],
  ['rc', 'c'],
  ['dev', '@'],
]);

/** The order of `packaging` before PEP 440 was enforced (as setuptools' `parse_version`): words below numbers. */
function legacyKey(text: string): string {
  const parts: string[] = [];
  const pieces = text.length > MAX_VERSION_LENGTH ? [text] : text.toLowerCase().split(LEGACY_PART);
  for (const piece of [...pieces, 'final']) {
    const part = LEGACY_WORD.get(piece) ?? piece;
    if (part === '' || part === '.') continue;
    if (part >= '0' && part < ':') {
      parts.push('0'.repeat(Math.max(0, 8 - [...part].length)) + part);
      continue;
    }
    if (part < 'final') while (parts.at(-1) === '*final-') parts.pop();
    while (parts.at(-1) === '00000000') parts.pop();
    parts.push(`*${part}`);
  }
  // `!` sorts below every valid key, and U+0001, which ends a part, below all that a part may hold.
  return parts.reduce((key, part) => `${key}${encodeText(part)}\u0001`, '!');
}

/** A text so that units, and UTF-8 bytes, compare as its code points do, without NUL, U+0001 and surrogates. */
function encodeText(text: string): string {
  return text.replace(/[\0-\u0002\ud7ff-\u{10ffff}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 3) return `\u0002${String.fromCharCode(code + 3)}`;
    return `\ud7ff${String.fromCharCode(0x100 + (code >> 12), 0x100 + (code & 0xfff))}`;
  });
}
