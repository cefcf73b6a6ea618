// Loads what pyproject.toml declares: PEP 621 dependencies and extras, PEP 735 groups, and the tables of uv, PDM and Poetry.
import { dirname, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Dependency, Distribution, DistributionSource } from '../finding/inventory.ts';
import { type DistributionName, normaliseDistributionName } from '../standard/distribution-name.ts';
import { quote } from '../standard/python-text.ts';
import type { LoadContext, Loaded } from './loader.ts';
import { projectOf } from './local-project.ts';
import { artifactOf, dependency, deriveDistributions } from './locked-entry.ts';
import { type Declared, readPoetryTable } from './poetry-table.ts';
import { readRequirementFile } from './requirement-file.ts';
import { markerText, parseDeclaredRequirement } from './requirement-line.ts';
import { withoutCredentials } from './safe-url.ts';
import { shownPath } from './shown-path.ts';
import { asTable, asText, asTexts, parseToml, readFileText, type Table } from './toml-file.ts';

const MAX_DECLARED = 20_000;

/** What a project declares, before anything is resolved. */
export interface Declaration {
  readonly project: DistributionName | null;
  readonly declared: readonly Declared[];
  readonly faults: readonly Fault[];
  /** The line of a text that stands in quotes, or as a key, in the file. */
  readonly lineOf: (written: string) => number;
}

/** Reads the declarations of one file; what is unpinned is reported as such. */
export async function loadPyproject(context: LoadContext, files: readonly string[]): Promise<Loaded> {
  const [file = ''] = files;
  const shown = shownPath(context.root, file);
  const { project, declared, faults: found, lineOf } = await readDeclaration(context, file);
  const faults = [...found];
  const merged = new Map<string, Omit<Distribution, 'groups' | 'marker'> & { readonly text: string | null }>();
  const requires: Dependency[] = [];
  for (const { requirement, extra, group, written } of declared) {
    const { name, version, source, extras, fileName, hashes } = requirement;
    if (name === null || name === project || !context.gate.holdsFor(requirement.marker, [])) continue;
    const text = markerText(requirement.marker);
    const key = JSON.stringify([name, version, source, text]);
    requires.push(dependency(name, { extras, marker: text, extra, group }));
    const known = merged.get(key);
    merged.set(key, {
      name,
      version,
      source,
      artifacts: fileName === null && hashes.length === 0 ? [] : [artifactOf(fileName, hashes)],
      installed: false,
      extras: [...new Set([...(known?.extras ?? []), ...extras])],
      requires: [],
      location: known?.location ?? { file: shown, line: lineOf(written) },
      folder: null,
      text,
    });
  }
  for (const { name, version, source, location } of merged.values()) {
    if (version !== null) continue;
    const known = source.kind === 'index';
    const message = known
      ? `${name} is declared, not pinned to one version, so it was not checked; name a lock file or an environment`
      : `${name} comes from a ${source.kind === 'path' ? 'local path' : 'URL or repository'} and its version is not known, so it was not checked`;
    const code = known ? 'distribution-unpinned' : 'distribution-unchecked';
    faults.push({ code, effect: 'incomplete', file: shown, line: location?.line ?? 1, message });
  }
  const entries = [...merged.values()].map(({ text, ...distribution }) => ({
    project: false,
    markers: text === null ? [] : [text],
    distribution,
  }));
  return { project, distributions: deriveDistributions(context, entries, requires), requires, faults };
}

/** Reads a pyproject.toml without judging what is pinned: also for the roots of an environment. */
export async function readDeclaration(context: LoadContext, file: string): Promise<Declaration> {
  const shown = shownPath(context.root, file);
  const none: Declaration = { project: null, declared: [], faults: [], lineOf: () => 1 };
  const text = readFileText(context, file);
  if (typeof text !== 'string') return { ...none, faults: [text] };
  const { table, faults } = await parseToml(text, shown);
  if (table === null) return { ...none, faults };
  const lines = literalLines(text);
  const reader = new Reader(context, file, shown, table, [...faults], (written) => lines.get(written) ?? 1);
  return reader.read();
}

