// Programs that a project starts but never imports: console scripts, `python -m`, servers named in its files.
import { type Files, HostError } from '../../host/host.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import { type CommandLine, commandReader } from './command-file.ts';
import type { EntryPoint } from './entry-points.ts';
import type { ModuleFinder } from './module-finder.ts';
import { type ModuleName, parseModuleName } from './module-name.ts';

/** A module that is started or loaded from outside, without an import. */
export interface DeclaredRoot {
  readonly module: string;
  /** What of it is called: the function of a console script, the application of a server; null: nothing. */
  readonly attribute: string | null;
  /** It is started by `python -m`. */
  readonly isMain: boolean;
  /** Relative to the project; of an environment's `.pth` file its bare name; of a requirement the file that has it. */
  readonly file: string;
  readonly line: number;
  /** `root`: it certainly starts; `dynamic`: some command or start-up hook names it. */
  readonly kind: 'root' | 'entry-point' | 'dynamic';
  /** It counts only if the project's own code imports none of these top-level names. */
  readonly unless?: readonly string[];
}

export interface DeclaredRoots {
  readonly roots: readonly DeclaredRoot[];
  /** Words of the commands that start something: `gevent` of `gunicorn --worker-class gevent`. */
  readonly words: readonly string[];
}

/** A distribution that the project requires, and the line that says so where one is known. */
export interface Requirement {
  readonly name: DistributionName;
  readonly location: { readonly file: string; readonly line: number } | null;
}

/** What a command starts. */
type Started = Pick<DeclaredRoot, 'module' | 'attribute' | 'isMain'>;

export interface DeclaredInput {
  readonly files: Files;
  /** The project's folder, absolute. */
  readonly project: string;
  readonly finder: ModuleFinder;
  readonly entryPoints: readonly EntryPoint[];
  /** Distributions that the project itself requires to run. */
  readonly requirements: readonly Requirement[];
  /** The top-level modules of a distribution. */
  readonly topLevelOf: (distribution: DistributionName) => readonly string[];
  /** Developers' tools count too. */
  readonly includeTools: boolean;
}

const FILE_LIMIT = 1 << 20;
const MAX_FILES = 300;
const MAX_FOLDERS = 400;
const MAX_DEPTH = 2;

// Programs that test, check, build, document, install or run tasks that the project's files describe: they are no part of what runs. Data, since a program's purpose
// is known from its documentation alone.
const TOOLS = new Set(
  `pytest py.test tox nox coverage flake8 pyflakes pycodestyle pylint mypy dmypy stubtest pyright basedpyright ruff black
blackd isort autopep8 yapf bandit pydocstyle pyupgrade autoflake vulture codespell djlint pre-commit pre_commit pip pip3
pip-compile pip-sync pip-audit pipenv poetry pdm hatch hatchling flit uv uvx rye conda virtualenv venv ensurepip build
pyproject-build twine wheel setuptools sphinx-build sphinx-apidoc sphinx-autobuild sphinx mkdocs towncrier bumpversion
bump2version bump-my-version commitizen cz check-manifest cibuildwheel auditwheel delvewheel codecov coveralls interrogate
safety unittest doctest py_compile compileall cProfile pdb ipdb ipython jupyter-nbconvert locust mutmut asv cookiecutter
copier invoke inv fab griffe lizard radon xenon semgrep licensecheck reuse deptry import-linter lint-imports
poe poethepoet task taskipy doit cog cogapp prek hypothesis curlylint djhtml doc8 rstcheck proselint sphinx-lint sphinx-intl
ansible-test ansible-lint yamllint sqlfluff blacken-docs nbqa nbstripout pytype refurb slotscheck unimport usort ufmt gitlint
detect-secrets zizmor check-jsonschema validate-pyproject pyroma reno scriv`.split(/\s+/),
);

/** Words that start another command: `poetry run gunicorn`, `exec gunicorn`. */
const WRAPPERS = new Set(
  `exec sudo env nohup time nice command then do else if while ! { sh bash dumb-init tini gosu su-exec xvfb-run uv poetry
pipenv pdm hatch rye conda run uvx pipx npx dotenv honcho foreman ddtrace-run newrelic-admin run-program
opentelemetry-instrument watchmedo auto-restart timeout coverage -- watchfiles wait-for-it wait-for-it.sh`.split(/\s+/),
);

/** Finds what the project's files start; reads at most MAX_FILES files of FILE_LIMIT bytes. */
export function findDeclaredRoots(input: DeclaredInput): DeclaredRoots {
  const scripts = new Map<string, EntryPoint>();
  for (const entryPoint of input.entryPoints) {
    if (/^(console|gui)_scripts$/.test(entryPoint.group)) scripts.set(entryPoint.name, entryPoint);
  }
  const roots = new Map<string, DeclaredRoot>();
  const words = new Set<string>();
  const add = (started: Started, file: string, line: number): void => {
    const key = `${started.module}:${started.attribute ?? ''}:${started.isMain}`;
    if (!roots.has(key)) roots.set(key, { ...started, file, line, kind: 'dynamic' });
  };
  for (const path of commandFiles(input.files, input.project)) {
    const text = readOrNull(input.files, `${input.project}/${path}`);
    if (text === null) continue;
    for (const command of commandReader(path)?.(text) ?? []) {
      const started = startedBy(command, scripts, input);
      for (const each of started) add(each, path, command.line);
      if (started.length > 0) for (const word of command.words) for (const part of word.split(/\W+/)) words.add(part);
    }
  }
  words.delete('');
  return { roots: [...roots.values(), ...requiredServers(input)], words: [...words] };
}

