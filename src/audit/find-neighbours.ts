// Who comes closest to vulnerable code that is not reached: the code that names it in a call or import, and does not run.
import type { Neighbour } from '../finding/explanation.ts';
import { deriveModuleFacts, type ModuleFacts } from '../python/graph/module-facts.ts';
import type { FoundModule } from '../python/module/module-finder.ts';
import { type ModuleName, parseModuleName, resolveRelative } from '../python/module/module-name.ts';
import type { ReachView } from './reach/reach-analysis.ts';

/** More files than this are not looked through, and more places than that are not shown. */
const MAX_FILES = 4_000;
const SHOWN = 6;

/** A definition, as the module that holds it writes it; `name` '' is the module itself. */
export interface Target {
  readonly module: ModuleName;
  readonly name: string;
}

/** The places, own code first, then those in code that runs, and how many more there are. */
export interface Neighbours {
  readonly places: readonly Neighbour[];
  readonly more: number;
}

/**
 * Looks through the project, all that is loaded, the distribution itself and those that require it. A call is known by
 * the last name of its callee, in files that may know the module: whether it means the target is for a person to see.
 */
export async function findNeighbours(
  view: ReachView,
  targets: readonly Target[],
  distributions: ReadonlySet<string>,
): Promise<Neighbours> {
  const places: Neighbour[] = [];
  let left = MAX_FILES;
  for (const found of candidates(view, distributions)) {
    if (left-- === 0) break;
    const summary = await view.code.summaryOf(found);
    if (summary === null) continue;
    const facts = deriveModuleFacts(summary, view.program.target, view.program.ownerOf(found) !== null);
    for (const target of targets) places.push(...placesIn(view, found, facts, target));
  }
  // One place of each function is enough: the first.
  const first = new Map(places.toReversed().map((place) => [`${place.file}:${place.function ?? ''}`, place]));
  const sorted = [...first.values()].sort(byCloseness);
  return { places: sorted.slice(0, SHOWN), more: Math.max(0, sorted.length - SHOWN) };
}

/** Modules with source: the project's, what is loaded, then all of the distributions. */
function candidates({ program, index }: ReachView, distributions: ReadonlySet<string>): Set<FoundModule> {
  const found = new Map<string, FoundModule>();
  const add = (module: FoundModule | null): void => {
    if (module?.kind === 'source') found.set(program.fileOf(module), module);
  };
  for (const module of program.firstParty) add(module);
  for (const { module, function: name } of index.map.units) {
    const parsed = name === null ? parseModuleName(module) : null;
    if (parsed !== null) add(program.finder.find(parsed));
  }
  const below = (name: string, depth: number): void => {
    const parsed = parseModuleName(name);
    const module = parsed === null ? null : program.finder.find(parsed);
    if (module === null || module.kind === 'standard' || found.size > MAX_FILES || depth > MAX_DEPTH) return;
    const owner = program.ownerOf(module);
    if (owner !== null && !distributions.has(owner)) return;
    add(module);
    if (module.isPackage || module.kind === 'namespace') {
      for (const child of program.finder.children(module)) below(`${name}.${child}`, depth + 1);
    }
  };
  for (const entry of program.entries) {
    if (!entry.firstParty) for (const name of program.finder.topLevel(entry)) below(name, 0);
  }
  return new Set(found.values());
}

const MAX_DEPTH = 20;

function placesIn(
  view: ReachView,
  found: FoundModule,
  facts: ModuleFacts,
  { module, name }: Target,
): readonly Neighbour[] {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (name !== '' && !facts.table.has(last)) return [];
  const imports = facts.summary.imports.filter(({ statement }) =>
    statement.kind === 'import'
      ? statement.names.some((each) => isWithin(each.name, module) || (name !== '' && isWithin(module, each.name)))
      : mayGive(resolveRelative(found.name, found.isPackage, statement.level, statement.module), statement.names, {
          module,
          name,
        }),
  );
  const { program, index } = view;
  const place = (how: Neighbour['how'], line: number, unit: string | null): Neighbour => {
    const runs = unit === null ? index.moduleUnit(found.name) : index.functionUnit(found.name, unit);
    const owner = program.ownerOf(found);
    return {
      ...{ file: program.fileOf(found), line, module: found.name, function: unit, how },
      ...{ runs: runs !== null, ownCode: owner === null && program.firstParty.includes(found) },
    };
  };
  if (name === '') {
    return found.name === module
      ? []
      : imports.map(({ statement, unit }) => place('loads', statement.line, unit?.name ?? null));
  }
  if (found.name !== module && imports.length === 0) return [];
  return facts.callsOf(last).map(({ call, unit }) => place('calls', call.line, unit.owner.name));
}

/** Whether a `from` import gives the module, something in it, or the name itself out of a package above it. */
function mayGive(base: string | null, names: readonly { readonly name: string }[], { module, name }: Target): boolean {
  if (base === null) return false;
  if (isWithin(base, module)) return true;
  const [first = ''] = name.split('.');
  return names.some(
    (each) => isWithin(`${base}.${each.name}`, module) || (each.name === first && isWithin(module, base)),
  );
}

function isWithin(name: string, module: string): boolean {
  return name === module || name.startsWith(`${module}.`);
}

/** The project's own code is closest, then what runs; the rest in order of files. */
function byCloseness(left: Neighbour, right: Neighbour): number {
  return (
    Number(right.ownCode) - Number(left.ownCode) ||
    Number(right.runs) - Number(left.runs) ||
    (left.file < right.file ? -1 : left.file > right.file ? 1 : left.line - right.line)
  );
}
