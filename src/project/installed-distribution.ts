// Reads one installed distribution: a `.dist-info` folder, or the `.egg-info` of setuptools, with few file operations.

import { basename, dirname, join } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Artifact, DistributionSource } from '../finding/inventory.ts';
import { type DirectoryEntry, type Host, HostError } from '../host/host.ts';
import { parseMetadataHeader } from '../standard/core-metadata.ts';
import {
  type DistributionName,
  isValidDistributionName,
  normaliseDistributionName,
} from '../standard/distribution-name.ts';
import { formatTags, parseTags, type Tag } from '../standard/tag.ts';
import { type DirectUrl, parseDirectUrl } from './direct-url.ts';
import { statusOf } from './folder.ts';
import { artifactOf, normaliseVersion } from './locked-entry.ts';

/** What an installed distribution says of itself. */
export interface Installed {
  readonly name: DistributionName;
  readonly version: string | null;
  readonly source: DistributionSource;
  readonly artifacts: readonly Artifact[];
  /** The `Requires-Dist` lines, as written. */
  readonly requires: readonly string[];
  /** Whether it was asked for by name (PEP 376, REQUESTED). */
  readonly requested: boolean;
  /** The wheel's tags, `cp312-cp312-manylinux_2_17_x86_64`; empty where it is no wheel. */
  readonly tags: readonly string[];
  /** The folder that holds its modules. */
  readonly folder: string;
  readonly faults: readonly Fault[];
}

/** Where an installed distribution stands, and how to name its files to a person. */
export interface Place {
  readonly host: Host;
  /** The `site-packages` folder. */
  readonly folder: string;
  readonly shown: (path: string) => string;
  /** Whether a path may be read: false for one whose links lead out of a container's root. */
  readonly allowed: (path: string) => boolean;
}

const METADATA_LIMIT = 16 << 20;
const SMALL_LIMIT = 1 << 20;

/** Reads the entry `name` of a `site-packages` folder; null where it is no distribution. */
export function readInstalled(place: Place, name: string, kind: string): Installed | null {
  // pip puts aside what it is about to remove under a name with `~`, which nothing can import; pip itself lists it no more.
  if (name.startsWith('~')) return null;
  if (name.endsWith('.dist-info')) return readDistInfo(place, name);
  if (name.endsWith('.egg-info')) return readEggInfo(place, join(place.folder, name), name);
  if (name.endsWith('.egg')) {
    return kind === 'file'
      ? readEggInfo(place, null, name)
      : readEggInfo(place, join(place.folder, name, 'EGG-INFO'), name);
  }
  return name.endsWith('.egg-link') ? readEggLink(place, name) : null;
}

function readDistInfo(place: Place, entry: string): Installed | null {
  const folder = `${place.folder}/${entry}`;
  const stem = entry.slice(0, -'.dist-info'.length);
  const faults: Fault[] = [];
  // Four questions about known names cost a fifth of listing the folder.
  const kindOf = (name: string) => statusOf(place.host, `${folder}/${name}`)?.kind ?? null;
  const named = nameOf(stem);
  const kind = kindOf('METADATA');
  const metadata = kind === null ? null : readHeaderText(place, `${folder}/METADATA`, kind, faults);
  if (metadata === null && faults.length === 0) {
    const effect = named.version === null ? 'incomplete' : 'note';
    const message = 'it has no METADATA; name and version were taken from its name';
    faults.push({ ...malformed(place, folder, message), effect });
  }
  const header = parseHeader(metadata);
  const name = isValidDistributionName(header.name ?? '') ? header.name : named.name;
  if (name === null) return null;
  const wheel =
    kindOf('WHEEL') !== null ? parseWheelFile(readText(place, `${folder}/WHEEL`, SMALL_LIMIT, faults) ?? '') : null;
  const isDirect = kindOf('direct_url.json') !== null;
  const direct = isDirect
    ? parseDirectUrl(readText(place, `${folder}/direct_url.json`, SMALL_LIMIT, faults) ?? '')
    : null;
  if (direct === null && isDirect) {
    faults.push({
      ...malformed(place, `${folder}/direct_url.json`, 'it is not as the specification says'),
      effect: 'note',
    });
  }
  const version = header.version ?? named.version;
  if (version === null) faults.push(malformed(place, folder, 'its version cannot be told, so it was not checked'));
  return {
    name: normaliseDistributionName(name),
    version: version === null ? null : normaliseVersion(version),
    source: direct?.source ?? { kind: 'index', url: null },
    artifacts: artifactsOf(stem, wheel, direct),
    requires: header.requires,
    requested: kindOf('REQUESTED') !== null,
    tags: wheel?.tags.map(({ text }) => text) ?? [],
    folder: place.folder,
    faults,
  };
}

