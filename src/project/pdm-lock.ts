// Loads pdm.lock: a package with extras stands beside the package itself, and asks for what the extras bring.
import { dirname, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Dependency, DistributionSource } from '../finding/inventory.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { parseRequirement } from '../standard/requirement.ts';
import { type ForeignEntry, finishLock, readName } from './foreign-lock.ts';
import type { LoadContext, Loaded } from './loader.ts';
import { artifactOf, dependency, fileHashes, normaliseVersion } from './locked-entry.ts';
import { markerText } from './requirement-line.ts';
import { fileNameOf, withoutCredentials } from './safe-url.ts';
import { shownPath } from './shown-path.ts';
import { asTables, asText, asTexts, parseTomlEntries, readFileText, type Table } from './toml-file.ts';

/** Reads one pdm.lock. */
export async function loadPdmLock(context: LoadContext, [file = '']: readonly string[]): Promise<Loaded> {
  const shown = shownPath(context.root, file);
  const text = readFileText(context, file);
  if (typeof text !== 'string') return { project: null, distributions: [], requires: [], faults: [text] };
  const { entries, faults: found } = await parseTomlEntries(text, 'package', 'metadata', shown);
  const faults: Fault[] = [...found];
  const merged = new Map<string, ForeignEntry>();
  for (const { table, line } of entries) {
    const name = readName(table, shown, line, faults);
    if (name === null) continue;
    const version = asText(table['version']);
    const source = sourceOf(table, dirname(file));
    const marker = asText(table['marker']);
    const groups = asTexts(table['groups']).map(normaliseDistributionName);
    const normalised = normaliseDistributionName(name);
    const key = JSON.stringify([normalised, version, source, marker]);
    const known = merged.get(key);
    const files = asTables(table['files']);
    const artifacts = files.map((part) => {
      const path = asText(part['file']) ?? asText(part['url']) ?? '';
      return artifactOf(fileNameOf(path) || null, fileHashes([asText(part['hash']) ?? ''], path));
    });
    merged.set(key, {
      project: false,
      groups: groups.length === 0 ? (known?.groups ?? null) : [...new Set([...(known?.groups ?? []), ...groups])],
      markers: marker === null ? [] : [marker],
      distribution: {
        name: normalised,
        version: version === null ? null : normaliseVersion(version),
        source,
        artifacts: known?.distribution.artifacts ?? artifacts,
        installed: false,
        extras: [],
        requires: [...(known?.distribution.requires ?? []), ...edgesOf(table, normalised)],
        location: known?.distribution.location ?? { file: shown, line },
        folder: null,
      },
    });
  }
  return finishLock(context, file, [...merged.values()], faults);
}

function sourceOf(table: Table, folder: string): DistributionSource {
  for (const system of ['git', 'hg', 'svn', 'bzr']) {
    const url = asText(table[system]);
    if (url !== null) return { kind: 'vcs', system, url: withoutCredentials(url), commit: asText(table['revision']) };
  }
  const url = asText(table['url']);
  if (url !== null) return { kind: 'url', url: withoutCredentials(url) };
  const path = asText(table['path']);
  if (path !== null) return { kind: 'path', path: resolve(folder, path), editable: table['editable'] === true };
  return { kind: 'index', url: null };
}

function edgesOf(table: Table, own: string): Dependency[] {
  const extras = asTexts(table['extras']).map(normaliseDistributionName);
  return asTexts(table['dependencies']).flatMap((text) => {
    const result = parseRequirement(text);
    if (!result.ok || result.value.normalisedName === own) return [];
    const { normalisedName, extras: asked, marker } = result.value;
    const edge = dependency(normalisedName, {
      extras: asked.map(normaliseDistributionName),
      marker: markerText(marker),
    });
    return extras.length === 0 ? [edge] : extras.map((extra) => ({ ...edge, extra }));
  });
}
