// What a project's folder says of itself without running anything: its name and, where it is static, its version.

import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { HostError } from '../host/host.ts';
import {
  type DistributionName,
  isValidDistributionName,
  normaliseDistributionName,
} from '../standard/distribution-name.ts';
import { statusOf } from './folder.ts';
import { normaliseVersion } from './locked-entry.ts';
import { asTable, asText, type Table } from './toml-file.ts';

export interface LocalProject {
  readonly name: DistributionName | null;
  readonly version: string | null;
}

const LIMIT = 4 << 20;

/** Reads `pyproject.toml` ([project], then poetry's table), else the [metadata] of `setup.cfg`; null where neither is there. */
export async function readLocalProject(host: Host, folder: string): Promise<LocalProject | null> {
  const text = readOptional(host, join(folder, 'pyproject.toml'));
  if (text !== null) {
    const { parse, TomlError } = await import('smol-toml');
    try {
      const found = projectOf(parse(text));
      if (found.name !== null) return found;
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
    }
  }
  const setup = readOptional(host, join(folder, 'setup.cfg'));
  if (setup === null) return text === null ? null : { name: null, version: null };
  const [, metadata = ''] = /^\[metadata\][^\n]*\n((?:(?!\[).*\n?)*)/m.exec(setup.replaceAll('\r\n', '\n')) ?? [];
  const value = (key: string): string | null =>
    new RegExp(`^${key}[ \\t]*[=:][ \\t]*(.*)$`, 'm').exec(metadata)?.[1]?.trim() ?? null;
  return checked(value('name'), value('version'));
}

/** Name and version as a parsed `pyproject.toml` declares them. */
export function projectOf(table: Table): LocalProject {
  const project = asTable(table['project']);
  const poetry = asTable(asTable(table['tool'])?.['poetry']);
  return checked(
    asText(project?.['name']) ?? asText(poetry?.['name']),
    asText(project?.['version']) ?? asText(poetry?.['version']),
  );
}

function checked(name: string | null, version: string | null): LocalProject {
  return {
    name: name !== null && isValidDistributionName(name) ? normaliseDistributionName(name) : null,
    version: version !== null && /^v?\d/.test(version) ? normaliseVersion(version) : null,
  };
}

/** The text of a file, null where it is not there or cannot be read. */
function readOptional(host: Host, path: string): string | null {
  if (statusOf(host, path) === null) return null;
  try {
    return host.files.readText(path, LIMIT);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
