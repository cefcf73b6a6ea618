// Lists of versions as one text in which a version is found as PEP 440 sees equality: 1.0 is 1.0.0.
import { parseLooseVersion, type Version, versionKey } from '../standard/version.ts';

/** Finds a version in lists, however it is spelled there. */
export type VersionFinder = (list: string) => boolean;

/** The versions as they are written, with a line end before and after each: nothing is parsed until it is needed. */
export function formatVersionList(versions: readonly string[]): string {
  return versions.length === 0 ? '' : `\n${versions.join('\n')}\n`;
}

/**
 * Prepares the search for a version. A listed version without a local label stands for all its local versions (PEP 440,
 * "Version matching"). A final release, the common case, is one regular expression over the list; for any other version
 * each entry of the list is parsed.
 */
export function versionFinder(version: Version, publicKey: string): VersionFinder {
  const { pre, post, dev, local, legacy } = version;
  if (!legacy && pre === null && post === null && dev === null && local === null) {
    const pattern = finalPattern(version);
    return (list) => list !== '' && pattern.test(list);
  }
  const key = versionKey(version);
  return (list) => {
    if (list === '') return false;
    if (list.includes(`\n${version.text}\n`)) return true;
    return list.split('\n').some((text) => {
      if (text === '') return false;
      const listed = versionKey(parseLooseVersion(text));
      return listed === key || listed === publicKey;
    });
  };
}

/** Every spelling of a final release: `v`, leading zeros, zeros at the end, an epoch of nought, blanks around it. */
function finalPattern(version: Version): RegExp {
  const epoch = version.epoch === 0 ? '(?:0+!)?' : `0*${version.epoch}!`;
  let length = version.release.length;
  while (length > 1 && version.release[length - 1] === 0) length -= 1;
  const release = version.release.slice(0, length).map((part) => (part === 0 ? '0+' : `0*${part}`));
  return new RegExp(`\\n\\s*v?${epoch}${release.join('\\.')}(?:\\.0+)*\\s*\\n`, 'i');
}
