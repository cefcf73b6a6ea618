// Makes a summary pack: what reachability asks of a set of distributions, without their source.
import { Buffer } from 'node:buffer';
import { type Host, HostError } from '../../host/host.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import { isModuleFile } from '../module/archive-tree.ts';
import type { ModuleTree } from '../module/module-tree.ts';
import { ByteWriter, encodeText } from '../summary/byte-writer.ts';
import type { SummaryRequest } from '../summary/read-summary.ts';
import { SUMMARY_VERSION } from '../summary/summary.ts';
import { openSummaryPool } from '../summary/summary-pool.ts';
import { listNativeNames } from './native-names.ts';
import { formatBlock } from './pack-block.ts';
import { formatStream, PACK_MAGIC, PACK_VERSION } from './pack-format.ts';

/** A distribution to be packed. */
export interface PackInput {
  readonly name: DistributionName;
  readonly version: string;
  /** The wheel's or source distribution's file name; null where it came from an installation. */
  readonly fileName: string | null;
  /** `sha256:…` of that file; null where it is not known. */
  readonly hash: string | null;
  readonly tree: ModuleTree;
  /** All its files, relative to site-packages, sorted. */
  readonly paths: readonly string[];
}

/** A block and its line in the header. */
export interface PackedDistribution {
  readonly input: Omit<PackInput, 'tree' | 'paths'>;
  readonly block: Uint8Array;
  /** How many files have a summary, and what could not be summarised: `path: why`. */
  readonly modules: number;
  readonly problems: readonly string[];
}

/** Texts past this size are no templates that a person wrote. */
const TEXT_LIMIT = 2 ** 18;
/** Entry points and path files at the root of a distribution; templates, which are code. */
const TEXT = /^[^/]+\.dist-info\/(?:entry_points|top_level)\.txt$|^[^/]+\.pth$|(?:^|\/)(?:templates|jinja2)\/.+/;
const TEMPLATE = /\.(?:html?|xhtml|txt|xml|j2|jinja2?|jinja|mako|css|js|md|rst|tex|sql|tmpl|tpl)$/i;

/** Summarises one distribution on all cores. The same files give the same block. */
export async function packDistribution(host: Host, input: PackInput): Promise<PackedDistribution> {
  const { tree, paths, ...header } = input;
  const all = new Set(paths);
  const requests: SummaryRequest[] = [];
  const names: string[] = [];
  const texts = new Map<string, Uint8Array>();
  const problems: string[] = [];
  for (const path of paths) {
    if (isText(path)) {
      const bytes = readOrNull(tree, path, problems);
      if (bytes !== null && bytes.length <= TEXT_LIMIT) texts.set(path, bytes);
    } else if (/\.(?:so|pyd|dylib)$/.test(path)) {
      const bytes = readOrNull(tree, path, []);
      const text = bytes === null ? null : listNativeNames(path, bytes);
      if (text === null || text.length === 0) names.push(path);
      else texts.set(path, text);
    } else if (isModuleFile(path)) {
      const bytes = isSummarised(path, all) ? readOrNull(tree, path, problems) : null;
      if (bytes === null) names.push(path);
      else requests.push({ path, source: bytes });
    }
  }
  // `lazy_loader.attach_stub` makes a stub code: it says where each name is.
  for (const { path, source } of requests) {
    const stub = `${path}i`;
    if (source === undefined || !all.has(stub) || !Buffer.from(source).includes('attach_stub')) continue;
    const bytes = readOrNull(tree, stub, problems);
    if (bytes === null) continue;
    texts.set(stub, bytes);
    names.splice(names.indexOf(stub), 1);
  }
  const made = new Map<string, Uint8Array>();
  const pool = openSummaryPool(host);
  try {
    for await (const { path, summary, problem } of pool.summarise(requests)) {
      if (summary !== null) made.set(path, summary);
      else names.push(path);
      if (problem !== null) problems.push(`${path}: ${problem}`);
    }
  } finally {
    pool.close();
  }
  const summaries = new Map(
    requests.flatMap(({ path }) => {
      const summary = made.get(path);
      return summary === undefined ? [] : [[path, summary] as const];
    }),
  );
  const sorted = new Map([...texts].sort(([left], [right]) => (left < right ? -1 : 1)));
  const block = await formatBlock({ summaries, names: names.sort(), texts: sorted });
  return { input: header, block, modules: summaries.size, problems };
}

/** The bytes of a pack of these distributions, ordered by name and version. */
export async function formatPack(packed: readonly PackedDistribution[]): Promise<Uint8Array> {
  const ordered = [...packed].sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
  const header = ordered.map(({ input: { name, version, fileName, hash }, block, modules }) => {
    return { name, version, file: fileName, hash, modules, bytes: block.length };
  });
  const out = new ByteWriter();
  for (const byte of [...PACK_MAGIC, PACK_VERSION, SUMMARY_VERSION]) out.byte(byte);
  out.append(await formatStream(encodeText(JSON.stringify(header))));
  for (const { block } of ordered) out.append(block);
  return out.take();
}

function sortKey({ input }: PackedDistribution): string {
  return `${input.name} ${input.version} ${input.fileName ?? ''}`;
}

/**
 * Source that is worth a summary: not the tests that a distribution carries, which no program loads, nor a stub beside
 * the source that it describes.
 */
function isSummarised(path: string, all: ReadonlySet<string>): boolean {
  if (/(?:^|\/)tests\//.test(path)) return false;
  return path.endsWith('.py') || (path.endsWith('.pyi') && !all.has(path.slice(0, -1)));
}

function isText(path: string): boolean {
  return TEXT.test(path) && (TEMPLATE.test(path) || path.endsWith('.pth'));
}

function readOrNull(tree: ModuleTree, path: string, problems: string[]): Uint8Array | null {
  try {
    return tree.readBytes(path);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    problems.push(`${path}: ${error.message}`);
    return null;
  }
}
