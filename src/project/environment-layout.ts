// Where an environment keeps its distributions and which interpreter it is for, told by files and folders alone.

import { basename, dirname, join } from 'node:path';
import { type Host, HostError } from '../host/host.ts';
import { listFolder, statusOf } from './folder.ts';
import { NO_TARGET, type PartialTarget, parsePython } from './target.ts';

/** An environment on disk. */
export interface EnvironmentLayout {
  /** The folder that was named or found: the environment's own, or a `site-packages`. */
  readonly path: string;
  /** The folders with distributions, in the order in which Python looks; one that comes earlier hides later ones. */
  readonly folders: readonly string[];
  readonly target: PartialTarget;
}

const INTERPRETER = /^(?:python|pypy|graalpy)\d+(?:\.\d+)?t?$/;
/** What stands at the top of a project's source tree, and not in what is installed. */
const PROJECT_FILES = new Set(['pyproject.toml', 'setup.py', 'setup.cfg']);
const PACKAGES = ['site-packages', 'dist-packages'];
const LIMIT = 64 << 10;

/** Recognises an environment: a virtual or conda environment's folder, or a folder of distributions. Null for others. */
export function findLayout(host: Host, path: string): EnvironmentLayout | null {
  if (isPackagesFolder(host, path)) {
    const prefix = prefixOf(path);
    const above = prefix === null ? NO_TARGET : targetOf(host, prefix, [path]);
    return { path, folders: [path], target: above };
  }
  const settings = readSettings(host, path);
  const folders = packagesFolders(host, path);
  if (settings === null && folders.length === 0) return null;
  if (settings === null && !isInterpreterFolder(host, path)) return null;
  const shared = settings === null ? [] : systemFolders(host, settings, folders);
  return { path, folders: [...folders, ...shared], target: targetOf(host, path, folders) };
}

function isPackagesFolder(host: Host, path: string): boolean {
  if (PACKAGES.includes(basename(path)) && statusOf(host, path)?.kind === 'directory') return true;
  const names = listFolder(host, path).map(({ name }) => name);
  // Metadata that was prepared in a checkout does not make an environment of it.
  return names.some((name) => name.endsWith('.dist-info')) && !names.some((name) => PROJECT_FILES.has(name));
}

/** A conda environment, or the folder in which an interpreter is installed. */
function isInterpreterFolder(host: Host, path: string): boolean {
  if (statusOf(host, join(path, 'conda-meta')) !== null) return true;
  return ['bin/python', 'bin/python3', 'python.exe', 'Scripts'].some(
    (name) => statusOf(host, join(path, name)) !== null,
  );
}

/** The environment's folder above a `site-packages`: of `lib/python3.12/site-packages` and `Lib/site-packages`. */
function prefixOf(packages: string): string | null {
  const above = dirname(packages);
  if (INTERPRETER.test(basename(above)) && /^lib/i.test(basename(dirname(above)))) return dirname(dirname(above));
  return basename(above).toLowerCase() === 'lib' ? dirname(above) : null;
}

/** All folders of distributions below a prefix (`/usr`, `.venv`), each once where links lead to the same one. */
export function packagesFolders(host: Host, prefix: string): string[] {
  const found = new Map<string, string>();
  const add = (folder: string): void => {
    if (statusOf(host, folder)?.kind !== 'directory') return;
    let real = folder;
    try {
      real = host.files.realPath(folder);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
    }
    if (!found.has(real)) found.set(real, folder);
  };
  for (const lib of ['lib', 'lib64', 'Lib', 'local/lib']) {
    const folder = join(prefix, lib);
    for (const { name } of listFolder(host, folder)) {
      if (PACKAGES.includes(name)) add(join(folder, name));
      else if (INTERPRETER.test(name)) for (const packages of PACKAGES) add(join(folder, name, packages));
    }
  }
  // PyPy's own folder, before it took CPython's layout.
  add(join(prefix, 'site-packages'));
  return [...found.values()];
}

type Settings = ReadonlyMap<string, string>;

/** The lines of `pyvenv.cfg`, keys in lower case; null where there is none. */
function readSettings(host: Host, prefix: string): Settings | null {
  const path = join(prefix, 'pyvenv.cfg');
  if (statusOf(host, path)?.kind !== 'file') return null;
  try {
    const settings = new Map<string, string>();
    for (const line of host.files.readText(path, LIMIT).split(/\r?\n/)) {
      const equals = line.indexOf('=');
      if (equals > 0) settings.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
    }
    return settings;
  } catch (error) {
    if (error instanceof HostError) return new Map();
    throw error;
  }
}

/** The folders of the interpreter that the environment was made from, where it sees them. */
function systemFolders(host: Host, settings: Settings, own: readonly string[]): string[] {
  const home = settings.get('home');
  if (settings.get('include-system-site-packages')?.toLowerCase() !== 'true' || home === undefined) return [];
  const prefix = basename(home) === 'bin' ? dirname(home) : home;
  const versions = new Set(own.map((folder) => basename(dirname(folder))));
  return packagesFolders(host, prefix).filter((folder) => {
    const version = basename(dirname(folder));
    return versions.has(version) || !/\d\.\d/.test(version);
  });
}

/** What `pyvenv.cfg`, else the names of folders, tell of the interpreter. */
function targetOf(host: Host, prefix: string, folders: readonly string[]): PartialTarget {
  const settings = readSettings(host, prefix);
  const named = [
    ...new Set(folders.map((folder) => basename(dirname(folder))).filter((name) => INTERPRETER.test(name))),
  ];
  const fromFolder = named.length === 1 ? parsePython(named[0] ?? '') : null;
  const written = settings?.get('version_info') ?? settings?.get('version');
  // virtualenv writes `3.12.1.final.0`, others `3.12.1`.
  const fromSettings =
    written === undefined ? null : parsePython(written.replace(/\.(?:final|alpha|beta|candidate).*$/, ''));
  const found = fromSettings?.ok === true ? fromSettings.value : fromFolder?.ok === true ? fromFolder.value : null;
  const implementation =
    settings?.get('implementation') ?? (fromFolder?.ok === true ? fromFolder.value.implementation : null);
  return {
    implementation:
      implementation === null || implementation === undefined ? (found?.implementation ?? null) : implementation,
    version: found?.version ?? null,
    platform: platformOf(host, prefix, settings, folders),
    machine: null,
  };
}

function platformOf(host: Host, prefix: string, settings: Settings | null, folders: readonly string[]): string | null {
  const home = settings?.get('home') ?? '';
  if (/^[a-z]:[\\/]/i.test(home)) return 'win32';
  if (/^\/(?:Users|opt\/homebrew|Library|System)\//.test(home)) return 'darwin';
  if (
    folders.some((folder) => /[\\/]Lib[\\/]site-packages$/.test(folder)) &&
    statusOf(host, join(prefix, 'Scripts')) !== null
  )
    return 'win32';
  // An environment with a home on this machine was made on it.
  return home !== '' &&
    statusOf(host, home) !== null &&
    ['linux', 'darwin', 'win32'].includes(host.environment.platform)
    ? host.environment.platform
    : null;
}
