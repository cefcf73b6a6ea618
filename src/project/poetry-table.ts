// The dependencies that Poetry's own tables declare, as requirements; versions are Poetry's, not PEP 440's.
import { resolve } from 'node:path';
import type { DistributionSource } from '../finding/inventory.ts';
import { normaliseDistributionName } from '../standard/distribution-name.ts';
import { parseMarker } from '../standard/marker.ts';
import { normaliseVersion } from './locked-entry.ts';
import type { RequirementLine } from './requirement-line.ts';
import { fromUrl } from './requirement-line.ts';
import { withoutCredentials } from './safe-url.ts';
import { asTable, asText, asTexts, type Table } from './toml-file.ts';

/** A declared dependency, and which part of the project brings it. */
export interface Declared {
  readonly requirement: RequirementLine;
  readonly extra: string | null;
  readonly group: string | null;
  /** The text to look for in the file, to tell its line. */
  readonly written: string;
}

/** Reads `[tool.poetry]`: dependencies, groups, the former dev-dependencies, and extras over optional dependencies. */
export function readPoetryTable(poetry: Table, folder: string): Declared[] {
  const extras = Object.entries(asTable(poetry['extras']) ?? {}).map(([extra, names]) => ({
    extra: normaliseDistributionName(extra),
    names: new Set(asTexts(names).map(normaliseDistributionName)),
  }));
  const declared: Declared[] = [];
  const add = (table: unknown, group: string | null): void => {
    for (const [name, value] of Object.entries(asTable(table) ?? {})) {
      if (name.toLowerCase() === 'python') continue;
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
        const requirement = requirementOf(name, one, folder);
        if (requirement === null) continue;
        const bringing =
          asTable(one)?.['optional'] === true ? extras.filter(({ names }) => names.has(requirement.name)) : [];
        if (bringing.length === 0) declared.push({ requirement, extra: null, group, written: name });
        for (const { extra } of bringing) declared.push({ requirement, extra, group: null, written: name });
      }
    }
  };
  add(poetry['dependencies'], null);
  add(poetry['dev-dependencies'], 'dev');
  for (const [group, table] of Object.entries(asTable(poetry['group']) ?? {})) {
    add(asTable(table)?.['dependencies'], normaliseDistributionName(group));
  }
  return declared;
}

type Named = RequirementLine & { readonly name: NonNullable<RequirementLine['name']> };

function requirementOf(name: string, value: unknown, folder: string): Named | null {
  const table = typeof value === 'string' ? { version: value } : asTable(value);
  if (table === null) return null;
  const text = asText(table['markers']);
  const marker = text === null ? null : parseMarker(text);
  const located = locate(table, folder);
  return {
    ...located,
    name: normaliseDistributionName(name),
    version: located.version ?? exactVersion(asText(table['version'])),
    extras: asTexts(table['extras']).map(normaliseDistributionName),
    marker: marker?.ok === true ? marker.value : null,
  };
}

function locate(table: Table, folder: string): Pick<RequirementLine, 'version' | 'source' | 'fileName' | 'hashes'> {
  const git = asText(table['git']);
  const none = { version: null, fileName: null, hashes: [] };
  if (git !== null) {
    const source: DistributionSource = {
      kind: 'vcs',
      system: 'git',
      url: withoutCredentials(git),
      commit: asText(table['rev']),
    };
    return { ...none, source };
  }
  const path = asText(table['path']);
  if (path !== null)
    return { ...none, source: { kind: 'path', path: resolve(folder, path), editable: table['develop'] === true } };
  const url = asText(table['url']);
  return url === null ? { ...none, source: { kind: 'index', url: null } } : fromUrl(url, folder, false);
}

/** The version that a Poetry constraint pins: `1.2.3` and `==1.2.3` do, `^1.2.3`, `1.2.*` and `>=1` do not. */
export function exactVersion(constraint: string | null): string | null {
  const [, version] = /^\s*(?:={2,3})?\s*(v?\d[a-z0-9.!+_-]*)\s*$/i.exec(constraint ?? '') ?? [];
  return version === undefined ? null : normaliseVersion(version);
}
