// The flags that say what to read of a project and for which interpreter, and the loading itself.
import { dirname, resolve } from 'node:path';
import type { Inventory } from '../finding/inventory.ts';
import type { Host } from '../host/host.ts';
import { loadInventory } from '../project/load-inventory.ts';
import { type Flag, type Invocation, UsageError } from './command.ts';
import { type Configuration, loadConfiguration } from './configuration.ts';

export const INVENTORY_FLAGS: readonly Flag[] = [
  {
    name: 'environment',
    value: 'DIR',
    help: 'the virtual environment or site-packages folder that belongs to the project',
  },
  {
    name: 'python',
    value: 'VERSION',
    help: 'evaluate markers for this Python, such as 3.12 (default: the environment’s)',
  },
  {
    name: 'platform',
    value: 'NAME',
    help: 'evaluate markers for linux, macos or windows (default: the environment’s)',
  },
];

/** The path that a command was given, absolute; the working directory where none was. */
export function projectPath(invocation: Invocation): string {
  const [path = '.', ...others] = invocation.operands;
  if (others.length > 0) throw new UsageError('one path at a time, please; run the command once for each project');
  return resolve(invocation.host.environment.directory, path);
}

/** The folder whose configuration counts: the path itself, or the folder of the file. */
export async function configurationOf(host: Host, path: string): Promise<Configuration> {
  // Says why there is nothing to be seen: it may be absent, or forbidden.
  if (host.files.status(path) === null) host.files.realPath(path);
  return loadConfiguration(host, configurationFolder(host, path));
}

export function configurationFolder(host: Host, path: string): string {
  return host.files.status(path)?.kind === 'directory' ? path : dirname(path);
}

/** Loads the inventory that the flags and the configuration describe. Throws UsageError where nothing can be read. */
export async function loadNamedInventory(
  invocation: Invocation,
  path: string,
  configuration: Configuration,
): Promise<Inventory> {
  const { host } = invocation;
  const result = await loadInventory(host, path, {
    python: invocation.value('python') ?? configuration.python,
    platform: invocation.value('platform') ?? configuration.platform,
    environment: environmentPath(invocation, path, configuration),
  });
  if ('error' in result) throw new UsageError(result.error.message);
  return result;
}

/** The environment that flag or configuration name, absolute; null where none is named. */
export function environmentPath(invocation: Invocation, path: string, configuration: Configuration): string | null {
  const { host } = invocation;
  const given = invocation.value('environment');
  if (given !== null) return resolve(host.environment.directory, given);
  const configured = configuration.environment;
  return configured === null ? null : resolve(configurationFolder(host, path), configured);
}