/** The modules that a command starts outside of the project: a program's, and those that its arguments name. */
function startedBy(
  { words, isCheck }: CommandLine,
  scripts: ReadonlyMap<string, EntryPoint>,
  input: DeclaredInput,
): readonly Started[] {
  if (isCheck === true && !input.includeTools) return [];
  const [only = ''] = words;
  // `[project.scripts]` may name a dependency's function.
  if (words.length === 1 && /^[\w.]+:[\w.]+$/.test(only)) return foreignModules(only, input);
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (/^\w+=/.test(word) || word.startsWith('-')) continue;
    const name = baseName(word);
    const rest = words.slice(index + 1);
    if (/^(python|pypy)[\d.]*(\.exe)?$|^py$|^\$\(?\{?(PYTHON|PY)\w*\}?\)?$/i.test(name)) return pythonRun(rest, input);
    const script = scripts.get(name);
    if (script !== undefined && !WRAPPERS.has(name)) {
      if (TOOLS.has(name) && !input.includeTools) return [];
      return [{ module: script.module, attribute: script.attribute, isMain: false }, ...argumentModules(rest, input)];
    }
    if (!WRAPPERS.has(name)) return [];
  }
  return [];
}

/** `python -m module …`. */
function pythonRun(words: readonly string[], input: DeclaredInput): readonly Started[] {
  const at = words.findIndex((word) => !word.startsWith('-') || /^-\w*m$/.test(word) || word === '-c');
  const option = words[at] ?? '';
  if (!/^-\w*m$/.test(option)) return [];
  const name = words[at + 1] ?? '';
  if ((TOOLS.has(name) || TOOLS.has(name.split('.')[0] ?? '')) && !input.includeTools) return [];
  const rest = argumentModules(words.slice(at + 2), input);
  const module = parseModuleName(name);
  const found = module === null ? null : input.finder.find(module);
  if (found === null || found.kind === 'standard') return rest;
  const main = found.isPackage ? input.finder.find(`${name}.__main__` as ModuleName) : null;
  if (!isForeign(name, input)) return rest;
  return [{ module: main?.name ?? name, attribute: null, isMain: true }, ...rest];
}

/** Arguments that name modules: `-k uvicorn.workers.UvicornWorker`, `package.app:create`. */
function argumentModules(words: readonly string[], input: DeclaredInput): readonly Started[] {
  return words.flatMap((word) => {
    const value = word.replace(/^--?[\w-]+=/, '');
    return /^[A-Za-z_]\w*(\.\w+)+(:\w+)?$|^[A-Za-z_][\w.]*:\w+$/.test(value) ? foreignModules(value, input) : [];
  });
}

/** The longest prefix of a dotted name that is a dependency's module; the rest is what is called of it. */
function foreignModules(text: string, input: DeclaredInput): readonly Started[] {
  const [path = '', called] = text.split(':', 2);
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parseModuleName(parts.slice(0, length).join('.'));
    if (name === null || input.finder.find(name) === null) continue;
    if (!isForeign(name, input)) return [];
    const attribute = [...parts.slice(length), ...(called === undefined ? [] : [called])].join('.');
    return [{ module: name, attribute: attribute === '' ? null : attribute, isMain: false }];
  }
  return [];
}

function isForeign(name: string, { finder }: DeclaredInput): boolean {
  const found = finder.find(name as ModuleName);
  if (found === null || found.kind === 'standard') return false;
  return !(found.entry?.firstParty ?? found.path.some(({ entry }) => entry.firstParty));
}

/** Distributions that the project requires for their programs: it has scripts, and no code of the project imports it. */
function requiredServers(input: DeclaredInput): readonly DeclaredRoot[] {
  const required = new Map(input.requirements.map((each) => [each.name, each.location]));
  return input.entryPoints.flatMap(({ group, name, module, attribute, distribution }): readonly DeclaredRoot[] => {
    const location = required.get(distribution);
    if (group !== 'console_scripts' || location === undefined) return [];
    if ((TOOLS.has(name) || TOOLS.has(distribution)) && !input.includeTools) return [];
    const unless = input.topLevelOf(distribution);
    const { file, line } = location ?? { file: distribution, line: 1 };
    return unless.length === 0 ? [] : [{ module, attribute, isMain: false, file, line, kind: 'dynamic', unless }];
  });
}

/** The files of a project that may declare commands, those of the root first. */
function commandFiles(files: Files, project: string): readonly string[] {
  const found: string[] = [];
  const pending: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }];
  for (let next = 0; next < pending.length && next < MAX_FOLDERS; next += 1) {
    const { folder, depth } = pending[next] ?? { folder: '', depth: 0 };
    for (const { name, kind } of listOrNothing(files, folder === '' ? project : `${project}/${folder}`)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'directory') {
        if (depth < MAX_DEPTH && isLookedInto(path, name)) pending.push({ folder: path, depth: depth + 1 });
      } else if (commandReader(path) !== null && found.length < MAX_FILES) found.push(path);
    }
  }
  return found;
}

function isLookedInto(path: string, name: string): boolean {
  if (/^\.(github|circleci)$/.test(path) || path === '.github/workflows') return true;
  return !/^[._]|^(node_modules|tests?|docs?|examples?|site-packages|venv|env|dist|build|vendor|static|locale)$/.test(
    name,
  );
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}

function listOrNothing(files: Files, folder: string): ReturnType<Files['list']> {
  try {
    return files.list(folder);
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}

function readOrNull(files: Files, path: string): string | null {
  try {
    return files.readText(path, FILE_LIMIT);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
