// A wheel that was unpacked into a folder of its own: which one it is, as its metadata folder says.
import type { Host } from '../../host/host.ts';
import { diskTree, type ModuleTree } from '../../python/module/module-tree.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { parseTags, type Tag } from '../../standard/tag.ts';
import { listFolder } from '../folder.ts';
import type { Identity } from './archive-index.ts';

/** Name and version of the one distribution unpacked into a folder; null where there is none. */
export function identifyUnpacked(host: Host, folder: string): Identity | null {
  for (const { name } of listFolder(host, folder)) {
    const [, distribution, version] = /^([^-]+)-([^-]+)\.dist-info$/.exec(name) ?? [];
    if (distribution !== undefined && version !== undefined) {
      return { name: normaliseDistributionName(distribution), version };
    }
  }
  return null;
}

/** The tags in the `WHEEL` file of a tree; empty where it has none. */
export function readWheelTags(tree: ModuleTree): readonly Tag[] {
  for (const [folder, kind] of tree.list('')) {
    if (kind !== 'directory' || !folder.endsWith('.dist-info')) continue;
    try {
      const text = new TextDecoder().decode(tree.readBytes(`${folder}/WHEEL`));
      return [...text.slice(0, 1 << 16).matchAll(/^Tag:[ \t]*(\S+)/gim)].flatMap(([, tag = '']) => {
        const tags = parseTags(tag);
        return tags.ok ? tags.value : [];
      });
    } catch {
      return [];
    }
  }
  return [];
}

/** The tree of an unpacked wheel. */
export function unpackedTree(host: Host, folder: string): ModuleTree {
  return diskTree(host.files, folder);
}
