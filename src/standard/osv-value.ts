// Single values inside OSV records: objects and times.
import type { Report } from './osv-report.ts';

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

const SOUND = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z$/;
const TOLERATED = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?([.,]\d+)?)? ?([Zz]|UTC|[+-]\d\d:?\d\d)?$/;

/**
 * A time as RFC 3339 in UTC. What the schema asks for is kept as written; an offset is applied, a missing zone is
 * taken for UTC and a date for its midnight, each with a note; null where it is absent or no time.
 */
export function readTime(value: unknown, report: Report, path: string): string | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value !== 'string' || value.length > 64) {
    report.lost(path, 'is no time');
    return null;
  }
  if (SOUND.test(value) && isReal(value)) {
    if (value.startsWith('0001-01-01')) report.note(path, 'is the first day of the year 1, so no real time');
    return value;
  }
  const [, day, minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = TOLERATED.exec(value.trim()) ?? [];
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(.\d\d):?/, '$1:') : 'Z';
  const text = `${day}T${minutes}${seconds}${fraction.replace(',', '.').slice(0, 4)}`;
  const time = day !== undefined && isReal(text) ? Date.parse(`${text}${offset}`) : Number.NaN;
  if (Number.isNaN(time)) {
    report.lost(path, 'is no time that can be read');
    return null;
  }
  const utc = new Date(time).toISOString();
  report.note(path, `is not in UTC as RFC 3339 writes it; read as ${utc}`);
  return utc;
}

/** Whether a time that has the form of one exists: Date.parse rolls 30 February over. Any minute may leap. */
function isReal(text: string): boolean {
  if (text.charCodeAt(8) < 0x33 && !text.startsWith('02-29', 5)) return true;
  const day = text.slice(0, 10);
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