function readEggInfo(place: Place, path: string | null, entry: string): Installed | null {
  const faults: Fault[] = [];
  const named = nameOf(entry.replace(/\.egg(?:-info)?$/, '').replace(/-py\d+(?:\.\d+)?(?:-.*)?$/, ''));
  const isFolder = path !== null && statusOf(place.host, path)?.kind === 'directory';
  const file = path !== null && isFolder ? join(path, 'PKG-INFO') : path;
  const text =
    file === null || statusOf(place.host, file) === null ? null : readText(place, file, METADATA_LIMIT, faults);
  if (text === null && faults.length === 0) {
    const effect = named.version === null ? 'incomplete' : 'note';
    faults.push({
      ...malformed(
        place,
        join(place.folder, entry),
        'its PKG-INFO was not read; name and version were taken from its name',
      ),
      effect,
    });
  }
  const header = parseHeader(text);
  const name = isValidDistributionName(header.name ?? '') ? header.name : named.name;
  if (name === null) return null;
  const version = header.version ?? named.version;
  const requiresFile = path !== null && isFolder ? join(path, 'requires.txt') : null;
  const requires =
    header.requires.length > 0 || requiresFile === null || statusOf(place.host, requiresFile) === null
      ? header.requires
      : parseRequiresText(readText(place, requiresFile, SMALL_LIMIT, faults) ?? '');
  return {
    name: normaliseDistributionName(name),
    version: version === null ? null : normaliseVersion(version),
    source: { kind: 'index', url: null },
    artifacts: [],
    requires,
    requested: false,
    tags: [],
    folder: path !== null && basename(path) === 'EGG-INFO' ? dirname(path) : place.folder,
    faults,
  };
}

/** An `.egg-link` names the folder of a project installed for development; its egg-info stands there. */
function readEggLink(place: Place, entry: string): Installed | null {
  const faults: Fault[] = [];
  const [target = ''] = (readText(place, join(place.folder, entry), SMALL_LIMIT, faults) ?? '').split(/\r?\n/);
  const name = entry.slice(0, -'.egg-link'.length);
  const wanted = normaliseDistributionName(name);
  if (!isValidDistributionName(name)) return null;
  const source: DistributionSource = { kind: 'path', path: target.trim(), editable: true };
  const other: Place = { ...place, folder: target.trim() };
  if (target.trim().startsWith('/') && place.allowed(target.trim())) {
    const entries = list(other, target.trim(), []).map((found) => found.name);
    const info = entries.find(
      (found) =>
        found.endsWith('.egg-info') && normaliseDistributionName(found.replace(/(?:-.*)?\.egg-info$/, '')) === wanted,
    );
    const read = info === undefined ? null : readEggInfo(other, join(target.trim(), info), info);
    if (read !== null) return { ...read, source, faults: [...faults, ...read.faults] };
  }
  faults.push(
    malformed(place, join(place.folder, entry), `the project it links to was not found, so ${wanted} was not checked`),
  );
  return {
    name: wanted,
    version: null,
    source,
    artifacts: [],
    requires: [],
    requested: true,
    tags: [],
    folder: place.folder,
    faults,
  };
}

/** Name and version as `name-version` tells them. */
function nameOf(stem: string): { name: string | null; version: string | null } {
  const dash = stem.search(/-(?=[^-]*$)/);
  const first = stem.search(/-v?\d/);
  const at = first === -1 ? dash : first;
  const name = at === -1 ? stem : stem.slice(0, at);
  return { name: isValidDistributionName(name) ? name : null, version: at === -1 ? null : stem.slice(at + 1) };
}

interface Header {
  readonly name: string | null;
  readonly version: string | null;
  readonly requires: readonly string[];
}

const FIELD = /^(name|version|requires-dist):[ \t]*(.*)$/gim;
/** What needs the full parser: a line that is neither a field nor goes on with one, or a field of ours that goes on. */
const IRREGULAR = /\r|^From |^:|^(?![!-9;-~]+:|[ \t])|^(?:name|version|requires-dist):.*\n[ \t]/im;

/**
 * The three fields that an inventory needs. Most of the time of reading an environment is spent here, so a regular
 * header is searched by pattern, twenty times as fast as parsing it; any other goes through the parser.
 */
export function parseHeader(text: string | null): Header {
  if (text === null) return { name: null, version: null, requires: [] };
  const end = text.indexOf('\n\n');
  const header = end === -1 ? text.replace(/\n$/, '') : text.slice(0, end);
  if (IRREGULAR.test(header)) {
    const { name, version, requiresDist } = parseMetadataHeader(text).metadata;
    return { name, version, requires: requiresDist };
  }
  const values: { name: string | null; version: string | null; requires: string[] } = {
    name: null,
    version: null,
    requires: [],
  };
  for (const [, key = '', value = ''] of header.matchAll(FIELD)) {
    const field = key.toLowerCase();
    if (field === 'name') values.name ??= value;
    else if (field === 'version') values.version ??= value;
    else values.requires.push(value);
  }
  return values;
}

