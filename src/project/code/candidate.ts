// A place where the code of a distribution may be: what is known of it before it is opened.
import type { Distribution } from '../../finding/inventory.ts';
import type { ModuleTree } from '../../python/module/module-tree.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import type { Parsed } from '../../standard/parsed.ts';
import { parseSdistFileName } from '../../standard/sdist-file-name.ts';
import type { Tag } from '../../standard/tag.ts';
import { compareVersions, parseLooseVersion } from '../../standard/version.ts';
import { type BuildTag, parseWheelFileName } from '../../standard/wheel-file-name.ts';

/** From where code came; `path` is a local project or file that the lock itself names. */
export type CodeOrigin = 'path' | 'wheels' | 'pack' | 'uv-cache' | 'pip-cache' | 'downloaded';

export interface Candidate {
  readonly origin: CodeOrigin;
  /** The file or folder, absolute. */
  readonly path: string;
  readonly form: 'wheel' | 'sdist' | 'unpacked' | 'pack';
  /** The artifact's file name; null where only its content is known. */
  readonly fileName: string | null;
  /** The wheel's tags, null for a source distribution; asked only of those with the right name and version. */
  tags(): readonly Tag[] | null;
  readonly build: BuildTag | null;
  /** The artifact's `sha256:…`; null where it cannot be told (an unpacked wheel). May read the whole file. */
  hash(): string | null;
  open(): Promise<Parsed<ModuleTree>>;
}

/** One kind of place, asked for each distribution in turn. Never throws. */
export interface CodeSource {
  /** The candidates for a name and version, in no order. */
  find(distribution: Distribution): readonly Candidate[];
  /** Writes what was learnt, for the next run. */
  close?(): void;
}

/** The ending of a folder that stands for a wheel of which only the Python was downloaded. */
export const PARTIAL = '.partial';

/** What the name of a wheel or source distribution says; null where it is neither. */
export interface ArtifactName {
  readonly name: DistributionName;
  readonly version: string;
  readonly tags: readonly Tag[] | null;
  readonly build: BuildTag | null;
}

export function parseArtifactName(fileName: string): ArtifactName | null {
  if (fileName.endsWith('.whl')) {
    const wheel = parseWheelFileName(fileName);
    if (!wheel.ok) return null;
    const { name, version, tags, build } = wheel.value;
    return { name, version: version.text, tags, build };
  }
  const sdist = parseSdistFileName(fileName);
  return sdist.ok ? { name: sdist.value.name, version: sdist.value.version.text, tags: null, build: null } : null;
}

/** Whether two texts are the same version: `1.0` is `1.0.0`. */
export function sameVersion(left: string, right: string): boolean {
  return left === right || compareVersions(parseLooseVersion(left), parseLooseVersion(right)) === 0;
}
