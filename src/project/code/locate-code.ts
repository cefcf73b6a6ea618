// Finds the code of each distribution that a lock names but that is not installed.
import { dirname, join, resolve } from 'node:path';
import type { Fault } from '../../finding/fault.ts';
import type { Distribution, Inventory } from '../../finding/inventory.ts';
import type { Host } from '../../host/host.ts';
import type { ModuleTree } from '../../python/module/module-tree.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import { compareBuildTags } from '../../standard/wheel-file-name.ts';
import { statusOf } from '../folder.ts';
import { openArchiveIndex } from './archive-index.ts';
import { pipCacheRoots, uvCacheRoots } from './cache-root.ts';
import type { Candidate, CodeOrigin, CodeSource } from './candidate.ts';
import { type CodeTarget, codeTarget } from './code-target.ts';
import { localSources } from './local-source.ts';
import { pipCache } from './pip-cache.ts';
import { summaryPacks } from './summary-packs.ts';
import { uvCache } from './uv-cache.ts';
import { archiveCandidate, wheelFolders } from './wheel-folder.ts';

export interface CodeOptions {
  /** Folders of wheels and source distributions, or such files, absolute. */
  readonly wheels: readonly string[];
  /** Summary packs, or folders of them, absolute. */
  readonly summaries: readonly string[];
  /** Whether `theriac.pack` and `summaries/` beside the lock file count as well; yes where left out. */
  readonly packsBeside?: boolean;
  /** Whether pip's and uv's caches are looked through. */
  readonly caches: boolean;
  /** Theriac's own cache folder: downloads, and what is known of other caches' files; null: none. */
  readonly cacheDirectory: string | null;
  /**
   * Missing files are downloaded from this index; where it is null, from the one that the lock names, else the one that
   * the user's uv or pip would ask. Null: nothing is downloaded.
   */
  readonly fetch: { readonly indexUrl: string | null } | null;
}

/** The code of one distribution, laid out as below `site-packages`. */
export interface LocatedCode {
  readonly distribution: DistributionName;
  readonly version: string;
  readonly tree: ModuleTree;
  readonly origin: CodeOrigin;
  /** The file or folder that it came from, absolute. */
  readonly path: string;
  /** The artifact's file name and hash where they are known. */
  readonly fileName: string | null;
  readonly hash: string | null;
  readonly form: Candidate['form'];
  /** Whether the file's hash is one that the lock names. */
  readonly verified: boolean;
}

/** A distribution without code; `reason` is a clause for a person. */
export interface MissingCode {
  readonly distribution: DistributionName;
  readonly version: string | null;
  readonly reason: string;
}

export interface CodeLocation {
  readonly trees: readonly LocatedCode[];
  readonly missing: readonly MissingCode[];
  /** Packs that could not be used. */
  readonly faults: readonly Fault[];
}

/** How many downloads run at a time. */
const DOWNLOADS = 4;

/**
 * Looks for each distribution that is not installed: what the lock itself points to, then what the user named, packs,
 * uv's and pip's caches, earlier downloads, and the index if that is allowed. A wheel that fits ends the search; a
 * source distribution, or where no interpreter was chosen a wheel for another one, is taken when none does. Never
 * throws; nothing is run and, without `fetch`, nothing leaves the machine.
 */
export async function locateCode(host: Host, inventory: Inventory, options: CodeOptions): Promise<CodeLocation> {
  const faults: Fault[] = [];
  const index = openArchiveIndex(host, options.cacheDirectory);
  const downloads = options.cacheDirectory === null ? null : join(options.cacheDirectory, 'wheels');
  const packs = [...options.summaries, ...(options.packsBeside === false ? [] : packsBeside(host, inventory))];
  const sources: readonly CodeSource[] = [
    localSources(host, index),
    wheelFolders(host, index, 'wheels', options.wheels),
    summaryPacks(host, packs, faults),
    ...(options.caches ? [uvCache(host, index, uvCacheRoots(host)), pipCache(host, index, pipCacheRoots(host))] : []),
    ...(downloads === null ? [] : [wheelFolders(host, index, 'downloaded', [downloads])]),
  ];
  const target = codeTarget(inventory);
  const found = new Map<Distribution, LocatedCode>();
  const reasons = new Map<Distribution, string>();
  const wanted = inventory.distributions.filter(({ folder }) => folder === null);
  for (const distribution of wanted) {
    const result = await locate(distribution, sources, target);
    if (typeof result === 'string') reasons.set(distribution, result);
    else found.set(distribution, result);
  }
  if (options.fetch !== null && downloads !== null) {
    const { DOWNLOAD_LIMIT, downloadArtifact, PARTIAL_ABOVE } = await import('./download-artifact.ts');
    const { indexUrl } = options.fetch;
    const { configuredIndex } = await import('./configured-index.ts');
    const otherwise = indexUrl === null ? await configuredIndex(host, inventory.root) : null;
    const settings = { indexUrl, otherwise, folder: downloads, limit: DOWNLOAD_LIMIT, partialAbove: PARTIAL_ABOVE };
    const queue = wanted.filter((each) => isFetched(each) && (!found.has(each) || found.get(each)?.form === 'sdist'));
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const path = await downloadArtifact(host, next, target, settings);
        const candidate = path.ok ? archiveCandidate(host, index, 'downloaded', path.value) : null;
        const fresh: CodeSource = { find: () => (candidate === null ? [] : [candidate]) };
        const result = path.ok ? await locate(next, [fresh], target) : path.fault.message;
        if (typeof result !== 'string') found.set(next, result);
        else if (!found.has(next)) reasons.set(next, result);
      }
    };
    await Promise.all(Array.from({ length: DOWNLOADS }, work));
  }
  index.close();
  return {
    trees: wanted.flatMap((each) => found.get(each) ?? []),
    missing: wanted.flatMap((each) =>
      found.has(each)
        ? []
        : [{ distribution: each.name, version: each.version, reason: reasons.get(each) ?? 'it was not found' }],
    ),
    faults,
  };
}