interface WheelFile {
  readonly build: string | null;
  readonly tags: readonly { readonly text: string; readonly parsed: readonly Tag[] }[];
}

/** Reads the `WHEEL` file (the "Binary distribution format" specification): its build tag and its compatibility tags. */
function parseWheelFile(text: string): WheelFile {
  let build: string | null = null;
  const tags: { text: string; parsed: readonly Tag[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, key = '', value = ''] = /^(Build|Tag):\s*(\S+)\s*$/i.exec(line) ?? [];
    if (key.toLowerCase() === 'build') build = value;
    else if (key !== '' && tags.length < 1000) {
      const result = parseTags(value);
      if (result.ok) tags.push({ text: value, parsed: result.value });
    }
  }
  return { build, tags };
}

/** The wheel that was installed: its name is that of the folder, the build tag and the compressed tags. */
function artifactsOf(stem: string, wheel: WheelFile | null, direct: DirectUrl | null): Artifact[] {
  const hashes = direct?.hashes ?? [];
  if (direct?.fileName?.endsWith('.whl') === true) return [artifactOf(direct.fileName, hashes)];
  // Built here from a source distribution: no wheel of this name was published.
  if (direct?.fileName != null) return [{ fileName: direct.fileName, build: wheel?.build ?? null, hashes }];
  if (wheel === null || wheel.tags.length === 0)
    return hashes.length === 0 ? [] : [{ fileName: null, build: null, hashes }];
  const [only] = wheel.tags;
  const tags =
    wheel.tags.length === 1 && only !== undefined ? only.text : formatTags(wheel.tags.flatMap(({ parsed }) => parsed));
  const build = wheel.build === null ? '' : `-${wheel.build}`;
  return [{ fileName: tags === null ? null : `${stem}${build}-${tags}.whl`, build: wheel.build, hashes }];
}

/** The requirements of an egg's `requires.txt`, its sections `[extra:marker]` turned into markers. */
function parseRequiresText(text: string): string[] {
  const requirements: string[] = [];
  let condition = '';
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    const [, extra = '', marker = ''] = /^\[([^:\]]*):?([^\]]*)\]$/.exec(trimmed) ?? [];
    if (trimmed.startsWith('[')) {
      const parts = [...(marker === '' ? [] : [`(${marker})`]), ...(extra === '' ? [] : [`extra == "${extra}"`])];
      condition = parts.length === 0 ? '' : ` ; ${parts.join(' and ')}`;
    } else if (trimmed !== '' && !trimmed.startsWith('#')) requirements.push(trimmed + condition);
  }
  return requirements;
}

function list(place: Place, folder: string, faults: Fault[]): readonly DirectoryEntry[] {
  if (!place.allowed(folder)) {
    faults.push(malformed(place, folder, 'its link leads out of the folder that is examined; it was not followed'));
    return [];
  }
  try {
    return place.host.files.list(folder);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    faults.push(malformed(place, folder, `it was not read: ${error.message}`));
    return [];
  }
}

const HEADER_CHUNK = 8 << 10;
const UTF8 = new TextDecoder();

/** The text of a metadata file up to the end of its header: the description after it may be a hundred times as long. */
function readHeaderText(place: Place, path: string, kind: string, faults: Fault[]): string | null {
  // What is no file, a pipe perhaps, could hang: readText refuses it.
  if (kind !== 'file' || !place.allowed(path)) return readText(place, path, METADATA_LIMIT, faults);
  try {
    const file = place.host.files.open(path);
    try {
      for (let length = HEADER_CHUNK; ; length *= 8) {
        const bytes = file.read(0, Math.min(length, file.size, METADATA_LIMIT));
        const text = UTF8.decode(bytes);
        if (bytes.length < length || length > METADATA_LIMIT || /\n\r?\n/.test(text)) return text;
      }
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    faults.push(malformed(place, path, `it was not read: ${error.message}`));
    return null;
  }
}

function readText(place: Place, path: string, limit: number, faults: Fault[]): string | null {
  if (!place.allowed(path)) {
    faults.push(malformed(place, path, 'its link leads out of the folder that is examined; it was not followed'));
    return null;
  }
  try {
    return place.host.files.readText(path, limit);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    faults.push(malformed(place, path, `it was not read: ${error.message}`));
    return null;
  }
}

function malformed(place: Place, path: string, message: string): Fault {
  return { code: 'distribution-malformed', effect: 'incomplete', file: place.shown(path), message };
}
