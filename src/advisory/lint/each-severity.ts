// The severities of a record with their places: its own and those of its affected entries.
import type { OsvRecord, OsvSeverity } from '../../standard/osv.ts';

export interface PlacedSeverity {
  readonly severity: OsvSeverity;
  readonly path: string;
  readonly keys: readonly (string | number)[];
}

/** Every severity of a record. */
export function severities(record: OsvRecord): readonly PlacedSeverity[] {
  const found: PlacedSeverity[] = [];
  const add = (list: readonly OsvSeverity[], at: readonly (string | number)[]) => {
    for (const [index, severity] of list.entries()) {
      const keys = [...at, 'severity', index];
      found.push({ severity, path: `/${keys.join('/')}`, keys });
    }
  };
  add(record.severity, []);
  for (const [index, affected] of record.affected.entries()) add(affected.severity, ['affected', index]);
  return found;
}
