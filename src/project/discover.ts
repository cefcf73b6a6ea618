// Decides what to read of a path: the best source that is there, what is passed over for it, and which environment belongs.

import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { type Host, HostError } from '../host/host.ts';
import { isContainerRoot, isSystemRoot } from './container-root.ts';
import { type EnvironmentLayout, findLayout } from './environment-layout.ts';
import { listFolder, statusOf } from './folder.ts';
import type { Loader } from './loader.ts';
import { LOADERS } from './loaders.ts';
import { isInside, shownPath } from './shown-path.ts';

/** What is to be read. */
export type Source =
  | { readonly kind: 'files'; readonly loader: Loader; readonly files: readonly string[] }
  | { readonly kind: 'environment'; readonly layout: EnvironmentLayout }
  | { readonly kind: 'container'; readonly path: string };

export interface Discovery {
  readonly source: Source;
  /** The project's own folder. */
  readonly root: string;
  /** Sources that were there and not taken, as a person names them. */
  readonly passedOver: readonly string[];
  /** The environment that belongs to the project, where a file is the source. */
  readonly environment: EnvironmentLayout | null;
}

/** Why there is nothing to read. */
export interface DiscoveryError {
  readonly code: 'absent' | 'unreadable' | 'nothing-found' | 'not-an-environment' | 'not-supported';
  readonly message: string;
}

const OWN_ENVIRONMENTS = ['.venv', 'venv', 'env'];

/** Looks at `path`; `environment` names the environment that belongs to it, null: the one that is found there. */
export function discover(host: Host, path: string, environment: string | null): Discovery | DiscoveryError {
  try {
    return look(host, path, environment);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    // What may not be looked at must not pass for absent.
    return { code: error.code === 'absent' ? 'absent' : 'unreadable', message: `${path}: ${error.message}` };
  }
}

/** Throws HostError where the path itself cannot be looked at. */
function look(host: Host, path: string, environment: string | null): Discovery | DiscoveryError {
  const status = host.files.status(path);
  if (status === null) {
    // Says why there is nothing to be seen.
    host.files.realPath(path);
    return { code: 'absent', message: `${path}: there is no such file or folder` };
  }
  const root = status.kind === 'directory' ? path : dirname(path);
  let named: EnvironmentLayout | null = null;
  if (environment !== null) {
    named = findLayout(host, environment);
    if (named === null)
      return {
        code: 'not-an-environment',
        message: `${environment}: this is no virtual environment and no site-packages folder`,
      };
  }
  if (status.kind !== 'directory') {
    const loader = loaderOf(basename(path));
    if (loader === null) {
      return {
        code: 'not-supported',
        message: `${path}: no file of this kind can be read; name a ${supported()}, or a folder`,
      };
    }
    return {
      source: { kind: 'files', loader, files: [path] },
      root,
      passedOver: [],
      environment: named ?? ownEnvironment(host, root),
    };
  }
  const itself = isSystemRoot(host, path) ? null : findLayout(host, path);
  if (itself !== null)
    return {
      source: { kind: 'environment', layout: itself },
      root: rootOf(host, path),
      passedOver: [],
      environment: null,
    };
  return discoverFolder(host, path, named);
}

function discoverFolder(host: Host, root: string, named: EnvironmentLayout | null): Discovery | DiscoveryError {
  const own = named ?? ownEnvironment(host, root);
  const found: Source[] = [];
  const names = host.files.list(root).flatMap(({ name, kind }) => (kind === 'directory' ? [] : [name]));
  for (const loader of LOADERS) {
    if (loader.kind === 'pyproject') continue;
    found.push(...filesOf(host, root, loader, names));
  }
  if (own !== null) found.push({ kind: 'environment', layout: own });
  // In a whole system the file that was once copied to its root says less than what is installed.
  if (isSystemRoot(host, root)) found.unshift({ kind: 'container', path: root });
  else if (found.length === 0 && isContainerRoot(host, root)) found.push({ kind: 'container', path: root });
  const declared = names.includes('pyproject.toml');
  const above: string[] = [];
  const active = found.length === 0 ? activeEnvironment(host) : null;
  if (active !== null) found.push({ kind: 'environment', layout: active });
  const pyproject = LOADERS.find((loader) => loader.kind === 'pyproject');
  if (declared && found.length === 0 && pyproject !== undefined) {
    found.push({ kind: 'files', loader: pyproject, files: [join(root, 'pyproject.toml')] });
    above.push(...lockAbove(host, root));
  }
  const [source, ...others] = found;
  if (source === undefined) {
    const message = `${root}: there is no ${supported()}, no virtual environment and no container's file system here; name one`;
    return { code: 'nothing-found', message };
  }
  return {
    source,
    root,
    // The project's own environment is not passed over: it decides markers, and is compared with the lock.
    passedOver: [
      ...others.flatMap((other) => (other.kind === 'files' ? other.files.map((file) => shownPath(root, file)) : [])),
      ...above,
    ],
    environment: source.kind === 'files' ? own : null,
  };
}

