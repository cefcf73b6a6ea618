// Which distributions may import which others, by what their source was scanned for.
import { importsByText, listsModules, readsEntryPoints, type SourceNames } from '../../python/graph/scan-source.ts';
import type { ReachMap } from './reach-map.ts';

/**
 * A distribution that a text of the project names. Who imports by texts himself is none: what names his modules is
 * meant for him.
 */
export interface NamedDistribution {
  readonly name: string;
  /** Whether only texts without a dot do, which may be words as well. */
  readonly isBare: boolean;
  /**
   * For whom the text can be meant: those that import by texts and that the project imports or names, of these the
   * ones that the distribution itself imports, as plugins do, or else what it imports. None: it may be anybody.
   */
  readonly readers: readonly string[];
}

/** What was found in the source of an environment and of the project. */
export class ScannedCode {
  /** By distribution. */
  readonly names: ReadonlyMap<string, SourceNames>;
  readonly own: SourceNames;
  /** The distributions that have modules under a top-level name. */
  readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
  /** Distributions that import what texts name. */
  readonly readers: ReadonlySet<string>;
  readonly #written: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    names: ReadonlyMap<string, SourceNames>,
    own: SourceNames,
    owners: ReadonlyMap<string, ReadonlySet<string>>,
  ) {
    this.names = names;
    this.own = own;
    this.owners = owners;
    this.readers = this.that(importsByText);
    this.#written = new Map([...names].map(([from, { imports }]) => [from, new Set(this.ownersOf(imports))]));
  }

  /** The distributions whose source is so. */
  that(test: (names: SourceNames) => boolean): ReadonlySet<string> {
    return new Set([...this.names].flatMap(([owner, names]) => (test(names) ? [owner] : [])));
  }

  ownersOf(tops: Iterable<string>): readonly string[] {
    return [...tops].flatMap((top) => [...(this.owners.get(top) ?? [])]);
  }

  /** Whether a distribution imports what a text names, or leaves that to one that it imports. */
  importsByText(owner: string): boolean {
    return [owner, ...this.importsOf(owner)].some((each) => this.readers.has(each));
  }

  /** What a distribution imports by statements. */
  importsOf(owner: string): ReadonlySet<string> {
    return this.#written.get(owner) ?? new Set();
  }
}

/** A plugin as its metadata names it. */
interface Plugin {
  readonly group: string;
  readonly module: string;
}

type Between = ReadonlyMap<string, Set<string>>;

/** Each distribution with those that its code may import: by statements, by texts, and as plugins. */
export function importsByCode(code: ScannedCode, plugins: readonly Plugin[]): ReachMap['imports'] {
  const between = new Map([...code.names.keys()].map((owner) => [owner, new Set(code.importsOf(owner))]));
  addTexts(code, between);
  addNamesakes(code, between);
  addPlugins(code, between, plugins);
  for (const [from, to] of between) to.delete(from);
  return [...between].map(([from, to]) => [from, [...to]]);
}

/**
 * Who names modules by texts imports them himself, or hands them to what he imports. Either way they are followed where
 * they stand: who imports what others name leads nowhere.
 */
function addTexts(code: ScannedCode, between: Between): void {
  for (const [owner, { named }] of code.names) {
    if (!code.importsByText(owner)) continue;
    for (const to of code.ownersOf(named)) between.get(owner)?.add(to);
  }
}

/** Plugins are named after their host: who lists all modules finds them, or the host by it. */
function addNamesakes(code: ScannedCode, between: Between): void {
  const lists = code.that(listsModules);
  for (const [own, hosts] of code.owners) {
    for (const host of hosts) {
      const listers = [host, ...code.importsOf(host)].filter((each) => lists.has(each));
      if (listers.length === 0) continue;
      const plugins = code.ownersOf([...code.owners.keys()].filter((top) => top.startsWith(`${own}_`)));
      for (const from of [host, ...listers]) for (const to of plugins) between.get(from)?.add(to);
    }
  }
}

/** Plugins of groups that a reader of entry points spells, or who imports it, or the project. */
function addPlugins(code: ScannedCode, between: Between, plugins: readonly Plugin[]): void {
  const { names, owners, own } = code;
  for (const reader of code.that(readsEntryPoints)) {
    const callers = [...names.keys()].filter((from) => code.importsOf(from).has(reader));
    const spelled = new Set([reader, ...callers].flatMap((each) => [...(names.get(each)?.texts ?? [])]));
    for (const { group, module } of plugins) {
      // Groups begin with the name of the package that reads them.
      const isOwn = owners.get(group.split(/[._-]/, 1)[0] ?? '')?.has(reader) === true;
      if (!isOwn && !spelled.has(group) && !own.texts.has(group)) continue;
      for (const to of code.ownersOf([module.split('.', 1)[0] ?? ''])) between.get(reader)?.add(to);
    }
  }
}

/** Those that texts of the project name; `settings`: the top-level names in its files of settings. */
export function namedDistributions(code: ScannedCode, settings: readonly string[]): readonly NamedDistribution[] {
  const { own, readers } = code;
  const dotted = new Set(code.ownersOf([...own.named, ...settings]));
  const bare = code.ownersOf(own.bare);
  const near = [...new Set([...code.ownersOf(own.imports), ...dotted, ...bare])].filter((each) => readers.has(each));
  return [...new Set([...dotted, ...bare])]
    .filter((name) => !readers.has(name))
    .map((name) => {
      const hosts = hostsOf(code, name, new Set(near));
      return { name, isBare: !dotted.has(name), readers: hosts.length > 0 ? hosts : near };
    });
}

/** Plugins of plugins have a host as well, further up. */
const MAX_HOSTS = 3;

/** The first of some distributions that another imports, itself or through others. */
function hostsOf(code: ScannedCode, name: string, near: ReadonlySet<string>): readonly string[] {
  const seen = new Set([name]);
  let level: readonly string[] = [name];
  for (let depth = 0; depth < MAX_HOSTS; depth += 1) {
    level = [...new Set(level.flatMap((each) => [...code.importsOf(each)]))].filter((each) => !seen.has(each));
    const hosts = level.filter((each) => near.has(each));
    if (hosts.length > 0) return hosts;
    for (const each of level) seen.add(each);
  }
  return [];
}
