// Loads uv.lock, as uv's own reader (crates/uv-resolver/src/lock) understands format version 1, revisions 0 to 3.
import { dirname, join, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import type { Artifact, Dependency, DistributionSource } from '../finding/inventory.ts';
import {
  type DistributionName,
  isValidDistributionName,
  normaliseDistributionName,
} from '../standard/distribution-name.ts';
import type { LoadContext, Loaded } from './loader.ts';
import {
  artifactOf,
  dependency,
  deriveDistributions,
  fileHashes,
  type LockedEntry,
  normaliseVersion,
} from './locked-entry.ts';
import { fileNameOf, withoutCredentials } from './safe-url.ts';
import { shownPath } from './shown-path.ts';
import {
  asTable,
  asTables,
  asText,
  asTexts,
  parseTomlEntries,
  readFileText,
  type Table,
  type TableEntry,
} from './toml-file.ts';

const KNOWN_VERSION = 1;

/** Reads one uv.lock, or the lock of a script. */
export async function loadUvLock(context: LoadContext, files: readonly string[]): Promise<Loaded> {
  const [file = ''] = files;
  const shown = shownPath(context.root, file);
  const text = readFileText(context, file);
  if (typeof text !== 'string') return { project: null, distributions: [], requires: [], faults: [text] };
  const { table, entries, faults } = await parseTomlEntries(text, 'package|distribution', 'version', shown);
  const reader = new Reader(shown, dirname(file), [...faults], table);
  return reader.read(context, entries);
}

class Reader {
  readonly #file: string;
  readonly #folder: string;
  readonly #faults: Fault[];
  readonly #table: Table;
  readonly #members: ReadonlySet<string>;

  constructor(file: string, folder: string, faults: Fault[], table: Table) {
    this.#file = file;
    this.#folder = folder;
    this.#faults = faults;
    this.#table = table;
    this.#members = new Set(asTexts(asTable(table['manifest'])?.['members']).map(normaliseDistributionName));
  }

  read(context: LoadContext, tables: readonly TableEntry[]): Loaded {
    const version = this.#table['version'];
    if (typeof version === 'number' && version > KNOWN_VERSION) {
      this.#fault(
        'note',
        1,
        `the lock's format is version ${version}, newer than ${KNOWN_VERSION}; what is known of it was read`,
      );
    }
    const entries: LockedEntry[] = [];
    const requires: Dependency[] = [];
    const roots: Dependency[] = [];
    const members: { readonly name: DistributionName; readonly edges: readonly Dependency[] }[] = [];
    let project: string | null = null;
    for (const entry of tables) {
      const locked = this.#entry(entry);
      if (locked === null) continue;
      entries.push(locked);
      if (!locked.project) continue;
      const { name, requires: edges } = locked.distribution;
      const groups = this.#grouped(entry, 'dev-dependencies', 'group').concat(
        this.#grouped(entry, 'dependency-groups', 'group'),
      );
      members.push({ name, edges: [...edges, ...groups] });
      const extras = new Set(edges.flatMap((edge) => edge.extra ?? []));
      roots.push(dependency(name), ...groups);
      for (const extra of extras) roots.push(dependency(name, { extras: [extra], extra }));
      const path = locked.distribution.source.kind === 'path' ? locked.distribution.source.path : '';
      if (project === null || path === this.#folder) project = name;
    }
    for (const { name, edges } of members) {
      requires.push(...edges.map((edge) => ({ ...edge, member: name === project ? null : name })));
    }
    // A script, or a workspace without a project of its own, asks for things in the manifest.
    const manifest = asTable(this.#table['manifest']);
    const asked = this.#edges(manifest?.['requirements'], 1, {});
    for (const [group, list] of Object.entries(asTable(manifest?.['dependency-groups']) ?? {})) {
      asked.push(...this.#edges(list, 1, { group: normaliseDistributionName(group) }));
    }
    requires.push(...asked);
    roots.push(...asked);
    const gate = context.gate.withExtras(conflictItems(entries, context));
    const scoped = { ...context, gate };
    return {
      project,
      distributions: deriveDistributions(scoped, entries, roots),
      requires: requires.filter((edge) => gate.holds(edge.marker)),
      faults: this.#faults,
    };
  }

  #entry(entry: TableEntry): LockedEntry | null {
    const { table, line } = entry;
    const name = asText(table['name']);
    if (name === null || !isValidDistributionName(name)) {
      this.#fault('incomplete', line, 'a package has no valid name; it was not checked: lock again with uv');
      return null;
    }
    const source = this.#source(table['source']);
    const written = asText(table['version']);
    const normalised = normaliseDistributionName(name);
    const kinds = asTable(table['source']) ?? {};
    const local = asText(kinds['editable']) ?? asText(kinds['virtual']) ?? asText(kinds['directory']);
    // A lock of one project has no list of members: the project is the package at the lock's own folder.
    const project =
      local !== null &&
      (this.#members.has(normalised) || (this.#members.size === 0 && resolve(this.#folder, local) === this.#folder));
    if (source === null)
      this.#fault('note', line, `the source of ${normalised} is not one that uv writes; it counts as from an index`);
    if (written === null && !project) {
      this.#faults.push({
        code: source?.kind === 'index' || source === null ? 'distribution-malformed' : 'distribution-unchecked',
        effect: 'incomplete',
        file: this.#file,
        line,
        message: `${normalised} is locked without a version, so it was not checked`,
      });
    }
    return {
      project,
      markers: asTexts(table['resolution-markers']),
      distribution: {
        name: normalised,
        version: written === null ? null : normaliseVersion(written),
        source: source ?? { kind: 'index', url: null },
        artifacts: this.#artifacts(table, source),
        installed: false,
        extras: [],
        requires: [
          ...this.#edges(table['dependencies'], line, {}),
          ...this.#grouped(entry, 'optional-dependencies', 'extra'),
        ],
        location: { file: this.#file, line },
        folder: null,
      },
    };
  }

  #source(value: unknown): DistributionSource | null {
    const table = asTable(value) ?? {};
    const registry = asText(table['registry']);
    if (registry !== null) return { kind: 'index', url: withoutCredentials(registry) };
    const git = asText(table['git']);
    if (git !== null) {
      const [address = '', commit] = git.split('#');
      return {
        kind: 'vcs',
        system: 'git',
        url: withoutCredentials(address.replace(/\?.*$/s, '')),
        commit: commit ?? null,
      };
    }
    const url = asText(table['url']);
    if (url !== null) return { kind: 'url', url: withoutCredentials(url) };
    for (const kind of ['editable', 'path', 'directory', 'virtual'] as const) {
      const path = asText(table[kind]);
      if (path !== null)
        return { kind: 'path', path: join(this.#folder, path).replace(/\/$/, ''), editable: kind === 'editable' };
    }
    return null;
  }

  #artifacts(table: Table, source: DistributionSource | null): Artifact[] {
    const files = [...asTables([table['sdist']]), ...asTables(table['wheels'])];
    return files.map((file) => {
      const url = asText(file['url']) ?? asText(file['path']) ?? (source?.kind === 'url' ? source.url : '');
      const fileName = asText(file['filename']) ?? fileNameOf(url);
      const hash = asText(file['hash']);
      return artifactOf(fileName === '' ? null : fileName, fileHashes(hash === null ? [] : [hash], url));
    });
  }

  #grouped(entry: TableEntry, key: string, kind: 'extra' | 'group'): Dependency[] {
    return Object.entries(asTable(entry.table[key]) ?? {}).flatMap(([name, list]) =>
      this.#edges(list, entry.line, { [kind]: normaliseDistributionName(name) }),
    );
  }

  #edges(list: unknown, line: number, more: Partial<Dependency>): Dependency[] {
    if (list === undefined) return [];
    const edges: Dependency[] = [];
    for (const member of Array.isArray(list) ? (list as unknown[]) : [null]) {
      const table = asTable(member);
      const name = asText(table?.['name']);
      if (table === null || name === null) {
        this.#fault('note', line, 'a dependency has no name; the edge was left out');
        continue;
      }
      const version = asText(table['version']);
      edges.push(
        dependency(name, {
          ...more,
          version: version === null ? null : normaliseVersion(version),
          extras: [...asTexts(table['extra']), ...asTexts(table['extras'])].map(normaliseDistributionName),
          marker: asText(table['marker']),
        }),
      );
    }
    return edges;
  }

  #fault(effect: Fault['effect'], line: number, message: string): void {
    this.#faults.push({
      code: effect === 'note' ? 'file-malformed' : 'distribution-malformed',
      effect,
      file: this.#file,
      line,
      message,
    });
  }
}

/**
 * The extras and groups that are chosen, as uv writes them into the markers of conflicting ones:
 * `extra == 'extra-3-foo-cpu'`, where 3 is the length of `foo`. Null: all may be chosen.
 */
function conflictItems(entries: readonly LockedEntry[], context: LoadContext): string[] | null {
  const { extras, groups } = context.selection;
  if (extras === null || groups === null) return null;
  return entries
    .filter((entry) => entry.project)
    .flatMap(({ distribution: { name } }) => [
      `project-${name.length}-${name}`,
      ...extras.map((extra) => `extra-${name.length}-${name}-${extra}`),
      ...groups.map((group) => `group-${name.length}-${name}-${group}`),
    ]);
}
