// The affected and the fixed code of a commit, read from a local clone without checking anything out.
import { type Host, HostError } from '../../host/host.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { isProductCode, makeTree, type SourceTree } from './source-tree.ts';

/** A fix: the code before it and after it. */
export interface TreePair {
  readonly before: SourceTree;
  readonly after: SourceTree;
}

const LISTING = 2 ** 26;
const LARGEST_FILE = 2 ** 21;
/** Changed files that are read, and unchanged ones that may call what changed. */
const MOST_CHANGED = 600;
const MOST_OTHERS = 800;
const TOGETHER = 4;

/** Runs git and gives its output as text; null where git says no. */
export async function askGit(host: Host, folder: string, words: readonly string[]): Promise<string | null> {
  const { code, output } = await host.git.run(folder, words, LISTING);
  return code === 0 ? new TextDecoder().decode(output) : null;
}

/** The full name of a commit, tag or branch; null where the clone has none of that name. */
export async function resolveCommit(host: Host, folder: string, name: string): Promise<string | null> {
  if (!/^[\w./+@^~-]{1,250}$/.test(name) || name.startsWith('-')) return null;
  const answer = await askGit(host, folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ]);
  return answer?.trim() || null;
}

/** The trees around one commit; of a merge, what it brought into the branch. */
export async function openCommitTrees(host: Host, folder: string, commit: string): Promise<Parsed<TreePair>> {
  try {
    const after = await resolveCommit(host, folder, commit);
    if (after === null) return unparsable(`the clone has no commit ${commit}`);
    const before = await resolveCommit(host, folder, `${after}^`);
    if (before === null) return unparsable(`commit ${commit} has no commit before it in the clone`);
    const changed = await askGit(host, folder, ['diff-tree', '-r', '-z', '--no-renames', '--name-only', before, after]);
    const files = (changed ?? '')
      .split('\0')
      .filter((path) => path.endsWith('.py'))
      .slice(0, MOST_CHANGED);
    const [oldPaths, newPaths] = [await listPython(host, folder, before), await listPython(host, folder, after)];
    const product = files.filter(isProductCode);
    if (product.length === 0) return unparsable(`commit ${commit} changes no Python code of the product`);
    const tops = new Set(product.map((path) => packageRoot(path, oldPaths, newPaths)));
    const others = [...oldPaths]
      .filter((path) => isProductCode(path) && !product.includes(path))
      .filter((path) => {
        return tops.has(packageRoot(path, oldPaths, newPaths));
      });
    const old = await readBlobs(host, folder, before, [
      ...product.filter((path) => oldPaths.has(path)),
      ...others.slice(0, MOST_OTHERS),
    ]);
    const now = await readBlobs(
      host,
      folder,
      after,
      product.filter((path) => newPaths.has(path)),
    );
    return parsed({
      before: treeOf(before, old, oldPaths, newPaths),
      after: treeOf(
        after,
        new Map([...old].filter(([path]) => newPaths.has(path)).concat([...now])),
        oldPaths,
        newPaths,
      ),
    });
  } catch (error) {
    if (error instanceof HostError) return unparsable(`${error.path}: ${error.message}`);
    throw error;
  }
}

async function listPython(host: Host, folder: string, commit: string): Promise<ReadonlySet<string>> {
  const listing = await askGit(host, folder, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
  return new Set((listing ?? '').split('\0').filter((path) => path.endsWith('.py')));
}

/** The folder that stands for `site-packages`: where the topmost package around a file lies. */
function packageRoot(path: string, ...listings: readonly ReadonlySet<string>[]): string {
  const folders = path.split('/').slice(0, -1);
  const isPackage = (length: number): boolean =>
    listings.some((listing) => listing.has(`${folders.slice(0, length).join('/')}/__init__.py`));
  let top = folders.length;
  while (top > 0 && isPackage(top)) top -= 1;
  if (top < folders.length) return folders.slice(0, top).join('/');
  // In no package: a module at the root, or below a folder of sources, or in a namespace.
  const source = folders.findIndex((folder) => /^(?:src|lib|python|source|Lib)$/.test(folder));
  return source >= 0 ? folders.slice(0, source + 1).join('/') : '';
}

function treeOf(
  name: string,
  blobs: ReadonlyMap<string, Uint8Array>,
  oldPaths: ReadonlySet<string>,
  newPaths: ReadonlySet<string>,
): SourceTree {
  const inside = new Map<string, Uint8Array>();
  for (const [path, bytes] of blobs) {
    const root = packageRoot(path, oldPaths, newPaths);
    inside.set(root === '' ? path : path.slice(root.length + 1), bytes);
  }
  return makeTree(name.slice(0, 12), inside.keys(), (path) => inside.get(path) ?? null);
}

async function readBlobs(
  host: Host,
  folder: string,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const queue = [...paths];
  const worker = async (): Promise<void> => {
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      const name = path;
      try {
        const { code, output } = await host.git.run(folder, ['cat-file', 'blob', `${commit}:${name}`], LARGEST_FILE);
        if (code === 0) found.set(name, output);
      } catch (error) {
        // One file that is too large is generated data.
        if (!(error instanceof HostError) || error.code !== 'too-large') throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return found;
}
