// One writer at a time in a database of advisories: two that number records at once would give one number twice.
import { join, resolve } from 'node:path';
import { type Host, HostError } from '../../host/host.ts';
import { type Invocation, UsageError } from '../command.ts';
import { configurationAt, shownPath } from './paths.ts';

/** Longer than an edit, shorter than anybody's patience. */
const WAIT = 10_000;

/** Runs a change of the database below a folder while no other process changes it. Throws UsageError where one does. */
export async function whileLocked<T>(host: Host, root: string, change: () => Promise<T>): Promise<T> {
  const release = host.files.lock(await lockPath(host, root), WAIT);
  if (release === null) {
    throw new UsageError(
      `another theriac advisory is at work in ${shownPath(host, root)}; try again when it has ended`,
    );
  }
  try {
    return await change();
  } finally {
    release();
  }
}

/** The same for the database that a record lies in, named as an operand; a record outside of any has nobody to wait for. */
export async function whileRecordLocked<T>(
  invocation: Invocation,
  operand: string,
  change: () => Promise<T>,
): Promise<T> {
  const { host } = invocation;
  const isPath = host.files.status(resolve(host.environment.directory, operand)) !== null;
  const configuration = await configurationAt(host, isPath ? operand : (invocation.value('directory') ?? '.'));
  return configuration === null ? change() : whileLocked(host, configuration.root, change);
}

/** In git's own folder, where nothing is committed; outside of a checkout beside what was imported. */
async function lockPath(host: Host, root: string): Promise<string> {
  try {
    const { code, output } = await host.git.run(root, ['rev-parse', '--git-path', 'theriac-advisory.lock'], 2 ** 16);
    const path = new TextDecoder().decode(output).replace(/\r?\n$/, '');
    if (code === 0 && path !== '') return resolve(root, path);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
  return join(root, '.theriac', 'lock');
}
