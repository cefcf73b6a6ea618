// Loads Pipfile.lock: JSON, pins by category, no dependency edges.
import { dirname, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { DistributionSource } from '../finding/inventory.ts';
import { isValidDistributionName, normaliseDistributionName } from '../standard/distribution-name.ts';
import { type ForeignEntry, finishLock } from './foreign-lock.ts';
import type { LoadContext, Loaded } from './loader.ts';
import { artifactOf, fileHashes, normaliseVersion } from './locked-entry.ts';
import { fromUrl } from './requirement-line.ts';
import { withoutCredentials } from './safe-url.ts';
import { shownPath } from './shown-path.ts';
import { asTable, asTables, asText, asTexts, readFileText, type Table } from './toml-file.ts';

/** Reads one Pipfile.lock. */
export async function loadPipfileLock(context: LoadContext, [file = '']: readonly string[]): Promise<Loaded> {
  const shown = shownPath(context.root, file);
  const text = readFileText(context, file);
  if (typeof text !== 'string') return { project: null, distributions: [], requires: [], faults: [text] };
  const faults: Fault[] = [];
  let table: Table | null = null;
  let line = 1;
  try {
    table = asTable(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    line = faultyLine(text);
  }
  if (table === null) {
    const message = 'it is not valid JSON; lock again with pipenv';
    return {
      project: null,
      distributions: [],
      requires: [],
      faults: [{ code: 'file-malformed', effect: 'incomplete', file: shown, line, message }],
    };
  }
  const indexes = new Map(
    asTables(asTable(table['_meta'])?.['sources']).map((one) => [asText(one['name']) ?? '', asText(one['url'])]),
  );
  const lines = keyLines(text);
  const merged = new Map<string, ForeignEntry>();
  for (const [category, members] of Object.entries(table)) {
    if (category === '_meta') continue;
    if (asTable(members) === null) {
      const message = `its “${category.slice(0, 40)}” is no table of packages, so nothing of it was checked; lock again with pipenv`;
      faults.push({ code: 'file-malformed', effect: 'incomplete', file: shown, line: 1, message });
    }
    for (const [name, value] of Object.entries(asTable(members) ?? {})) {
      const one = asTable(value);
      const line = lines.get(name) ?? 1;
      if (one === null || !isValidDistributionName(name)) {
        faults.push({
          code: 'distribution-malformed',
          effect: 'incomplete',
          file: shown,
          line,
          message: 'a package has no valid name or no table; it was not checked',
        });
        continue;
      }
      const written = asText(one['version']);
      const located = sourceOf(one, dirname(file), indexes);
      const version = written === null ? located.version : pinnedVersion(written);
      const marker = asText(one['markers']);
      const normalised = normaliseDistributionName(name);
      const key = JSON.stringify([normalised, version, located.source, marker]);
      const known = merged.get(key);
      merged.set(key, {
        project: false,
        groups: [...(known?.groups ?? []), category === 'default' ? category : normaliseDistributionName(category)],
        markers: marker === null ? [] : [marker],
        distribution: {
          name: normalised,
          version,
          source: located.source,
          artifacts: fileHashes(asTexts(one['hashes']), '').map((hash) => artifactOf(located.fileName, [hash])),
          installed: false,
          extras: [
            ...new Set([
              ...(known?.distribution.extras ?? []),
              ...asTexts(one['extras']).map(normaliseDistributionName),
            ]),
          ],
          requires: [],
          location: { file: shown, line },
          folder: null,
        },
      });
    }
  }
  return finishLock(context, file, [...merged.values()], faults);
}

function sourceOf(
  table: Table,
  folder: string,
  indexes: ReadonlyMap<string, string | null>,
): { source: DistributionSource; version: string | null; fileName: string | null } {
  const none = { version: null, fileName: null };
  for (const system of ['git', 'hg', 'svn', 'bzr']) {
    const url = asText(table[system]);
    if (url !== null)
      return { ...none, source: { kind: 'vcs', system, url: withoutCredentials(url), commit: asText(table['ref']) } };
  }
  const path = asText(table['path']);
  if (path !== null)
    return { ...none, source: { kind: 'path', path: resolve(folder, path), editable: table['editable'] === true } };
  const file = asText(table['file']);
  if (file !== null) return fromUrl(file, folder, table['editable'] === true);
  const url = indexes.get(asText(table['index']) ?? '') ?? null;
  return { ...none, source: { kind: 'index', url: url === null ? null : withoutCredentials(url) } };
}

/** The version that `==1.0` pins; null for a range or `*`, which pin none. */
function pinnedVersion(written: string): string | null {
  const version = /^\s*(?:={2,3})?\s*([^\s*<>=!~,]+)\s*$/.exec(written)?.[1];
  return version === undefined ? null : normaliseVersion(version);
}

/** The first line on which each key of an object of the second level stands, as pipenv writes it. */
function keyLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  text.split('\n').forEach((line, index) => {
    const [, name] = /^\s{4,12}"([^"]+)": \{/.exec(line) ?? [];
    if (name !== undefined && !lines.has(name)) lines.set(name, index + 1);
  });
  return lines;
}

const TOKEN = /[\s{}[\],:]+|"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y;

/** The line of the first text that is no token of JSON; the last line where tokens are only in the wrong order. */
function faultyLine(text: string): number {
  TOKEN.lastIndex = 0;
  let end = 0;
  while (TOKEN.test(text)) end = TOKEN.lastIndex;
  return text.slice(0, end).split('\n').length;
}
