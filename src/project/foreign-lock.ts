// What the loaders of other tools' locks share: such a lock says what is locked, and the project's file says who asked.
import { dirname } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import { isValidDistributionName } from '../standard/distribution-name.ts';
import { readDeclaredRoots } from './declared-root.ts';
import type { LoadContext, Loaded } from './loader.ts';
import { deriveDistributions, type LockedEntry } from './locked-entry.ts';
import { shownPath } from './shown-path.ts';
import { asText, type Table } from './toml-file.ts';
import { unrequiredRoots } from './unrequired-root.ts';

/** A locked package, with the groups that the lock itself says it belongs to; null: it says none. */
export interface ForeignEntry extends LockedEntry {
  readonly groups: readonly string[] | null;
}

/** The names under which tools keep what the project itself needs. */
const MAIN = new Set(['main', 'default']);

/** Connects the entries with what the project declares, else with what nothing else requires. */
export async function finishLock(
  context: LoadContext,
  file: string,
  entries: readonly ForeignEntry[],
  faults: readonly Fault[],
): Promise<Loaded> {
  const chosen = entries.filter(({ groups }) => isChosen(context, groups));
  const { project, requires: declared } = await readDeclaredRoots(context, dirname(file));
  const names = new Set<string>(chosen.map(({ distribution }) => distribution.name));
  const known = declared.filter(({ name }) => names.has(name));
  // Of a lock without edges everything is a root: nothing tells who asked for what.
  const roots = known.length > 0 ? known : unrequiredRoots(withoutUnaskedExtras(chosen));
  const groupsOf = new Map(
    chosen.map(({ distribution, groups }) => [`${distribution.name} ${distribution.version}`, groups]),
  );
  const distributions = deriveDistributions(context, chosen, roots).map((distribution) => {
    const groups = groupsOf.get(`${distribution.name} ${distribution.version}`) ?? null;
    if (groups === null) return distribution;
    return { ...distribution, groups: groups.some((group) => MAIN.has(group)) ? [] : [...groups].sort() };
  });
  const unversioned = distributions.flatMap(({ name, version, location, source }): Fault[] => {
    if (version !== null) return [];
    const code = source.kind === 'index' ? 'distribution-unpinned' : 'distribution-unchecked';
    const message = `${name} is locked without a version, so it was not checked`;
    return [{ code, effect: 'incomplete', file: shownPath(context.root, file), line: location?.line ?? 1, message }];
  });
  return { project, distributions, requires: roots, faults: [...faults, ...unversioned] };
}

/** The entries with those edges only that always hold, or whose extra another entry asks for. */
function withoutUnaskedExtras(entries: readonly ForeignEntry[]) {
  const asked = new Set(
    entries.flatMap(({ distribution }) =>
      distribution.requires.flatMap(({ name, extras }) => extras.map((extra) => `${name} ${extra}`)),
    ),
  );
  return entries.map(({ distribution: { name, requires } }) => ({
    name,
    requested: false,
    requires: requires.filter(({ extra }) => extra === null || asked.has(`${name} ${extra}`)),
  }));
}

function isChosen({ selection }: LoadContext, groups: readonly string[] | null): boolean {
  if (groups === null || selection.groups === null || selection.extras === null) return true;
  const { extras, groups: wanted } = selection;
  return groups.some((group) => MAIN.has(group) || wanted.includes(group) || extras.includes(group));
}

/** The name of a package's table, null and a fault where there is no valid one. */
export function readName(table: Table, file: string, line: number, faults: Fault[]): string | null {
  const name = asText(table['name']);
  if (name !== null && isValidDistributionName(name)) return name;
  const message = 'a package has no valid name; it was not checked: lock again';
  faults.push({ code: 'distribution-malformed', effect: 'incomplete', file, line, message });
  return null;
}
