// What one requirement means: a distribution with version and source, as pip's constructors.py reads a line.
import { basename, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DistributionSource } from '../finding/inventory.ts';
import {
  type DistributionName,
  isValidDistributionName,
  normaliseDistributionName,
} from '../standard/distribution-name.ts';
import { formatMarker, type Marker, parseMarker } from '../standard/marker.ts';
import { type Parsed, parsed, unparsable } from '../standard/parsed.ts';
import { stripPython } from '../standard/python-text.ts';
import { parseRequirement } from '../standard/requirement.ts';
import { parseSdistFileName } from '../standard/sdist-file-name.ts';
import type { SpecifierSet } from '../standard/specifier.ts';
import { parseWheelFileName } from '../standard/wheel-file-name.ts';
import { normaliseVersion } from './locked-entry.ts';
import { fileNameOf, hashesOf, withoutCredentials } from './safe-url.ts';

/** A requirement, whatever its form. */
export interface RequirementLine {
  /** Null where nothing names the distribution: a URL or path without a telling file name. */
  readonly name: DistributionName | null;
  /** The one version that it admits, null where it leaves a choice. */
  readonly version: string | null;
  readonly extras: readonly DistributionName[];
  readonly marker: Marker | null;
  readonly source: DistributionSource;
  /** The file that a URL or path leads to, where it is an archive. */
  readonly fileName: string | null;
  readonly hashes: readonly string[];
}

const VCS = ['git', 'hg', 'svn', 'bzr'];
const SCHEME = /^(?:(?:git|hg|svn|bzr)\+[a-z0-9+.-]+|https?|ftp|file)$/i;
const ARCHIVE = /\.(?:whl|zip|tar\.gz|tgz|tar|tar\.bz2|tbz|tar\.xz|txz|tlz|tar\.lz|tar\.lzma)$/i;

/** The version that a set of specifiers pins: by `==` without a wildcard, or by `===`. Null where it does not. */
export function pinnedVersion(set: SpecifierSet): string | null {
  for (const { operator, version } of set.specifiers) {
    if (operator === '===' || (operator === '==' && !version.endsWith('.*'))) return normaliseVersion(version);
  }
  return null;
}

/** Reads a requirement as it stands in a dependency list of the standards (PEP 508), not of pip. `folder` holds its paths. */
export function parseDeclaredRequirement(text: string, folder: string): Parsed<RequirementLine> {
  const result = parseRequirement(text);
  if (!result.ok) return result;
  const { normalisedName, extras, specifiers, url, marker } = result.value;
  const named = { name: normalisedName, extras: extras.map(normaliseDistributionName), marker };
  if (url !== null) return parsed({ ...fromUrl(url, folder, false), ...named });
  const version = pinnedVersion(specifiers);
  return parsed({ ...named, version, source: { kind: 'index', url: null }, fileName: null, hashes: [] });
}

/** Reads a requirement as pip does in a file; `folder` is what relative paths are relative to. */
export function parseRequirementLine(text: string, folder: string, editable: boolean): Parsed<RequirementLine> {
  if (editable) return parseEditable(text, folder);
  const line = stripPython(text);
  const scheme = SCHEME.test(line.split(':', 1)[0] ?? '');
  const [body, markerText] = splitMarker(line, scheme ? '; ' : ';');
  // A path: `./lib`, `../lib`, `lib/`, an archive's name. A name with `@` in front is a requirement with a URL.
  const direct = /^[^@/\\]*@/.test(body) && !body.startsWith('.') && isNamed(body);
  const path =
    !scheme && !direct && (/[/\\]/.test(body) || body.startsWith('.') || ARCHIVE.test(withoutExtras(body).text));
  const marker = markerText === null ? null : parseMarker(markerText);
  if (marker !== null && !marker.ok) return marker;
  if (!scheme && !path) {
    // pip takes the marker off first, so that `name @ url;marker` and a lone `;` at the end are read.
    const declared = parseDeclaredRequirement(body, folder);
    return declared.ok ? parsed({ ...declared.value, marker: marker === null ? null : marker.value }) : declared;
  }
  const { text: address, extras } = path ? withoutExtras(body) : { text: body, extras: [] };
  const link = scheme ? fromUrl(address, folder, false) : fromPath(address, folder, false);
  return parsed({ ...link, extras: [...link.extras, ...extras], marker: marker === null ? null : marker.value });
}

function isNamed(body: string): boolean {
  return isValidDistributionName(withoutExtras(body.slice(0, body.indexOf('@')).trim()).text);
}

