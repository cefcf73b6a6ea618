// Requirements (PEP 508, the "Dependency specifiers" specification): name, extras, versions or URL, marker.
import { type DistributionName, normaliseDistributionName } from './distribution-name.ts';
import { scanMarker } from './marker-syntax.ts';
import { formatMarker, type Marker } from './marker-tree.ts';
import { type Parsed, parsed, unparsable } from './parsed.ts';
import { compareCodePoints, PYTHON_WHITESPACE } from './python-text.ts';
import { Scanner } from './scanner.ts';
import { formatSpecifierSet, parseSpecifierSet, type SpecifierSet } from './specifier.ts';

/** What a project asks for: `pillow[webp] >=9.0 ; python_version < "3.13"`. */
export interface Requirement {
  /** As written. */
  readonly name: string;
  readonly normalisedName: DistributionName;
  /** As written and in that order, none twice. */
  readonly extras: readonly string[];
  /** Empty where any version will do, and with a URL. */
  readonly specifiers: SpecifierSet;
  /** As written, credentials included; null where the requirement names none. */
  readonly url: string | null;
  readonly marker: Marker | null;
}

/** Longer texts are not requirements. */
export const MAX_REQUIREMENT_LENGTH = 262_144;

const NAME = /\b[a-zA-Z0-9][a-zA-Z0-9._-]*\b/y;
const URL = /[^ \t]+/y;
const CLAUSE = new RegExp(
  `===[${PYTHON_WHITESPACE}]*[^${PYTHON_WHITESPACE};)]*|` +
    `(?:[~=!<>]=|[<>])[${PYTHON_WHITESPACE}]*[^${PYTHON_WHITESPACE},;)]+`,
  'y',
);

/** Parses a requirement. A fault's offset says where the text stops making sense. */
export function parseRequirement(text: string): Parsed<Requirement> {
  if (text.length > MAX_REQUIREMENT_LENGTH) return unparsable('the requirement is too long', 0);
  const scanner = new Scanner(text);
  const requirement = scanRequirement(scanner);
  return requirement === null
    ? unparsable(scanner.fault?.message ?? 'not a requirement', scanner.fault?.offset ?? scanner.position)
    : parsed(requirement);
}

function scanRequirement(scanner: Scanner): Requirement | null {
  scanner.skipSpace();
  const name = scanner.take(NAME);
  if (name === null) return scanner.fail('expected the name of a distribution');
  scanner.skipSpace();
  const extras = scanExtras(scanner);
  if (extras === null) return null;
  scanner.skipSpace();
  let url: string | null = null;
  let specifiers: SpecifierSet | null = NO_SPECIFIERS;
  if (scanner.skip('@')) {
    scanner.skipSpace();
    // A URL ends at a space, so that a semicolon right behind it is its own.
    url = scanner.take(URL);
    if (url === null) return scanner.fail('expected a URL after "@"');
  } else specifiers = scanSpecifiers(scanner);
  if (specifiers === null) return null;
  scanner.skipSpace();
  let marker: Marker | null = null;
  if (!scanner.atEnd) {
    if (!scanner.skip(';')) return scanner.fail('expected ";" and a marker, or the end of the requirement');
    marker = scanMarker(scanner);
    if (marker === null) return null;
    if (!scanner.atEnd) return scanner.fail('expected "and", "or" or the end of the marker');
  }
  const normalisedName = normaliseDistributionName(name);
  return { name, normalisedName, extras, specifiers, url, marker };
}

const NO_SPECIFIERS: SpecifierSet = { specifiers: [], prereleases: false };

function scanExtras(scanner: Scanner): readonly string[] | null {
  if (!scanner.skip('[')) return [];
  const extras = new Set<string>();
  scanner.skipSpace();
  for (let extra = scanner.take(NAME); extra !== null; extra = scanner.take(NAME)) {
    extras.add(extra);
    scanner.skipSpace();
    if (!scanner.skip(',')) break;
    scanner.skipSpace();
    if (scanner.sees(']')) return scanner.fail('expected the name of an extra after ","');
  }
  scanner.skipSpace();
  return scanner.skip(']') ? [...extras] : scanner.fail('expected an extra, "," or "]"');
}

function scanSpecifiers(scanner: Scanner): SpecifierSet | null {
  const parenthesised = scanner.skip('(');
  scanner.skipSpace();
  const start = scanner.position;
  for (let clause = scanner.take(CLAUSE); clause !== null; clause = scanner.take(CLAUSE)) {
    scanner.skipSpace();
    if (!scanner.skip(',')) break;
    scanner.skipSpace();
  }
  const specifiers = parseSpecifierSet(scanner.text.slice(start, scanner.position));
  if (!specifiers.ok) return scanner.fail(specifiers.fault.message, start + (specifiers.fault.offset ?? 0));
  scanner.skipSpace();
  if (parenthesised && !scanner.skip(')')) return scanner.fail('expected ")" after the version specifier');
  return specifiers.value;
}

/** The requirement as `packaging` prints it: name as written, extras and clauses sorted. */
export function formatRequirement(requirement: Requirement): string {
  const { name, extras, specifiers, url, marker } = requirement;
  let text = name;
  if (extras.length > 0) text += `[${[...extras].sort(compareCodePoints).join(',')}]`;
  text += formatSpecifierSet(specifiers);
  if (url !== null) text += ` @ ${url}${marker === null ? '' : ' '}`;
  return marker === null ? text : `${text}; ${formatMarker(marker)}`;
}
