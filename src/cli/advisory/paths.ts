// What every verb of `theriac advisory` needs: the database's configuration and the files that operands name.
import { isAbsolute, join, relative, resolve } from 'node:path';
import { type AdvisoryConfiguration, findConfiguration } from '../../advisory/repository/configuration.ts';
import { type ReadRecords, type RecordFile, readRecords } from '../../advisory/repository/read-records.ts';
import type { Host } from '../../host/host.ts';
import { type Invocation, UsageError } from '../command.ts';

/** The configuration of the database around a folder; null where there is none. Throws UsageError where it is wrong. */
export async function configurationAt(host: Host, from: string): Promise<AdvisoryConfiguration | null> {
  const found = await findConfiguration(host, resolve(host.environment.directory, from));
  if (found === null) return null;
  if (!found.ok) throw new UsageError(found.fault.message);
  return found.value;
}

/** The configuration of the database around the working directory or `--directory`. Throws UsageError where there is none. */
export async function requireConfiguration(invocation: Invocation): Promise<AdvisoryConfiguration> {
  const from = invocation.value('directory') ?? '.';
  const configuration = await configurationAt(invocation.host, from);
  if (configuration !== null) return configuration;
  throw new UsageError(
    'there is no database of advisories here: no theriac.toml with [advisory]; theriac advisory init makes one',
  );
}

export const DIRECTORY_FLAG = {
  name: 'directory',
  value: 'DIR',
  help: 'the folder of the database (default: the one around the working directory)',
} as const;

/** A path as a person sees it: relative to the working directory where it lies in it. */
export function shownPath(host: Host, path: string): string {
  const short = relative(host.environment.directory, path);
  return short === '' ? '.' : short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** All records of a database. */
export function readDatabase(host: Host, configuration: AdvisoryConfiguration): Promise<ReadRecords> {
  if (host.files.status(configuration.records) === null) {
    throw new UsageError(`${shownPath(host, configuration.records)}: there is no such folder of records`);
  }
  return readRecords(host, [shownPath(host, configuration.records)]);
}

/** The sources that operands name: the database's own folder stands for its records, and so does no operand at all. */
export function sourcesOf(
  host: Host,
  operands: readonly string[],
  configuration: AdvisoryConfiguration | null,
): readonly string[] {
  if (configuration === null) return operands;
  const own = shownPath(host, configuration.records);
  if (operands.length === 0) return [own];
  return operands.map((each) => (resolve(host.environment.directory, each) === configuration.root ? own : each));
}

/** The record that an operand names, by its identifier or its file. Throws UsageError. */
export async function findRecord(invocation: Invocation, operand: string): Promise<RecordFile> {
  const { host } = invocation;
  const path = resolve(host.environment.directory, operand);
  if (host.files.status(path)?.kind === 'file') {
    const { records, unread } = await readRecords(host, [operand]);
    const [record] = records;
    if (record?.path != null) return record;
    throw new UsageError(`${operand}: ${unread[0]?.message ?? 'holds no record that can be edited'}`);
  }
  const configuration = await requireConfiguration(invocation);
  for (const ending of ['yaml', 'yml', 'json']) {
    const file = join(configuration.records, `${operand}.${ending}`);
    // An identifier may hold no way out of the folder.
    if (/[/\\]|^\.\.?$/.test(operand) || host.files.status(file)?.kind !== 'file') continue;
    const { records } = await readRecords(host, [shownPath(host, file)]);
    if (records[0]?.path != null) return records[0];
  }
  const { records } = await readDatabase(host, configuration);
  const found = records.find(
    ({ record, path: at }) => at !== null && record.id.toUpperCase() === operand.toUpperCase(),
  );
  if (found !== undefined) return found;
  throw new UsageError(`there is no record ${operand} in ${shownPath(host, configuration.records)}`);
}
