// The tags that an interpreter on a platform supports, best first, in the order of packaging.tags (26.3).
import type { Tag } from './tag.ts';

/** A platform: which wheels run on it. Versions are major and minor. */
export type TagPlatform =
  | {
      readonly system: 'linux';
      readonly libc: 'glibc' | 'musl';
      readonly libcVersion: readonly [number, number];
      /** As `uname -m` says: `x86_64`, `aarch64`, `armv7l`. */
      readonly machine: string;
    }
  | { readonly system: 'darwin'; readonly version: readonly [number, number]; readonly machine: string }
  | { readonly system: 'win32'; readonly machine: string };

/** An interpreter on a platform. `free-threaded` counts for CPython from 3.13. */
export interface TagTarget {
  readonly implementation: 'cpython' | 'pypy';
  /** Major and minor. */
  readonly version: readonly [number, number];
  readonly abi: 'threaded' | 'free-threaded';
  readonly platform: TagPlatform;
}

const HIGHEST = 200;

/**
 * The tags of a target, best first, each once. Versions are bounded (a minor above 200 counts as 200), so that the
 * list is.
 */
export function supportedTags(target: TagTarget): readonly Tag[] {
  const major = bound(target.version[0]);
  const minor = bound(target.version[1]);
  const platforms = platformTags(target.platform);
  const tags: Tag[] = [];
  const add = (interpreter: string, abi: string) => {
    for (const platform of platforms) tags.push({ interpreter, abi, platform });
  };
  const plain = `${major}${minor}`;
  if (target.implementation === 'cpython') {
    const free = target.abi === 'free-threaded' && (major > 3 || (major === 3 && minor >= 13));
    const stable = major > 3 || (major === 3 && minor >= 2) ? (free ? 'abi3t' : 'abi3') : null;
    add(`cp${plain}`, `cp${plain}${free ? 't' : abiFlags(major, minor, target.platform)}`);
    if (stable !== null) add(`cp${plain}`, stable);
    add(`cp${plain}`, 'none');
    if (stable !== null) for (let older = minor - 1; older > 1; older--) add(`cp${major}${older}`, stable);
  } else {
    // Every PyPy since 7.3 has the ABI `pp73`.
    add(`pp${plain}`, `pypy${plain}_pp73`);
    add(`pp${plain}`, 'none');
  }
  const pure = [`py${plain}`, `py${major}`];
  for (let older = minor - 1; older >= 0; older--) pure.push(`py${major}${older}`);
  for (const interpreter of pure) add(interpreter, 'none');
  const own = target.implementation === 'cpython' ? `cp${plain}` : 'pp3';
  for (const interpreter of [own, ...pure]) tags.push({ interpreter, abi: 'none', platform: 'any' });
  return tags;
}

function bound(number: number): number {
  return Math.max(0, Math.min(Math.trunc(number) || 0, HIGHEST));
}

/** `m` for pymalloc before 3.8; `u` for wide Unicode before 3.3, which was usual on Linux alone. */
function abiFlags(major: number, minor: number, platform: TagPlatform): string {
  if (major > 3 || (major === 3 && minor >= 8)) return '';
  const wide = platform.system === 'linux' && (major < 3 || minor < 3);
  return wide ? 'mu' : 'm';
}

/** The platform parts alone, best first. */
export function platformTags(platform: TagPlatform): readonly string[] {
  if (platform.system === 'linux') return linuxPlatforms(platform);
  const version = platform.system === 'darwin' ? platform.version : null;
  if (version !== null) return macPlatforms(bound(version[0]), bound(version[1]), macMachine(platform.machine));
  const machine = platform.machine.toLowerCase();
  if (/^(?:amd64|x86_64|x64)$/.test(machine)) return ['win_amd64'];
  if (/^(?:arm64|aarch64)$/.test(machine)) return ['win_arm64'];
  return /^(?:x86|i[3-6]86|ia32|win32)$/.test(machine) ? ['win32'] : [`win_${normalise(machine)}`];
}

