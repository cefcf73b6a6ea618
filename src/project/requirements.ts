// Loads requirements files: pins, constraints, hashes and the edges that `# via` comments tell.
import { basename, join } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Artifact, Dependency, Distribution } from '../finding/inventory.ts';
import type { DistributionName } from '../standard/distribution-name.ts';
import { statusOf } from './folder.ts';
import type { LoadContext, Loaded } from './loader.ts';
import { readLocalProject } from './local-project.ts';
import { artifactOf, dependency, deriveDistributions, fileHashes, type LockedEntry } from './locked-entry.ts';
import { type FileRequirement, readRequirementFile } from './requirement-file.ts';
import { markerText, type RequirementLine } from './requirement-line.ts';

/** A requirement with what constraints add to it, and the group that its file stands for. */
interface Entry extends FileRequirement {
  readonly name: DistributionName;
  readonly group: string | null;
}

/** Reads requirements files, several as one source: each is then a group of its own. */
export async function loadRequirements(context: LoadContext, files: readonly string[]): Promise<Loaded> {
  const faults: Fault[] = [];
  const entries: Entry[] = [];
  const constraints: FileRequirement[] = [];
  let indexUrl: string | null = null;
  for (const file of files) {
    const read = readRequirementFile(context.host, context.root, file);
    faults.push(...read.faults);
    indexUrl = read.indexUrl ?? indexUrl;
    const group = files.length === 1 ? null : groupOf(file);
    for (const requirement of read.requirements) {
      if (requirement.constraint) constraints.push(requirement);
      else if (isOwn(context, requirement)) {
        entries.push(...(await declaredEntries(context, requirement, group, faults)));
      } else {
        const named = await nameEntry(context, requirement, faults);
        if (named !== null) entries.push({ ...requirement, requirement: named, name: named.name, group });
      }
    }
  }
  const holding = entries.filter((entry) => context.gate.holdsFor(entry.requirement.marker, []));
  const distributions = merge(settle(context, holding, constraints), indexUrl);
  for (const { distribution } of distributions.values()) {
    const { version, source, name, location } = distribution;
    if (version !== null || location === null) continue;
    faults.push({
      code: source.kind === 'index' ? 'distribution-unpinned' : 'distribution-unchecked',
      effect: 'incomplete',
      file: location.file,
      line: location.line,
      message:
        source.kind === 'index'
          ? `${name} is not pinned to one version, so it was not checked; pin it with ==, or name a lock file or an environment`
          : `${name} comes from a ${source.kind === 'path' ? 'local path' : source.kind === 'vcs' ? 'repository' : 'URL'} and its version is not known, so it was not checked`,
    });
  }
  return { project: null, ...connect(context, [...distributions.values()]), faults };
}

/** The group that a file of several stands for: `dev` for `requirements-dev.txt` and `requirements/dev.txt`. */
function groupOf(file: string): string | null {
  const stem = basename(file).replace(/\.(?:txt|in|lock)$/, '');
  const group = stem.replace(/^requirements?[-_.]?|[-_.]?requirements?$/g, '');
  return group === '' || /^(?:main|base|prod|production)$/.test(group) ? null : group.toLowerCase();
}

/** Whether a line installs the project itself: `-e .`. */
function isOwn({ root }: LoadContext, { requirement: { source } }: FileRequirement): boolean {
  return source.kind === 'path' && source.path === root;
}

/** The project itself is no distribution to check, but what it declares is installed with it. */
async function declaredEntries(
  { host, root, gate, selection }: LoadContext,
  entry: FileRequirement,
  group: string | null,
  faults: Fault[],
): Promise<Entry[]> {
  const at = { file: entry.file, line: entry.line };
  const file = join(root, 'pyproject.toml');
  if (statusOf(host, file) === null) {
    const message =
      'it installs this project, which has no pyproject.toml: what it requires is not known and was not checked';
    faults.push({ code: 'distribution-unchecked', effect: 'incomplete', ...at, message });
    return [];
  }
  const message = 'it installs this project itself; what its pyproject.toml declares was read';
  faults.push({ code: 'distribution-unchecked', effect: 'note', ...at, message });
  const { readDeclaration } = await import('./pyproject.ts');
  const declaration = await readDeclaration({ host, root, gate, selection }, file);
  faults.push(...declaration.faults);
  return declaration.declared.flatMap(({ requirement, extra, group: part, written }): Entry[] => {
    const { name } = requirement;
    if (name === null || name === declaration.project || part !== null) return [];
    if (extra !== null && !entry.requirement.extras.some((asked) => asked === extra)) return [];
    const line = declaration.lineOf(written);
    return [{ requirement, name, constraint: false, hashes: [], via: null, file: 'pyproject.toml', line, group }];
  });
}

/** Finds the name of a requirement that does not tell it; what stays nameless becomes a fault. */
async function nameEntry(
  context: LoadContext,
  entry: FileRequirement,
  faults: Fault[],
): Promise<(RequirementLine & { readonly name: DistributionName }) | null> {
  const { requirement } = entry;
  const { source } = requirement;
  const at = { file: entry.file, line: entry.line };
  let { name, version } = requirement;
  if (source.kind === 'path' && requirement.fileName === null) {
    const local = await readLocalProject(context.host, source.path);
    name ??= local?.name ?? null;
    version ??= local?.version ?? null;
  }
  if (name !== null) return { ...requirement, name, version };
  const what = source.kind === 'path' ? source.path : source.kind === 'index' ? '' : source.url;
  const message = `which distribution ${what} is cannot be told without fetching or building it, so it was not checked; write \`name @ …\``;
  faults.push({ code: 'distribution-unchecked', effect: 'incomplete', ...at, message });
  return null;
}

