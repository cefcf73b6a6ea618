// Which builds of a version an advisory means: the wheels it names against the files that may be installed.
// The rules are explained in docs/build-numbers.md.
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { formatTag } from '../../standard/tag.ts';
import { versionKey } from '../../standard/version.ts';
import { parseBuildTag, parseWheelFileName } from '../../standard/wheel-file-name.ts';
import type { Candidate } from './evaluate.ts';
import type { KnownArtifact } from './match.ts';

/** A wheel that the advisory names, as the database keeps it; `version` is its key. */
export type ListedWheel = readonly [
  version: string,
  build: string,
  /** Build and tags in a canonical order: equal for two spellings of one file name. */
  identity: string,
  /** Lower-case hexadecimal, empty where the advisory gives none. */
  sha256: string,
  affected: 0 | 1,
  fileName: string,
];

/** What the named wheels say of a version. */
export interface BuildVerdict {
  readonly affected: boolean;
  readonly detail: string;
  readonly doubt: string | null;
}

type Status = 'affected' | 'unaffected' | 'either';

/** Reads a wheel's file name; null where it is none, or not one of the distribution `name`. */
export function listWheel(
  name: string,
  fileName: string,
  sha256: string | null,
  affected: boolean,
): ListedWheel | null {
  const file = readWheelName(fileName);
  if (file === null || file.name !== normaliseDistributionName(name)) return null;
  return [file.version, file.build, file.identity, sha256 ?? '', affected ? 1 : 0, fileName];
}

/**
 * Decides by builds; null where no wheel of this version is named, so that versions and ranges decide alone.
 * `base` is what they say. Several artifacts: any of them may be installed; none: it may be any build.
 */
export function decideBuilds(
  wheels: readonly ListedWheel[],
  candidate: Candidate,
  artifacts: readonly KnownArtifact[],
  base: boolean,
): BuildVerdict | null {
  const named = wheels.filter((wheel) => wheel[0] === candidate.key);
  if (named.length === 0) return null;
  const others = statusOfOthers(named, base);
  const possible = new Set<Status>();
  const seen = new Set<ListedWheel>();
  for (const artifact of artifacts.length === 0 ? [UNKNOWN] : artifacts) {
    const recognised = recognise(named, artifact);
    for (const wheel of recognised.wheels) {
      possible.add(wheel[4] === 1 ? 'affected' : 'unaffected');
      seen.add(wheel);
    }
    if (recognised.maybeOther) possible.add(others);
  }
  const text = candidate.version.text;
  if (!possible.has('affected') && !possible.has('either')) return { affected: false, detail: '', doubt: null };
  if (possible.size > 1 || possible.has('either')) {
    const doubt = `only some builds of ${text} are affected and it is not known which one is installed`;
    return { affected: true, detail: `some builds of ${text}`, doubt };
  }
  const [wheel] = [...seen];
  const detail =
    wheel === undefined
      ? `every build of ${text} but those listed as unaffected`
      : `wheel ${wheel[5]}, listed as affected`;
  return { affected: true, detail, doubt: null };
}

/** What holds for the builds that are not named. */
function statusOfOthers(named: readonly ListedWheel[], base: boolean): Status {
  const some = named.some((wheel) => wheel[4] === 1);
  const spared = named.some((wheel) => wheel[4] === 0);
  if (some && spared) return 'either';
  return spared && base ? 'affected' : 'unaffected';
}

const UNKNOWN: KnownArtifact = { fileName: null, build: null, hashes: [] };

interface Recognised {
  /** The named wheels that the artifact is, or may be. */
  readonly wheels: readonly ListedWheel[];
  /** Whether it may as well be a build that is not named. */
  readonly maybeOther: boolean;
}

/** Recognises an artifact: by hash where both have one, else by its file name, else by its build number. */
function recognise(named: readonly ListedWheel[], artifact: KnownArtifact): Recognised {
  const hashes = artifact.hashes.flatMap((hash) => (/^sha256[:=]/i.test(hash) ? [hash.slice(7).toLowerCase()] : []));
  const open: ListedWheel[] = [];
  const differing: ListedWheel[] = [];
  for (const wheel of named) {
    if (wheel[3] === '' || hashes.length === 0) open.push(wheel);
    else if (hashes.includes(wheel[3]))
      return { wheels: named.filter((other) => other[3] === wheel[3]), maybeOther: false };
    else differing.push(wheel);
  }
  if (artifact.fileName !== null) {
    const identity = readWheelName(artifact.fileName)?.identity;
    const same = (wheel: ListedWheel) => wheel[2] === identity || wheel[5] === artifact.fileName;
    const wheels = open.filter(same);
    if (wheels.length > 0) return { wheels, maybeOther: false };
    // The name of an affected build with another hash: a rebuild of it, which may be affected just as well.
    return { wheels: differing.filter((wheel) => wheel[4] === 1 && same(wheel)), maybeOther: true };
  }
  if (artifact.build !== null) {
    const build = buildIdentity(artifact.build);
    const wheels = open.filter((wheel) => wheel[1] === build);
    return { wheels, maybeOther: wheels.length === 0 };
  }
  return { wheels: open, maybeOther: true };
}

interface WheelName {
  readonly name: string;
  readonly version: string;
  readonly build: string;
  readonly identity: string;
}

/** The parts of a wheel's file name in one spelling each; null where it is no wheel's. */
function readWheelName(fileName: string): WheelName | null {
  const file = parseWheelFileName(fileName);
  if (!file.ok) return null;
  const { name, version, tags } = file.value;
  const build = file.value.build === null ? '' : buildIdentity(file.value.build.text);
  const identity = `${build} ${tags.map(formatTag).sort().join(' ')}`;
  return { name, version: versionKey(version), build, identity };
}

/** A build tag in one spelling: `02a` is `2a`. */
function buildIdentity(text: string): string {
  const tag = parseBuildTag(text);
  return tag.ok ? `${tag.value.number}${tag.value.suffix}` : text;
}
