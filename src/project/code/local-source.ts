// Distributions whose lock points to a folder or file of this machine: a project beside this one, a wheel kept with it.
import { join, resolve } from 'node:path';
import type { Host } from '../../host/host.ts';
import { diskTree } from '../../python/module/module-tree.ts';
import { parsed } from '../../standard/parsed.ts';
import { listFolder, statusOf } from '../folder.ts';
import type { ArchiveIndex } from './archive-index.ts';
import type { CodeSource } from './candidate.ts';
import { archiveCandidate } from './wheel-folder.ts';

/** A folder's code is what lies in its `src`, or in itself. */
export function localSources(host: Host, index: ArchiveIndex): CodeSource {
  return {
    find({ source }) {
      if (source.kind !== 'path') return [];
      const path = resolve(source.path);
      const kind = statusOf(host, path)?.kind;
      if (kind === 'file') {
        const candidate = archiveCandidate(host, index, 'path', path);
        return candidate === null ? [] : [candidate];
      }
      if (kind !== 'directory') return [];
      const root = hasPackages(host, join(path, 'src')) ? join(path, 'src') : path;
      return [
        {
          origin: 'path',
          path: root,
          form: 'unpacked',
          fileName: null,
          tags: () => [],
          build: null,
          hash: () => null,
          open: () => Promise.resolve(parsed(diskTree(host.files, root))),
        },
      ];
    },
  };
}

function hasPackages(host: Host, folder: string): boolean {
  return listFolder(host, folder).some(
    ({ name, kind }) =>
      (kind === 'file' && name.endsWith('.py')) ||
      (kind === 'directory' && statusOf(host, join(folder, name, '__init__.py')) !== null),
  );
}
