// Files of settings beside the code (YAML, TOML, INI, JSON): which dotted names of modules stand in them.
import { HostError } from '../../host/host.ts';
import type { ModuleTree } from './module-tree.ts';

/** A text in a file of settings that may name a module, or something in one. */
export interface SettingsName {
  /** `package.module.Class` or a bare `package`. */
  readonly text: string;
  readonly line: number;
}

/** A file of settings of the project: read once code that runs names it. */
export interface SettingsFile {
  /** Relative to the project. */
  readonly path: string;
  read(): readonly SettingsName[];
}

const FILE_LIMIT = 1 << 20;
const MAX_NAMES = 2000;
const MAX_LENGTH = 200;

const SUFFIX = /\.(?:ya?ml|toml|ini|cfg|conf|json)$/i;
/** Those of tools with which a project is built, tested and published: what they name runs in no program. */
const TOOL =
  /(?:^|\/)(?:pyproject\.toml|setup\.cfg|(?:tox|pytest|mypy)\.ini|(?:package|package-lock|tsconfig|composer|renovate|pyrightconfig)\.json|Pipfile)$|^(?:docker-)?compose[\w.-]*\.ya?ml$|(?:^|\/)\./;

/** Whether a path, relative to the project, may be a file of settings. */
export function mayBeSettings(path: string): boolean {
  return SUFFIX.test(path) && !TOOL.test(path);
}

/** Whether a file that a package brings along may be one of settings; what is JSON there is data. */
export function mayBePackaged(path: string): boolean {
  return mayBeSettings(path) && !/\.json$/i.test(path);
}

/** A file of a tree as settings. */
export function settingsFile(tree: ModuleTree, path: string): SettingsFile {
  return { path, read: () => namesIn(readText(tree, path)) };
}

function readText(tree: ModuleTree, path: string): string {
  try {
    const bytes = tree.readBytes(path);
    return bytes.length > FILE_LIMIT ? '' : new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof HostError) return '';
    throw error;
  }
}

/** A dotted name that stands alone: in quotes, after `:` or `=`, in a list. Not part of a path, an address, a number. */
const DOTTED = /(?<![\w./@\\%$&?~-])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_]\w*)?(?![\w./@\\(*-]|\)s)/g;
/** `- name`, `- name:`, with or without quotes: an entry of a YAML list. */
const ITEM = /^\s*-\s+(["']?)([A-Za-z_]\w*)\1\s*:?\s*$/;

/** A key and what stands for it; and a logger's name, which is no module that anybody loads. */
const KEY = /^\s*(?:"[^"]*"|'[^']*'|[\w.]+)\s*:(?=\s|$)/;
const LOGGER = /^\s*(?:qualname|logger)\s*[=:]/;

/** The names in a file, its comments and keys apart. */
export function namesIn(text: string): readonly SettingsName[] {
  const names: SettingsName[] = [];
  for (const [index, content] of text.split(/\r\n|\r|\n/).entries()) {
    if (names.length >= MAX_NAMES) break;
    if (/^\s*(?:#|;|\/\/)/.test(content)) continue;
    if (LOGGER.test(content)) continue;
    const code = content
      .slice(0, 4000)
      .replace(/\s#.*$/, '')
      .replace(KEY, '');
    const line = index + 1;
    const item = ITEM.exec(code)?.[2];
    if (item !== undefined) names.push({ text: item, line });
    for (const [found] of code.matchAll(DOTTED)) {
      if (found.length <= MAX_LENGTH) names.push({ text: found.replace(':', '.'), line });
    }
  }
  return names;
}
