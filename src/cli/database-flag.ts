// Which advisory database a command uses: the one named, else the user's, else the records that ship with Theriac.
import { join, resolve } from 'node:path';
import { type Database, DatabaseError, openDatabase } from '../advisory/database/database.ts';
import type { Host } from '../host/host.ts';
import { cacheDirectoryOf } from './cache-directory.ts';
import { type Flag, type Invocation, UsageError } from './command.ts';

export const DATABASE_FLAG: Flag = {
  name: 'database',
  value: 'FILE',
  help: 'the local advisory database (default: THERIAC_DATABASE, else the one in the cache directory, else built in)',
};

/** The database that was named by flag, variable or configuration; null where none was. Absolute. */
export function namedDatabase(invocation: Invocation, configured: string | null, folder: string): string | null {
  const { environment } = invocation.host;
  const given = invocation.value('database') ?? (environment.variables['THERIAC_DATABASE'] || null);
  if (given !== null) return resolve(environment.directory, given);
  return configured === null ? null : resolve(folder, configured);
}

/** Where `theriac sync` keeps the database when none is named. */
export function defaultDatabase(host: Host): string {
  return join(cacheDirectory(host), 'advisories.sqlite');
}

/** The user's cache directory for Theriac, as the platform has it. */
export function cacheDirectory(host: Host): string {
  return cacheDirectoryOf(host.environment);
}

/** Opens the database of a run. Throws UsageError where the named one cannot be used. */
export function openNamedDatabase(host: Host, named: string | null): Database {
  const own = defaultDatabase(host);
  const path = named ?? (host.files.status(own) === null ? builtInDatabase(host) : own);
  try {
    return openDatabase(host, path);
  } catch (error) {
    if (error instanceof DatabaseError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

function builtInDatabase(host: Host): string {
  return join(host.environment.installation, 'dist', 'advisories.sqlite');
}