function parseEditable(text: string, folder: string): Parsed<RequirementLine> {
  const line = stripPython(text);
  const declared = parseRequirement(line);
  if (declared.ok && declared.value.url !== null) {
    const { normalisedName, extras, url, marker } = declared.value;
    const link = fromUrl(url, folder, true);
    return parsed({ ...link, name: normalisedName, extras: extras.map(normaliseDistributionName), marker });
  }
  const [body, markerText] = splitMarker(line, '; ');
  const marker = markerText === null ? null : parseMarker(markerText);
  const value = marker?.ok === true ? marker.value : null;
  const { text: address, extras } = withoutExtras(body);
  if (SCHEME.test(body.split(':', 1)[0] ?? '') || VCS.includes((body.split(':', 1)[0] ?? '').toLowerCase())) {
    const link = fromUrl(/^file:/i.test(body) ? address : body, folder, true);
    return parsed({ ...link, extras: [...link.extras, ...extras], marker: value });
  }
  if (address === '') return unparsable('an editable requirement needs a path or a URL');
  return parsed({ ...fromPath(address, folder, true), extras, marker: value });
}

function splitMarker(line: string, separator: string): [string, string | null] {
  const at = line.indexOf(separator);
  if (at === -1) return [line, null];
  const marker = stripPython(line.slice(at + separator.length));
  return [stripPython(line.slice(0, at)), marker === '' ? null : marker];
}

/** Takes `[a,b]` off the end. */
function withoutExtras(text: string): { text: string; extras: DistributionName[] } {
  const open = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  if (open < 1) return { text, extras: [] };
  const names = text
    .slice(open + 1, -1)
    .split(',')
    .map((name) => name.trim());
  return {
    text: text.slice(0, open).trimEnd(),
    extras: names.filter((name) => name !== '').map(normaliseDistributionName),
  };
}

/** What a URL leads to, by its form alone. */
export function fromUrl(url: string, folder: string, editable: boolean): RequirementLine {
  const [, egg = '', eggExtras = ''] = /[#&]egg=([^&[]*)(?:\[([^\]]*)\])?/.exec(url) ?? [];
  const name = isValidDistributionName(egg) ? normaliseDistributionName(egg) : null;
  const extras = eggExtras.split(',').filter(isValidDistributionName).map(normaliseDistributionName);
  const more = { name, extras, version: null, marker: null, fileName: null, hashes: [] };
  const [, system = '', address = ''] = /^(git|hg|svn|bzr)(?:\+|(?=:))(.*)$/is.exec(url) ?? [];
  if (system !== '') {
    const bare = address.replace(/#.*$/s, '').replace(/^:\/\//, `${system}://`);
    // The last `@` of the path begins the revision; one before the path ends the user's name.
    const last = bare.lastIndexOf('@');
    const at = last >= (/^[^:]*:\/\/[^/]*\//.exec(bare)?.[0].length ?? 0) ? last : -1;
    const revision = at === -1 ? null : bare.slice(at + 1);
    const repository = withoutCredentials(at === -1 ? bare : bare.slice(0, at));
    const commit = revision !== null && /^[0-9a-f]{7,64}$/i.test(revision) ? revision : null;
    return { ...more, source: { kind: 'vcs', system: system.toLowerCase(), url: repository, commit } };
  }
  if (/^file:/i.test(url)) {
    const local = fromPath(pathOfFileUrl(url), folder, editable);
    return { ...local, name: name ?? local.name, extras, hashes: hashesOf(url) };
  }
  const file = fromFileName(fileNameOf(url));
  const source: DistributionSource = { kind: 'url', url: withoutCredentials(url.replace(/#.*$/s, '')) };
  return { ...more, ...file, name: file.name ?? name, source, hashes: hashesOf(url) };
}

function fromPath(path: string, folder: string, editable: boolean): RequirementLine {
  const full = isAbsolute(path) ? resolve(path) : resolve(folder, path.replaceAll('\\', '/'));
  const file = fromFileName(basename(full));
  return { ...file, extras: [], marker: null, source: { kind: 'path', path: full, editable }, hashes: [] };
}

/** The path of `file:///a/b`, and of the forms that are none but pip takes: `file:./lib`, `file:lib`. */
export function pathOfFileUrl(url: string): string {
  const bare = url.replace(/[#?].*$/s, '');
  try {
    if (/^file:\/\//i.test(bare)) return fileURLToPath(bare);
  } catch {
    // A host in the URL: what follows is taken as it stands.
  }
  return bare.replace(/^file:(?:\/\/)?/i, '');
}

/** Name and version that an archive's name tells. */
export function fromFileName(fileName: string): Pick<RequirementLine, 'name' | 'version' | 'fileName'> {
  if (!ARCHIVE.test(fileName)) return { name: null, version: null, fileName: null };
  // The specification knows two endings of source distributions; older ones say name and version just as well.
  const sdist = fileName.replace(/\.(?:tgz|tar|tar\.\w+|tbz|txz|tlz)$/i, '.tar.gz');
  const file = /\.whl$/i.test(fileName) ? parseWheelFileName(fileName) : parseSdistFileName(sdist);
  if (!file.ok) return { name: null, version: null, fileName };
  return { name: normaliseDistributionName(file.value.name), version: file.value.version.text, fileName };
}

/** The marker as text. */
export function markerText(marker: Marker | null): string | null {
  return marker === null ? null : formatMarker(marker);
}
