// Modules that compiled code imports: their names stand in it as strings.
import { type ModuleName, parseModuleName } from '../module/module-name.ts';
import { compiledBytes } from './compiled-text.ts';
import type { GraphModule, Growth, Step } from './module-graph.ts';

/** Bytes of compiled modules that are searched in all; what is past that stays opaque. */
const MAX_BYTES = 200 << 20;
/** Names looked at in one file. */
const MAX_NAMES = 3000;

export interface CompiledRule {
  /** Searches a compiled module that was loaded. */
  follow(module: GraphModule): void;
}

export function makeCompiledRule(growth: Growth): CompiledRule {
  let left = MAX_BYTES;
  return {
    follow(module) {
      const { name } = module.found;
      const bytes = left <= 0 ? null : compiledBytes(module.found);
      if (bytes === null) return;
      left -= bytes.length;
      const step: Step = { kind: 'string', line: 1, unit: null, resolved: false };
      for (const found of namesBelow(bytes, name.split('.', 1)[0] ?? name)) {
        if (growth.node(found) !== null) growth.load(module, found, step);
      }
    },
  };
}

/** The dotted names that begin with a package's name; only its own, since others' stand there in messages too. */
function namesBelow(buffer: Buffer, top: string): ReadonlySet<ModuleName> {
  const names = new Set<ModuleName>();
  const prefix = `${top}.`;
  for (let at = buffer.indexOf(prefix); at !== -1 && names.size < MAX_NAMES; at = buffer.indexOf(prefix, at + 1)) {
    if (at > 0 && isWord(buffer[at - 1] ?? 0)) continue;
    let end = at + prefix.length;
    while (end < at + 200 && isWord(buffer[end] ?? 0)) end += 1;
    if (isProse(buffer, at, end)) continue;
    const name = parseModuleName(buffer.toString('latin1', at, end).replace(/\.+$/, ''));
    if (name !== null && name !== top) names.add(name);
  }
  return names;
}

/** Whether a name stands in a sentence, as in texts that explain or complain; `import name` is code all the same. */
function isProse(buffer: Buffer, start: number, end: number): boolean {
  const before = buffer.toString('latin1', Math.max(0, start - 8), start);
  const after = buffer.toString('latin1', end, end + 1);
  return /[ (`"']$/.test(before) && /^[ ,;:)`"'\n]/.test(after) && !/\b(from|import) $/.test(before);
}

/** Part of an identifier, or a dot between two. */
function isWord(byte: number): boolean {
  return (
    (byte >= 97 && byte <= 122) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 48 && byte <= 57) ||
    byte === 95 ||
    byte === 46
  );
}
