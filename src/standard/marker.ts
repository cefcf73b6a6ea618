// Evaluates environment markers (PEP 508, "Environment Markers"; PEP 685; PEP 751).
import { normaliseDistributionName } from './distribution-name.ts';
import type { MarkerEnvironment } from './marker-environment.ts';
import {
  formatMarker,
  HOLDS_VERSION,
  type Marker,
  type MarkerComparison,
  type MarkerOperator,
  nameOf,
  readSpecifier,
} from './marker-tree.ts';
import { matchesSpecifier } from './specifier.ts';

export { parseMarker } from './marker-syntax.ts';
export { formatMarker, type Marker } from './marker-tree.ts';

/** What a marker is evaluated for, beside the environment. Names need not be normalised. */
export interface MarkerContext {
  /** The extras asked for. As pip does, the marker holds where it holds for any one of them, or for none if empty. */
  readonly extras: ReadonlySet<string>;
  /** The dependency groups asked for (PEP 751). */
  readonly groups: ReadonlySet<string>;
  /** Takes the extras as one set: `extra == 'a' and extra == 'b'` holds if both were asked for, as in `uv.lock`. */
  readonly extrasTogether?: boolean;
}

/** The outcome of a comparison; `maybe` where a value is not known or the comparison has no meaning. */
export type MarkerResult = true | false | 'maybe';

/**
 * Whether the marker holds. A comparison that has no meaning (`os_name ~= 'a'`), which pip refuses, decides nothing;
 * a marker that thus stays undecided holds, so that nothing is hidden.
 */
export function evaluateMarker(marker: Marker, environment: MarkerEnvironment, context: MarkerContext): boolean {
  return evaluateMarkerPartially(marker, environment, context) !== false;
}

/** As `evaluateMarker`, for an environment that is unknown (null) or of which some values are: these are `maybe`. */
export function evaluateMarkerPartially(
  marker: Marker,
  environment: Partial<MarkerEnvironment> | null,
  context: MarkerContext,
): MarkerResult {
  return evaluateIn(marker, environment, context, (comparison, scope) => compare(comparison, scope) ?? 'maybe');
}

/** The first comparison that has no meaning in this environment, as text; null where all have. pip would refuse. */
export function findUndefinedComparison(
  marker: Marker,
  environment: MarkerEnvironment,
  context: MarkerContext,
): string | null {
  let found: string | null = null;
  evaluateIn(marker, environment, context, (comparison, scope) => {
    if (compare(comparison, scope) === null) found ??= formatMarker(comparison);
    return 'maybe';
  });
  return found;
}

/** What a comparison reads. */
interface Scope {
  readonly environment: Partial<MarkerEnvironment> | null;
  /** The one extra that is tried, empty for none; or all of them. */
  readonly extra: string | ReadonlySet<string>;
  readonly extras: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

type Decide = (comparison: MarkerComparison, scope: Scope) => MarkerResult;

function evaluateIn(
  marker: Marker,
  environment: Partial<MarkerEnvironment> | null,
  context: MarkerContext,
  decide: Decide,
): MarkerResult {
  const extras = normaliseAll(context.extras);
  const groups = normaliseAll(context.groups);
  const tried = context.extrasTogether === true ? [extras] : extras.size === 0 ? [''] : extras;
  let result: MarkerResult = false;
  for (const extra of tried) {
    const one = evaluateTree(marker, { environment, extra, extras, groups }, decide);
    if (one === true) return true;
    if (one === 'maybe') result = 'maybe';
  }
  return result;
}

function normaliseAll(names: ReadonlySet<string>): ReadonlySet<string> {
  return names.size === 0 ? names : new Set(Array.from(names, normaliseDistributionName));
}

function evaluateTree(marker: Marker, scope: Scope, decide: Decide): MarkerResult {
  if (marker.kind === 'comparison') return decide(marker, scope);
  let any: MarkerResult = false;
  for (const parts of marker.alternatives) {
    let all: MarkerResult = true;
    for (const part of parts) {
      const result = evaluateTree(part, scope, decide);
      if (result !== true) all = result;
      if (result === false) break;
    }
    if (all === true) return true;
    if (all === 'maybe') any = 'maybe';
  }
  return any;
}

/** True or false, `maybe` where the variable's value is not known, null where the comparison has no meaning. */
function compare(comparison: MarkerComparison, scope: Scope): MarkerResult | null {
  const { left, operator, right } = comparison;
  if (left.kind === 'variable') {
    const value = lookUp(left.name, scope);
    if (value === 'maybe' || value === null) return value;
    if (left.name === 'extra')
      return compareExtra(operator, value.is, (extra) => compareTexts(extra, operator, nameOf(right)));
    if (typeof value.is !== 'string') return null;
    if (comparison.specifier !== null) return matchesSpecifier(comparison.specifier, value.is);
    return compareTexts(value.is, operator, nameOf(right));
  }
  const key = nameOf(right);
  const value = lookUp(key, scope);
  if (value === 'maybe' || value === null) return value;
  if (key === 'extra') return compareExtra(operator, value.is, (extra) => compareTexts(left.value, operator, extra));
  if (typeof value.is !== 'string') return compareMember(left.value, operator, value.is);
  const specifier = HOLDS_VERSION.has(key) ? readSpecifier(operator + value.is) : null;
  return specifier !== null ? matchesSpecifier(specifier, left.value) : compareTexts(left.value, operator, value.is);
}

function lookUp(name: string, scope: Scope): { readonly is: string | ReadonlySet<string> } | 'maybe' | null {
  if (name === 'extra') return { is: scope.extra };
  if (name === 'extras') return { is: scope.extras };
  if (name === 'dependency_groups') return { is: scope.groups };
  if (scope.environment === null) return 'maybe';
  const value = Object.hasOwn(scope.environment, name) ? scope.environment[name as keyof MarkerEnvironment] : undefined;
  if (value === undefined) return ENVIRONMENT_NAMES.has(name) ? 'maybe' : null;
  // An interpreter built from an untagged checkout says `3.14.0a0+`, which is no version.
  return { is: name === 'python_full_version' && value.endsWith('+') ? `${value}local` : value };
}

const ENVIRONMENT_NAMES: ReadonlySet<string> = new Set<keyof MarkerEnvironment>([
  'os_name',
  'sys_platform',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_version',
  'python_full_version',
  'implementation_name',
  'implementation_version',
]);

/** `!=` and `not in` must hold for every extra of a set, the others for any. */
function compareExtra(
  operator: MarkerOperator,
  extra: string | ReadonlySet<string>,
  test: (extra: string) => boolean | null,
): boolean | null {
  if (typeof extra === 'string') return test(extra);
  const results = Array.from(extra.size === 0 ? [''] : extra, test);
  if (results.includes(null)) return null;
  return operator === '!=' || operator === 'not in' ? !results.includes(false) : results.includes(true);
}

function compareMember(name: string, operator: MarkerOperator, set: ReadonlySet<string>): boolean | null {
  if (operator === '~=' || operator === '===') return null;
  if (operator === 'in') return set.has(normaliseDistributionName(name));
  if (operator === 'not in') return !set.has(normaliseDistributionName(name));
  return operator === '!=';
}

function compareTexts(left: string, operator: MarkerOperator, right: string): boolean | null {
  switch (operator) {
    case 'in':
      return right.includes(left);
    case 'not in':
      return !right.includes(left);
    case '==':
    case '<=':
    case '>=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
    case '>':
      return false;
    default:
      return null;
  }
}
