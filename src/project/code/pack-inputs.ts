// What a summary pack is made of: the distributions of archives, of an environment, or of a lock whose code was found.
import { basename } from 'node:path';
import type { Fault } from '../../finding/fault.ts';
import type { Distribution } from '../../finding/inventory.ts';
import type { Host } from '../../host/host.ts';
import { openArchive } from '../../python/module/archive-tree.ts';
import { diskTree, listFiles, type ModuleTree } from '../../python/module/module-tree.ts';
import { readOwnership } from '../../python/module/ownership.ts';
import type { PackInput } from '../../python/pack/make-pack.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';
import { statusOf } from '../folder.ts';
import { openArchiveIndex } from './archive-index.ts';
import { parseArtifactName } from './candidate.ts';
import type { LocatedCode } from './locate-code.ts';

/** The distribution in a wheel or source distribution; a fault where there is none. Never throws. */
export async function packInputOf(host: Host, path: string): Promise<PackInput | Fault> {
  const fileName = basename(path);
  const named = parseArtifactName(fileName);
  const fault = (message: string): Fault => ({ code: 'archive-damaged', effect: 'incomplete', file: path, message });
  if (named === null) return fault('it is not named as a wheel or source distribution');
  const opened = await openArchive(host.files, path);
  if (!opened.ok) return fault(opened.fault.message);
  const status = statusOf(host, path);
  const hash = status === null ? null : openArchiveIndex(host, null).hash(path, status);
  const { name, version } = named;
  return { name, version, fileName, hash, tree: opened.value, paths: opened.value.paths };
}

/** Code that was located. */
export function packInputOfCode(code: LocatedCode): PackInput {
  const { distribution, version, fileName, hash, tree } = code;
  return { name: distribution, version, fileName, hash, tree, paths: listPaths(tree) };
}

/** The installed distributions of an inventory, each with the files that its RECORD names; `missing`: those without. */
export function packInputsInstalled(
  host: Host,
  distributions: readonly Distribution[],
): { readonly inputs: readonly PackInput[]; readonly missing: readonly DistributionName[] } {
  const inputs: PackInput[] = [];
  const missing: DistributionName[] = [];
  const folders = new Set(distributions.flatMap(({ folder }) => folder ?? []));
  for (const folder of folders) {
    const tree = diskTree(host.files, folder);
    const ownership = readOwnership(host.files, tree);
    const byOwner = new Map<DistributionName, string[]>();
    for (const path of listPaths(tree)) {
      const owner = metadataOwner(path) ?? ownership.ownerOf(path);
      if (owner === null) continue;
      const paths = byOwner.get(owner);
      if (paths === undefined) byOwner.set(owner, [path]);
      else paths.push(path);
    }
    for (const distribution of distributions) {
      const { name, version, artifacts } = distribution;
      if (distribution.folder !== folder || version === null) continue;
      const paths = ownership.knows(name) ? byOwner.get(name) : undefined;
      if (paths === undefined) {
        missing.push(name);
        continue;
      }
      const [artifact] = distribution.installed ? artifacts : [];
      const hash = artifact?.hashes.find((each) => /^sha256:[0-9a-f]{64}$/.test(each)) ?? null;
      inputs.push({ name, version, fileName: artifact?.fileName ?? null, hash, tree, paths });
    }
  }
  return { inputs, missing };
}

/** The distribution whose metadata folder a path lies in. */
function metadataOwner(path: string): DistributionName | null {
  const name = /^([^/]+?)-[^/-]+(?:-py[\d.]+)?\.(?:dist-info|egg-info)\//.exec(path)?.[1];
  return name === undefined ? null : normaliseDistributionName(name);
}

/** Every file of a tree, sorted; compiled caches left out. */
function listPaths(tree: ModuleTree): readonly string[] {
  return listFiles(tree, '', (path) => basename(path) !== '__pycache__').files.toSorted();
}
