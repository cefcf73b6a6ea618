// Version specifiers and sets of them (PEP 440, "Version specifiers"): parse, format, contain and filter.
import { type Parsed, parsed, unparsable } from './parsed.ts';
import { compareCodePoints, PYTHON_WHITESPACE, quote, stripPython } from './python-text.ts';
import {
  isPrerelease,
  makeVersion,
  parseLooseVersion,
  parseVersion,
  type Version,
  type VersionNumber,
} from './version.ts';

export type SpecifierOperator = '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>' | '===';

/** One clause, `>=1.0`. */
export interface Specifier {
  readonly operator: SpecifierOperator;
  /** The right side as written, without whitespace around it: `1.0`, `1.0.*`, for `===` any text. */
  readonly version: string;
  /** Whether the clause itself names a pre-release, so that pre-releases are welcome (PEP 440). */
  readonly prereleases: boolean;
  /** The version keys that match: from `low` up to, without it, `high`; all others where `negated`. Unused for `===`. */
  readonly low: string;
  readonly high: string;
  readonly negated: boolean;
  /** Equal for clauses that mean the same: `==1.0` and `== 1.0.0`. */
  readonly identity: string;
}

/** A set of clauses that must all match; an empty set matches everything. */
export interface SpecifierSet {
  /** In the order written. */
  readonly specifiers: readonly Specifier[];
  /** Whether any clause names a pre-release. */
  readonly prereleases: boolean;
}

/** Longer texts are not specifiers. */
export const MAX_SPECIFIER_LENGTH = 65_536;
/** Above every unit of a version key. */
const END = '\uffff';
const OPERATOR = /^(?:===|[~=!<>]=|[<>])/;
const ARBITRARY = new RegExp(`^[^${PYTHON_WHITESPACE};)]*$`);
const WILDCARD = /^v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*\.\*$/i;

/** Parses specifiers separated by commas; empty ones are skipped, as `packaging` does. The offset is the clause's. */
export function parseSpecifierSet(text: string): Parsed<SpecifierSet> {
  if (text.length > MAX_SPECIFIER_LENGTH) return unparsable('the version specifier is too long', 0);
  const specifiers: Specifier[] = [];
  let offset = 0;
  for (const part of text.split(',')) {
    const clause = stripPython(part);
    if (clause !== '') {
      const result = parseSpecifier(clause);
      if (!result.ok) return unparsable(result.fault.message, offset + part.indexOf(clause));
      specifiers.push(result.value);
    }
    offset += part.length + 1;
  }
  return parsed({ specifiers, prereleases: specifiers.some((specifier) => specifier.prereleases) });
}

/** Parses one clause. A comma is an ordinary character here, which only `===` can hold. */
export function parseSpecifier(text: string): Parsed<Specifier> {
  if (text.length > MAX_SPECIFIER_LENGTH) return unparsable('the version specifier is too long', 0);
  const clause = stripPython(text);
  const operator = OPERATOR.exec(clause)?.[0] as SpecifierOperator | undefined;
  if (operator === undefined) return unparsable(`${quote(clause)} does not start with a comparison such as >=`, 0);
  const version = stripPython(clause.slice(operator.length));
  if (operator === '===') return parseArbitrary(clause, version);
  const wildcard = version.endsWith('.*');
  if (wildcard && !((operator === '==' || operator === '!=') && WILDCARD.test(version)))
    return unparsable(`${quote(clause)}: .* may only follow a release, after == or !=`, 0);
  const base = parseVersion(wildcard ? version.slice(0, -2) : version);
  if (!base.ok) return unparsable(`${quote(clause)}: ${base.fault.message}`, 0);
  if (base.value.local !== null && operator !== '==' && operator !== '!=')
    return unparsable(`${quote(clause)}: a local version may only follow == or !=`, 0);
  if (operator === '~=' && base.value.release.length < 2)
    return unparsable(`${quote(clause)}: ~= needs a release of at least two numbers`, 0);
  const [low, high] = wildcard
    ? prefixRange(makeVersion({ ...base.value, dev: 0 }), base.value.release)
    : range(operator, base.value);
  const identity = operator + (wildcard ? version : operator === '~=' ? base.value.text : base.value.key);
  const prereleases = operator !== '!=' && !wildcard && isPrerelease(base.value);
  return parsed({ operator, version, prereleases, low, high, negated: operator === '!=', identity });
}

function parseArbitrary(clause: string, version: string): Parsed<Specifier> {
  if (!ARBITRARY.test(version)) return unparsable(`${quote(clause)}: the text after === holds a space, ; or )`, 0);
  const prereleases = isPrerelease(parseLooseVersion(version));
  return parsed({
    operator: '===',
    version,
    prereleases,
    low: '',
    high: '',
    negated: false,
    identity: `===${version}`,
  });
}

