// Reads a project: finds its best source, the interpreter that counts, and gives all that is locked or installed.
import { basename, join, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { InterpreterTarget, Inventory } from '../finding/inventory.ts';
import { type Host, HostError } from '../host/host.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { type ContainerRoot, findContainerRoot } from './container-root.ts';
import { readDeclaredRoots } from './declared-root.ts';
import { type Discovery, type DiscoveryError, discover, type Source } from './discover.ts';
import { connectEnvironment, type InstalledEnvironment, readEnvironment } from './environment.ts';
import type { LoadContext, Loaded, Selection } from './loader.ts';
import { readLocalProject } from './local-project.ts';
import { findDisagreement } from './lock-disagreement.ts';
import { makeMarkerGate } from './marker-gate.ts';
import { shownPath } from './shown-path.ts';
import { completeTarget, NO_TARGET, type PartialTarget, parsePlatform, parsePython } from './target.ts';

/** What the user chose; null: nothing, the environment decides or every branch counts. */
export interface LoadOptions {
  /** `3.12`, `3.12.4`, `pypy3.10`. */
  readonly python: string | null;
  /** `linux`, `macos`, `windows`, also with a machine: `linux-aarch64`. */
  readonly platform: string | null;
  /** The environment that belongs to the project, an absolute path. */
  readonly environment: string | null;
  /** The project's extras that count; null or left out: all. */
  readonly extras?: readonly string[] | null;
  /** The project's dependency groups that count; null or left out: all. */
  readonly groups?: readonly string[] | null;
}

/** Why there is no inventory: the request itself cannot be met. */
export interface InventoryError {
  readonly code: DiscoveryError['code'] | 'python-invalid' | 'platform-invalid' | 'python-missing';
  readonly message: string;
}

/** Reads what `path` (absolute) locks, declares or has installed. What is damaged in it becomes faults. Never throws. */
export async function loadInventory(
  host: Host,
  path: string,
  options: LoadOptions,
): Promise<Inventory | { readonly error: InventoryError }> {
  const chosen = chooseTarget(options);
  if ('code' in chosen) return { error: chosen };
  const discovery = discover(host, resolve(path), options.environment);
  if ('code' in discovery) return { error: discovery };
  const { source, root } = discovery;
  const container = source.kind === 'container' ? findContainerRoot(host, source.path) : null;
  const environment = environmentOf(host, discovery, container);
  const target = decideTarget(host, root, chosen, environment?.target ?? NO_TARGET);
  if (target !== null && 'code' in target) return { error: target };
  const selection: Selection = { extras: normalised(options.extras), groups: normalised(options.groups) };
  const context: LoadContext = { host, root, gate: makeMarkerGate(target), selection };
  const { project, loaded } = await load(context, source, environment);
  const shown = shownSource(root, source);
  const faults = [...(container?.faults ?? []), ...loaded.faults, ...passedOver(shown, discovery)];
  if (source.kind === 'files' && source.loader.kind !== 'pyproject' && environment !== null) {
    const where = shownPath(root, environment.layout.path);
    const fault = findDisagreement(shown, where, loaded.distributions, environment.installed, project);
    if (fault !== null) faults.push(fault);
  }
  return {
    kind: source.kind === 'files' ? source.loader.kind : 'environment',
    source: shown,
    root,
    project: project ?? basename(root),
    target,
    distributions: [...loaded.distributions].sort(byName),
    requires: loaded.requires,
    faults,
  };
}

function normalised(names: readonly string[] | null | undefined): readonly string[] | null {
  return names?.map(normaliseDistributionName) ?? null;
}

function byName(
  left: { name: string; version: string | null },
  right: { name: string; version: string | null },
): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  const [first, second] = [left.version ?? '', right.version ?? ''];
  return first === second ? 0 : first < second ? -1 : 1;
}

function chooseTarget(options: LoadOptions): PartialTarget | InventoryError {
  const python = options.python === null ? null : parsePython(options.python);
  if (python?.ok === false) return { code: 'python-invalid', message: python.fault.message };
  const platform = options.platform === null ? null : parsePlatform(options.platform);
  if (platform?.ok === false) return { code: 'platform-invalid', message: platform.fault.message };
  return {
    implementation: python?.value.implementation ?? null,
    version: python?.value.version ?? null,
    platform: platform?.value.platform ?? null,
    machine: platform?.value.machine ?? null,
  };
}

/** What was chosen, completed by what was found; the platform of this machine where only a Python was chosen. */
function decideTarget(
  host: Host,
  root: string,
  chosen: PartialTarget,
  found: PartialTarget,
): InterpreterTarget | InventoryError | null {
  const samePlatform = chosen.platform === null || chosen.platform === found.platform;
  const own = ['linux', 'darwin', 'win32'].find((platform) => platform === host.environment.platform) ?? null;
  const version = chosen.version ?? found.version ?? (chosen.platform === null ? null : pinnedPython(host, root));
  const target = {
    implementation: chosen.implementation ?? found.implementation,
    version,
    platform: chosen.platform ?? found.platform ?? (chosen.version === null ? null : own),
    machine: chosen.machine ?? (samePlatform ? found.machine : null),
  };
  if (chosen.platform !== null && version === null) {
    return {
      code: 'python-missing',
      message: 'a platform alone does not decide markers: choose a Python too, --python 3.12',
    };
  }
  return completeTarget(target);
}

/** The version in `.python-version`, as pyenv and uv write it; null where there is none. */
function pinnedPython(host: Host, root: string): string | null {
  try {
    const [first = ''] = host.files.readText(join(root, '.python-version'), 4096).split('\n');
    const python = parsePython(first);
    return python.ok ? python.value.version : null;
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

function environmentOf(host: Host, discovery: Discovery, container: ContainerRoot | null): InstalledEnvironment | null {
  const { source, root } = discovery;
  if (container !== null) return readEnvironment(host, root, container.layout, container.allowed);
  const layout = source.kind === 'environment' ? source.layout : discovery.environment;
  return layout === null ? null : readEnvironment(host, root, layout);
}

async function load(
  context: LoadContext,
  source: Source,
  environment: InstalledEnvironment | null,
): Promise<{ project: string | null; loaded: Omit<Loaded, 'project'> }> {
  const { host, root } = context;
  if (source.kind === 'files') {
    const loaded = await source.loader.load(context, source.files);
    return { project: loaded.project ?? (await readLocalProject(host, root))?.name ?? null, loaded };
  }
  if (environment === null) return { project: null, loaded: { distributions: [], requires: [], faults: [] } };
  const declaration = await readDeclaredRoots(context, root);
  return { project: declaration.project, loaded: connectEnvironment(context, environment, declaration.requires) };
}

function shownSource(root: string, source: Source): string {
  if (source.kind === 'environment') return shownPath(root, source.layout.path);
  if (source.kind === 'container') return shownPath(root, source.path);
  return source.files.map((file) => shownPath(root, file)).join(', ');
}

function passedOver(source: string, { passedOver: names }: Discovery): Fault[] {
  if (names.length === 0) return [];
  const shown = names.length > 6 ? [...names.slice(0, 6), `${names.length - 6} more`] : names;
  const read = source === '.' ? 'what is installed' : source;
  const message = `${read} was read; ${shown.join(', ')} ${names.length === 1 ? 'was' : 'were'} passed over: name a file to read it instead`;
  return [{ code: 'distribution-unchecked', effect: 'note', file: source, message }];
}
