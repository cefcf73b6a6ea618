// What the loaders of lock files share: entries and roots in, the distributions that are there for the target out.
import type { Artifact, Dependency, Distribution } from '../finding/inventory.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { parseLooseVersion } from '../standard/version.ts';
import { parseWheelFileName } from '../standard/wheel-file-name.ts';
import { activeEdges, type GraphNode, walkGraph } from './graph.ts';
import type { LoadContext } from './loader.ts';
import { hashesOf } from './safe-url.ts';

/** One locked package. `project`: it is the project itself or a workspace member, no distribution but a root. */
export interface LockedEntry {
  readonly project: boolean;
  readonly distribution: Omit<Distribution, 'groups' | 'marker'>;
  /** It is there where one of these markers holds; none: always. */
  readonly markers: readonly string[];
}

/** Walks the lock from its roots; leaves out what is not there for the target, and the edges that do not hold. */
export function deriveDistributions(
  context: LoadContext,
  entries: readonly LockedEntry[],
  roots: readonly Dependency[],
): Distribution[] {
  const nodes: GraphNode[] = entries.map(({ distribution, markers }) => ({
    name: distribution.name,
    version: distribution.version,
    markers,
    requires: distribution.requires,
  }));
  const reached = walkGraph(nodes, roots, context.gate, context.selection);
  const distributions: Distribution[] = [];
  entries.forEach((entry, position) => {
    const node = nodes[position];
    const found = reached[position];
    if (entry.project || node === undefined || found === undefined || !found.included) return;
    distributions.push({
      ...entry.distribution,
      extras: [...new Set([...entry.distribution.extras, ...found.extras])].sort(),
      marker: joinMarkers(entry.markers),
      groups: found.groups,
      requires: activeEdges(node, found, context.gate),
    });
  });
  return distributions;
}

/** One marker that holds where any of these does; null for none. */
function joinMarkers(markers: readonly string[]): string | null {
  if (markers.length < 2) return markers[0] ?? null;
  return markers.map((marker) => (/ or /.test(marker) ? `(${marker})` : marker)).join(' or ');
}

/** The version as PEP 440 normalises it; as written where it is not valid. */
export function normaliseVersion(text: string): string {
  return parseLooseVersion(text).text;
}

/** The artifact for a file name and its hashes; only a wheel's name with six parts can hold a build tag. */
export function artifactOf(fileName: string | null, hashes: readonly string[]): Artifact {
  let build: string | null = null;
  if (fileName?.endsWith('.whl') === true && fileName.split('-').length === 6) {
    const wheel = parseWheelFileName(fileName);
    if (wheel.ok) build = wheel.value.build?.text ?? null;
  }
  return { fileName, build, hashes };
}

/** `sha256:…` in lower case, with `=` for the colon as older tools write it; null where the text is no hash. */
export function normaliseHash(text: string): string | null {
  const [, algorithm, digest] = /^([a-z0-9_]+)[:=]([0-9a-f]+)$/i.exec(text.trim()) ?? [];
  return algorithm === undefined || digest === undefined ? null : `${algorithm}:${digest}`.toLowerCase();
}

/** The hashes of a file: those given, and those in its URL's fragment. */
export function fileHashes(given: readonly string[], url: string): string[] {
  const hashes = given.flatMap((hash) => normaliseHash(hash) ?? []);
  return [...new Set([...hashes, ...hashesOf(url)])];
}

/** An edge that always holds, but for what is given. */
export function dependency(name: string, more: Partial<Omit<Dependency, 'name'>> = {}): Dependency {
  return {
    name: normaliseDistributionName(name),
    version: null,
    extras: [],
    marker: null,
    extra: null,
    group: null,
    member: null,
    ...more,
  };
}
