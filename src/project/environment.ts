// Loads an installed environment: every distribution in its folders, with the edges that hold for its interpreter.

import { join } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Dependency } from '../finding/inventory.ts';
import type { Host } from '../host/host.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { parseRequirement } from '../standard/requirement.ts';
import type { EnvironmentLayout } from './environment-layout.ts';
import { listOrFault, statusOf } from './folder.ts';
import { type Installed, readInstalled } from './installed-distribution.ts';
import { EVERYTHING, type LoadContext, type Loaded } from './loader.ts';
import { dependency, deriveDistributions, type LockedEntry } from './locked-entry.ts';
import { extrasIn, type MarkerGate } from './marker-gate.ts';
import { markerText } from './requirement-line.ts';
import { shownPath } from './shown-path.ts';
import { NO_TARGET, type PartialTarget } from './target.ts';
import { fileFault } from './toml-file.ts';
import { unrequiredRoots } from './unrequired-root.ts';

/** What is installed, before any marker is decided. */
export interface InstalledEnvironment {
  readonly layout: EnvironmentLayout;
  readonly installed: readonly Installed[];
  readonly faults: readonly Fault[];
  /** What layout and wheels tell of the interpreter. */
  readonly target: PartialTarget;
}

const MAX_INSTALLED = 50_000;
const DISTRIBUTION = /\.(?:dist-info|egg-info|egg|egg-link)$/;

/** Reads all distributions of an environment. `allowed` says which paths may be read. */
export function readEnvironment(
  host: Host,
  root: string,
  layout: EnvironmentLayout,
  allowed: (path: string) => boolean = () => true,
): InstalledEnvironment {
  const installed: Installed[] = [];
  const faults: Fault[] = [];
  const shown = (path: string): string => shownPath(root, path);
  if (layout.folders.length === 0 && statusOf(host, join(layout.path, 'pyvenv.cfg')) !== null) {
    const message = 'it has no site-packages folder that can be found, so nothing installed there was checked';
    faults.push({ code: 'file-absent', effect: 'incomplete', file: shown(layout.path), message });
  }
  for (const folder of layout.folders) {
    const place = { host, folder, shown, allowed };
    const here = new Map<string, Installed>();
    for (const { name, kind } of listOrFault(host, folder, (error) => faults.push(fileFault(error, shown(folder))))) {
      if (!DISTRIBUTION.test(name)) continue;
      if (installed.length >= MAX_INSTALLED) {
        const message = `it holds more than ${MAX_INSTALLED} distributions; the rest was not read`;
        faults.push({ code: 'budget-exceeded', effect: 'incomplete', file: shown(folder), message });
        return { layout, installed, faults, target: targetOf(layout, installed) };
      }
      const read = readInstalled(place, name, kind);
      if (read === null) {
        const message =
          'its name is none that a distribution can have: what is left of an installation that failed; remove it';
        faults.push({ code: 'distribution-malformed', effect: 'note', file: shown(join(folder, name)), message });
        continue;
      }
      faults.push(...read.faults);
      const twin = here.get(read.name);
      // setuptools leaves an egg-info beside a dist-info of the same version: one installation.
      if (twin !== undefined && twin.version === read.version) continue;
      if (twin !== undefined) {
        const message = `${read.name} is installed twice, as ${twin.version} and ${read.version}; both were checked`;
        faults.push({ code: 'distribution-malformed', effect: 'note', file: shown(join(folder, name)), message });
      }
      here.set(read.name, read);
      installed.push(read);
    }
  }
  return { layout, installed, faults, target: targetOf(layout, installed) };
}

/** Completes what the layout tells with what the installed wheels tell. */
function targetOf(layout: EnvironmentLayout, installed: readonly Installed[]): PartialTarget {
  const { implementation, version, platform } = layout.target;
  const fromTags = targetOfTags(installed.flatMap(({ tags }) => tags));
  return {
    implementation: implementation ?? fromTags.implementation,
    version: version ?? fromTags.version,
    platform: fromTags.platform ?? platform,
    machine: fromTags.machine,
  };
}

const PLATFORM_TAGS: readonly (readonly [RegExp, string])[] = [
  [/-(?:manylinux\d*|musllinux|linux)(?:_\d+_\d+)?_([a-z]\w*)$/, 'linux'],
  [/-macosx_\d+_\d+_(\w+)$/, 'darwin'],
  [/-win(?:_(amd64|arm64)|32)$/, 'win32'],
];
const MACHINES: Readonly<Record<string, string | null>> = {
  amd64: 'AMD64',
  universal: null,
  universal2: null,
  intel: null,
  fat: null,
};

