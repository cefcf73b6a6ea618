// Modules that files of settings name, the project's and those of packages: what an import by an unknown name may import.

import { type ModuleName, parseModuleName } from '../module/module-name.ts';
import { mayBePackaged, mayBeSettings, type SettingsFile, settingsFile } from '../module/settings-file.ts';
import { bindsName, waits } from './import-name.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { Activation, GraphModule, Growth } from './module-graph.ts';

/** A module that a file of settings names, and what of it. */
export interface SettingsModule {
  readonly name: ModuleName;
  readonly attribute: string | null;
}

/** A file that no code has named so far, and the package that brings it along; null: the project. */
interface Waiting {
  readonly file: SettingsFile;
  readonly top: string | null;
}

/** Files of packages that are kept in mind. */
const MAX_PACKAGED = 2000;

export interface SettingsRule {
  /** Reads the files that code names which began to count. */
  notice(activation: Activation): void;
  /** What they name, in the order in which it was found. */
  readonly modules: readonly SettingsModule[];
}

export function makeSettingsRule(growth: Growth): SettingsRule {
  const unread = new Set((growth.input.settings ?? []).map((file): Waiting => ({ file, top: null })));
  /** What code names that counts: texts that end as names of such files do. */
  const named = new Set<string>();
  const seen = new Set<ModuleFacts>();
  const modules: SettingsModule[] = [];
  const known = new Set<string>();
  let packaged = 0;

  function add(name: ModuleName, attribute: string | null): void {
    const key = `${name}:${attribute ?? ''}`;
    if (known.has(key)) return;
    known.add(key);
    modules.push({ name, attribute });
  }

  /** The files that a package brings along. */
  function addPackaged({ found, firstParty }: GraphModule): void {
    if (firstParty || !found.isPackage || packaged >= MAX_PACKAGED) return;
    for (const { entry, folder } of found.path) {
      for (const [name, kind] of entry.tree.list(folder)) {
        if (kind !== 'file' || !mayBePackaged(name)) continue;
        packaged += 1;
        const file = settingsFile(entry.tree, folder === '' ? name : `${folder}/${name}`);
        unread.add({ file, top: found.name.split('.', 1)[0] ?? '' });
      }
    }
  }

  /** The longest prefix that is a module of a dependency, if it offers the rest; of `top` alone unless that is null. */
  function notice(text: string, top: string | null): void {
    const parts = text.split('.');
    if (top !== null && (parts[0] !== top || parts.length < 2)) return;
    if (growth.node(parts[0] as ModuleName)?.firstParty !== false) return;
    for (let length = parts.length; length > 0; length -= 1) {
      const name = parseModuleName(parts.slice(0, length).join('.'));
      const target = name === null ? null : growth.node(name);
      if (name === null || target === null) continue;
      if (target.firstParty) return;
      const [first, ...others] = parts.slice(length);
      if (first === undefined) add(name, null);
      else defer(target, name, first, others);
      return;
    }
  }

  function defer(target: GraphModule, name: ModuleName, first: string, others: readonly string[]): void {
    growth.peek(target);
    growth.deferred.push(() => {
      if (waits(target)) return false;
      if (bindsName(growth, target, first) !== false) add(name, [first, ...others].join('.'));
      return true;
    });
  }

  return {
    modules,
    notice({ module, facts }) {
      if (seen.has(facts)) return;
      seen.add(facts);
      addPackaged(module);
      for (const text of facts.summary.strings) if (mayBeSettings(text)) named.add(text);
      for (const waiting of unread) {
        const { file, top } = waiting;
        if (!isNamed(file, named)) continue;
        unread.delete(waiting);
        for (const { text } of file.read()) notice(text, top);
      }
    },
  };
}

/** Whether a text is the file's name, or the end of its path. */
function isNamed({ path }: SettingsFile, texts: ReadonlySet<string>): boolean {
  if (texts.has(path)) return true;
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    if (texts.has(path.slice(slash + 1))) return true;
  }
  return false;
}