/** Gives unpinned requirements the versions that constraints, or another line, pin. */
function settle(context: LoadContext, entries: readonly Entry[], constraints: readonly FileRequirement[]): Entry[] {
  const limits = new Map<string, RequirementLine[]>();
  for (const { requirement } of constraints) {
    const { name, version, source } = requirement;
    if (name === null || (version === null && source.kind === 'index')) continue;
    if (!context.gate.holdsFor(requirement.marker, [])) continue;
    const known = limits.get(name);
    if (known === undefined) limits.set(name, [requirement]);
    else known.push(requirement);
  }
  const settled = entries.flatMap((entry): Entry[] => {
    const { requirement, name } = entry;
    if (requirement.version !== null || requirement.source.kind !== 'index') return [entry];
    const found = limits.get(name) ?? [];
    if (found.length === 0) return [entry];
    return found.map((limit) => ({
      ...entry,
      requirement: {
        ...requirement,
        version: limit.version,
        source: limit.source,
        fileName: limit.fileName,
        marker: requirement.marker ?? limit.marker,
      },
    }));
  });
  const pinned = new Map<string, Set<string>>();
  for (const { requirement, name } of settled) {
    if (requirement.version === null) continue;
    const markers = pinned.get(name) ?? new Set();
    markers.add(markerKey(requirement));
    pinned.set(name, markers);
  }
  // `requests` on one line and `requests==2.31.0` on another is one pinned requirement.
  return settled.filter(({ requirement, name }) => {
    if (requirement.version !== null || requirement.source.kind !== 'index') return true;
    const markers = pinned.get(name);
    return markers === undefined || !(markers.has('') || markers.has(markerKey(requirement)));
  });
}

function markerKey(requirement: RequirementLine): string {
  return markerText(requirement.marker) ?? '';
}

interface Merged {
  readonly distribution: Omit<Distribution, 'groups' | 'marker' | 'artifacts' | 'extras' | 'requires'>;
  readonly marker: string | null;
  readonly artifacts: Artifact[];
  readonly extras: Set<DistributionName>;
  readonly vias: Entry['via'][];
  readonly groups: Set<string | null>;
}

/** One distribution for each name, version, source and marker. */
function merge(entries: readonly Entry[], indexUrl: string | null): Map<string, Merged> {
  const merged = new Map<string, Merged>();
  for (const { requirement, name, hashes, via, group, file, line } of entries) {
    const { version, fileName } = requirement;
    const source = requirement.source.kind === 'index' ? { kind: 'index' as const, url: indexUrl } : requirement.source;
    const marker = markerText(requirement.marker);
    const key = JSON.stringify([name, version, source, marker]);
    let known = merged.get(key);
    if (known === undefined) {
      const distribution = { name, version, source, installed: false, location: { file, line }, folder: null };
      known = { distribution, marker, artifacts: [], extras: new Set(), vias: [], groups: new Set() };
      merged.set(key, known);
    }
    known.artifacts.push(...artifactsOf(fileName, [...hashes, ...requirement.hashes]));
    for (const extra of requirement.extras) known.extras.add(extra);
    known.vias.push(via);
    known.groups.add(group);
  }
  return merged;
}

/** A named file has all the hashes; without a name each hash is a file that may be installed. */
function artifactsOf(fileName: string | null, given: readonly string[]): Artifact[] {
  const hashes = fileHashes(given, '');
  if (fileName !== null) return [artifactOf(fileName, hashes)];
  return hashes.map((hash) => artifactOf(null, [hash]));
}

/** Turns the `via` comments into edges, and what no other requirement asks for into roots. */
function connect(context: LoadContext, merged: readonly Merged[]): Pick<Loaded, 'distributions' | 'requires'> {
  const versions = new Map<string, number>();
  for (const { distribution } of merged) versions.set(distribution.name, (versions.get(distribution.name) ?? 0) + 1);
  const edges = new Map<string, Dependency[]>();
  const roots: Dependency[] = [];
  for (const { distribution, marker, extras, vias, groups } of merged) {
    const { name, version } = distribution;
    const edge = dependency(name, { version: versions.get(name) === 1 ? null : version, extras: [...extras], marker });
    const parents = new Set(vias.flatMap((via) => via?.names ?? []).filter((parent) => versions.has(parent)));
    for (const parent of parents) {
      const known = edges.get(parent);
      if (known === undefined) edges.set(parent, [edge]);
      else known.push(edge);
    }
    const isRoot = parents.size === 0 || vias.some((via) => via === null || via.root);
    for (const group of isRoot ? groups : []) roots.push({ ...edge, group });
  }
  const entries = merged.map(({ distribution, marker, artifacts, extras }): LockedEntry => {
    const requires = edges.get(distribution.name) ?? [];
    const markers = marker === null ? [] : [marker];
    return { project: false, markers, distribution: { ...distribution, artifacts, extras: [...extras], requires } };
  });
  return { distributions: deriveDistributions(context, entries, roots), requires: roots };
}
