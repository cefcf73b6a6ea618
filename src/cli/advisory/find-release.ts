// Finds the archives of releases: files that are named, folders of wheels, what pip keeps, and an index that is named.
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { ReleaseFile } from '../../advisory/symbol/propose-symbols.ts';
import { type Host, HostError } from '../../host/host.ts';
import { type ArtifactName, parseArtifactName, sameVersion } from '../../project/code/candidate.ts';
import { type IndexFile, listIndexFiles, readBody, splitCredentials } from '../../project/code/simple-index.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { type Flag, type Invocation, UsageError } from '../command.ts';
import { cacheDirectory } from '../database-flag.ts';

export const RELEASE_FLAGS: readonly Flag[] = [
  {
    name: 'wheels',
    value: 'DIR',
    repeated: true,
    help: 'a folder of wheels and source distributions, looked through with its subfolders',
  },
  { name: 'index-url', value: 'URL', help: 'the package index to ask (default: PIP_INDEX_URL and UV_DEFAULT_INDEX)' },
];

/** A file of a release that is at hand or could be fetched. */
interface Offer {
  readonly named: ArtifactName;
  readonly fileName: string;
  /** A path, or a file of the index. */
  readonly at: string | IndexFile;
}

/** Where releases may be. */
export interface ReleaseStore {
  /** The versions of a distribution, as written; in no order. */
  versions(name: DistributionName): Promise<readonly string[]>;
  /** The archive of a release, fetched where it has to be. */
  find(name: DistributionName, version: string): Promise<Parsed<ReleaseFile>>;
  readonly indexUrl: string | null;
}

const DEEPEST = 8;
const MOST_FILES = 200_000;
const LARGEST = 2 ** 28;

