// Which versions and files were ever released, from a file that the user names: rules may not ask a package index.
import { type Host, HostError } from '../../host/host.ts';
import { type DistributionName, normaliseDistributionName } from '../../standard/distribution-name.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { parseLooseVersion, versionKey } from '../../standard/version.ts';

/** What was released of one distribution. */
export interface ReleaseList {
  readonly versions: readonly string[];
  /** Versions as they compare: `1.0` is `1.0.0`. */
  readonly keys: ReadonlySet<string>;
  /** File names; empty where the list names none. */
  readonly files: ReadonlySet<string>;
}

export interface Releases {
  /** Null: nothing is known of the distribution. */
  of(name: DistributionName): ReleaseList | null;
}

const LIMIT = 2 ** 28;

/**
 * Reads lists of releases: `{ "NAME": ["1.0", …] }`, `{ "NAME": { "1.0": ["file", …] } }`, or an index's own answers
 * (the JSON form of the simple API, PEP 691 and 700: `name`, `versions`, `files`), one or a list of them.
 */
export function readReleases(host: Host, paths: readonly string[]): Parsed<Releases> {
  const lists = new Map<DistributionName, ReleaseList>();
  for (const path of paths) {
    let value: unknown;
    try {
      value = JSON.parse(host.files.readText(path, LIMIT));
    } catch (error) {
      const why = error instanceof HostError ? error.message : 'it is not JSON';
      return unparsable(`${path}: ${why}`);
    }
    for (const item of Array.isArray(value) ? value : [value]) addAnswer(item, lists);
  }
  return parsed({ of: (name) => lists.get(name) ?? null });
}

function addAnswer(value: unknown, lists: Map<DistributionName, ReleaseList>): void {
  if (typeof value !== 'object' || value === null) return;
  const { name, versions, files } = value as Readonly<Record<string, unknown>>;
  if (typeof name === 'string' && Array.isArray(versions)) {
    const names = Array.isArray(files) ? files.map((file) => textIn(file, 'filename')) : [];
    add(lists, name, versions, names);
    return;
  }
  for (const [key, releases] of Object.entries(value)) {
    if (Array.isArray(releases)) add(lists, key, releases, []);
    else if (typeof releases === 'object' && releases !== null) {
      add(lists, key, Object.keys(releases), Object.values(releases).flat());
    }
  }
}

function textIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function add(
  lists: Map<DistributionName, ReleaseList>,
  name: string,
  versions: readonly unknown[],
  files: readonly unknown[],
): void {
  const texts = versions.filter((version): version is string => typeof version === 'string');
  const keys = new Set(texts.map((text) => versionKey(parseLooseVersion(text))));
  const names = new Set(files.filter((file): file is string => typeof file === 'string'));
  lists.set(normaliseDistributionName(name), { versions: texts, keys, files: names });
}
