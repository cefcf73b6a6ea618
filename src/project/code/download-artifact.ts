// Downloads the file of a distribution that an installer would choose, checks its hash and keeps it in Theriac's cache.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Distribution } from '../../finding/inventory.ts';
import { type Host, HostError } from '../../host/host.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { compareBuildTags } from '../../standard/wheel-file-name.ts';
import { type ArtifactName, PARTIAL, parseArtifactName, sameVersion } from './candidate.ts';
import type { CodeTarget } from './code-target.ts';
import { fetchWheelSources, type RemoteFile } from './remote-wheel.ts';
import { type IndexFile, listIndexFiles, readBody, splitCredentials } from './simple-index.ts';

/** Where downloads are kept and what they may cost. */
export interface DownloadSettings {
  /** The index that the user named; null: the one that the lock names for each distribution. */
  readonly indexUrl: string | null;
  /** The index for what the lock names none for; null: there is none. */
  readonly otherwise: string | null;
  /** Below Theriac's cache folder: `wheels/`. */
  readonly folder: string;
  /** The most bytes of one file. */
  readonly limit: number;
  /** Of a wheel with more bytes only the Python is read, where the server allows that. */
  readonly partialAbove: number;
}

export const DOWNLOAD_LIMIT = 2 ** 28;
export const PARTIAL_ABOVE = 2 ** 25;
const SILENCE = 60_000;

interface Choice {
  readonly file: IndexFile;
  readonly named: ArtifactName;
}

/** The path of the downloaded file, or why there is none. Never throws. */
export async function downloadArtifact(
  host: Host,
  distribution: Distribution,
  target: CodeTarget,
  settings: DownloadSettings,
): Promise<Parsed<string>> {
  const { name, source } = distribution;
  const index = settings.indexUrl ?? (source.kind === 'index' ? source.url : null) ?? settings.otherwise;
  if (index === null) return unparsable('no package index is known: name one with --index-url');
  const files = await listIndexFiles(host, index, name);
  if (!files.ok) return files;
  const choice = chooseFile(distribution, target, files.value);
  if (typeof choice === 'string') return unparsable(choice);
  const remote = remoteFile(choice.file, index);
  if (remote === null) return unparsable(`${choice.file.fileName} has no http address`);
  const large = (choice.file.size ?? (await sizeOf(host, remote))) > settings.partialAbove;
  if (large && choice.named.tags !== null) {
    const key = createHash('sha256')
      .update(choice.file.hash ?? remote.address)
      .digest('hex')
      .slice(0, 32);
    const folder = join(settings.folder, key, `${choice.file.fileName}${PARTIAL}`);
    const partial = await fetchWheelSources(host, remote, folder);
    if (partial.ok) return partial;
  }
  return downloadFile(host, choice.file, remote, expectedHashes(distribution, choice.file), settings);
}

/** The file's address; the index's credentials go along only to the index's own host. */
function remoteFile({ fileName, url }: IndexFile, index: string): RemoteFile | null {
  const own = splitCredentials(url);
  const parent = splitCredentials(index);
  if (own === null || parent === null) return null;
  const same = new URL(own.address).origin === new URL(parent.address).origin;
  return { fileName, address: own.address, headers: same ? { ...parent.headers, ...own.headers } : own.headers };
}

/** What the server says, where the page says nothing; 0 where neither does. */
async function sizeOf(host: Host, { address, headers }: RemoteFile): Promise<number> {
  try {
    const request = { method: 'HEAD', url: address, headers: { ...headers }, body: null, timeout: SILENCE } as const;
    const response = await host.http.fetch(request);
    await readBody(response.body, 0);
    return Number(response.headers['content-length'] ?? 0) || 0;
  } catch (error) {
    if (error instanceof HostError) return 0;
    throw error;
  }
}

/** The best wheel that fits and that the lock allows, else a source distribution; text: why none. */
function chooseFile(distribution: Distribution, target: CodeTarget, files: readonly IndexFile[]): Choice | string {
  const { name, version, artifacts } = distribution;
  const allowed = new Set(artifacts.flatMap(({ fileName }) => fileName ?? []));
  const hashes = new Set(artifacts.flatMap((artifact) => artifact.hashes));
  const offered = files.flatMap((file): Choice[] => {
    const named = parseArtifactName(file.fileName);
    return named?.name === name && sameVersion(named.version, version ?? '') ? [{ file, named }] : [];
  });
  if (offered.length === 0) return `the index has no file of ${name} ${version}`;
  const locked = offered.filter(
    ({ file }) =>
      (allowed.size === 0 && hashes.size === 0) ||
      allowed.has(file.fileName) ||
      (file.hash !== null && hashes.has(file.hash)),
  );
  if (locked.length === 0) return `the index has none of the files that the lock names for ${name} ${version}`;
  const rank = ({ named }: Choice): number => {
    if (named.tags === null) return Number.MAX_SAFE_INTEGER;
    return target.rank(named.tags) ?? (target.known ? Number.POSITIVE_INFINITY : Number.MAX_SAFE_INTEGER - 1);
  };
  const [best] = locked.toSorted(
    (left, right) => rank(left) - rank(right) || compareBuildTags(right.named.build, left.named.build),
  );
  if (best === undefined || rank(best) === Number.POSITIVE_INFINITY) {
    return `no file of ${name} ${version} on the index fits the interpreter and platform`;
  }
  return best;
}

/** The hashes of which one must be the file's: the lock's for that file, else any of the lock's, else the index's. */
function expectedHashes(distribution: Distribution, file: IndexFile): readonly string[] {
  const isStrong = (hash: string): boolean => hash.startsWith('sha256:');
  const own = distribution.artifacts.find(({ fileName }) => fileName === file.fileName)?.hashes.filter(isStrong) ?? [];
  if (own.length > 0) return own;
  const any = distribution.artifacts.flatMap(({ hashes }) => hashes.filter(isStrong));
  return any.length > 0 ? any : file.hash === null ? [] : [file.hash];
}

async function downloadFile(
  host: Host,
  file: IndexFile,
  remote: RemoteFile,
  hashes: readonly string[],
  settings: DownloadSettings,
): Promise<Parsed<string>> {
  const tooLarge = unparsable(`${file.fileName} has more than ${settings.limit} bytes; download it and use --wheels`);
  if ((file.size ?? 0) > settings.limit) return tooLarge;
  try {
    const response = await host.http.fetch({
      method: 'GET',
      url: remote.address,
      headers: { accept: '*/*', 'accept-encoding': 'identity', ...remote.headers },
      body: null,
      timeout: SILENCE,
    });
    if (response.status !== 200) {
      await readBody(response.body, 0);
      return unparsable(`${remote.address} answered ${response.status}`);
    }
    const bytes = await readBody(response.body, settings.limit);
    if (bytes === null) return tooLarge;
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (hashes.length > 0 && !hashes.includes(`sha256:${digest}`)) {
      return unparsable(`${file.fileName} was refused: its sha256 is not the one that the lock or the index names`);
    }
    // The digest keeps apart files of one name from several indexes.
    const path = join(settings.folder, digest.slice(0, 32), file.fileName);
    host.files.replace(path, (temporary) => host.files.writeBytes(temporary, bytes));
    return parsed(path);
  } catch (error) {
    if (error instanceof HostError) return unparsable(`${file.fileName} cannot be downloaded: ${error.message}`);
    throw error;
  }
}