/** Opens what the flags and the environment name. Throws UsageError. */
export function openReleaseStore(invocation: Invocation): ReleaseStore {
  const { host } = invocation;
  const { directory, variables, home } = host.environment;
  const named = invocation.values('wheels').map((each) => resolve(directory, each));
  for (const folder of named) {
    if (host.files.status(folder)?.kind !== 'directory') throw new UsageError(`${folder}: there is no such folder`);
  }
  const links = (variables['PIP_FIND_LINKS'] ?? '').split(/\s+/).filter((each) => each.startsWith('/'));
  const folders = [...named, ...links, join(cacheDirectory(host), 'wheels'), join(cacheDirectory(host), 'releases')];
  const pip = variables['PIP_CACHE_DIR'] ?? join(variables['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'pip');
  folders.push(join(pip, 'wheels'));
  const given = invocation.value('index-url');
  if (given !== null && !/^https?:\/\//i.test(given)) throw new UsageError('--index-url must be an http address');
  const configured = [variables['UV_DEFAULT_INDEX'], variables['UV_INDEX_URL'], variables['PIP_INDEX_URL']];
  const indexUrl = given ?? configured.find((each) => each !== undefined && /^https?:\/\//i.test(each)) ?? null;
  let local: readonly Offer[] | null = null;
  const pages = new Map<string, Promise<Parsed<readonly Offer[]>>>();
  const localOffers = (): readonly Offer[] => {
    local ??= folders.flatMap((folder) => listFolder(host, folder));
    return local;
  };
  const indexOffers = (name: DistributionName): Promise<Parsed<readonly Offer[]>> => {
    const known = pages.get(name);
    if (known !== undefined) return known;
    const asked =
      indexUrl === null ? Promise.resolve(unparsable('no package index is named')) : askIndex(host, indexUrl, name);
    pages.set(name, asked);
    return asked;
  };
  return {
    indexUrl,
    async versions(name) {
      const index = await indexOffers(name);
      const offers = [...localOffers(), ...(index.ok ? index.value : [])].filter((offer) => offer.named.name === name);
      return [...new Set(offers.map((offer) => offer.named.version))];
    },
    async find(name, version) {
      const fits = (offer: Offer): boolean => offer.named.name === name && sameVersion(offer.named.version, version);
      const release = `${name} ${version}`;
      const [best] = localOffers().filter(fits).sort(byUse);
      if (best !== undefined && typeof best.at === 'string')
        return parsed({ path: best.at, name: `${name} ${best.named.version}` });
      if (indexUrl === null) {
        return unparsable(
          `${release} is in no folder of wheels at hand; name one with --wheels, or an index with --index-url`,
        );
      }
      const index = await indexOffers(name);
      if (!index.ok) return index;
      const [offered] = index.value.filter(fits).sort(byUse);
      if (offered === undefined || typeof offered.at === 'string')
        return unparsable(`the index has no file of ${release}`);
      return fetchFile(host, offered.at, indexUrl, `${name} ${offered.named.version}`);
    },
  };
}

/** A release that a person names: a file, or `NAME==VERSION`. */
export async function findRelease(host: Host, store: ReleaseStore, text: string): Promise<Parsed<ReleaseFile>> {
  const path = resolve(host.environment.directory, text);
  if (host.files.status(path)?.kind === 'file') {
    const fileName = path.slice(path.lastIndexOf('/') + 1);
    const named = parseArtifactName(fileName);
    return parsed({ path, name: named === null ? fileName : `${named.name} ${named.version}` });
  }
  const [, name, version] = /^([A-Za-z0-9][\w.-]*)\s*==\s*(\S+)$/.exec(text.trim()) ?? [];
  if (name === undefined || version === undefined) return unparsable(`${text} is neither a file nor NAME==VERSION`);
  return store.find(normaliseDistributionName(name), version);
}

/** Wheels for every platform first, then those for some, then sources: all hold the same Python, most read fastest. */
function byUse(left: Offer, right: Offer): number {
  const rank = ({ named, fileName }: Offer): number => {
    if (named.tags === null) return 4;
    if (fileName.endsWith('-none-any.whl')) return 0;
    return /linux/.test(fileName) ? 1 : 2;
  };
  return rank(left) - rank(right) || (left.fileName < right.fileName ? 1 : -1);
}

function listFolder(host: Host, root: string): readonly Offer[] {
  const offers: Offer[] = [];
  const folders = [{ path: root, depth: 0 }];
  let left = MOST_FILES;
  for (let folder = folders.pop(); folder !== undefined && left > 0; folder = folders.pop()) {
    try {
      for (const { name, kind } of host.files.list(folder.path)) {
        left -= 1;
        if (kind === 'directory' && folder.depth < DEEPEST)
          folders.push({ path: join(folder.path, name), depth: folder.depth + 1 });
        const named = kind !== 'directory' && /\.(?:whl|tar\.gz|zip)$/.test(name) ? parseArtifactName(name) : null;
        if (named !== null) offers.push({ named, fileName: name, at: join(folder.path, name) });
      }
    } catch (error) {
      // A folder that is not there, or may not be read, holds no wheels.
      if (!(error instanceof HostError)) throw error;
    }
  }
  return offers;
}

async function askIndex(host: Host, index: string, name: DistributionName): Promise<Parsed<readonly Offer[]>> {
  const files = await listIndexFiles(host, index, name);
  if (!files.ok) return files;
  return parsed(
    files.value.flatMap((file): Offer[] => {
      const named = parseArtifactName(file.fileName);
      return named?.name === name ? [{ named, fileName: file.fileName, at: file }] : [];
    }),
  );
}

async function fetchFile(host: Host, file: IndexFile, index: string, name: string): Promise<Parsed<ReleaseFile>> {
  const [own, parent] = [splitCredentials(file.url), splitCredentials(index)];
  if (own === null || parent === null) return unparsable(`${file.fileName} has no address that can be asked`);
  const same = new URL(own.address).origin === new URL(parent.address).origin;
  const headers = { accept: '*/*', 'accept-encoding': 'identity', ...(same ? parent.headers : {}), ...own.headers };
  try {
    const response = await host.http.fetch({ method: 'GET', url: own.address, headers, body: null, timeout: 60_000 });
    const bytes = await readBody(response.body, LARGEST);
    if (response.status !== 200) return unparsable(`${own.address} answered ${response.status}`);
    if (bytes === null) return unparsable(`${file.fileName} has more than ${LARGEST} bytes`);
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (file.hash !== null && file.hash !== `sha256:${digest}`) {
      return unparsable(`${file.fileName} was refused: its sha256 is not the one that the index names`);
    }
    const path = join(cacheDirectory(host), 'releases', digest.slice(0, 32), file.fileName);
    host.files.replace(path, (temporary) => host.files.writeBytes(temporary, bytes));
    return parsed({ path, name });
  } catch (error) {
    if (error instanceof HostError) return unparsable(`${file.fileName} cannot be downloaded: ${error.message}`);
    throw error;
  }
}
