// The ranges of a record with their places, and their events with the keys they are compared by.
import type { OsvAffected, OsvEventKind, OsvRecord } from '../../standard/osv.ts';
import { OSV_EVENT_KINDS } from '../../standard/osv.ts';
import { isRecord } from '../../standard/osv-value.ts';
import { parseVersion, versionKey } from '../../standard/version.ts';

/** An event and its place in the list as it is written. */
export interface PlacedEvent {
  readonly kind: OsvEventKind;
  readonly value: string;
  readonly index: number;
}

export interface PlacedRange {
  readonly affected: OsvAffected;
  readonly range: { readonly type: string; readonly incomplete: boolean; readonly events: readonly PlacedEvent[] };
  /** A JSON pointer to the range, and the same as a path. */
  readonly path: string;
  readonly keys: readonly (string | number)[];
}

/** Every range of a record, as it is written; what cannot be read is left out. */
export function* ranges(record: OsvRecord): Iterable<PlacedRange> {
  const given = record.original['affected'];
  if (!Array.isArray(given)) return;
  // Entries that could not be read are not among the record's: then places would be wrong, and the schema rule speaks.
  if (given.length !== record.affected.length) return;
  for (const [at, affected] of record.affected.entries()) {
    const entry: unknown = given[at];
    const list = isRecord(entry) ? entry['ranges'] : undefined;
    if (!Array.isArray(list) || list.length !== affected.ranges.length) continue;
    for (const [index, { type, incomplete }] of affected.ranges.entries()) {
      const range: unknown = list[index];
      const events = isRecord(range) && Array.isArray(range['events']) ? range['events'] : [];
      const placed = { type, incomplete, events: events.flatMap(placeEvents) };
      const keys = ['affected', at, 'ranges', index];
      yield { affected, range: placed, path: `/${keys.join('/')}`, keys };
    }
  }
}

function placeEvents(event: unknown, index: number): PlacedEvent[] {
  if (!isRecord(event)) return [];
  return OSV_EVENT_KINDS.flatMap((kind) => {
    const value = event[kind];
    return typeof value === 'string' && value !== '' ? [{ kind, value: value.trim(), index }] : [];
  });
}

/** The key of an event's version; null where it is none. `0` lies below all versions. */
export function eventKey({ kind, value }: PlacedEvent): string | null {
  if (kind === 'introduced' && value === '0') return '';
  const version = parseVersion(value);
  return version.ok ? versionKey(version.value) : null;
}

/** Whether an entry is about a package on PyPI, whose versions PEP 440 orders. */
export function isPython(affected: OsvAffected): boolean {
  return affected.package !== null && /^pypi(?::|$)/i.test(affected.package.ecosystem.trim());
}