/** The interpreter that wheels were built for, as far as they agree. */
function targetOfTags(tags: readonly string[]): PartialTarget {
  const platforms = new Set<string>();
  const machines = new Set<string>();
  const versions = new Set<string>();
  for (const tag of tags) {
    for (const [pattern, platform] of PLATFORM_TAGS) {
      const match = pattern.exec(tag);
      if (match === null) continue;
      platforms.add(platform);
      const written = match[1] ?? 'x86';
      const machine =
        written in MACHINES
          ? MACHINES[written]
          : platform === 'win32'
            ? written.toUpperCase().replace('X86', 'x86')
            : written;
      if (machine !== null && machine !== undefined) machines.add(machine);
    }
    const [, major, minor] = /^cp(\d)(\d+)-cp\d+t?-/.exec(tag) ?? [];
    if (major !== undefined) versions.add(`${major}.${minor}`);
  }
  const only = (set: Set<string>): string | null => (set.size === 1 ? ([...set][0] ?? null) : null);
  const version = only(versions);
  return {
    ...NO_TARGET,
    platform: only(platforms),
    machine: platforms.size === 1 ? only(machines) : null,
    version,
    implementation: version === null ? null : 'CPython',
  };
}

/** Connects what is installed. `declared`: what the project asks for; empty: what nothing else requires is a root. */
export function connectEnvironment(
  context: LoadContext,
  environment: InstalledEnvironment,
  declared: readonly Dependency[],
): Omit<Loaded, 'project'> {
  const { installed } = environment;
  const edges = deriveEdges(installed, declared, context.gate);
  const requires =
    declared.length > 0
      ? declared
      : unrequiredRoots(
          installed.map(({ name, requested }, position) => ({ name, requested, requires: edges[position] ?? [] })),
        );
  const entries = installed.map((one, position): LockedEntry => {
    const { name, version, source, artifacts, folder } = one;
    return {
      project: false,
      markers: [],
      distribution: {
        name,
        version,
        source,
        artifacts,
        installed: true,
        extras: [],
        requires: edges[position] ?? [],
        location: null,
        folder,
      },
    };
  });
  // What is installed is there, whichever groups were chosen.
  const distributions = deriveDistributions({ ...context, selection: EVERYTHING }, entries, requires);
  return { distributions, requires, faults: environment.faults };
}

const EXTRA = /;.*\bextra\b/s;

/** The edges that hold; those that an extra brings are only read where something asks for the extra. */
function deriveEdges(
  installed: readonly Installed[],
  declared: readonly Dependency[],
  gate: MarkerGate,
): Dependency[][] {
  const index = new Map<string, number[]>();
  installed.forEach(({ name }, position) => {
    const known = index.get(name);
    if (known === undefined) index.set(name, [position]);
    else known.push(position);
  });
  const waiting: { position: number; extra: string }[] = [];
  const asked = installed.map(() => new Set<string>());
  const ask = (edge: Dependency): void => {
    for (const position of edge.extras.length === 0 ? [] : (index.get(edge.name) ?? [])) {
      for (const extra of edge.extras) {
        if (asked[position]?.has(extra) !== false) continue;
        asked[position]?.add(extra);
        waiting.push({ position, extra });
      }
    }
  };
  const edges = installed.map(({ requires }) => {
    const held: Dependency[] = [];
    for (const line of requires) {
      if (EXTRA.test(line)) continue;
      const edge = parseEdge(line, null, gate);
      if (edge === null) continue;
      held.push(edge);
      ask(edge);
    }
    return held;
  });
  declared.forEach(ask);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { position, extra } = next;
    for (const line of installed[position]?.requires ?? []) {
      const edge = EXTRA.test(line) ? parseEdge(line, extra, gate) : null;
      if (edge === null) continue;
      edges[position]?.push(edge);
      ask(edge);
    }
  }
  return edges;
}

const PLAIN =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[ \t]*(?:\[([A-Za-z0-9._, \t-]*)\])?[ \t]*(?:\([^()@;]*\)|[=<>!~][^()@;]*)?$/;

/**
 * The edge of a `Requires-Dist` line, null where it does not hold for the extra or is no requirement. An edge needs
 * no specifier, so a plain requirement is split by pattern; its marker, which many share, is decided once.
 */
function parseEdge(line: string, extra: string | null, gate: MarkerGate): Dependency | null {
  if (extra === null) {
    const semicolon = line.indexOf(';');
    const [, name, extras] = PLAIN.exec((semicolon === -1 ? line : line.slice(0, semicolon)).trim()) ?? [];
    const marker = semicolon === -1 ? null : line.slice(semicolon + 1).trim();
    if (name !== undefined && marker !== '') {
      if (!gate.holds(marker)) return null;
      const asked = (extras ?? '').split(',').map((one) => one.trim());
      return dependency(name, { extras: asked.filter((one) => one !== '').map(normaliseDistributionName), marker });
    }
  }
  const result = parseRequirement(line);
  if (!result.ok) return null;
  const { normalisedName, extras, marker } = result.value;
  if (extra !== null && marker !== null && !extrasIn(marker).some((name) => normaliseDistributionName(name) === extra))
    return null;
  if (!gate.holdsFor(marker, extra === null ? [] : [extra])) return null;
  return dependency(normalisedName, {
    extras: extras.map(normaliseDistributionName),
    marker: markerText(marker),
    extra,
  });
}
