// Lists of versions as one text in which a version is found as PEP 440 sees equality: 1.0 is 1.0.0.
import { parseLooseVersion, type Version, versionKey } from '../../standard/version.ts';

/** Finds a version in lists, however it is spelled there. */
export type VersionFinder = (list: string) => boolean;

/**
 * The versions as they are written, with a bar before and after each: nothing is parsed until it is needed, and nothing
 * in the text has to be escaped in JSON.
 */
export function formatVersionList(versions: readonly string[]): string {
  return versions.length === 0 ? '' : `|${versions.join('|')}|`;
}

/** The versions of a list, as they are written. */
export function parseVersionList(list: string): readonly string[] {
  return list.split('|').filter((version) => version !== '');
}

/**
 * Prepares the search for a version. A listed version without a local label stands for all its local versions (PEP 440,
 * "Version matching"). A final release, the common case, is one regular expression over the list; for any other version
 * the entries are parsed, if one of them has the same release at all.
 */
export function versionFinder(version: Version, publicKey: string): VersionFinder {
  const { pre, post, dev, local, legacy } = version;
  const release = legacy ? '' : releasePattern(version);
  if (!legacy && pre === null && post === null && dev === null && local === null) {
    const pattern = new RegExp(`${release}\\s{0,9}\\|`, 'i');
    return (list) => list !== '' && pattern.test(list);
  }
  const key = versionKey(version);
  const hint = legacy ? /\|/ : new RegExp(`${release}(?:[-_.]?[a-z]|[-+]|\\s{0,9}\\|)`, 'i');
  return (list) => {
    if (list === '' || !hint.test(list)) return false;
    return parseVersionList(list).some((text) => {
      const listed = versionKey(parseLooseVersion(text));
      return listed === key || listed === publicKey;
    });
  };
}

/** Every spelling of a release: blanks, `v`, leading zeros, an epoch of nought, zeros at the end. */
function releasePattern(version: Version): string {
  const epoch = version.epoch === 0 ? '(?:0+!)?' : `0*${version.epoch}!`;
  let length = version.release.length;
  while (length > 1 && version.release[length - 1] === 0) length -= 1;
  const parts = version.release.slice(0, length).map((part) => (part === 0 ? '0+' : `0*${part}`));
  return `\\|\\s{0,9}v?${epoch}${parts.join('\\.')}(?:\\.0+)*`;
}
