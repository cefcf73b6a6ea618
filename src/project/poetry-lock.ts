// Loads poetry.lock, of Poetry 1 (category, files under [metadata]) and Poetry 2 (groups and markers).
import { dirname, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Dependency, DistributionSource } from '../finding/inventory.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { type ForeignEntry, finishLock, readName } from './foreign-lock.ts';
import type { LoadContext, Loaded } from './loader.ts';
import { artifactOf, dependency, fileHashes, normaliseVersion } from './locked-entry.ts';
import { fileNameOf, withoutCredentials } from './safe-url.ts';
import { shownPath } from './shown-path.ts';
import { asTable, asTables, asText, asTexts, parseTomlEntries, readFileText, type Table } from './toml-file.ts';

/** Reads one poetry.lock. */
export async function loadPoetryLock(context: LoadContext, [file = '']: readonly string[]): Promise<Loaded> {
  const shown = shownPath(context.root, file);
  const text = readFileText(context, file);
  if (typeof text !== 'string') return { project: null, distributions: [], requires: [], faults: [text] };
  const { table, entries, faults: found } = await parseTomlEntries(text, 'package', 'metadata', shown);
  const faults: Fault[] = [...found];
  const former = asTable(asTable(table['metadata'])?.['files']) ?? {};
  const locked = entries.flatMap(({ table: one, line }): ForeignEntry[] => {
    const name = readName(one, shown, line, faults);
    if (name === null) return [];
    const version = asText(one['version']);
    const files = asTables(one['files'] ?? former[name]);
    const groups = asTexts(one['groups']).map(normaliseDistributionName);
    const category = asText(one['category']);
    return [
      {
        project: false,
        groups: groups.length > 0 ? groups : category === null ? null : [category],
        markers: markersOf(one['markers']),
        distribution: {
          name: normaliseDistributionName(name),
          version: version === null ? null : normaliseVersion(version),
          source: sourceOf(asTable(one['source']), dirname(file), one['develop'] === true),
          artifacts: files.map((part) => {
            const path = asText(part['file']) ?? asText(part['url']) ?? '';
            return artifactOf(fileNameOf(path) || null, fileHashes([asText(part['hash']) ?? ''], path));
          }),
          installed: false,
          extras: [],
          requires: edgesOf(one),
          location: { file: shown, line },
          folder: null,
        },
      },
    ];
  });
  return finishLock(context, file, locked, faults);
}

/** One marker, or one for each group. */
function markersOf(value: unknown): string[] {
  const text = asText(value);
  if (text !== null) return [text];
  return Object.values(asTable(value) ?? {}).filter((marker): marker is string => typeof marker === 'string');
}

function sourceOf(table: Table | null, folder: string, editable: boolean): DistributionSource {
  const url = asText(table?.['url']) ?? '';
  const type = asText(table?.['type']);
  if (type === 'git' || type === 'hg') {
    return { kind: 'vcs', system: type, url: withoutCredentials(url), commit: asText(table?.['resolved_reference']) };
  }
  if (type === 'url') return { kind: 'url', url: withoutCredentials(url) };
  if (type === 'directory' || type === 'file') return { kind: 'path', path: resolve(folder, url), editable };
  return { kind: 'index', url: url === '' ? null : withoutCredentials(url) };
}

/** `[package.dependencies]`: a version, a table, or several tables; optional ones are brought by `[package.extras]`. */
function edgesOf(table: Table): Dependency[] {
  const extras = Object.entries(asTable(table['extras']) ?? {}).map(([extra, list]) => ({
    extra: normaliseDistributionName(extra),
    names: new Set(asTexts(list).map((text) => normaliseDistributionName(/^[\w.-]+/.exec(text.trim())?.[0] ?? ''))),
  }));
  return Object.entries(asTable(table['dependencies']) ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((one) => {
      const details = asTable(one);
      const asked = asTexts(details?.['extras']).map(normaliseDistributionName);
      // Poetry writes the extra into the marker too; the edge carries it apart.
      const marker = asText(details?.['markers']);
      const edge = dependency(name, { extras: asked, marker });
      if (details?.['optional'] !== true) return [edge];
      const bringing = extras.filter(({ names }) => names.has(edge.name));
      return bringing.length === 0 ? [edge] : bringing.map(({ extra }) => ({ ...edge, extra }));
    }),
  );
}
