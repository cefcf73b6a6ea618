// The configuration of a database of advisories: the table [advisory] of its theriac.toml.
import { dirname, join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';

/** Something that the database's advisories are about. */
export interface Product {
  readonly name: string;
  /** The OSV ecosystem and the package's name there; null where it is in none. */
  readonly ecosystem: string | null;
  readonly package: string | null;
  /** The address of its git repository. */
  readonly repository: string | null;
}

export interface AdvisoryConfiguration {
  /** The folder that holds theriac.toml, absolute. */
  readonly root: string;
  /** The prefix of the database's identifiers, such as `PSF`. */
  readonly prefix: string;
  /** The folder of the records, absolute. */
  readonly records: string;
  /** The form of new records. */
  readonly form: 'yaml' | 'json';
  readonly licence: string | null;
  /** Where the export is published, without a slash at its end. */
  readonly url: string | null;
  /** Whom to tell of vulnerabilities: `mailto:` or `https:`. */
  readonly contact: string | null;
  readonly products: readonly Product[];
  /** Rules of the linter that are not asked. */
  readonly ignore: readonly string[];
}

const LIMIT = 4 << 20;
const KEYS = ['prefix', 'records', 'form', 'licence', 'url', 'contact', 'products', 'ignore'];
const PRODUCT_KEYS = ['name', 'ecosystem', 'package', 'repository'];

/** A prefix: what stands before `-YEAR-NUMBER` (OSV schema, "id"). */
export const PREFIX = /^[A-Za-z](?:[A-Za-z0-9_]|-(?!\d))*$/;

/** The configuration of the database that a folder or file lies in; null where it lies in none. */
export async function findConfiguration(host: Host, from: string): Promise<Parsed<AdvisoryConfiguration> | null> {
  for (let folder = from, parent = dirname(from); ; folder = parent, parent = dirname(folder)) {
    const file = join(folder, 'theriac.toml');
    if (host.files.status(file)?.kind === 'file') {
      const found = await readConfiguration(host, file);
      if (found !== null) return found;
    }
    if (parent === folder) return null;
  }
}

async function readConfiguration(host: Host, file: string): Promise<Parsed<AdvisoryConfiguration> | null> {
  const { parse } = await import('smol-toml');
  let value: unknown;
  try {
    value = parse(host.files.readText(file, LIMIT));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'is no TOML';
    return unparsable(`${file}: ${why}`);
  }
  const table = isTable(value) ? value['advisory'] : undefined;
  if (table === undefined) return null;
  if (!isTable(table)) return unparsable(`${file}: [advisory] must be a table`);
  const result = parseConfiguration(dirname(file), table);
  return result.ok ? result : unparsable(`${file}: ${result.fault.message}`);
}

/** Checks the table [advisory]; `root` is the folder it was found in. */
export function parseConfiguration(
  root: string,
  table: Readonly<Record<string, unknown>>,
): Parsed<AdvisoryConfiguration> {
  const faults: string[] = [...unknownKeys('[advisory]', table, KEYS)];
  const text = (key: string) => textIn(table, key, '[advisory]', faults);
  const prefix = text('prefix') ?? '';
  if (!PREFIX.test(prefix)) faults.push('“prefix” of [advisory] must be letters and digits, such as PSF');
  const records = text('records') ?? 'advisories';
  if (/^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(records)) {
    faults.push('“records” of [advisory] must be a folder beside theriac.toml');
  }
  const form = text('form') ?? 'yaml';
  if (form !== 'yaml' && form !== 'json') faults.push('“form” of [advisory] must be yaml or json');
  const products = listIn(table, 'products', faults).map((product) => parseProduct(product, faults));
  const ignore = listIn(table, 'ignore', faults).filter((rule): rule is string => typeof rule === 'string');
  const configuration: AdvisoryConfiguration = {
    root,
    prefix,
    records: join(root, records),
    form: form === 'json' ? 'json' : 'yaml',
    licence: text('licence'),
    url: text('url')?.replace(/\/+$/, '') ?? null,
    contact: text('contact'),
    products,
    ignore,
  };
  const [fault] = faults;
  return fault === undefined ? parsed(configuration) : unparsable(fault);
}

function parseProduct(value: unknown, faults: string[]): Product {
  if (!isTable(value)) {
    faults.push('“products” of [advisory] must be a list of tables');
    return { name: '', ecosystem: null, package: null, repository: null };
  }
  faults.push(...unknownKeys('a product', value, PRODUCT_KEYS));
  const text = (key: string) => textIn(value, key, 'a product', faults);
  const name = text('name');
  if (name === null) faults.push('a product needs a “name”');
  return {
    name: name ?? '',
    ecosystem: text('ecosystem'),
    package: text('package'),
    repository: text('repository'),
  };
}

function unknownKeys(where: string, table: object, known: readonly string[]): string[] {
  return Object.keys(table)
    .filter((key) => !known.includes(key))
    .map((key) => `${where} has no key “${key}”; known are ${known.join(', ')}`);
}

function textIn(table: Readonly<Record<string, unknown>>, key: string, where: string, faults: string[]): string | null {
  const value = table[key];
  if (value === undefined || value === '') return null;
  if (typeof value === 'string') return value;
  faults.push(`“${key}” of ${where} must be a text`);
  return null;
}

function listIn(table: Readonly<Record<string, unknown>>, key: string, faults: string[]): readonly unknown[] {
  const value = table[key] ?? [];
  if (Array.isArray(value)) return value;
  faults.push(`“${key}” of [advisory] must be a list`);
  return [];
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
