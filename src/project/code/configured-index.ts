// The package index that the user's own tools would ask: their variables, uv's and pip's settings, pip's own default.
import { join } from 'node:path';
import type { Host } from '../../host/host.ts';
import { listFolder, statusOf } from '../folder.ts';

const SETTINGS_LIMIT = 1 << 20;
const VARIABLES = ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'PIP_INDEX_URL'];
/** Environments beside a project, whose pip may be read. */
const ENVIRONMENTS = ['.venv', 'venv', 'env', '.env'];

/** The address of an index for a project in `root`; null where nothing names one. Reads settings, runs nothing. */
export async function configuredIndex(host: Host, root: string): Promise<string | null> {
  const { variables } = host.environment;
  for (const name of VARIABLES) {
    const url = address(variables[name]);
    if (url !== null) return url;
  }
  for (const file of [join(root, 'uv.toml'), join(root, 'pyproject.toml'), ...userFiles(host, 'uv', 'uv.toml')]) {
    const url = await uvIndex(host, file);
    if (url !== null) return url;
  }
  for (const file of pipFiles(host)) {
    const url = pipIndex(readOrNull(host, file) ?? '');
    if (url !== null) return url;
  }
  return pipDefault(host, root);
}

/** `[[index]]` with `default = true`, else `index-url`, at the top of uv.toml or in `[tool.uv]`. */
async function uvIndex(host: Host, file: string): Promise<string | null> {
  const text = readOrNull(host, file);
  if (text === null || !/index/.test(text)) return null;
  const { parse } = await import('smol-toml');
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return null;
  }
  const table = file.endsWith('pyproject.toml') ? member(member(value, 'tool'), 'uv') : value;
  const listed = member(table, 'index');
  for (const index of Array.isArray(listed) ? (listed as unknown[]) : []) {
    if (member(index, 'default') === true) return address(member(index, 'url'));
  }
  return address(member(table, 'index-url')) ?? address(member(member(table, 'pip'), 'index-url'));
}

/** `index-url` of pip's settings: in `[install]`, `[download]` or `[global]`, the last one written. */
function pipIndex(text: string): string | null {
  let section = '';
  let found: string | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    section = /^\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? section;
    const value = /^index[-_]url\s*[=:]\s*(\S+)/i.exec(line)?.[1];
    if (value !== undefined && /^(?:global|install|download)$/.test(section)) found = address(value) ?? found;
  }
  return found;
}

/** The settings files of pip, the one that wins first (pip's documentation, "Configuration"). */
function pipFiles(host: Host): readonly string[] {
  const { variables, home, platform } = host.environment;
  const name = platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const own = variables['PIP_CONFIG_FILE'];
  const shared = platform === 'win32' ? [] : ['/etc/pip.conf'];
  return [...(own === undefined ? [] : [own]), ...userFiles(host, 'pip', name), join(home, '.pip', name), ...shared];
}

function userFiles(host: Host, folder: string, name: string): readonly string[] {
  const { variables, home, platform } = host.environment;
  if (platform === 'win32') return [join(variables['APPDATA'] ?? join(home, 'AppData', 'Roaming'), folder, name)];
  const own = platform === 'darwin' ? [join(home, 'Library', 'Application Support', folder, name)] : [];
  return [...own, join(variables['XDG_CONFIG_HOME'] || join(home, '.config'), folder, name)];
}

/** The index that a pip installed beside the project would ask: a constant in its source. */
function pipDefault(host: Host, root: string): string | null {
  for (const environment of ENVIRONMENTS) {
    const libraries = [
      join(root, environment, 'Lib'),
      ...listFolder(host, join(root, environment, 'lib')).map(({ name }) => join(root, environment, 'lib', name)),
    ];
    for (const library of libraries) {
      const text = readOrNull(host, join(library, 'site-packages/pip/_internal/models/index.py'));
      const base = /^PyPI\s*=\s*PackageIndex\(\s*["']([^"']+)["']/m.exec(text ?? '')?.[1];
      const url = address(base);
      if (url !== null) return `${url.replace(/\/+$/, '')}/simple`;
    }
  }
  return null;
}

function address(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//i.test(value) ? value : null;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function readOrNull(host: Host, file: string): string | null {
  if (statusOf(host, file)?.kind !== 'file') return null;
  try {
    return host.files.readText(file, SETTINGS_LIMIT);
  } catch {
    return null;
  }
}
