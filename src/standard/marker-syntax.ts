// The grammar of environment markers (PEP 508, "Grammar"), as `packaging` reads it.
import { normaliseDistributionName } from './distribution-name.ts';
import {
  comparisonSpecifier,
  type Marker,
  type MarkerComparison,
  type MarkerOperand,
  type MarkerOperator,
  type MarkerVariable,
} from './marker-tree.ts';
import { type Parsed, parsed, unparsable } from './parsed.ts';
import { readPythonString } from './python-string.ts';
import { Scanner } from './scanner.ts';

/** Longer texts are not markers. */
export const MAX_MARKER_LENGTH = 262_144;
/** Markers nested deeper in parentheses are refused; `packaging` gives up at a depth of some hundreds. */
export const MAX_MARKER_DEPTH = 100;

const VARIABLE =
  /\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)|extras?|dependency_groups)\b/y;
const QUOTED = /'[^']*'|"[^"]*"/y;
const OPERATOR = /===|==|~=|!=|<=|>=|<|>/y;
const JOIN = /\b(?:or|and)\b/y;
const IN = /\bin\b/y;
const NOT = /\bnot\b/y;

/** Parses a marker such as `python_version < "3.12" and extra == "socks"`. */
export function parseMarker(text: string): Parsed<Marker> {
  if (text.length > MAX_MARKER_LENGTH) return unparsable('the marker is too long', 0);
  const scanner = new Scanner(text);
  const marker = scanMarker(scanner);
  if (marker !== null && !scanner.atEnd) scanner.fail('expected "and", "or" or the end of the marker');
  if (marker === null || scanner.fault !== null)
    return unparsable(scanner.fault?.message ?? 'not a marker', scanner.fault?.offset ?? scanner.position);
  return parsed(marker);
}

/** Reads a marker from where the scanner stands; null after a fault. */
export function scanMarker(scanner: Scanner, depth = 0): Marker | null {
  const first = scanAtom(scanner, depth);
  if (first === null) return null;
  let parts = [first];
  const alternatives = [parts];
  for (;;) {
    const join = scanner.take(JOIN);
    if (join === null) break;
    const atom = scanAtom(scanner, depth);
    if (atom === null) return null;
    if (join === 'and') parts.push(atom);
    else {
      parts = [atom];
      alternatives.push(parts);
    }
  }
  return alternatives.length === 1 && parts.length === 1 ? first : { kind: 'group', alternatives };
}

function scanAtom(scanner: Scanner, depth: number): Marker | null {
  scanner.skipSpace();
  const start = scanner.position;
  if (!scanner.skip('(')) return scanComparison(scanner);
  if (depth >= MAX_MARKER_DEPTH) return scanner.fail('the marker is nested too deeply', start);
  scanner.skipSpace();
  const marker = scanMarker(scanner, depth + 1);
  if (marker === null) return null;
  scanner.skipSpace();
  if (!scanner.skip(')')) return scanner.fail('expected ")" after the marker in parentheses');
  scanner.skipSpace();
  return marker;
}

function scanComparison(scanner: Scanner): MarkerComparison | null {
  let left = scanOperand(scanner);
  if (left === null) return null;
  scanner.skipSpace();
  const operator = scanOperator(scanner);
  if (operator === null) return null;
  scanner.skipSpace();
  let right = scanOperand(scanner);
  if (right === null) return null;
  scanner.skipSpace();
  // Names of extras and groups are compared normalised (PEP 685, PEP 735).
  if (isVariable(left, 'extra')) right = normaliseText(right);
  else if (isVariable(right, 'extra', 'extras', 'dependency_groups')) left = normaliseText(left);
  return { kind: 'comparison', left, operator, right, specifier: comparisonSpecifier(left, operator, right) };
}

function isVariable(operand: MarkerOperand, ...names: readonly MarkerVariable[]): boolean {
  return operand.kind === 'variable' && names.includes(operand.name);
}

function normaliseText(operand: MarkerOperand): MarkerOperand {
  return operand.kind === 'text' ? { kind: 'text', value: normaliseDistributionName(operand.value) } : operand;
}

function scanOperand(scanner: Scanner): MarkerOperand | null {
  const start = scanner.position;
  const name = scanner.take(VARIABLE)?.replace('.', '_');
  if (name === 'python_implementation') return { kind: 'variable', name: 'platform_python_implementation' };
  if (name !== undefined) return { kind: 'variable', name: name as MarkerVariable };
  const quoted = scanner.take(QUOTED);
  if (quoted === null) return scanner.fail('expected a marker variable or a text in quotes');
  const value = readPythonString(quoted);
  return value === null ? scanner.fail('not a valid text in quotes', start) : { kind: 'text', value };
}

function scanOperator(scanner: Scanner): MarkerOperator | null {
  if (scanner.take(IN) !== null) return 'in';
  if (scanner.take(NOT) !== null) {
    if (!scanner.skipSpace() || scanner.take(IN) === null) return scanner.fail('expected "in" after "not"');
    return 'not in';
  }
  const operator = scanner.take(OPERATOR) as MarkerOperator | null;
  return operator ?? scanner.fail('expected a comparison: <=, <, !=, ==, >=, >, ~=, ===, in or not in');
}
