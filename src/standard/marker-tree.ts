// The tree of an environment marker (PEP 508, "Environment Markers") and its text.
import type { MarkerEnvironment } from './marker-environment.ts';
import { formatPythonString } from './python-string.ts';
import { parseSpecifier, type Specifier } from './specifier.ts';

export const MARKER_OPERATORS = ['<=', '<', '!=', '==', '>=', '>', '~=', '===', 'in', 'not in'] as const;
export type MarkerOperator = (typeof MARKER_OPERATORS)[number];

/** The variables that a marker may name; old spellings such as `os.name` are parsed to these. */
export type MarkerVariable = keyof MarkerEnvironment | 'extra' | 'extras' | 'dependency_groups';

export type MarkerOperand =
  | { readonly kind: 'variable'; readonly name: MarkerVariable }
  | { readonly kind: 'text'; readonly value: string };

/** `left operator right`. */
export interface MarkerComparison {
  readonly kind: 'comparison';
  readonly left: MarkerOperand;
  readonly operator: MarkerOperator;
  readonly right: MarkerOperand;
  /** What operator and right side say as a version specifier, where the left side's variable holds a version. */
  readonly specifier: Specifier | null;
}

/** `a and b or c`: holds where all parts of any alternative hold. A group inside a group stands in parentheses. */
export interface MarkerGroup {
  readonly kind: 'group';
  readonly alternatives: readonly (readonly Marker[])[];
}

export type Marker = MarkerComparison | MarkerGroup;

/** The marker as `packaging` prints it: double quotes, parentheses as written but for superfluous ones. */
export function formatMarker(marker: Marker): string {
  if (marker.kind === 'comparison')
    return `${formatOperand(marker.left)} ${marker.operator} ${formatOperand(marker.right)}`;
  return marker.alternatives.map((parts) => parts.map(formatPart).join(' and ')).join(' or ');
}

function formatPart(part: Marker): string {
  return part.kind === 'group' ? `(${formatMarker(part)})` : formatMarker(part);
}

function formatOperand(operand: MarkerOperand): string {
  if (operand.kind === 'variable') return operand.name;
  return formatPythonString(operand.value);
}

/** The variables that hold versions, as far as `packaging` compares them as such. */
export const HOLDS_VERSION: ReadonlySet<string> = new Set([
  'implementation_version',
  'platform_release',
  'python_full_version',
  'python_version',
]);

/** What `left operator right` says as a specifier; null where the variable on the left holds no version. */
export function comparisonSpecifier(
  left: MarkerOperand,
  operator: MarkerOperator,
  right: MarkerOperand,
): Specifier | null {
  return left.kind === 'variable' && HOLDS_VERSION.has(left.name) ? readSpecifier(operator + nameOf(right)) : null;
}

/** Operator and right side as a version specifier, null where they make none. */
export function readSpecifier(text: string): Specifier | null {
  const result = parseSpecifier(text);
  return result.ok ? result.value : null;
}

/** A variable on the right is only looked up if there is none on the left: else `packaging` takes its name as text. */
export function nameOf(operand: MarkerOperand): string {
  return operand.kind === 'variable' ? operand.name : operand.value;
}