class Reader {
  readonly #context: LoadContext;
  readonly #file: string;
  readonly #shown: string;
  readonly #table: Table;
  readonly #faults: Fault[];
  readonly #lineOf: (written: string) => number;
  readonly #declared: Declared[] = [];
  readonly #project: DistributionName | null;
  readonly #optional: ReadonlyMap<string, readonly unknown[]>;
  readonly #groups: ReadonlyMap<string, readonly unknown[]>;

  constructor(
    context: LoadContext,
    file: string,
    shown: string,
    table: Table,
    faults: Fault[],
    lineOf: (written: string) => number,
  ) {
    this.#context = context;
    this.#file = file;
    this.#shown = shown;
    this.#table = table;
    this.#faults = faults;
    this.#lineOf = lineOf;
    this.#project = projectOf(table).name;
    this.#optional = this.#lists(asTable(table['project'])?.['optional-dependencies'], 'project.optional-dependencies');
    this.#groups = this.#lists(table['dependency-groups'], 'dependency-groups');
  }

  read(): Declaration {
    const project = asTable(this.#table['project']) ?? {};
    const tool = asTable(this.#table['tool']) ?? {};
    const where = { extra: null, group: null };
    if (project['dependencies'] !== undefined)
      this.#list(this.#listOf(project['dependencies'], 'project.dependencies'), where, []);
    else if (asTexts(project['dynamic']).includes('dependencies')) this.#dynamic(tool);
    for (const [extra, list] of this.#optional) this.#list(list, { extra, group: null }, [`extra ${extra}`]);
    for (const [group, list] of this.#groups) this.#list(list, { extra: null, group }, [`group ${group}`]);
    this.#list(
      this.#listOf(asTable(tool['uv'])?.['dev-dependencies'] ?? [], 'tool.uv.dev-dependencies'),
      { extra: null, group: 'dev' },
      [],
    );
    for (const [group, list] of this.#lists(asTable(tool['pdm'])?.['dev-dependencies'], 'tool.pdm.dev-dependencies')) {
      this.#list(list, { extra: null, group }, []);
    }
    const poetry = asTable(tool['poetry']);
    if (poetry !== null) this.#declared.push(...readPoetryTable(poetry, dirname(this.#file)));
    if (this.#declared.length > MAX_DECLARED) {
      this.#declared.length = MAX_DECLARED;
      this.#fault('budget-exceeded', 1, `it declares more than ${MAX_DECLARED} dependencies; the rest was not read`);
    }
    const sources = asTable(asTable(tool['uv'])?.['sources']) ?? {};
    return { project: this.#project, declared: this.#placed(sources), faults: this.#faults, lineOf: this.#lineOf };
  }

  #lists(value: unknown, where: string): Map<string, readonly unknown[]> {
    const lists = new Map<string, readonly unknown[]>();
    for (const [name, list] of Object.entries(asTable(value) ?? {})) {
      lists.set(normaliseDistributionName(name), this.#listOf(list, `${where}.${name}`));
    }
    return lists;
  }

  #listOf(value: unknown, where: string): readonly unknown[] {
    if (Array.isArray(value)) return value as unknown[];
    this.#fault('file-malformed', 1, `${where} is not a list of requirements`);
    return [];
  }

  /** Reads a list; `path` names the extras and groups that led here, so that circles end. */
  #list(list: readonly unknown[], where: Pick<Declared, 'extra' | 'group'>, path: readonly string[]): void {
    for (const member of list) {
      if (this.#declared.length > MAX_DECLARED) return;
      const included = asText(asTable(member)?.['include-group']);
      if (included !== null) this.#include(`group ${normaliseDistributionName(included)}`, where, path);
      else if (typeof member !== 'string')
        this.#fault('file-malformed', 1, 'a dependency is neither a text nor an include-group');
      else this.#one(member, where, path);
    }
  }

  #one(text: string, where: Pick<Declared, 'extra' | 'group'>, path: readonly string[]): void {
    const result = parseDeclaredRequirement(text, dirname(this.#file));
    if (!result.ok) {
      this.#fault('file-malformed', this.#lineOf(text), `${quote(text)} is no requirement: ${result.fault.message}`);
      return;
    }
    // `app[all]` inside app's own lists stands for what its extra `all` holds.
    if (result.value.name !== null && result.value.name === this.#project) {
      for (const extra of result.value.extras) this.#include(`extra ${extra}`, where, path);
      return;
    }
    this.#declared.push({ requirement: result.value, ...where, written: text });
  }

  #include(target: string, where: Pick<Declared, 'extra' | 'group'>, path: readonly string[]): void {
    const name = target.replace(/^\w+ /, '');
    const list = (target.startsWith('group ') ? this.#groups : this.#optional).get(name);
    if (path.includes(target)) this.#fault('file-malformed', 1, `the ${target} includes itself`);
    else if (list === undefined) this.#fault('file-malformed', 1, `there is no ${target} to include`);
    else this.#list(list, where, [...path, target]);
  }

  /** setuptools reads dynamic dependencies from requirements files. */
  #dynamic(tool: Table): void {
    const setuptools = asTable(asTable(asTable(tool['setuptools'])?.['dynamic'])?.['dependencies']);
    const file = setuptools?.['file'];
    const files = typeof file === 'string' ? [file] : asTexts(file);
    if (files.length === 0) {
      const message =
        'the dependencies are dynamic: only a build tells them, and none is run; name a lock file or an environment';
      this.#fault('distribution-unchecked', this.#lineOf('dependencies'), message);
    }
    for (const path of files) {
      const read = readRequirementFile(this.#context.host, this.#context.root, resolve(dirname(this.#file), path));
      this.#faults.push(...read.faults);
      for (const { requirement, constraint } of read.requirements) {
        if (!constraint) this.#declared.push({ requirement, extra: null, group: null, written: path });
      }
    }
  }

  /** Applies `[tool.uv.sources]`: where uv takes a declared dependency from. */
  #placed(sources: Table): Declared[] {
    const placed = new Map(
      Object.entries(sources).map(([name, value]) => [
        normaliseDistributionName(name) as string,
        asTable(Array.isArray(value) ? (value as unknown[])[0] : value) ?? {},
      ]),
    );
    return this.#declared.map((declared) => {
      const { requirement } = declared;
      const table = placed.get(requirement.name ?? '');
      const source = table === undefined ? null : this.#source(table);
      return source === null ? declared : { ...declared, requirement: { ...requirement, source } };
    });
  }

  #source(table: Table): DistributionSource | null {
    const git = asText(table['git']);
    if (git !== null) return { kind: 'vcs', system: 'git', url: withoutCredentials(git), commit: asText(table['rev']) };
    const url = asText(table['url']);
    if (url !== null) return { kind: 'url', url: withoutCredentials(url) };
    const path = asText(table['path']) ?? (table['workspace'] === true ? '.' : null);
    return path === null
      ? null
      : { kind: 'path', path: resolve(dirname(this.#file), path), editable: table['editable'] === true };
  }

  #fault(code: Fault['code'], line: number, message: string): void {
    this.#faults.push({ code, effect: 'incomplete', file: this.#shown, line, message });
  }
}

/** The first line on which each quoted text, and each key, stands. */
function literalLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  text.split('\n').forEach((line, index) => {
    for (const [, double, single, key] of line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|^\s*([\w.-]+)(?=\s*=)/g)) {
      const literal = double?.replace(/\\(["\\])/g, '$1') ?? single ?? key ?? '';
      if (!lines.has(literal)) lines.set(literal, index + 1);
    }
  });
  return lines;
}
