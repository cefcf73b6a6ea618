// The interpreter and platform that markers are evaluated for: what the user chose, else what was found.
import type { InterpreterTarget } from '../finding/inventory.ts';
import type { MarkerEnvironment } from '../standard/marker-environment.ts';
import { type Parsed, parsed, unparsable } from '../standard/parsed.ts';

interface Platform {
  readonly os: string;
  readonly system: string;
}

const PLATFORMS: Readonly<Record<string, Platform>> = {
  linux: { os: 'posix', system: 'Linux' },
  darwin: { os: 'posix', system: 'Darwin' },
  win32: { os: 'nt', system: 'Windows' },
};
const PLATFORM_NAMES: Readonly<Record<string, string>> = {
  linux: 'linux',
  macos: 'darwin',
  darwin: 'darwin',
  mac: 'darwin',
  windows: 'win32',
  win32: 'win32',
};
const PYTHON =
  /^(?:(cpython|pypy|graalpy|python|cp|pp|py)[-_@]?)?(\d)(?:\.?(\d{1,2})(?:\.(\d{1,3})([a-z]+\d*)?)?)?[t+]?$/i;

/** What is known of an interpreter before all of it is: each part may be absent. */
export interface PartialTarget {
  readonly implementation: string | null;
  readonly version: string | null;
  readonly platform: string | null;
  readonly machine: string | null;
}

export const NO_TARGET: PartialTarget = { implementation: null, version: null, platform: null, machine: null };

/** Reads `3.12`, `3.12.4`, `pypy3.10`, `cp312`; a bare `3` leaves the minor version open and is refused. */
export function parsePython(text: string): Parsed<{ readonly implementation: string; readonly version: string }> {
  const match = PYTHON.exec(text.trim());
  const [, name = 'cpython', major = '', minor, patch, rest = ''] = match ?? [];
  if (match === null || minor === undefined) {
    return unparsable(`${JSON.stringify(text)} is not a Python version; write it like 3.12, 3.12.4 or pypy3.10`);
  }
  const version = patch === undefined ? `${major}.${minor}` : `${major}.${minor}.${patch}${rest}`;
  return parsed({ implementation: implementationOf(name), version });
}

function implementationOf(name: string): string {
  const lower = name.toLowerCase();
  if (lower === 'pypy' || lower === 'pp') return 'PyPy';
  return lower === 'graalpy' ? 'GraalVM' : 'CPython';
}

/** Reads `linux`, `macos`, `windows`, also as `sys.platform` spells them, with a machine after a dash: `linux-aarch64`. */
export function parsePlatform(text: string): Parsed<{ readonly platform: string; readonly machine: string | null }> {
  const [, name = '', machine = null] = /^([a-z0-9]+)(?:[-_](\w+))?$/i.exec(text.trim()) ?? [];
  const platform = PLATFORM_NAMES[name.toLowerCase()];
  if (platform === undefined || !Object.hasOwn(PLATFORM_NAMES, name.toLowerCase())) {
    return unparsable(`${JSON.stringify(text)} is not a platform; use linux, macos or windows`);
  }
  return parsed({ platform, machine });
}

/** The target that the parts make, null where version and platform are not both known. */
export function completeTarget(partial: PartialTarget): InterpreterTarget | null {
  const { implementation, version, platform, machine } = partial;
  if (version === null || platform === null) return null;
  return { implementation: implementation ?? 'CPython', version, platform, machine };
}

/**
 * All environments that the target may be: a marker counts where it may hold in one of them. `3.12` stands for every
 * 3.12.x; what is not known of the platform is left out.
 */
export function markerEnvironments(target: InterpreterTarget): Partial<MarkerEnvironment>[] {
  const { os, system } = PLATFORMS[target.platform] ?? { os: 'posix', system: target.platform };
  const [major = '3', minor = '0', patch] = target.version.split('.');
  const series = `${major}.${minor}`;
  const versions = patch === undefined ? [`${series}.0`, `${series}.99`] : [target.version];
  return versions.map((version) => ({
    os_name: os,
    sys_platform: target.platform,
    platform_python_implementation: target.implementation,
    platform_system: system,
    python_version: series,
    python_full_version: version,
    implementation_name: target.implementation.toLowerCase(),
    // PyPy counts its own releases; CPython's version is Python's.
    ...(target.implementation === 'CPython' ? { implementation_version: version } : {}),
    ...(target.machine === null ? {} : { platform_machine: target.machine }),
  }));
}
