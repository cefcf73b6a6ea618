// Computed names with holes: completed with what the project, settings, folders and derived classes say.
import { childName, type ModuleName, parentName, parseComputedName, parseModuleName } from '../module/module-name.ts';
import type { Expression } from '../summary/summary.ts';
import type { Questions } from './code-scope.ts';
import { loadAsked } from './lazy-name.ts';
import { type ModuleFacts, packageOf } from './module-facts.ts';
import type { GraphModule, Growth, NamedPackage, Step } from './module-graph.ts';
import { numberedNames } from './numbered-name.ts';
import type { SettingsModule } from './settings-edge.ts';
import { isHole, type StringPattern } from './string-pattern.ts';
import type { CallSite, Unit } from './unit.ts';

/** Names with more pieces than this are not completed. */
export const MAX_LEVELS = 4;

/** A call that imports by name. */
export interface Sink {
  readonly module: GraphModule;
  readonly facts: ModuleFacts;
  readonly site: CallSite;
  /** The name is an element of the argument: `map(import_module, names)`. */
  readonly each: boolean;
  readonly argument: Expression;
  questions: Questions | null;
  patterns: readonly StringPattern[];
  /** Suffix patterns were tried on this many named packages. */
  named: number;
  /** And with this many modules that settings name. */
  settings: number;
  /** And with the texts of this many files whose classes derive from the one around. */
  derived: number;
  /** And with these data files. */
  readonly data: Set<string>;
}

/** The step of what a call loads. */
export function stepOf({ site, argument }: Sink): Step {
  const literal = argument.kind === 'string';
  return { kind: literal ? 'string' : 'dynamic', line: site.call.line, unit: site.unit.name, resolved: false };
}

/** A name with holes: completed with what the project says, or with a folder's names where the function lists one. */
export function loadPattern(growth: Growth, { module, facts, site }: Sink, pattern: StringPattern, step: Step): void {
  const prefix = pattern[0];
  const suffix = pattern.at(-1) ?? '';
  const own = packageOf(module.found.name, module.found.isPackage);
  const inside = prefix === '' || prefix.startsWith('.') || prefix.startsWith(`${own}.`);
  // What a helper imports below its own package may be what another function of the file lists.
  const isListed = prefix === `${own}.` && suffix === '' && facts.allUnits().some(walksFolder);
  if (own !== '' && inside && (isListed || walksFolder(site.unit))) {
    loadChildren(growth, module, own as ModuleName, suffix, () => true, step);
  }
  if (walksFolder(site.unit)) loadBelow(growth, module, pattern, step);
  const absolute = absolutePrefix(module, pattern);
  if (absolute === null) return;
  const dot = absolute.lastIndexOf('.');
  const base = parseModuleName(dot === -1 ? '' : absolute.slice(0, dot));
  if (base === null) return;
  const beginning = absolute.slice(dot + 1);
  const { words } = facts;
  const parent = growth.node(base);
  const numbered = numberedNames(parent === null ? [] : growth.input.finder.children(parent.found), beginning);
  const evidence = (child: string): boolean => {
    if (!child.startsWith(beginning)) return false;
    if (numbered.has(child)) return true;
    const hole = child.slice(beginning.length);
    if (words.has(hole) || words.has(child)) return true;
    return growth.firstPartyWords.has(child) || growth.firstPartyWords.has(hole) || isHyphenated(growth, hole);
  };
  // Who walks a package and imports names that begin with another one's walks that one.
  const isWalk = ['iter_modules', 'walk_packages'].some((name) => site.unit.facts.calls.has(name));
  const test = isWalk ? (child: string) => child.startsWith(beginning) : evidence;
  loadChildren(growth, module, base, suffix, test, step);
}

/** Whether the project writes a name as texts often have it, of which code makes a module's: `en-gb`, `en_GB`. */
function isHyphenated({ firstPartyWords }: Growth, name: string): boolean {
  if (!name.includes('_')) return false;
  const hyphenated = name.replaceAll('_', '-');
  const [language = '', ...others] = name.split('_');
  const regional = [language, ...others.map((part) => part.toUpperCase())].join('_');
  return (
    firstPartyWords.has(hyphenated) || firstPartyWords.has(hyphenated.toLowerCase()) || firstPartyWords.has(regional)
  );
}

/** What the names of a pattern begin with; null where the beginning is not known or something follows two holes. */
export function absolutePrefix({ found }: GraphModule, pattern: StringPattern): string | null {
  const prefix = pattern[0];
  if (pattern.length !== 2 || prefix === '') return null;
  return prefix.startsWith('.') ? `${packageOf(found.name, found.isPackage)}.${prefix.replace(/^\.+/, '')}` : prefix;
}

/** Whether a function, or one around it, lists a folder. */
export function walksFolder(unit: Unit): boolean {
  for (let each: Unit | null = unit; each !== null; each = each.parent) if (each.facts.walksFolder) return true;
  return false;
}

/**
 * `"%s.base" % name`: with the suffix, the packages that strings of the project name, of the code that imports, or of
 * what the project imports to be told: `dj_database_url.config()`.
 */
