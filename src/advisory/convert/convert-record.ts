// Converts one record, whichever of the two formats it is in, and names what could not be read or carried over.
import { isCveRecord, parseCveRecord } from '../../standard/cve.ts';
import { parseOsvRecord } from '../../standard/osv.ts';
import type { Loss } from './loss.ts';
import { deriveCve, type ToCveOptions } from './to-cve.ts';
import { deriveOsv, type ToOsvOptions } from './to-osv.ts';

export type ConvertOptions = ToOsvOptions & ToCveOptions;

/** A converted record; `name` is an identifier to name its file by. */
export interface Converted {
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly losses: readonly Loss[];
}

/** Converts; a text says why nothing came of it. A record that is in the format already stays as it is. */
export function convertRecord(value: unknown, to: 'osv' | 'cve', options: ConvertOptions): Converted | string {
  return isCveRecord(value) ? fromCve(value, to, options) : fromOsv(value, to, options);
}

function fromCve(value: unknown, to: 'osv' | 'cve', options: ConvertOptions): Converted | string {
  const { record, faults } = parseCveRecord(value);
  if (record === null) return sentence(faults);
  if (record.id === null) return 'has no CVE identifier that could name the record';
  if (to === 'cve') return { name: record.id, value: record.original, losses: [] };
  const derived = deriveOsv(record, record.id, options);
  return { name: record.id, value: derived.value, losses: [...faultLosses(record.id, faults), ...derived.losses] };
}

function fromOsv(value: unknown, to: 'osv' | 'cve', options: ConvertOptions): Converted | string {
  const { record, faults } = parseOsvRecord(value);
  if (record === null) return sentence(faults);
  if (to === 'osv') return { name: record.id, value: record.original, losses: [] };
  const derived = deriveCve(record, options);
  const { cveMetadata } = derived.value;
  const named =
    typeof cveMetadata === 'object' && cveMetadata !== null && 'cveId' in cveMetadata ? cveMetadata.cveId : null;
  // What other ecosystems put there has its own form, and is read by it.
  const foreign = record.affected.some(
    (affected) => affected.package !== null && affected.package.ecosystem !== 'PyPI',
  );
  const own = foreign ? faults.filter(({ path }) => !path.includes('/ecosystem_specific/')) : faults;
  const losses = [...faultLosses(record.id, own), ...derived.losses];
  return { name: typeof named === 'string' ? named : record.id, value: derived.value, losses };
}

type Faults = readonly { readonly path: string; readonly message: string; readonly effect: 'lost' | 'note' }[];

/** What was lost in reading is lost in the result. */
function faultLosses(id: string, faults: Faults): readonly Loss[] {
  return faults
    .filter(({ effect }) => effect === 'lost')
    .map(({ path, message }) => ({ id, field: path.slice(1).replaceAll('/', '.'), message }));
}

function sentence(faults: Faults): string {
  const [first] = faults.filter(({ effect }) => effect === 'lost');
  return first === undefined ? 'is no record' : `${first.path === '' ? '' : `${first.path} `}${first.message}`;
}
