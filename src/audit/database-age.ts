// Old advisory data is no answer about today: said as a note, never a failure.
import type { Database } from '../advisory/database/database.ts';
import type { Fault } from '../finding/fault.ts';

const DAY = 86_400_000;
const STALE_DAYS = 30;

/** A note when the newest record of the whole database is over 30 days old; nothing for the built-in records. */
export function databaseAge(database: Database, now: number): readonly Fault[] {
  if (database.builtIn) return [];
  const newest = Math.max(
    ...database.sources.map((source) => Date.parse(source.modified ?? '')).filter(Number.isFinite),
  );
  if (!Number.isFinite(newest)) return [];
  const days = Math.floor((now - newest) / DAY);
  if (days <= STALE_DAYS) return [];
  return [
    {
      code: 'database-stale',
      effect: 'note',
      file: database.sources.map((source) => source.name).join(', '),
      message: `the newest advisory is ${days} days old; run theriac sync for newer ones`,
    },
  ];
}
