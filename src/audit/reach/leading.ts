// Which distributions can lead to others: whose code may import whose.
import type { GraphModule, ModuleGraph } from '../../python/graph/module-graph.ts';
import type { Program } from '../../python/program.ts';
import { TEMPLATE_ENGINES } from '../../python/template/template-language.ts';
import type { CodeNames } from './code-names.ts';
import type { ReachIndex, ReachMap } from './reach-map.ts';

/** Stands for code that no list of files gives to a distribution. */
export const NOBODY = '';

/** Each distribution with those whose modules some code of its own may import; the project's own imports are left out. */
export function importsBetween(program: Program, { modules, copies }: ModuleGraph): ReachMap['imports'] {
  const between = new Map<string, Set<string>>();
  const note = (left: GraphModule, right: GraphModule): void => {
    if (left.firstParty || right.firstParty) return;
    const [from, to] = [left, right].map(({ found }) => program.ownerOf(found) ?? NOBODY);
    if (from === undefined || to === undefined || from === to) return;
    const known = between.get(from);
    if (known === undefined) between.set(from, new Set([to]));
    else known.add(to);
  };
  for (const module of modules) for (const { to } of module.edges) note(module, to);
  // Whoever imports a module may get its copy.
  for (const [module, others] of copies) for (const copy of others) note(module, copy);
  return [...between].map(([from, to]) => [from, [...to]]);
}

/** The distributions of which a text of the project loads modules. */
export function namedByProject(program: Program, { modules }: ModuleGraph): readonly string[] {
  const named = modules
    .filter(({ firstParty }) => firstParty)
    .flatMap(({ edges }) => edges.filter(({ kind }) => kind === 'string').map(({ to }) => program.ownerOf(to.found)));
  return [...new Set(named.filter((name) => name !== null))];
}

/**
 * The distributions by whose code the project can get to the given ones, themselves among them. What the project is
 * imported by does not count: its own code is where every way starts.
 */
export function leadingTo(imports: ReachMap['imports'], names: Iterable<string>): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const [from, to] of imports) {
    for (const each of to) {
      const known = importers.get(each);
      if (known === undefined) importers.set(each, [from]);
      else known.push(from);
    }
  }
  const leading = new Set(names);
  for (const each of leading) for (const from of importers.get(each) ?? []) leading.add(from);
  leading.delete(NOBODY);
  return leading;
}

/**
 * As `leadingTo`, by the lower bound and what texts tell; null where a text of the project names one of them and anybody
 * may be meant to import it.
 */
export function leadingAsWritten(
  lower: ReachIndex,
  written: Pick<CodeNames, 'imports' | 'named'>,
  names: Iterable<string>,
): ReadonlySet<string> | null {
  // Most bare texts that equal a package's name are words: where they are meant, they stand in lists.
  const named = written.named.filter(({ name, isBare }) => !isBare || lower.map.named.includes(name));
  const meant = named.flatMap(({ name, readers }) => readers.map((reader) => [reader, [name]] as const));
  const leading = leadingTo([...lower.map.imports, ...written.imports, ...meant], names);
  if (named.some(({ name, readers }) => readers.length === 0 && leading.has(name))) return null;
  return new Set([...leading, ...templateEngines(lower)]);
}

/** The distributions that can lead to the given ones by what the upper bound loads. */
export function leadingByBound(index: ReachIndex, names: Iterable<string>): ReadonlySet<string> {
  return new Set([...leadingTo(index.map.imports, names), ...templateEngines(index)]);
}

/** Those that take all names of their callers and that some distribution imports: they call what it defines. */
export function takersOf(
  { imports, takers }: Pick<CodeNames, 'imports' | 'takers'>,
  callers: ReadonlySet<string>,
): readonly string[] {
  return imports.flatMap(([from, to]) => (callers.has(from) ? to.filter((each) => takers.includes(each)) : []));
}

/** A larger template engine is left out where it does not matter, and templates are followed all the same. */
const SMALL_ENGINE = 100;

/** The distributions of the template engines that the program loads, where they are small. */
function templateEngines(index: ReachIndex): readonly string[] {
  return TEMPLATE_ENGINES.flatMap(({ module }) => {
    const owner = index.moduleUnit(module)?.distribution ?? null;
    return owner === null || index.distributionUnits(owner).length > SMALL_ENGINE ? [] : [owner];
  });
}
