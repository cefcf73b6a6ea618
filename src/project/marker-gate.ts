// Whether a marker may hold for the target: what is not known to be false counts.
import type { InterpreterTarget } from '../finding/inventory.ts';
import { evaluateMarkerPartially, type Marker, parseMarker } from '../standard/marker.ts';
import type { MarkerEnvironment } from '../standard/marker-environment.ts';
import { markerEnvironments } from './target.ts';

/** Decides markers for one target; keeps what it has decided. */
export interface MarkerGate {
  /** Whether the marker may hold. None, and one that cannot be understood, holds. `extra` is as `withExtras` says. */
  readonly holds: (marker: string | null) => boolean;
  /** As `holds`, for a requirement's marker where exactly these extras were asked for. */
  readonly holdsFor: (marker: Marker | null, extras: readonly string[]) => boolean;
  /** The same gate where these extras are asked for together, as `uv.lock` means it; null: any may be. */
  readonly withExtras: (extras: readonly string[] | null) => MarkerGate;
}

const NONE: ReadonlySet<string> = new Set();

/** The gate for a target; null: no marker is decided by interpreter or platform. */
export function makeMarkerGate(target: InterpreterTarget | null): MarkerGate {
  const environments = target === null ? [null] : markerEnvironments(target);
  return gateFor(environments, null);
}

function gateFor(
  environments: readonly (Partial<MarkerEnvironment> | null)[],
  together: readonly string[] | null,
): MarkerGate {
  const decided = new Map<string, boolean>();
  const extras = new Set(together);
  const decide = (text: string): boolean => {
    const result = parseMarker(text);
    if (!result.ok) return true;
    const marker = together === null ? withoutExtras(result.value) : result.value;
    if (marker === null) return true;
    const context = { extras, groups: NONE, extrasTogether: true };
    return environments.some((environment) => evaluateMarkerPartially(marker, environment, context) !== false);
  };
  return {
    holds(marker) {
      if (marker === null) return true;
      let result = decided.get(marker);
      if (result === undefined) {
        result = decide(marker);
        decided.set(marker, result);
      }
      return result;
    },
    holdsFor(marker, asked) {
      if (marker === null) return true;
      const context = { extras: new Set(asked), groups: NONE };
      return environments.some((environment) => evaluateMarkerPartially(marker, environment, context) !== false);
    },
    withExtras: (extras) => gateFor(environments, extras),
  };
}

/** The marker with each comparison of an extra taken as one that may hold; null where nothing else is left. */
function withoutExtras(marker: Marker): Marker | null {
  if (marker.kind === 'comparison') return mentionsExtra(marker) ? null : marker;
  const alternatives: Marker[][] = [];
  for (const parts of marker.alternatives) {
    const kept = parts.flatMap((part) => withoutExtras(part) ?? []);
    if (kept.length === 0) return null;
    alternatives.push(kept);
  }
  return { ...marker, alternatives };
}

const EXTRA_VARIABLES = ['extra', 'extras', 'dependency_groups'];

function mentionsExtra(comparison: Extract<Marker, { kind: 'comparison' }>): boolean {
  const { left, right } = comparison;
  return [left, right].some((side) => side.kind === 'variable' && EXTRA_VARIABLES.includes(side.name));
}

/** The extras that a requirement's marker compares with, as written; empty where it has none. */
export function extrasIn(marker: Marker): string[] {
  if (marker.kind !== 'comparison') return marker.alternatives.flat().flatMap(extrasIn);
  if (!mentionsExtra(marker)) return [];
  return [marker.left, marker.right].flatMap((side) => (side.kind === 'variable' ? [] : [side.value]));
}
