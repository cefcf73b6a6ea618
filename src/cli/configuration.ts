// The project's own configuration: [tool.theriac] of pyproject.toml, or theriac.toml, which wins.
import { join } from 'node:path';
import { SEVERITY_LEVELS, type SeverityLevel } from '../finding/finding.ts';
import type { IgnoreEntry } from '../finding/policy.ts';
import type { Host } from '../host/host.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { UsageError } from './command.ts';
import { FAIL_ON, type FailOn } from './policy-flags.ts';

export interface Configuration {
  readonly failOn: FailOn | null;
  readonly severity: SeverityLevel | null;
  readonly ignore: readonly IgnoreEntry[];
  readonly database: string | null;
  readonly environment: string | null;
  readonly python: string | null;
  readonly platform: string | null;
}

const NONE: Configuration = {
  failOn: null,
  severity: null,
  ignore: [],
  database: null,
  environment: null,
  python: null,
  platform: null,
};

const LIMIT = 4 << 20;
// `advisory` is the table of a database of advisories, read by `theriac advisory` alone.
const KEYS = ['fail-on', 'severity', 'ignore', 'database', 'environment', 'python', 'platform', 'advisory'];
const IGNORE_KEYS = ['id', 'reason', 'package', 'until', 'unless-fixed'];

/** Reads the configuration of the project in a folder. Throws UsageError, naming the file and key, on a mistake. */
export async function loadConfiguration(host: Host, folder: string): Promise<Configuration> {
  const own = join(folder, 'theriac.toml');
  if (host.files.status(own)?.kind === 'file') return readConfiguration(host, own, []);
  const project = join(folder, 'pyproject.toml');
  if (host.files.status(project)?.kind === 'file') return readConfiguration(host, project, ['tool', 'theriac']);
  return NONE;
}

async function readConfiguration(host: Host, file: string, path: readonly string[]): Promise<Configuration> {
  const text = host.files.readText(file, LIMIT);
  // Parsing TOML costs more than an audit may spend on a table that is not there.
  if (path.length > 0 && !text.includes('theriac')) return NONE;
  const { parse } = await import('smol-toml');
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    // The loader of pyproject.toml reports its faults; only a file that is all ours must be right.
    if (path.length > 0) return NONE;
    throw new UsageError(`${file}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'is no TOML'}`);
  }
  for (const key of path) value = isTable(value) ? value[key] : undefined;
  if (value === undefined) return NONE;
  if (!isTable(value)) throw new UsageError(`${file}: [tool.theriac] must be a table`);
  return parseConfiguration(file, value);
}

function parseConfiguration(file: string, table: Record<string, unknown>): Configuration {
  rejectUnknown(file, 'configuration', table, KEYS);
  const ignore = table['ignore'] ?? [];
  if (!Array.isArray(ignore)) throw new UsageError(`${file}: “ignore” must be a list of tables`);
  return {
    failOn: choice(file, table, 'fail-on', FAIL_ON),
    severity: choice(file, table, 'severity', SEVERITY_LEVELS),
    ignore: ignore.map((entry, index) => parseIgnore(file, entry, index)),
    database: text(file, table, 'database'),
    environment: text(file, table, 'environment'),
    python: text(file, table, 'python'),
    platform: text(file, table, 'platform'),
  };
}

function parseIgnore(file: string, entry: unknown, index: number): IgnoreEntry {
  const where = `ignore entry ${index + 1}`;
  if (!isTable(entry)) throw new UsageError(`${file}: ${where} must be a table with “id” and “reason”`);
  rejectUnknown(file, where, entry, IGNORE_KEYS);
  const id = text(file, entry, 'id');
  const reason = text(file, entry, 'reason');
  if (id === null || reason === null || reason.trim() === '') {
    throw new UsageError(`${file}: ${where} needs an “id” and a “reason”`);
  }
  const unlessFixed = entry['unless-fixed'] ?? false;
  if (typeof unlessFixed !== 'boolean') throw new UsageError(`${file}: “unless-fixed” of ${where} is true or false`);
  const name = text(file, entry, 'package');
  return {
    id,
    reason,
    package: name === null ? null : normaliseDistributionName(name),
    until: parseUntil(file, where, entry['until']),
    unlessFixed,
    origin: file,
  };
}

function parseUntil(file: string, where: string, value: unknown): string | null {
  if (value === undefined) return null;
  // A TOML date is a Date in smol-toml; its text form begins with the day.
  const day = value instanceof Date ? value.toISOString().slice(0, 10) : value;
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) {
    throw new UsageError(`${file}: “until” of ${where} must be a date such as 2027-01-31`);
  }
  return day;
}

function rejectUnknown(file: string, where: string, table: object, known: readonly string[]): void {
  for (const key of Object.keys(table)) {
    if (!known.includes(key)) {
      throw new UsageError(`${file}: ${where} has no key “${key}”; known are ${known.join(', ')}`);
    }
  }
}

function text(file: string, table: Record<string, unknown>, key: string): string | null {
  const value = table[key];
  if (value === undefined) return null;
  if (typeof value !== 'string') throw new UsageError(`${file}: “${key}” must be a string`);
  return value;
}

function choice<T extends string>(
  file: string,
  table: Record<string, unknown>,
  key: string,
  of: readonly T[],
): T | null {
  const value = text(file, table, key);
  const known = of.find((each) => each === value);
  if (value !== null && known === undefined) {
    throw new UsageError(`${file}: “${key}” must be one of ${of.join(', ')}`);
  }
  return known ?? null;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