/** The sources of one kind in a folder, best first. */
function filesOf(host: Host, root: string, loader: Loader, names: readonly string[]): Source[] {
  const make = (files: readonly string[]): Source => ({ kind: 'files', loader, files });
  if (loader.kind !== 'requirements') {
    // The plain name is the whole project's lock: it goes before `pylock.docs.toml`.
    const found = names.filter((name) => loader.discovered.test(name));
    const plain = found.filter((name) => name === loader.kind);
    return [...plain, ...found.filter((name) => name !== loader.kind)].map((name) => make([join(root, name)]));
  }
  // `requirements.txt` is what a deployment installs; without it, all files count together, each as a group.
  const here = names.filter((name) => loader.discovered.test(name)).map((name) => join(root, name));
  const below = listFolder(host, join(root, 'requirements'))
    .filter(({ name, kind }) => kind !== 'directory' && /\.(?:txt|lock)$/.test(name))
    .map(({ name }) => join(root, 'requirements', name));
  const files = [...here, ...below];
  const main = files.find((file) => file === join(root, 'requirements.txt'));
  if (main !== undefined) return [make([main]), ...files.filter((file) => file !== main).map((file) => make([file]))];
  return files.length === 0 ? [] : [make(files)];
}

/** The lock of the workspace that the project may be a member of: the nearest one above it. */
function lockAbove(host: Host, root: string): string[] {
  for (let folder = dirname(root); folder !== dirname(folder); folder = dirname(folder)) {
    const lock = join(folder, 'uv.lock');
    if (statusOf(host, lock) !== null) return [lock];
  }
  return [];
}

/** The loader for a file by its name; the special names go before the general endings. */
function loaderOf(name: string): Loader | null {
  return (
    LOADERS.find((loader) => loader.discovered.test(name)) ?? LOADERS.find((loader) => loader.names.test(name)) ?? null
  );
}

function supported(): string {
  return 'uv.lock, pylock.toml, poetry.lock, pdm.lock, Pipfile.lock, requirements.txt or pyproject.toml';
}

/** The environment in the project's folder, or the active one where it lies there. */
function ownEnvironment(host: Host, root: string): EnvironmentLayout | null {
  for (const name of OWN_ENVIRONMENTS) {
    const layout = findLayout(host, join(root, name));
    if (layout !== null) return layout;
  }
  const active = activeEnvironment(host);
  return active !== null && isInside(root, active.path) ? active : null;
}

function activeEnvironment(host: Host): EnvironmentLayout | null {
  for (const variable of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
    const path = host.environment.variables[variable];
    if (path === undefined || !isAbsolute(path)) continue;
    const layout = findLayout(host, resolve(path));
    if (layout !== null) return layout;
  }
  return null;
}

/** The project that an environment belongs to: the folder that holds it, where that declares a project; else itself. */
function rootOf(host: Host, environment: string): string {
  let folder = environment;
  for (let steps = 0; steps < 4; steps += 1) {
    if (statusOf(host, join(folder, 'pyvenv.cfg')) !== null || steps === 0) {
      const parent = dirname(folder);
      if (statusOf(host, join(parent, 'pyproject.toml')) !== null) return parent;
    }
    folder = dirname(folder);
  }
  return environment;
}
