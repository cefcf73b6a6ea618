// The identifiers of an alias group, the preferred one first.
import type { Match } from '../advisory/database/match.ts';

const PREFERENCE = ['PYSEC-', 'GHSA-', 'CVE-'];

/** Every identifier of the group once: PYSEC, GHSA, CVE, others; a matching record's own id before a mere alias. */
export function orderIdentifiers(group: readonly Match[]): readonly string[] {
  const own = new Set(group.map((match) => match.id));
  const all = new Set([...own, ...group.flatMap((match) => match.aliases)]);
  return [...all].sort(
    (left, right) =>
      preference(left) - preference(right) ||
      Number(own.has(right)) - Number(own.has(left)) ||
      left.localeCompare(right, 'en', { numeric: true }),
  );
}

function preference(id: string): number {
  const index = PREFERENCE.findIndex((prefix) => id.startsWith(prefix));
  return index === -1 ? PREFERENCE.length : index;
}