/** The keys that an operator admits. A key followed by anything is the same public version with a local label. */
function range(operator: SpecifierOperator, version: Version): readonly [low: string, high: string] {
  const { key } = version;
  switch (operator) {
    case '>=':
      return [key, END];
    case '<=':
      return ['', key + END];
    case '>':
      return [above(version), END];
    case '<':
      // "<V" leaves out V's own pre-releases unless V is one (PEP 440, "Exclusive ordered comparison").
      return ['', isPrerelease(version) ? key : makeVersion({ ...version, dev: 0, local: null }).key];
    case '~=':
      return prefixRange(version, version.release.slice(0, -1));
    default:
      // "==V" and "!=V" take every local label of V where V has none.
      return [key, version.local === null ? key + END : `${key}\0`];
  }
}

/** Where ">V" starts: past V's local labels, and past its post-releases unless V is one. */
function above(version: Version): string {
  const { dev, post, key } = version;
  if (dev !== null) return makeVersion({ ...version, dev: next(dev), local: null }).key;
  if (post !== null) return makeVersion({ ...version, post: next(post), dev: 0, local: null }).key;
  // The key ends in `01`, no post-release and no development release: what stays is common to V's post-releases.
  return key.slice(0, -2) + END;
}

/** From a version up to, without it, the first development release past everything that starts with the prefix. */
function prefixRange(from: Version, release: readonly VersionNumber[]): readonly [low: string, high: string] {
  const after = [...release.slice(0, -1), next(release.at(-1) ?? 0)];
  return [from.key, makeVersion({ epoch: from.epoch, release: after, dev: 0 }).key];
}

function next(number: VersionNumber): VersionNumber {
  return typeof number === 'number' && number < Number.MAX_SAFE_INTEGER ? number + 1 : BigInt(number) + 1n;
}

/** Whether one clause admits a version, pre-releases included. `===` compares texts: see `containsVersion`. */
export function matchesSpecifier(specifier: Specifier, version: Version | string): boolean {
  return typeof version === 'string'
    ? matches(specifier, parseLooseVersion(version), version)
    : matches(specifier, version, version.text);
}

function matches(specifier: Specifier, version: Version, text: string): boolean {
  if (specifier.operator === '===') return text.toLowerCase() === specifier.version.toLowerCase();
  if (version.legacy) return false;
  return (version.key >= specifier.low && version.key < specifier.high) !== specifier.negated;
}

/**
 * Whether the set contains a version. A text is compared by `===` as written, a `Version` by its normalised text.
 * `prereleases` false keeps pre-releases out; true, or left out, lets them in, since a lone version has no rivals.
 * A text that is no version is in a set only if all its clauses are `===` with that text.
 */
export function containsVersion(set: SpecifierSet, version: Version | string, prereleases?: boolean): boolean {
  const [known, text] = typeof version === 'string' ? [parseLooseVersion(version), version] : [version, version.text];
  return (prereleases !== false || !isPrerelease(known)) && admits(set, known, text);
}

function admits(set: SpecifierSet, version: Version, text: string): boolean {
  for (const specifier of set.specifiers) if (!matches(specifier, version, text)) return false;
  return true;
}

/**
 * The versions that the set contains, in the order given. Where `prereleases` is left out, PEP 440's rule holds:
 * pre-releases come in if the set names one, else only if there is nothing else.
 */
export function filterVersions<T extends Version | string>(
  set: SpecifierSet,
  versions: Iterable<T>,
  prereleases?: boolean,
): T[] {
  const found: T[] = [];
  const stable: T[] = [];
  let final = false;
  for (const item of versions) {
    const version: Version = typeof item === 'string' ? parseLooseVersion(item) : item;
    if (!admits(set, version, typeof item === 'string' ? item : version.text)) continue;
    found.push(item);
    if (isPrerelease(version)) continue;
    stable.push(item);
    final ||= !version.legacy;
  }
  const admitPrereleases = prereleases ?? (set.prereleases || !final);
  return admitPrereleases ? found : stable;
}

/** The set as `packaging` prints it: clauses as written, sorted, without those that repeat another's meaning. */
export function formatSpecifierSet(set: SpecifierSet): string {
  const written = new Map<string, string>();
  const sorted = set.specifiers.map((specifier) => [specifier.identity, formatSpecifier(specifier)] as const);
  sorted.sort(([, left], [, right]) => compareCodePoints(left, right));
  for (const [identity, text] of sorted) if (!written.has(identity)) written.set(identity, text);
  return [...written.values()].join(',');
}

/** A clause as written, without whitespace. */
export function formatSpecifier(specifier: Specifier): string {
  return specifier.operator + specifier.version;
}
