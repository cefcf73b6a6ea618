// Finds wheels in pip's cache: those it built (`wheels/`), and bodies of downloads (`http-v2/`, `http/`), which have no names.
import { basename, join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { openWheelFile } from '../../python/module/archive-tree.ts';
import type { ModuleTree } from '../../python/module/module-tree.ts';
import type { Parsed } from '../../standard/parsed.ts';
import { listFolder, statusOf } from '../folder.ts';
import type { ArchiveIndex } from './archive-index.ts';
import { type Candidate, type CodeSource, parseArtifactName, sameVersion } from './candidate.ts';
import { readWheelTags } from './unpacked.ts';
import { archiveCandidate } from './wheel-folder.ts';

const MOST_FILES = 200_000;
const DEEPEST = 6;
/** No wheel is smaller; pages of the index mostly are. */
const SMALLEST = 200;

interface Body {
  readonly path: string;
  readonly version: string;
}

/** The wheels in pip's caches. Every body is looked at once, and remembered by its size and time. */
export function pipCache(host: Host, index: ArchiveIndex, roots: readonly string[]): CodeSource {
  let found: ReadonlyMap<string, readonly Body[]> | null = null;
  return {
    find({ name, version }) {
      found ??= listBodies(host, index, roots);
      return (found.get(name) ?? [])
        .filter((body) => sameVersion(body.version, version ?? ''))
        .map(({ path }) => archiveCandidate(host, index, 'pip-cache', path) ?? bodyCandidate(host, index, path));
    },
  };
}

/** A body's own metadata say what it is. The older form wraps the archive into a response, so it cannot be hashed. */
function bodyCandidate(host: Host, index: ArchiveIndex, path: string): Candidate {
  let tree: Parsed<ModuleTree> | null = null;
  const open = (): Parsed<ModuleTree> => {
    tree ??= openWheelFile(host.files, path);
    return tree;
  };
  return {
    origin: 'pip-cache',
    path,
    form: 'wheel',
    fileName: null,
    tags() {
      const opened = open();
      return opened.ok ? readWheelTags(opened.value) : [];
    },
    build: null,
    hash() {
      const status = path.endsWith('.body') ? statusOf(host, path) : null;
      return status === null ? null : index.hash(path, status);
    },
    open: () => Promise.resolve(open()),
  };
}

function listBodies(host: Host, index: ArchiveIndex, roots: readonly string[]): ReadonlyMap<string, readonly Body[]> {
  const found = new Map<string, Body[]>();
  const add = (name: string, body: Body): void => {
    const bodies = found.get(name);
    if (bodies === undefined) found.set(name, [body]);
    else bodies.push(body);
  };
  let files = 0;
  const visit = (folder: string, depth: number, isBody: (name: string) => boolean): void => {
    for (const { name, kind } of listFolder(host, folder)) {
      const path = join(folder, name);
      if (kind === 'directory') {
        if (depth < DEEPEST) visit(path, depth + 1, isBody);
        continue;
      }
      if (kind !== 'file' || !isBody(name) || files > MOST_FILES) continue;
      files += 1;
      const named = parseArtifactName(basename(path));
      if (named !== null) {
        add(named.name, { path, version: named.version });
        continue;
      }
      const status = statusOf(host, path);
      if (status === null || status.size < SMALLEST) continue;
      const identity = index.identify(path, status);
      if (identity !== null) add(identity.name, { path, version: identity.version });
    }
  };
  for (const root of roots) {
    visit(join(root, 'wheels'), 0, (name) => name.endsWith('.whl'));
    visit(join(root, 'http-v2'), 0, (name) => name.endsWith('.body'));
    visit(join(root, 'http'), 0, () => true);
  }
  return found;
}