/** Whether an index can be asked for it at all. */
function isFetched({ version, source }: Distribution): boolean {
  return version !== null && source.kind === 'index';
}

/** What the lock file's own folder holds. */
function packsBeside(host: Host, inventory: Inventory): readonly string[] {
  const [first = ''] = inventory.source.split(', ');
  const folders = new Set([inventory.root, dirname(resolve(inventory.root, first))]);
  return [...folders]
    .flatMap((folder) => [join(folder, 'theriac.pack'), join(folder, 'summaries')])
    .filter((path) => statusOf(host, path) !== null);
}

interface Judged {
  readonly candidate: Candidate;
  readonly rank: number;
  readonly hash: string | null;
  readonly verified: boolean;
}

/** The best candidate that can be opened; text: why none. */
async function locate(
  distribution: Distribution,
  sources: readonly CodeSource[],
  target: CodeTarget,
): Promise<LocatedCode | string> {
  const { name, version } = distribution;
  if (version === null && distribution.source.kind !== 'path') return 'no version of it is pinned';
  let reason: string | null = null;
  const others: Judged[] = [];
  for (const source of sources) {
    const fitting: Judged[] = [];
    for (const candidate of source.find(distribution)) {
      const judged = judge(distribution, candidate, target);
      if (typeof judged === 'string') reason ??= judged;
      else if (judged.rank < NOT_FITTING) fitting.push(judged);
      else others.push(judged);
    }
    const result = await openFirst(distribution, fitting);
    if (result !== null && typeof result !== 'string') return result;
    reason = result ?? reason;
  }
  const result = await openFirst(distribution, others);
  if (result !== null && typeof result !== 'string') return result;
  return result ?? reason ?? whyNothing(distribution, name);
}

function whyNothing({ source }: Distribution, name: DistributionName): string {
  if (source.kind === 'vcs') return `it comes from ${source.system}: build a wheel of it and name its folder, --wheels`;
  if (source.kind === 'path') return 'its folder is not there';
  return `no wheel or source distribution of ${name} is at hand (--wheels DIR names a folder, --fetch allows downloads)`;
}

/** Ranks from here on: wheels for others, then source distributions. */
const NOT_FITTING = 1_000_000;
const SDIST = 2_000_000;

/** How good a candidate is; text: why it is none. */
function judge(distribution: Distribution, candidate: Candidate, target: CodeTarget): Judged | string {
  const shown = candidate.fileName ?? candidate.path;
  const tags = candidate.tags();
  const rank = candidate.origin === 'path' ? 0 : tags === null ? SDIST : target.rank(tags);
  const strong = distribution.artifacts.flatMap(({ fileName, hashes }) =>
    hashes.filter((hash) => hash.startsWith('sha256:')).map((hash) => ({ fileName, hash })),
  );
  const hash = strong.length > 0 || candidate.form === 'pack' ? candidate.hash() : null;
  const verified = hash !== null && strong.some((each) => each.hash === hash);
  // uv writes file names in lower case, whatever the index has.
  const own = candidate.fileName?.toLowerCase();
  const named = strong.filter(({ fileName }) => own !== undefined && fileName?.toLowerCase() === own);
  if (!verified && hash !== null && named.length > 0)
    return `${shown} is not the file that the lock names: its sha256 differs`;
  // A pack holds no compiled code, and what the lock names is the same release whatever it was built for.
  if (rank === null && target.known && !(verified && candidate.form === 'pack')) {
    return `${shown} does not fit the interpreter and platform`;
  }
  return { candidate, rank: rank ?? NOT_FITTING, hash, verified };
}

/** Opens the best that can be opened; text: why the first could not be; null: there was none. */
async function openFirst(distribution: Distribution, judged: readonly Judged[]): Promise<LocatedCode | string | null> {
  let reason: string | null = null;
  const ordered = judged.toSorted(
    (left, right) =>
      left.rank - right.rank ||
      Number(right.verified) - Number(left.verified) ||
      compareBuildTags(right.candidate.build, left.candidate.build) ||
      (left.candidate.path < right.candidate.path ? -1 : 1),
  );
  for (const { candidate, hash, verified } of ordered) {
    const opened = await candidate.open();
    if (!opened.ok) {
      reason ??= `${candidate.path} cannot be used: ${opened.fault.message}`;
      continue;
    }
    const { origin, path, fileName, form } = candidate;
    const version = distribution.version ?? '';
    return {
      distribution: distribution.name,
      version,
      tree: opened.value,
      origin,
      path,
      fileName,
      hash,
      form,
      verified,
    };
  }
  return reason;
}
