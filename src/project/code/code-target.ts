// Which wheels fit: the tags of the inventory's interpreter and platform, or of the ones that the lock seems made for.
import type { InterpreterTarget, Inventory } from '../../finding/inventory.ts';
import { supportedTags, type TagPlatform, type TagTarget } from '../../standard/supported-tag.ts';
import { formatTag, type Tag } from '../../standard/tag.ts';
import { parseWheelFileName } from '../../standard/wheel-file-name.ts';

/** How well wheels fit. */
export interface CodeTarget {
  /** Whether an interpreter was chosen or found: then a wheel that does not fit it says nothing. */
  readonly known: boolean;
  /** The place of a wheel's best tag among those supported, 0 the best; null where none is. */
  rank(tags: readonly Tag[]): number | null;
}

const NEWEST_MINOR = 14;
const OLDEST_MINOR = 8;
/** What current Linux distributions have; wheels for a newer one are not among any lock's yet. */
const GLIBC = [2, 45] as const;

/** The target of an inventory; without one, CPython on x86-64 Linux of the newest version that most wheels allow. */
export function codeTarget(inventory: Inventory): CodeTarget {
  const { target } = inventory;
  const ranks = rankTags(target === null ? assumeTarget(inventory) : tagTarget(target));
  return {
    known: target !== null,
    rank(tags) {
      let best: number | null = null;
      for (const tag of tags) {
        const rank = ranks.get(formatTag(tag));
        if (rank !== undefined && (best === null || rank < best)) best = rank;
      }
      return best;
    },
  };
}

function rankTags(target: TagTarget): ReadonlyMap<string, number> {
  return new Map(supportedTags(target).map((tag, index) => [formatTag(tag), index]));
}

function tagTarget(target: InterpreterTarget): TagTarget {
  const [major = 3, minor = NEWEST_MINOR] = target.version.split('.').map(Number);
  return {
    implementation: target.implementation === 'PyPy' ? 'pypy' : 'cpython',
    version: [major, minor],
    abi: 'threaded',
    platform: tagPlatform(target.platform, target.machine),
  };
}

function tagPlatform(platform: string, machine: string | null): TagPlatform {
  if (platform === 'darwin') return { system: 'darwin', version: [26, 0], machine: machine ?? 'arm64' };
  if (platform === 'win32') return { system: 'win32', machine: machine ?? 'AMD64' };
  return { system: 'linux', libc: 'glibc', libcVersion: GLIBC, machine: machine ?? 'x86_64' };
}

/** The version for which most distributions have a wheel; of several the newest. */
function assumeTarget(inventory: Inventory): TagTarget {
  const distributions = inventory.distributions.map(({ artifacts }) =>
    artifacts.flatMap(({ fileName }) => {
      const wheel = fileName === null ? null : parseWheelFileName(fileName);
      return wheel?.ok === true ? [wheel.value.tags] : [];
    }),
  );
  let best: { readonly target: TagTarget; readonly count: number } | null = null;
  for (let minor = NEWEST_MINOR; minor >= OLDEST_MINOR; minor -= 1) {
    const target: TagTarget = {
      implementation: 'cpython',
      version: [3, minor],
      abi: 'threaded',
      platform: tagPlatform('linux', null),
    };
    const ranks = rankTags(target);
    const fits = (tags: readonly Tag[]): boolean => tags.some((tag) => ranks.has(formatTag(tag)));
    const count = distributions.filter((wheels) => wheels.some(fits)).length;
    if (best === null || count > best.count) best = { target, count };
  }
  return best?.target ?? tagTarget({ implementation: 'CPython', version: '3.14', platform: 'linux', machine: null });
}
