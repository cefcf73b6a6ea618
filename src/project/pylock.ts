// Loads pylock.toml, the standard lock file (PEP 751).
import { dirname, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Artifact, Dependency, DistributionSource } from '../finding/inventory.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { type ForeignEntry, finishLock, readName } from './foreign-lock.ts';
import type { LoadContext, Loaded } from './loader.ts';
import { artifactOf, dependency, fileHashes, normaliseVersion } from './locked-entry.ts';
import { fromFileName } from './requirement-line.ts';
import { fileNameOf, withoutCredentials } from './safe-url.ts';
import { shownPath } from './shown-path.ts';
import { asTable, asTables, asText, parseTomlEntries, readFileText, type Table } from './toml-file.ts';

/** Reads one pylock.toml, or `pylock.<name>.toml`. */
export async function loadPylock(context: LoadContext, [file = '']: readonly string[]): Promise<Loaded> {
  const shown = shownPath(context.root, file);
  const text = readFileText(context, file);
  if (typeof text !== 'string') return { project: null, distributions: [], requires: [], faults: [text] };
  const { table, entries, faults: found } = await parseTomlEntries(text, 'packages', 'lock-version', shown);
  const faults: Fault[] = [...found];
  const format = asText(table['lock-version']);
  if (format !== null && !/^1(?:\.|$)/.test(format)) {
    const message = `the lock's format is version ${JSON.stringify(format.slice(0, 20))}, newer than 1.0; what is known of it was read`;
    faults.push({ code: 'file-malformed', effect: 'note', file: shown, line: 1, message });
  }
  const locked = entries.flatMap(({ table: one, line }): ForeignEntry[] => {
    const name = readName(one, shown, line, faults);
    if (name === null) return [];
    const artifacts = artifactsOf(one);
    const version = asText(one['version']) ?? versionOf(artifacts);
    const marker = asText(one['marker']);
    return [
      {
        project: false,
        groups: null,
        markers: marker === null ? [] : [marker],
        distribution: {
          name: normaliseDistributionName(name),
          version: version === null ? null : normaliseVersion(version),
          source: sourceOf(one, dirname(file)),
          artifacts,
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

/** The files: `sdist` and `wheels`, or the one `archive`. */
function artifactsOf(table: Table): Artifact[] {
  return asTables([table['sdist'], ...asTables(table['wheels']), table['archive']]).map((file) => {
    const path = asText(file['url']) ?? asText(file['path']) ?? '';
    const hashes = Object.entries(asTable(file['hashes']) ?? {}).map(
      ([algorithm, digest]) => `${algorithm}:${String(digest)}`,
    );
    return artifactOf(asText(file['name']) ?? (fileNameOf(path) || null), fileHashes(hashes, path));
  });
}

/** The version that a file's name tells, where the lock leaves it out. */
function versionOf(artifacts: readonly Artifact[]): string | null {
  for (const { fileName } of artifacts) {
    const version = fileName === null ? null : fromFileName(fileName).version;
    if (version !== null) return version;
  }
  return null;
}

function sourceOf(table: Table, folder: string): DistributionSource {
  const vcs = asTable(table['vcs']);
  if (vcs !== null) {
    const url = withoutCredentials(asText(vcs['url']) ?? asText(vcs['path']) ?? '');
    return { kind: 'vcs', system: asText(vcs['type']) ?? 'git', url, commit: asText(vcs['commit-id']) };
  }
  const directory = asTable(table['directory']);
  if (directory !== null) {
    return {
      kind: 'path',
      path: resolve(folder, asText(directory['path']) ?? '.'),
      editable: directory['editable'] === true,
    };
  }
  const archive = asTable(table['archive']);
  const url = asText(archive?.['url']);
  if (url !== null) return { kind: 'url', url: withoutCredentials(url) };
  if (archive !== null) return { kind: 'path', path: resolve(folder, asText(archive['path']) ?? '.'), editable: false };
  const index = asText(table['index']);
  return { kind: 'index', url: index === null ? null : withoutCredentials(index) };
}

function edgesOf(table: Table): Dependency[] {
  return asTables(table['dependencies']).flatMap((one) => {
    const name = asText(one['name']);
    const version = asText(one['version']);
    return name === null ? [] : [dependency(name, { version: version === null ? null : normaliseVersion(version) })];
  });
}