export function loadSuffixes(growth: Growth, sink: Sink): void {
  const fresh = growth.namedPackages.slice(sink.named);
  sink.named += fresh.length;
  const own = sink.module.firstParty ? null : (sink.module.found.name.split('.', 1)[0] ?? '');
  const tells = growth.firstPartyImports();
  const names = fresh.filter(({ by }) => by === null || by === own || tells.has(by));
  for (const pattern of sink.patterns) {
    const suffix = pattern.at(-1) ?? '';
    if (pattern.length !== 2 || pattern[0] !== '' || !/^\.[A-Za-z_]\w*(\.\w+)*$/.test(suffix)) continue;
    const offers = names.filter(({ name }) => growth.node(`${name}${suffix}` as ModuleName) !== null);
    const told = foldersTold(
      growth,
      offers.filter(({ by }) => by !== null && by !== own),
    );
    for (const { name, by } of offers) {
      const isChosen = by === null || by === own || told.has(parentName(name));
      if (isChosen) growth.load(sink.module, `${name}${suffix}` as ModuleName, stepOf(sink));
    }
  }
}

/** Where several lie that another distribution offers; only those of which the project writes one, if there are such. */
function foldersTold(growth: Growth, offers: readonly NamedPackage[]): ReadonlySet<ModuleName | null> {
  const groups = [...Map.groupBy(offers, ({ name }) => parentName(name))].filter(([, group]) => group.length > 1);
  const written = groups.filter(([, group]) => group.some((each) => isMentioned(growth, each)));
  return new Set((written.length > 0 ? written : groups).map(([folder]) => folder));
}

/** Whether the project writes a package's last name, or what it begins with: `sqlite` in an address for `sqlite3`. */
function isMentioned({ firstPartyWords }: Growth, { name }: NamedPackage): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  for (let length = last.length; length >= Math.min(last.length, MIN_LETTERS); length -= 1) {
    if (firstPartyWords.has(last.slice(0, length))) return true;
  }
  return false;
}

/** Beginnings with fewer letters are words of their own. */
const MIN_LETTERS = 5;

/** `"package." + self.path`: what is below the package and the files of derived classes write, and what these ask there. */
export function loadDerived(growth: Growth, sink: Sink): void {
  const { module, site } = sink;
  const className = classAround(site.unit);
  if (className === null) return;
  const folders = openFolders(sink);
  if (folders.length === 0) return;
  const files = growth.subclassFiles(module, className);
  const fresh = files.slice(sink.derived);
  sink.derived = files.length;
  const step = stepOf(sink);
  const asks = site.unit.callsOf('getattr').length > 0;
  for (const { facts } of fresh) {
    if (facts === null) continue;
    const texts = facts.summary.strings.filter((text) => /^\w+(\.\w+)*$/.test(text));
    for (const name of texts.flatMap((text) => folders.map((folder) => parseComputedName(`${folder}${text}`)))) {
      if (name === null || growth.node(name) === null) continue;
      const target = growth.load(module, name, step);
      if (asks && target !== null) loadAsked(growth, module, target, (each) => facts.table.has(each), step);
    }
  }
}

/** The beginnings `package.` of names of which the rest is not known. */
export function openFolders({ module, patterns }: Sink): readonly string[] {
  return patterns.flatMap((pattern) => {
    const prefix = pattern.at(-1) === '' ? absolutePrefix(module, pattern) : null;
    return prefix?.endsWith('.') === true ? [prefix] : [];
  });
}

function classAround(unit: Unit): string | null {
  for (let each: Unit | null = unit; each !== null; each = each.parent)
    if (each.className !== null) return each.className;
  return null;
}

/** A name that nothing tells may come from a file of settings. */
export function loadSettings(growth: Growth, sink: Sink, settings: readonly SettingsModule[]): void {
  const fresh = settings.slice(sink.settings);
  sink.settings = settings.length;
  if (!sink.patterns.some(isHole)) return;
  for (const { name, attribute } of fresh) growth.load(sink.module, name, { ...stepOf(sink), attribute });
}

/** `f"{package}.{folder}.{name}"` beside a listing of a folder: everything that lies so deep below a known package. */
function loadBelow(growth: Growth, module: GraphModule, pattern: StringPattern, step: Step): void {
  const [prefix] = pattern;
  if (!prefix.endsWith('.') || pattern.length < 3 || pattern.length > MAX_LEVELS) return;
  if (pattern.slice(1).some((piece, index, rest) => piece !== (index === rest.length - 1 ? '' : '.'))) return;
  let bases = [parseModuleName(prefix.slice(0, -1))].filter((name) => name !== null);
  for (let level = 2; level < pattern.length; level++) {
    bases = bases.flatMap((base) => {
      const parent = growth.node(base);
      if (parent === null || !parent.found.isPackage) return [];
      return growth.input.finder.children(parent.found).map((child) => childName(base, child));
    });
  }
  for (const base of bases) loadChildren(growth, module, base, '', () => true, step);
}

function loadChildren(
  growth: Growth,
  module: GraphModule,
  base: ModuleName,
  suffix: string,
  wanted: (child: string) => boolean,
  step: Step,
): void {
  const parent = growth.node(base);
  if (parent === null || !parent.found.isPackage) return;
  for (const child of growth.input.finder.children(parent.found)) {
    if (!wanted(child)) continue;
    const name = parseComputedName(`${base}.${child}${suffix}`);
    if (name !== null && growth.node(name) !== null) growth.load(module, name, step);
  }
}
