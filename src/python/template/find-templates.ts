// Which files are templates: those of the project, and those that packages bring in folders of their own.
import { HostError } from '../../host/host.ts';
import type { FoundModule } from '../module/module-finder.ts';
import type { ModuleTree } from '../module/module-tree.ts';

/** A file that may be a template. */
export interface TemplateFile {
  /** As a person would name it: relative to the project or to site-packages. */
  readonly file: string;
  readonly firstParty: boolean;
  /** Names that a loader may know it by: its path below each folder of templates around it. */
  readonly names: readonly string[];
  /** It lies in a folder of templates, or its suffix says what it is; else it is one only where code names it. */
  readonly isSure: boolean;
  /** Its text; null where it cannot be read, or is too large for a template. */
  read(): string | null;
}

/** The templates that a program may render. */
export interface TemplateSource {
  project(): readonly TemplateFile[];
  /** Those that a package brings, its subpackages apart. */
  of(found: FoundModule): readonly TemplateFile[];
}

const SIZE_LIMIT = 2 << 20;
const MAX_FILES = 20_000;
const MAX_DEPTH = 16;

const FOLDER = /^(?:\w*[-_])?templates?$|^jinja2?$|^themes$/i;
const SUFFIX = /\.(?:html?|txt|xml|tpl|tmpl|mjml|eml|md|svg|tex|rst|css|js|json|ya?ml|py-tpl|sql|conf|ini|toml|sh)$/i;
const SURE_SUFFIX = /\.(?:j2|jinja2?|jinja-\w+)$|\.j(?:2|inja2?)\.\w+$/i;
const PAGE = /\.(?:html?|txt|xml|tpl|tmpl|mjml)$/i;

/** Whether a path, relative to the project, may be a template. */
export function mayBeTemplate(path: string): boolean {
  return SURE_SUFFIX.test(path) || PAGE.test(path) || (SUFFIX.test(path) && folderEnds(path).length > 0);
}

/** A file of a tree as a template. */
export function templateFile(tree: ModuleTree, path: string, firstParty: boolean): TemplateFile {
  const ends = folderEnds(path);
  return {
    file: path,
    firstParty,
    names: ends.length === 0 ? suffixes(path) : ends.map((end) => path.slice(end)),
    isSure: ends.length > 0 || SURE_SUFFIX.test(path),
    read: () => readText(tree, path),
  };
}

function readText(tree: ModuleTree, path: string): string | null {
  try {
    const bytes = tree.readBytes(path);
    return bytes.length > SIZE_LIMIT ? null : new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

/** Where the path below each folder of templates starts. */
function folderEnds(path: string): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', start)) {
    if (FOLDER.test(path.slice(start, slash))) ends.push(slash + 1);
    start = slash + 1;
  }
  return ends;
}

/** The path below each folder: a loader may stand at any. */
function suffixes(path: string): readonly string[] {
  const parts = path.split('/').slice(-MAX_DEPTH);
  return parts.map((_, index) => parts.slice(index).join('/'));
}

/** The templates in the folders of a package that are no packages: `templates`, `jinja2`, `themes`; and by suffix. */
export function templatesOfPackage(found: FoundModule): readonly TemplateFile[] {
  const files: TemplateFile[] = [];
  for (const { entry, folder } of found.path) {
    const { tree } = entry;
    for (const [name, kind] of tree.list(folder)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'file' && (SURE_SUFFIX.test(name) || PAGE.test(name))) {
        files.push(templateFile(tree, path, false));
      } else if (kind === 'directory' && FOLDER.test(name)) walk(tree, path, 0, files);
    }
  }
  return files;
}

function walk(tree: ModuleTree, folder: string, depth: number, files: TemplateFile[]): void {
  if (depth > MAX_DEPTH) return;
  for (const [name, kind] of tree.list(folder)) {
    if (files.length >= MAX_FILES) return;
    const path = `${folder}/${name}`;
    if (kind === 'directory') {
      if (name !== '__pycache__' && name !== 'node_modules') walk(tree, path, depth + 1, files);
    } else if (mayBeTemplate(path)) files.push(templateFile(tree, path, false));
  }
}