function normalise(text: string): string {
  return text.replace(/[.\- ]/g, '_');
}

const MANYLINUX = new Set([
  'x86_64',
  'aarch64',
  'ppc64',
  'ppc64le',
  's390x',
  'loongarch64',
  'riscv64',
  'i686',
  'armv7l',
]);
const LEGACY: Readonly<Record<string, string>> = {
  '2_17': 'manylinux2014',
  '2_12': 'manylinux2010',
  '2_5': 'manylinux1',
};
/** The last minor of a glibc major that is over; none is yet, `packaging` guesses 50. */
const LAST_GLIBC_MINOR = 50;

/** PEP 600 (manylinux), PEP 656 (musllinux). */
function linuxPlatforms(platform: TagPlatform & { readonly system: 'linux' }): readonly string[] {
  const machine = normalise(platform.machine.toLowerCase());
  const machines = machine === 'armv8l' ? ['armv8l', 'armv7l'] : [machine];
  const platforms = machines.map((name) => `linux_${name}`);
  const [major, minor] = [bound(platform.libcVersion[0]), bound(platform.libcVersion[1])];
  if (platform.libc === 'musl') {
    for (const name of machines) {
      for (let older = minor; older >= 0; older--) platforms.push(`musllinux_${major}_${older}_${name}`);
    }
    return platforms;
  }
  if (!machines.some((name) => MANYLINUX.has(name))) return platforms;
  const oldest = machine === 'x86_64' || machine === 'i686' ? 5 : 17;
  for (const name of machines) {
    for (let olderMajor = major; olderMajor >= 2; olderMajor--) {
      const first = olderMajor === major ? minor : LAST_GLIBC_MINOR;
      for (let older = first; older >= (olderMajor === 2 ? oldest : 0); older--) {
        platforms.push(`manylinux_${olderMajor}_${older}_${name}`);
        const legacy = LEGACY[`${olderMajor}_${older}`];
        if (legacy !== undefined) platforms.push(`${legacy}_${name}`);
      }
    }
  }
  return platforms;
}

function macMachine(machine: string): string {
  const name = machine.toLowerCase();
  if (name === 'aarch64') return 'arm64';
  return name === 'x64' || name === 'amd64' ? 'x86_64' : name;
}

/** macOS 10.x: each minor back to 10.0; from 11 on each major, then 10.16 to 10.4 for what was built before. */
function macPlatforms(major: number, minor: number, machine: string): readonly string[] {
  const platforms: string[] = [];
  const add = (olderMajor: number, olderMinor: number, formats: readonly string[]) => {
    for (const format of formats) platforms.push(`macosx_${olderMajor}_${olderMinor}_${format}`);
  };
  if (major === 10) for (let older = minor; older >= 0; older--) add(10, older, macFormats(10, older, machine));
  if (major < 11) return platforms;
  for (let older = major; older > 10; older--) add(older, 0, macFormats(older, 0, machine));
  for (let older = 16; older > 3; older--) {
    add(10, older, machine === 'x86_64' ? macFormats(10, older, machine) : ['universal2']);
  }
  return platforms;
}

/** The binary formats that a machine ran at a version of macOS. */
function macFormats(major: number, minor: number, machine: string): readonly string[] {
  const atLeast = (least: number) => major > 10 || minor >= least;
  switch (machine) {
    case 'x86_64':
      return atLeast(4) ? ['x86_64', 'intel', 'fat64', 'fat3', 'universal2', 'universal'] : [];
    case 'i386':
      return atLeast(4) ? ['i386', 'intel', 'fat3', 'fat', 'universal'] : [];
    case 'ppc64':
      return atLeast(4) && !atLeast(6) ? ['ppc64', 'fat64', 'universal'] : [];
    case 'ppc':
      return atLeast(7) ? [] : ['ppc', 'fat3', 'fat', 'universal'];
    case 'arm64':
      return ['arm64', 'universal2'];
    case 'intel':
      return ['intel', 'universal'];
    default:
      return [machine];
  }
}
