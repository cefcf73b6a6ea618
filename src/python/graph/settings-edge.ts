// Modules that the project's files of settings name: what an import by a name that nothing tells may import.

import { type ModuleName, parseModuleName } from '../module/module-name.ts';
import type { SettingsFile } from '../module/settings-file.ts';
import { bindsName, waits } from './import-name.ts';
import type { Activation, GraphModule, Growth } from './module-graph.ts';

/** A module that a file of settings names, and what of it. */
export interface SettingsModule {
  readonly name: ModuleName;
  readonly attribute: string | null;
}

export interface SettingsRule {
  /** Reads the files that code names which began to count. */
  notice(activation: Activation): void;
  /** What they name, in the order in which it was found. */
  readonly modules: readonly SettingsModule[];
}

export function makeSettingsRule(growth: Growth): SettingsRule {
  const unread = new Set(growth.input.settings ?? []);
  const modules: SettingsModule[] = [];
  const known = new Set<string>();

  function add(name: ModuleName, attribute: string | null): void {
    const key = `${name}:${attribute ?? ''}`;
    if (known.has(key)) return;
    known.add(key);
    modules.push({ name, attribute });
  }

  /** The longest prefix that is a module of a dependency, if it offers the rest. */
  function notice(text: string): void {
    const parts = text.split('.');
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
    notice({ facts }) {
      for (const file of unread) {
        if (!isNamed(file, facts.table)) continue;
        unread.delete(file);
        for (const { text } of file.read()) notice(text);
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
