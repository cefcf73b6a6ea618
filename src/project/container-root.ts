// Finds the Python distributions in a container's unpacked file system, without leaving it.

import { basename, join } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import { type Host, HostError } from '../host/host.ts';
import type { EnvironmentLayout } from './environment-layout.ts';
import { listOrFault, statusOf } from './folder.ts';
import { isInside, shownPath } from './shown-path.ts';
import { NO_TARGET, type PartialTarget, parsePython } from './target.ts';

/** The distributions of a container's file system. */
export interface ContainerRoot {
  readonly layout: EnvironmentLayout;
  readonly faults: readonly Fault[];
  /** Whether a path, its links resolved, stays inside the root. */
  readonly allowed: (path: string) => boolean;
}

const MAX_FOLDERS = 40_000;
const MAX_DEPTH = 9;
/** Trees without installed distributions: everywhere, at the root, below `usr` and `usr/local`. */
const SKIPPED = new Set(['node_modules', '.git']);
const SKIPPED_TOP = new Set(['proc', 'sys', 'dev', 'boot', 'run']);
const SKIPPED_USR = new Set(['share', 'include', 'src', 'games']);
const LIBRARY = /^(?:lib|lib64|Lib)$/;
const INTERPRETER = /^(?:python|pypy|graalpy)\d+(?:\.\d+)?t?$/;

/** Whether a folder looks like the root of a file system. */
export function isContainerRoot(host: Host, path: string): boolean {
  const there = (name: string): boolean => statusOf(host, join(path, name))?.kind === 'directory';
  return there('usr/lib') || there('usr/local/lib') || (there('usr') && there('etc'));
}

/**
 * Whether a folder surely is the root of a whole system. It must not pass for an environment because `bin` and `lib` are
 * links into `usr`: what lies in `usr/local`, `opt` and elsewhere would be missed.
 */
export function isSystemRoot(host: Host, path: string): boolean {
  const signs = ['etc/os-release', 'usr/lib/os-release', 'etc/passwd'];
  return (
    isContainerRoot(host, path) &&
    signs.some((name) => statusOf(host, join(path, name)) !== null) &&
    statusOf(host, join(path, 'pyvenv.cfg')) === null &&
    statusOf(host, join(path, 'conda-meta')) === null
  );
}

/** Walks the root within a budget and collects every folder that holds distributions. */
export function findContainerRoot(host: Host, root: string): ContainerRoot {
  const real = realPath(host, root) ?? root;
  const folders: string[] = [];
  const faults: Fault[] = [];
  const unreadable: HostError[] = [];
  const seen = new Set<string>();
  const allowed = (path: string): boolean => {
    const target = realPath(host, path);
    return target === null || isInside(real, target);
  };
  const queue: { path: string; depth: number }[] = [{ path: root, depth: 0 }];
  for (let next = 0; next < queue.length; next += 1) {
    const { path, depth } = queue[next] ?? { path: root, depth: 0 };
    if (next >= MAX_FOLDERS) {
      const message = `it has more than ${MAX_FOLDERS} folders; name the environments inside it one by one`;
      faults.push({ code: 'budget-exceeded', effect: 'incomplete', file: root, message });
      break;
    }
    const entries = listOrFault(host, path, (error) => unreadable.push(error));
    const name = basename(path);
    const isPackages = name === 'site-packages' || name === 'dist-packages';
    if (depth > 0 && (isPackages || entries.some((entry) => entry.name.endsWith('.dist-info')))) {
      folders.push(path);
      continue;
    }
    if (depth >= MAX_DEPTH) continue;
    const isConda = entries.some((entry) => entry.name === 'conda-meta');
    for (const entry of entries) {
      if (entry.kind !== 'directory' && entry.kind !== 'link') continue;
      if (isSkipped(entry.name, name, depth, isConda)) continue;
      // Below `lib` only interpreters and their packages are of interest.
      if (LIBRARY.test(name) && !INTERPRETER.test(entry.name) && !/^(?:site|dist)-packages$/.test(entry.name)) continue;
      if (
        INTERPRETER.test(name) &&
        LIBRARY.test(basename(join(path, '..'))) &&
        !/^(?:site|dist)-packages$/.test(entry.name)
      )
        continue;
      const child = join(path, entry.name);
      if (entry.kind === 'link') {
        const target = realPath(host, child);
        if (target === null || statusOf(host, child)?.kind !== 'directory') continue;
        if (!isInside(real, target)) {
          // A link to an absolute path means one inside the container.
          const inside = join(root, target);
          if (statusOf(host, inside)?.kind === 'directory' && allowed(inside))
            enqueue(queue, seen, host, inside, depth + 1);
          continue;
        }
      }
      enqueue(queue, seen, host, child, depth + 1);
    }
  }
  const [first, ...others] = unreadable;
  if (first !== undefined) {
    const more = others.length === 0 ? '' : `; the same holds for ${others.length} more`;
    const message = `it was not looked into for distributions: ${first.message}${more}`;
    faults.push({ code: 'file-unreadable', effect: 'incomplete', file: shownPath(root, first.path), message });
  }
  return { layout: { path: root, folders: folders.sort(), target: targetOf(folders) }, faults, allowed };
}

function isSkipped(name: string, parent: string, depth: number, isConda: boolean): boolean {
  if (SKIPPED.has(name) || (depth === 0 && SKIPPED_TOP.has(name))) return true;
  // Conda keeps what it has unpacked, installed or not, in `pkgs`.
  if (isConda && name === 'pkgs') return true;
  return depth <= 2 && (parent === 'usr' || parent === 'local') && SKIPPED_USR.has(name);
}

function enqueue(
  queue: { path: string; depth: number }[],
  seen: Set<string>,
  host: Host,
  path: string,
  depth: number,
): void {
  const real = realPath(host, path) ?? path;
  if (seen.has(real)) return;
  seen.add(real);
  queue.push({ path, depth });
}

function realPath(host: Host, path: string): string | null {
  try {
    return host.files.realPath(path);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

/** Containers run Linux; the interpreter is known where all folders name the same one. */
function targetOf(folders: readonly string[]): PartialTarget {
  const versions = new Set<string>();
  for (const folder of folders) {
    const name = basename(join(folder, '..'));
    const python = INTERPRETER.test(name) ? parsePython(name) : null;
    if (python?.ok === true) versions.add(`${python.value.implementation} ${python.value.version}`);
  }
  const [implementation = null, version = null] = versions.size === 1 ? ([...versions][0]?.split(' ') ?? []) : [];
  return { ...NO_TARGET, platform: 'linux', implementation, version };
}
