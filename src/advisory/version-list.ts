// Lists of versions as one text in which a version is found as PEP 440 sees equality: 1.0 is 1.0.0.
import { parseLooseVersion, type Version } from '../standard/version.ts';

const NUMBER = '(?:0|[1-9]\\d{0,14})';
const NORMAL = `${NUMBER}(?:\\.${NUMBER})*(?:(?:a|b|rc)${NUMBER})?(?:\\.post${NUMBER})?(?:\\.dev${NUMBER})?`;
const ALL_NORMAL = new RegExp(`^\\n(?:${NORMAL}\\n)*$`);
const TRAILING_ZEROS = /(?:\.0)+(?=\n|[abr]|\.[pd])/g;

/**
 * The versions, each as its `equalText`, with a line end before and after each. The common case, a list that is normal
 * already, costs two regular expressions over the whole rather than a parse of each version.
 */
export function formatVersionList(versions: readonly string[]): string {
  if (versions.length === 0) return '';
  const joined = `\n${versions.join('\n')}\n`;
  if (ALL_NORMAL.test(joined)) return joined.replace(TRAILING_ZEROS, '');
  return `\n${versions.map((version) => equalText(parseLooseVersion(version))).join('\n')}\n`;
}

/** Whether the list holds a version with this `equalText`. */
export function listHas(list: string, equal: string): boolean {
  return list !== '' && list.includes(`\n${equal}\n`);
}

/** A text that is the same for two versions exactly when PEP 440 holds them equal. */
export function equalText(version: Version): string {
  // A legacy version is equal to nothing but itself; no line end in it may pass for the end of an entry.
  if (version.legacy) return `=${version.key.replaceAll('\n', '\\n')}`;
  const release = version.release.join('.');
  const start = version.epoch === 0 ? 0 : String(version.epoch).length + 1;
  const kept = release.replace(/(?:\.0)+$/, '');
  return version.text.slice(0, start) + kept + version.text.slice(start + release.length);
}

/** The version without its local label: `1.0` for `1.0+cu118`. */
export function publicText(version: Version): string {
  const equal = equalText(version);
  return version.local === null ? equal : equal.slice(0, -version.local.length - 1);
}
